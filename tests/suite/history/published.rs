//! Every address that was ever published, and what has to be found behind it.

use std::collections::{BTreeMap, BTreeSet};

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
        ["competencies", id, pair] => {
            pair.split_once("--").map_or(Address::Other, |(low, high)| Address::Pair(id, low, high))
        }
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

    /// A page of a release: the words are those of that release.
    fn frozen(&mut self, version: &str, fragments: &[&String]) {
        let Some(release) = self.now.versions.iter().position(|found| found == version) else {
            return self.problem("there is no such release");
        };
        for id in fragments {
            let Some(life) = self.now.truth.lives.get(&***id) else { continue };
            let Some(seen) = life.seen.iter().find(|seen| seen.release == release) else {
                self.problem(format_args!("`#{id}` is no statement of this release"));
                continue;
            };
            let told = Told::of(self.page.ids[&***id]);
            self.counts.frozen += 1;
            for words in &seen.words {
                self.expect(told.says(words), || format!("`#{id}` does not say “{words}”"));
            }
        }
    }

    /// The page of a statement: all that there is to say of it.
    fn story(&mut self, id: &str) {
        let Now { truth, versions, .. } = self.now;
        let Some(life) = truth.lives.get(id) else { return self.problem("there is no such statement") };
        self.counts.stories += 1;
        let told = Told::of(self.page.main);
        for words in life.seen.iter().flat_map(|seen| &seen.words).collect::<BTreeSet<_>>() {
            self.expect(told.says(words), || format!("it does not say “{words}”"));
        }
        for key in moves(life) {
            let names = &truth.things[&key].names;
            self.expect(names.iter().any(|name| told.says(name)), || {
                format!("it does not say where it was: {names:?}")
            });
        }
        match &life.fate {
            Fate::Lives => {
                let Place { competency, section, level } = life.last().place;
                for key in [competency, section, level] {
                    let names = &truth.things[&key].names;
                    let name = &names[names.len() - 1];
                    self.expect(told.says(name), || format!("it does not say that it stands in “{name}”"));
                }
                let home = format!("competencies/{}.html", truth.id(competency));
                self.expect(self.page.leads(self.page.main, &home, Some(id)), || {
                    format!("it has no link to {home}#{id}")
                });
            }
            Fate::Replaced(parts) => {
                for part in parts {
                    let leads = self.page.leads(self.page.main, &format!("s/{part}.html"), None);
                    self.expect(leads, || format!("it has no link to `{part}`, which takes its place"));
                }
            }
            Fate::Retired(reason) => {
                let version = &versions[life.last().release];
                self.expect(told.says(version), || format!("it does not name its last release, {version}"));
                let said = self.now.released || life.last().release + 1 < self.now.revision;
                if let Some(reason) = reason.as_ref().filter(|_| said) {
                    self.expect(told.says(reason), || format!("it does not give the reason “{reason}”"));
                }
            }
        }
    }

    /// The page of a competency, level or section, by an id that it has or had.
    fn thing(&mut self, what: What, id: &str, fragments: &[&String]) {
        let Some((key, thing)) = self.now.truth.owner(what, id) else { return self.problem("there is no such thing") };
        let current = self.now.truth.id(key);
        let lives = thing.removed.is_none() && current == id;
        if !lives {
            self.former(what, key, thing);
        }
        for fragment in fragments {
            self.fragment(what, fragment, lives, |place| place.of(what) == key);
        }
    }

    /// The comparison of two levels of a competency.
    fn pair(&mut self, id: &str, levels: [&str; 2], fragments: &[&String]) {
        let Now { truth, model, .. } = self.now;
        let Some((key, thing)) = truth.owner(What::Competency, id) else {
            return self.problem("there is no such competency");
        };
        let known = levels.map(|level| truth.owner(What::Level, level).map(|(key, _)| key));
        let described = |wanted: Key| {
            let competency = model.competencies.iter().find(|competency| competency.named.key == key);
            competency.is_some_and(|found| found.cells.keys().any(|(_, level)| *level == wanted))
        };
        let lives = truth.id(key) == id
            && known
                .into_iter()
                .zip(levels)
                .all(|(key, level)| key.is_some_and(|key| truth.id(key) == level && described(key)));
        if !lives {
            self.former(What::Competency, key, thing);
        }
        for fragment in fragments {
            self.fragment(What::Competency, fragment, lives, |place| {
                place.competency == key && known.contains(&Some(place.level))
            });
        }
    }

    /// A page under a name of old, or of what is no longer there.
    fn former(&mut self, what: What, key: Key, thing: &Thing) {
        self.counts.former += 1;
        let folder = what.folder();
        let id = self.now.truth.id(key);
        let told = Told::of(self.page.main);
        let name = &thing.names[thing.names.len() - 1];
        self.expect(told.says(name), || format!("it does not name “{name}”"));
        let page = match &thing.removed {
            None => format!("{folder}/{id}.html"),
            Some(reason) => {
                let said = self.now.released || thing.last + 1 < self.now.revision;
                if let Some(reason) = reason.as_ref().filter(|_| said) {
                    self.expect(told.says(reason), || format!("it does not give the reason “{reason}”"));
                }
                format!("releases/{}/{folder}/{id}.html", self.now.versions[thing.last])
            }
        };
        self.expect(self.page.leads(self.page.main, &page, None), || format!("it has no link to {page}"));
    }

    /// A place on the page of a competency, level or section.
    fn fragment(&mut self, on: What, fragment: &str, lives: bool, stands: impl Fn(Place) -> bool) {
        let Now { truth, .. } = self.now;
        let element = self.page.ids[fragment];
        if let Some(life) = truth.lives.get(fragment) {
            self.counts.statements += 1;
            let last = life.last();
            if lives && life.fate == Fate::Lives && stands(last.place) {
                let told = Told::of(element);
                for words in &last.words {
                    self.expect(told.says(words), || format!("`#{fragment}` does not say “{words}”"));
                }
            } else {
                let page = format!("s/{fragment}.html");
                let leads = self.page.leads(element, &page, None);
                self.expect(leads, || format!("`#{fragment}` stands here no more and has no link to {page}"));
            }
            return;
        }
        let parts = on.anchor(fragment).into_iter();
        let owners: Option<Vec<(Key, &Thing)>> = parts.map(|(what, id)| truth.owner(what, id)).collect();
        let Some(owners) = owners else {
            return self.problem(format_args!("nothing was ever called `#{fragment}`"));
        };
        let current: Vec<&str> = owners.iter().map(|(key, _)| truth.id(*key)).collect();
        let current = current.join("--");
        let removed = owners.iter().any(|(_, thing)| thing.removed.is_some());
        if lives && !removed && current != fragment && self.page.ids.contains_key(&*current) {
            let there =
                self.page.same_place(fragment, &current) || self.page.leads(element, self.page.path, Some(&current));
            self.expect(there, || format!("`#{fragment}` is not where `#{current}` is"));
        }
    }
}

/// The competencies, sections and levels that a statement left for others.
fn moves(life: &Life) -> BTreeSet<Key> {
    let mut left = BTreeSet::new();
    for pair in life.seen.windows(2) {
        let keys = |place: Place| [place.competency, place.section, place.level];
        let (from, to) = (keys(pair[0].place), keys(pair[1].place));
        left.extend(from.into_iter().zip(to).filter(|(from, to)| from != to).map(|(from, _)| from));
    }
    left
}
