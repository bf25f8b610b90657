//! The statements of two states ─► which are the same, and what changed of each.
//!
//! A statement with a permanent id is the one with that id, wherever it stands, and no other one with an id. Where at
//! least one side has none, those of one cell are matched as the levels of a comparison are (`change`), and of the
//! rest those of the same words, the nearest first. Nothing but the cells is compared pair by pair.

use std::collections::{BTreeMap, VecDeque};

use super::{
    CellRef, Change, Effect, Kind, Place, Side, Spot, Thing, effect,
    names::Names,
    pairing::{Pairing, Pairs},
    wording::{self, Plain, Rewording},
};
use crate::{
    change::{self, Lexicon},
    ladder::{Body, CompetencyRef, Content, Statement, Text, Words},
    markdown::{self, Flow, LinkKind, Resolved},
};

/// The statements of both states in reading order, and what is known of them.
struct Both<'c, 'n> {
    before: Vec<Spot<'c>>,
    after: Vec<Spot<'c>>,
    /// The index of what a statement before is after.
    to: Vec<Option<usize>>,
    from: Vec<Option<usize>>,
    /// How the words of a statement before changed, where it was found by them.
    found: Vec<Option<change::Kind>>,
    /// The words of those that had to be looked at.
    old: Vec<Option<Plain>>,
    new: Vec<Option<Plain>>,
    lexicon: Lexicon,
    names: &'n Names,
}

/// How many statements came or went with each thing that did.
#[derive(Debug, Default)]
pub(super) struct Amounts {
    pub came: BTreeMap<Thing, usize>,
    pub went: BTreeMap<Thing, usize>,
}

/// Finds what changed of the statements.
pub(super) fn changes<'c>(
    before: &'c Content,
    after: &'c Content,
    pairing: &Pairing,
    names: &Names,
    found: &mut Vec<(Place, Change<'c>)>,
) -> Amounts {
    let (old, new) = (spots(before), spots(after));
    let mut both = Both {
        to: vec![None; old.len()],
        from: vec![None; new.len()],
        found: vec![None; old.len()],
        old: vec![None; old.len()],
        new: vec![None; new.len()],
        before: old,
        after: new,
        lexicon: Lexicon::default(),
        names,
    };
    both.match_ids();
    both.match_cells((before, after), pairing);
    both.match_words(pairing);
    let mut changes = Changes { pairing, contents: (before, after), found };
    let amounts = changes.came_and_went(&both);
    for to in 0..both.after.len() {
        if let Some(from) = both.from[to] {
            changes.stayed(&mut both, from, to);
        }
    }
    changes.reordered(&both);
    amounts
}

fn spots(content: &Content) -> Vec<Spot<'_>> {
    let mut spots = Vec::new();
    for (ladder, found) in content.ladders.iter().enumerate() {
        for (competency, found) in found.competencies.iter().enumerate() {
            let at = CompetencyRef { ladder, competency };
            for ((section, level), cell) in &found.cells {
                let (section, level) = (*section, *level);
                let statements = cell.body.statements().into_iter().enumerate();
                spots.extend(statements.map(|(index, statement)| Spot { at, section, level, index, statement }));
            }
        }
    }
    spots
}

/// The runs of statements that stand in one cell.
fn cells(spots: &[Spot<'_>]) -> Vec<(CellRef, std::ops::Range<usize>)> {
    let mut start = 0;
    let runs = spots.chunk_by(|one, next| one.cell() == next.cell());
    let cells = runs.map(|run| {
        start += run.len();
        (run[0].cell(), start - run.len()..start)
    });
    cells.collect()
}

/// What was not matched yet, with an id and without one, each in order.
#[derive(Default)]
struct Queue {
    with: VecDeque<usize>,
    without: VecDeque<usize>,
}

impl Queue {
    fn push(&mut self, at: usize, has_id: bool) {
        if has_id { self.with.push_back(at) } else { self.without.push_back(at) }
    }

    /// The first that a statement may be, which never is one of another id.
    fn take(&mut self, has_id: bool) -> Option<usize> {
        let bare = self.without.front().copied();
        match self.with.front().copied() {
            Some(at) if !has_id && bare.is_none_or(|bare| at < bare) => self.with.pop_front(),
            _ => self.without.pop_front(),
        }
    }
}

impl<'c> Both<'c, '_> {
    fn join(&mut self, from: usize, to: usize) {
        (self.to[from], self.from[to]) = (Some(to), Some(from));
    }

    fn match_ids(&mut self) {
        let mut known: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, spot) in self.before.iter().enumerate() {
            if let Some(id) = &spot.statement.id {
                known.entry(id).or_insert(at);
            }
        }
        for at in 0..self.after.len() {
            let id = self.after[at].statement.id.as_deref();
            if let Some(from) = id.and_then(|id| known.remove(id)) {
                self.join(from, at);
            }
        }
    }

    fn match_cells(&mut self, contents: (&Content, &Content), pairing: &Pairing) {
        let others: BTreeMap<CellRef, std::ops::Range<usize>> = cells(&self.after).into_iter().collect();
        for (cell, old) in cells(&self.before) {
            let Some((other, new)) = pairing.cell(cell).and_then(|other| Some((other, others.get(&other)?.clone())))
            else {
                continue;
            };
            let body = |content: &'_ Content, cell: CellRef| match &content.competency(cell.at).cells
                [&(cell.section, cell.level)]
                .body
            {
                // A summary's points are matched with points, and its text with the text.
                Body::Summary { points, .. } => Some(points.len()),
                _ => None,
            };
            let parts = match (body(contents.0, cell), body(contents.1, other)) {
                (Some(first), Some(second)) => {
                    let (first, second) = (old.start + first, new.start + second);
                    vec![(old.start..first, new.start..second), (first..old.end, second..new.end)]
                }
                _ => vec![(old, new)],
            };
            for (old, new) in parts {
                let mut old: Vec<usize> = old.filter(|at| self.to[*at].is_none()).collect();
                let mut new: Vec<usize> = new.filter(|at| self.from[*at].is_none()).collect();
                let bare = old.iter().any(|at| self.before[*at].statement.id.is_none())
                    || new.iter().any(|at| self.after[*at].statement.id.is_none());
                if bare && !old.is_empty() && !new.is_empty() {
                    self.match_written(&mut old, &mut new);
                    self.match_close(&old, &new);
                }
            }
        }
    }

    /// Matches what is written the same; most of a cell, as a rule, at no cost.
    fn match_written(&mut self, old: &mut Vec<usize>, new: &mut Vec<usize>) {
        let mut queues: BTreeMap<Vec<&'c str>, Queue> = BTreeMap::new();
        for at in &*new {
            let statement = self.after[*at].statement;
            queues.entry(written(statement)).or_default().push(*at, statement.id.is_some());
        }
        for at in &*old {
            let statement = self.before[*at].statement;
            let queue = queues.get_mut(&written(statement));
            if let Some(to) = queue.and_then(|queue| queue.take(statement.id.is_some())) {
                self.join(*at, to);
            }
        }
        old.retain(|at| self.to[*at].is_none());
        new.retain(|at| self.from[*at].is_none());
    }

    /// Matches what is close: first those that had no id, then those that have lost theirs.
    fn match_close(&mut self, old: &[usize], new: &[usize]) {
        for with_id in [false, true] {
            let has_id = |spot: &Spot<'_>| spot.statement.id.is_some();
            let old: Vec<usize> = old.iter().copied().filter(|at| has_id(&self.before[*at]) == with_id).collect();
            let free = new.iter().copied().filter(|at| self.from[*at].is_none());
            let new: Vec<usize> = free.filter(|at| !(with_id && has_id(&self.after[*at]))).collect();
            if old.is_empty() || new.is_empty() {
                continue;
            }
            self.look_at(&old, &new);
            let words = |plain: &'_ [Option<Plain>], list: &[usize]| -> Vec<change::Words> {
                list.iter().filter_map(|at| plain[*at].as_ref().map(|plain| plain.words.clone())).collect()
            };
            let (first, second) = (words(&self.old, &old), words(&self.new, &new));
            let (first, second): (Vec<_>, Vec<_>) = (first.iter().collect(), second.iter().collect());
            for found in change::compare(&self.lexicon, &first, &second) {
                self.join(old[found.before], new[found.after]);
                self.found[old[found.before]] = Some(found.kind);
            }
        }
    }

    /// Matches what moved without an id: the same words, in the same competency if there are any, else in the same
    /// ladder, else anywhere.
    fn match_words(&mut self, pairing: &Pairing) {
        let (mut old, mut new) = (free(&self.to), free(&self.from));
        let bare = old.iter().any(|at| self.before[*at].statement.id.is_none())
            || new.iter().any(|at| self.after[*at].statement.id.is_none());
        if !bare || old.is_empty() || new.is_empty() {
            return;
        }
        self.look_at(&old, &new);
        for near in [Near::Competency, Near::Ladder, Near::Site] {
            let mut queues: BTreeMap<(Option<CompetencyRef>, &[u32]), Queue> = BTreeMap::new();
            for at in &new {
                let spot = &self.after[*at];
                let words = self.new[*at].as_ref().map_or(&[][..], |plain| plain.words.numbers());
                if !words.is_empty() {
                    queues.entry((near.of(Some(spot.at)), words)).or_default().push(*at, spot.statement.id.is_some());
                }
            }
            let mut pairs = Vec::new();
            for at in &old {
                let spot = &self.before[*at];
                let place = match near {
                    Near::Competency => pairing.competency(spot.at),
                    _ => pairing.ladders.after(spot.at.ladder).map(|ladder| CompetencyRef { ladder, competency: 0 }),
                };
                if place.is_none() && near != Near::Site {
                    continue;
                }
                let words = self.old[*at].as_ref().map_or(&[][..], |plain| plain.words.numbers());
                let queue = queues.get_mut(&(near.of(place), words));
                pairs.extend(queue.and_then(|queue| queue.take(spot.statement.id.is_some())).map(|to| (*at, to)));
            }
            for (from, to) in pairs {
                self.join(from, to);
            }
            old.retain(|at| self.to[*at].is_none());
            new.retain(|at| self.from[*at].is_none());
        }
    }

    /// Takes the words of statements.
    fn look_at(&mut self, old: &[usize], new: &[usize]) {
        let names = self.names;
        let sides = [(Side::Before, &self.before, &mut self.old, old), (Side::After, &self.after, &mut self.new, new)];
        for (side, spots, plain, list) in sides {
            for at in list.iter().copied() {
                let Spot { at: place, statement, .. } = spots[at];
                plain[at].get_or_insert_with(|| {
                    let label = |target: &str| Some(names.label(side, place.ladder, target));
                    Plain::new(wording::words(statement, label), &mut self.lexicon)
                });
            }
        }
    }

    /// Both wordings of a statement, where they differ in more than blanks.
    fn rewording(&mut self, from: usize, to: usize) -> Option<Rewording> {
        let (old, new) = (self.before[from], self.after[to]);
        let texts = |statement: &'c Statement| match &statement.words {
            Words::Text(text) => vec![text],
            Words::Shift { from, to } => vec![from, to],
        };
        let (first, second) = (texts(old.statement), texts(new.statement));
        if first.len() == second.len()
            && first.iter().zip(&second).all(|(a, b)| self.means_the_same((old.at.ladder, a), (new.at.ladder, b)))
        {
            return None;
        }
        self.look_at(&[from], &[to]);
        let (old, new) = self.old[from].as_ref().zip(self.new[to].as_ref())?;
        Some(wording::between(&self.lexicon, old, new, self.found[from].as_ref()))
    }

    /// Whether two texts say the same in the same markup, and refer to the same, however they are wrapped.
    fn means_the_same(&self, before: (usize, &Text), after: (usize, &Text)) -> bool {
        let normal = |side: Side, (ladder, text): (usize, &Text)| {
            let resolve = |kind: LinkKind, target: &str| {
                match kind {
                    LinkKind::Wiki => self.names.resolve(side, ladder, target),
                    LinkKind::Address | LinkKind::Image => None,
                }
                .or_else(|| Some(Resolved { url: target.to_owned(), label: target.to_owned() }))
            };
            markdown::write(&text.markdown, Flow::Statement, resolve).text
        };
        before.1.markdown == after.1.markdown || normal(Side::Before, before) == normal(Side::After, after)
    }
}

/// Where the same words are looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Near {
    Competency,
    Ladder,
    Site,
}

impl Near {
    /// What of a place counts.
    fn of(self, at: Option<CompetencyRef>) -> Option<CompetencyRef> {
        match self {
            Self::Competency => at,
            Self::Ladder => at.map(|at| CompetencyRef { competency: 0, ..at }),
            Self::Site => None,
        }
    }
}

/// The indexes of what is not matched.
fn free(matched: &[Option<usize>]) -> Vec<usize> {
    (0..matched.len()).filter(|at| matched[*at].is_none()).collect()
}

/// The texts of a statement as they are written.
fn written(statement: &Statement) -> Vec<&str> {
    match &statement.words {
        Words::Text(text) => vec![&text.markdown],
        Words::Shift { from, to } => vec![&from.markdown, &to.markdown],
    }
}

/// The changes as they are found.
struct Changes<'c, 'f> {
    pairing: &'f Pairing,
    contents: (&'c Content, &'c Content),
    found: &'f mut Vec<(Place, Change<'c>)>,
}

impl<'c> Changes<'c, '_> {
    fn push(&mut self, place: Place, kind: Kind<'c>, effect: Effect) {
        self.found.push((place, Change { kind, effect }));
    }

    fn came_and_went(&mut self, both: &Both<'c, '_>) -> Amounts {
        let mut heirs: BTreeMap<&str, Vec<Spot<'c>>> = BTreeMap::new();
        for spot in &both.after {
            for id in &spot.statement.replaces {
                heirs.entry(id).or_default().push(*spot);
            }
        }
        let mut amounts = Amounts::default();
        for at in free(&both.from) {
            let after = both.after[at];
            let around = self.pairing.new_around(after.cell());
            let with = around.clone().next();
            around.for_each(|thing| *amounts.came.entry(thing).or_default() += 1);
            let kind = Kind::Added { after, replaces: &after.statement.replaces, with };
            self.push(place_after(after.cell(), after.index), kind, Effect::Asks);
        }
        for at in free(&both.to) {
            let before = both.before[at];
            let around = self.pairing.gone_around(before.cell());
            let with = around.clone().next();
            around.for_each(|thing| *amounts.went.entry(thing).or_default() += 1);
            let heirs = before.statement.id.as_deref().and_then(|id| heirs.get(id)).cloned();
            let kind = Kind::Removed { before, replaced_by: heirs.unwrap_or_default(), with };
            self.push(place_before(self.pairing, before.cell(), before.index), kind, Effect::Drops);
        }
        amounts
    }

    fn stayed(&mut self, both: &mut Both<'c, '_>, from: usize, to: usize) {
        let (before, after) = (both.before[from], both.after[to]);
        let words = both.rewording(from, to);
        let place = place_after(after.cell(), after.index);
        let said = words.as_ref().map_or(Effect::None, |words| words.effect);
        if self.pairing.cell(before.cell()) != Some(after.cell()) {
            let moved = effect::of_move(self.contents, self.pairing, before.cell(), after.cell());
            self.push(place, Kind::Moved { before, after, words }, moved.max(said));
        } else if let Some(words) = words {
            self.push(place, Kind::Reworded { before, after, words }, said);
        }
        let (old, new) = (before.statement, after.statement);
        let same = |old: &[&Text], new: &[&Text]| {
            old.len() == new.len()
                && old.iter().zip(new).all(|(a, b)| both.means_the_same((before.at.ladder, a), (after.at.ladder, b)))
        };
        let all = |statement: &'c Statement| statement.examples.iter().collect::<Vec<_>>();
        let examples = !same(&all(old), &all(new));
        let note = !same(&old.note.iter().collect::<Vec<_>>(), &new.note.iter().collect::<Vec<_>>());
        let id = old.id.is_some() && new.id.is_none();
        if examples || note || id {
            let effect = if examples || note { Effect::Clarifies } else { Effect::None };
            self.push(place, Kind::Extras { before, after, examples, note, id }, effect);
        }
    }

    fn reordered(&mut self, both: &Both<'c, '_>) {
        for (after, range) in cells(&both.after) {
            let stayed = range.filter_map(|at| both.from[at]);
            let stayed = stayed.filter(|from| self.pairing.cell(both.before[*from].cell()) == Some(after));
            let stayed: Vec<usize> = stayed.collect();
            if !stayed.is_sorted() {
                let before = both.before[stayed[0]].cell();
                self.push(place_after(after, usize::MAX), Kind::Reordered { before, after }, Effect::None);
            }
        }
    }
}

/// The stage of competencies among the changes of a ladder.
pub(super) const COMPETENCIES: usize = 4;

fn place_after(cell: CellRef, index: usize) -> Place {
    let [ladder, competency, section, level] =
        [cell.at.ladder, cell.at.competency, cell.section, cell.level].map(Pairs::place_after);
    place(ladder, competency, section, level, index.saturating_mul(2).saturating_add(1))
}

fn place_before(pairing: &Pairing, cell: CellRef, index: usize) -> Place {
    let parts = pairing.parts(cell.at.ladder);
    let competency = parts.competencies.place_before(cell.at.competency);
    let ladder = pairing.ladders.place_before(cell.at.ladder);
    place(ladder, competency, parts.sections.place_before(cell.section), parts.levels.place_before(cell.level), index)
}

fn place(ladder: [usize; 2], competency: [usize; 2], section: [usize; 2], level: [usize; 2], index: usize) -> Place {
    let [(l0, l1), (c0, c1), (s0, s1), (v0, v1)] = [ladder, competency, section, level].map(|[a, b]| (a, b));
    [l0, l1, COMPETENCIES, c0, c1, s0, s1, v0, v1, index, 0]
}
