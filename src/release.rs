//! A release: the frozen, named state of all ladders ⇄ `content/releases/<version>.json`.
//!
//! Inside of the file stand the shapes of `ladder.yaml` and of competencies' files, so that what reads those reads a
//! release, with the same checks: a [`Release`] is as valid as any other content. A digest tells whether it still says
//! what it said when it was made. The form has a version of its own; every later `rungs` reads the earlier ones.

mod freeze;
mod json;
mod notes;
mod read;
mod version;

pub use freeze::{Frozen, freeze};
pub use notes::{Reason, reasons, with_ids};
pub use read::read;
pub use version::Version;

use crate::{date::Date, ladder::Content, source::FileId};

/// The version of the form, the key `rungs` in the file.
pub const SCHEMA: u32 = 1;

/// The folder of the releases below the content.
pub const FOLDER: &str = "releases";

/// A frozen state.
#[derive(Clone, Debug)]
pub struct Release {
    /// Its name.
    pub version: Version,
    /// The day on which it was made.
    pub date: Date,
    /// The day from which it counts, where that is another.
    pub effective: Option<Date>,
    /// What its authors say of it, as Markdown.
    pub notes: Option<String>,
    /// The ladders; no pages and no files.
    pub content: Content,
    /// Where it stands.
    pub file: FileId,
}
