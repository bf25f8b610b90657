// The list of citations that a reader collects: kept in the browser over pages, taken along as Markdown or CSV.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { complaints, launch, withPage } from "./lib/browser.mjs";
import { citeButton, pasted, press, said } from "./lib/cite.mjs";
import { serve, withHost } from "./lib/server.mjs";
import { REPOSITORY, arabicSite, ownSite } from "./lib/site.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const FIRST = "competencies/customer-empathy/l1--l2.html#t4x8d";
const SECOND = "competencies/customer-empathy.html#k3f9w";
const PLACE = { t4x8d: ["Customer Empathy", "Level 2", "Key Behaviors"], k3f9w: ["Customer Empathy", "Level 1", "Key Behaviors"] };
// The day of the release that holds them.
const RELEASED = JSON.parse(readFileSync(path.join(REPOSITORY, "content/releases/1.0.0.json"), "utf8")).date;

describe("the list of citations", () => {
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

  const collect = async (page, address) => {
    await page.goto("about:blank");
    await page.goto(address);
    await press(page);
    await page.getByRole("button", { name: "Add to the list" }).click();
    await said(page, "Added to the list.");
  };
  const opener = (page) => page.locator(".masthead").getByRole("button", { name: /^Citations \(\d+\)$/ });
  const open = async (page) => {
    await opener(page).click();
    await dialog(page).waitFor();
  };
  const dialog = (page) => page.getByRole("dialog", { name: /^Citations/ });
  const words = (page) => page.locator(".cited__words").allTextContents();
  const key = (page) => page.evaluate(() => Object.keys(localStorage).find((key) => key.startsWith("rungs-cited")));

  const downloaded = async (page, name) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
  };

  for (const where of ["a host", "disk"]) {
    // Proves: what is collected on two pages is there on a third and after a reload, in order, and nothing of it leaves
    // the browser; it is copied and downloaded as Markdown and as CSV; what is removed can be had back.
    test(`citations of several pages are one list, from ${where}`, async () => {
      const base = where === "disk" ? `file://${site.folder}/` : host.base;
      await withPage(browser, { viewport: { width: 1280, height: 900 } }, async (page) => {
        const found = where === "disk" ? [] : await complaints(page, host.origin);
        const requests = [];
        page.on("request", (request) => requests.push(`${request.method()} ${request.url()}`));
        await page.goto(`${base}index.html`);
        assert.equal(await opener(page).count(), 0);
        await collect(page, base + FIRST);
        await collect(page, base + SECOND);
        await page.getByRole("button", { name: "Add to the list" }).click();
        await said(page, "It is in the list already.");
        await page.goto(`${base}index.html`);
        await page.reload();
        await open(page);
        const [first, second] = await words(page);
        assert.ok(first.startsWith("Goes out to hear") && second.startsWith("Goes through support"), `${first} ${second}`);

        const links = ["t4x8d", "k3f9w"].map((id) => `${base}s/${id}.html`);
        const markdown = ["t4x8d", "k3f9w"]
          .map((id, at) => `> ${at ? second : first}\n\n— [${PLACE[id].join(" · ")}](${links[at]}) · release 1.0.0\n`)
          .join("\n");
        const row = (cells) => `${cells.map((cell) => `"${cell}"`).join(",")}\r\n`;
        const csv =
          row(["statement", "competency", "level", "section", "release", "date", "link"]) +
          row([first, ...PLACE.t4x8d, "1.0.0", RELEASED, links[0]]) +
          row([second, ...PLACE.k3f9w, "1.0.0", RELEASED, links[1]]);
        await page.getByRole("button", { name: "Copy as Markdown" }).click();
        await said(page, "Copied as Markdown.");
        assert.deepEqual(await pasted(page), { "text/plain": markdown });
        await page.getByRole("button", { name: "Copy as CSV" }).click();
        await said(page, "Copied as CSV.");
        assert.deepEqual(await pasted(page), { "text/plain": csv });
        assert.deepEqual(await downloaded(page, "Download Markdown"), { name: "citations.md", text: markdown });
        assert.deepEqual(await downloaded(page, "Download CSV"), { name: "citations.csv", text: `\ufeff${csv}` });

        await page.getByRole("button", { name: "Remove", exact: true }).first().click();
        await said(page, "Removed.");
        assert.deepEqual(await words(page), [second]);
        assert.equal(await page.evaluate(() => document.activeElement.textContent), "Remove");
        await page.getByRole("button", { name: "Undo" }).click();
        assert.deepEqual(await words(page), [first, second]);
        await page.getByRole("button", { name: "Remove all" }).click();
        await said(page, "The list is empty.");
        assert.deepEqual(await words(page), []);
        assert.equal(await page.evaluate(() => document.activeElement.textContent), "Undo");
        await page.keyboard.press("Enter");
        assert.deepEqual(await words(page), [first, second]);
        await page.keyboard.press("Escape");
        await dialog(page).waitFor({ state: "hidden" });
        assert.equal(await page.evaluate(() => document.activeElement.textContent), "Citations (2)");
        assert.deepEqual(found, []);
        const foreign = requests.filter((request) => !/^GET /.test(request) || !/^GET (blob:)?(http:\/\/127|file:|about:)/.test(request));
        assert.deepEqual(foreign, []);
      });
    });
  }

  // Proves: no cell of the CSV is a formula to a spreadsheet, and quotation marks and line breaks stay in their cell.
  test("the CSV is harmless", async () => {
    await withPage(browser, {}, async (page) => {
      await collect(page, host.base + FIRST);
      const name = await key(page);
      await page.evaluate((name) => {
        const [item] = JSON.parse(localStorage.getItem(name));
        const items = ["=1+1", "+1", "-1", "@a", "\tb", 'say "x",\ny'].map((words) => ({ ...item, words }));
        localStorage.setItem(name, JSON.stringify(items));
      }, name);
      await page.reload();
      await open(page);
      const { text } = await downloaded(page, "Download CSV");
      const cells = text.split("\r\n").slice(1, -1).map((line) => line.split(',"Customer Empathy"')[0]);
      assert.deepEqual(cells, [`"'=1+1"`, `"'+1"`, `"'-1"`, `"'@a"`, `"'\tb"`, `"say ""x"",\ny"`]);
    });
  });

  // Proves: whatever stands in the storage, pages work, what is no citation is passed over, and no link of it runs.
  test("a storage with something else in it is no failure", async () => {
    await withPage(browser, {}, async (page) => {
      const found = await complaints(page, host.origin);
      await collect(page, host.base + FIRST);
      const name = await key(page);
      const good = await page.evaluate((name) => JSON.parse(localStorage.getItem(name))[0], name);
      const evil = { ...good, words: "<img src=x onerror=alert(1)>", link: "javascript:alert(1)" };
      for (const [kept, count] of [
        ["{", 0], ["null", 0], ["3", 0], ["{}", 0], ['[null, 1, "x", {}, {"words": 1}]', 0], [JSON.stringify([null, good, evil]), 2],
      ]) {
        await page.evaluate(([name, kept]) => localStorage.setItem(name, kept), [name, kept]);
        await page.reload();
        assert.equal(await opener(page).count(), count ? 1 : 0, kept);
        await press(page);
        await page.keyboard.press("Escape");
      }
      await open(page);
      assert.deepEqual(await words(page), [good.words, evil.words]);
      assert.equal(await page.locator(".cited a[href^='javascript']").count(), 0);
      assert.equal(await page.locator(".cited img").count(), 0);
      assert.deepEqual(found, []);
    });
  });

  // Proves: where the browser keeps nothing, that is said, and copying goes on.
  test("a storage that refuses is said", async () => {
    await withPage(browser, {}, async (page) => {
      await page.addInitScript(() => {
        Storage.prototype.setItem = () => {
          throw new DOMException("full", "QuotaExceededError");
        };
      });
      await page.goto(host.base + FIRST);
      await press(page);
      await page.getByRole("button", { name: "Add to the list" }).click();
      await said(page, "The browser keeps nothing here");
      assert.equal(await opener(page).count(), 0);
    });
  });

  // Proves: two tabs show one list; and another site under the same host has its own.
  test("tabs share the list, sites do not", async () => {
    await withHost(site.folder, "/other/", (other) =>
      withPage(browser, {}, async (page, context) => {
        const tab = await context.newPage();
        await tab.goto(`${host.base}index.html`);
        await collect(page, host.base + FIRST);
        await opener(tab).waitFor();
        await open(tab);
        assert.equal((await words(tab)).length, 1);
        await collect(page, host.base + SECOND);
        await tab.locator(".cited__words").nth(1).waitFor();
        // The same origin, another path.
        await page.route(`${host.origin}/other/**`, async (route) => {
          const address = route.request().url().replace(host.origin, other.origin);
          await route.fulfill({ response: await route.fetch({ url: address }) });
        });
        await page.goto(`${host.origin}/other/index.html`);
        assert.equal(await opener(page).count(), 0);
        // The icon may still be on its way.
        await page.unrouteAll({ behavior: "ignoreErrors" });
      }),
    );
  });

  // Proves: with the panel and with the dialog open, axe finds nothing, and a narrow page does not scroll sideways.
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 320]) {
      test(`panel and dialog are accessible in ${colorScheme} at ${width} px`, async () => {
        const arabic = arabicSite();
        const sites = [[site, FIRST], [arabic, `${arabic.pages.find((name) => name.includes("--"))}`]];
        for (const [{ folder }, name] of sites) {
          await withHost(folder, "/", (host) =>
            withPage(browser, { colorScheme, viewport: { width, height: 700 }, bypassCSP: true }, async (page) => {
              const check = async (state) => {
                const found = await page.evaluate(async (source) => {
                  if (!window.axe) (0, eval)(source);
                  const { violations } = await window.axe.run(document);
                  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
                }, AXE);
                assert.deepEqual(found, [], `${name}: ${state}`);
                assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name}: ${state} is too wide`);
              };
              await page.goto(host.base + name);
              if (!name.includes("#")) await page.locator(".permalink").first().focus();
              await citeButton(page).click();
              await page.locator(".cite-panel").waitFor();
              await check("the panel");
              const { x, width: wide } = await page.locator(".cite-panel").boundingBox();
              assert.ok(x >= 0 && x + wide <= width, `the panel stands from ${x} to ${x + wide}`);
              await page.getByRole("button", { name: await page.evaluate(() => window.rungsCite.words.cite_add) }).click();
              await page.locator(".cite-panel__list button").click();
              await page.locator("dialog.cited[open]").waitFor();
              await check("the dialog");
            }),
          );
        }
      });
    }
  }
});
