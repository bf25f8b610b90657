//! The history itself: revision after revision, what it did, and what is true after it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    author::Author,
    edit::{Desk, Kind, Outcome},
    model::{Key, Model},
    truth::Truth,
};

/// What authors do most often, again and again.
const OFTEN: [Kind; 8] =
    [Kind::Reword, Kind::Reword, Kind::Reword, Kind::New, Kind::New, Kind::Delete, Kind::MoveLevel, Kind::Split];

/// A ladder in the course of time.
#[derive(Default)]
pub struct History {
    /// What it says.
    pub model: Model,
    /// What is true of all that was published.
    pub truth: Truth,
    /// How often each kind of edit was made.
    pub made: BTreeMap<Kind, usize>,
    /// What the last revision did, for messages.
    pub log: Vec<Kind>,
    /// The number of the last revision.
    pub revision: usize,
    /// How many releases were made.
    pub releases: usize,
    author: Author,
    former: Vec<String>,
    last_key: Key,
    touched: BTreeSet<String>,
    notes: Vec<String>,
}

impl History {
    /// The first revision: a ladder of three competencies, levels and sections.
    pub fn begin(seed: u64) -> Self {
        let mut history = Self { author: Author::new(seed), ..Self::default() };
        let mut desk = history.desk();
        (0..3).for_each(|_| desk.add_level());
        (0..3).for_each(|_| desk.add_section());
        (0..3).for_each(|_| desk.add_competency(None));
        history.truth.record(0, &history.model, &Outcome::default());
        history
    }

    fn desk(&mut self) -> Desk<'_> {
        let Self { model, author, former, last_key, touched, .. } = self;
        Desk { model, author, former, last_key, touched, outcome: Outcome::default() }
    }

    /// Makes one to three edits. Kinds that are behind come first, those that take things away before all others, so
    /// that a history of a hundred revisions has at least five of each; then what authors do most.
    pub fn revise(&mut self) {
        self.revision += 1;
        // Competencies come in two ways, for which others have to go.
        let every = |kind: Kind| if kind == Kind::RemoveCompetency { 9 } else { 13 };
        let due = |kind: &&Kind| self.made.get(kind).copied().unwrap_or(0) * every(**kind) < self.revision;
        let mut wanted: Vec<Kind> = Kind::ALL.iter().filter(due).copied().collect();
        self.author.chance.shuffle(&mut wanted);
        // An id is free only while few have it.
        wanted.sort_by_key(|kind| (!kind.removes(), *kind != Kind::AddFormerId));
        let mut usual = [Kind::ALL.to_vec(), OFTEN.to_vec()].concat();
        self.author.chance.shuffle(&mut usual);
        wanted.extend(usual);
        let count = 1 + self.author.chance.below(3);
        let mut desk = self.desk();
        let mut kinds = Vec::new();
        for kind in wanted {
            // What takes things away comes first, so that nothing goes that nobody saw.
            if kinds.len() < count && (kinds.is_empty() || !kind.removes()) && desk.edit(kind) {
                kinds.push(kind);
            }
        }
        let outcome = desk.outcome;
        for kind in &kinds {
            *self.made.entry(*kind).or_default() += 1;
        }
        self.truth.record(self.releases, &self.model, &outcome);
        self.log = kinds;
        self.notes.extend(outcome.notes);
    }

    /// Makes a release of what is there; gives the notes on it.
    pub fn release(&mut self) -> String {
        self.releases += 1;
        self.touched.clear();
        let items: String = self.notes.drain(..).map(|note| format!("{note}\n")).collect();
        format!("What is new in release {}.\n\n{items}", self.releases)
    }
}
