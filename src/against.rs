//! An earlier state and the content at hand ─► what would become untrue for those who hold links and ids of the earlier.
//!
//! Nothing here is wrong in itself: ladders change. Whoever reviews a change learns which ids and addresses it gives up,
//! and which line keeps them. What the notes of a release give a reason for was meant, and is not mentioned.

mod addresses;
mod ids;

use std::collections::BTreeSet;

use crate::{
    diagnostic::Diagnostics,
    difference::Difference,
    ladder::{CompetencyRef, Content, Id, Ladder},
    release::{self, Release},
    source::Shift,
};

/// A state of the ladders that people hold links to.
#[derive(Clone, Debug)]
pub struct Earlier<'c> {
    /// What messages call it, as in `release 1.2.0`.
    pub name: &'c str,
    /// What it says; valid.
    pub content: &'c Content,
    /// Leads from its places to those in the texts that messages point into.
    pub shift: Shift,
}

/// Compares valid content with an earlier state.
pub fn against(earlier: &Earlier<'_>, content: &Content, releases: &[Release], sink: &mut Diagnostics) {
    let known = Known::new(earlier, content, releases);
    let difference = Difference::between(earlier.content, content);
    addresses::lost(&known, sink);
    ids::lost(&known, &difference, sink);
    ids::other_meaning(&known, &difference, sink);
    ids::reused(&known, sink);
}

/// What all rules look at.
struct Known<'c> {
    earlier: &'c Earlier<'c>,
    content: &'c Content,
    releases: &'c [Release],
    /// Ids of statements that others say they take the place of, and ids that the notes of a release give a reason for.
    accounted: BTreeSet<String>,
}

impl<'c> Known<'c> {
    fn new(earlier: &'c Earlier<'c>, content: &'c Content, releases: &'c [Release]) -> Self {
        let mut accounted = BTreeSet::new();
        for state in releases.iter().map(|release| &release.content).chain([content]) {
            for competency in state.ladders.iter().flat_map(|ladder| &ladder.competencies) {
                let replaced = competency.statements().flat_map(|(_, statement)| &statement.replaces);
                accounted.extend(replaced.map(ToString::to_string));
            }
        }
        let notes = releases.iter().filter_map(|release| release.notes.as_deref());
        accounted.extend(notes.flat_map(release::reasons).map(|reason| reason.id));
        Self { earlier, content, releases, accounted }
    }

    /// What a ladder of the earlier state is now: the one in its folder.
    fn ladder(&self, earlier: usize) -> Option<(usize, &'c Ladder)> {
        let prefix = &self.earlier.content.ladders[earlier].prefix;
        self.content.ladders.iter().enumerate().find(|(_, ladder)| ladder.prefix == *prefix)
    }

    /// What a competency of the earlier state is now.
    fn competency(&self, earlier: CompetencyRef) -> Option<CompetencyRef> {
        let (ladder, now) = self.ladder(earlier.ladder)?;
        let old = self.earlier.content.competency(earlier);
        let found = same((&old.id, &old.formerly), &now.competencies, |found| (&found.id, &found.formerly));
        found.map(|competency| CompetencyRef { ladder, competency })
    }
}

/// The one of a list that has the id of something earlier, now or formerly; `ids` gives both.
fn same<T>((id, formerly): (&Id, &[Id]), list: &[T], ids: fn(&T) -> (&Id, &[Id])) -> Option<usize> {
    let has = |found: &T, id: &Id| {
        let (own, former) = ids(found);
        own == id || former.contains(id)
    };
    std::iter::once(id).chain(formerly).find_map(|id| list.iter().position(|found| has(found, id)))
}

/// The beginning of some words, for a message.
fn excerpt(words: &str) -> String {
    const LONG: usize = 60;
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONG {
        return line;
    }
    let cut: String = line.chars().take(LONG).collect();
    let whole = cut.rsplit_once(' ').map_or(&*cut, |(whole, _)| whole);
    format!("{}…", whole.trim_end_matches([',', ';', ':', '.']))
}
