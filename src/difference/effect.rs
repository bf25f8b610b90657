//! What moved, or what a level follows ─► what that means for an assessment. The reasons stand in `docs/versions.md`.

use std::collections::BTreeSet;

use super::{CellRef, Effect, pairing::Pairing};
use crate::ladder::{Content, Ladder};

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
