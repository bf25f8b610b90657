// The binary under test, and the sites that it builds for the tests: the repository's own ladder; `ladder/`, which
// holds what that one has not: more levels, a fork, holes, long words, other scripts, a sub-path; one in Arabic; and one
// with releases.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
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

// Builds a project and returns the site: its folder, the path it is made for, and its pages, those that stand in the place
// of a page that is gone apart, as their addresses do not tell them from others. `pages` are to be gone through one by one:
// of statements and of releases, of which there are hundreds alike, a few. `all` are all.
function build(project, prefix, ...options) {
  if (!existsSync(RUNGS)) throw new Error(`there is no ${RUNGS}: run \`cargo build\` first`);
  const out = path.join(folder(), "site");
  const run = spawnSync(RUNGS, ["build", project, "-d", out, ...options], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`\`rungs build\` ended with ${run.status}:\n${run.stderr}`);
  return { folder: out, prefix, ...pagesOf(out) };
}

function pagesOf(folder) {
  const isFormer = (page) => readFileSync(path.join(folder, page), "utf8").includes('<body class="page page--former"');
  const [pages, former, seen] = [[], [], new Map()];
  const all = htmlFiles(folder);
  for (const page of all) {
    // The gallery beside a site is a site of its own.
    if (page.startsWith("_gallery/")) continue;
    const past = PAST.find(([, pattern]) => pattern.test(page))?.[0];
    seen.set(past, (seen.get(past) ?? 0) + 1);
    if (isFormer(page)) former.push(page);
    else if (!past || seen.get(past) <= FEW) pages.push(page);
  }
  return { pages, former, all };
}

export const ownSite = () => build(REPOSITORY, "/");

// The repository's ladder after a change to one of its files, each text replaced by the other.
export function changedSite(file, texts) {
  const copy = ownCopy();
  let content = readFileSync(path.join(copy, file), "utf8");
  for (const [old, now] of Object.entries(texts)) {
    assert.equal(content.split(old).length, 2, `“${old}” is not once in ${file}`);
    content = content.replace(old, () => now);
  }
  writeFileSync(path.join(copy, file), content);
  return build(copy, "/");
}

// Two ladders whose words are hard to find.
export const searchSite = () => build(path.join(FIXTURE, "../search"), "/");
export const fixtureSite = () => build(FIXTURE, "/ladder/");

// The sites of all projects below `tests/sites`, by name.
export function caseSites() {
  const root = path.join(REPOSITORY, "tests/sites");
  return readdirSync(root).map((name) => ({ name, ...build(path.join(root, name, "in"), "/") }));
}

// A site with three releases, and with every end that a statement, a page or a fragment can come to.
export const pastSite = () => ({ ...build(path.join(REPOSITORY, "tests/sites/releases/in"), "/levels/"), hasPast: true });

// A site in Arabic, which mirrors; one of its competencies and one of its levels have Latin names.
export const arabicSite = () => build(path.join(REPOSITORY, "tests/sites/arabic/in"), "/");

// Every part of the theme in every state. Its page for missing addresses is one like any other.
export function gallerySite() {
  const folder = path.join(build(REPOSITORY, "/", "--gallery").folder, "_gallery");
  const { pages, former, all } = pagesOf(folder);
  const met = pages.filter((page) => page !== "404.html");
  return { folder, prefix: "/", pages: met, former, all, isGallery: true, hasPast: true };
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

// Kinds that a site has where it has releases, or statements with a permanent id. A page of a release is `as it was`.
const PAST = [
  ["statement", /^s\/[^/]+\.html$/],
  ["releases", /^releases\/index\.html$/],
  ["home as it was", /^releases\/[^/]+\/([^/]+\/)?index\.html$/],
  ["competency as it was", /^releases\/[^/]+\/([^/]+\/)?competencies\/[^/]+\.html$/],
  ["level as it was", /^releases\/[^/]+\/([^/]+\/)?levels\/[^/]+\.html$/],
  ["section as it was", /^releases\/[^/]+\/([^/]+\/)?sections\/[^/]+\.html$/],
];
const FEW = 4;
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
  const kind = [...PAST, ...KINDS].find(([, pattern]) => pattern.test(page));
  if (!kind) throw new Error(`a page of a new kind: ${page}; name it in lib/site.mjs`);
  return kind[0];
}

// The first page of each kind, and one that stands in the place of another. Fails where a kind has none that must have
// one, so that no kind drops out of the tests unseen.
export function oneOfEachKind(site) {
  const first = ([kind]) => site.pages.find((page) => kindOf(page) === kind);
  site.pages.forEach(kindOf);
  const due = KINDS.slice(site.isGallery ? 1 : 0).concat(site.hasPast ? PAST : PAST.filter(first));
  return due
    .map((kind) => first(kind) ?? assert.fail(`the site has no ${kind[0]} page`))
    .concat(site.hasPast ? (site.former[0] ?? assert.fail("no page is gone")) : site.former.slice(0, 1));
}

// Where a page is met. The page for missing addresses is met at a missing address, as far down as can be.
export const addressOf = (page) => (page === "404.html" ? "no/such/page.html" : page);
