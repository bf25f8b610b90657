//! The lines of a YAML text ─► the first mistake at or before the place where the parser stopped.
//!
//! A parser says where it could not go on; the author's mistake is often lines above. The survey goes through the text
//! by its lines, as an author reads it, and knows which lists and mappings are open at each. It is asked only where
//! the parser has stopped, and a text that the parser accepts holds no certain finding (a test mutates documents to
//! see that). Single values are `values`' and `flow`'s.

use super::{
    finding::Finding,
    lines::{BLANKS, Line, is_dash, is_plain_key, key_at, line_at, line_from},
};
/// The kinds of things that are lined up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Sequence,
    Mapping,
}

/// An open list or mapping.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    pub(super) column: usize,
    pub(super) kind: Kind,
    /// Whether its last entry has no value yet.
    pub(super) open: bool,
}

/// Where a value stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Lines of the value stand right of this column; -1 at the top.
    pub(super) parent: isize,
    /// Whether it stands right behind the dash of a list item.
    pub(super) item: bool,
    /// Where the item begins that a key in front of the value belongs to, if it is its first.
    pub(super) key: Option<usize>,
}

/// Looks for the mistake that made the parser stop at one of the (sorted) `stops`.
pub(super) fn survey(text: &str, stops: &[usize]) -> Option<Finding> {
    let limit = line_at(text, *stops.last()?).end;
    let mut survey = Survey { text, stops, limit, at: 0, levels: Vec::new(), begun: false, found: None };
    survey.run();
    survey.found
}

pub(super) struct Survey<'t> {
    pub(super) text: &'t str,
    stops: &'t [usize],
    limit: usize,
    /// Where the next line begins.
    pub(super) at: usize,
    pub(super) levels: Vec<Level>,
    begun: bool,
    pub(super) found: Option<Finding>,
}

impl Survey<'_> {
    fn run(&mut self) {
        while self.found.is_none() && self.at < self.text.len() && self.at <= self.limit {
            let line = line_from(self.text, self.at);
            self.at = line.next;
            if line.is_blank(self.text) || line.is_comment(self.text) {
                continue;
            }
            if line.is_marker(self.text) {
                if self.begun || self.text[line.start..].starts_with('.') {
                    return;
                }
                if !self.text[line.start + 3..line.end].trim_matches(BLANKS).is_empty() {
                    // Values on the line of a `---` are not read here; no author of a ladder writes them.
                    return;
                }
                self.begun = true;
                continue;
            }
            if self.text[line.start..].starts_with('%') && self.levels.is_empty() {
                continue;
            }
            self.begun = true;
            self.line(line);
        }
    }

    /// Keeps a finding if it can be why the parser stopped.
    pub(super) fn note(&mut self, finding: Finding) {
        let inside = |stop: &usize| (finding.extent.start..=finding.extent.end).contains(stop);
        let certain = finding.certain && finding.extent.start <= self.limit;
        if self.found.is_none() && (certain || self.stops.iter().any(inside)) {
            self.found = Some(finding);
        }
    }

    fn line(&mut self, line: Line) {
        if let Some(tab) = line.tab(self.text) {
            return self.tabs(line, tab, line.start);
        }
        let start = line.first(self.text);
        let mut column = start - line.start;
        let words = &self.text[start..line.end];
        let kind = self.kind_of(words, start);
        if let Some(kind) = kind
            && !self.fits(kind, column)
        {
            return self.misplaced(line, kind, column);
        }
        while self.levels.last().is_some_and(|level| level.column > column) {
            self.levels.pop();
        }
        if kind == Some(Kind::Mapping)
            && self.levels.last().is_some_and(|level| level.column == column && level.kind == Kind::Sequence)
        {
            self.levels.pop();
        }
        let first = start;
        let mut at = start;
        // Where the dash that stands right in front of `at` on this line begins.
        let mut dash = None;
        loop {
            column = at - line.start;
            let words = &self.text[at..line.end];
            if is_dash(words) {
                self.enter(Kind::Sequence, column);
                dash = Some(column);
                at = self.skip(at + 1, line.end);
                if at == line.end || self.text[at..].starts_with('#') {
                    return;
                }
                continue;
            }
            let named = self.skip_names(at, line.end);
            if named > at && (named == line.end || self.text[named..].starts_with('#')) {
                return;
            }
            if let Some((key, colon)) = key_at(self.text, named) {
                let parent = dash.map_or(-1, usize::cast_signed);
                if self.text[key.clone()].chars().count() > 1024 {
                    let place = Place { parent, item: dash.is_some(), key: None };
                    return self.plain_from(at, place, Some(colon));
                }
                self.enter(Kind::Mapping, column);
                let value = self.skip(colon + 1, line.end);
                if value == line.end || self.text[value..].starts_with('#') {
                    return;
                }
                let named = self.skip_names(value, line.end);
                if named > value && (named == line.end || self.text[named..].starts_with('#')) {
                    return;
                }
                self.close_entry();
                if is_dash(&self.text[value..line.end]) {
                    return self.list_behind_key(column, value, line);
                }
                let key = dash.filter(|_| !is_plain_key(&self.text[key.start..line.end])).map(|_| at);
                return self.value(value, Place { parent: column.cast_signed(), item: false, key });
            }
            let place = if let Some(dash) = dash {
                Place { parent: dash.cast_signed(), item: true, key: None }
            } else {
                match self.levels.last() {
                    None => Place { parent: -1, item: false, key: None },
                    Some(level) if level.open && level.column < column => {
                        Place { parent: level.column.cast_signed(), item: level.kind == Kind::Sequence, key: None }
                    }
                    Some(_) => return self.stray(line, first),
                }
            };
            self.close_entry();
            return self.value(at, place);
        }
    }

    pub(super) fn kind_of(&self, words: &str, start: usize) -> Option<Kind> {
        if is_dash(words) { Some(Kind::Sequence) } else { key_at(self.text, start).map(|_| Kind::Mapping) }
    }

    fn enter(&mut self, kind: Kind, column: usize) {
        match self.levels.last_mut() {
            Some(level) if level.column == column && level.kind == kind => level.open = true,
            _ => {
                self.close_entry();
                self.levels.push(Level { column, kind, open: true });
            }
        }
    }

    fn close_entry(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            level.open = false;
        }
    }

    fn skip(&self, at: usize, end: usize) -> usize {
        end - self.text[at.min(end)..end].trim_start_matches([' ', '\t']).len()
    }

    /// Skips `&name` and `!type` in front of a value.
    fn skip_names(&self, mut at: usize, end: usize) -> usize {
        while self.text[at..end].starts_with(['&', '!']) {
            let word = self.text[at..end].find([' ', '\t']).map_or(end, |length| at + length);
            at = self.skip(word, end);
        }
        at
    }

    /// Whether an entry may begin in `column`.
    pub(super) fn fits(&self, kind: Kind, column: usize) -> bool {
        let mut levels = self.levels.iter().rev().skip_while(|level| level.column > column);
        match levels.next() {
            None => self.levels.is_empty(),
            Some(level) if level.column < column => level.open,
            Some(level) if level.kind == kind => true,
            // The items of a list may stand right below their key.
            Some(level) if kind == Kind::Sequence => level.open,
            Some(_) => levels.next().is_some_and(|below| below.column == column && below.kind == kind),
        }
    }
}
