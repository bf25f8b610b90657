// On paper: the level's name on every row of a comparison, black on white, nothing that only works on a screen.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, withPage } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { folder, kindOf, ownSite } from "./lib/site.mjs";

describe("print", () => {
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

  for (const format of ["A4", "Letter"]) {
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
          const file = path.join(folder(), "page.pdf");
          writeFileSync(file, await page.pdf({ format, printBackground: false }));
          const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
          const rows = text.split("\n").filter((line) => line.trim().split(/\s{2,}/).join("|") === levels.join("|"));
          assert.equal(levels.length, 2);
          assert.equal(rows.length, sections, `${name}: ${rows.length} lines “${levels.join(" … ")}” for ${sections} sections:\n${text}`);
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
