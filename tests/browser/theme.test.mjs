// What the theme lets a reader choose: the colors, a part of the matrix, room to write. Each choice holds, works without
// JavaScript where it can, and moves nothing.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, withPage } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { addressOf, fixtureSite, kindOf, oneOfEachKind, ownSite } from "./lib/site.mjs";

describe("theme", () => {
  let browser, own, fixture;

  before(async () => {
    browser = await launch();
    const served = async (site) => ({ ...site, host: await serve(site.folder, site.prefix) });
    [own, fixture] = await Promise.all([ownSite(), fixtureSite()].map(served));
  });

  after(async () => {
    await Promise.all([own, fixture].map((site) => site?.host.close()));
    await browser?.close();
  });

  const first = (site, kind) => site.pages.find((name) => kindOf(name) === kind);

  const colors = (page) =>
    page.evaluate(() => {
      const shown = Array.from(document.querySelectorAll("meta[name=theme-color]")).filter(({ media }) => matchMedia(media).matches);
      // A canvas turns whatever notation the color has into one.
      const context = document.createElement("canvas").getContext("2d");
      const plain = (color) => ((context.fillStyle = color), context.fillStyle);
      return {
        ground: plain(getComputedStyle(document.body).backgroundColor),
        bar: shown.map(({ content }) => content),
        scheme: document.querySelector("meta[name=color-scheme]").content,
      };
    });
  const LIGHT = "#fdfcf8";
  const DARK = "#191715";

  // Proves: the reader's choice holds against the system, on the next page and in another tab, the browser's own parts
  // follow it, and it can be taken back.
  test("light or dark is chosen and remembered", async () => {
    await withPage(browser, { colorScheme: "light" }, async (page, context) => {
      await page.goto(own.host.base);
      assert.deepEqual(await colors(page), { ground: LIGHT, bar: [LIGHT], scheme: "light dark" });
      const chosen = () => page.getByRole("group", { name: "Colors" }).getByRole("radio", { checked: true });
      assert.equal(await chosen().getAttribute("value"), "system");
      const other = await context.newPage();
      await other.goto(own.host.base);
      await page.getByRole("radio", { name: "Dark" }).check();
      const dark = { ground: DARK, bar: [DARK], scheme: "dark" };
      assert.deepEqual(await colors(page), dark);
      await other.waitForFunction(() => document.documentElement.dataset.scheme === "dark");
      await page.goto(own.host.base + first(own, "comparison"));
      assert.deepEqual(await colors(page), dark);
      assert.equal(await chosen().getAttribute("value"), "dark");
      await page.emulateMedia({ media: "print" });
      assert.equal((await colors(page)).ground, "#ffffff", "paper is not white");
      await page.emulateMedia({ media: "screen" });
      await page.getByRole("radio", { name: "System" }).check();
      assert.deepEqual(await colors(page), { ground: LIGHT, bar: [LIGHT], scheme: "light dark" });
    });
  });

  // Proves: a page is never painted in the colors that were not chosen. The style sheet is held back until the choice
  // has been taken up, which only a script that runs before it can do; the first frame is then looked at.
  test("the choice is taken up before the first paint", async () => {
    await withPage(browser, { colorScheme: "light" }, async (page) => {
      await page.goto(own.host.base);
      await page.getByRole("radio", { name: "Dark" }).check();
      await page.addInitScript(() => {
        window.rungsFrames = [];
        const look = () => {
          const { body } = document;
          if (body) window.rungsFrames.push(getComputedStyle(body).backgroundColor);
          if (window.rungsFrames.length < 3) requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      });
      await page.route("**/style-*.css", async (route) => {
        // By time and not by frames: no frame is painted before the style sheet is there.
        const isTaken = () => document.documentElement?.dataset.scheme === "dark";
        await page.waitForFunction(isTaken, undefined, { polling: 20 });
        await route.continue();
      });
      await page.goto(own.host.base + first(own, "comparison"));
      await page.waitForFunction(() => window.rungsFrames.length >= 3);
      const frames = await page.evaluate(() => window.rungsFrames);
      assert.deepEqual(new Set(frames).size, 1, `the ground changed: ${frames}`);
      assert.deepEqual((await colors(page)).ground, DARK);
    });
  });

  // Proves: where the browser refuses to keep anything, the page works and the choice holds for the page.
  test("a choice that can't be kept still holds on its page", async () => {
    await withPage(browser, { colorScheme: "light" }, async (page) => {
      const errors = [];
      page.on("pageerror", (error) => errors.push(error.message));
      await page.addInitScript(() =>
        Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("refused", "SecurityError"); } }),
      );
      await page.goto(own.host.base);
      await page.getByRole("radio", { name: "Dark" }).check();
      assert.equal((await colors(page)).ground, DARK);
      assert.deepEqual(errors, []);
    });
  });

  // Proves: nothing on a page moves by itself while it loads, on a page of each kind.
  test("nothing shifts while a page loads", async () => {
    for (const width of [390, 1280]) {
      await withPage(browser, { viewport: { width, height: 900 } }, async (page) => {
        await page.addInitScript(() => {
          window.rungsShifts = [];
          const seen = (list) => window.rungsShifts.push(...list.getEntries().map(({ value }) => value));
          new PerformanceObserver(seen).observe({ type: "layout-shift", buffered: true });
        });
        for (const name of oneOfEachKind(own)) {
          await page.goto(own.host.base + addressOf(name), { waitUntil: "networkidle" });
          await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
          assert.deepEqual(await page.evaluate(() => window.rungsShifts), [], `${name} at ${width} px`);
        }
      });
    }
  });

  // What the matrix shows: the levels of its entries, the competencies by group, and what it says of a choice.
  const matrix = (page) =>
    page.evaluate(() => {
      const seen = (selector, root = document) =>
        Array.from(root.querySelectorAll(selector)).filter((one) => one.checkVisibility());
      const levels = seen(".matrix__link").map((link) => link.querySelector(".matrix__cell-level").firstChild.textContent);
      return {
        levels: Array.from(new Set(levels)),
        groups: seen(".matrix__group").map((group) => seen(".matrix__name > a", group).map((name) => name.textContent)),
        states: seen(".filter__state, .matrix__state").map((state) => state.textContent),
      };
    });

  for (const [width, javaScriptEnabled] of [[390, true], [1440, false]]) {
    // Proves: a link shows one group or one level and says so, without a script; the address keeps it, back and “Show
    // all” take it back.
    test(`a part of the matrix is shown at ${width} px, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
      await withPage(browser, { viewport: { width, height: 900 }, javaScriptEnabled }, async (page) => {
        await page.goto(fixture.host.base);
        const all = await matrix(page);
        assert.deepEqual(all.states, []);
        assert.ok(all.levels.length > 2 && all.groups.length > 1, "the fixture has too little to choose from");
        await page.getByText("Show one group or level").click();
        const lists = page.getByRole("navigation", { name: "Show one group or level" }).getByRole("list");

        await lists.first().getByRole("link").first().click();
        const group = await matrix(page);
        assert.deepEqual(group.groups, [all.groups[0]]);
        assert.match(group.states.join("|"), /^Only this group is shown\. Show all$/);
        await page.goBack();
        assert.deepEqual(await matrix(page), all);

        const last = lists.last().getByRole("link").last();
        const name = await last.textContent();
        await last.click();
        const level = await matrix(page);
        assert.deepEqual(level.levels, [name]);
        assert.ok(level.states.join("|").startsWith(`Only ${name} is shown`), level.states.join("|"));
        assert.ok(level.groups.flat().length < all.groups.flat().length, "what does not describe the level is shown");
        const state = await page.locator(".filter__state:target").boundingBox();
        assert.ok(state.y >= 0 && state.y + state.height < 900, "what is chosen is said out of view");
        await page.reload();
        assert.deepEqual(await matrix(page), level);
        await page.locator(".filter__state:target").getByRole("link", { name: "Show all" }).click();
        assert.deepEqual(await matrix(page), all);
      });
    });
  }

  // Proves: the style sheet knows every column that a ladder may have: each of twenty levels alone shows its own column.
  test("each of twenty levels can be shown alone", async () => {
    await withPage(browser, {}, async (page) => {
      await page.goto(own.host.base);
      await page.evaluate(() => {
        const twenty = Array.from({ length: 20 }, (_, at) => at);
        const made = (name, className, markup) => {
          const element = document.createElement(name);
          return Object.assign(element, { className, innerHTML: markup });
        };
        document.querySelector(".filter__states").replaceChildren(
          ...twenty.map((at) => Object.assign(made("p", "filter__state", "x"), { id: `_only-x${at}` })),
        );
        for (const row of document.querySelectorAll(".matrix__head tr, .matrix__row")) {
          const [name, kind] = row.matches(".matrix__row") ? ["td", "matrix__cell"] : ["th", "matrix__level"];
          row.replaceChildren(row.firstElementChild, ...twenty.map((at) => made(name, kind, `<a href="#">x${at}</a>`)));
        }
      });
      for (let at = 0; at < 20; at += 1) {
        await page.evaluate((at) => (location.hash = `_only-x${at}`), at);
        const shown = await page.$$eval(".matrix__level, .matrix__cell", (all) =>
          all.filter((one) => one.checkVisibility()).map((one) => one.textContent),
        );
        assert.deepEqual([...new Set(shown)], [`x${at}`]);
      }
    });
  });

  const WRITTEN = ".statement";
  for (const [media, width] of [["screen", 390], ["screen", 1440], ["print", 1000]]) {
    // Proves: a link gives every statement room to write, beside or under its words and never over them, and another
    // takes it away; with the evidence layout nothing is wider than the page.
    test(`every statement has room for evidence (${media}, ${width} px)`, async () => {
      await withPage(browser, { viewport: { width, height: 900 }, javaScriptEnabled: false }, async (page) => {
        for (const kind of ["comparison", "competency", "level"]) {
          await page.goto(own.host.base + first(own, kind));
          await page.getByRole("link", { name: "Print with room for evidence" }).click();
          await page.emulateMedia({ media });
          const rooms = await page.$$eval(WRITTEN, (all) =>
            all.map((one) => {
              const { blockSize, inlineSize, content } = getComputedStyle(one, "::after");
              return content === '""' && Number.parseFloat(blockSize) > 60 && Number.parseFloat(inlineSize) > 120;
            }),
          );
          assert.ok(rooms.length > 10 && rooms.every(Boolean), `${kind}: ${rooms.filter((room) => !room).length} without room`);
          const isWide = await page.evaluate(() => document.scrollingElement.scrollWidth > innerWidth);
          assert.equal(isWide, false, `${kind} scrolls sideways`);
          await page.emulateMedia({ media: "screen" });
          await page.getByRole("link", { name: "Back to the plain layout" }).click();
          const left = await page.$$eval(WRITTEN, (all) => all.map((one) => getComputedStyle(one, "::after").content));
          assert.deepEqual(new Set(left), new Set(["none"]), kind);
        }
      });
    });
  }

  // Proves: the page for a missing address leads to every competency from any depth.
  test("the page for missing addresses leads on", async () => {
    await withPage(browser, {}, async (page) => {
      for (const site of [own, fixture]) {
        await page.goto(`${site.host.base}no/such/page.html`);
        const links = await page.$$eval("main a", (all) => all.map(({ href }) => href));
        for (const name of site.pages.filter((name) => kindOf(name) === "competency")) {
          assert.ok(links.includes(site.host.base + name), `${name} is not offered`);
        }
      }
    });
  });
});
