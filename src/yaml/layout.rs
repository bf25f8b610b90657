//! Lines that stand in the wrong place, of the survey: out of line, indented with tabs, or no entry at all.
//!
//! A line is moved to the nearest list or mapping of its kind, together with all that belongs to it, so that the mended
//! text has the structure that was meant.

use std::ops::Range;

use super::{
    finding::Finding,
    lines::{BLANKS, Line, is_dash, is_plain_key, key_at, line_at, line_from},
    mended::Edit,
    quote::{mended_line, shorten},
    survey::{Kind, Survey},
};
use crate::diagnostic::Code;

/// The most lines that are moved together with one that is out of line.
pub(super) const MOVED: usize = 10_000;

impl Survey<'_> {
    /// The column of the open list or mapping that an entry in `column` most probably belongs to.
    pub(super) fn nearest(&self, kind: Kind, column: usize) -> Option<usize> {
        let columns = self.levels.iter().rev().filter(|level| level.kind == kind).map(|level| level.column);
        columns.min_by_key(|near| near.abs_diff(column))
    }

    pub(super) fn misplaced(&mut self, line: Line, kind: Kind, column: usize) {
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

    pub(super) fn list_behind_key(&mut self, column: usize, value: usize, line: Line) {
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
