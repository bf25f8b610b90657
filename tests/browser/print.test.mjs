// On paper: the level's name on every row of a comparison, black on white, nothing that only works on a screen.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, withPage } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { changedSite, folder, kindOf } from "./lib/site.mjs";

describe("print", () => {
  let browser, site, host;

  before(async () => {
    browser = await launch();
    // With a statement that has no id.
    site = changedSite("content/competencies/craft/code-others-can-change.yaml", { " {#n9f2n}": "" });
    host = await serve(site.folder);
  });

  after(async () => {
    await host?.close();
    await browser?.close();
  });

  // The printed pages of the page that is open, as lines of text.
  const printed = async (page, format) => {
    const file = path.join(folder(), "page.pdf");
    writeFileSync(file, await page.pdf({ format, printBackground: false }));
    const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
    return text.split("\f").map((sheet) => sheet.split("\n").filter((line) => line.trim()));
  };
  const first = (kind) => site.pages.find((name) => kindOf(name) === kind);

  for (const format of ["A4", "Letter"]) {
    // Proves: no sheet ends with a heading, a level's name or a lead whose text stands on the next one; nothing of the
    // page is lost; statements show their permanent ids as short text, and those without one no address that may change.
    test(`sheets end well and statements carry their ids on ${format}`, async () => {
      await withPage(browser, {}, async (page) => {
        for (const name of [first("comparison"), first("level"), `${first("comparison")}#_evidence`, `${first("level")}#_evidence`]) {
          await page.goto("about:blank");
          await page.goto(host.base + name);
          const { heads, words, ids, loose } = await page.evaluate(() => {
            const plain = (one) => one.textContent.trim().replace(/\s+/g, " ");
            const all = (selector) => Array.from(document.querySelectorAll(selector));
            return {
              heads: all("h2, h3, h4, .lead").map((one) => plain(one.firstChild.nodeType === 3 ? one.firstChild : one)),
              words: all(".statement:not(.shift)").map((one) => plain(one).split(" ")[0]),
              ids: all(".statement:not(.statement--loose)").map(({ id }) => `#${id}`),
              loose: all(".statement--loose").map(({ id }) => `#${id}`),
            };
          });
          const sheets = (await printed(page, format)).filter((sheet) => sheet.length > 0);
          for (const sheet of sheets) {
            const columns = sheet.at(-1).trim().split(/\s{2,}/);
            const isHead = columns.every((column) => heads.includes(column));
            assert.ok(!isHead, `${name}: a sheet ends with “${sheet.at(-1).trim()}”`);
          }
          const text = sheets.flat().join("\n");
          assert.ok(ids.length > 0 && loose.length > 0);
          for (const id of ids) assert.ok(text.includes(id), `${name}: ${id} is not printed`);
          for (const id of loose) assert.ok(!text.includes(id), `${name}: ${id} is printed`);
          for (const word of words) assert.ok(text.includes(word.slice(0, 6)), `${name}: “${word}” is lost`);
        }
      });
    });

    // Proves: on the printed pages themselves every section of a comparison shows the names of both its levels, side by
    // side on one line.
    test(`level names stand on every row of a comparison on ${format}`, async () => {
      await withPage(browser, {}, async (page) => {
        for (const name of site.pages.filter((name) => kindOf(name) === "comparison")) {
          await page.goto(host.base + name);
          const sections = await page.$$eval(".compare__row", (rows) => rows.length);
          const levels = await page.$eval(".compare__row", (row) =>
            Array.from(row.querySelectorAll(".compare__level"), (level) => level.firstChild.textContent.trim()),
          );
          const lines = (await printed(page, format)).flat();
          const rows = lines.filter((line) => line.trim().split(/\s{2,}/).join("|") === levels.join("|"));
          assert.equal(levels.length, 2);
          assert.equal(rows.length, sections, `${name}: ${rows.length} lines “${levels.join(" … ")}” for ${sections} sections`);
        }
      });
    });
  }

  // Proves: whoever prints from a dark screen does not print a black page, and controls stay off the paper.
  test("paper is white, whatever the screen is", async () => {
    await withPage(browser, { colorScheme: "dark" }, async (page) => {
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      for (const kind of ["home", "comparison", "competency", "level", "section", "prose"]) {
        const name = site.pages.find((name) => kindOf(name) === kind);
        await page.goto(host.base + name);
        const { ground, ink, shown } = await page.evaluate(() => ({
          ground: getComputedStyle(document.body).backgroundColor,
          ink: getComputedStyle(document.body).color,
          shown: Array.from(document.querySelectorAll(".skip, .statement--loose > .permalink, .anchor, button, input, [aria-hidden=true]"))
            .filter((one) => one.checkVisibility() && one.getBoundingClientRect().width > 1)
            .map((one) => one.outerHTML),
        }));
        assert.equal(ground, "rgb(255, 255, 255)", name);
        assert.equal(ink, "rgb(0, 0, 0)", name);
        assert.deepEqual(shown, [], name);
      }
    });
  });
});
