// Every page at every width: nothing scrolls sideways, nothing is cut off; levels side by side where there is room, and
// one above the other where there is none.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, withPage } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { addressOf, arabicSite, fixtureSite, gallerySite, kindOf, oneOfEachKind, ownSite, pastSite } from "./lib/site.mjs";

const WIDTHS = [320, 390, 768, 1440];

describe("layout", () => {
  let browser, sites;

  before(async () => {
    browser = await launch();
    sites = await Promise.all([ownSite(), fixtureSite(), arabicSite(), gallerySite(), pastSite()].map(async (site) => ({ ...site, host: await serve(site.folder, site.prefix) })));
  });

  after(async () => {
    await Promise.all((sites ?? []).map((site) => site.host.close()));
    await browser?.close();
  });

  // What reaches over the right edge of the window, other than inside of a part that scrolls by itself.
  const tooWide = (page) =>
    page.evaluate(() => {
      const root = document.scrollingElement;
      const isScrolled = (element) => {
        for (let at = element; at && at !== document.body; at = at.parentElement) {
          if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
        }
        return false;
      };
      const found = [];
      if (root.scrollWidth > root.clientWidth) found.push(`the page: ${root.scrollWidth} px`);
      for (const element of document.body.querySelectorAll("*")) {
        const box = element.getBoundingClientRect();
        const over = Math.max(box.right - root.clientWidth, -box.left);
        // The area of a link in the margin may reach into the edge of the window; its sign may not.
        if (over <= (element.textContent ? 1 : 4) || box.width <= 1 || !element.checkVisibility() || isScrolled(element)) continue;
        found.push(`${element.tagName}.${element.className} by ${over.toFixed(0)} px: ${element.textContent.trim().slice(0, 40)}`);
      }
      return found.slice(0, 5);
    });

  for (const width of WIDTHS) {
    // Proves: no page of any site scrolls sideways (WCAG 1.4.10 at 320 px), and nothing hangs out of the window.
    test(`nothing is wider than a window of ${width} px`, async () => {
      await withPage(browser, { viewport: { width, height: 900 } }, async (page) => {
        for (const { pages, former, host } of sites) {
          for (const name of [...pages, ...former]) {
            await page.goto(host.base + addressOf(name));
            assert.deepEqual(await tooWide(page), [], `${name} at ${width} px`);
          }
        }
      });
    });
  }

  // Proves: the check above sees a page that is too wide; without this it could pass for the wrong reason.
  test("a page that is too wide is seen", async () => {
    await withPage(browser, { viewport: { width: 320, height: 900 } }, async (page) => {
      await page.goto(sites[0].host.base);
      await page.evaluate(() => (document.querySelector("h1").style.minWidth = "400px"));
      assert.notDeepEqual(await tooWide(page), []);
    });
  });

  const cells = (page) =>
    page.$$eval(".compare__row", (rows) =>
      rows.map((row) => ({
        id: row.getAttribute("aria-labelledby"),
        cells: Array.from(row.querySelectorAll(".compare__cell"), (cell) => {
          const { left, top, bottom, width } = cell.getBoundingClientRect();
          const heading = cell.querySelector("h3, h4");
          const words = document.createRange();
          words.selectNodeContents(heading.firstChild);
          const box = words.getBoundingClientRect();
          return { left, top, bottom, width, level: heading.textContent, isNamed: box.width > 8 && box.height > 8 };
        }),
      })),
    );

  // Proves: on a wide screen the two levels of every section stand beside each other, in columns of one width.
  test("a comparison is side by side at 1440 px", async () => {
    await withPage(browser, { viewport: { width: 1440, height: 900 } }, async (page) => {
      for (const site of sites) {
        for (const name of site.pages.filter((name) => kindOf(name) === "comparison")) {
          await page.goto(site.host.base + name);
          const rows = await cells(page);
          assert.ok(rows.length > 0, `${name} has no rows`);
          for (const { id, cells: [low, high, ...more] } of rows) {
            assert.equal(more.length, 0, `${name}: ${id} has more than two cells`);
            assert.ok(Math.abs(low.top - high.top) < 1, `${name}: ${id} is not level`);
            assert.ok(Math.abs(low.width - high.width) < 1, `${name}: ${id} has unequal columns`);
            const [first, second] = (await page.evaluate(() => document.dir)) === "rtl" ? [high, low] : [low, high];
            assert.ok(second.left > first.left + first.width - 1, `${name}: ${id} overlaps or does not mirror`);
          }
        }
      }
    });
  });

  // Proves: on a phone the levels of a section follow each other, each under its own name.
  test("a comparison is stacked at 390 px, every cell under its level's name", async () => {
    await withPage(browser, { viewport: { width: 390, height: 844 } }, async (page) => {
      for (const site of sites) {
        for (const name of site.pages.filter((name) => kindOf(name) === "comparison")) {
          await page.goto(site.host.base + name);
          for (const { id, cells: [low, high] } of await cells(page)) {
            assert.ok(high.top >= low.bottom - 1, `${name}: ${id} is not stacked`);
            for (const { isNamed, level } of [low, high]) assert.ok(isNamed, `${name}: ${id} does not show “${level}”`);
          }
        }
      }
    });
  });

  // Proves: the style follows the system to dark, on one page of each kind, and the words stay apart from the ground.
  test("dark is dark and light is light", async () => {
    for (const [colorScheme, isRight] of [["light", (sum) => sum > 600], ["dark", (sum) => sum < 165]]) {
      await withPage(browser, { colorScheme, viewport: { width: 1280, height: 900 } }, async (page) => {
        const all = [sites[0], sites.at(-1)].flatMap((site) => oneOfEachKind(site).map((name) => [site.host, name]));
        for (const [host, name] of all) {
          await page.goto(host.base + addressOf(name));
          const ground = await page.evaluate(() => {
            // A canvas turns whatever notation the color has into three numbers.
            const context = document.createElement("canvas").getContext("2d");
            context.fillStyle = getComputedStyle(document.body).backgroundColor;
            context.fillRect(0, 0, 1, 1);
            return Array.from(context.getImageData(0, 0, 1, 1).data.slice(0, 3));
          });
          const sum = ground.reduce((total, part) => total + part, 0);
          assert.ok(isRight(sum), `${name} in ${colorScheme} stands on rgb(${ground})`);
        }
      });
    }
  });
});
