//! What a change means for an assessment, and so for a version. The reasons stand in `docs/versions.md`.

use std::collections::BTreeSet;

use super::{CellRef, pairing::Pairing};
use crate::ladder::{Content, Ladder};

/// What a change means for whoever is assessed, from the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Nothing: order, groups, ids.
    None,
    /// The same words, spelt, set or punctuated another way.
    Spelling,
    /// The same is asked, said in another way or place.
    Clarifies,
    /// Less is asked.
    Drops,
    /// Something new is asked, or more.
    Asks,
}

impl Effect {
    /// The name that programs know it by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Spelling => "spelling",
            Self::Clarifies => "clarifies",
            Self::Drops => "drops",
            Self::Asks => "asks",
        }
    }

    /// The effect in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::None => "does not affect an assessment",
            Self::Spelling => "spelling",
            Self::Clarifies => "clarified",
            Self::Drops => "no longer asked",
            Self::Asks => "asks something new",
        }
    }

    /// What it makes of a version.
    #[must_use]
    pub fn bump(self) -> Bump {
        match self {
            Self::Asks => Bump::Major,
            Self::Clarifies | Self::Drops => Bump::Minor,
            Self::None | Self::Spelling => Bump::Patch,
        }
    }
}

/// Which number of a version changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// None: nothing changed.
    Nothing,
    /// The third: spelling, or what does not affect an assessment.
    Patch,
    /// The second: clarified, or less is asked.
    Minor,
    /// The first: something new or more is asked.
    Major,
}

impl Bump {
    /// The name that programs know it by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// The levels before one on its branch, the nearest first.
pub(super) fn before(ladder: &Ladder, level: usize) -> impl Iterator<Item = usize> + '_ {
    std::iter::successors(ladder.levels[level].after, |before| ladder.levels[*before].after)
}

/// What it means that a statement stands in another cell.
pub(super) fn of_move((old, new): (&Content, &Content), pairing: &Pairing, from: CellRef, to: CellRef) -> Effect {
    if pairing.ladders.after(from.at.ladder) != Some(to.at.ladder) {
        return Effect::Asks;
    }
    let levels = &pairing.parts(from.at.ladder).levels;
    let (old, new) = (&old.ladders[from.at.ladder], &new.ladders[to.at.ladder]);
    // A level that came or went has a place in one of the two ladders alone.
    let later = match (levels.after(from.level), levels.before(to.level)) {
        (Some(level), _) if level == to.level => return Effect::Clarifies,
        (Some(level), _) => before(new, to.level).any(|before| before == level),
        (None, Some(level)) => before(old, level).any(|before| before == from.level),
        (None, None) => false,
    };
    // Who is at a level between the two is not asked any more, and at the later one it was asked all along.
    if later && old.cumulative && new.cumulative { Effect::Drops } else { Effect::Asks }
}

/// What it means that a level follows others: the levels before it, as far as they are in both states.
pub(super) fn of_branch(cumulative: bool, before: &BTreeSet<usize>, after: &BTreeSet<usize>) -> Effect {
    match () {
        () if !cumulative || before == after => Effect::None,
        () if after.is_subset(before) => Effect::Drops,
        () => Effect::Asks,
    }
}
