//! The keys of a mapping so far ─► the first place of one that is given twice.

use std::collections::HashMap;

use super::Entry;
use crate::source::Span;

/// The keys of a mapping, to find those given twice.
#[derive(Default)]
pub(super) struct Seen {
    index: HashMap<String, Span>,
}

impl Seen {
    /// The first place of a key. Few keys are compared one by one, which is faster than an index.
    pub(super) fn find(&mut self, key: &str, entries: &[Entry]) -> Option<Span> {
        if entries.len() < 16 {
            return entries.iter().find(|entry| entry.key.text == key).map(|entry| entry.key.span);
        }
        let known = self.index.len();
        self.index.extend(entries[known..].iter().map(|entry| (entry.key.text.clone(), entry.key.span)));
        self.index.get(key).copied()
    }
}
