//! The living ladders and all releases ─► the story of every permanent id, and what became of every name.
//!
//! A *state* of the content is a release or, behind the last one, the living content; states are counted from 0, the
//! oldest. Statements are followed by their ids, levels, sections and competencies by theirs and by `formerly`. What is
//! said here of an id holds for ever: it depends on nothing but releases and what is written after the last one.

use std::collections::BTreeMap;

use crate::{
    difference::Spot,
    ladder::{CompetencyRef, Content, Id, Ladder, Statement, Words},
    release::{Reason, Release, reasons},
};

/// What is known of the past.
pub struct History<'c> {
    /// The living content: the last state.
    pub living: &'c Content,
    /// The releases, the oldest first: the states before it.
    pub releases: &'c [Release],
    /// What became of every permanent id, in the order of the ids.
    pub stories: Vec<Story<'c>>,
    /// From each release to the state behind it.
    steps: Vec<Step>,
    /// The reasons that the notes of each release give.
    reasons: Vec<Vec<Reason>>,
}

/// What became of a statement.
#[derive(Debug)]
pub struct Story<'c> {
    /// Its permanent id.
    pub id: &'c str,
    /// Every state that holds it, the oldest first. Empty where it is only named as replaced.
    pub states: Vec<State<'c>>,
    /// The statements that say that they take its place.
    pub replaced_by: Vec<&'c str>,
    /// The statements whose place it takes.
    pub replaces: Vec<&'c str>,
}

/// A statement in one state of the content.
#[derive(Clone, Copy, Debug)]
pub struct State<'c> {
    /// Which state.
    pub index: usize,
    /// The statement and its place.
    pub spot: Spot<'c>,
}

/// What became of a statement from one state to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Its words are not the same.
    pub reworded: bool,
    /// It stands in another section, competency or ladder, or at another level.
    pub moved: bool,
}

impl Standing {
    /// How it is known to templates.
    #[must_use]
    pub fn name(self) -> &'static str {
        match (self.moved, self.reworded) {
            (true, true) => "moved-reworded",
            (true, false) => "moved",
            (false, true) => "reworded",
            (false, false) => "same",
        }
    }
}

/// A turn in the story of a statement.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'c> {
    /// The state in which it shows.
    pub index: usize,
    /// The statement in the state before; none: it was not there.
    pub before: Option<State<'c>>,
    /// The statement in this state; none: it is not there any more.
    pub after: Option<State<'c>>,
    /// What is different, where it is in both.
    pub standing: Standing,
}

/// What has an id of its ladder's own, and may have had others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// A level.
    Level,
    /// A section.
    Section,
    /// A competency.
    Competency,
}

/// What everything of one state is in the next, by ladder and index.
struct Step {
    ladders: Vec<Option<usize>>,
    named: BTreeMap<Named, Vec<Vec<Option<usize>>>>,
}

impl<'c> History<'c> {
    /// Follows everything through all states.
    #[must_use]
    pub fn new(living: &'c Content, releases: &'c [Release]) -> Self {
        let states: Vec<&Content> = releases.iter().map(|release| &release.content).chain([living]).collect();
        let mut stories: BTreeMap<&str, Story<'c>> = BTreeMap::new();
        let story = |id| Story { id, states: Vec::new(), replaced_by: Vec::new(), replaces: Vec::new() };
        for (index, content) in states.iter().enumerate() {
            for spot in spots(content) {
                let Some(id) = spot.statement.id.as_deref() else { continue };
                stories.entry(id).or_insert_with(|| story(id)).states.push(State { index, spot });
                for old in &spot.statement.replaces {
                    let known = &mut stories.entry(old).or_insert_with(|| story(old)).replaced_by;
                    if !known.contains(&id) {
                        known.push(id);
                        stories.entry(id).or_insert_with(|| story(id)).replaces.push(old);
                    }
                }
            }
        }
        let steps = states.windows(2).map(|pair| step(pair[0], pair[1])).collect();
        let reasons =
            releases.iter().map(|release| release.notes.as_deref().map(reasons).unwrap_or_default()).collect();
        Self { living, releases, stories: stories.into_values().collect(), steps, reasons }
    }

    /// The number of the living state.
    #[must_use]
    pub fn last(&self) -> usize {
        self.releases.len()
    }

    /// The content of a state.
    #[must_use]
    pub fn content(&self, index: usize) -> &'c Content {
        self.releases.get(index).map_or(self.living, |release| &release.content)
    }

    /// The index of the story of an id.
    #[must_use]
    pub fn story_of(&self, id: &str) -> Option<usize> {
        self.stories.binary_search_by(|story| story.id.cmp(id)).ok()
    }

    /// What something of one state is in a later one.
    fn later(&self, named: Named, (from, ladder, index): (usize, usize, usize), to: usize) -> Option<(usize, usize)> {
        let (mut ladder, mut index) = (ladder, index);
        for step in &self.steps[from..to] {
            index = (*step.named.get(&named)?.get(ladder)?.get(index)?)?;
            ladder = step.ladders[ladder]?;
        }
        Some((ladder, index))
    }

    /// The last state that has something of a release, under whatever id, and what it is there.
    #[must_use]
    pub fn last_of(&self, named: Named, (release, ladder, index): (usize, usize, usize)) -> (usize, usize, usize) {
        let from = (release, ladder, index);
        let in_state = |state| self.later(named, from, state).map(|(ladder, index)| (state, ladder, index));
        (release..=self.last()).map_while(in_state).last().unwrap_or(from)
    }

    /// What something of a release is in the living content: what grew out of it, or else what has its id, or had it.
    #[must_use]
    pub fn now(&self, named: Named, release: usize, ladder: usize, index: usize) -> Option<(usize, usize)> {
        self.later(named, (release, ladder, index), self.last()).or_else(|| {
            let before = &self.content(release).ladders[ladder];
            let at = self.living.ladders.iter().position(|living| living.prefix == before.prefix)?;
            let id = ids(before, named)[index].0;
            let ids = ids(&self.living.ladders[at], named);
            let own = ids.iter().position(|(other, _)| *other == id);
            own.or_else(|| ids.iter().position(|(_, formerly)| formerly.contains(id))).map(|found| (at, found))
        })
    }

    /// The same of a competency.
    #[must_use]
    pub fn competency_now(&self, release: usize, at: CompetencyRef) -> Option<CompetencyRef> {
        let (ladder, competency) = self.now(Named::Competency, release, at.ladder, at.competency)?;
        Some(CompetencyRef { ladder, competency })
    }

    /// What became of a statement from one state to a later one.
    #[must_use]
    pub fn standing(&self, before: &State<'_>, after: &State<'_>) -> Standing {
        let (old, new) = (&before.spot, &after.spot);
        let ladder = old.at.ladder;
        let stayed = |named, index, other| {
            self.later(named, (before.index, ladder, index), after.index) == Some((new.at.ladder, other))
        };
        let same_place = stayed(Named::Competency, old.at.competency, new.at.competency)
            && stayed(Named::Section, old.section, new.section)
            && stayed(Named::Level, old.level, new.level);
        Standing { reworded: !same_words(old.statement, new.statement), moved: !same_place }
    }

    /// The turns of a story, the oldest first: where it came, became another, went, or came back.
    #[must_use]
    pub fn turns(&self, story: &Story<'c>) -> Vec<Turn<'c>> {
        let mut turns = Vec::new();
        let mut states = story.states.iter().copied().peekable();
        let mut before: Option<State<'c>> = None;
        for index in 0..=self.last() {
            let after = states.next_if(|state| state.index == index);
            let standing = match (&before, &after) {
                (Some(before), Some(after)) => self.standing(before, after),
                _ => Standing::default(),
            };
            if before.is_some() != after.is_some() || standing != Standing::default() {
                turns.push(Turn { index, before, after, standing });
            }
            before = after;
        }
        turns
    }

    /// Why a statement was retired, as Markdown: what the notes of the release without it say of it, or of the
    /// competency, section or level that it stood in.
    #[must_use]
    pub fn reason(&self, turn: &Turn<'_>) -> Option<&str> {
        let last = turn.before.as_ref()?;
        let reasons = self.reasons.get(turn.index)?;
        let named = Self::reason_ids(self.content(last.index), &last.spot);
        named
            .into_iter()
            .filter_map(|id| reasons.iter().find(|reason| reason.id == id))
            .map(|reason| &*reason.text)
            .find(|text| !text.is_empty())
    }

    /// The ids whose reason speaks for a statement: its own, and those of its competency, section and level.
    #[must_use]
    pub fn reason_ids(content: &Content, spot: &Spot<'_>) -> Vec<String> {
        let ladder = &content.ladders[spot.at.ladder];
        let places =
            [&content.competency(spot.at).id, &ladder.sections[spot.section].id, &ladder.levels[spot.level].id];
        let own = spot.statement.id.as_deref().map(str::to_owned);
        own.into_iter().chain(places.map(|id| format!("{}{id}", ladder.prefix))).collect()
    }

    /// The reasons that the notes of a release give.
    #[must_use]
    pub fn reasons(&self, release: usize) -> &[Reason] {
        &self.reasons[release]
    }
}

impl<'c> Story<'c> {
    /// The statement in a state.
    #[must_use]
    pub fn at(&self, index: usize) -> Option<&State<'c>> {
        self.states.binary_search_by_key(&index, |state| state.index).ok().map(|at| &self.states[at])
    }

    /// The statement as it was last; none where no state holds it.
    #[must_use]
    pub fn latest(&self) -> Option<&State<'c>> {
        self.states.last()
    }
}

/// What a reference in a text of a ladder is called, where it leads to something of that content.
#[must_use]
pub fn label(content: &Content, ladder: usize, target: &str) -> String {
    let own = &content.ladders[ladder];
    let name = target.split('#').next().unwrap_or_default().trim();
    let level = name.rsplit_once("level:").and_then(|(_, id)| own.levels.iter().find(|level| *level.id == *id.trim()));
    let competency = || own.competencies.iter().find(|found| *found.id == *name);
    let of = |found: &crate::ladder::Competency| found.name.clone();
    level.map(|level| level.name.clone()).or_else(|| competency().map(of)).unwrap_or_else(|| target.trim().to_owned())
}

/// Whether two statements say the same in the same words.
#[must_use]
pub fn same_words(a: &Statement, b: &Statement) -> bool {
    match (&a.words, &b.words) {
        (Words::Text(a), Words::Text(b)) => a.markdown == b.markdown,
        (Words::Shift { from: a, to: b }, Words::Shift { from: c, to: d }) => {
            a.markdown == c.markdown && b.markdown == d.markdown
        }
        _ => false,
    }
}

/// The ids of a ladder's levels, sections or competencies, with those that they had before.
fn ids(ladder: &Ladder, named: Named) -> Vec<(&Id, &[Id])> {
    match named {
        Named::Level => ladder.levels.iter().map(|level| (&level.id, &*level.formerly)).collect(),
        Named::Section => ladder.sections.iter().map(|section| (&section.id, &*section.formerly)).collect(),
        Named::Competency => ladder.competencies.iter().map(|found| (&found.id, &*found.formerly)).collect(),
    }
}

/// Every statement with its place, in reading order.
pub fn spots(content: &Content) -> impl Iterator<Item = Spot<'_>> {
    content.ladders.iter().enumerate().flat_map(|(ladder, found)| {
        found.competencies.iter().enumerate().flat_map(move |(competency, found)| {
            let at = CompetencyRef { ladder, competency };
            found.cells.iter().flat_map(move |((section, level), cell)| {
                let statements = cell.body.statements().into_iter().enumerate();
                statements.map(move |(index, statement)| Spot {
                    at,
                    section: *section,
                    level: *level,
                    index,
                    statement,
                })
            })
        })
    })
}

fn step(before: &Content, after: &Content) -> Step {
    let ladder = |ladder: &Ladder| after.ladders.iter().position(|other| other.prefix == ladder.prefix);
    let ladders: Vec<Option<usize>> = before.ladders.iter().map(ladder).collect();
    let of = |named: Named| {
        let pairs = before.ladders.iter().zip(&ladders);
        pairs
            .map(|(ladder, other)| {
                let Some(other) = other else { return vec![None; ids(ladder, named).len()] };
                let mut later: BTreeMap<&Id, usize> = BTreeMap::new();
                let all = ids(&after.ladders[*other], named);
                for (index, (_, formerly)) in all.iter().enumerate() {
                    later.extend(formerly.iter().map(|id| (id, index)));
                }
                // What has an id has more right to it than what had it.
                later.extend(all.iter().enumerate().map(|(index, (id, _))| (*id, index)));
                ids(ladder, named).into_iter().map(|(id, _)| later.get(id).copied()).collect()
            })
            .collect()
    };
    let named = [Named::Level, Named::Section, Named::Competency];
    Step { named: named.into_iter().map(|named| (named, of(named))).collect(), ladders }
}
