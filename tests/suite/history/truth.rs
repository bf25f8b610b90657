//! What is true of everything that was ever published, kept from the edits themselves.

use std::collections::BTreeMap;

use super::{
    edit::Outcome,
    model::{Key, Model, Named, Place},
};

/// What a release showed of a statement.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The release, by its number in order.
    pub release: usize,
    /// Its words.
    pub words: Vec<String>,
    /// Where it stood.
    pub place: Place,
}

/// What became of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It stands.
    Lives,
    /// Others took its place.
    Replaced(Vec<String>),
    /// It went, perhaps with a reason.
    Retired(Option<String>),
}

/// The life of a statement.
#[derive(Clone, Debug)]
pub struct Life {
    /// Every release that held it, in order.
    pub seen: Vec<Seen>,
    /// What became of it.
    pub fate: Fate,
}

/// What a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A competency.
    Competency,
    /// A level.
    Level,
    /// A section.
    Section,
}

impl What {
    /// The folder of its pages.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Competency => "competencies",
            Self::Level => "levels",
            Self::Section => "sections",
        }
    }

    /// What the parts of an anchor on its pages are.
    pub fn anchor(self, fragment: &str) -> Vec<(Self, &str)> {
        let whats = match self {
            Self::Competency => [Self::Section, Self::Level],
            Self::Level => [Self::Competency, Self::Section],
            Self::Section => [Self::Competency, Self::Level],
        };
        whats.into_iter().zip(fragment.split("--")).collect()
    }
}

/// The life of a competency, level or section.
#[derive(Clone, Debug)]
pub struct Thing {
    /// The ids that it had, the last one last.
    pub ids: Vec<String>,
    /// The names that it had.
    pub names: Vec<String>,
    /// The last release that held it.
    pub last: usize,
    /// What became of it; nothing takes its place.
    pub fate: Fate,
}

/// Everything that was ever published.
#[derive(Clone, Debug, Default)]
pub struct Truth {
    /// Statements by id.
    pub lives: BTreeMap<String, Life>,
    /// Competencies, levels and sections.
    pub things: BTreeMap<Key, Thing>,
    /// Who had an id last.
    pub owners: BTreeMap<(What, String), Key>,
}

impl Life {
    /// What the last release that held it showed.
    pub fn last(&self) -> &Seen {
        &self.seen[self.seen.len() - 1]
    }
}

impl Truth {
    /// Takes in a revision on the way to a release. Panics where the edits do not account for what went: then nothing
    /// here would be true.
    pub fn record(&mut self, release: usize, model: &Model, outcome: &Outcome) {
        for (place, statement) in model.statements() {
            let seen = Seen { release, words: statement.words.clone(), place };
            let life = self.lives.entry(statement.id.clone());
            let life = life.or_insert_with(|| Life { seen: Vec::new(), fate: Fate::Lives });
            assert_eq!(life.fate, Fate::Lives, "`{}` came back", statement.id);
            // What no release holds yet is only what it is in the end.
            life.seen.retain(|before| before.release != release);
            life.seen.push(seen);
        }
        for (id, parts) in &outcome.replaced {
            self.end(release, id, Fate::Replaced(parts.clone()));
        }
        for (id, reason) in &outcome.retired {
            self.end(release, id, Fate::Retired(reason.clone()));
        }
        for (id, life) in &self.lives {
            let gone = life.last().release != release;
            assert_eq!(gone, life.fate != Fate::Lives, "`{id}` is gone or not: {:?}", life.fate);
        }
        for named in &model.levels {
            self.thing(What::Level, release, named);
        }
        for section in &model.sections {
            self.thing(What::Section, release, &section.named);
        }
        for competency in &model.competencies {
            self.thing(What::Competency, release, &competency.named);
        }
        for (key, reason) in &outcome.removed {
            let thing = self.things.get_mut(key).unwrap();
            thing.fate = Fate::Retired(reason.clone());
            thing.last = release - 1;
        }
        for thing in self.things.values() {
            assert_eq!(thing.last != release, thing.fate != Fate::Lives, "{:?} is gone or not", thing.ids);
        }
    }

    fn end(&mut self, release: usize, id: &str, fate: Fate) {
        let life = self.lives.get_mut(id).unwrap_or_else(|| panic!("`{id}` was never published"));
        assert_eq!(life.fate, Fate::Lives, "`{id}` went twice");
        life.fate = fate;
        life.seen.retain(|before| before.release != release);
        assert!(!life.seen.is_empty(), "no release ever held `{id}`");
    }

    fn thing(&mut self, what: What, release: usize, named: &Named) {
        let new = || Thing { ids: Vec::new(), names: Vec::new(), last: 0, fate: Fate::Lives };
        let thing = self.things.entry(named.key).or_insert_with(new);
        thing.last = release;
        for (list, value) in [(&mut thing.ids, &named.id), (&mut thing.names, &named.name)] {
            if list.last() != Some(value) {
                list.push(value.clone());
            }
        }
        self.owners.insert((what, named.id.clone()), named.key);
    }

    /// The thing that has an id, or had it last.
    pub fn owner(&self, what: What, id: &str) -> Option<(Key, &Thing)> {
        let key = *self.owners.get(&(what, id.to_owned()))?;
        Some((key, &self.things[&key]))
    }

    /// The id that a thing has, or had last.
    pub fn id(&self, key: Key) -> &str {
        let ids = &self.things[&key].ids;
        &ids[ids.len() - 1]
    }
}
