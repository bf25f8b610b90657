// Search: by keys alone from any page to the statement, in every script, with slips of the finger, from disk, under a
// sub-path and the strictest policy; nothing is loaded before; and without JavaScript there is the index of names.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { complaints, launch, withPage } from "./lib/browser.mjs";
import { withHost } from "./lib/server.mjs";
import { ownSite, searchSite } from "./lib/site.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
const PAGE = "crew/competencies/light.html";

describe("search", () => {
  let browser, site, own;

  before(async () => {
    browser = await launch();
    site = searchSite();
    own = ownSite();
  });

  after(() => browser?.close());

  const open = (use, { name = PAGE, prefix = "/", of = site, ...options } = {}) =>
    withHost(of.folder, prefix, (host) =>
      withPage(browser, { viewport: { width: 1280, height: 900 }, ...options }, async (page) => {
        const found = await complaints(page, host.origin);
        await page.goto(host.base + name);
        await use(page, host);
        assert.deepEqual(found, []);
      }),
    );

  const field = (page) => page.locator(".search__field");
  const hits = (page) => page.locator(".search__hit");

  // Types a query and waits for what is said of it.
  const ask = async (page, query) => {
    await field(page).fill("");
    await page.waitForFunction(() => document.querySelector("[role=status]")?.textContent === "");
    await field(page).fill(query);
    await page.waitForFunction(() => document.querySelector("[role=status]").textContent !== "");
    return hits(page).evaluateAll((all) => all.map((one) => `${new URL(one.href).pathname}${new URL(one.href).hash} ${one.textContent}`));
  };

  // Proves: keys alone lead from any page to a statement, which is then marked and in view; nothing is loaded before;
  // and no rule of the policy is broken on the way, at the root or under a path that the site does not know of.
  for (const prefix of ["/", "/some/where/"]) {
    test(`keys lead from a page to a statement under ${prefix}`, () =>
      open(
        async (page, host) => {
          const loaded = [];
          page.on("request", (request) => request.resourceType() === "script" && loaded.push(new URL(request.url()).pathname));
          await page.keyboard.press("Tab");
          assert.deepEqual(loaded, []);
          await page.keyboard.press("/");
          await page.keyboard.type("carries last");
          await hits(page).first().waitFor();
          assert.deepEqual(loaded.map((name) => name.slice(prefix.length).replace(/-\w{8}/, "")), ["search.js", "assets/search.js"]);
          assert.match(await page.locator("[role=status]").textContent(), /^1 result$/);
          assert.equal(await page.locator("mark").allTextContents().then((all) => all.join(" ")), "Carries last");
          await Promise.all([page.waitForURL(/#/), page.keyboard.press("Enter")]);
          assert.equal(page.url(), `${host.base}stage/competencies/voice.html#v0ice`);
          const box = await page.locator("#v0ice:target").boundingBox();
          assert.ok(box.y >= 0 && box.y + box.height <= 900);
        },
        { prefix },
      ));
  }

  // Proves: the arrow keys move through the results and back to the field, Enter opens the one that has the focus, on
  // the same page as well; Escape closes and the focus is where it was.
  test("arrows move, Enter opens, Escape closes", () =>
    open(async (page) => {
      await page.locator("main .compare__all").first().focus();
      const focusedMarkup = () => page.evaluate(() => document.activeElement.outerHTML.slice(0, 200));
      const before = await focusedMarkup();
      await page.keyboard.press("/");
      await page.keyboard.type("lamp");
      await hits(page).nth(2).waitFor();
      const focused = () => page.evaluate(() => document.activeElement.getAttribute("href") ?? document.activeElement.tagName);
      const all = await hits(page).evaluateAll((links) => links.map((one) => one.getAttribute("href")));
      await page.keyboard.press("ArrowDown");
      assert.equal(await focused(), all[0]);
      await page.keyboard.press("ArrowDown");
      assert.equal(await focused(), all[1]);
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("ArrowUp");
      assert.equal(await focused(), "INPUT");
      await page.keyboard.press("Escape");
      assert.equal(await page.locator("dialog[open]").count(), 0);
      assert.equal(await focusedMarkup(), before);
      await page.keyboard.press("/");
      assert.equal(await field(page).inputValue(), "lamp");
      const here = all.findIndex((href) => href.endsWith("#lamp1"));
      for (let at = 0; at <= here; at += 1) await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      assert.equal(await page.locator("dialog[open]").count(), 0);
      assert.equal(await page.locator("#lamp1:target").count(), 1);
    }));

  // Proves: the link in the masthead opens the same; a click beside the dialog and its button close it.
  test("the link in the masthead opens the search, and there are ways out", () =>
    open(async (page) => {
      const closed = () => page.waitForFunction(() => !document.querySelector("dialog[open]"));
      await page.locator(".masthead__search").click();
      await page.locator(".search__close").click();
      await closed();
      await page.locator(".masthead__search").click();
      await page.mouse.click(5, 500);
      await closed();
      assert.equal(new URL(page.url()).pathname, `/${PAGE}`);
    }));

  // Proves: the key is a letter like others while someone writes, and with Control it is the browser's.
  test("the key is left alone where it means something else", () =>
    open(async (page) => {
      const dialogs = () => page.locator("dialog").count();
      await page.keyboard.press("Control+/");
      for (const tag of ["input", "textarea", "p"]) {
        await page.evaluate((tag) => {
          const made = document.body.appendChild(document.createElement(tag));
          if (tag === "p") made.contentEditable = "true";
          made.focus();
        }, tag);
        await page.keyboard.press("/");
      }
      assert.equal(await dialogs(), 0);
      await page.evaluate(() => document.activeElement.blur());
      await page.keyboard.press("/");
      assert.equal(await dialogs(), 1);
    }));

  const FOUND = [
    // [what is typed, the anchor that is found first, what is marked]
    ["creme brulee", "#creme", "crème brûlée"],
    ["CRÈME BRU", "#creme", "crème brû"],
    ["grosse strasse", "#gross", "Größe Straße"],
    ["lodz aero", "#lodz1", "Łódź Ærø"],
    ["arhus", "#lodz1", "Århus"],
    ["النصوص", "#arab1", "النُّصوص"],
    ["检查", "#zhong", "检查"],
    ["角度", "#kana1", "角度"],
    ["ทุกดวง", "#thai1", "ทุกดวง"],
    ["रोशनी", "#hindi", "रोशनी"],
    ["shadwo", "#lamp1", "shadow"],
    ["foccuses lnses", "#creme", "Focuses lenses"],
    ["cue chnaged", "#cue01", "cue cue changed"],
    ["evening ours", "#ours1", "evening ours"],
    ["choir", "#lamp1", "choir"],
    ["pomegranate", "#fire-doors", "pomegranate"],
  ];

  // Proves: marks, letters of other alphabets, scripts without blanks, slips of the finger, beginnings of words, both
  // halves of a shift, examples and prose are found, and what was found is marked.
  test("what is meant is found in any script", () =>
    open(async (page) => {
      await page.keyboard.press("/");
      for (const [query, anchor, marked] of FOUND) {
        const [first] = await ask(page, query);
        assert.ok(first?.includes(`${anchor} `), `${query}: ${first}`);
        const marks = await hits(page).first().locator("mark").allTextContents();
        assert.equal(marks.join(" "), marked, query);
      }
    }));

  // Proves: names count: a competency comes first by its name, with its words a statement of it, with a level and a
  // section a cell; levels, sections and pages are results as well.
  test("names of competencies, levels and sections count", () =>
    open(async (page) => {
      await page.keyboard.press("/");
      const first = async (query) => (await ask(page, query))[0];
      assert.match(await first("voice"), /^\/stage\/competencies\/voice.html Voice/);
      assert.match(await first("voice listens"), /voice\.html#listens-before-speaking-and /);
      assert.match(await first("light mindset"), /light\.html#shift--lead Mindset Shift Lead/);
      assert.match(await first("runs the evening"), /^\/crew\/levels\/lead.html Lead: Runs the evening Level/);
      assert.match(await first("house notes"), /^\/notes.html House notes/);
      // Each result says its level and section, and its competency stands above it, with its ladder where there are several.
      const lamp = await ask(page, "shadow");
      assert.match(lamp[0], /Hangs a lamp without a shadow Hand · Key Behaviors$/);
      assert.equal(await page.locator(".search__name").first().textContent(), "Light Crew");
      await ask(page, "zzzzzz");
      assert.match(await page.locator("[role=status]").textContent(), /Nothing found for “zzzzzz”/);
    }));

  // Proves: words that look like markup or like the end of a script are words, and stay whole.
  test("hostile words are words", () =>
    open(async (page) => {
      await page.keyboard.press("/");
      assert.match((await ask(page, "marzipan"))[0], /<\/script><script>window\.broken = 1<\/script> <img src=x onerror="window\.broken = 1"> marzipan/);
      assert.match((await ask(page, "nougat"))[0], /A "quoted" \\ backslash, \$\{template\} and 'single' nougat/);
      assert.match((await ask(page, "praline"))[0], /A line separator.*paragraph separator.*praline/);
      await ask(page, '"><img src=x onerror=window.broken=1>');
      assert.equal(await page.evaluate(() => window.broken), undefined);
      assert.equal(await page.locator(".search img, .search script").count(), 0);
    }));

  // Proves: opened from disk, the search works, and its results lead to pages.
  test("the search works from disk", () =>
    withPage(browser, {}, async (page) => {
      const base = new URL(`file://${site.folder}/`).href;
      await page.goto(base + PAGE);
      await page.keyboard.press("/");
      await page.keyboard.type("carries");
      await hits(page).first().waitFor();
      await Promise.all([page.waitForURL(/#v0ice/), page.keyboard.press("Enter")]);
      assert.equal(page.url(), `${base}stage/competencies/voice.html#v0ice`);
      await page.goto(`${base}search.html?q=carries`);
      await hits(page).first().waitFor();
    }));

  // Proves: on its own page the search is the same, its words are in the address, and an address with words searches.
  test("a search has an address", () =>
    open(
      async (page, host) => {
        assert.equal(await page.locator("#_names").isVisible(), true);
        await page.keyboard.press("/");
        await page.keyboard.type("crème");
        await hits(page).first().waitFor();
        assert.equal(await page.locator("#_names").isVisible(), false);
        assert.equal(page.url(), `${host.base}search.html?q=cr%C3%A8me`);
        await page.reload();
        await hits(page).first().waitFor();
        assert.equal(await field(page).inputValue(), "crème");
        await field(page).fill("");
        assert.equal(await page.locator("#_names").isVisible(), true);
        assert.equal(page.url(), `${host.base}search.html`);
        assert.equal(await page.locator("dialog").count(), 0);
      },
      { name: "search.html" },
    ));

  // Proves: without JavaScript the link leads to the index, which names every competency, section and level.
  test("without JavaScript there is the index of names", () =>
    open(
      async (page, host) => {
        await page.locator(".masthead__search").click();
        assert.equal(page.url(), `${host.base}search.html`);
        const names = await page.locator("#_names li").allTextContents();
        const expected = ["Light Crew", "Voice Stage", "Key Behaviors Crew", "Mindset Shift Crew", "On stage Stage", "Hand Crew", "Lead Crew", "Extra Stage"];
        assert.deepEqual(names, expected);
        assert.equal(await page.locator("input:visible, button:visible").count(), 0);
      },
      { javaScriptEnabled: false },
    ));

  // Proves: where the script of the search can't be had, the link does what it does without.
  test("without its script the search is the index", () =>
    withHost(site.folder, "/", (host) =>
      withPage(browser, {}, async (page) => {
        await page.route("**/search.js", (route) => route.abort());
        await page.goto(host.base + PAGE);
        await page.keyboard.press("/");
        await page.waitForURL(`${host.base}search.html`);
        assert.equal(await page.locator("#_names").isVisible(), true);
      }),
    ));

  // Proves: many results are shown in portions, and the next one is a key away.
  test("many results come in portions", () =>
    open(
      async (page) => {
        await page.keyboard.press("/");
        await ask(page, "the");
        assert.equal(await hits(page).count(), 50);
        const all = parseInt(await page.locator("[role=status]").textContent());
        assert.ok(all > 50);
        await page.locator(".search__more").focus();
        await page.keyboard.press("Enter");
        assert.equal(await hits(page).count(), Math.min(all, 100));
        assert.equal(await page.evaluate(() => document.activeElement.className), "search__hit");
      },
      { of: own, name: "index.html" },
    ));

  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 390, 320]) {
      // Proves: axe finds nothing while there are results, in the dialog and on the page, and nothing is wider than the
      // window.
      test(`results are accessible: ${colorScheme}, ${width} px`, () =>
        withHost(site.folder, "/", (host) =>
          withPage(browser, { viewport: { width, height: 800 }, colorScheme }, async (page) => {
            for (const name of [PAGE, "search.html"]) {
              await page.goto(host.base + name);
              await page.keyboard.press("/");
              await page.keyboard.type("lamp");
              await hits(page).first().waitFor();
              const violations = await page.evaluate(
                async ([source, values]) => {
                  (0, eval)(source);
                  const { violations } = await window.axe.run(document, { runOnly: { type: "tag", values } });
                  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(", ")}`);
                },
                [AXE, TAGS],
              );
              assert.deepEqual(violations, [], name);
              const box = await page.locator(".search").boundingBox();
              assert.ok(box.x >= 0 && box.x + box.width <= width, `${name}: ${JSON.stringify(box)}`);
            }
          }),
        ));
    }
  }
});
