//! Every address that was ever published, and what has to be found behind it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use rungs::output::Output;

use super::{
    model::{Key, Model, Place},
    story::{Page, Told},
    truth::{Fate, Life, Thing, Truth, What},
};
use crate::markup::{self, Element};

/// Paths and their fragments; none is ever taken out.
#[derive(Default)]
pub struct Published {
    /// The fragments by path, each with the revision that published it first.
    links: BTreeMap<String, BTreeMap<String, usize>>,
    /// Frozen pages that were looked at, as they were then: while the same bytes stand there, so does the answer.
    frozen: BTreeMap<String, (Vec<u8>, usize)>,
}

/// What was looked at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Pages.
    pub pages: usize,
    /// Fragments of pages.
    pub fragments: usize,
    /// Pages of things that have another name or are gone.
    pub former: usize,
    /// Stories of statements.
    pub stories: usize,
    /// Statements found where they stand, or their link where they stood.
    pub statements: usize,
    /// Statements on frozen pages.
    pub frozen: usize,
}

/// What pages are held against.
#[derive(Clone, Copy)]
pub struct Now<'n> {
    /// What is true.
    pub truth: &'n Truth,
    /// The ladder.
    pub model: &'n Model,
    /// The versions of the releases, in order.
    pub versions: &'n [String],
    /// The number of the revision.
    pub revision: usize,
}

impl Published {
    /// Takes in what a site publishes, then looks behind every address that there ever was. Gives what is wrong.
    pub fn check(&mut self, site: &Output, now: Now<'_>, counts: &mut Counts) -> Vec<String> {
        let mut problems = Vec::new();
        let mut parsed: BTreeMap<&str, Element> = BTreeMap::new();
        for (path, file) in site.files.iter().filter(|(path, _)| path.ends_with(".html")) {
            let known = self.links.get(&**path).map_or(0, BTreeMap::len);
            if self.frozen.get(path).is_some_and(|(bytes, links)| *bytes == file.bytes && *links == known) {
                counts.pages += 1;
                counts.fragments += known;
                continue;
            }
            match markup::page(std::str::from_utf8(&file.bytes).unwrap()) {
                Ok(html) => _ = parsed.insert(path, html),
                Err(problem) => problems.push(format!("{path}: {problem}")),
            }
        }
        for (path, html) in &parsed {
            let links = self.links.entry((*path).to_owned()).or_default();
            for id in html.all().into_iter().filter_map(|element| element.attribute("id")) {
                if !id.starts_with('_') {
                    links.entry(id.to_owned()).or_insert(now.revision);
                }
            }
        }
        for (path, fragments) in &self.links {
            let Some(html) = parsed.get(&**path) else {
                if !site.files.contains_key(path) {
                    problems.push(format!("{path} is gone"));
                }
                continue;
            };
            let page = Page::new(path, html);
            let mut look = Look { now, page, problems: Vec::new(), counts };
            look.page(fragments);
            problems.append(&mut look.problems);
            if path.starts_with("releases/") {
                self.frozen.insert(path.clone(), (site.files[path].bytes.clone(), fragments.len()));
            }
        }
        problems
    }

    /// How many paths there ever were, and how many fragments on them.
    pub fn totals(&self) -> (usize, usize) {
        (self.links.len(), self.links.values().map(BTreeMap::len).sum())
    }
}

/// A look at one page.
struct Look<'p> {
    now: Now<'p>,
    page: Page<'p>,
    problems: Vec<String>,
    counts: &'p mut Counts,
}

/// What a path is the address of.
enum Address<'p> {
    /// A statement.
    Statement(&'p str),
    /// A page of a release: its version.
    Frozen(&'p str),
    /// A competency, level or section.
    Thing(What, &'p str),
    /// Two levels of a competency.
    Pair(&'p str, &'p str, &'p str),
    /// Anything else.
    Other,
}

fn address(path: &str) -> Address<'_> {
    let parts: Vec<&str> = path.strip_suffix(".html").unwrap_or(path).split('/').collect();
    match *parts {
        ["s", id] => Address::Statement(id),
        ["releases", version, _] | ["releases", version, _, _] => Address::Frozen(version),
        ["competencies", id] => Address::Thing(What::Competency, id),
        ["levels", id] => Address::Thing(What::Level, id),
        ["sections", id] => Address::Thing(What::Section, id),
        ["competencies", id, pair] => pair.split_once("--").map_or(Address::Other, |(low, high)| {
            Address::Pair(id, low, high)
        }),
        _ => Address::Other,
    }
}

impl Look<'_> {
    fn problem(&mut self, what: impl std::fmt::Display) {
        self.problems.push(format!("{}: {what}", self.page.path));
    }

    fn expect(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.problem(what());
        }
    }

    fn page(&mut self, fragments: &BTreeMap<String, usize>) {
        self.counts.pages += 1;
        self.counts.fragments += fragments.len();
        for (fragment, since) in fragments {
            if !self.page.ids.contains_key(&**fragment) {
                self.problem(format_args!("`#{fragment}` is gone, which revision {since} published"));
            }
        }
        let there = |fragment: &&String| self.page.ids.contains_key(&***fragment);
        let fragments: Vec<&String> = fragments.keys().filter(there).collect();
        let path = self.page.path;
        match address(path) {
            Address::Statement(id) => self.story(id),
            Address::Frozen(version) => self.frozen(version, &fragments),
            Address::Thing(what, id) => self.thing(what, id, &fragments),
            Address::Pair(id, low, high) => self.pair(id, [low, high], &fragments),
            Address::Other => {}
        }
    }
}
