// Remakes `docs/screenshots/` from the repository's own ladder: `cargo build`, then `node tests/browser/screenshots.mjs`.
// Fonts differ from machine to machine, so that no test compares the pictures. `pngquant`, if it is there, makes them small.

import { spawnSync } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { launch, withPage } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { REPOSITORY, ownSite } from "./lib/site.mjs";

const FOLDER = path.join(REPOSITORY, "docs", "screenshots");
const PAGE = "competencies/customer-empathy/l1--l2.html";
const SHOTS = [
  { name: "comparison-light", width: 1440, height: 1000, colorScheme: "light" },
  { name: "comparison-dark", width: 1440, height: 1000, colorScheme: "dark" },
  { name: "comparison-phone", width: 390, height: 844, colorScheme: "light" },
  { name: "changes", address: "competencies/testing.html#key-behaviors", width: 1280, height: 620, colorScheme: "light" },
  { name: "shape", address: "shape.html", width: 1280, height: 980, colorScheme: "light" },
];

mkdirSync(FOLDER, { recursive: true });
const site = ownSite();
const host = await serve(site.folder);
const browser = await launch();
for (const { name, address = PAGE, width, height, colorScheme } of SHOTS) {
  const file = path.join(FOLDER, `${name}.png`);
  await withPage(browser, { viewport: { width, height }, colorScheme }, async (page) => {
    // A statement that was linked: what someone sees who comes from a review.
    await page.goto(`${host.base}${address}`, { waitUntil: "networkidle" });
    await page.screenshot({ path: file, animations: "disabled" });
  });
  const run = spawnSync("pngquant", ["--force", "--strip", "--speed", "1", "--output", file, "256", file]);
  if (run.error) console.error("there is no `pngquant`: the pictures are larger than they need be");
  console.log(`${path.relative(REPOSITORY, file)} ${Math.round(statSync(file).size / 1024)} kB`);
}
await browser.close();
await host.close();
