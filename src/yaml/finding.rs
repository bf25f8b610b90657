//! A mistake in the lines of a YAML text: what to say about it, and the edits that mend the text.

use std::ops::Range;

use super::mended::Edit;
use crate::diagnostic::Code;

/// A mistake, in places of the mended text.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub(super) code: Code,
    /// The culprit.
    pub(super) at: Range<usize>,
    /// The whole value or line that it spoils: the parser may stop anywhere in it.
    pub(super) extent: Range<usize>,
    /// Whether no parser accepts it; others count only where the parser stopped.
    pub(super) certain: bool,
    pub(super) message: String,
    pub(super) help: String,
    /// What makes the text one that the parser accepts, as near to what was meant as can be known.
    pub(super) edits: Vec<Edit>,
}

impl Finding {
    pub(super) fn new(code: Code, at: Range<usize>, extent: Range<usize>, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, at, extent, certain: true, message, help: String::new(), edits: Vec::new() }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    pub(super) fn edit(mut self, range: Range<usize>, new: impl Into<String>) -> Self {
        self.edits.push((range, new.into()));
        self
    }

    pub(super) fn edits(mut self, edits: Vec<Edit>) -> Self {
        self.edits.extend(edits);
        self
    }

    pub(super) fn uncertain(mut self) -> Self {
        self.certain = false;
        self
    }
}
