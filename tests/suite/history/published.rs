//! Every address that was ever published: none is forgotten, and each is looked behind again.

use std::collections::BTreeMap;

use rungs::output::Output;

use super::{look::Look, model::Model, story::Page, truth::Truth};
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
    /// The ladder.
    pub model: &'n Model,
    /// The versions of the releases, in order.
    pub versions: &'n [String],
    /// The number of the revision.
    pub revision: usize,
    /// Whether it is released: before that nobody has said why what is gone went.
    pub released: bool,
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
        for (path, html) in parsed.iter().filter(|(path, _)| **path != "404.html") {
            for (to, fragment) in Page::new(path, html).targets(html) {
                counts.links += 1;
                let there = self.links.get(&to).is_some_and(|known| {
                    fragment.is_none_or(|fragment| fragment.starts_with('_') || known.contains_key(fragment))
                });
                if !there && !(fragment.is_none() && site.files.contains_key(&to)) {
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
            problems.extend(Look::at(page, now, fragments, counts));
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
