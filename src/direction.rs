//! Letters and language tags ─► the direction in which they are written.

/// Languages written from right to left, by the first part of their tag.
const LANGUAGES: &[&str] = &[
    "ar", "arc", "ars", "bal", "ckb", "dv", "fa", "glk", "he", "iw", "ks", "lrc", "mzn", "nqo", "pnb", "ps", "sd",
    "sdh", "skr", "syr", "ug", "ur", "yi",
];

/// Scripts written from right to left: the subtag of four letters in `az-Arab`.
const SCRIPTS: &[&str] = &[
    "adlm", "arab", "aran", "hebr", "mand", "mend", "nkoo", "phnx", "rohg", "samr", "sogd", "sogo", "syrc", "thaa",
    "yezi",
];

/// Whether the writing that a language tag names runs from right to left: by its script, or else by its language.
#[must_use]
pub fn runs_right_to_left(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    // What stands behind a single letter is an extension: `en-u-ca-buddhist`.
    let script =
        parts.take_while(|part| part.len() > 1).find(|part| part.len() == 4 && !part.starts_with(char::is_numeric));
    let among = |names: &[&str], name: &str| names.iter().any(|found| found.eq_ignore_ascii_case(name));
    script.map_or_else(|| among(LANGUAGES, language), |script| among(SCRIPTS, script))
}

/// Whether a letter belongs to the Hebrew, Arabic, Syriac, Thaana, N'Ko, Adlam or another script written from right to
/// left. Digits and signs of these blocks count as letters.
#[must_use]
pub fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    // Proves that a script decides before a language does, in whatever case the tag is written.
    #[test]
    fn a_script_decides_before_a_language() {
        for tag in ["ar", "ar-EG", "he", "az-Arab", "az-arab-IR", "ff-Adlm", "UR", "pa-Arab-PK", "ar-u-nu-latn"] {
            assert!(runs_right_to_left(tag), "{tag}");
        }
        for tag in ["en", "ar-Latn", "ar-latn-EG", "az", "de-1996", "ur-Deva", "en-u-ca-arab", "sl-1994"] {
            assert!(!runs_right_to_left(tag), "{tag}");
        }
    }
}
