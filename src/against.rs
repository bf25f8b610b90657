//! An earlier state and the content at hand ─► what would become untrue for those who hold links and ids of the earlier.
//!
//! Nothing here is wrong in itself: ladders change. Whoever reviews a change learns which ids and addresses it gives up,
//! and which line keeps them. What the notes of a release give a reason for was meant, and is not mentioned.

mod addresses;
mod ids;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::Diagnostics,
    difference::{CellRef, Difference},
    ladder::{Competency, CompetencyRef, Content, Id, Ladder},
    release::{self, Release},
    source::{Shift, Span},
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

/// The content at hand.
#[derive(Clone, Copy, Debug)]
pub struct Present<'c> {
    /// What is published; valid.
    pub content: &'c Content,
    /// The same with its drafts.
    pub with_drafts: &'c Content,
    /// The releases, the oldest first.
    pub releases: &'c [Release],
}

/// Compares the content with an earlier state.
pub fn against(earlier: &Earlier<'_>, present: Present<'_>, sink: &mut Diagnostics) {
    let known = Known::new(earlier, present);
    let content = present.content;
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
    /// Where the name of each draft stands, by its ladder's folder and its id.
    drafts: BTreeMap<String, Span>,
    /// The ladders by folder.
    ladders: BTreeMap<&'c str, usize>,
    /// What each ladder has.
    names: Vec<Names<'c>>,
}

/// What has an id in a ladder, now or formerly.
struct Names<'c> {
    competencies: BTreeMap<&'c str, usize>,
    levels: BTreeMap<&'c str, usize>,
    sections: BTreeMap<&'c str, usize>,
}

impl<'c> Names<'c> {
    fn of(ladder: &'c Ladder) -> Self {
        Self {
            competencies: by_name(&ladder.competencies, |found| (&found.id, &found.formerly)),
            levels: by_name(&ladder.levels, |found| (&found.id, &found.formerly)),
            sections: by_name(&ladder.sections, |found| (&found.id, &found.formerly)),
        }
    }
}

/// The members of a list by their ids, and by those that they had; `ids` gives both.
fn by_name<T>(list: &[T], ids: fn(&T) -> (&Id, &[Id])) -> BTreeMap<&str, usize> {
    let all = list.iter().enumerate().map(|(at, found)| (ids(found), at));
    let former = all.clone().flat_map(|((_, formerly), at)| formerly.iter().map(move |id| (&**id, at)));
    // What has an id has it before what had it.
    former.chain(all.map(|((id, _), at)| (&**id, at))).collect()
}

/// What something earlier is now: what has one of its ids.
fn now(names: &BTreeMap<&str, usize>, id: &Id, formerly: &[Id]) -> Option<usize> {
    std::iter::once(id).chain(formerly).find_map(|id| names.get(&**id).copied())
}

impl<'c> Known<'c> {
    fn new(earlier: &'c Earlier<'c>, Present { content, with_drafts, releases }: Present<'c>) -> Self {
        let mut accounted = BTreeSet::new();
        for state in releases.iter().map(|release| &release.content).chain([content]) {
            for competency in state.ladders.iter().flat_map(|ladder| &ladder.competencies) {
                let replaced = competency.statements().flat_map(|(_, statement)| &statement.replaces);
                accounted.extend(replaced.map(ToString::to_string));
            }
        }
        let notes = releases.iter().filter_map(|release| release.notes.as_deref());
        accounted.extend(notes.flat_map(release::reasons).map(|reason| reason.id));
        let drafts = with_drafts.ladders.iter().flat_map(|ladder| {
            let drafts = ladder.competencies.iter().filter(|competency| competency.draft);
            drafts.map(|competency| (format!("{}{}", ladder.prefix, competency.id), competency.span))
        });
        let drafts = drafts.collect();
        let ladders = content.ladders.iter().enumerate().map(|(at, ladder)| (&*ladder.prefix, at)).collect();
        let names = content.ladders.iter().map(Names::of).collect();
        Self { earlier, content, releases, accounted, drafts, ladders, names }
    }

    /// What a ladder of the earlier state is now: the one in its folder.
    fn ladder(&self, earlier: usize) -> Option<usize> {
        self.ladders.get(&*self.earlier.content.ladders[earlier].prefix).copied()
    }

    /// What a competency of the earlier state is now.
    fn competency(&self, earlier: CompetencyRef) -> Option<CompetencyRef> {
        let ladder = self.ladder(earlier.ladder)?;
        let Competency { id, formerly, .. } = self.earlier.content.competency(earlier);
        let competency = now(&self.names[ladder].competencies, id, formerly)?;
        Some(CompetencyRef { ladder, competency })
    }

    /// What a cell of the earlier state is now, if all that names it is there.
    fn cell(&self, earlier: CellRef) -> Option<CellRef> {
        let at = self.competency(earlier.at)?;
        let (ladder, names) = (&self.earlier.content.ladders[earlier.at.ladder], &self.names[at.ladder]);
        let (section, level) = (&ladder.sections[earlier.section], &ladder.levels[earlier.level]);
        let section = now(&names.sections, &section.id, &section.formerly)?;
        Some(CellRef { at, section, level: now(&names.levels, &level.id, &level.formerly)? })
    }
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
