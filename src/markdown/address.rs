//! Web addresses in texts: where a pasted one begins and ends, and how any is written.

use std::{borrow::Cow, fmt::Write};

/// Puts bare web addresses that hold marks of emphasis into `<…>`, so that the parser leaves them whole. Only where
/// nothing before them could make them a part of a link or of code.
pub(super) fn with_brackets(markdown: &str) -> Cow<'_, str> {
    if !markdown.contains("://") || !markdown.contains(['_', '*', '~']) {
        return Cow::Borrowed(markdown);
    }
    let mut text = String::with_capacity(markdown.len() + 8);
    let mut rest = markdown;
    while let Some(at) = next_address(rest) {
        let length = bare_address(&rest[at..]);
        let (before, address) = (&rest[..at], &rest[at..at + length]);
        let free = !markdown[..markdown.len() - rest.len() + at].contains(['[', '`', '<']);
        text.push_str(before);
        if free && address.contains(['_', '*', '~']) && !address.contains(['<', '>']) {
            text.extend(["<", address, ">"]);
        } else {
            text.push_str(address);
        }
        rest = &rest[at + length..];
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// Where the next bare web address begins: a scheme with something behind it.
pub(super) fn next_address(text: &str) -> Option<usize> {
    let schemes = ["https://", "http://"].into_iter();
    let found = schemes.flat_map(|scheme| text.match_indices(scheme).map(|(at, scheme)| (at, at + scheme.len())));
    found.filter(|(at, end)| bare_address(&text[*at..]) > end - at).map(|(at, _)| at).min()
}

/// How many bytes of `text`, which begins with one, belong to a bare web address: as far as blanks, without the
/// punctuation that closes the sentence around it.
pub(super) fn bare_address(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '“' | '”')).unwrap_or(text.len());
    let mut address = &text[..end];
    loop {
        let unbalanced = address.ends_with(')') && address.matches(')').count() > address.matches('(').count();
        match address.chars().next_back() {
            Some(last) if unbalanced || matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '*' | '…') =>
            {
                address = &address[..address.len() - last.len_utf8()];
            }
            _ => return address.len(),
        }
    }
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
