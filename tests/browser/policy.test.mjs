// Under the strictest content security policy, at the root and under a sub-path: nothing is refused, nothing fails,
// nothing leaves the host; and all words are there without JavaScript.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { complaints, launch, visibleWords, wasGivenUp, withPage } from "./lib/browser.mjs";
import { POLICY, withHost } from "./lib/server.mjs";
import { addressOf, fixtureSite, kindOf, oneOfEachKind, ownSite, pastSite } from "./lib/site.mjs";

describe("policy", () => {
  let browser, own, fixture, past;

  before(async () => {
    browser = await launch();
    own = ownSite();
    fixture = fixtureSite();
    past = pastSite();
  });

  after(() => browser?.close());

  // Opens pages one after the other and returns what was complained of.
  const visit = (site, prefix, pages) =>
    withHost(site.folder, prefix, (host) =>
      withPage(browser, {}, async (page) => {
        const found = await complaints(page, host.origin);
        for (const name of pages) {
          const from = found.length;
          await page.goto(host.base + addressOf(name), { waitUntil: "networkidle" });
          for (let at = from; at < found.length; at += 1) found[at] = `${name}: ${found[at]}`;
        }
        return found;
      }),
    );

  // Proves: a site without `site-url` works at a domain's root.
  test("every page is clean at the root", async () => {
    assert.deepEqual(await visit(own, "/", own.pages), []);
  });

  // Proves: links inside the site are relative, so that the same folder works anywhere. The page for missing addresses
  // is left out: it alone takes its addresses from `site-url`.
  test("the same folder is clean under a sub-path that it does not know of", async () => {
    const pages = own.pages.filter((name) => name !== "404.html");
    assert.deepEqual(await visit(own, "/ladder/", pages), []);
  });

  // Proves: with `site-url` the page for missing addresses finds style and home from any depth.
  test("every page is clean under the path of `site-url`", async () => {
    assert.deepEqual(await visit(fixture, "/ladder/", fixture.pages), []);
    assert.deepEqual(await visit(past, "/levels/", [...past.pages, ...past.former]), []);
  });

  // Proves: the watch sees what the tests above say is not there.
  test("a page that breaks the policy is seen", async () => {
    const body = `<!doctype html><title>bad</title><script>1</script><p style="color: red">x</p>
      <img src="https://example.org/x.png" alt=""><link rel="stylesheet" href="missing.css">`;
    const server = createServer((request, response) => {
      response.writeHead(request.url === "/" ? 200 : 404, {
        "content-type": "text/html",
        "content-security-policy": POLICY,
      });
      response.end(request.url === "/" ? body : "");
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    server.unref();
    const origin = `http://127.0.0.1:${server.address().port}`;
    const found = await withPage(browser, {}, async (page) => {
      const found = await complaints(page, origin);
      await page.goto(`${origin}/`, { waitUntil: "networkidle" });
      return found;
    });
    server.closeAllConnections();
    server.close();
    for (const kind of ["script-src", "style-src", "img-src", "status 404"]) {
      assert.ok(found.some((line) => line.includes(kind)), `${kind} was not seen in:\n${found.join("\n")}`);
    }
  });

  // Proves: what a page says does not depend on JavaScript, and no control is shown that would need it.
  test("all words are there without JavaScript, and no dead control is", async () => {
    for (const site of [own, fixture]) {
      const words = (javaScriptEnabled) =>
        withHost(site.folder, site.prefix, (host) =>
          withPage(browser, { javaScriptEnabled }, async (page) => {
            const texts = {};
            for (const name of site.pages) {
              await page.goto(host.base + addressOf(name), { waitUntil: "load" });
              texts[name] = await visibleWords(page);
              const buttons = await page.$$eval("button, input, select", (all) =>
                all.filter((one) => one.checkVisibility() && !one.closest("form[action]")).map((one) => one.outerHTML),
              );
              if (!javaScriptEnabled) assert.deepEqual(buttons, [], `${name} shows controls that do nothing`);
            }
            return texts;
          }),
        );
      const [without, with_] = [await words(false), await words(true)];
      for (const name of site.pages) {
        assert.ok(without[name].split(" ").length > 5, `${name} says nothing`);
        assert.equal(without[name], with_[name], name);
      }
    }
  });

  // Proves: the first visit to a comparison stays under 30 kB compressed, all of it from the same host.
  test("a first visit to a comparison is light", async () => {
    const name = own.pages.find((name) => kindOf(name) === "comparison");
    const sizes = await withHost(own.folder, "/", (host) =>
      withPage(browser, {}, async (page) => {
        const bodies = [];
        const size = async (response) => [response.url(), gzipSync(await response.body()).length];
        page.on("response", (response) => bodies.push(size(response)));
        await page.goto(host.base + name, { waitUntil: "networkidle" });
        return Promise.all(bodies);
      }),
    );
    const total = sizes.reduce((sum, [, size]) => sum + size, 0);
    assert.ok(sizes.length >= 2, "style sheet and page were not both seen");
    assert.ok(total < 30_000, `${total} bytes: ${JSON.stringify(sizes)}`);
  });

  // Proves: opened from disk, pages have their style and their links lead to pages, by real clicks.
  test("the site works when it is opened from disk", async () => {
    const base = new URL(`file://${own.folder}/`);
    await withPage(browser, { viewport: { width: 1280, height: 900 } }, async (page) => {
      const failed = [];
      page.on("requestfailed", (request) => wasGivenUp(request) || failed.push(request.url()));
      page.on("console", (message) => message.type() === "error" && failed.push(message.text()));
      for (const name of oneOfEachKind(own).filter((name) => name !== "404.html")) {
        await page.goto(new URL(name, base).href);
        const margin = await page.evaluate(() => getComputedStyle(document.body).marginTop);
        assert.equal(margin, "0px", `${name} has no style`);
      }
      await page.goto(new URL("index.html", base).href);
      await page.locator("main a[href*='--']:visible").first().click();
      assert.equal(kindOf(page.url().replace(base.href, "").replace(/#.*/, "")), "comparison");
      await page.locator(".masthead a:visible").first().click();
      assert.equal(page.url(), new URL("index.html", base).href);
      assert.deepEqual(failed, []);
    });
  });
});
