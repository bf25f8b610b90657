//! Every address that was ever published: none is forgotten, and each is looked behind again.

use std::collections::{BTreeMap, BTreeSet};

use rungs::output::Output;

use super::{
    look::Look,
    model::{Key, Place},
    story::Page,
    truth::{Fate, Truth},
};
use crate::markup::{self, Element};

/// Paths and their fragments; none is ever taken out.
#[derive(Default)]
pub struct Published {
    /// The fragments by path, each with the revision that published it first.
    links: BTreeMap<String, BTreeMap<String, usize>>,
    /// Whose comparison stood at a path last: an id can be that of another competency later.
    pairs: BTreeMap<String, Key>,
    /// Pages that were looked at, as they were then, and of which nothing new can be true: those of releases, and of
    /// statements that are gone. While the same bytes stand there, so does the answer.
    settled: BTreeMap<String, (Vec<u8>, usize)>,
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
    /// Competencies, sections and cells by their anchors.
    pub places: usize,
    /// Those among them that are called otherwise, or are gone.
    pub departed: usize,
    /// Links from one page of the site to another.
    pub links: usize,
}

/// What pages are held against.
#[derive(Clone, Copy)]
pub struct Now<'n> {
    /// What is true.
    pub truth: &'n Truth,
    /// The cells of the ladder.
    pub cells: &'n BTreeSet<Place>,
    /// The versions of the releases, in order.
    pub versions: &'n [String],
    /// The number of the revision.
    pub revision: usize,
    /// Whether the ladder is that of the last release: what was not in any is not promised to stay.
    pub released: bool,
}

impl Now<'_> {
    /// Whether a path is that of a statement that is gone.
    fn is_gone(&self, path: &str) -> bool {
        let id = path.strip_prefix("s/").and_then(|path| path.strip_suffix(".html"));
        let life = id.and_then(|id| self.truth.lives.get(id));
        life.is_some_and(|life| life.fate != Fate::Lives)
    }
}

impl Published {
    /// Takes in what a site publishes, then looks behind every address that there ever was. Gives what is wrong.
    pub fn check(&mut self, site: &Output, now: Now<'_>, counts: &mut Counts) -> Vec<String> {
        let mut problems = Vec::new();
        let mut parsed: BTreeMap<&str, Element> = BTreeMap::new();
        for (path, file) in site.files.iter().filter(|(path, _)| path.ends_with(".html")) {
            let known = self.links.get(&**path).map_or(0, BTreeMap::len);
            if self.settled.get(path).is_some_and(|(bytes, links)| *bytes == file.bytes && *links == known) {
                counts.pages += 1;
                counts.fragments += known;
                continue;
            }
            match markup::page(std::str::from_utf8(&file.bytes).unwrap()) {
                Ok(html) => _ = parsed.insert(path, html),
                Err(problem) => problems.push(format!("{path}: {problem}")),
            }
        }
        for (path, html) in parsed.iter().filter(|_| now.released) {
            let links = self.links.entry((*path).to_owned()).or_default();
            for id in html.all().into_iter().filter_map(|element| element.attribute("id")) {
                if !id.starts_with('_') {
                    links.entry(id.to_owned()).or_insert(now.revision);
                }
            }
        }
        for (path, html) in parsed.iter().filter(|(path, _)| **path != "404.html") {
            for (to, fragment) in Page::new(path, html).targets(html) {
                counts.links += 1;
                let known = |fragment: &str| {
                    fragment.starts_with('_')
                        || self.links.get(&to).is_some_and(|known| known.contains_key(fragment))
                        || parsed.get(&*to).is_some_and(|html| html.by_id(fragment).is_some())
                };
                if !site.files.contains_key(&to) || !fragment.is_none_or(known) {
                    problems.push(format!("{path}: a link leads to {to}#{}", fragment.unwrap_or_default()));
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
            problems.extend(Look::at(page, now, fragments, counts, &mut self.pairs));
            if path.starts_with("releases/") || (now.released && now.is_gone(path)) {
                self.settled.insert(path.clone(), (site.files[path].bytes.clone(), fragments.len()));
            }
        }
        problems
    }

    /// How many paths there ever were, and how many fragments on them.
    pub fn totals(&self) -> (usize, usize) {
        (self.links.len(), self.links.values().map(BTreeMap::len).sum())
    }
}
