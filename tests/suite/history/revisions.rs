//! The history itself: revision after revision, what it did, and what is true after it.

use std::collections::BTreeMap;

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
pub struct History {
    /// What it says.
    pub model: Model,
    /// What is true of all that was published.
    pub truth: Truth,
    /// How often each kind of edit was made.
    pub made: BTreeMap<Kind, usize>,
    /// What the last revision did, in words, for messages.
    pub log: Vec<Kind>,
    /// The number of the last revision.
    pub revision: usize,
    author: Author,
    former: Vec<String>,
    last_key: Key,
}

impl History {
    /// The first revision: a ladder of three competencies, levels and sections.
    pub fn begin(seed: u64) -> Self {
        let mut history = Self {
            model: Model::default(),
            truth: Truth::default(),
            made: BTreeMap::new(),
            log: Vec::new(),
            author: Author::new(seed),
            former: Vec::new(),
            last_key: 0,
            revision: 0,
        };
        let mut desk = Desk::new(&mut history.model, &mut history.author, &mut history.former, &mut history.last_key);
        (0..3).for_each(|_| desk.add_level());
        (0..3).for_each(|_| desk.add_section());
        (0..3).for_each(|_| desk.add_competency(None));
        history.truth.record(0, &history.model, &Outcome::default());
        history
    }

    /// Makes one to three edits; gives the notes on them. Kinds that are behind come first, so that a history of a
    /// hundred revisions has at least five of each; then what authors do most.
    pub fn revise(&mut self) -> String {
        self.revision += 1;
        let Self { model, author, former, last_key, made, revision, .. } = self;
        let due = |kind: &&Kind| made.get(kind).copied().unwrap_or(0) * 13 < *revision;
        let mut wanted: Vec<Kind> = Kind::ALL.iter().filter(due).copied().collect();
        author.chance.shuffle(&mut wanted);
        wanted.sort_by_key(|kind| !kind.removes());
        let mut usual = [Kind::ALL.to_vec(), OFTEN.to_vec()].concat();
        author.chance.shuffle(&mut usual);
        wanted.extend(usual);
        let count = 1 + author.chance.below(3);
        let mut desk = Desk::new(model, author, former, last_key);
        let mut kinds = Vec::new();
        for kind in wanted {
            // What takes things away comes first, so that nothing goes that nobody saw.
            if kinds.len() < count && (kinds.is_empty() || !kind.removes()) && desk.edit(kind) {
                kinds.push(kind);
            }
        }
        let outcome = desk.outcome;
        for kind in &kinds {
            *made.entry(*kind).or_default() += 1;
        }
        self.truth.record(self.revision, &self.model, &outcome);
        self.log = kinds;
        let items: String = outcome.notes.iter().map(|note| format!("{note}\n")).collect();
        format!("What is new in revision {}.\n\n{items}", self.revision)
    }
}
