// Citing: what is copied, and how it is reached and said. `cite-release.test.mjs` has what releases do to it,
// `list.test.mjs` the list of what is collected.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { complaints, launch, withPage } from "./lib/browser.mjs";
import { citeButton, pasted, point, press, said, today } from "./lib/cite.mjs";
import { serve, withHost } from "./lib/server.mjs";
import { REPOSITORY, arabicSite, fixtureSite, ownSite } from "./lib/site.mjs";

const COMPARISON = "competencies/customer-empathy/l1--l2.html";
const LEVEL = "levels/l2.html";
const SECTION = "sections/key-behaviors.html";
const ID = "t4x8d";
const WORDS = "Goes out to hear customers before a decision is made, so that what they say can shape it";
const PLACE = "Customer Empathy · Level 2 · Key Behaviors";
const size = { viewport: { width: 1280, height: 900 } };

describe("cite", () => {
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

  // Proves: the script writes a citation as pages without a script have it, to the letter.
  test("the script and the builder write the same citations", async () => {
    const cases = JSON.parse(readFileSync(path.join(REPOSITORY, "tests/citations.json"), "utf8"));
    assert.ok(cases.length > 20);
    await withPage(browser, size, async (page) => {
      await page.goto(`${host.base}${COMPARISON}#${ID}`);
      await press(page);
      for (const { name, words, place, release, link, html, markdown, plain } of cases) {
        const found = await page.evaluate(
          ({ words, place, release, link }) => {
            // Of another document, in which pictures are not loaded.
            const other = document.implementation.createHTMLDocument("");
            const statement = other.body.appendChild(other.createElement("div"));
            statement.className = "statement";
            statement.innerHTML = words.length > 1 ? `<dl>${words.map((half) => `<dd>${half}</dd>`).join("")}</dl>` : words[0];
            const { say, write, wordsAt } = window.rungsCite;
            const [competency, level, section] = place;
            const edition = release && say("cite_release", { version: release });
            return write(wordsAt(statement), { competency, level, section, edition, link });
          },
          { words, place, release, link },
        );
        assert.deepEqual([found.markdown, found.plain, found.html], [markdown, plain, html], name);
      }
    });
  });

  // Proves: one press puts three forms on the clipboard, under the strictest policy and from disk, with the words of the
  // statement and none of its note, its label or the controls beside it; and nothing is complained of.
  for (const where of ["a host", "disk"]) {
    test(`one press copies rich text, Markdown and plain text from ${where}`, async () => {
      const base = where === "disk" ? `file://${site.folder}/` : host.base;
      for (const name of [COMPARISON, LEVEL, SECTION, "competencies/customer-empathy.html"]) {
        await withPage(browser, size, async (page) => {
          const found = where === "disk" ? [] : await complaints(page, host.origin);
          await page.goto(base + name);
          await point(page.locator(`#${ID}`));
          await press(page);
          const link = `${base}s/${ID}.html`;
          assert.deepEqual(await pasted(page), {
            "text/html": `<blockquote><p>${WORDS}</p></blockquote><p>— <a href="${link}">${PLACE}</a> · release 1.0.0</p>`,
            "text/markdown": `> ${WORDS}\n\n— [${PLACE}](${link}) · release 1.0.0`,
            "text/plain": `“${WORDS}”\n— ${PLACE} · release 1.0.0\n${link}`,
          }, name);
          assert.deepEqual(found, []);
        });
      }
    });
  }

  // Proves: where the site says its address, a citation has that one, wherever it was read.
  test("a citation has the address under which the site is published", async () => {
    await withPage(browser, size, async (page) => {
      const [comparison] = small.pages.filter((name) => name.includes("kinds/"));
      await page.goto(`${small.host.base}${comparison}#ccc02`);
      await press(page);
      const forms = await pasted(page);
      assert.equal(
        forms["text/markdown"],
        "> Reviews the work of *others* & **teams** before being asked\n\n" +
          `— [Kinds of Change · Senior 2 (IC) · Key Behaviors](https://example.org/ladder/s/ccc02.html) · as of ${today()}`.replace(
            "Senior 2 (IC)",
            await page.locator("#ccc02").evaluate((one) => one.closest(".compare__cell").querySelector("h3").firstChild.data),
          ),
      );
    });
  });

  // Proves: words that a comparison marks are quoted as they are, without the marks and their label; and the link of a
  // statement without an id leads to it on the page, and the citation says that it may change.
  test("marks of a change stay out, and the link of a loose statement resolves", async () => {
    await withPage(browser, size, async (page) => {
      const [comparison] = small.pages.filter((name) => name.includes("kinds/"));
      await page.goto(`${small.host.base}${comparison}`);
      const statement = page.locator("li.statement--loose:has(ins):has(.change)").first();
      const id = await statement.getAttribute("id");
      await point(statement);
      await press(page);
      const { "text/markdown": markdown } = await pasted(page);
      const words = await statement.evaluate((one) => {
        const copy = one.cloneNode(true);
        copy.querySelectorAll(".change, button, .cite-panel, dt").forEach((node) => node.remove());
        return copy.textContent;
      });
      const quote = markdown.split("\n\n— ")[0].replace(/^> ?/gm, "").replace("→ ", "");
      assert.equal(quote.replace(/\s+/g, ""), words.replace(/\s+/g, ""));
      assert.match(markdown, / · this link may change$/);
      const [, link] = markdown.match(/\]\((\S+?)\)/);
      await page.goto(link.replace("https://example.org/ladder/", small.host.base));
      assert.equal(await page.locator(":target").getAttribute("id"), id);
    });
  });

  // Proves: by keys alone: the button is the next stop behind a statement's link, Enter copies, what was done is said,
  // Tab leads into the panel and through it, Escape closes it and the focus is where it was.
  test("the keyboard suffices", async () => {
    await withPage(browser, size, async (page) => {
      await page.goto(host.base + COMPARISON);
      await page.locator(`#${ID} > .permalink`).focus();
      await page.keyboard.press("Tab");
      assert.ok(await citeButton(page).evaluate((one) => one === document.activeElement));
      await page.keyboard.press("Enter");
      await said(page, "Copied, with its link.");
      const panel = page.getByRole("group", { name: "Cite" });
      assert.equal(await citeButton(page).getAttribute("aria-expanded"), "true");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await said(page, "Copied as Markdown.");
      assert.deepEqual(Object.keys(await pasted(page)), ["text/plain"]);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await said(page, "Copied as plain text.");
      await page.keyboard.press("Escape");
      await panel.waitFor({ state: "hidden" });
      assert.ok(await citeButton(page).evaluate((one) => one === document.activeElement));
      // A pointer that moves takes the button along; the focus stays where it can.
      await point(page.locator("#k3f9w"));
      assert.ok(await page.locator(`#${ID} > .permalink`).evaluate((one) => one === document.activeElement));
      // Back to the statement before, and forth past its button.
      await page.keyboard.press("Shift+Tab");
      for (let stop = 0; stop < 3; stop += 1) await page.keyboard.press("Tab");
      assert.ok(await page.locator(`#${ID} > .cite`).evaluate((one) => one === document.activeElement));
      // Opened again and left by Tab, it closes.
      await page.keyboard.press("Enter");
      await panel.waitFor();
      const isInside = () => page.evaluate(() => Boolean(document.activeElement.closest(".cite, .cite-panel")));
      while (await isInside()) await page.keyboard.press("Tab");
      await panel.waitFor({ state: "hidden" });
    });
  });

  // Proves: the key does something where a statement has the focus or is in the address, and nowhere else.
  test("the key c cites the statement at hand", async () => {
    await withPage(browser, size, async (page) => {
      await page.goto(host.base + COMPARISON);
      await page.keyboard.press("c");
      assert.equal(await page.locator(".cite-panel").count(), 0);
      await page.locator(`#${ID} > .permalink`).focus();
      await page.keyboard.press("c");
      await said(page, "Copied, with its link.");
      assert.ok((await pasted(page))["text/plain"].includes(WORDS));
      await page.goto("about:blank");
      await page.goto(`${host.base}${COMPARISON}#k3f9w`);
      await page.keyboard.press("c");
      await said(page, "Copied, with its link.");
      assert.ok((await pasted(page))["text/plain"].endsWith("s/k3f9w.html"));
    });
  });

  // Proves: on a touch screen, where nothing hovers, a tap on the link of a statement shows the button.
  test("a tap on a permalink shows the button", async () => {
    await withPage(browser, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, async (page) => {
      await page.goto(host.base + COMPARISON);
      await page.locator(`#${ID} > .permalink`).tap();
      await citeButton(page).tap();
      await said(page, "Copied, with its link.");
      const { width, height } = await citeButton(page).boundingBox();
      assert.ok(width >= 24 && height >= 24, `${width} × ${height}`);
      const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.ok(!isWide, "the page scrolls sideways");
    });
  });

  // Proves: no word moves when the button comes and goes.
  test("pointing at a statement moves nothing", async () => {
    for (const width of [1280, 390, 320]) {
      await withPage(browser, { viewport: { width, height: 900 } }, async (page) => {
        for (const name of [COMPARISON, LEVEL, SECTION]) {
          await page.goto(host.base + name);
          const boxes = () =>
            // Not the heads that stick while a page scrolls.
            page.$$eval(".statement, h1, h2, .anchor, .entry__section-name", (all) =>
              all.map((one) => [one.offsetLeft, one.offsetTop, one.offsetWidth, one.offsetHeight].join()).join(" "),
            );
          const before = await boxes();
          const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
          const widthBefore = await wide();
          // The levels of a wide comparison stand in a bar, and their own headings are for the ear.
          const isWideRow = name !== LEVEL && width === 1280;
          const heads = isWideRow ? [] : [".compare__level, .entry__section-name"];
          for (const selector of [`#${ID}`, ".compare__title, .entry__title", ...heads]) {
            await point(page.locator(selector).first());
            await citeButton(page).waitFor({ state: "attached" });
            assert.equal(await boxes(), before, `${name} at ${width} px: ${selector}`);
            assert.equal(await wide(), widthBefore, `${name} at ${width} px: ${selector}`);
          }
        }
      });
    }
  });

  // Proves: a section is cited level by level, and one level of it alone from there.
  test("sections and cells are cited", async () => {
    await withPage(browser, size, async (page) => {
      await page.goto(host.base + COMPARISON);
      await page.locator("#focus-summary + .anchor").focus();
      await press(page);
      const { "text/markdown": markdown } = await pasted(page);
      const [quote, line] = markdown.split("\n\n— ");
      assert.match(quote, /^> \*\*Level 1\*\*\n>\n> - \S.*\n(> - .*\n)+>\n> \S.*\n>\n> \*\*Level 2\*\*\n>\n> - /);
      assert.equal(line, `[Customer Empathy · Focus Summary](${host.base}${COMPARISON}#focus-summary) · as of ${today()}`);
      await page.getByRole("button", { name: "Only Level 2" }).click();
      await said(page, "Copied, with its link.");
      const cell = (await pasted(page))["text/markdown"];
      assert.equal(cell.split("\n\n— ")[0], quote.split("> **Level 2**\n>\n")[1]);
      assert.ok(cell.includes(`[Customer Empathy · Level 2 · Focus Summary](${host.base}${COMPARISON}#focus-summary--l2)`));

      await page.goto(host.base + LEVEL);
      await page.locator("#customer-empathy + .anchor, .entry__title:has(#customer-empathy) > .anchor").first().focus();
      await press(page);
      const entry = (await pasted(page))["text/markdown"];
      assert.match(entry, /^> \*\*Description\*\*\n>\n> \S/);
      assert.ok(entry.includes(`\n\n— [Customer Empathy · Level 2](${host.base}${LEVEL}#customer-empathy)`), entry);
      await page.keyboard.press("Escape");
      await page.locator("#customer-empathy--key-behaviors > h4 > a, #customer-empathy--key-behaviors > h3 > a").first().focus();
      await page.keyboard.press("Tab");
      await press(page);
      assert.match((await pasted(page))["text/markdown"], /^> - Goes out .*\n> - /);
    });
  });

  // Proves: a page that tells where its statement stands is believed, and so is a part of it.
  test("the place is what the page says it is", async () => {
    await withPage(browser, size, async (page) => {
      await page.goto(`${host.base}${COMPARISON}#${ID}`);
      await page.evaluate((id) => {
        Object.assign(document.querySelector("main").dataset, { competency: "C", level: "L", section: "S" });
        document.getElementById(id).parentNode.dataset.level = "L & more";
      }, ID);
      await press(page);
      assert.match((await pasted(page))["text/markdown"], /— \[C · L & more · S\]\(/);
    });
  });

  // Proves: where the browser refuses to copy, the text is there to be selected, and that is said.
  test("a refusal is said, and leaves the text to select", async () => {
    await withPage(browser, size, async (page) => {
      await page.addInitScript(() => {
        document.execCommand = () => false;
        Object.defineProperty(navigator, "clipboard", { value: undefined });
      });
      await page.goto(`${host.base}${COMPARISON}#${ID}`);
      await citeButton(page).click();
      await said(page, "The browser refuses to copy.");
      const text = page.locator(".cite-panel pre");
      assert.ok((await text.textContent()).startsWith(`“${WORDS}”`));
      assert.ok(await text.isVisible());
    });
  });

  // Proves: where the older way is gone, the newer one serves.
  test("without the event, the newer interface copies", async () => {
    await withPage(browser, { ...size, permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
      await page.addInitScript(() => (document.execCommand = () => false));
      await page.goto(`${host.base}${COMPARISON}#${ID}`);
      await press(page);
      const forms = await pasted(page);
      assert.ok(forms["text/plain"].startsWith(`“${WORDS}”`));
      assert.ok(forms["text/html"].includes("<blockquote>"));
    });
  });

  // Proves: on a page that runs from right to left, the button is at the left of the words and the panel in view.
  test("the button mirrors", async () => {
    const arabic = arabicSite();
    await withHost(arabic.folder, "/", (host) =>
      withPage(browser, size, async (page) => {
        await page.goto(host.base + arabic.pages.find((name) => name.includes("--")));
        const statement = page.locator(".statement").first();
        await point(statement);
        const button = page.locator(".cite");
        await button.click();
        const [words, own, panel] = await Promise.all([statement, button, page.locator(".cite-panel")].map((one) => one.boundingBox()));
        assert.ok(own.x < words.x, `${own.x} and ${words.x}`);
        assert.ok(panel.x >= 0 && panel.x + panel.width <= 1280, JSON.stringify(panel));
      }),
    );
  });

  // Proves: nothing of it is on paper.
  test("neither button nor panel is printed", async () => {
    await withPage(browser, size, async (page) => {
      await page.goto(`${host.base}${COMPARISON}#${ID}`);
      await press(page);
      await page.emulateMedia({ media: "print" });
      const shown = await page.$$eval(".cite, .cite-panel", (all) => all.filter((one) => one.checkVisibility()).length);
      assert.equal(shown, 0);
    });
  });
});
