// What became of it, in a browser without JavaScript, under the strictest policy: every link that the first release had
// opens, shows what it named, and says where that is now.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { complaints, launch, withPage } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { kindOf, pastSite } from "./lib/site.mjs";

const FIRST = "releases/1.0.0/";
const size = { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false };

describe("history", () => {
  let browser, site, host;

  before(async () => {
    browser = await launch();
    site = pastSite();
    host = await serve(site.folder, site.prefix);
  });

  after(async () => {
    await host?.close();
    await browser?.close();
  });

  const open = async (page, address) => {
    // What the browser is at already, it would not ask for.
    await page.goto("about:blank");
    const response = await page.goto(host.base + address);
    assert.equal(response.status(), 200, address);
  };
  const texts = (locator) => locator.evaluateAll((all) => all.map((one) => one.textContent.trim().replace(/\s+/g, " ")));

  // The links that were published with the first release: its pages under the addresses that they had when they were
  // the ladder, each with its fragments, and those of its statements; and the comparisons, of which a release keeps
  // none, with the fragments of their two levels.
  const published = async (page) => {
    const links = new Map();
    const statements = new Set();
    for (const name of site.all.filter((name) => name.startsWith(FIRST))) {
      await open(page, name);
      const found = await page.evaluate(() => {
        const ids = (root) => Array.from(root.querySelectorAll("[id]"), (one) => one.id).filter((id) => !id.startsWith("_"));
        const cells = [...document.querySelectorAll(".compare__cell:not(:has(.hole))")];
        return {
          ids: ids(document.querySelector("main")),
          statements: Array.from(document.querySelectorAll(".statement"), (one) => one.id),
          heads: Array.from(document.querySelectorAll(".level-head__link"), (one) => one.pathname.match(/([^/]+)\.html$/)[1]),
          cells: cells.map((cell) => ({ id: cell.id, inside: ids(cell), row: cell.parentNode.getAttribute("aria-labelledby") })),
        };
      });
      const living = name.slice(FIRST.length);
      links.set(living, found.ids);
      found.statements.forEach((id) => statements.add(id));
      if (!living.startsWith("competencies/")) continue;
      found.heads.forEach((low, at) => {
        for (const high of found.heads.slice(at + 1)) {
          const shown = found.cells.filter(({ id }) => [low, high].some((level) => id.endsWith(`--${level}`)));
          const fragments = new Set(shown.flatMap(({ id, inside, row }) => [row, id, ...inside]));
          links.set(living.replace(".html", `/${low}--${high}.html`), [...fragments]);
        }
      });
    }
    for (const id of statements) links.set(`s/${id}.html`, [id]);
    return links;
  };

  // Proves: the page of every such link opens; the element of its fragment is there, can be seen, and is in view; it is
  // the thing itself, or has the link to where it is now or last was, which in turn leads to an element that is there.
  test("every link of the first release shows where its words are now", async () => {
    await withPage(browser, size, async (page) => {
      const found = await complaints(page, host.origin);
      const links = await published(page);
      const kinds = new Set([...links.keys()].map(kindOf));
      for (const kind of ["home", "comparison", "competency", "level", "section", "statement"]) assert.ok(kinds.has(kind), kind);
      const ways = new Set();
      let [here, away] = [0, 0];
      for (const [name, fragments] of links) {
        await open(page, name);
        for (const [at, fragment] of fragments.entries()) {
          const address = `${name}#${encodeURIComponent(fragment)}`;
          // The first as one that is pasted, the others as links on the page.
          if (at === 0) await open(page, address);
          else await page.goto(host.base + address);
          const element = page.locator(":target");
          assert.equal(await element.count(), 1, `${address} names nothing`);
          const { id, isSeen, top, bottom, text, way } = await element.evaluate((one) => {
            const { top, bottom, width, height } = one.getBoundingClientRect();
            const isSeen = one.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && width > 1 && height > 1;
            const way = one.matches(".departed__item") ? (one.querySelector("a[href]")?.href ?? "") : null;
            return { id: one.id, isSeen, top, bottom, text: one.textContent.trim(), way };
          });
          assert.equal(id, fragment);
          assert.ok(isSeen && text, `${address} cannot be seen`);
          assert.ok(top >= 0 && top < 900 && bottom > 0, `${address} stands from ${top} to ${bottom} px`);
          if (way === null) {
            here += 1;
          } else {
            assert.ok(way.startsWith(host.base), `${address} does not say where it is: ${way}`);
            ways.add(way.slice(host.base.length));
            away += 1;
          }
        }
      }
      assert.ok(here > 20 && away > 20, `${here} here, ${away} elsewhere`);
      for (const way of ways) {
        await open(page, way);
        if (way.includes("#")) assert.ok(await page.locator(":target").isVisible(), way);
      }
      assert.deepEqual(found, []);
    });
  });

  const stories = async (id, use) => {
    await withPage(browser, size, async (page) => {
      const found = await complaints(page, host.origin);
      await open(page, `s/${id}.html`);
      const turn = (kind) => page.locator(`.story .turn--${kind}`);
      const halves = (kind) => texts(turn(kind).locator("dd"));
      await use(page, { turn, halves, state: page.locator(".subject__state") });
      assert.deepEqual(found, []);
    });
  };

  // Proves: both wordings are there, and what changed in them is marked.
  test("a statement in other words shows both wordings", () =>
    stories("c7vga", async (page, { turn, halves }) => {
      const [then, now] = ["Cuts vegetables evenly, at an unhurried pace", "Cuts vegetables evenly and at an unhurried pace"];
      assert.ok(await turn("reworded").isVisible());
      assert.deepEqual(await halves("reworded"), [then, now]);
      assert.deepEqual(await texts(turn("reworded").locator("ins")), ["and"]);
      assert.equal(await page.locator(".subject__words .statement__words").textContent(), now);
      assert.deepEqual(await texts(turn("added").locator("blockquote")), [then]);
    }));

  // Proves: from where and to where is there, by competency, level and section.
  test("a statement that moved shows from where and to where", () =>
    stories("n6cnt", async (page, { turn, halves }) => {
      assert.ok(await turn("moved").isVisible());
      assert.deepEqual(await halves("moved"), ["Knife work, Apprentice: Build These Habits", "Stock, Cook: Key Behaviors"]);
    }));

  // Proves: a statement that became two leads to both, each of which leads back.
  test("a statement that was replaced leads to what took its place", () =>
    stories("b4kng", async (page, { state }) => {
      assert.match(await state.innerText(), /^Replaced/);
      assert.match(await state.innerText(), /was two things in one/);
      const next = state.locator("ul a");
      assert.deepEqual(await texts(next), ["“Knows the bookings of the evening”", "“Plans the station and the breaks of the team around the bookings”"]);
      for (const at of [0, 1]) {
        const words = (await next.nth(at).textContent()).slice(1, -1);
        await next.nth(at).click();
        assert.equal(await page.locator(".subject__words .statement__words").textContent(), words);
        await page.locator("[aria-labelledby=_replaces] a").click();
        assert.match(page.url(), /b4kng\.html$/);
      }
    }));

  // Proves: the last words, the last release, which a click shows with the words in it, and the reason are there.
  test("a statement that was retired says so, and why", () =>
    stories("o5rdr", async (page, { state, turn }) => {
      const words = "Orders no more than is used in three days";
      const reason = "The supplier counts the stock since we changed to daily deliveries.";
      assert.match(await state.innerText(), /^No longer in the ladder/);
      assert.deepEqual(await texts(state.locator(".reason__text")), [reason]);
      assert.deepEqual(await texts(turn("retired").locator(".reason__text")), [reason]);
      assert.equal(await page.locator(".subject__words .statement__words").textContent(), words);
      await state.getByRole("link", { name: "Last in release 1.1.0" }).click();
      assert.ok(page.url().endsWith("releases/1.1.0/competencies/stock.html#o5rdr"));
      assert.ok((await page.locator(":target").innerText()).startsWith(words));
    }));

  // Proves: the band of a page of a release names it and leads to the same thing today, or says that there is none; and a
  // click beside a statement tells what became of it.
  test("a page of a release leads to today's", async () => {
    await withPage(browser, size, async (page) => {
      const found = await complaints(page, host.origin);
      const isPast = (name) => /^releases\/[^/]+\//.test(name);
      let [led, told] = [0, 0];
      for (const name of site.all.filter(isPast)) {
        await open(page, name);
        const band = page.locator(".frozen");
        assert.ok(await band.isVisible(), name);
        assert.ok((await band.innerText()).includes(`Release ${name.split("/")[1]}`), name);
        const today = band.locator(".frozen__part--today");
        if ((await today.locator("a").count()) === 0) {
          assert.equal(await today.textContent(), "This page has no counterpart today.", name);
          told += 1;
          continue;
        }
        const title = (await today.textContent()).replace("Today: ", "");
        await today.locator("a").click();
        const living = page.url().slice(host.base.length);
        assert.ok(site.pages.includes(living) && !isPast(living), `${name} leads to ${living}`);
        assert.equal((await page.locator("h1").innerText()).trim(), title, name);
        led += 1;
      }
      assert.ok(led > 10 && told > 2, `${led} lead to a page, ${told} say that there is none`);
      await open(page, `${FIRST}competencies/knife-work.html#c7vga`);
      await page.locator(":target").getByRole("link", { name: "Reworded since", exact: true }).click();
      assert.ok(page.url().endsWith("s/c7vga.html"));
      assert.deepEqual(found, []);
    });
  });
});
