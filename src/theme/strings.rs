//! `lang/<language>.toml` ─► the words of the user interface.
//!
//! A language that has no file of its own, or lacks a key, falls back: `zh-Hant-TW` to `zh-Hant`, `zh`, and at last to
//! English. A project's theme overrides single keys, or brings a language; what is wrong with its files is reported.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use serde::Serialize;

use super::{
    BUILT_IN, ThemeFiles,
    plural::{self, Rules},
    words::{self, Words},
};
use crate::{
    config::Config,
    diagnostic::{Code, Diagnostic, Diagnostics, Place},
    direction::is_right_to_left,
    source::{FileId, SourceMap},
};

/// The words, by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strings {
    /// Each with the plural rules of the language that it is written in.
    words: BTreeMap<String, (Words, Rules)>,
    right_to_left: bool,
}

/// What takes the place of a placeholder.
#[derive(Clone, Debug)]
pub enum Filling<'v> {
    /// A text, most often a name that the author chose.
    Text(Cow<'v, str>),
    /// A number. As `count`, it chooses the form of a counted entry.
    Number(u64),
    /// Several texts, joined in the manner of the language.
    List(Vec<String>),
}

/// Begins a part of a text whose direction is that of its first letter (first strong isolate).
const ISOLATE: char = '\u{2068}';
/// Ends it (pop directional isolate).
const POP: char = '\u{2069}';

impl Strings {
    /// The words behind a key, `{name}` placeholders filled in; a counted entry takes its form from `count`.
    ///
    /// Words hold no markup and also stand in attributes and in `<title>`. Therefore a text that may run in the other
    /// direction is kept apart from the words around it by characters, where `<bdi>` would do it in markup.
    #[must_use]
    pub fn get<'v>(&self, key: &str, value: impl Fn(&str) -> Option<Filling<'v>>) -> Option<String> {
        let words = match self.words.get(key)? {
            (Words::One(words), _) => words,
            (Words::Counted(forms), rules) => {
                let category = match value("count") {
                    Some(Filling::Number(count)) => plural::category(rules, count),
                    _ => "other",
                };
                forms.get(category).or_else(|| forms.get("other"))?
            }
        };
        let mut filled = String::with_capacity(words.len() + 32);
        let mut rest = words.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            match after.split_once('}').and_then(|(name, tail)| Some((value(name)?, tail))) {
                Some((value, tail)) => {
                    self.fill(&mut filled, &value);
                    rest = tail;
                }
                None => {
                    filled.push('{');
                    rest = after;
                }
            }
        }
        filled.push_str(rest);
        Some(filled)
    }

    /// The words behind a key that the code itself names, with texts for its placeholders.
    #[must_use]
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        let value = |name: &str| values.iter().find(|(found, _)| *found == name).map(|(_, value)| *value);
        self.get(key, |name| Some(Filling::Text(Cow::from(value(name)?)))).unwrap_or_default()
    }

    /// The words behind a key that has a `count`, and may have a `name`.
    #[must_use]
    pub fn count(&self, key: &str, count: usize, name: &str) -> String {
        let value = |of: &str| match of {
            "count" => Some(Filling::Number(count as u64)),
            "name" => Some(Filling::Text(name.into())),
            _ => None,
        };
        self.get(key, value).unwrap_or_default()
    }

    /// The words behind a key with a list in it.
    #[must_use]
    pub fn list(&self, key: &str, list: &str, texts: &[&str]) -> String {
        let texts = || texts.iter().map(|text| (*text).to_owned()).collect();
        self.get(key, |name| (name == list).then(|| Filling::List(texts()))).unwrap_or_default()
    }

    /// The words of which a script makes its own choice: those whose key begins with `prefix`, placeholders and plural
    /// forms as they are.
    #[must_use]
    pub fn of_script(&self, prefix: &str) -> impl Serialize {
        let words = self.words.iter().filter(|(key, _)| key.starts_with(prefix));
        words.map(|(key, (words, _))| (key, words)).collect::<BTreeMap<_, _>>()
    }

    fn fill(&self, filled: &mut String, value: &Filling<'_>) {
        match value {
            Filling::Text(text) => self.isolate(filled, text),
            Filling::Number(number) => filled.push_str(&number.to_string()),
            Filling::List(texts) => {
                let separator = match self.words.get("list_separator") {
                    Some((Words::One(separator), _)) => separator,
                    _ => ", ",
                };
                for (at, text) in texts.iter().enumerate() {
                    if at > 0 {
                        filled.push_str(separator);
                    }
                    self.isolate(filled, text);
                }
            }
        }
    }

    /// Appends a text, kept apart where it does not surely run in the direction of the words.
    fn isolate(&self, filled: &mut String, text: &str) {
        let runs_along = if self.right_to_left {
            let runs_against = |c: char| c.is_alphanumeric() && !is_right_to_left(c);
            text.starts_with(is_right_to_left) && text.ends_with(is_right_to_left) && !text.contains(runs_against)
        } else {
            text.is_ascii() || !text.contains(is_right_to_left)
        };
        if runs_along {
            filled.push_str(text);
        } else {
            filled.push(ISOLATE);
            filled.push_str(text);
            filled.push(POP);
        }
    }

    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> + Clone {
        self.words.keys().map(String::as_str)
    }
}

/// Reads the words of a language, built-in and own, and looks through all own files.
pub fn load(files: &ThemeFiles, config: &Config, sources: &SourceMap, sink: &mut Diagnostics) -> Strings {
    // Built-in words are read without a place: the tests see to it that nothing is wrong with them.
    let built_in = |name: &str| -> BTreeMap<String, Words> {
        let path = format!("lang/{name}.toml");
        let bytes = BUILT_IN.iter().find(|(found, _)| found.eq_ignore_ascii_case(&path)).map(|(_, bytes)| *bytes);
        let text = String::from_utf8_lossy(bytes.unwrap_or_default());
        words::parse(&text, &mut |_| {}).into_iter().map(|(key, entry)| (key, entry.words)).collect()
    };
    let english = built_in("en");
    let named = names(files, sources);
    let mut own: Vec<(&str, FileId, BTreeMap<String, Words>)> = Vec::new();
    for (path, file) in &files.texts {
        if let Some(name) = path.strip_prefix("lang/").and_then(|name| name.strip_suffix(".toml")) {
            own.push((name, *file, words::read(name, *file, sources, &english, &named, sink)));
        }
    }
    let mut strings = Strings { right_to_left: config.right_to_left, ..Strings::default() };
    for tag in fallbacks(&config.language) {
        let rules = plural::rules(tag);
        let mut add = |words: BTreeMap<String, Words>| {
            strings.words.extend(words.into_iter().map(|(key, words)| (key, (words, rules))));
        };
        add(if tag == "en" { english.clone() } else { built_in(tag) });
        own.iter().filter(|(name, ..)| name.eq_ignore_ascii_case(tag)).for_each(|(.., words)| add(words.clone()));
    }
    let of_the_tool = |tag: &str| tag.eq_ignore_ascii_case("en") || !built_in(tag).is_empty();
    if !config.language.split('-').take(1).chain(fallbacks(&config.language).skip(1)).any(of_the_tool) {
        report_untranslated(config, &english, &own, sink);
    }
    strings
}

/// The tags whose words are used for a language, the later ones first of all: `en`, `zh`, `zh-Hant`, `zh-Hant-TW`.
fn fallbacks(language: &str) -> impl Iterator<Item = &str> + Clone {
    let ends = language.match_indices('-').map(|(at, _)| at).chain([language.len()]);
    let tags = ends.map(|end| &language[..end]).filter(|tag| !tag.eq_ignore_ascii_case("en"));
    ["en"].into_iter().chain(tags)
}

/// Tells of words that a language lacks for which the tool itself has none: they are shown in English.
fn report_untranslated(
    config: &Config,
    english: &BTreeMap<String, Words>,
    own: &[(&str, FileId, BTreeMap<String, Words>)],
    sink: &mut Diagnostics,
) {
    let is_of = |name: &str| fallbacks(&config.language).skip(1).any(|tag| tag.eq_ignore_ascii_case(name));
    let found: Vec<_> = own.iter().filter(|(name, ..)| is_of(name)).collect();
    let missing: Vec<&str> = english
        .keys()
        .map(String::as_str)
        .filter(|key| !found.iter().any(|(.., words)| words.contains_key(*key)))
        .collect();
    let language = &config.language;
    match found.last() {
        Some((_, file, _)) if !missing.is_empty() => {
            let listed = missing.iter().take(8).map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
            let more = if missing.len() > 8 { " and others" } else { "" };
            let message = format!("these words are not translated: {listed}{more}");
            let help = "until they are, they are shown in English; the built-in `lang/en.toml` has them all";
            sink.push(Diagnostic::new(Code::Untranslated, Place::File(*file), message).help(help));
        }
        Some(_) => {}
        None => {
            let Some(span) = config.language_span else { return };
            let message = format!("the words of the site itself are not translated to `{language}`");
            let help = format!("they are shown in English; a theme's `lang/{language}.toml` can translate them");
            sink.push(Diagnostic::new(Code::Untranslated, span, message).help(help));
        }
    }
}

/// The names in quotes in the project's own templates and scripts: there it may ask for words of its own, and give
/// values of its own to the words that there are.
fn names<'s>(files: &ThemeFiles, sources: &'s SourceMap) -> BTreeSet<&'s str> {
    let own = files.texts.iter().filter(|(path, _)| path.starts_with("templates/") || path.starts_with("js/"));
    let quoted = own.flat_map(|(_, file)| sources.text(*file).split(['"', '\'']));
    quoted.filter(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')).collect()
}
