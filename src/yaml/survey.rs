//! The lines of a YAML text ─► the first mistake at or before the place where the parser stopped.
//!
//! A parser says where it could not go on; the author's mistake is often lines above. The survey goes through the text
//! by its lines, as an author reads it, and knows which lists and mappings are open at each. It is asked only where
//! the parser has stopped, and a text that the parser accepts holds no certain finding (a test mutates documents to
//! see that). Single values are `values`' and `flow`'s.

use std::ops::Range;

use super::{
    finding::Finding,
    lines::{BLANKS, Line, is_dash, is_plain_key, key_at, line_at, line_from},
    mended::Edit,
    quote::{mended_line, shorten},
};
use crate::diagnostic::Code;

/// The most lines that are moved together with one that is out of line.
pub(super) const MOVED: usize = 100_000;

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

    fn kind_of(&self, words: &str, start: usize) -> Option<Kind> {
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

    /// The column of the open list or mapping that an entry in `column` most probably belongs to.
    pub(super) fn nearest(&self, kind: Kind, column: usize) -> Option<usize> {
        let columns = self.levels.iter().rev().filter(|level| level.kind == kind).map(|level| level.column);
        columns.min_by_key(|near| near.abs_diff(column))
    }

    fn misplaced(&mut self, line: Line, kind: Kind, column: usize) {
        let extent = line.start..line.end;
        let start = line.start + column;
        let Some(target) = self.nearest(kind, column) else {
            let (this, other) = match kind {
                Kind::Sequence => ("a list item", "keys"),
                Kind::Mapping => ("a key", "list items"),
            };
            let finding = Finding::new(
                Code::YamlSyntax,
                start..self.token_end(start),
                extent.clone(),
                format!("{this} can't stand beside {other}"),
            )
            .help(match kind {
                Kind::Sequence => "put it below the key that it belongs to",
                Kind::Mapping => "indent it below the item that it belongs to, or begin the line with `- `",
            });
            let edits = self.blank_block(line, column);
            return self.note(finding.edits(edits));
        };
        let finding = self.out_of_line(line, column, target, extent);
        self.note(finding);
    }

    /// A line in `column` that belongs into the column `target`.
    pub(super) fn out_of_line(&self, line: Line, column: usize, target: usize, extent: Range<usize>) -> Finding {
        let start = line.start + column;
        let mended = format!("{}{}", " ".repeat(target), self.text[start..line.end].trim_end_matches(BLANKS));
        Finding::new(
            Code::BadIndentation,
            start..self.token_end(start),
            extent,
            format!("this line is indented by {}, its neighbours by {}", spaces(column), spaces(target)),
        )
        .help(match target {
            0 => format!("remove the spaces in front of it: `{}`", shorten(&mended)),
            _ => format!("indent it by {}: `{}`", spaces(target), shorten(&mended)),
        })
        .edits(self.shift(line, column, target))
    }

    /// The end of the dash or key at `start`, or of the word there.
    pub(super) fn token_end(&self, start: usize) -> usize {
        if is_dash(&self.text[start..]) {
            return start + 1;
        }
        let line = line_at(self.text, start);
        match key_at(self.text, start) {
            Some((key, _)) if !key.is_empty() => key.end,
            _ => self.text[start..line.end].find([' ', '\t']).map_or(line.end, |length| start + length),
        }
    }

    /// Moves a line and all that belongs to it.
    pub(super) fn shift(&self, line: Line, from: usize, to: usize) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut next = line;
        while edits.len() < MOVED {
            if to > from {
                edits.push((next.start..next.start, " ".repeat(to - from)));
            } else {
                edits.push((next.start..next.start + from - to, String::new()));
            }
            loop {
                if next.next >= self.text.len() {
                    return edits;
                }
                next = line_from(self.text, next.next);
                if !next.is_blank(self.text) {
                    break;
                }
            }
            let indent = next.indent(self.text);
            // A line that already stands where the first one belongs is in order.
            if indent < from || indent == to || next.is_marker(self.text) {
                break;
            }
        }
        edits
    }

    /// Takes away a line and all that is indented below it.
    pub(super) fn blank_block(&self, line: Line, column: usize) -> Vec<Edit> {
        let mut edits = vec![(line.start..line.end, String::new())];
        let mut next = line;
        while edits.len() < MOVED && next.next < self.text.len() {
            next = line_from(self.text, next.next);
            if next.is_blank(self.text) {
                continue;
            }
            if next.indent(self.text) <= column {
                break;
            }
            edits.push((next.start..next.end, String::new()));
        }
        edits
    }

    fn list_behind_key(&mut self, column: usize, value: usize, line: Line) {
        let following = line_from(self.text, line.next);
        let below = following.indent(self.text);
        let indent = if below > column && is_dash(following.words(self.text)) { below } else { column + 2 };
        let item = self.text[value..line.end].trim_end_matches(BLANKS);
        let finding = Finding::new(
            Code::YamlSyntax,
            value..value + 1,
            value..line.end,
            "a list can't begin on the line of its key",
        )
        .help(format!("put the item on a line of its own, indented: `{}`", shorten(item)))
        .edit(value..value, format!("\n{}", " ".repeat(indent)));
        self.note(finding);
    }

    /// A line that is no entry where only an entry can stand.
    pub(super) fn stray(&mut self, line: Line, start: usize) {
        let text = self.text;
        let words = text[start..line.end].trim_end_matches(BLANKS);
        let extent = line.start..line.end;
        let level = self.levels.last().copied();
        if level.is_some_and(|level| level.kind == Kind::Sequence) && words.starts_with('-') {
            let mended = mended_line(text, start..start + 1, "- ", true);
            let finding = Finding::new(Code::YamlSyntax, start..start + 1, extent, "there is no space behind the dash")
                .help(format!("put a space behind it: `{mended}`"))
                .edit(start + 1..start + 1, " ");
            return self.note(finding);
        }
        if let Some(finding) = self.unspaced_colon(start, line.end, extent.clone()) {
            return self.note(finding);
        }
        if start == line.start && words.starts_with('%') {
            let finding = Finding::new(
                Code::YamlFeature,
                start..start + 1,
                extent.clone(),
                "a line that begins with `%` is not supported",
            )
            .help("remove the line")
            .edit(extent, "");
            return self.note(finding);
        }
        let indent = " ".repeat(level.map_or(0, |level| level.column) + 2);
        let finding = Finding::new(
            Code::YamlSyntax,
            start..start + words.len(),
            extent.clone(),
            "this line is neither a list item (`- …`) nor a key with its value (`key: …`)",
        )
        .help(format!(
            "if it goes on with the text above, indent it: `{indent}{}`; if not, complete it",
            shorten(words)
        ))
        .edit(extent, "");
        self.note(finding);
    }

    /// `name:Foo`, where only `name: Foo` can stand.
    pub(super) fn unspaced_colon(&self, start: usize, end: usize, extent: Range<usize>) -> Option<Finding> {
        let words = &self.text[start..end];
        let length = words.find(':')?;
        if !is_plain_key(&format!("{}:", &words[..length])) || words[length..].starts_with("://") {
            return None;
        }
        let colon = start + length;
        let mended = mended_line(self.text, colon..colon + 1, ": ", true);
        let finding = Finding::new(Code::YamlSyntax, colon..colon + 1, extent, "there is no space behind the colon")
            .help(format!("put a space behind it: `{mended}`"))
            .edit(colon + 1..colon + 1, " ");
        Some(finding)
    }

    /// Tabs in front of the words of a line, and of the lines right below it. `begin` is where the value begins that
    /// the line would go on with.
    pub(super) fn tabs(&mut self, line: Line, tab: usize, begin: usize) {
        let text = self.text;
        let start = line.first(text);
        let kind = self.kind_of(&text[start..line.end], start);
        let expand = |line: Line, width: usize| -> usize {
            text[line.start..line.first(text)].bytes().map(|byte| if byte == b'\t' { width } else { 1 }).sum()
        };
        let fits = |width: &usize| kind.is_some_and(|kind| self.fits(kind, expand(line, *width)));
        let width = [2, 4, 8, 1, 3].into_iter().find(fits);
        let snapped = kind.and_then(|kind| self.nearest(kind, expand(line, 2)));
        let (width, first) = match (width, snapped) {
            (Some(width), _) => (width, expand(line, width)),
            (None, Some(column)) => (2, column),
            (None, None) => (2, expand(line, 2)),
        };
        let mut edits = vec![(line.start..start, " ".repeat(first))];
        let mut next = line;
        while edits.len() < MOVED && next.next < text.len() {
            next = line_from(text, next.next);
            if next.tab(text).is_none() {
                break;
            }
            if !next.is_blank(text) {
                let column = if expand(next, 2) == expand(line, 2) { first } else { expand(next, width) };
                edits.push((next.start..next.first(text), " ".repeat(column)));
            }
        }
        let message = match edits.len() {
            1 => "this line is indented with a tab; only spaces can be used".to_owned(),
            2 => "this line and the next are indented with tabs; only spaces can be used".to_owned(),
            lines => format!("these {lines} lines are indented with tabs; only spaces can be used"),
        };
        let mended = format!("{}{}", " ".repeat(first), text[start..line.end].trim_end_matches(BLANKS));
        let end = tab + text[tab..start].bytes().take_while(|byte| *byte == b'\t').count();
        let finding = Finding::new(Code::TabIndentation, tab..end, begin..line.end, message)
            .help(format!("put spaces in place of the tab: `{}`", shorten(&mended)))
            .edits(edits);
        // Tabs in front of a text that goes on are allowed, and so are they in front of brackets.
        self.note(if kind.is_some() { finding } else { finding.uncertain() });
    }
}

/// A count of spaces in words.
pub(super) fn spaces(count: usize) -> String {
    match count {
        0 => "none".to_owned(),
        1 => "1 space".to_owned(),
        _ => format!("{count} spaces"),
    }
}
