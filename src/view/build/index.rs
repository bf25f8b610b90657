//! All names of a site ─► the index on the page for searching, in the order of the language.

use std::collections::BTreeMap;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::Builder;
use crate::{
    ladder::CompetencyRef,
    site::{self, Page},
    view::{SearchEntry, SearchLetter, SearchView},
};

/// Letters with marks, and others of their own, that an alphabet has as letters: by language, each run behind the
/// letter that it follows. Everywhere else a mark makes no other letter.
const OWN_LETTERS: &[(&[&str], &[&str])] = &[
    (&["fi", "sv"], &["zåäö"]),
    (&["da", "nb", "nn", "no"], &["zæøå"]),
    (&["is"], &["aá", "dð", "eé", "ií", "oó", "uú", "yý", "zþæö"]),
    (&["et"], &["sšzž", "wõäöü"]),
    (&["es"], &["nñ"]),
    (&["pl"], &["aą", "cć", "eę", "lł", "nń", "oó", "sś", "zźż"]),
    (&["cs", "sk"], &["cč", "rř", "sš", "zž"]),
    (&["bs", "hr", "sl", "sr"], &["cčć", "dđ", "sš", "zž"]),
    (&["lt", "lv"], &["cč", "gģ", "kķ", "lļ", "nņ", "sš", "zž"]),
    (&["ro"], &["aăâ", "iî", "sș", "tț"]),
    (&["az", "tr"], &["cç", "gğ", "hı", "oö", "sş", "uü"]),
    (&["hu"], &["oö", "uü"]),
    (&["ru", "bg", "uk", "be"], &["ий", "её"]),
];

/// The order of names in a language.
struct Alphabet(BTreeMap<char, (char, usize)>);

/// A name's place: letters before digits and signs, then letter by letter.
type Place = (bool, Vec<(char, usize)>, String);

impl Alphabet {
    fn of(language: &str) -> Self {
        let primary = language.split('-').next().unwrap_or(language);
        let runs = OWN_LETTERS.iter().filter(|(languages, _)| languages.contains(&primary)).flat_map(|(_, runs)| *runs);
        let letters = runs.flat_map(|run| {
            let before = run.chars().next().unwrap_or_default();
            run.chars().enumerate().skip(1).map(move |(at, letter)| (letter, (before, at)))
        });
        Self(letters.collect())
    }

    fn letters<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (char, usize)> + 't {
        let composed = text.nfc().flat_map(char::to_lowercase);
        composed.flat_map(|c| match self.0.get(&c) {
            Some(place) => vec![*place],
            None => c.nfkd().filter(|c| !is_combining_mark(*c)).map(|c| (c, 0)).collect(),
        })
    }

    fn place(&self, name: &str) -> Place {
        // Signs before a name have no place in the order, and neither have the blanks behind them.
        let letters = self.letters(name).filter(|(c, _)| c.is_alphanumeric() || *c == ' ');
        let letters = letters.skip_while(|(c, _)| *c == ' ').collect();
        (initial(name).is_none(), letters, name.to_owned())
    }

    /// The letter under which a name stands.
    fn heading(&self, name: &str) -> String {
        let Some(first) = initial(name) else { return "#".to_owned() };
        let first = first.to_lowercase().next().unwrap_or(first);
        let letter = if self.0.contains_key(&first) { Some(first) } else { first.nfkd().find(|c| c.is_alphabetic()) };
        letter.unwrap_or(first).to_uppercase().to_string()
    }
}

/// The letter that a name begins with, signs before it passed over; a digit is none.
fn initial(name: &str) -> Option<char> {
    name.nfc().find(|c| c.is_alphanumeric()).filter(|c| c.is_alphabetic())
}

impl Builder<'_, '_> {
    /// The index of all names.
    #[must_use]
    pub fn search(&self) -> SearchView {
        let alphabet = Alphabet::of(&self.site.config.language);
        let ladders = &self.site.content.ladders;
        let entry = |label: &str, ladder: usize, page: Page, draft: bool| SearchEntry {
            label: label.to_owned(),
            url: self.site.url(page),
            ladder: (ladders.len() > 1).then(|| ladders[ladder].title.clone()),
            draft,
        };
        let (mut competencies, mut sections, mut levels) = (Vec::new(), Vec::new(), Vec::new());
        for (index, ladder) in ladders.iter().enumerate() {
            competencies.extend(ladder.competencies.iter().enumerate().map(|(competency, found)| {
                let page = Page::Competency(CompetencyRef { ladder: index, competency });
                entry(&found.name, index, page, found.draft)
            }));
            let described = site::described_sections(ladder).into_iter();
            sections
                .extend(described.map(|at| entry(&ladder.sections[at].title, index, Page::Section(index, at), false)));
            let all = ladder.levels.iter().enumerate();
            levels.extend(all.map(|(at, level)| entry(&level.name, index, Page::Level(index, at), false)));
        }
        let mut letters: Vec<SearchLetter> = Vec::new();
        competencies.sort_by_cached_key(|entry| alphabet.place(&entry.label));
        sections.sort_by_cached_key(|entry| alphabet.place(&entry.label));
        for entry in competencies {
            let letter = alphabet.heading(&entry.label);
            match letters.last_mut().filter(|last| last.letter == letter) {
                Some(last) => last.entries.push(entry),
                None => letters.push(SearchLetter { letter, entries: vec![entry] }),
            }
        }
        SearchView { competencies: letters, sections, levels }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(language: &str, names: &[&str]) -> String {
        let alphabet = Alphabet::of(language);
        let mut names: Vec<&str> = names.to_vec();
        names.sort_by_cached_key(|name| alphabet.place(name));
        names.iter().map(|name| format!("{} {name}", alphabet.heading(name))).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn names_stand_in_the_order_of_the_language() {
        let names = ["Öl", "Zeit", "Ort", "ort", "Äpfel", "Am Rand", "1 zu 1", "„Wir“", "🗣 Reden"];
        assert_eq!(
            sorted("de", &names),
            "A Am Rand, A Äpfel, O Öl, O Ort, O ort, R 🗣 Reden, W „Wir“, Z Zeit, # 1 zu 1"
        );
        assert_eq!(sorted("sv", &["Öl", "Zon", "Ål", "Ägg", "A"]), "A A, Z Zon, Å Ål, Ä Ägg, Ö Öl");
        assert_eq!(sorted("ar", &["بناء", "أثر", "تواصل"]), "ا أثر, ب بناء, ت تواصل");
        assert_eq!(sorted("ko", &["품질", "가치"]), "ᄀ 가치, ᄑ 품질");
    }
}
