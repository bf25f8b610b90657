//! A style sheet ─► the same without its comments, which are for whoever writes it and not for who loads it.

/// Takes the comments out of a style sheet. What looks like one inside of a string or an unquoted address stays.
pub fn without_comments(sheet: &str) -> String {
    let mut kept = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(at) = rest.find(['"', '\'', '\\', '/', '(']) {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            if kept.is_empty() || kept.ends_with(char::is_whitespace) {
                rest = rest.trim_start();
            } else if !rest.starts_with(char::is_whitespace) {
                // It keeps two words apart.
                kept.push_str("/**/");
            }
            continue;
        }
        let length = match rest.as_bytes()[0] {
            quote @ (b'"' | b'\'') => 1 + until(&rest[1..], char::from(quote)),
            b'(' if kept.len() >= 3 && kept.as_bytes()[kept.len() - 3..].eq_ignore_ascii_case(b"url") => {
                // A quoted address is a string like any other.
                if rest[1..].trim_start().starts_with(['"', '\'']) { 1 } else { 1 + until(&rest[1..], ')') }
            }
            b'\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            _ => 1,
        };
        kept.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    kept + rest
}

/// How far `end` is, with it; what follows a backslash is not looked at.
fn until(text: &str, end: char) -> usize {
    let mut chars = text.char_indices();
    while let Some((at, char)) = chars.next() {
        if char == '\\' {
            chars.next();
        } else if char == end {
            return at + char.len_utf8();
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::without_comments;

    // Proves that comments go, with the lines that they leave empty, and that nothing else does.
    #[test]
    fn comments_go_and_all_else_stays() {
        for (sheet, kept) in [
            ("/* a */\na { b: c } /* d */\n", "a { b: c } "),
            ("a /* \" */ b /* ' */{}", "a b {}"),
            ("a/* b */c", "a/**/c"),
            ("a { content: \"/* b */\"; quotes: '\\'/*' '*/' }", "a { content: \"/* b */\"; quotes: '\\'/*' '*/' }"),
            ("@import url(//a/*b*/c); /* d */", "@import url(//a/*b*/c); "),
            ("a { b: URL( 'c/*' ) /* ) */ }", "a { b: URL( 'c/*' ) }"),
            ("a\\/* { b: calc(1 / 2) }", "a\\/* { b: calc(1 / 2) }"),
            ("a { b: \"ü\\é\" } /* never closed", "a { b: \"ü\\é\" } "),
            ("a::after { content: \"never closed /* b */", "a::after { content: \"never closed /* b */"),
            ("\\", "\\"),
        ] {
            assert_eq!(without_comments(sheet), kept, "{sheet}");
        }
    }
}
