// What programs read, by what programs read it with: the JSON against its schema, the XML by a real parser.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { before, describe, test } from "node:test";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { launch, withPage } from "./lib/browser.mjs";
import { POLICY } from "./lib/server.mjs";
import { caseSites, fixtureSite, ownSite } from "./lib/site.mjs";

const ATOM = "http://www.w3.org/2005/Atom";
const SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9";

describe("files for programs", () => {
  let sites;

  before(() => {
    sites = [{ name: "own", ...ownSite() }, { name: "fixture", ...fixtureSite() }, ...caseSites()];
  });

  const read = (site, name) => readFileSync(path.join(site.folder, name), "utf8");

  // What the schema of a site has against a value.
  const faults = (site, value) => {
    // Strict: a keyword that means nothing is a mistake in the schema. `lead` says more beside its reference.
    const ajv = new Ajv({ strict: true, strictRequired: false, allErrors: true });
    addFormats(ajv);
    ajv.validate(JSON.parse(read(site, "ladder.schema.json")), value);
    return (ajv.errors ?? []).map(({ instancePath, message }) => `${site.name}: ${instancePath} ${message}`);
  };

  // Proves: the schema is a valid one, and what every site publishes fits it.
  test("`ladder.json` fits its schema", () => {
    assert.ok(sites.length > 15);
    for (const site of sites) assert.deepEqual(faults(site, JSON.parse(read(site, "ladder.json"))), []);
  });

  // Proves: the schema can say no: it is strict about what must be there and about ids.
  test("what does not fit the schema is told", () => {
    const spoiled = (spoil) => {
      const value = JSON.parse(read(sites[0], "ladder.json"));
      spoil(value);
      return faults(sites[0], value).length;
    };
    const statement = ({ ladders }) => ladders[0].competencies[0].cells[0].statements[0];
    assert.equal(spoiled(() => {}), 0);
    assert.notEqual(spoiled((value) => (value.version = 2)), 0);
    assert.notEqual(spoiled((value) => delete statement(value).id), 0);
    assert.notEqual(spoiled((value) => delete statement(value).text), 0);
    assert.notEqual(spoiled((value) => (statement(value).id = "No Id")), 0);
    assert.notEqual(spoiled((value) => (value.ladders[0].sections[0].style = "poem")), 0);
  });

  // Proves: feed and sitemap are well formed, of the right kind, and have what the formats demand.
  test("feed and sitemap are what they say", async () => {
    const browser = await launch();
    try {
      await withPage(browser, {}, async (page) => {
        const parse = (text) =>
          page.evaluate((text) => {
            const parsed = new DOMParser().parseFromString(text, "application/xml");
            const root = parsed.documentElement;
            const children = Array.from(root.children, (child) => [child.localName, child.textContent.trim()]);
            return { broken: parsed.querySelector("parsererror")?.textContent, name: root.localName, space: root.namespaceURI, children };
          }, text);
        assert.ok((await parse("<a>&</a>")).broken, "the parser sees what is broken");
        let seen = 0;
        for (const site of sites.filter((site) => existsSync(path.join(site.folder, "feed.xml")))) {
          const feed = await parse(read(site, "feed.xml"));
          assert.deepEqual([feed.broken, feed.name, feed.space], [undefined, "feed", ATOM], site.name);
          const values = Object.fromEntries(feed.children);
          assert.ok(URL.canParse(values.id) && values.title && values.author, site.name);
          assert.ok(!Number.isNaN(Date.parse(values.updated)), site.name);
          const sitemap = await parse(read(site, "sitemap.xml"));
          assert.deepEqual([sitemap.broken, sitemap.name, sitemap.space], [undefined, "urlset", SITEMAP], site.name);
          assert.ok(sitemap.children.every(([name, address]) => name === "url" && URL.canParse(address)), site.name);
          seen += 1;
        }
        assert.ok(seen > 1, "sites with a whole address are among them");
      });
    } finally {
      await browser.close();
    }
  });

  // Proves: linked data is no script to a browser: the strictest policy lets it stand, and its words are there.
  test("the policy lets linked data stand", async () => {
    assert.match(POLICY, /script-src 'self'/);
    const browser = await launch();
    try {
      await withPage(browser, {}, async (page) => {
        const seen = [];
        page.on("console", (message) => seen.push(message.text()));
        const body = (text) => ({ contentType: "text/html", headers: { "content-security-policy": POLICY }, body: text });
        const home = read(sites[0], "index.html");
        await page.route("**/*", (route) => route.fulfill(body(home.replaceAll(/<(link|script src)[^>]*>/g, ""))));
        await page.goto("http://127.0.0.1:9/");
        const data = JSON.parse(await page.locator('script[type="application/ld+json"]').textContent());
        assert.deepEqual([data["@type"], seen], ["DefinedTermSet", []]);
        await page.unroute("**/*");
        await page.route("**/*", (route) => route.fulfill(body("<script>1</script>")));
        await page.goto("http://127.0.0.1:9/");
        assert.match(seen.join(), /Content Security Policy/, "the policy is in force");
      });
    } finally {
      await browser.close();
    }
  });
});
