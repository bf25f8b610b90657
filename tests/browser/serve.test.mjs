// `rungs serve` with a real browser: an edit shows by itself and leaves the reader where they were; a mistake is shown
// over the last good page and goes when it is mended.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { complaints, launch, withPage } from "./lib/browser.mjs";
import { RUNGS, ownCopy } from "./lib/site.mjs";

const FILE = "content/competencies/customers/customer-empathy.yaml";
const PAGE = "competencies/customer-empathy/l1--l2.html";
const WORDS = "Speaks for users when work is planned and when it is reviewed";
const NEW_WORDS = "Speaks for whoever is not in the room";
// What is taken out further up moves everything below it.
const ABOVE = /^  description:[^]*?(?=^  key-behaviors:)/m;

describe("serve", () => {
  let browser, server, url, file, text;

  before(async () => {
    browser = await launch();
    const project = ownCopy();
    file = path.join(project, FILE);
    text = readFileSync(file, "utf8");
    server = spawn(RUNGS, ["serve", project, "-p", "0"], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    url = await new Promise((resolve, reject) => {
      server.stderr.on("data", (data) => {
        said += data;
        const found = /serving (http:\S+)/.exec(said);
        if (found) resolve(found[1]);
      });
      server.once("exit", (status) => reject(new Error(`serve ended with ${status}:\n${said}`)));
    });
  });

  after(async () => {
    if (server?.exitCode === null) {
      const ended = once(server, "exit");
      server.kill();
      await ended;
    }
    await browser?.close();
  });

  // Proves: the open page takes over an edit without being touched, and the reader's place stays to the pixel.
  test("an edit shows on the open page, which stays where it was", async () => {
    assert.ok(text.includes(WORDS) && ABOVE.test(text), "the ladder no longer has the words that this test edits");
    await withPage(browser, { viewport: { width: 1280, height: 700 } }, async (page) => {
      const found = await complaints(page, new URL(url).origin);
      await page.goto(url + PAGE);
      const statement = page.locator(".statement", { hasText: WORDS });
      await statement.evaluate((element) => scrollTo(0, scrollY + element.getBoundingClientRect().top - 200));
      const place = await statement.evaluate((element) => element.getBoundingClientRect().top);
      assert.ok((await page.evaluate(() => scrollY)) > 0, "there was nothing to scroll");
      writeFileSync(file, text.replace(WORDS, NEW_WORDS).replace(ABOVE, ""));
      const edited = page.locator(".statement", { hasText: NEW_WORDS });
      await edited.waitFor();
      const isBack = ([words, wanted]) => {
        const all = Array.from(document.querySelectorAll(".statement"));
        const found = all.find((one) => one.textContent.includes(words));
        return found && Math.abs(found.getBoundingClientRect().top - wanted) < 2;
      };
      await page.waitForFunction(isBack, [NEW_WORDS, place]);
      // The connection to the server is cut when the page is loaded again, which is no failure.
      assert.deepEqual(found.filter((line) => !line.includes("/_rungs/events")), []);
      writeFileSync(file, text);
      await statement.waitFor();
    });
  });

  // Proves: a mistake is told in the page with file and line, the last good words stay up, and mending it clears it.
  test("a mistake is shown over the last good page until it is mended", async () => {
    await withPage(browser, {}, async (page) => {
      await page.goto(url + PAGE);
      const panel = page.locator("rungs-live .panel");
      assert.equal(await panel.count(), 0);
      const line = text.split("\n").findIndex((line) => line.startsWith("group:")) + 1;
      writeFileSync(file, text.replace(/^group: .*$/m, "group: no-such-group"));
      await panel.waitFor({ state: "visible" });
      assert.match(await panel.innerText(), new RegExp(`customer-empathy\\.yaml:${line}:`));
      assert.ok(await page.locator(".statement", { hasText: WORDS }).isVisible(), "the last good page is gone");
      writeFileSync(file, text);
      await panel.waitFor({ state: "hidden" });
      assert.ok(await page.locator(".statement", { hasText: WORDS }).isVisible());
    });
  });
});
