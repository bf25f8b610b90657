// A site in Arabic: the layout mirrors, the letters are set as Arabic is, and names in Latin letters keep their order.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, withPage } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { addressOf, arabicSite, kindOf, oneOfEachKind, ownSite } from "./lib/site.mjs";

describe("direction", () => {
  let browser, arabic, english;

  before(async () => {
    browser = await launch();
    [arabic, english] = await Promise.all(
      [arabicSite(), ownSite()].map(async (site) => ({ ...site, host: await serve(site.folder, site.prefix) })),
    );
  });

  after(async () => {
    await Promise.all([arabic, english].map((site) => site?.host.close()));
    await browser?.close();
  });

  const wide = { viewport: { width: 1440, height: 900 } };

  // The middle of an element, from the left edge of the window.
  const middle = (page, selector) =>
    page.$eval(selector, (element) => {
      const { left, width } = element.getBoundingClientRect();
      return left + width / 2;
    });

  // Proves: the index stands in the margin at which a line begins, the title of the site as well, and the links to other
  // pages at the end of the line; in Arabic right, right and left, in English the other way.
  test("the margin with the index is on the right", async () => {
    await withPage(browser, wide, async (page) => {
      for (const [site, mirrored] of [[arabic, true], [english, false]]) {
        for (const name of oneOfEachKind(site)) {
          await page.goto(site.host.base + addressOf(name));
          const isRight = async (selector) => (await middle(page, selector)) > 720;
          assert.equal(await isRight(".masthead__title"), mirrored, name);
          assert.equal(await isRight(".masthead__nav"), !mirrored, name);
          if (await page.$(".index")) assert.equal(await isRight(".index"), mirrored, name);
        }
      }
    });
  });

  // Proves: the mark of what the address points at stands before the text, which in Arabic is on its right.
  test("the mark of a target is on the right", async () => {
    await withPage(browser, wide, async (page) => {
      await page.goto(`${arabic.host.base}competencies/listening/l1--l2.html#k3f9w`);
      const { start, end } = await page.$eval("#k3f9w", (element) => {
        const { borderRightWidth, borderLeftWidth } = getComputedStyle(element, "::after");
        return { start: parseFloat(borderRightWidth), end: parseFloat(borderLeftWidth) };
      });
      assert.ok(start > 0 && end === 0, `${start} and ${end}`);
    });
  });

  // Proves: nothing is slanted or spaced out, which Arabic letters are not made for; emphasis is still seen.
  test("no letter is slanted or moved from its neighbor", async () => {
    await withPage(browser, wide, async (page) => {
      for (const name of arabic.pages.filter((name) => kindOf(name) !== "not found")) {
        await page.goto(arabic.host.base + addressOf(name));
        const wrong = await page.$$eval("body *", (elements) =>
          elements
            .filter((element) => {
              const { fontStyle, letterSpacing } = getComputedStyle(element);
              return fontStyle !== "normal" || letterSpacing !== "normal";
            })
            .map((element) => element.className),
        );
        assert.deepEqual(wrong, [], name);
      }
      await page.goto(`${arabic.host.base}reviews.html`);
      const [plain, strong] = await page.evaluate(() => ["main p", "main em"].map((one) => getComputedStyle(document.querySelector(one)).fontWeight));
      assert.ok(Number(strong) > Number(plain));
    });
  });

  // Proves: a Latin name is read from left to right wherever it stands (its signs would wander to the
  // other end).
  test("a name in Latin letters keeps its order", async () => {
    const name = "C++";
    await withPage(browser, wide, async (page) => {
      for (const address of ["index.html", "competencies/cpp.html", "competencies/cpp/l1--l2.html", "levels/l1.html", "sections/key-behaviors.html"]) {
        await page.goto(arabic.host.base + address);
        const found = await page.evaluate((name) => {
          const places = [];
          const walker = document.createTreeWalker(document.querySelector(".page__body"), NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const { data, parentElement } = walker.currentNode;
            // Elsewhere it is a part of what an author wrote.
            if (data.replace(/[\u2068\u2069]/g, "").trim() !== name) continue;
            if (parentElement.closest(".visually-hidden") || !parentElement.checkVisibility()) continue;
            const at = data.indexOf(name);
            const left = (from) => {
              const range = document.createRange();
              range.setStart(walker.currentNode, from);
              range.setEnd(walker.currentNode, from + 1);
              return range.getBoundingClientRect().left;
            };
            places.push([parentElement.className || parentElement.tagName, left(at) < left(at + 1)]);
          }
          return places;
        }, name);
        assert.ok(found.length > 0, `${address} does not show ${name}`);
        for (const [where, isInOrder] of found) assert.ok(isInOrder, `${address}: the signs of ${name} wander in ${where}`);
      }
    });
  });

  // Proves: headings and names begin at the right edge of their boxes, in whatever letters they are written.
  test("every heading and name begins on the right", async () => {
    for (const width of [390, 1440]) {
      await withPage(browser, { viewport: { width, height: 900 } }, async (page) => {
        for (const name of arabic.pages.filter((name) => kindOf(name) !== "not found")) {
          await page.goto(arabic.host.base + addressOf(name));
          const wrong = await page.$$eval("h1, h2, h3, .matrix__name > a, .matrix__group-name, .compare__name, .index__list a", (names) =>
            names.flatMap((one) => {
              const box = getComputedStyle(one).display === "inline" ? one.parentElement : one;
              const { paddingRight, borderRightWidth, position } = getComputedStyle(box);
              if (position === "absolute" || !box.checkVisibility()) return [];
              const words = document.createRange();
              words.selectNodeContents(one.firstChild);
              const edge = box.getBoundingClientRect().right - parseFloat(paddingRight) - parseFloat(borderRightWidth);
              const gap = edge - words.getBoundingClientRect().right;
              return Math.abs(gap) < 3 ? [] : [`${one.textContent} (${one.className}): ${gap.toFixed(0)} px`];
            }),
          );
          assert.deepEqual(wrong, [], `${name} at ${width} px`);
        }
      });
    }
  });

  // Proves: quotation marks are those of the language.
  test("quotation marks are those of the language", async () => {
    await withPage(browser, wide, async (page) => {
      for (const [tag, marks] of [["ar", "«»"], ["de", "„“"], ["en", "“”"]]) {
        await page.goto(`${arabic.host.base}competencies/listening.html`);
        await page.evaluate((tag) => (document.documentElement.lang = tag), tag);
        // What a style sheet adds is in the tree for screen readers, and nowhere else as text.
        const session = await page.context().newCDPSession(page);
        const { nodes } = await session.send("Accessibility.getFullAXTree");
        const said = nodes.map(({ name }) => name?.value ?? "").join("");
        for (const mark of marks) assert.ok(said.includes(mark), `${tag}: ${mark}`);
      }
    });
  });
});
