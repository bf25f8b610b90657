//! What the template of a home page gets: the introduction, the last release, and the matrix.

use serde::Serialize;

use super::{LevelHead, Link, Url};
use crate::html::Html;

/// The home page of the site, or of one of its ladders.
#[derive(Clone, Debug, Serialize)]
pub struct HomeView {
    /// The introduction, from `index.md`.
    pub intro: Option<Html>,
    /// The ladders of a site that has several.
    pub ladders: Vec<Link>,
    /// The last release, where there is one and this is the living ladder.
    pub release: Option<LastRelease>,
    /// The matrix, where this is the home of a ladder.
    pub matrix: Option<MatrixView>,
    /// The pages that refer to this one.
    pub referred_by: Vec<Link>,
}

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

/// The last release, as seen from the living ladder.
#[derive(Clone, Debug, Serialize)]
pub struct LastRelease {
    /// Its name.
    pub version: String,
    /// The day on which it was made.
    pub date: String,
    /// The day from which it counts, where that is another.
    pub effective: Option<String>,
    /// Its home page.
    pub url: Url,
    /// All releases.
    pub releases: Url,
    /// How much changed since.
    pub changes: usize,
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
