//! What the matrix of a ladder gets: competencies by group × levels, every filled cell a link.

use serde::Serialize;

use super::{LevelHead, Link, Url};
use crate::html::Html;

/// Competencies by group × levels.
#[derive(Clone, Debug, Serialize)]
pub struct MatrixView {
    /// The ladder's title.
    pub title: String,
    /// Whether a level also expects what the levels before it expect.
    pub cumulative: bool,
    /// The columns.
    pub levels: Vec<LevelHead>,
    /// The rows, by group.
    pub groups: Vec<MatrixGroup>,
    /// The page that shows how much each step asks; none where there is no step.
    pub shape: Option<Url>,
    /// The section pages.
    pub sections: Vec<Link>,
}

/// The rows of one group.
#[derive(Clone, Debug, Serialize)]
pub struct MatrixGroup {
    /// A page-wide unique id for the heading.
    pub id: String,
    /// The group's name; none: the competencies without a group.
    pub name: Option<String>,
    /// Its competencies.
    pub rows: Vec<MatrixRow>,
}

/// One competency in the matrix.
#[derive(Clone, Debug, Serialize)]
pub struct MatrixRow {
    /// The competency's name.
    pub name: String,
    /// Its page.
    pub url: Url,
    /// Its one-line summary.
    pub summary: Option<Html>,
    /// Shown in `serve` only.
    pub draft: bool,
    /// One for each level, in the order of the columns; none: not described at this level.
    pub cells: Vec<Option<MatrixCell>>,
}

/// A filled cell of the matrix.
#[derive(Clone, Debug, Serialize)]
pub struct MatrixCell {
    /// The name of the level, for layouts without columns.
    pub level: String,
    /// The step that leads to this level, or the level's own page for the first one.
    pub url: Url,
    /// How many statements stand there.
    pub statements: usize,
}
