//! Two states of the content ─► what changed in meaning, and what each change means for an assessment.
//!
//! Statements are the same by their permanent id, wherever they stand; those without one by their words. What names them
//! (ladders, levels, groups, sections, competencies) is the same by id, or by an id that it had `formerly`. A change
//! of words is looked at as a reader sees it: blanks, the way a text is wrapped and the name of what it refers to are no
//! change. Prose pages and copied files ask for nothing, and are left out. The rule is explained in `docs/versions.md`.

mod effect;
pub mod human;
pub mod json;
pub mod markdown;
mod names;
mod pairing;
mod report;
mod statements;
#[cfg(test)]
mod tests;
mod vocabulary;
mod wording;

use std::fmt;

use crate::ladder::{CompetencyRef, Content, Id, Statement};
pub use effect::{Bump, Effect};
use names::Names;
use pairing::Pairing;
pub use wording::{Rewording, Segment, reworded};

/// What changed between two states of the content.
#[derive(Clone, Debug)]
pub struct Difference<'c> {
    /// The state before.
    pub before: &'c Content,
    /// The state after.
    pub after: &'c Content,
    /// The changes in reading order: for each ladder its vocabulary, then each competency by section and level.
    pub changes: Vec<Change<'c>>,
    pairing: Pairing,
    names: Names,
}

/// One change.
#[derive(Clone, Debug)]
pub struct Change<'c> {
    /// What changed.
    pub kind: Kind<'c>,
    /// What it means for an assessment.
    pub effect: Effect,
}

/// One of the two states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The state before.
    Before,
    /// The state after.
    After,
}

/// What a change belongs to: a competency, or else the vocabulary of a ladder, in the state after if it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Home {
    /// The state that the indexes are of.
    pub side: Side,
    /// The index of the ladder.
    pub ladder: usize,
    /// The competency.
    pub competency: Option<CompetencyRef>,
}

/// What changed. `before` stands in the state before, `after` in the one after.
#[derive(Clone, Debug)]
pub enum Kind<'c> {
    /// A statement that was not there.
    Added {
        /// Where it stands.
        after: Spot<'c>,
        /// The permanent ids whose place it takes.
        replaces: &'c [Id],
        /// What came as a whole, and it with that: the ladder, competency, level or section.
        with: Option<Thing>,
    },
    /// A statement that is no longer there.
    Removed {
        /// Where it stood.
        before: Spot<'c>,
        /// The statements that take its place, in reading order.
        replaced_by: Vec<Spot<'c>>,
        /// What went as a whole, and it with that.
        with: Option<Thing>,
    },
    /// A statement in other words, or in other punctuation or markup, where it was.
    Reworded {
        /// Where it stood.
        before: Spot<'c>,
        /// Where it stands.
        after: Spot<'c>,
        /// Both wordings.
        words: Rewording,
    },
    /// A statement that stands in another cell: at another level, in another section, competency or ladder.
    Moved {
        /// Where it stood.
        before: Spot<'c>,
        /// Where it stands.
        after: Spot<'c>,
        /// Both wordings, where they are not the same.
        words: Option<Rewording>,
    },
    /// The statements that stayed in a cell follow each other in another order.
    Reordered {
        /// The cell before.
        before: CellRef,
        /// The cell after.
        after: CellRef,
    },
    /// What stands beside a statement's words is not what it was.
    Extras {
        /// Where it stood.
        before: Spot<'c>,
        /// Where it stands.
        after: Spot<'c>,
        /// Whether its examples changed.
        examples: bool,
        /// Whether its note changed.
        note: bool,
        /// Whether its permanent id is gone. Gaining one is no change.
        id: bool,
    },
    /// Something of the vocabulary that was not there.
    Came {
        /// What came.
        after: Thing,
        /// How many statements came with it.
        statements: usize,
    },
    /// Something of the vocabulary that is no longer there.
    Went {
        /// What went.
        before: Thing,
        /// How many statements went with it.
        statements: usize,
    },
    /// Something of the vocabulary is not what it was.
    Altered {
        /// What it was.
        before: Thing,
        /// What it is.
        after: Thing,
        /// What of it changed.
        aspect: Aspect,
    },
}

/// A statement and where it stands in its content.
#[derive(Clone, Copy, Debug)]
pub struct Spot<'c> {
    /// The competency.
    pub at: CompetencyRef,
    /// The index of the section.
    pub section: usize,
    /// The index of the level.
    pub level: usize,
    /// Its index in the cell.
    pub index: usize,
    /// The statement.
    pub statement: &'c Statement,
}

impl Spot<'_> {
    /// The cell that it stands in.
    #[must_use]
    pub fn cell(&self) -> CellRef {
        CellRef { at: self.at, section: self.section, level: self.level }
    }
}

/// A cell of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellRef {
    /// The competency.
    pub at: CompetencyRef,
    /// The index of the section.
    pub section: usize,
    /// The index of the level.
    pub level: usize,
}

/// Something of the vocabulary, by its index in its content. Where there are two numbers, the first is the ladder's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// A ladder.
    Ladder(usize),
    /// A level.
    Level(usize, usize),
    /// A group.
    Group(usize, usize),
    /// A section.
    Section(usize, usize),
    /// A competency.
    Competency(CompetencyRef),
}

/// What of a thing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// Its id; of a ladder, its folder.
    Id,
    /// Its name or title.
    Name,
    /// The line on it.
    Summary,
    /// The words before its statements.
    Lead,
    /// The shape of what it holds.
    Style,
    /// Whether a level also expects what the levels before it expect.
    Cumulative,
    /// The level that it comes after.
    After,
    /// The group that it is in.
    Group,
    /// The order of its levels.
    Levels,
    /// The order of its groups.
    Groups,
    /// The order of its sections.
    Sections,
    /// The order of its competencies, within a group.
    Competencies,
}

/// How many changes there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Statements that came.
    pub added: usize,
    /// Statements that went.
    pub removed: usize,
    /// Statements in other words, where they were.
    pub reworded: usize,
    /// Statements in another cell, in whatever words.
    pub moved: usize,
    /// Cells whose statements follow each other in another order.
    pub reordered: usize,
    /// Statements with other examples, another note or without their id.
    pub extras: usize,
    /// Changes of the vocabulary.
    pub vocabulary: usize,
}

impl Counts {
    /// Each count with its name, in order.
    #[must_use]
    pub fn named(&self) -> [(&'static str, usize); 7] {
        [
            ("added", self.added),
            ("removed", self.removed),
            ("reworded", self.reworded),
            ("moved", self.moved),
            ("reordered", self.reordered),
            ("extras", self.extras),
            ("vocabulary", self.vocabulary),
        ]
    }
}

impl fmt::Display for Counts {
    /// Writes those that are not zero, as in `2 added, 1 reworded`, or `no changes`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for (name, count) in self.named().into_iter().filter(|(_, count)| *count > 0) {
            let words = match name {
                "extras" => "with other examples, note or id",
                "vocabulary" => "in the vocabulary",
                name => name,
            };
            write!(f, "{}{count} {words}", if first { "" } else { ", " })?;
            first = false;
        }
        if first { f.write_str("no changes") } else { Ok(()) }
    }
}

impl<'c> Difference<'c> {
    /// Compares two states of the content.
    #[must_use]
    pub fn between(before: &'c Content, after: &'c Content) -> Self {
        let pairing = Pairing::new(before, after);
        let names = Names::new(before, after, &pairing);
        let mut found = Vec::new();
        let amounts = statements::changes(before, after, &pairing, &names, &mut found);
        vocabulary::changes(before, after, &pairing, &names, &amounts, &mut found);
        found.sort_by_key(|(place, _)| *place);
        let changes = found.into_iter().map(|(_, change)| change).collect();
        Self { before, after, changes, pairing, names }
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The number of the version that the changes ask for: the highest of them all.
    #[must_use]
    pub fn bump(&self) -> Bump {
        self.changes.iter().map(|change| change.effect.bump()).max().unwrap_or(Bump::Nothing)
    }

    /// How many changes there are of each kind.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for change in &self.changes {
            *match &change.kind {
                Kind::Added { .. } => &mut counts.added,
                Kind::Removed { .. } => &mut counts.removed,
                Kind::Reworded { .. } => &mut counts.reworded,
                Kind::Moved { .. } => &mut counts.moved,
                Kind::Reordered { .. } => &mut counts.reordered,
                Kind::Extras { .. } => &mut counts.extras,
                Kind::Came { .. } | Kind::Went { .. } | Kind::Altered { .. } => &mut counts.vocabulary,
            } += 1;
        }
        counts
    }

    /// A statement of the state before as plain words. What it refers to has the name that it has after.
    #[must_use]
    pub fn words_before(&self, spot: &Spot<'_>) -> String {
        wording::words(spot.statement, |target| Some(self.names.label(Side::Before, spot.at.ladder, target)))
    }

    /// A statement of the state after as plain words.
    #[must_use]
    pub fn words_after(&self, spot: &Spot<'_>) -> String {
        wording::words(spot.statement, |target| Some(self.names.label(Side::After, spot.at.ladder, target)))
    }

    /// What a competency of the state before is after, if it is there.
    #[must_use]
    pub fn competency_after(&self, before: CompetencyRef) -> Option<CompetencyRef> {
        self.pairing.competency(before)
    }

    /// What a cell of the state before is after, if its competency, section and level are there.
    #[must_use]
    pub fn cell_after(&self, before: CellRef) -> Option<CellRef> {
        self.pairing.cell(before)
    }

    /// One of the two states.
    #[must_use]
    pub fn content(&self, side: Side) -> &'c Content {
        match side {
            Side::Before => self.before,
            Side::After => self.after,
        }
    }

    /// What a change belongs to. Changes of one home follow each other.
    #[must_use]
    pub fn home(&self, kind: &Kind<'_>) -> Home {
        let after = |at: CompetencyRef| Home { side: Side::After, ladder: at.ladder, competency: Some(at) };
        let before = |at: CompetencyRef| match self.pairing.competency(at) {
            Some(at) => after(at),
            None => Home { side: Side::Before, ladder: at.ladder, competency: Some(at) },
        };
        match kind {
            Kind::Added { after: spot, .. }
            | Kind::Reworded { after: spot, .. }
            | Kind::Moved { after: spot, .. }
            | Kind::Extras { after: spot, .. } => after(spot.at),
            Kind::Removed { before: spot, .. } => before(spot.at),
            Kind::Reordered { after: cell, .. } => after(cell.at),
            Kind::Came { after: Thing::Competency(at), .. } | Kind::Altered { after: Thing::Competency(at), .. } => {
                after(*at)
            }
            Kind::Went { before: Thing::Competency(at), .. } => before(*at),
            Kind::Came { after: thing, .. } | Kind::Altered { after: thing, .. } => {
                Home { side: Side::After, ladder: thing.ladder(), competency: None }
            }
            Kind::Went { before: thing, .. } => match self.pairing.ladders.after(thing.ladder()) {
                Some(ladder) => Home { side: Side::After, ladder, competency: None },
                None => Home { side: Side::Before, ladder: thing.ladder(), competency: None },
            },
        }
    }

    /// What an aspect of a thing was and is, as plain words; nothing where it had or has none.
    #[must_use]
    pub fn values(&self, before: Thing, after: Thing, aspect: Aspect) -> (Option<String>, Option<String>) {
        (report::value(self, Side::Before, before, aspect), report::value(self, Side::After, after, aspect))
    }
}

impl Kind<'_> {
    /// Whether the statement came or went with something larger that counts it, and no other one takes its place.
    #[must_use]
    pub fn is_told_with_a_whole(&self) -> bool {
        match self {
            Self::Added { replaces, with, .. } => with.is_some() && replaces.is_empty(),
            Self::Removed { replaced_by, with, .. } => with.is_some() && replaced_by.is_empty(),
            _ => false,
        }
    }
}

/// Where a change stands among the others: ladder, stage, competency or thing, section, level, index, side. What went
/// stands behind what it followed, so that each of the middle ones is two numbers.
type Place = [usize; 11];
