//! Lists and mappings in brackets, of the survey: `[a, b]` and `{a: b}` over as many lines as they have.
//!
//! One pass from the opening bracket to the one that closes it, item by item; the first mistake ends it.

#![allow(clippy::unnecessary_box_returns, reason = "a finding goes into the `Err` of a result, which must stay small")]

use super::{
    finding::Finding,
    lines::{BLANKS, blank_or_end, is_dash, line_at, line_from, looks_like_entry, quote_end},
    quote::{double_quoted, fold, mended_line, quoted},
    quotes::is_comment_behind,
    survey::{Place, Survey},
};
use crate::diagnostic::Code;

/// An open bracket.
struct Bracket {
    at: usize,
    /// Whether the item already has a colon.
    colon: bool,
    /// Where the item or the value behind the colon begins.
    item: Option<usize>,
}

impl Survey<'_> {
    /// Reads the value that begins with the bracket at `at`.
    pub(super) fn brackets(&mut self, at: usize, place: Place) {
        let text = self.text;
        let end = match self.close_of(at, place) {
            Ok(end) => end,
            Err(finding) => return self.note(*finding),
        };
        let line = line_at(text, end);
        self.at = line.next;
        let rest = text[end..line.end].trim_matches(BLANKS);
        if rest.is_empty() || is_comment_behind(&text[end..line.end]) {
            return self.nothing_below(at, end, place);
        }
        if rest.starts_with(':') && blank_or_end(rest, 1) {
            return;
        }
        if rest.bytes().all(|byte| matches!(byte, b']' | b'}')) {
            let extra = line.end - text[end..line.end].trim_start_matches(BLANKS).len();
            let mended = mended_line(text, end..line.end, "", true);
            let finding = Finding::new(Code::YamlSyntax, extra..extra + 1, at..line.end, "this bracket closes nothing")
                .help(format!("remove it: `{mended}`"))
                .edit(end..line.end, "");
            return self.note(finding);
        }
        let finding = self.special_start(at, place);
        self.note(finding);
    }

    /// The byte behind the bracket that closes the one at `open`.
    fn close_of(&self, open: usize, place: Place) -> Result<usize, Box<Finding>> {
        let text = self.text;
        let bytes = text.as_bytes();
        let mut stack: Vec<Bracket> = Vec::new();
        let mut at = open;
        while at < bytes.len() {
            let byte = bytes[at];
            if byte == b'\n' {
                if self.ends_brackets(at + 1, place) {
                    break;
                }
                at += 1;
                continue;
            }
            if matches!(byte, b' ' | b'\t' | b'\r') {
                at += 1;
                continue;
            }
            if byte == b'#' {
                if at > 0 && bytes[at - 1].is_ascii_whitespace() {
                    at = line_at(text, at).end;
                    continue;
                }
                return Err(self.hash(open, at, &stack, place).into());
            }
            if stack.is_empty() {
                stack.push(Bracket { at, colon: false, item: None });
                at += 1;
                continue;
            }
            let Some(top) = stack.last_mut() else { break };
            match byte {
                b'[' | b'{' => {
                    top.item.get_or_insert(at);
                    stack.push(Bracket { at, colon: false, item: None });
                    // Deeper nesting is an error of its own, which the parser tells.
                    if stack.len() > 2 * super::DEPTH {
                        return Ok(text.len());
                    }
                    at += 1;
                }
                b']' | b'}' => {
                    let closes = |open: usize| (bytes[open] == b'[') == (byte == b']');
                    if !closes(top.at) {
                        let inner = top.at;
                        return Err(self.wrong_bracket(inner, at, stack.iter().any(|outer| closes(outer.at))).into());
                    }
                    stack.pop();
                    at += 1;
                    if stack.is_empty() {
                        return Ok(at);
                    }
                }
                b',' => {
                    if top.item.is_none() && !top.colon {
                        return Err(self.missing_item(open, at).into());
                    }
                    (top.item, top.colon) = (None, false);
                    at += 1;
                }
                b':' if blank_or_end(text, at + 1) || matches!(bytes.get(at + 1), Some(b',' | b']' | b'}')) => {
                    if top.colon {
                        let start = top.item.unwrap_or(at);
                        return Err(self.colon_in_item(start, at).into());
                    }
                    (top.item, top.colon) = (None, true);
                    at += 1;
                }
                _ if top.item.is_some() => {
                    // A value in brackets or quotes is complete; JSON allows a colon right behind it.
                    if byte == b':' && !top.colon {
                        (top.item, top.colon) = (None, true);
                        at += 1;
                        continue;
                    }
                    let start = top.item.unwrap_or(at);
                    if !matches!(bytes[start], b'[' | b'{' | b'"' | b'\'') {
                        // An unquoted text goes on in the next line.
                        // A sign that ends a text here is one byte long.
                        at = self.plain_item(start, at)?.max(at + 1);
                        continue;
                    }
                    let end = item_end(text, at).max(at + 1);
                    if matches!(bytes[start], b'"' | b'\'') {
                        let quote_end = quote_end(text, start, bytes[start]).unwrap_or(at).min(at);
                        return Err(Box::new(self.after_quote(start, quote_end, end)));
                    }
                    let sign = start..start + 1;
                    let message = format!("a text can't begin with `{}` unless it is in quotes", &text[sign.clone()]);
                    let finding = self.in_quotes(Code::SpecialStart, sign, start, end, message);
                    return Err(Box::new(finding));
                }
                _ => {
                    top.item = Some(at);
                    at = self.item(open, at, place)?;
                }
            }
        }
        let stack_end = stack.first().map_or(open, |bracket| bracket.at);
        Err(self.unclosed_bracket(stack_end, at, stack.len(), place).into())
    }

    /// Reads a text at `at` inside brackets; gives the byte behind it.
    fn item(&self, open: usize, at: usize, place: Place) -> Result<usize, Box<Finding>> {
        let text = self.text;
        let bytes = text.as_bytes();
        let first = bytes[at];
        if let b'"' | b'\'' = first {
            return self.quoted_item(at, place);
        }
        let end = item_end(text, at);
        if is_dash(&text[at..]) {
            let mended = mended_line(text, at..at + 1, "", true);
            return Err(Box::new(
                Finding::new(Code::YamlSyntax, at..at + 1, open..end, "items in brackets have no dashes")
                    .help(format!("remove the dash: `{mended}`"))
                    .edit(at..at + 1, " "),
            ));
        }
        let sure = matches!(first, b'@' | b'`' | b'%' | b'|' | b'>') || first == b'*' && blank_or_end(text, at + 1);
        if sure || matches!(first, b'*' | b'&' | b'!') && text[at..end].contains([' ', '\t']) {
            let message = format!("a text can't begin with `{}` unless it is in quotes", &text[at..=at]);
            let finding = self.in_quotes(Code::SpecialStart, at..at + 1, at, end, message);
            if sure || first == b'*' {
                return Err(Box::new(finding));
            }
        }
        self.plain_item(at, at)
    }

    /// Reads an unquoted text that begins at `start`, from `next` to the end of the line or item.
    fn plain_item(&self, start: usize, mut next: usize) -> Result<usize, Box<Finding>> {
        let text = self.text;
        let bytes = text.as_bytes();
        while next < bytes.len() {
            match bytes[next] {
                b',' | b']' | b'}' | b'\n' => break,
                b':' if blank_or_end(text, next + 1) || matches!(bytes.get(next + 1), Some(b',' | b']' | b'}')) => {
                    break;
                }
                b'#' if matches!(bytes[next - 1], b' ' | b'\t') => break,
                b'{' if bytes.get(next + 1) == Some(&b'#') => return Err(self.id_in_item(start, next).into()),
                b'[' | b'{' => {
                    let message = format!(
                        "`{}` begins another {} here; a text with it must be in quotes",
                        &text[next..=next],
                        if bytes[next] == b'[' { "list" } else { "mapping" }
                    );
                    let end = item_end(text, next).max(next + 1);
                    let finding = self.in_quotes(Code::SpecialStart, next..next + 1, start, end, message);
                    return Err(Box::new(finding));
                }
                _ => {}
            }
            next += 1;
        }
        Ok(next)
    }

    fn quoted_item(&self, at: usize, place: Place) -> Result<usize, Box<Finding>> {
        let text = self.text;
        let quote = text.as_bytes()[at];
        let close = quote_end(text, at, quote).filter(|close| {
            let mut lines = text[at..*close].split('\n').skip(1);
            // The first line is cut at the quote, the others are whole but for the last one's end.
            !lines.any(|line| {
                let words = line.trim_start_matches(' ');
                (line.len() - words.len()).cast_signed() <= place.parent && looks_like_entry(words)
            })
        });
        let Some(close) = close else {
            let line = line_at(text, at);
            let rest = text[at..line.end].trim_end_matches(BLANKS);
            let inner = rest.trim_end_matches([']', '}', ',']);
            let end = at + inner.trim_end_matches(BLANKS).len().max(1);
            let sign = &text[at..=at];
            let mended = mended_line(text, end..end, sign, true);
            return Err(Box::new(
                Finding::new(Code::UnclosedQuote, at..at + 1, at..text.len(), "this quote is never closed")
                    .help(format!("close it at the end of the text: `{mended}`"))
                    .edit(end..end, sign),
            ));
        };
        if quote == b'"'
            && let Some(finding) = self.escape(at, close)
        {
            return Err(Box::new(finding));
        }
        let rest = text[close..].trim_start_matches([' ', '\t']);
        let behind = text.len() - rest.len();
        match rest.as_bytes().first() {
            None | Some(b',' | b']' | b'}' | b':' | b'\n' | b'\r') => Ok(close),
            Some(b'#') if behind > close => Ok(close),
            _ => {
                let end = item_end(text, behind).max(close);
                Err(Box::new(self.after_quote(at, close, end)))
            }
        }
    }

    /// A `{#id}` in an item that begins at `start`.
    fn id_in_item(&self, start: usize, at: usize) -> Finding {
        let text = self.text;
        let end = item_end(text, at).max(at + 2);
        let id_end = text[at..end].find('}').map_or(end, |length| at + length + 1);
        let words = fold(&text[start..end]);
        let new = if words.contains(['"', '\\']) { quoted(&words) } else { double_quoted(&words) };
        let line = mended_line(text, start..end, &new, true);
        Finding::new(Code::IdInFlow, at..id_end, start..end, "a text with an id must be in quotes inside brackets")
            .help(format!("put the text in quotes: `{line}`"))
            .edit(start..end, new)
    }

    /// A `#` right behind a sign of brackets, as in `[[#k3f9w]]` and `{#k3f9w}`.
    fn hash(&self, open: usize, at: usize, stack: &[Bracket], place: Place) -> Finding {
        let text = self.text;
        // The item that the inner bracket begins, if there is an outer one.
        let start = stack.iter().rev().nth(1).and_then(|outer| outer.item).unwrap_or(open);
        if start == open || self.text[open..].starts_with("[[#") {
            return self.special_start(open, place);
        }
        if text[start..].starts_with("{#") {
            return self.id_in_item(start, start);
        }
        if text[..at].ends_with('{') {
            return self.id_in_item(start, at - 1);
        }
        let end = item_end(text, start).max(at + 1);
        let sign = match &text.as_bytes()[start..] {
            [b'[', b'[', ..] => start..start + 2,
            [b'[' | b'{', ..] => start..start + 1,
            // The brackets stand behind other words.
            _ => at..at + 1,
        };
        let message = format!("a text can't begin with `{}` unless it is in quotes", &text[sign.clone()]);
        self.in_quotes(Code::SpecialStart, sign, start, end, message)
    }

    fn colon_in_item(&self, start: usize, at: usize) -> Finding {
        let end = item_end(self.text, at).max(at + 1);
        let message = "a text with a colon and a space in it must be in quotes";
        self.in_quotes(Code::ColonInText, at..at + 1, start, end, message)
    }

    fn missing_item(&self, open: usize, at: usize) -> Finding {
        let blanks = self.text[at + 1..].bytes().take_while(|byte| *byte == b' ').count();
        let mended = mended_line(self.text, at..at + 1 + blanks, "", true);
        Finding::new(Code::YamlSyntax, at..at + 1, open..at + 1, "there is nothing in front of this comma")
            .help(format!("remove the comma: `{mended}`"))
            .edit(at..at + 1, "")
    }

    /// The bracket at `open` is closed by the wrong one at `at`, or not at all if that one closes an outer bracket.
    fn wrong_bracket(&self, open: usize, at: usize, outer: bool) -> Finding {
        let right = closing(self.text, open);
        let (place, message) = if outer {
            (at..at, format!("this bracket is never closed: its `{right}` is missing"))
        } else {
            (at..at + 1, format!("this bracket is closed by `{}`", &self.text[at..=at]))
        };
        let mended = mended_line(self.text, place.clone(), right, true);
        Finding::new(Code::UnclosedBracket, open..open + 1, open..at + 1, message)
            .help(format!("close it with `{right}`: `{mended}`"))
            .edit(place, right)
    }

    fn unclosed_bracket(&self, open: usize, until: usize, depth: usize, place: Place) -> Finding {
        let text = self.text;
        let words = text[open..until].trim_end_matches(BLANKS);
        // Comments at the end stay outside.
        let last = line_at(text, open + words.len());
        let tail = &text[last.start.max(open)..last.end];
        let end = super::lines::comment_in(tail).map_or(open + words.len(), |at| last.start.max(open) + at);
        let end = open + text[open..end].trim_end_matches(BLANKS).trim_end_matches(',').len();
        let right = closing(text, open).repeat(depth.max(1));
        let mended = mended_line(text, end..end, &right, true);
        let finding = Finding::new(
            Code::UnclosedBracket,
            open..open + 1,
            open..text.len(),
            format!("this bracket is never closed: its `{}` is missing", closing(text, open)),
        );
        let prose = place.item && text[open..].starts_with('[') && !text[open..end].contains(',');
        if prose {
            let quotes = quoted(&fold(&text[open..end]));
            let line = mended_line(text, open..end, &quotes, true);
            let help = format!("close it: `{mended}`; or, if this is a text, put it in quotes: `{line}`");
            return finding.help(help).edit(open..end, quotes);
        }
        finding.help(format!("close it: `{mended}`")).edit(end..end, right)
    }

    /// Whether the line at `start` shows that brackets were left open above it.
    fn ends_brackets(&self, start: usize, place: Place) -> bool {
        let text = self.text;
        let line = line_from(text, start);
        if line.is_blank(text) || line.is_comment(text) {
            return false;
        }
        let words = line.words(text);
        line.is_marker(text)
            || is_dash(words)
            || line.indent(text).cast_signed() <= place.parent && looks_like_entry(words)
    }
}

fn closing(text: &str, open: usize) -> &'static str {
    if text[open..].starts_with('[') { "]" } else { "}" }
}

/// The end of the item of a bracketed list or mapping that begins at `start`, as an author sees it: pairs of brackets
/// belong to the text.
fn item_end(text: &str, start: usize) -> usize {
    let mut depth = 0_usize;
    let mut end = text.len();
    for (at, byte) in text.as_bytes().iter().enumerate().skip(start) {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' if depth > 0 => depth -= 1,
            b',' if depth > 0 => {}
            b',' | b']' | b'}' | b'\n' => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    start + text[start..end].trim_end_matches(BLANKS).len()
}
