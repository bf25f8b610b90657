// Citing: what is copied, how it is reached and said, and the list of what is collected.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { complaints, launch, withPage } from "./lib/browser.mjs";
import { serve, withHost } from "./lib/server.mjs";
import { REPOSITORY, arabicSite, fixtureSite, gallerySite, htmlFiles, kindOf, ownSite } from "./lib/site.mjs";

const FORMS = ["text/html", "text/markdown", "text/plain"];
const COMPARISON = "competencies/customer-empathy/l1--l2.html";
const ID = "t4x8d";
const WORDS = /^> .*\S$/m;

const today = () => {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
};

// What the clipboard holds, as a page gets it into which it is pasted.
async function pasted(page) {
  const context = page.context();
  const other = await context.newPage();
  await other.goto("about:blank");
  await other.evaluate(() => {
    document.body.contentEditable = "true";
    document.body.focus();
    document.addEventListener("paste", ({ clipboardData }) => {
      window.pasted = Object.fromEntries([...clipboardData.types].map((type) => [type, clipboardData.getData(type)]));
    });
  });
  await other.keyboard.press("Control+V");
  const forms = await other.evaluate(() => window.pasted);
  await other.close();
  return forms;
}

// Waits for the words that are said to whoever does not see the page.
const said = (page, text) => page.getByRole("status").filter({ hasText: text }).waitFor({ state: "attached" });

describe("cite", () => {
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

  const size = { viewport: { width: 1280, height: 900 } };

  // Proves: the script writes a citation as pages without a script have it, to the letter.
  test("the script and the builder write the same citations", async () => {
    const cases = JSON.parse(readFileSync(path.join(REPOSITORY, "tests/citations.json"), "utf8"));
    assert.ok(cases.length > 20);
    await withPage(browser, size, async (page) => {
      await page.goto(`${host.base}${COMPARISON}#${ID}`);
      await page.getByRole("button", { name: "Cite", exact: true }).click();
      await said(page, "Copied, with its link.");
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
        assert.equal(found.markdown, markdown, name);
        assert.equal(found.plain, plain, name);
        assert.equal(found.html, html, name);
      }
    });
  });

  test("one click copies three forms", async () => {
    for (const base of [host.base, `file://${site.folder}/`]) {
      await withPage(browser, size, async (page) => {
        const found = await complaints(page, new URL(base).origin);
        await page.goto(base + COMPARISON);
        await page.locator(`#${ID}`).hover();
        await page.getByRole("button", { name: "Cite", exact: true }).click();
        await said(page, "Copied, with its link.");
        const forms = await pasted(page);
      });
    }
  });
});
