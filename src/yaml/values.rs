//! One text of the survey: unquoted, quoted, below a `|`, or one that YAML does not take for a text at all.
//!
//! Each reading goes to the end of the value, over as many lines as it has, and notes the first mistake in it. Lines
//! below a `|` or `>` are never looked into.

use super::{
    block::is_block_header,
    finding::Finding,
    lines::{
        BLANKS, Line, blank_or_end, colon_in, comment_in, is_dash, is_plain_key, line_at, line_from, looks_like_entry,
    },
    quote::{fold, mended_line, quoted, shorten},
    survey::{Place, Survey},
};
use crate::diagnostic::Code;

impl Survey<'_> {
    /// Reads the value that begins at `at`; the survey goes on behind it.
    pub(super) fn value(&mut self, at: usize, place: Place) {
        let rest = &self.text[at..line_at(self.text, at).end];
        let sure = match rest.as_bytes().first() {
            Some(b'"' | b'\'') => return self.quotes(at, place),
            Some(b'[' | b'{') => return self.brackets(at, place),
            Some(b'|' | b'>') if is_block_header(rest) => return self.block(at, place),
            Some(b'|' | b'>' | b'@' | b'`' | b'%' | b',' | b']' | b'}') => true,
            Some(b'*') => blank_or_end(rest, 1),
            Some(b'&' | b'!') => false,
            Some(b'?') if blank_or_end(rest, 1) => false,
            _ => return self.plain_from(at, place, None),
        };
        let finding = self.special_start(at, place);
        self.note(if sure { finding } else { finding.uncertain() });
        self.skip_lines(place.parent);
    }

    /// A text that begins with a sign that YAML takes for something else.
    pub(super) fn special_start(&self, at: usize, place: Place) -> Finding {
        let end = self.text_end(at, place.parent);
        let sign = self.text[at..].chars().next().map_or(1, char::len_utf8);
        let sign = if self.text[at..].starts_with("[[") || self.text[at..].starts_with("{{") { 2 } else { sign };
        let written = &self.text[at..at + sign];
        let message = format!("a text can't begin with `{written}` unless it is in quotes");
        self.in_quotes(Code::SpecialStart, at..at + sign, at, end, message)
    }

    /// A finding that is mended by quotes around the text from `start` to `end`.
    pub(super) fn in_quotes(
        &self,
        code: Code,
        at: std::ops::Range<usize>,
        start: usize,
        end: usize,
        message: impl Into<String>,
    ) -> Finding {
        let new = quoted(&fold(&self.text[start..end]));
        let line = mended_line(self.text, start..end, &new, true);
        Finding::new(code, at, start..end, message)
            .help(format!("put the text in quotes: `{line}`"))
            .edit(start..end, new)
    }

    /// The end of the text that begins at `at` as an author sees it: with the lines below that are indented more and
    /// look like prose.
    pub(super) fn text_end(&self, at: usize, parent: isize) -> usize {
        let text = self.text;
        let mut line = line_at(text, at);
        let mut end = at + text[at..line.end].trim_end_matches(BLANKS).len();
        while line.next < text.len() {
            line = line_from(text, line.next);
            if line.is_blank(text) {
                continue;
            }
            let words = line.words(text);
            let below = line.indent(text).cast_signed() <= parent;
            if below || line.is_marker(text) || line.is_comment(text) || looks_like_entry(words) {
                break;
            }
            end = line.start + text[line.start..line.end].trim_end_matches(BLANKS).len();
        }
        end
    }

    /// Goes on behind the lines that are indented more than `parent`.
    fn skip_lines(&mut self, parent: isize) {
        while self.at < self.text.len() {
            let line = line_from(self.text, self.at);
            let below = line.indent(self.text).cast_signed() <= parent || line.is_marker(self.text);
            if !line.is_blank(self.text) && !line.is_comment(self.text) && below {
                return;
            }
            self.at = line.next;
        }
    }

    /// An unquoted text. `colon` is the first colon in it, if that is known.
    pub(super) fn plain_from(&mut self, at: usize, place: Place, colon: Option<usize>) {
        let text = self.text;
        let mut line = line_at(text, at);
        let first = &text[at..line.end];
        if let Some(colon) = colon.or_else(|| colon_in(first, 0).map(|colon| at + colon)) {
            return self.colon(at, colon, place);
        }
        let mut comment = comment_in(first).map(|comment| at + comment..line.end);
        let mut own_line = false;
        loop {
            if line.next >= text.len() {
                return;
            }
            line = line_from(text, line.next);
            if line.is_blank(text) {
                continue;
            }
            let tab = line.tab(text);
            let indent = line.indent(text);
            let words = line.words(text);
            if line.is_comment(text) {
                if comment.is_none() {
                    comment = Some(line.first(text)..line.end);
                    own_line = true;
                }
                continue;
            }
            if line.is_marker(text) {
                return;
            }
            if let Some(tab) = tab
                && looks_like_entry(words)
            {
                return self.tabs(line, tab, at);
            }
            if indent.cast_signed() <= place.parent
                && tab.is_none_or(|tab| (tab - line.start).cast_signed() <= place.parent)
            {
                return;
            }
            if is_plain_key(words) || is_dash(words) && (place.item || self.is_list(line, place)) {
                return self.entry_in_text(at, line, place);
            }
            if let Some(comment) = comment {
                return self.comment(at, comment, own_line, place);
            }
            if let Some(colon) = colon_in(words, 0) {
                return self.colon(at, line.first(text) + colon, place);
            }
            comment = comment_in(words).map(|comment| line.first(text) + comment..line.end);
            self.at = line.next;
        }
    }

    fn colon(&mut self, at: usize, colon: usize, place: Place) {
        // Of `- Note: ask: why` all is the text, and its first colon the culprit.
        let (start, parent) = match place.key {
            Some(start) => (start, -1.max(place.parent - 1)),
            None => (at, place.parent),
        };
        let colon = colon_in(&self.text[start..=colon], 0).map_or(colon, |first| start + first);
        let end = self.text_end(at, parent).max(colon + 1);
        let message = "a text with a colon and a space in it must be in quotes";
        let mut finding = self.in_quotes(Code::ColonInText, colon..colon + 1, start, end, message);
        finding.extent.start = start;
        self.note(finding);
    }

    fn comment(&mut self, at: usize, comment: std::ops::Range<usize>, own_line: bool, place: Place) {
        let text = self.text;
        let comment = comment.start..comment.start + text[comment].trim_end_matches(BLANKS).len();
        let extent = at..self.text_end(at, place.parent).max(comment.end);
        let message = "a comment can't stand in the middle of a text";
        let finding = if own_line {
            Finding::new(Code::CommentInText, comment.clone(), extent, message)
                .help("move the comment above the text")
                .edit(line_at(text, comment.start).start..line_at(text, comment.start).next, "")
        } else {
            let line = shorten(text[line_at(text, at).start..comment.start].trim_matches(BLANKS));
            let whole = mended_line(text, extent.clone(), &quoted(&fold(&text[extent.clone()])), true);
            Finding::new(Code::CommentInText, comment.clone(), extent.clone(), message)
                .help(format!(
                    "put the comment on a line of its own above `{line}`, or quotes around it all: `{whole}`"
                ))
                .edit(extent.clone(), quoted(&fold(&text[extent])))
        };
        self.note(finding);
    }

    /// A line that looks like a key or an item, and that YAML takes for a part of the text above it.
    fn entry_in_text(&mut self, at: usize, line: Line, place: Place) {
        let text = self.text;
        let words = line.words(text);
        let column = line.first(text) - line.start;
        let extent = at..line.end;
        let head = line_at(text, at);
        if let Some(finding) = self.unspaced_colon(at, head.end, extent.clone()) {
            return self.note(finding);
        }
        if place.parent < 0 {
            return self.stray(head, at);
        }
        if place.item && !is_dash(words) {
            let key = line.first(text);
            let mended = mended_line(text, at..at, "text: ", true);
            let shift = (at - head.start).cast_signed() - column.cast_signed();
            let mut finding = Finding::new(
                Code::YamlSyntax,
                key..self.token_end(key),
                extent,
                "a key can't follow a text; the text needs a key as well",
            )
            .help(format!("give the text above its key: `{mended}`"))
            .edit(at..at, "text: ");
            if shift != 0 {
                finding = finding.edits(self.shift(line, column, at - head.start));
            }
            return self.note(finding);
        }
        if !place.item && is_dash(words) {
            let start = line.first(text);
            let finding = Finding::new(Code::YamlSyntax, start..start + 1, extent, "a list can't follow a text")
                .help("remove the text behind the colon, or give the list a key of its own")
                .edits(self.blank_block(line, column - 1));
            return self.note(finding);
        }
        let target = place.parent.max(0).cast_unsigned();
        let finding = self.out_of_line(line, column, target, extent);
        self.note(finding);
    }

    /// Whether the first of the lines below a text, and all the others, are list items: one alone may be a dash in
    /// prose.
    fn is_list(&self, first: Line, place: Place) -> bool {
        let text = self.text;
        let mut items = 0;
        let mut line = first;
        while line.is_blank(text) || line.indent(text).cast_signed() > place.parent {
            if !line.is_blank(text) {
                if !is_dash(line.words(text)) {
                    return false;
                }
                items += 1;
            }
            if line.next >= text.len() {
                break;
            }
            line = line_from(text, line.next);
        }
        items > 1 && self.at == first.start
    }

    /// Notes a line that is indented below a value that is complete.
    pub(super) fn nothing_below(&mut self, at: usize, end: usize, place: Place) {
        let text = self.text;
        let mut next = self.at;
        while next < text.len() {
            let line = line_from(text, next);
            next = line.next;
            if line.is_blank(text) || line.is_comment(text) {
                continue;
            }
            if line.is_marker(text) || line.indent(text).cast_signed() <= place.parent || line.tab(text).is_some() {
                return;
            }
            let words = line.words(text);
            let column = line.first(text) - line.start;
            if looks_like_entry(words) {
                let finding = self.out_of_line(line, column, place.parent.max(0).cast_unsigned(), at..line.end);
                return self.note(finding);
            }
            if text[at..].starts_with(['"', '\'']) {
                let finding = self.after_quote(at, end, self.text_end(at, place.parent).max(end));
                return self.note(finding.uncertain());
            }
            return;
        }
    }
}
