// Kinds of change: a quotation holds the words of its level and nothing else, and a kind is more than a color.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, withPage } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { fixtureSite } from "./lib/site.mjs";

describe("kinds of change", () => {
  let browser, site, host;

  before(async () => {
    browser = await launch();
    site = fixtureSite();
    host = await serve(site.folder, site.prefix);
  });

  after(async () => {
    await host?.close();
    await browser?.close();
  });

  const PAGE = "competencies/kinds.html";

  const WORDS = {
    "key-behaviors--1": ["Keeps the notes of every meeting", "Reviews the work of others when asked", "Closes the door at night"],
    "key-behaviors--senior-2-ic": [
      "Keeps the notes of every meeting",
      "Reviews the work of others & teams before being asked",
      "Opens the door in the morning",
    ],
    "seek-feedback--1": ["Which of my notes helped you most this week?"],
    "seek-feedback--senior-2-ic": ["Which of my notes helped you least this week?"],
  };

  // Proves: whoever selects a whole statement, its kind of change with it, copies its words as they were written.
  test("what is selected of a marked statement is its words", async () => {
    await withPage(browser, { viewport: { width: 1440, height: 900 } }, async (page) => {
      await page.goto(host.base + PAGE);
      for (const [cell, words] of Object.entries(WORDS)) {
        const selected = await page.$$eval(`[id="${cell}"] .statement`, (statements) =>
          statements.map((statement) => {
            getSelection().selectAllChildren(statement);
            return getSelection().toString().trim();
          }),
        );
        assert.deepEqual(selected, words, cell);
      }
    });
  });

  for (const forcedColors of ["none", "active"]) {
    for (const width of [1440, 320]) {
      // Proves: every kind is a word that is seen and a sign, also where the system takes the colors of a page away;
      // and the lines under words differ in their form.
      test(`kinds are words and lines, at ${width} px, forced colors: ${forcedColors}`, async () => {
        await withPage(browser, { viewport: { width, height: 900 }, forcedColors }, async (page) => {
          await page.goto(host.base + PAGE);
          const kinds = await page.$$eval(".change", (all) =>
            all.map((one) => {
              const box = one.getBoundingClientRect();
              const seen = one.checkVisibility() && box.width > 20 && box.height > 8 && box.right <= innerWidth;
              return { seen, word: one.firstChild.textContent, sign: getComputedStyle(one, "::before").content };
            }),
          );
          assert.deepEqual(kinds.filter((one) => !one.seen || one.sign === "none"), []);
          const words = ["Carried over", "New", "Reworded", "Reworded later", "Still expected"];
          assert.deepEqual([...new Set(kinds.map((one) => one.word))].sort(), words);
          const line = (name) =>
            page.$eval(name, (one) => {
              const { textDecorationLine, textDecorationStyle, textDecorationThickness } = getComputedStyle(one);
              return [textDecorationLine, textDecorationStyle, textDecorationThickness].join(" ");
            });
          assert.equal(await line("ins"), "underline solid 2px");
          assert.equal(await line("del"), "underline dotted 2px");
        });
      });
    }
  }
});
