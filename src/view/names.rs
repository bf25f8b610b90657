//! What the template of the page for searching gets.

use serde::Serialize;

use super::Url;

/// The index of all names. The search stands above it where scripts run.
#[derive(Clone, Debug, Serialize)]
pub struct SearchView {
    /// The competencies by their first letters, in the order of the language.
    pub competencies: Vec<SearchLetter>,
    /// The sections that are described anywhere, in the order of the language.
    pub sections: Vec<SearchEntry>,
    /// The levels in the order of their ladders.
    pub levels: Vec<SearchEntry>,
}

/// The competencies of one first letter.
#[derive(Clone, Debug, Serialize)]
pub struct SearchLetter {
    /// The letter, or `#` for names that begin with none.
    pub letter: String,
    /// Its competencies.
    pub entries: Vec<SearchEntry>,
}

/// A name and its page.
#[derive(Clone, Debug, Serialize)]
pub struct SearchEntry {
    /// The name.
    pub label: String,
    /// Its page.
    pub url: Url,
    /// The title of its ladder, where there are several.
    pub ladder: Option<String>,
    /// Shown in `serve` only.
    pub draft: bool,
}
