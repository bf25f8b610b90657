//! Names ─► the order of an alphabet.

/// Letters with marks, and the plain ones that they are sorted with: Latin-1 Supplement and Latin Extended-A and what
/// Vietnamese and Romanian add, in small letters.
const MARKED: &[(&str, &str)] = &[
    ("a", "àáâãäåāăąǎạảấầẩẫậắằẳẵặ"),
    ("ae", "æ"),
    ("c", "çćĉċč"),
    ("d", "ďđð"),
    ("e", "èéêëēĕėęěẹẻẽếềểễệ"),
    ("g", "ĝğġģ"),
    ("h", "ĥħ"),
    ("i", "ìíîïĩīĭįıỉị"),
    ("j", "ĵ"),
    ("k", "ķ"),
    ("l", "ĺļľŀł"),
    ("n", "ñńņňŋ"),
    ("o", "òóôõöøōŏőơọỏốồổỗộớờởỡợ"),
    ("oe", "œ"),
    ("r", "ŕŗř"),
    ("s", "śŝşšș"),
    ("ss", "ß"),
    ("t", "ţťŧț"),
    ("th", "þ"),
    ("u", "ùúûüũūŭůűųưụủứừửữự"),
    ("w", "ŵ"),
    ("y", "ýÿŷỳỵỷỹ"),
    ("z", "źżž"),
];

/// What a name is sorted by: its small letters without their marks, so that `Überblick` stands under U and not behind Z.
///
/// This is the order of dictionaries in most languages, and near enough in those that have letters of their own behind
/// Z; a full collation is a table of a megabyte, and `order` is there for the rest. Other scripts follow their code
/// points, which is the order of the alphabet for Greek, Cyrillic, Hebrew and Arabic.
pub fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        let plain = if c.is_ascii() { None } else { MARKED.iter().find(|(_, marked)| marked.contains(c)) };
        match plain {
            Some((plain, _)) => key.push_str(plain),
            // A mark that is a character of its own, behind its letter.
            None if matches!(c, '\u{300}'..='\u{36f}') => {}
            None => key.push(c),
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    // Proves that marks do not send a name behind the alphabet, however they are written.
    #[test]
    fn a_letter_with_a_mark_is_sorted_with_the_plain_one() {
        let mut names =
            ["Zuhören", "Überblick", "Umsicht", "Ärger", "E\u{301}tude", "Einsicht", "Łódź", "Straße", "Strasse 2"];
        names.sort_by_cached_key(|name| key(name));
        assert_eq!(
            names,
            ["Ärger", "Einsicht", "E\u{301}tude", "Łódź", "Straße", "Strasse 2", "Überblick", "Umsicht", "Zuhören"]
        );
    }
}
