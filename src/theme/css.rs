//! A style sheet ─► the same without its comments and with few blanks: those are for whoever writes it, and not for who
//! loads it.

/// Takes out of a style sheet what no browser heeds. Strings and unquoted addresses stay as they are.
pub fn lean(sheet: &str) -> String {
    let mut kept = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(at) = rest.find(['"', '\'', '\\', '/', '(']) {
        fold(&rest[..at], &mut kept);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            if !ends_alone(&kept) && !rest.starts_with(char::is_whitespace) {
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
    fold(rest, &mut kept);
    kept
}

/// Whether blanks behind what is kept mean nothing. Before a colon they do: `a :b` is not `a:b`.
fn ends_alone(kept: &str) -> bool {
    kept.is_empty() || kept.ends_with([' ', '{', '}', ';', ',', ':'])
}

/// Appends what is no string: one blank for many, and none beside a mark that parts by itself.
fn fold(text: &str, kept: &mut String) {
    for char in text.chars() {
        if char.is_ascii_whitespace() {
            if !ends_alone(kept) {
                kept.push(' ');
            }
            continue;
        }
        // A blank behind a backslash belongs to a name.
        if matches!(char, '{' | '}' | ';' | ',') && kept.ends_with(' ') && !kept.ends_with("\\ ") {
            kept.pop();
        }
        kept.push(char);
    }
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
    use super::lean;

    // Proves that comments and idle blanks go, and that nothing else does.
    #[test]
    fn comments_and_idle_blanks_go_and_all_else_stays() {
        for (sheet, kept) in [
            ("/* a */\na { b: c; } /* d */\n", "a{b:c;}"),
            ("a /* \" */ b /* ' */{}", "a b{}"),
            ("a/* b */c", "a/**/c"),
            ("a :is(b , c) > d:e { f : calc(1px  +  2px) }", "a :is(b,c) > d:e{f :calc(1px + 2px)}"),
            ("@media (a) and (b: 1px) {\n  c { d: e\n    f }\n}\n", "@media (a) and (b:1px){c{d:e f}}"),
            ("a { content: \"/* b  */\"; quotes: '\\'/*' '*/' }", "a{content:\"/* b  */\";quotes:'\\'/*' '*/'}"),
            ("@import url(//a/*b*/c); /* d */", "@import url(//a/*b*/c);"),
            ("a { b: URL( 'c/*' ) /* ) */ }", "a{b:URL( 'c/*' )}"),
            ("a\\/* { b: calc(1 / 2) }", "a\\/*{b:calc(1 / 2)}"),
            ("a\\  { b: c }", "a\\ {b:c}"),
            ("a { b: \"ü\\é\" } /* never closed", "a{b:\"ü\\é\"}"),
            ("a::after { content: \"never closed /* b */", "a::after{content:\"never closed /* b */"),
            ("\\", "\\"),
        ] {
            assert_eq!(lean(sheet), kept, "{sheet}");
        }
    }
}
