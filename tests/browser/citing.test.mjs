// The link to one statement: whoever opens it sees at once which one was meant.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, withPage } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { kindOf, ownSite } from "./lib/site.mjs";

describe("citing", () => {
  let browser, site, host;

  before(async () => {
    browser = await launch();
    site = ownSite();
    host = await serve(site.folder);
  });

  after(async () => {
    await host?.close();
    await browser?.close();
  });

  // The pages that hold `t4x8d`, a statement with a permanent id in the second section.
  const ID = "t4x8d";
  const PAGES = [
    "competencies/customer-empathy.html",
    "competencies/customer-empathy/l1--l2.html",
    "levels/l2.html",
    "sections/key-behaviors.html",
  ];

  for (const [width, height] of [[1440, 900], [390, 844]]) {
    for (const name of PAGES) {
      // Proves: the link of a statement, opened from elsewhere, shows the whole statement, in view and with nothing
      // over it, such as the bar with the level names.
      test(`a statement's link lands in view: ${name} at ${width} px`, async () => {
        await withPage(browser, { viewport: { width, height } }, async (page) => {
          await page.goto(`${host.base}${name}#${ID}`);
          const statement = page.locator(`#${ID}`);
          assert.equal(await statement.count(), 1);
          const { top, bottom, covered } = await statement.evaluate((element) => {
            const words = element.querySelector(".statement__words") ?? element;
            const boxes = Array.from(words.getClientRects()).filter((box) => box.width > 2);
            const isCovered = (box) => {
              const hit = document.elementFromPoint(box.left + Math.min(8, box.width / 2), box.top + box.height / 2);
              return !hit || !(element.contains(hit) || hit === element);
            };
            const box = element.getBoundingClientRect();
            return { top: box.top, bottom: box.bottom, covered: boxes.filter(isCovered).length };
          });
          assert.ok(top >= 0 && bottom <= height, `it stands from ${top} to ${bottom} px`);
          assert.equal(covered, 0, "something lies over its words");
        });
      });
    }
  }

  for (const forcedColors of ["none", "active"]) {
    // Proves: the statement that the address names looks different from how it looks otherwise, and its neighbor does
    // not; and that the mark is no mere color: it is still seen where the system takes the colors of a page away.
    test(`the statement that the address names is marked, forced colors: ${forcedColors}`, async () => {
      await withPage(browser, { viewport: { width: 1440, height: 900 }, forcedColors }, async (page) => {
        const shots = async (fragment) => {
          await page.goto("about:blank");
          await page.goto(`${host.base}${PAGES[1]}${fragment}`);
          const shot = async (locator) => {
            // The same place on the screen, to the pixel, so that only the mark can differ.
            await locator.evaluate((element) => scrollBy(0, Math.round(element.getBoundingClientRect().top - 300)));
            const { x, y, width, height } = await locator.boundingBox();
            // With the gutter before the words.
            const clip = { x: Math.round(x) - 32, y: Math.round(y), width: Math.round(width), height: Math.floor(height) };
            return page.screenshot({ clip, animations: "disabled" });
          };
          return [await shot(page.locator(`#${ID}`)), await shot(page.locator(`#${ID} + *`))];
        };
        const [plain, plainNext] = await shots("");
        const [marked, markedNext] = await shots(`#${ID}`);
        assert.ok(!plain.equals(marked), "it is not marked");
        assert.ok(plainNext.equals(markedNext), "its neighbor is marked as well");
      });
    });
  }

  // Proves: an id leads to one place on a page and no other, whatever the page's kind.
  test("ids are unique on every page", async () => {
    await withPage(browser, {}, async (page) => {
      for (const name of site.pages.filter((name) => kindOf(name) !== "not found")) {
        await page.goto(host.base + name);
        const twice = await page.$$eval("[id]", (all) => {
          const ids = all.map((one) => one.id);
          return ids.filter((id, at) => ids.indexOf(id) !== at);
        });
        assert.deepEqual(twice, [], name);
      }
    });
  });
});
