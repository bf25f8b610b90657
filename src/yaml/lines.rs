//! Lines of YAML as an author sees them: indentation, dashes, keys, comments.
//!
//! These are readings of single lines without their surroundings; what a line means where it stands is `survey`'s.

use std::ops::Range;

/// What stands between words. Other white space of Unicode is a part of texts.
pub(super) const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// A line of a text: its first byte, its end without the line break, and the first byte of the next line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) next: usize,
}

/// The line that begins at `start`.
pub(super) fn line_from(text: &str, start: usize) -> Line {
    let start = start.min(text.len());
    let rest = &text[start..];
    let (length, next) = rest.find('\n').map_or((rest.len(), text.len()), |at| (at, start + at + 1));
    Line { start, end: start + rest[..length].trim_end_matches('\r').len(), next }
}

/// The line that `offset` stands in.
pub(super) fn line_at(text: &str, offset: usize) -> Line {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    line_from(text, text[..offset].rfind('\n').map_or(0, |at| at + 1))
}

impl Line {
    /// The words of the line, from the first one that is no blank or tab.
    pub(super) fn words<'t>(&self, text: &'t str) -> &'t str {
        text[self.start..self.end].trim_start_matches([' ', '\t'])
    }

    /// The first byte that is no blank or tab.
    pub(super) fn first(&self, text: &str) -> usize {
        self.end - self.words(text).len()
    }

    /// How many spaces it begins with.
    pub(super) fn indent(&self, text: &str) -> usize {
        let line = &text[self.start..self.end];
        line.len() - line.trim_start_matches(' ').len()
    }

    /// The first tab among the blanks that it begins with.
    pub(super) fn tab(&self, text: &str) -> Option<usize> {
        text[self.start..self.first(text)].find('\t').map(|at| self.start + at)
    }

    pub(super) fn is_blank(&self, text: &str) -> bool {
        self.words(text).trim_end_matches(BLANKS).is_empty()
    }

    pub(super) fn is_comment(&self, text: &str) -> bool {
        self.words(text).starts_with('#')
    }

    /// Whether it is `---` or `...`, which end a document.
    pub(super) fn is_marker(&self, text: &str) -> bool {
        let line = &text[self.start..self.end];
        (line.starts_with("---") || line.starts_with("...")) && blank_or_end(line, 3)
    }
}

/// Whether nothing or a blank stands at `at`.
pub(super) fn blank_or_end(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

/// Whether the words of a line begin with the dash of a list item.
pub(super) fn is_dash(words: &str) -> bool {
    words.starts_with('-') && blank_or_end(words, 1)
}

/// Whether the words of a line begin with a key as authors write them: one word of ASCII, or in quotes.
pub(super) fn is_plain_key(words: &str) -> bool {
    key_at(words, 0).is_some_and(|(key, _)| {
        let key = words[key].trim_matches(['"', '\'']);
        let first = key.as_bytes().first();
        first.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'_')
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    })
}

/// Whether the words of a line look like an entry of a list or mapping rather than like prose.
pub(super) fn looks_like_entry(words: &str) -> bool {
    is_dash(words) || is_plain_key(words)
}

/// The key that begins at `start` and the place of its colon, both on one line.
pub(super) fn key_at(text: &str, start: usize) -> Option<(Range<usize>, usize)> {
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let line = &text[start..line_end];
    let bytes = line.as_bytes();
    let end = match *bytes.first()? {
        quote @ (b'"' | b'\'') => {
            let end = quote_end(line, 0, quote)?;
            let gap = line[end..].len() - line[end..].trim_start_matches([' ', '\t']).len();
            return (bytes.get(end + gap) == Some(&b':') && blank_or_end(line, end + gap + 1))
                .then(|| (start..start + end, start + end + gap));
        }
        b'[' | b']' | b'{' | b'}' | b',' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'%' | b'@' | b'`' => return None,
        b'-' | b'?' if blank_or_end(line, 1) => return None,
        _ => colon_in(line, 0)?,
    };
    Some((start..start + line[..end].trim_end_matches(BLANKS).len(), start + end))
}

/// The first colon of an unquoted text that YAML would take for the end of a key; comments are not looked into.
pub(super) fn colon_in(line: &str, from: usize) -> Option<usize> {
    let bytes = line.as_bytes();
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        match byte {
            b':' if blank_or_end(line, at + 1) => return Some(at),
            b'#' if at > 0 && matches!(bytes[at - 1], b' ' | b'\t') => return None,
            _ => {}
        }
    }
    None
}

/// The comment of an unquoted text that ends at `line.len()`.
pub(super) fn comment_in(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    (1..bytes.len()).find(|at| bytes[*at] == b'#' && matches!(bytes[at - 1], b' ' | b'\t'))
}

/// The comment on the rest of the line behind `offset`.
pub(super) fn comment_behind(text: &str, offset: usize) -> Option<Range<usize>> {
    let rest = &text[offset..];
    let gap = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    if gap == 0 || !rest[gap..].starts_with('#') {
        return None;
    }
    let line = line_from(text, offset + gap);
    Some(line.start..line.start + text[line.start..line.end].trim_end_matches(BLANKS).len())
}

/// The byte behind the closing quote of a text that is opened at `start`.
pub(super) fn quote_end(text: &str, start: usize, quote: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 1,
            b'\'' if quote == b'\'' && bytes.get(at + 1) == Some(&b'\'') => at += 1,
            byte if byte == quote => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
    None
}
