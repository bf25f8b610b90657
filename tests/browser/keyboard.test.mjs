// The pages by keys alone: the skip link comes first and works, every stop shows that it has the focus, and Tab passes
// through everything and out again.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, withPage } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { fixtureSite, kindOf, ownSite } from "./lib/site.mjs";

const MOST_STOPS = 400;

describe("keyboard", () => {
  let browser, site, host, small;

  before(async () => {
    browser = await launch();
    site = ownSite();
    host = await serve(site.folder);
    small = fixtureSite();
    small.host = await serve(small.folder, small.prefix);
  });

  after(async () => {
    await host?.close();
    await small?.host?.close();
    await browser?.close();
  });

  const first = (kind, of = site) => of.pages.find((name) => kindOf(name) === kind);

  // Where the page is met whose stops are gone through one by one. A level page of the repository's ladder has a link for
  // each of its hundreds of statements, and going through them takes minutes; a smaller ladder's has every kind of stop.
  const walked = (kind) => (kind === "level" ? small.host.base + first(kind, small) : host.base + first(kind));

  // What has the focus, as a person would find it; null where nothing has.
  const focused = (page) =>
    page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      window.rungsStops ??= new Map();
      // One button for citing goes along, from statement to statement: it is a stop in each.
      const stop = element.matches(".cite") ? element.parentNode : element;
      if (!window.rungsStops.has(stop)) window.rungsStops.set(stop, window.rungsStops.size);
      const boxes = Array.from(element.getClientRects());
      const box = boxes[0] ?? element.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const hit = document.elementFromPoint(x, y);
      const name = (element.getAttribute("aria-label") ?? element.textContent).trim().replace(/\s+/g, " ");
      return {
        number: window.rungsStops.get(stop),
        name: `${element.tagName.toLowerCase()}.${element.className} “${name.slice(0, 40)}”`,
        clip: { x: Math.max(0, box.left - 8), y: Math.max(0, box.top - 8), width: box.width + 16, height: box.height + 16 },
        isShown: element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && box.width > 1 && box.height > 1,
        // A link in the margin of a small window may touch its edge.
        isInView: box.top >= 0 && box.bottom <= innerHeight && box.left >= -4 && box.right <= innerWidth + 1,
        isOnTop: Boolean(hit) && (hit === element || element.contains(hit) || hit.contains(element)),
      };
    });

  // Whether the focus changes what is seen: the pixels around the element with and without it.
  const isSeen = async (page, { clip }) => {
    const options = { clip, animations: "disabled", caret: "hide" };
    const withFocus = await page.screenshot(options);
    await page.evaluate(() => {
      window.rungsLast = document.activeElement;
      window.rungsLast.blur();
    });
    const without = await page.screenshot(options);
    await page.evaluate(() => window.rungsLast.focus({ preventScroll: true }));
    return !withFocus.equals(without);
  };

  for (const kind of ["home", "comparison", "level"]) {
    for (const width of [1280, 390]) {
      // Proves: Tab reaches every link and control that is shown, each stop is in view, not covered and visibly
      // focused, and after the last one the focus leaves the page (WCAG 2.1.1, 2.1.2, 2.4.7, 2.4.11).
      test(`Tab passes through the ${kind} page at ${width} px`, async () => {
        await withPage(browser, { viewport: { width, height: 900 } }, async (page) => {
          await page.goto(walked(kind));
          const stops = new Map();
          let isThrough = false;
          for (let at = 0; at < MOST_STOPS && !isThrough; at += 1) {
            await page.keyboard.press("Tab");
            const stop = await focused(page);
            isThrough = stop === null || stops.has(stop.number);
            if (isThrough) {
              assert.ok(stop === null || stop.number === 0, `a trap: Tab goes back to ${stop?.name}`);
            } else {
              stops.set(stop.number, stop);
              assert.ok(stop.isShown, `${stop.name} has the focus and is not shown`);
              assert.ok(stop.isInView, `${stop.name} has the focus out of view`);
              assert.ok(stop.isOnTop, `${stop.name} has the focus and is covered`);
              assert.ok(await isSeen(page, stop), `${stop.name} does not show that it has the focus`);
            }
          }
          assert.ok(isThrough, `no end after ${MOST_STOPS} stops`);
          const missed = await page.evaluate(() =>
            Array.from(document.querySelectorAll("a[href], button, input, select, summary"))
              // Of a group of radio buttons, the one that is chosen is the stop; the arrow keys lead to the others.
              .filter((one) => one.type !== "radio" || one.checked)
              .filter((one) => one.checkVisibility() && !one.matches(".cite") && !window.rungsStops.has(one))
              .map((one) => one.outerHTML),
          );
          assert.deepEqual(missed, [], "not reached");
        });
      });
    }
  }

  // Proves: the first stop is the skip link, it is seen when it has the focus, and it leads past the navigation.
  test("the skip link comes first and leads to the content", async () => {
    await withPage(browser, { viewport: { width: 1280, height: 900 } }, async (page) => {
      await page.goto(host.base + first("comparison"));
      await page.keyboard.press("Tab");
      const skip = await focused(page);
      assert.match(skip.name, /skip/i);
      assert.ok(skip.isShown && skip.isInView && skip.isOnTop, "the skip link is not seen");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      const isInMain = await page.evaluate(() => Boolean(document.activeElement.closest("main")));
      assert.ok(isInMain, `Tab after the skip link goes to ${(await focused(page))?.name}`);
    });
  });
});
