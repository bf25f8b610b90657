//! Scalars of the parser ─► texts of the tree, with the authored words where the parser saw an alias, an anchor or a
//! tag at the beginning of a text.

use std::ops::{Range, RangeInclusive};

use granit_parser::ScalarStyle as Style;

use super::{
    Node, Scalar, ScalarStyle, Value,
    build::{Builder, Held, Open, range},
    lines::{BLANKS, comment_behind, is_dash, looks_like_entry},
    quote::{fold, mended_line, quoted, shorten},
};
use crate::diagnostic::Code;

impl<'t> Builder<'t> {
    pub(super) fn scalar(&mut self, held: Held<'t>) {
        let at = range(&held.place);
        let tag = held.place.tag_span().map(|tag| range(&tag));
        let name = held.name.as_ref().map(|(_, at)| at.clone());
        let start = [Some(&at), tag.as_ref(), name.as_ref()].into_iter().flatten().map(|range| range.start).min();
        let start = start.unwrap_or(at.start);
        let prefixed = tag.is_some() || name.is_some();
        self.explicit_key(start);
        if at.is_empty() && held.style == Style::Plain && !prefixed {
            return self.empty(at.start);
        }
        let literal = matches!(held.style, Style::Literal | Style::Folded);
        let at = if literal { self.block_place(&at) } else { at };
        let whole = start.min(at.start)..at.end.max(tag.as_ref().map_or(0, |tag| tag.end));
        let whole = whole.start..whole.end.max(name.as_ref().map_or(0, |name| name.end));
        self.cursor = self.cursor.max(whole.end);
        if prefixed {
            let used = held.name.as_ref().is_some_and(|(name, _)| self.is_repeated(name));
            let typed = held.tag.as_ref().is_some_and(|tag| tag.original_parts().0 != "!") || literal;
            if !used && !typed {
                let text = fold(&self.text[whole.clone()]);
                let node = self.special(whole.clone(), whole.start..=whole.start, text);
                return self.place(node, whole);
            }
            for part in [name, tag].into_iter().flatten() {
                let written = shorten(&self.text[part.clone()]);
                let message = format!("`{written}` is not supported: a text has no name to repeat it and no type");
                self.report(Code::YamlFeature, part, message, format!("remove `{written}`"));
            }
        }
        if at.is_empty() && held.style == Style::Plain {
            return self.empty(whole.end);
        }
        if self.swallows_entries(&at, held.style) {
            self.suspects.push(at.start);
        }
        let plain = held.style == Style::Plain;
        let comment = if plain { comment_behind(self.text, at.end).map(|comment| self.span(comment)) } else { None };
        let style = match held.style {
            Style::Plain => ScalarStyle::Plain,
            Style::SingleQuoted => ScalarStyle::Single,
            Style::DoubleQuoted => ScalarStyle::Double,
            Style::Literal => ScalarStyle::Literal,
            Style::Folded => ScalarStyle::Folded,
        };
        let scalar = Scalar { text: without_returns(held.text), style, comment };
        let node = Node { span: self.span(at.clone()), value: Value::Scalar(scalar) };
        self.place(node, at);
    }

    /// Nothing, behind the `:` of its key or its `-`.
    fn empty(&mut self, offset: usize) {
        let mut at = offset;
        if let Some(end) = self.pending_key_end() {
            let gap = self.text[end..].len() - self.text[end..].trim_start_matches([' ', '\t']).len();
            at = if self.text[end + gap..].starts_with(':') { end + gap + 1 } else { end };
        }
        self.cursor = self.cursor.max(at);
        let node = Node { span: self.span(at..at), value: Value::Empty };
        self.place(node, at..at);
    }

    /// The place of a text below a `|` or `>`, whose event has only its lines.
    fn block_place(&self, lines: &Range<usize>) -> Range<usize> {
        // The sign stands between the key or `-` and the first line; in front of it are at most names and types, and on
        // lines of their own comments.
        let from = self.cursor.min(lines.start);
        let gap = self.text[from..lines.start].trim_end_matches(BLANKS);
        let line = gap.rfind('\n').map_or(0, |at| at + 1);
        let start = gap[line..].find(['|', '>']).map_or(lines.start, |at| from + line + at);
        let header = self.text[start..].find('\n').map_or(self.text.len(), |at| start + at);
        let end = self.text[..lines.end.max(start)].trim_end_matches(BLANKS).len();
        // Without lines, the sign and what stands behind it is all.
        let sign = self.text[start..header].find([' ', '\t', '\r']).map_or(header, |at| start + at);
        start..end.max(sign)
    }

    /// `*name` without such a name in the file: the text that was written.
    pub(super) fn unknown_alias(&mut self, at: Range<usize>) {
        self.explicit_key(at.start);
        self.cursor = self.cursor.max(at.end);
        let text = self.text[at.clone()].to_owned();
        let node = self.special(at.clone(), at.start..=at.start, text);
        self.place(node, at);
    }

    /// `*name` for something in the file. It is not copied: a few such names make gigabytes.
    pub(super) fn alias(&mut self, at: Range<usize>, id: usize) {
        self.cursor = self.cursor.max(at.end);
        let written = self.text[at.clone()].to_owned();
        // The `*name` behind a `<<` is reported with it.
        if !self.entry_is_left_out() {
            let message = format!("`{written}` is not supported: a place can't repeat another one");
            self.report(Code::YamlFeature, at.clone(), message, "write the text out");
        }
        let is_key = self.frames.last().is_none_or(|frame| matches!(&frame.node, Open::Mapping { key: None, .. }));
        if self.collections.contains(&id) && !is_key {
            // A text in the place of a list or mapping would be the next mistake.
            return self.leave_out(at);
        }
        let scalar = Scalar { text: written, style: ScalarStyle::Plain, comment: None };
        let node = Node { span: self.span(at.clone()), value: Value::Scalar(scalar) };
        self.place(node, at);
    }

    /// A text that YAML takes for something else because of how it begins.
    pub(super) fn special(&mut self, whole: Range<usize>, sign: RangeInclusive<usize>, text: String) -> Node {
        let sign = *sign.start()..*sign.end() + 1;
        if !self.entry_is_left_out() {
            let written = &self.text[sign.clone()];
            let message = format!("a text can't begin with `{written}` unless it is in quotes");
            let line = mended_line(self.text, whole.clone(), &quoted(&text), true);
            self.report(Code::SpecialStart, sign, message, format!("put the text in quotes: `{line}`"));
        }
        let scalar = Scalar { text, style: ScalarStyle::Plain, comment: None };
        Node { span: self.span(whole), value: Value::Scalar(scalar) }
    }

    /// Whether the value that comes belongs to an entry that was already reported.
    fn entry_is_left_out(&self) -> bool {
        self.frames.last().is_some_and(
            |frame| matches!(&frame.node, Open::Mapping { key: Some(pending), .. } if pending.key.is_none()),
        )
    }

    fn pending_key_end(&self) -> Option<usize> {
        match &self.frames.last()?.node {
            Open::Mapping { key: Some(pending), .. } => Some(pending.end),
            _ => None,
        }
    }

    /// Whether some `*name` of the text asks for the anchor `name`.
    fn is_repeated(&mut self, name: &str) -> bool {
        let text = self.text;
        let names = self.names.get_or_insert_with(|| {
            let ends = |ch: char| ch.is_whitespace() || matches!(ch, ',' | '[' | ']' | '{' | '}');
            text.split('*').skip(1).map(|rest| rest.split(ends).next().unwrap_or_default()).collect()
        });
        names.contains(name)
    }

    /// Whether a text of several lines has a line that looks like an entry of its own.
    fn swallows_entries(&self, at: &Range<usize>, style: Style) -> bool {
        let mut lines = self.text[at.clone()].split('\n').skip(1);
        match style {
            Style::Plain => lines.any(|line| is_dash(line.trim_start_matches(BLANKS))),
            Style::SingleQuoted | Style::DoubleQuoted => {
                lines.any(|line| looks_like_entry(line.trim_start_matches(BLANKS)))
            }
            Style::Literal | Style::Folded => false,
        }
    }
}

/// Line breaks without carriage returns.
fn without_returns(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}
