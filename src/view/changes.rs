//! Two levels of a competency ─► the kind of change of every statement, and the cells with it named and marked.
//!
//! What both levels say is named wherever it stands. The rest is called new, or no longer listed, in sections of which the
//! levels have enough in common; elsewhere that would be said of nearly every line. `docs/change.md` has the rules with
//! the ladders that they were chosen by.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use serde::Serialize;

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
    /// What both levels have, by section; only sections in which they have something in common.
    pub sections: BTreeMap<usize, SectionChange>,
    /// How much changes.
    pub counts: StepCounts,
}

/// What changes between two levels in one section.
#[derive(Clone, Debug)]
pub struct SectionChange {
    /// The statements that both levels have.
    pub matches: Vec<Match>,
    /// Whether these are so many that the rest is worth being called new, or no longer listed.
    pub alike: bool,
}

/// How much of two levels is of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StepCounts {
    /// Statements of the higher level that the lower one has in no form.
    pub new: Amount,
    /// Statements of both, in other words.
    pub reworded: Amount,
    /// Statements of both, in the same words.
    pub carried: Amount,
    /// Statements of the lower level that the higher one has in no form.
    pub gone: Amount,
}

/// How much is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Amount {
    /// The number of statements.
    pub statements: usize,
    /// The number of words in them.
    pub words: usize,
}

impl Amount {
    fn add(&mut self, statement: &StatementPiece) {
        self.statements += 1;
        self.words += statement.words.numbers().len();
    }
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

fn of_pair<'c>(
    competency: &'c Competency,
    cells: &'c BTreeMap<(usize, usize), CellPiece>,
    lexicon: &Lexicon,
    (low, high): (usize, usize),
) -> PairChange {
    let mut change = PairChange::default();
    let sections: BTreeSet<usize> = cells.keys().map(|(section, _)| *section).collect();
    for section in sections {
        let cell = |level: usize| Some((&competency.cells.get(&(section, level))?.body, cells.get(&(section, level))?));
        let (before, after) = (cell(low), cell(high));
        let matches = before.zip(after).map(|(before, after)| matches(before, after, lexicon)).unwrap_or_default();
        let statements = |cell: Option<(_, &'c CellPiece)>| cell.map_or(&[][..], |(_, piece)| &piece.statements[..]);
        let (before, after) = (statements(before), statements(after));
        let (mut stayed, mut came) = (vec![false; before.len()], vec![false; after.len()]);
        for found in &matches {
            (stayed[found.before], came[found.after]) = (true, true);
            let same = found.kind == Kind::Same;
            let kind = if same { &mut change.counts.carried } else { &mut change.counts.reworded };
            kind.add(&after[found.after]);
        }
        let rest = |list: &'c [StatementPiece], met: Vec<bool>| list.iter().zip(met).filter(|(_, met)| !met);
        rest(before, stayed).for_each(|(statement, _)| change.counts.gone.add(statement));
        rest(after, came).for_each(|(statement, _)| change.counts.new.add(statement));
        if !matches.is_empty() {
            // At least half of the shorter cell: `docs/change.md`.
            let alike = matches.len() * 2 >= before.len().min(after.len());
            change.sections.insert(section, SectionChange { matches, alike });
        }
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
pub fn lower(cell: &CellPiece, change: &SectionChange, labels: &Labels) -> Html {
    let mut marks = Marks::default();
    let markup = cell.whole.as_str();
    for (at, statement) in cell.statements.iter().enumerate() {
        match change.matches.iter().find(|found| found.before == at).map(|found| &found.kind) {
            None if change.alike => marks.label(statement.change, labels.gone.as_str()),
            None | Some(Kind::Same) => {}
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
pub fn higher(cell: &CellPiece, change: &SectionChange, labels: &Labels) -> Html {
    let mut marks = Marks::default();
    let markup = cell.whole.as_str();
    for (at, statement) in cell.statements.iter().enumerate() {
        match change.matches.iter().find(|found| found.after == at).map(|found| &found.kind) {
            None if change.alike => marks.label(statement.change, labels.new.as_str()),
            None => {}
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
pub fn new_here(cell: &CellPiece, change: Option<&SectionChange>, labels: &Labels) -> String {
    let mut marks = Marks::default();
    for (at, statement) in cell.statements.iter().enumerate() {
        if change.is_some_and(|change| change.alike && change.matches.iter().all(|found| found.after != at)) {
            marks.label(statement.change - cell.content.start, labels.new_here.as_str());
        }
    }
    marks.put_into(cell.content())
}

impl StepCounts {
    /// What a page says of it; nothing where the levels have nothing in common.
    #[must_use]
    pub fn view(self, ladder: &Ladder, high: usize) -> Option<ChangesView> {
        (self.carried.statements + self.reworded.statements > 0).then(|| ChangesView {
            level: ladder.levels[high].name.clone(),
            new: self.new.statements,
            reworded: self.reworded.statements,
            carried: self.carried.statements,
            gone: self.gone.statements,
            expected: ladder.cumulative,
        })
    }
}
