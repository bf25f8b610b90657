//! One page ─► whether it tells the truth of what its address and each of its fragments stood for.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    model::{Key, Place},
    published::{Counts, Now},
    story::{Page, Told},
    truth::{Fate, Life, Thing, What},
};

/// A look at one page.
pub struct Look<'p> {
    now: Now<'p>,
    page: Page<'p>,
    problems: Vec<String>,
    counts: &'p mut Counts,
    pairs: &'p mut BTreeMap<String, Key>,
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

/// Whose page it is: what a fragment on it does not say by itself.
struct Owner {
    what: What,
    /// The competency, level or section; of a comparison the competency.
    key: Key,
    /// The two levels of a comparison.
    pair: Option<[Option<Key>; 2]>,
    /// Whether the living ladder has such a page at this address.
    lives: bool,
}

/// What a fragment stands for, together with its page.
#[derive(Clone, Copy, Default)]
struct Part {
    competency: Option<Key>,
    section: Option<Key>,
    level: Option<Key>,
}

impl<'p> Look<'p> {
    /// Looks at a page and at all fragments that it ever had; gives what is wrong.
    pub fn at(
        page: Page<'p>,
        now: Now<'p>,
        fragments: &BTreeMap<String, usize>,
        counts: &'p mut Counts,
        pairs: &'p mut BTreeMap<String, Key>,
    ) -> Vec<String> {
        counts.pages += 1;
        counts.fragments += fragments.len();
        let mut look = Self { now, page, problems: Vec::new(), counts, pairs };
        for (fragment, since) in fragments {
            let there = look.page.ids.contains_key(&**fragment);
            look.expect(there, || format!("`#{fragment}` is gone, which revision {since} published"));
        }
        let there = |fragment: &&&str| look.page.ids.contains_key(**fragment);
        let fragments: Vec<&str> = fragments.keys().map(|fragment| &**fragment).collect();
        let fragments: Vec<&str> = fragments.iter().filter(there).copied().collect();
        match address(look.page.path) {
            Address::Statement(id) => look.story(id),
            Address::Frozen(version) => look.frozen(version, &fragments),
            Address::Thing(what, id) => look.thing(what, id, &fragments),
            Address::Pair(id, low, high) => look.pair(id, [low, high], &fragments),
            Address::Other => {}
        }
        look.problems
    }

    fn problem(&mut self, what: impl std::fmt::Display) {
        self.problems.push(format!("{}: {what}", self.page.path));
    }

    fn expect(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.problem(what());
        }
    }

    /// A page of a release: the words are those of that release.
    fn frozen(&mut self, version: &str, fragments: &[&str]) {
        let Some(release) = self.now.versions.iter().position(|found| found == version) else {
            return self.problem("there is no such release");
        };
        for id in fragments {
            let Some(life) = self.now.truth.lives.get(*id) else { continue };
            let Some(seen) = life.seen.iter().find(|seen| seen.release == release) else {
                self.problem(format_args!("`#{id}` is no statement of this release"));
                continue;
            };
            let told = Told::of(self.page.ids[*id]);
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
                let said = self.reasons_are_known(life.last().release);
                if let Some(reason) = reason.as_ref().filter(|_| said) {
                    self.expect(told.says(reason), || format!("it does not give the reason “{reason}”"));
                }
            }
        }
    }

    /// Whether the living ladder says anything there.
    fn described(&self, part: Part) -> bool {
        let mut cells = self.now.cells.iter();
        cells.any(|place| {
            part.competency.is_none_or(|key| key == place.competency)
                && part.section.is_none_or(|key| key == place.section)
                && part.level.is_none_or(|key| key == place.level)
        })
    }

    /// The page of a competency, level or section, by an id that it has or had.
    fn thing(&mut self, what: What, id: &str, fragments: &[&str]) {
        let Some((key, thing)) = self.now.truth.owner(what, id) else { return self.problem("there is no such thing") };
        // A section that nobody describes has no page.
        let shown = what != What::Section || self.described(Part { section: Some(key), ..Part::default() });
        let exists = thing.fate == Fate::Lives && shown;
        let lives = exists && self.now.truth.id(key) == id;
        if !lives {
            self.former(what, key, thing, exists);
        }
        let owner = Owner { what, key, pair: None, lives };
        for fragment in fragments {
            self.fragment(&owner, fragment);
        }
    }

    /// The comparison of two levels of a competency.
    fn pair(&mut self, id: &str, levels: [&str; 2], fragments: &[&str]) {
        let truth = self.now.truth;
        let Some((mut key, _)) = truth.owner(What::Competency, id) else {
            return self.problem("there is no such competency");
        };
        let known = levels.map(|level| truth.owner(What::Level, level).map(|(key, _)| key));
        let lives = truth.id(key) == id
            && known.into_iter().zip(levels).all(|(level, id)| {
                let part = Part { competency: Some(key), level, section: None };
                level.is_some_and(|level| truth.id(level) == id) && self.described(part)
            });
        if lives {
            if self.now.released {
                self.pairs.insert(self.page.path.to_owned(), key);
            }
        } else {
            // Who has the id now may never have had such a page.
            key = self.pairs.get(self.page.path).copied().unwrap_or(key);
            let thing = &truth.things[&key];
            self.former(What::Competency, key, thing, thing.fate == Fate::Lives);
        }
        let owner = Owner { what: What::Competency, key, pair: Some(known), lives };
        for fragment in fragments {
            self.fragment(&owner, fragment);
        }
    }

    /// A page under a name of old, or of what is no longer there.
    fn former(&mut self, what: What, key: Key, thing: &Thing, exists: bool) {
        self.counts.former += 1;
        let (folder, id) = (what.folder(), self.now.truth.id(key));
        let told = Told::of(self.page.main);
        let named = thing.names.iter().any(|name| told.says(name));
        self.expect(named, || format!("it does not name what it was: {:?}", thing.names));
        if exists {
            // Two levels of a competency may have a page under other names, which is as good.
            let (own, below) = (format!("{folder}/{id}.html"), format!("{folder}/{id}/"));
            let targets = self.page.targets(self.page.main);
            let leads = targets.iter().any(|(to, _)| *to == own || to.starts_with(&below));
            return self.expect(leads, || format!("it has no link to {own}"));
        }
        let heir = what == What::Competency && self.leads_to_heir(self.page.main, key);
        if let Fate::Retired(Some(reason)) = &thing.fate
            && !heir
            && self.reasons_are_known(thing.last)
        {
            self.expect(told.says(reason), || format!("it does not give the reason “{reason}”"));
        }
        let leads = heir
            || self.leads_to_release(self.page.main, |below| {
                thing
                    .ids
                    .iter()
                    .any(|id| below.strip_prefix(folder).is_some_and(|rest| rest[1..] == format!("{id}.html")))
            });
        self.expect(leads, || format!("it has no link to {id} in a release"));
    }

    /// Whether the notes are written that say why something is not there which a release had last.
    fn reasons_are_known(&self, last: usize) -> bool {
        last + 1 < self.now.versions.len()
    }

    /// Whether an element leads to the competency that has the id of one that went: nobody but its authors can tell
    /// whether that is another one, or the same that came back.
    fn leads_to_heir(&self, from: &crate::markup::Element, key: Key) -> bool {
        let truth = self.now.truth;
        let heirs = truth.things[&key].ids.iter().filter_map(|id| truth.owner(What::Competency, id));
        let mut heirs = heirs.filter(|(heir, thing)| *heir != key && thing.fate == Fate::Lives);
        heirs.any(|(heir, _)| {
            let page = format!("competencies/{}", truth.id(heir));
            self.page
                .targets(from)
                .iter()
                .any(|(to, _)| to.strip_prefix(&*page).is_some_and(|rest| rest.starts_with(['.', '/'])))
        })
    }

    /// Whether an element has a link into a release, to a page of a kind.
    fn leads_to_release(&self, from: &crate::markup::Element, fits: impl Fn(&str) -> bool) -> bool {
        let below = |path: &str| Some(path.strip_prefix("releases/")?.split_once('/')?.1.to_owned());
        self.page.targets(from).iter().filter_map(|(path, _)| below(path)).any(|below| fits(&below))
    }

    /// A place on the page of a competency, level or section.
    fn fragment(&mut self, owner: &Owner, fragment: &str) {
        let truth = self.now.truth;
        let element = self.page.ids[fragment];
        if let Some(life) = truth.lives.get(fragment) {
            return self.statement(owner, fragment, life);
        }
        let parts = owner.what.anchor(fragment).into_iter();
        let parts: Option<Vec<(What, Key, &Thing)>> =
            parts.map(|(what, id)| truth.owner(what, id).map(|(key, thing)| (what, key, thing))).collect();
        let Some(parts) = parts else { return self.problem(format_args!("nothing was ever called `#{fragment}`")) };
        self.counts.places += 1;
        let mut part = Part::default();
        for (what, key) in parts.iter().map(|(what, key, _)| (*what, *key)).chain([(owner.what, owner.key)]) {
            let slot = match what {
                What::Competency => &mut part.competency,
                What::Level => &mut part.level,
                What::Section => &mut part.section,
            };
            *slot = Some(key);
        }
        let current: Vec<&str> = parts.iter().map(|(_, key, _)| truth.id(*key)).collect();
        let current = current.join("--");
        if owner.lives && current == fragment && self.shows(owner, part) {
            return;
        }
        self.counts.departed += 1;
        match self.home(part) {
            Some((path, anchor)) => {
                let there = self.page.leads(element, &path, anchor.as_deref())
                    || self.page.leads(element, self.page.path, Some(&current));
                self.expect(there, || format!("`#{fragment}` does not lead to {path}#{}", anchor.unwrap_or_default()));
            }
            None => {
                let leads = self.leads_to_release(element, |below| !below.is_empty())
                    || part.competency.is_some_and(|key| self.leads_to_heir(element, key));
                self.expect(leads, || format!("`#{fragment}` is described no more and does not lead to a release"));
            }
        }
    }

    /// A statement: its words where it stands, the way to its page where it stood.
    fn statement(&mut self, owner: &Owner, id: &str, life: &Life) {
        self.counts.statements += 1;
        let element = self.page.ids[id];
        let place = life.last().place;
        let in_pair = owner.pair.is_none_or(|pair| pair.contains(&Some(place.level)));
        if owner.lives && life.fate == Fate::Lives && place.of(owner.what) == owner.key && in_pair {
            let told = Told::of(element);
            for words in &life.last().words {
                self.expect(told.says(words), || format!("`#{id}` does not say “{words}”"));
            }
        } else {
            let page = format!("s/{id}.html");
            let leads = self.page.leads(element, &page, None);
            self.expect(leads, || format!("`#{id}` stands here no more and has no link to {page}"));
        }
    }

    /// Whether a living page has the place itself: a cell, or the hole that says that there is none.
    fn shows(&self, owner: &Owner, part: Part) -> bool {
        match owner.what {
            What::Competency => {
                let in_pair = |level: Key| owner.pair.is_none_or(|pair| pair.contains(&Some(level)));
                let cells = || self.now.cells.iter().filter(|cell| cell.competency == owner.key && in_pair(cell.level));
                cells().any(|cell| Some(cell.section) == part.section)
                    && part.level.is_none_or(|level| cells().any(|cell| cell.level == level))
            }
            What::Level => self.described(part),
            What::Section => {
                // A place for every level that anybody describes there.
                let column = Part { competency: None, ..part };
                self.described(column) && self.described(Part { level: None, ..part })
            }
        }
    }

    /// Where the living ladder says what a place said: page and anchor.
    fn home(&self, part: Part) -> Option<(String, Option<String>)> {
        let truth = self.now.truth;
        let competency = part.competency?;
        let describes =
            |level: Key| self.described(Part { competency: Some(competency), section: None, level: Some(level) });
        let section = Part { level: None, ..part };
        if !self.described(section) || part.level.is_some_and(|level| !describes(level)) {
            return None;
        }
        let page = format!("competencies/{}.html", truth.id(competency));
        Some(match (part.section, part.level) {
            (Some(section), Some(level)) => (page, Some(format!("{}--{}", truth.id(section), truth.id(level)))),
            (Some(section), None) => (page, Some(truth.id(section).to_owned())),
            (None, Some(level)) => (format!("levels/{}.html", truth.id(level)), Some(truth.id(competency).to_owned())),
            (None, None) => (page, None),
        })
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
