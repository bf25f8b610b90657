//! Web addresses in texts: where a pasted one begins and ends, and how any is written.

use std::{borrow::Cow, fmt::Write, ops::Range};

/// Puts bare web addresses that hold marks of emphasis into `<…>`, so that the parser leaves them whole. Only where
/// nothing before them could make them a part of a link or of code.
pub(super) fn with_brackets(markdown: &str) -> Cow<'_, str> {
    if !markdown.contains("://") || !markdown.contains(['_', '*', '~']) {
        return Cow::Borrowed(markdown);
    }
    let mut text = String::with_capacity(markdown.len() + 8);
    let mut rest = markdown;
    let mut free = true;
    while let Some(range) = next_address(rest) {
        let (before, address) = (&rest[..range.start], &rest[range.clone()]);
        free = free && !before.contains(['[', '`', '<']);
        text.push_str(before);
        if free && address.contains(['_', '*', '~']) && !address.contains(['<', '>']) {
            text.extend(["<", address, ">"]);
        } else {
            text.push_str(address);
        }
        free = free && !address.contains(['[', '`', '<']);
        rest = &rest[range.end..];
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// Where the next bare web address stands: a scheme with something behind it.
pub(super) fn next_address(text: &str) -> Option<Range<usize>> {
    text.match_indices("http").find_map(|(at, _)| {
        let found = &text[at..];
        let scheme = ["https://", "http://"].into_iter().find(|scheme| found.starts_with(scheme))?;
        let length = bare_address(found);
        (length > scheme.len()).then_some(at..at + length)
    })
}

/// How many bytes of `text`, which begins with one, belong to a bare web address: as far as blanks, without the
/// punctuation that closes the sentence around it.
fn bare_address(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '“' | '”')).unwrap_or(text.len());
    let mut address = &text[..end];
    let mut open = address.matches(')').count().saturating_sub(address.matches('(').count());
    while let Some(last) = address.chars().next_back() {
        match last {
            ')' if open > 0 => open -= 1,
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '*' | '…' => {}
            _ => break,
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    address.len()
}

/// Percent-encodes what may not stand in an address.
#[must_use]
pub fn encode(address: &str) -> String {
    let mut encoded = String::with_capacity(address.len());
    for byte in address.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
