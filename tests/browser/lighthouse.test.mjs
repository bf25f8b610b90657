// Lighthouse on a page of each kind that people arrive at: full marks for what does not depend on the machine's speed.
// The score for speed is printed and not judged, because a busy machine lowers it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch as launchChromium } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";
import { ARGUMENTS, CHROMIUM } from "./lib/browser.mjs";
import { withHost } from "./lib/server.mjs";
import { kindOf, oneOfEachKind, ownSite } from "./lib/site.mjs";

const JUDGED = ["accessibility", "best-practices", "seo"];

describe("Lighthouse", () => {
  let browser, site;

  before(async () => {
    browser = await launchChromium({ chromePath: CHROMIUM, chromeFlags: ["--headless", ...ARGUMENTS] });
    site = ownSite();
  });

  after(() => browser?.kill());

  for (const kind of ["home", "comparison", "level"]) {
    for (const [device, config] of Object.entries({ phone: undefined, desktop: desktopConfig })) {
      // Proves: full marks for accessibility, best practices and findability, and nothing moves while a page loads.
      test(`full marks for the ${kind} page on a ${device}`, async (context) => {
        const name = oneOfEachKind(site).find((name) => kindOf(name) === kind);
        const { lhr } = await withHost(site.folder, "/", (host) =>
          lighthouse(host.base + name, { port: browser.port, logLevel: "error" }, config),
        );
        const score = (category) => Math.round(100 * lhr.categories[category].score);
        const scores = Object.fromEntries(JUDGED.map((category) => [category, score(category)]));
        const lost = JUDGED.flatMap((category) => lhr.categories[category].auditRefs)
          .filter(({ id, weight }) => weight > 0 && (lhr.audits[id].score ?? 1) < 1)
          .map(({ id }) => id);
        const full = { accessibility: 100, "best-practices": 100, seo: 100 };
        assert.deepEqual(scores, full, `points lost: ${lost.join(", ")}`);
        assert.equal(lhr.audits["cumulative-layout-shift"].numericValue, 0, "something moved while the page was loaded");
        context.diagnostic(`performance ${score("performance")}`);
      });
    }
  }
});
