//! The view of a ladder's shape: how much every step asks, as a picture and as the table behind it.

use serde::Serialize;

use super::{LevelHead, Url, changes::Amount};

/// How much each step of each competency asks.
#[derive(Clone, Debug, Serialize)]
pub struct ShapeView {
    /// The ladder's title.
    pub title: String,
    /// The columns: the levels that a step leads to.
    pub levels: Vec<LevelHead>,
    /// The rows, by group.
    pub groups: Vec<ShapeGroup>,
    /// The picture.
    pub chart: Chart,
    /// How many new words a step has, the middle one of all steps.
    pub median: usize,
    /// The step with the fewest new words, and the one with the most; none where all have as many.
    pub extremes: Option<(ShapeStep, ShapeStep)>,
}

/// The rows of one group.
#[derive(Clone, Debug, Serialize)]
pub struct ShapeGroup {
    /// A page-wide unique id for the heading.
    pub id: String,
    /// The group's name; none: the competencies without a group.
    pub name: Option<String>,
    /// Its competencies that have a step.
    pub rows: Vec<ShapeRow>,
}

/// One competency.
#[derive(Clone, Debug, Serialize)]
pub struct ShapeRow {
    /// Its name.
    pub name: String,
    /// Its page.
    pub url: Url,
    /// One for each column; none: no step of this competency leads there.
    pub steps: Vec<Option<ShapeStep>>,
}

/// One step of one competency.
#[derive(Clone, Debug, Serialize)]
pub struct ShapeStep {
    /// The competency's name.
    pub competency: String,
    /// The lower level's name.
    pub low: String,
    /// The higher level's name.
    pub high: String,
    /// The comparison.
    pub url: Url,
    /// What the lower level has in no form.
    pub new: Amount,
    /// What it has in other words.
    pub reworded: Amount,
    /// What it has in the same words.
    pub carried: Amount,
    /// Whether it has less than a third of the new words of the step in the middle.
    pub thin: bool,
}

/// A length in the picture: along the lines in parts of its width (`12.5%`), across them in `rem` (`2.5rem`), so that it
/// fits every page and letters keep their size.
pub type Length = String;

/// The picture: a row of bars for each competency, a column for each level that a step leads to.
#[derive(Clone, Debug, Serialize)]
pub struct Chart {
    /// Its height.
    pub height: Length,
    /// Where lines of text begin: at the left or at the right end.
    pub start: &'static str,
    /// How far the name of a column stands from its line.
    pub indent: &'static str,
    /// The columns.
    pub columns: Vec<ChartColumn>,
    /// The names at the beginning of each row: competencies, and above them groups.
    pub labels: Vec<ChartLabel>,
    /// The bars.
    pub bars: Vec<ChartBar>,
}

/// A column of the picture.
#[derive(Clone, Debug, Serialize)]
pub struct ChartColumn {
    /// The level that its steps lead to.
    pub level: String,
    /// Where it begins.
    pub x: Length,
    /// Where the line at its beginning runs, on the side that reading begins.
    pub edge: Length,
    /// How wide it is.
    pub width: Length,
}

/// A name in the picture.
#[derive(Clone, Debug, Serialize)]
pub struct ChartLabel {
    /// The name.
    pub name: String,
    /// Whether it is a group's.
    pub group: bool,
    /// The line that it stands on.
    pub y: Length,
}

/// A part of a row: the words of one kind in one step.
#[derive(Clone, Debug, Serialize)]
pub struct ChartBar {
    /// `new`, `reworded` or `carried`.
    pub kind: &'static str,
    /// Where it begins.
    pub x: Length,
    /// Where its upper side is.
    pub y: Length,
    /// How long it is.
    pub width: Length,
}
