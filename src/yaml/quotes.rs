//! Texts in quotes, of the survey: closed too late, too early, or with a `\` that means nothing.
//!
//! Where a quote was meant to be closed is told by the lines below it: what looks like an entry of its own is none of
//! the text.

use super::{
    finding::Finding,
    lines::{BLANKS, line_at, line_from, looks_like_entry, quote_end},
    quote::{fold, mended_line, quoted},
    survey::{Place, Survey},
};
use crate::diagnostic::Code;

impl Survey<'_> {
    /// A text in quotes.
    pub(super) fn quotes(&mut self, at: usize, place: Place) {
        let text = self.text;
        let quote = text.as_bytes()[at];
        let extent_end = self.text_end(at, place.parent);
        let end = quote_end(text, at, quote);
        let end = end.filter(|end| *end <= extent_end || self.closes_below(at, *end, place));
        let Some(end) = end else { return self.unclosed_quote(at, extent_end) };
        if quote == b'"'
            && let Some(finding) = self.escape(at, end)
        {
            return self.note(finding);
        }
        let line = line_at(text, end);
        let rest = text[end..line.end].trim_start_matches([' ', '\t']);
        if !rest.is_empty() && !is_comment_behind(&text[end..line.end]) {
            let finding = self.after_quote(at, end, self.text_end(at, place.parent).max(end));
            return self.note(finding);
        }
        self.at = line.next;
        self.nothing_below(at, end, place);
    }

    /// Whether a quote that is closed at `end`, lines below the text it opens, was meant to close it.
    fn closes_below(&self, at: usize, end: usize, place: Place) -> bool {
        let text = self.text;
        let last = line_at(text, end);
        let rest = text[end..last.end].trim_matches(BLANKS);
        if !(rest.is_empty() || rest.starts_with('#')) {
            return false;
        }
        let mut line = line_at(text, at);
        while line.next <= last.start && line.next < text.len() {
            line = line_from(text, line.next);
            let below = line.indent(text).cast_signed() <= place.parent;
            if line.is_marker(text) || below && looks_like_entry(line.words(text)) {
                return false;
            }
        }
        true
    }

    fn unclosed_quote(&mut self, at: usize, end: usize) {
        let text = self.text;
        let quote = &text[at..=at];
        let inner = &text[at + 1..end];
        let slashes = inner.len() - inner.trim_end_matches('\\').len();
        let whole =
            if quote == "\"" && slashes % 2 == 1 { quoted(&fold(inner)) } else { format!("{}{quote}", &text[at..end]) };
        let line = mended_line(text, at..end, &fold(&whole), true);
        let finding = Finding::new(Code::UnclosedQuote, at..at + 1, at..text.len(), "this quote is never closed")
            .help(format!("close it at the end of the text: `{line}`"));
        let finding = if slashes % 2 == 1 { finding.edit(at..end, whole) } else { finding.edit(end..end, quote) };
        self.note(finding);
    }

    /// A `\` in double quotes that means nothing.
    pub(super) fn escape(&self, at: usize, end: usize) -> Option<Finding> {
        let bytes = self.text.as_bytes();
        let mut slash = at + 1;
        while slash + 1 < end {
            if bytes[slash] != b'\\' {
                slash += 1;
                continue;
            }
            let digits = match bytes[slash + 1] {
                b'x' => 2,
                b'u' => 4,
                b'U' => 8,
                b'0' | b'a' | b'b' | b't' | b'\t' | b'n' | b'v' | b'f' | b'r' | b'e' | b' ' | b'"' | b'/' | b'\\'
                | b'N' | b'_' | b'L' | b'P' | b'\n' | b'\r' => 0,
                _ => 9,
            };
            let given = bytes[slash + 2..end].iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
            if given < digits {
                let sign = self.text[slash + 1..].chars().next().map_or(1, char::len_utf8);
                let written = &self.text[slash..slash + 1 + sign];
                let new = quoted(&fold(&self.text[at + 1..end - 1]));
                let line = mended_line(self.text, at..end, &new, true);
                let message = format!("`{written}` means nothing between these quotes");
                return Some(
                    Finding::new(Code::YamlSyntax, slash..slash + 1 + sign, at..end, message)
                        .help(format!("use single quotes: `{line}`"))
                        .edit(at..end, new),
                );
            }
            slash += 2;
        }
        None
    }

    /// Words behind a closing quote; the text from `at` to `end` is what was meant.
    pub(super) fn after_quote(&self, at: usize, close: usize, end: usize) -> Finding {
        let text = self.text;
        let quote = &text[at..=at];
        let raw = &text[at..end];
        let rest = text[close..end].trim_start_matches(BLANKS);
        let start = end - rest.len();
        let touching = text[close..].chars().next().is_some_and(char::is_alphanumeric);
        let new = if rest.starts_with("{#") && rest.ends_with('}') && !rest.contains([' ', '"', '\'']) {
            // An id belongs to the text, so it goes inside.
            format!("{} {rest}{quote}", &text[at..close - 1])
        } else if touching && raw.len() > 1 && raw.ends_with(quote) {
            // `'It's fine'`: the quotes were meant to hold the whole text.
            quoted(&fold(&raw[1..raw.len() - 1]))
        } else {
            quoted(&fold(raw))
        };
        let line = mended_line(text, at..end, &new, true);
        Finding::new(
            Code::TextAfterQuote,
            start..end,
            at..end,
            "the text goes on behind the closing quote, where nothing may stand",
        )
        .help(format!("put quotes around the whole text: `{line}`"))
        .edit(at..end, new)
    }
}

/// Whether the rest of a line behind a closing quote or bracket is only a comment.
pub(super) fn is_comment_behind(rest: &str) -> bool {
    let words = rest.trim_start_matches([' ', '\t']);
    words.len() < rest.len() && words.starts_with('#')
}
