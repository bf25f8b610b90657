//! The vocabularies of two states ─► which ladders, levels, groups, sections and competencies are the same.
//!
//! They are by id, or by one that they had `formerly` (in either direction, so that an older state can be compared
//! with a newer one). A ladder has its folder for an id; one whose folder is new is known by the statements in it.

use std::collections::BTreeMap;

use super::{CellRef, Thing};
use crate::ladder::{Competency, CompetencyRef, Content, Group, Id, Ladder};

/// Which members of two lists are the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairs {
    to: Vec<Option<usize>>,
    from: Vec<Option<usize>>,
    /// Where each of the first list stands among all.
    places: Vec<[usize; 2]>,
}

impl Pairs {
    fn new(before: usize, after: usize) -> Self {
        Self { to: vec![None; before], from: vec![None; after], places: Vec::new() }.placed()
    }

    /// Joins two that are free.
    fn join(&mut self, before: usize, after: usize) {
        if self.to[before].is_none() && self.from[after].is_none() {
            (self.to[before], self.from[after]) = (Some(after), Some(before));
        }
    }

    /// Joins what is free and has the same key.
    fn join_equal(&mut self, before: &[Key<'_>], after: &[Key<'_>]) {
        let mut known: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, key) in before.iter().filter(|(at, _)| self.to[*at].is_none()) {
            known.entry(key).or_insert(*at);
        }
        for (at, key) in after {
            if let Some(found) = known.get(key) {
                self.join(*found, *at);
            }
        }
    }

    /// How many the first list has.
    pub fn before_len(&self) -> usize {
        self.to.len()
    }

    /// How many the second list has.
    pub fn after_len(&self) -> usize {
        self.from.len()
    }

    /// What something of the first list is in the second.
    pub fn after(&self, before: usize) -> Option<usize> {
        self.to[before]
    }

    /// What something of the second list was in the first.
    pub fn before(&self, after: usize) -> Option<usize> {
        self.from[after]
    }

    /// The pairs, in the order of the second list.
    pub fn joined(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.from.iter().enumerate().filter_map(|(after, before)| Some(((*before)?, after)))
    }

    /// Where something of the second list stands among all.
    pub fn place_after(after: usize) -> [usize; 2] {
        [after + 1, 0]
    }

    /// Where something of the first list stands among all: what went, behind what it followed.
    pub fn place_before(&self, before: usize) -> [usize; 2] {
        self.places[before]
    }

    /// Gives what is in the first list its place, when all that is the same is joined.
    fn placed(mut self) -> Self {
        let mut behind = 0;
        let place = |(before, after): (usize, &Option<usize>)| match after {
            Some(after) => {
                [behind, _] = Self::place_after(*after);
                [behind, 0]
            }
            None => [behind, before + 1],
        };
        self.places = self.to.iter().enumerate().map(place).collect();
        self
    }

    /// Whether the pairs follow each other in another order.
    pub fn is_reordered(&self) -> bool {
        !self.from.iter().flatten().is_sorted()
    }
}

/// Which parts of two ladders are the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    pub levels: Pairs,
    pub groups: Pairs,
    pub sections: Pairs,
    pub competencies: Pairs,
}

/// Which things of two states are the same.
#[derive(Clone, Debug)]
pub(super) struct Pairing {
    pub ladders: Pairs,
    /// By ladder before; nothing of one that went is the same as anything.
    parts: Vec<Parts>,
}

impl Pairing {
    pub fn new(before: &Content, after: &Content) -> Self {
        let ladders = ladders(before, after).placed();
        let parts = before.ladders.iter().enumerate().map(|(at, ladder)| {
            let none = || Parts {
                levels: Pairs::new(ladder.levels.len(), 0),
                groups: Pairs::new(ladder.groups.len(), 0),
                sections: Pairs::new(ladder.sections.len(), 0),
                competencies: Pairs::new(ladder.competencies.len(), 0),
            };
            ladders.after(at).map_or_else(none, |other| parts(ladder, &after.ladders[other]))
        });
        Self { parts: parts.collect(), ladders }
    }

    /// What is the same in a ladder of the state before.
    pub fn parts(&self, before: usize) -> &Parts {
        &self.parts[before]
    }

    /// What is the same in a ladder of the state after, if it was there.
    pub fn parts_after(&self, after: usize) -> Option<&Parts> {
        self.ladders.before(after).map(|before| &self.parts[before])
    }

    /// What a competency of the state before is after.
    pub fn competency(&self, before: CompetencyRef) -> Option<CompetencyRef> {
        let ladder = self.ladders.after(before.ladder)?;
        let competency = self.parts[before.ladder].competencies.after(before.competency)?;
        Some(CompetencyRef { ladder, competency })
    }

    /// What a cell of the state before is after, if all that names it is there.
    pub fn cell(&self, before: CellRef) -> Option<CellRef> {
        let parts = &self.parts[before.at.ladder];
        Some(CellRef {
            at: self.competency(before.at)?,
            section: parts.sections.after(before.section)?,
            level: parts.levels.after(before.level)?,
        })
    }

    /// Everything around a cell of the state before that went, the whole before its parts.
    pub fn gone_around(&self, cell: CellRef) -> impl Iterator<Item = Thing> + Clone + use<> {
        let ladder = cell.at.ladder;
        let (parts, gone) = (&self.parts[ladder], self.ladders.after(ladder).is_none());
        around(
            cell,
            [
                gone,
                !gone && parts.competencies.after(cell.at.competency).is_none(),
                !gone && parts.levels.after(cell.level).is_none(),
                !gone && parts.sections.after(cell.section).is_none(),
            ],
        )
    }

    /// Everything around a cell of the state after that came, the whole before its parts.
    pub fn new_around(&self, cell: CellRef) -> impl Iterator<Item = Thing> + Clone + use<> {
        let parts = self.parts_after(cell.at.ladder);
        around(
            cell,
            [
                parts.is_none(),
                parts.is_some_and(|parts| parts.competencies.before(cell.at.competency).is_none()),
                parts.is_some_and(|parts| parts.levels.before(cell.level).is_none()),
                parts.is_some_and(|parts| parts.sections.before(cell.section).is_none()),
            ],
        )
    }
}

fn around(cell: CellRef, which: [bool; 4]) -> impl Iterator<Item = Thing> + Clone + use<> {
    let ladder = cell.at.ladder;
    let things = [
        Thing::Ladder(ladder),
        Thing::Competency(cell.at),
        Thing::Level(ladder, cell.level),
        Thing::Section(ladder, cell.section),
    ];
    things.into_iter().zip(which).filter_map(|(thing, is)| is.then_some(thing))
}

/// The index of something and what it is known by.
type Key<'c> = (usize, &'c str);

/// Each member's key.
fn keys<'c, T>(list: &'c [T], key: fn(&'c T) -> &'c str) -> Vec<Key<'c>> {
    list.iter().map(key).enumerate().collect()
}

fn ladders(before: &Content, after: &Content) -> Pairs {
    let mut pairs = Pairs::new(before.ladders.len(), after.ladders.len());
    let prefixes = |ladders| keys(ladders, |ladder: &Ladder| &ladder.prefix);
    pairs.join_equal(&prefixes(&before.ladders), &prefixes(&after.ladders));
    if pairs.to.iter().all(Option::is_some) || pairs.from.iter().all(Option::is_some) {
        return pairs;
    }
    // Folders that are gone on one side and new on the other: first those that share the most statements.
    let known: BTreeMap<&str, usize> = ids(before, &pairs.to).map(|(at, id)| (id, at)).collect();
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (at, id) in ids(after, &pairs.from) {
        if let Some(from) = known.get(id) {
            *shared.entry((*from, at)).or_default() += 1;
        }
    }
    let mut shared: Vec<((usize, usize), usize)> = shared.into_iter().collect();
    shared.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for ((from, to), _) in shared {
        pairs.join(from, to);
    }
    let titles = |ladders| keys(ladders, |ladder: &Ladder| &ladder.title);
    pairs.join_equal(&titles(&before.ladders), &titles(&after.ladders));
    if before.ladders.len() == 1 && after.ladders.len() == 1 {
        pairs.join(0, 0);
    }
    pairs
}

/// The permanent ids in the ladders that are free, each with its ladder.
fn ids<'c>(content: &'c Content, joined: &'c [Option<usize>]) -> impl Iterator<Item = Key<'c>> {
    let free = content.ladders.iter().enumerate().filter(|(at, _)| joined[*at].is_none());
    free.flat_map(|(at, ladder)| {
        let statements = ladder.competencies.iter().flat_map(Competency::statements);
        statements.filter_map(move |(_, statement)| Some((at, statement.id.as_deref()?)))
    })
}

fn parts(before: &Ladder, after: &Ladder) -> Parts {
    let mut groups = Pairs::new(before.groups.len(), after.groups.len());
    // A group has no `formerly`, because no address names it: its name will do.
    for key in [(|group| &group.id) as fn(&Group) -> &str, |group| &group.name] {
        groups.join_equal(&keys(&before.groups, key), &keys(&after.groups, key));
    }
    Parts {
        levels: by_id(&before.levels, &after.levels, |level| (&level.id, &level.formerly)),
        groups: groups.placed(),
        sections: by_id(&before.sections, &after.sections, |section| (&section.id, &section.formerly)),
        competencies: by_id(&before.competencies, &after.competencies, |found| (&found.id, &found.formerly)),
    }
}

fn by_id<'c, T>(before: &'c [T], after: &'c [T], ids: fn(&'c T) -> (&'c Id, &'c [Id])) -> Pairs {
    let own = |list: &'c [T]| list.iter().enumerate().map(|(at, found)| (at, &**ids(found).0)).collect::<Vec<_>>();
    let former = |list: &'c [T]| -> Vec<Key<'c>> {
        list.iter().enumerate().flat_map(|(at, found)| ids(found).1.iter().map(move |id| (at, &**id))).collect()
    };
    let mut pairs = Pairs::new(before.len(), after.len());
    pairs.join_equal(&own(before), &own(after));
    pairs.join_equal(&own(before), &former(after));
    pairs.join_equal(&former(before), &own(after));
    pairs.placed()
}
