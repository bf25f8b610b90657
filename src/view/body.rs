//! What the components of a cell get: its statements, in the shape of the section's style.

use serde::Serialize;

use super::Url;
use crate::html::Html;

/// What a cell's component gets: one call for each cell, whatever pages show it.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "style", rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the fields are the parts of a cell, named as in the model")]
pub enum BodyView {
    /// One text.
    Prose { statement: StatementView },
    /// Items without order.
    List { statements: Vec<StatementView> },
    /// Items in order, numbered.
    Steps { statements: Vec<StatementView> },
    /// Words to say, or that were said.
    Quotes { statements: Vec<StatementView> },
    /// From one way of thinking to another; one statement.
    Shift { from: Html, to: Html, statement: StatementView },
    /// Points, then a closing text.
    Summary { statements: Vec<StatementView>, closing: Option<StatementView> },
}

/// One citable item.
#[derive(Clone, Debug, Serialize)]
pub struct StatementView {
    /// Its anchor: the permanent id, or one derived from its words.
    pub anchor: String,
    /// Whether the anchor is permanent.
    pub permanent: bool,
    /// Whether the latest release has it in other words, at another place, or not at all.
    pub unreleased: bool,
    /// `auto` where the words may run against the direction of the page.
    pub direction: Option<&'static str>,
    /// The words; for a shift empty, as both halves have their own place.
    pub words: Html,
    /// Whether the words are blocks (paragraphs, lists) and not one run of text.
    pub block: bool,
    /// The place for the kind of change, which only comparisons and level pages fill: outside of the words.
    pub change: Html,
    /// Examples, which are not statements.
    pub examples: Vec<Html>,
    /// A remark.
    pub note: Option<Html>,
    /// What became of it, on a page of a release.
    pub today: Option<TodayView>,
}

/// What became of a statement of a release.
#[derive(Clone, Debug, Serialize)]
pub struct TodayView {
    /// `same`, `reworded`, `moved`, `moved-reworded`, `replaced` or `retired`.
    pub kind: &'static str,
    /// Its page.
    pub url: Url,
}
