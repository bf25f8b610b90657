//! Two levels of a competency ─► the kind of change of every statement, and the cells with it named and marked.
//!
//! Kinds are said section by section, where the levels have enough in common for that; a section that is written afresh
//! stays as it is. `docs/change.md` has the rules with the ladders that they were chosen by.

use std::{collections::BTreeMap, ops::Range};

use super::{
    ChangesView,
    marks::{Element, Marks, StatementPiece, said},
    pieces::{CellPiece, component},
};
use crate::{
    change::{self, Kind, Lexicon, Match, Words},
    html::Html,
    ladder::{Body, Competency, Ladder},
    site,
    theme::TemplateProblem,
};

/// What changes between two levels of a competency.
#[derive(Clone, Debug, Default)]
pub struct PairChange {
    /// The statements that both levels have, by section; only sections that say kinds of change.
    pub sections: BTreeMap<usize, Vec<Match>>,
    /// How much changes.
    pub counts: StepCounts,
}

/// How many statements of two levels are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StepCounts {
    /// Statements of the higher level that the lower one has in no form.
    pub new: usize,
    /// Statements of both, in other words.
    pub reworded: usize,
    /// Statements of both, in the same words.
    pub carried: usize,
    /// Statements of the lower level that the higher one has in no form.
    pub gone: usize,
    /// Statements of the higher level in sections that say no kinds of change: those that are written afresh, or that
    /// the lower level does not describe.
    pub afresh: usize,
    /// Whether both levels describe a section that is written afresh.
    pub rewritten: bool,
}

/// What changes between two levels, for every pair of levels on one branch.
#[must_use]
pub fn of_pairs(
    ladder: &Ladder,
    competency: &Competency,
    cells: &BTreeMap<(usize, usize), CellPiece>,
    lexicon: &Lexicon,
) -> BTreeMap<(usize, usize), PairChange> {
    let levels = competency.levels();
    let pairs = levels.iter().flat_map(|high| site::before(ladder, *high).map(|low| (low, *high)));
    let pairs = pairs.filter(|(low, _)| levels.contains(low));
    pairs.map(|(low, high)| ((low, high), of_pair(competency, cells, lexicon, (low, high)))).collect()
}

fn of_pair(
    competency: &Competency,
    cells: &BTreeMap<(usize, usize), CellPiece>,
    lexicon: &Lexicon,
    (low, high): (usize, usize),
) -> PairChange {
    let mut change = PairChange::default();
    for ((section, level), cell) in cells {
        if *level != high {
            continue;
        }
        let body = |level: usize| &competency.cells[&(*section, level)].body;
        let count = body(high).statements().len();
        let Some(before) = cells.get(&(*section, low)) else {
            change.counts.afresh += count;
            continue;
        };
        let matches = matches((body(low), before), (body(high), cell), lexicon);
        if !says_kinds(matches.len(), before.statements.len(), cell.statements.len()) {
            change.counts.afresh += count;
            change.counts.rewritten = true;
            continue;
        }
        let carried = matches.iter().filter(|found| found.kind == Kind::Same).count();
        change.counts.carried += carried;
        change.counts.reworded += matches.len() - carried;
        change.counts.new += cell.statements.len() - matches.len();
        change.counts.gone += before.statements.len() - matches.len();
        change.sections.insert(*section, matches);
    }
    change
}

/// The statements that two cells share. A summary's points are matched with points, its text with the text.
fn matches((low, before): (&Body, &CellPiece), (high, after): (&Body, &CellPiece), lexicon: &Lexicon) -> Vec<Match> {
    let (old, new) = (words(before), words(after));
    let (Body::Summary { points: first, .. }, Body::Summary { points: second, .. }) = (low, high) else {
        return change::compare(lexicon, &old, &new);
    };
    if old.is_empty() || new.is_empty() {
        return Vec::new();
    }
    let (first, second) = (first.len(), second.len());
    let mut matches = change::compare(lexicon, &old[..first], &new[..second]);
    let texts = change::compare(lexicon, &old[first..], &new[second..]).into_iter();
    matches.extend(texts.map(|found| Match { before: found.before + first, after: found.after + second, ..found }));
    matches
}

fn words(cell: &CellPiece) -> Vec<&Words> {
    cell.statements.iter().map(|statement| &statement.words).collect()
}

/// Whether a section says kinds of change: at least half the statements of the shorter cell stand in the other as well.
fn says_kinds(matches: usize, before: usize, after: usize) -> bool {
    matches > 0 && matches * 2 >= before.min(after)
}

/// The words for the kinds of change at one level, from the component `change_mark`.
#[derive(Clone, Debug)]
pub struct Labels {
    /// In the lower column, of a statement that the higher level does not repeat.
    gone: Html,
    /// In the lower column, with the words that the higher level changes.
    changed: Saying,
    /// In the higher column.
    carried: Html,
    /// In the higher column, with the words that are new in it.
    reworded: Saying,
    /// In the higher column.
    new: Html,
    /// On the level's own page.
    new_here: Html,
}

/// A label that says words.
#[derive(Clone, Debug)]
struct Saying {
    /// What it is where there are none.
    bare: Html,
    /// What stands before and behind them.
    around: [String; 2],
}

impl Saying {
    fn label(&self, markup: &str, statement: &StatementPiece, runs: &[Range<usize>]) -> String {
        if runs.is_empty() {
            return self.bare.as_str().to_owned();
        }
        self.around.join(&said(markup, statement, runs))
    }
}

/// Stands for words while a label is rendered.
const HOLE: &str = "\u{2}";

/// The words for kinds of change, by level.
///
/// # Errors
/// An error of the template.
pub fn labels(tera: &tera::Tera, ladder: &Ladder) -> Result<Vec<Labels>, TemplateProblem> {
    let of_level = |level: &crate::ladder::Level| {
        let with = |kind: &str, words: &str| {
            let arguments =
                [("kind", kind), ("level", &*level.name), ("words", words)].map(|(name, value)| (name, value.into()));
            component(tera, "change_mark", &arguments)
        };
        let label = |kind: &str| with(kind, "");
        let saying = |kind: &str| {
            let whole = with(kind, HOLE)?;
            let (before, after) = whole.as_str().split_once(HOLE).unwrap_or((whole.as_str(), ""));
            Ok::<_, TemplateProblem>(Saying { bare: label(kind)?, around: [before.to_owned(), after.to_owned()] })
        };
        Ok(Labels {
            gone: label(if ladder.cumulative { "expected" } else { "gone" })?,
            changed: saying("changed")?,
            carried: label("carried")?,
            reworded: saying("reworded")?,
            new: label("new")?,
            new_here: label("new-here")?,
        })
    };
    ladder.levels.iter().map(of_level).collect()
}

/// The lower cell of a comparison: what is gone from it, and which words of it.
#[must_use]
pub fn lower(cell: &CellPiece, matches: &[Match], labels: &Labels) -> Html {
    let mut marks = Marks::default();
    let markup = cell.whole.as_str();
    for (at, statement) in cell.statements.iter().enumerate() {
        match matches.iter().find(|found| found.before == at).map(|found| &found.kind) {
            None => marks.label(statement.change, labels.gone.as_str()),
            Some(Kind::Same) => {}
            Some(Kind::Reworded { before, .. }) => {
                marks.label(statement.change, labels.changed.label(markup, statement, before));
                marks.wrap(markup, statement, before, Element::Del);
            }
        }
    }
    Html::from_markup(&marks.put_into(markup))
}

/// The higher cell of a comparison: what is new in it, and which words of it.
#[must_use]
pub fn higher(cell: &CellPiece, matches: &[Match], labels: &Labels) -> Html {
    let mut marks = Marks::default();
    let markup = cell.whole.as_str();
    for (at, statement) in cell.statements.iter().enumerate() {
        match matches.iter().find(|found| found.after == at).map(|found| &found.kind) {
            None => marks.label(statement.change, labels.new.as_str()),
            Some(Kind::Same) => marks.label(statement.change, labels.carried.as_str()),
            Some(Kind::Reworded { after, .. }) => {
                marks.label(statement.change, labels.reworded.label(markup, statement, after));
                marks.wrap(markup, statement, after, Element::Ins);
            }
        }
    }
    Html::from_markup(&marks.put_into(markup))
}

/// Lead and statements of a level's cell, with what is new in it against the level before.
#[must_use]
pub fn new_here(cell: &CellPiece, matches: Option<&Vec<Match>>, labels: &Labels) -> String {
    let mut marks = Marks::default();
    for (at, statement) in cell.statements.iter().enumerate() {
        if matches.is_some_and(|matches| matches.iter().all(|found| found.after != at)) {
            marks.label(statement.change - cell.content.start, labels.new_here.as_str());
        }
    }
    marks.put_into(cell.content())
}

impl StepCounts {
    /// What a page says of it; nothing where no section says kinds of change.
    #[must_use]
    pub fn view(self, ladder: &Ladder, high: usize) -> Option<ChangesView> {
        let Self { new, reworded, carried, gone, rewritten, .. } = self;
        (new + reworded + carried + gone > 0).then(|| ChangesView {
            level: ladder.levels[high].name.clone(),
            new,
            reworded,
            carried,
            gone,
            expected: ladder.cumulative,
            afresh: rewritten,
        })
    }
}
