//! Texts as YAML that says exactly them: any text ─► a quoted scalar on one line, or the line that a mistake should
//! have been.

use std::{fmt::Write as _, ops::Range};

use super::lines::BLANKS;

/// The longest line that is shown whole in a remedy, in bytes.
const SHOWN: usize = 400;

/// Writes `text` as a quoted YAML scalar on one line: in `'`, or in `"` with escapes when it has line breaks or other
/// control characters.
#[must_use]
pub fn quoted(text: &str) -> String {
    // U+0085, U+2028 and U+2029 are line breaks to some readers of YAML.
    if text.chars().any(|ch| ch.is_control() || matches!(ch, '\u{2028}' | '\u{2029}' | '\u{feff}')) {
        return double_quoted(text);
    }
    format!("'{}'", text.replace('\'', "''"))
}

/// Writes `text` in `"` with escapes.
pub(super) fn double_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for ch in text.chars() {
        match ch {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{2028}' | '\u{2029}' | '\u{feff}' => push_escape(&mut out, ch),
            _ if ch.is_control() => push_escape(&mut out, ch),
            _ => out.push(ch),
        }
    }
    out.push('"');
    out
}

fn push_escape(out: &mut String, ch: char) {
    // Writing to a String can't fail.
    let _ = write!(out, "\\u{:04x}", u32::from(ch));
}

/// Joins the lines of a text that was wrapped in the source: a line break is a blank, an empty line a line break.
pub(super) fn fold(raw: &str) -> String {
    if !raw.contains(['\n', '\r']) {
        return raw.trim_matches([' ', '\t']).to_owned();
    }
    let mut out = String::with_capacity(raw.len());
    let mut gap = 0;
    for line in raw.split('\n').map(|line| line.trim_matches(BLANKS)) {
        if line.is_empty() {
            gap += 1;
            continue;
        }
        if !out.is_empty() {
            if gap == 0 {
                out.push(' ');
            }
            out.extend(std::iter::repeat_n('\n', gap));
        }
        gap = 0;
        out.push_str(line);
    }
    out
}

/// The line around `range` with `new` in its place, without the blanks around it; without indentation if `trim`.
pub(super) fn mended_line(text: &str, range: Range<usize>, new: &str, trim: bool) -> String {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at);
    let line = format!("{}{new}{}", &text[start..range.start], &text[range.end..end]);
    let line = if trim { line.trim_matches(BLANKS) } else { line.trim_end_matches(BLANKS) };
    shorten(line)
}

/// Cuts the middle out of what is too long to be read in a message.
pub(super) fn shorten(line: &str) -> String {
    if line.len() <= SHOWN {
        return line.to_owned();
    }
    let mut head = SHOWN / 2;
    while !line.is_char_boundary(head) {
        head -= 1;
    }
    let mut tail = line.len() - SHOWN / 2;
    while !line.is_char_boundary(tail) {
        tail += 1;
    }
    format!("{} … {}", &line[..head], &line[tail..])
}

#[cfg(test)]
mod tests {
    use super::{fold, quoted};

    #[test]
    fn quoting_is_the_simplest_that_holds_the_text() {
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("It's `a` \"b\" \\"), "'It''s `a` \"b\" \\'");
        assert_eq!(quoted("a\nb\t\"\\"), r#""a\nb\t\"\\""#);
        assert_eq!(quoted("\u{1b}\u{7f}é"), r#""\u001b\u007fé""#);
    }

    #[test]
    fn wrapped_lines_are_joined() {
        assert_eq!(fold(" a \r\n   b\n\n  c "), "a b\nc");
        assert_eq!(fold("one\ttwo "), "one\ttwo");
    }
}
