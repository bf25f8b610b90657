//! Texts below a `|` or `>`, of the survey.
//!
//! Only how the lines are indented is looked at, never what they say.

use super::{
    finding::Finding,
    layout::{MOVED, spaces},
    lines::{BLANKS, Line, line_at, line_from},
    quote::shorten,
    survey::{Place, Survey},
};
use crate::diagnostic::Code;

impl Survey<'_> {
    /// A text below a `|` or `>`.
    pub(super) fn block(&mut self, at: usize, place: Place) {
        let text = self.text;
        let header = line_at(text, at);
        self.at = header.next;
        let digit = text[at + 1..header.end].bytes().take(2).find(u8::is_ascii_digit);
        let mut column = digit.map(|digit| place.parent.max(0).cast_unsigned() + usize::from(digit - b'0'));
        while self.at < text.len() {
            let line = line_from(text, self.at);
            if line.is_blank(text) {
                if let Some(tab) = line.tab(text).filter(|tab| tab - line.start < column.unwrap_or(0)) {
                    self.tab_in_blank_line(at, line, tab);
                }
                self.at = line.next;
                continue;
            }
            let indent = line.indent(text);
            let inside = indent.cast_signed() > place.parent;
            if column.is_none() && inside {
                column = Some(indent);
            }
            let tab = line.tab(text).filter(|tab| tab - line.start < column.unwrap_or(usize::MAX));
            if let Some(tab) = tab {
                return self.tab_in_block(at, line, tab, column.unwrap_or(indent + 2), place);
            }
            match column {
                _ if line.is_marker(text) => return self.blanks_before_block(at, header, column),
                Some(column) if indent >= column => self.at = line.next,
                Some(column) if inside && !line.is_comment(text) => {
                    let finding = Finding::new(
                        Code::BadIndentation,
                        line.start + indent..self.token_end(line.start + indent),
                        at..line.end,
                        format!("this line is indented by {}, the text above it by {}", spaces(indent), spaces(column)),
                    )
                    .help(format!(
                        "indent it by {}: `{}{}`",
                        spaces(column),
                        " ".repeat(column),
                        shorten(line.words(text).trim_end_matches(BLANKS))
                    ))
                    .edit(line.start..line.start, " ".repeat(column - indent));
                    return self.note(finding);
                }
                _ => return self.blanks_before_block(at, header, column),
            }
        }
        self.blanks_before_block(at, header, column);
    }

    /// A line of blanks with a tab ends the text below a `|`.
    fn tab_in_blank_line(&mut self, at: usize, line: Line, tab: usize) {
        // The parser stops at the line below, or at its end.
        let below = line_from(self.text, line.next);
        let finding = Finding::new(Code::TabIndentation, tab..tab + 1, at..below.next, "this empty line holds a tab")
            .help("remove the tab")
            .edit(line.start..line.end, "");
        self.note(finding.uncertain());
    }

    fn tab_in_block(&mut self, at: usize, line: Line, tab: usize, column: usize, place: Place) {
        let text = self.text;
        let column = column.max((place.parent + 1).cast_unsigned());
        let start = line.first(text);
        let mut edits = Vec::new();
        let mut next = line;
        while edits.len() < MOVED && (next.is_blank(text) || next.tab(text).is_some()) {
            if !next.is_blank(text) {
                edits.push((next.start..next.first(text), " ".repeat(column)));
            }
            if next.next >= text.len() {
                break;
            }
            next = line_from(text, next.next);
        }
        let mended = format!("{}{}", " ".repeat(column), text[start..line.end].trim_end_matches(BLANKS));
        let finding = Finding::new(
            Code::TabIndentation,
            tab..tab + 1,
            at..line.end,
            "this line is indented with a tab; only spaces can be used",
        )
        .help(format!("put spaces in place of the tab: `{}`", shorten(&mended)))
        .edits(edits);
        self.note(finding);
    }

    /// Empty lines in front of a text below a `|` that have more blanks than the text is indented by.
    fn blanks_before_block(&mut self, at: usize, header: Line, column: Option<usize>) {
        let text = self.text;
        let mut next = header.next;
        while next < self.at {
            let line = line_from(text, next);
            next = line.next;
            if !line.is_blank(text) {
                return;
            }
            if line.end - line.start > column.unwrap_or(0) {
                let finding = Finding::new(
                    Code::BadIndentation,
                    line.start..line.end,
                    at..self.at,
                    "this empty line has more blanks than the text below it is indented by",
                )
                .help("remove the blanks")
                .edit(line.start..line.end, "");
                return self.note(finding.uncertain());
            }
        }
    }
}

/// Whether a `|` or `>` has nothing behind it that makes it a sign of a text.
pub(super) fn is_block_header(rest: &str) -> bool {
    let signs = rest[1..].trim_start_matches(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', '-']);
    let words = signs.trim_start_matches([' ', '\t']);
    rest.len() - signs.len() <= 3 && (words.is_empty() || words.len() < signs.len() && words.starts_with('#'))
}
