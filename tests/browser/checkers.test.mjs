// What others say about the pages: axe on accessibility, the Nu checker on HTML, and every link followed.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, withPage } from "./lib/browser.mjs";
import { withHost } from "./lib/server.mjs";
import { addressOf, arabicSite, fixtureSite, gallerySite, kindOf, oneOfEachKind, ownSite, pastSite } from "./lib/site.mjs";

const { resolve } = createRequire(import.meta.url);
const AXE = readFileSync(resolve("axe-core/axe.min.js"), "utf8");
const NU = path.join(path.dirname(resolve("vnu-jar/package.json")), "build/dist/vnu.jar");
// The pages of the gallery with the most states of a part.
const STATES = ["every-style.html#gal01", "every-style.html#_evidence", "holes.html", "other-scripts.html"]
  .map((name) => `styles/competencies/${name}`)
  .concat("styles/index.html#_only-l1", "branches/index.html#_only-staff", "branches/competencies/many-levels.html");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

describe("outside checkers", () => {
  let browser, sites;

  before(async () => {
    browser = await launch();
    sites = [ownSite(), fixtureSite(), arabicSite(), gallerySite(), pastSite()];
  });

  after(() => browser?.close());

  const axe = (page) =>
    page.evaluate(
      async ([source, values]) => {
        (0, eval)(source);
        const { violations, passes } = await window.axe.run(document, { runOnly: { type: "tag", values } });
        if (passes.length < 10) throw new Error("axe looked at nothing");
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
      },
      [AXE, TAGS],
    );

  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 390]) {
      // Proves: no violation of WCAG 2.2 A and AA or of axe's best practice, on a page of each kind of all sites.
      test(`axe finds nothing in ${colorScheme} at ${width} px`, async () => {
        for (const site of sites) {
          // The policy would keep the checker itself out.
          const options = { colorScheme, viewport: { width, height: 900 }, bypassCSP: true };
          await withHost(site.folder, site.prefix, (host) =>
            withPage(browser, options, async (page) => {
              for (const name of [...oneOfEachKind(site), ...(site.isGallery ? STATES : [])]) {
                await page.goto(host.base + addressOf(name));
                assert.deepEqual(await axe(page), [], name);
              }
            }),
          );
        }
      });
    }
  }

  // Proves: axe is really run: a page with a mistake that it knows is reported.
  test("axe finds an image without words", async () => {
    await withHost(sites[0].folder, "/", (host) =>
      withPage(browser, { bypassCSP: true }, async (page) => {
        await page.goto(host.base);
        await page.evaluate(() => document.querySelector("main").append(new Image(40, 40)));
        assert.match((await axe(page)).join("\n"), /^image-alt: /m);
      }),
    );
  });

  // The Nu checker's errors and warnings on a folder or a file.
  const nu = (what) => {
    const options = ["--skip-non-html", "--also-check-svg", "--format", "json", "--stdout", "--exit-zero-always"];
    const run = spawnSync("java", ["-Xss8m", "-jar", NU, ...options, what], { encoding: "utf8", maxBuffer: 64 << 20 });
    assert.equal(run.status, 0, run.stderr || String(run.error));
    return JSON.parse(run.stdout)
      .messages.filter(({ type, subType }) => type !== "info" || subType === "warning")
      .map(({ url, lastLine, message }) => `${url.replace(/^file:/, "")}:${lastLine}: ${message}`);
  };

  // Proves: every page and picture of all sites is valid by the checker behind validator.w3.org, without a warning.
  test("the Nu checker finds no error and no warning", () => {
    for (const site of sites) assert.deepEqual(nu(site.folder), []);
  });

  // Proves: the checker is really run.
  test("the Nu checker finds a mistake", () => {
    assert.match(nu(new URL("lib/mistaken.html", import.meta.url).pathname).join("\n"), /Stray end tag/);
  });

  // Proves: every address in the markup leads to a file of the site, every fragment and every reference by id to an
  // element, and every page can be reached from the home page by links, but those of statements and of what is gone.
  test("every link and fragment leads somewhere, and every page is linked", async () => {
    for (const site of sites) {
      const found = {};
      await withPage(browser, {}, async (page) => {
        for (const name of site.all) {
          found[name] = await page.evaluate((text) => {
            const parsed = new DOMParser().parseFromString(text, "text/html");
            const values = (attribute) =>
              Array.from(parsed.querySelectorAll(`[${attribute}]`), (one) => one.getAttribute(attribute));
            const listed = ["for", "aria-labelledby", "aria-describedby", "aria-controls", "headers"];
            return {
              ids: values("id"),
              links: ["href", "src", "data-frozen"].flatMap(values),
              references: listed.flatMap((attribute) => values(attribute).flatMap((value) => value.split(/\s+/))),
            };
          }, readFileSync(path.join(site.folder, name), "utf8"));
        }
      });
      const host = "http://host";
      const broken = [];
      const targets = new Map();
      for (const [name, { ids, links, references }] of Object.entries(found)) {
        references.filter((id) => !ids.includes(id)).forEach((id) => broken.push(`${name}: no element “${id}”`));
        targets.set(name, new Set());
        for (const link of links) {
          const url = new URL(link, host + site.prefix + name);
          if (url.origin !== host) continue;
          const target = decodeURIComponent(url.pathname);
          const file = target.slice(site.prefix.length) || "index.html";
          const full = path.join(site.folder, file);
          if (!target.startsWith(site.prefix) || !existsSync(full) || !statSync(full).isFile()) {
            broken.push(`${name}: ${link}`);
          } else if (found[file]) {
            targets.get(name).add(file);
            const fragment = decodeURIComponent(url.hash.slice(1));
            if (fragment && !found[file].ids.includes(fragment)) broken.push(`${name}: ${link}`);
          }
        }
      }
      assert.deepEqual(broken, []);
      const reached = new Set(["index.html"]);
      for (const name of reached) targets.get(name).forEach((next) => reached.add(next));
      // What is cited is met by its address.
      const isMet = (name) => site.former.includes(name) || ["not found", "statement"].includes(kindOf(name));
      const orphans = site.all.filter((name) => !reached.has(name) && !isMet(name));
      assert.deepEqual(orphans, [], "no link leads there");
    }
  });
});
