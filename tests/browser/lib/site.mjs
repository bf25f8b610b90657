// The binary under test, and the sites that it builds for the tests: the repository's own ladder; `ladder/`, which
// holds what that one has not: more levels, a fork, holes, long words, other scripts, a sub-path; and one in Arabic.

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));
export const FIXTURE = fileURLToPath(new URL("../ladder/", import.meta.url));

const target = process.env.CARGO_TARGET_DIR ?? "target";
export const RUNGS = path.resolve(REPOSITORY, process.env.RUNGS ?? path.join(target, "debug", "rungs"));

const folders = [];
process.on("exit", () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

// A new folder that goes when the process ends.
export function folder() {
  const made = mkdtempSync(path.join(tmpdir(), "rungs-browser-"));
  folders.push(made);
  return made;
}

// Builds a project and returns the site: its folder, the path it is made for, and its pages.
function build(project, prefix, ...options) {
  if (!existsSync(RUNGS)) throw new Error(`there is no ${RUNGS}: run \`cargo build\` first`);
  const out = path.join(folder(), "site");
  const run = spawnSync(RUNGS, ["build", project, "-d", out, ...options], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`\`rungs build\` ended with ${run.status}:\n${run.stderr}`);
  return { folder: out, prefix, pages: htmlFiles(out) };
}

export const ownSite = () => build(REPOSITORY, "/");
// Two ladders whose words are hard to find.
export const searchSite = () => build(path.join(FIXTURE, "../search"), "/");
export const fixtureSite = () => build(FIXTURE, "/ladder/");

// The sites of all projects below `tests/sites`, by name.
export function caseSites() {
  const root = path.join(REPOSITORY, "tests/sites");
  return readdirSync(root).map((name) => ({ name, ...build(path.join(root, name, "in"), "/") }));
}

// A site in Arabic, which mirrors; one of its competencies and one of its levels have Latin names.
export const arabicSite = () => build(path.join(REPOSITORY, "tests/sites/arabic/in"), "/");

// Every part of the theme in every state. Its page for missing addresses is one like any other.
export function gallerySite() {
  const folder = path.join(build(REPOSITORY, "/", "--gallery").folder, "_gallery");
  return { folder, prefix: "/", pages: htmlFiles(folder).filter((page) => page !== "404.html"), isGallery: true };
}

// A copy of the repository's ladder that a test may edit.
export function ownCopy() {
  const copy = folder();
  cpSync(path.join(REPOSITORY, "content"), path.join(copy, "content"), { recursive: true });
  cpSync(path.join(REPOSITORY, "book.toml"), path.join(copy, "book.toml"));
  return copy;
}

export function htmlFiles(root, below = "") {
  return readdirSync(path.join(root, below), { withFileTypes: true })
    .flatMap((entry) => {
      const name = below ? `${below}/${entry.name}` : entry.name;
      if (entry.isDirectory()) return htmlFiles(root, name);
      return name.endsWith(".html") ? [name] : [];
    })
    .sort();
}

const KINDS = [
  ["not found", /^404\.html$/],
  ["home", /^([^/]+\/)?index\.html$/],
  ["comparison", /^([^/]+\/)?competencies\/[^/]+\/[^/]+--[^/]+\.html$/],
  ["competency", /^([^/]+\/)?competencies\/[^/]+\.html$/],
  ["level", /^([^/]+\/)?levels\/[^/]+\.html$/],
  ["section", /^([^/]+\/)?sections\/[^/]+\.html$/],
  ["shape", /^([^/]+\/)?shape\.html$/],
  ["search", /^search\.html$/],
  ["prose", /^[^/]+\.html$/],
];

export function kindOf(page) {
  const kind = KINDS.find(([, pattern]) => pattern.test(page));
  if (!kind) throw new Error(`a page of a new kind: ${page}; name it in lib/site.mjs`);
  return kind[0];
}

// The first page of each kind. Fails where a kind has none, so that no kind drops out of the tests unseen.
export function oneOfEachKind(site) {
  site.pages.forEach(kindOf);
  return KINDS.slice(site.isGallery ? 1 : 0).map(([kind]) => {
    const page = site.pages.find((page) => kindOf(page) === kind);
    if (!page) throw new Error(`the site has no ${kind} page`);
    return page;
  });
}

// Where a page is met. The page for missing addresses is met at a missing address, as far down as can be.
export const addressOf = (page) => (page === "404.html" ? "no/such/page.html" : page);
