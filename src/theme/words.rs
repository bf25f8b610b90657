//! The text of one `lang/<language>.toml` ─► its entries, and what is wrong with each.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use serde::Serialize;
use toml::de::{DeTable, DeValue};

use super::plural;
use crate::{
    config,
    diagnostic::{Code, Diagnostic, Diagnostics},
    source::{FileId, SourceMap, Span},
    suggest,
};

/// The words of one key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Words {
    /// One text.
    One(String),
    /// By plural category: `one`, `other` and so on.
    Counted(BTreeMap<String, String>),
}

impl Words {
    fn texts(&self) -> impl Iterator<Item = &str> {
        let (one, counted) = match self {
            Self::One(text) => (Some(text), None),
            Self::Counted(forms) => (None, Some(forms)),
        };
        one.into_iter().chain(counted.into_iter().flat_map(BTreeMap::values)).map(String::as_str)
    }

    fn placeholders(&self) -> BTreeSet<&str> {
        self.texts().flat_map(placeholders).map(|(name, _)| name).collect()
    }
}

/// An entry of a file: its words, and where its key and its texts stand.
pub struct Entry {
    /// The words.
    pub words: Words,
    key: Range<usize>,
    /// By plural category; of a single text, by the empty name: the name's place and the text's.
    places: BTreeMap<String, (Range<usize>, Range<usize>)>,
}

/// Something wrong with the form of a file.
pub struct Flaw {
    code: Code,
    range: Range<usize>,
    message: String,
    help: String,
}

/// Reads the entries of a text; what can't be read goes to `flaw`.
pub fn parse(text: &str, flaw: &mut impl FnMut(Flaw)) -> BTreeMap<String, Entry> {
    let mut entries = BTreeMap::new();
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut broken: Vec<Range<usize>> = Vec::new();
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        let (message, help) = config::syntax(text, range.clone(), error.message());
        flaw(Flaw { code: Code::TomlSyntax, range: range.clone(), message, help });
        broken.push(range);
    }
    for (key, value) in table.get_ref() {
        let mut places = BTreeMap::new();
        let words = match value.get_ref() {
            DeValue::String(words) => {
                places.insert(String::new(), (key.span(), value.span()));
                Some(Words::One(words.to_string()))
            }
            DeValue::Table(forms) => forms
                .iter()
                .map(|(name, form)| {
                    places.insert(name.get_ref().to_string(), (name.span(), form.span()));
                    Some((name.get_ref().to_string(), form.get_ref().as_str()?.to_owned()))
                })
                .collect::<Option<BTreeMap<_, _>>>()
                .filter(|forms| forms.contains_key("other"))
                .map(Words::Counted),
            _ => None,
        };
        match words {
            Some(words) => {
                entries.insert(key.get_ref().to_string(), Entry { words, key: key.span(), places });
            }
            // What could not be read was reported.
            None if broken.iter().any(|broken| broken.start < value.span().end && value.span().start < broken.end) => {}
            None => flaw(Flaw {
                code: Code::WrongType,
                range: value.span(),
                message: format!("`{}` must be a text, or a table with the text `other`", key.get_ref()),
                help: "write `\"words\"`, or `{ one = \"{count} word\", other = \"{count} words\" }`".to_owned(),
            }),
        }
    }
    entries
}

/// Reads a file of a project's theme, and reports what is wrong with it. Keys in `named` are asked for
/// by the project's own templates.
pub fn read(
    language: &str,
    file: FileId,
    sources: &SourceMap,
    english: &BTreeMap<String, Words>,
    named: &BTreeSet<&str>,
    sink: &mut Diagnostics,
) -> BTreeMap<String, Words> {
    let text = sources.text(file);
    let span = |range: Range<usize>| Span::new(file, range);
    let entries = parse(text, &mut |Flaw { code, range, message, help }| {
        sink.push(Diagnostic::new(code, Span::new(file, range), message).help(help));
    });
    for (key, entry) in &entries {
        if let Words::Counted(_) = entry.words {
            categories(language, entry, file, sink);
        }
        match english.get(key) {
            _ if named.contains(key.as_str()) => {}
            Some(words) => {
                let known = words.placeholders();
                for (_, place) in entry.places.values() {
                    for (name, at) in placeholders(&text[place.clone()]) {
                        if !known.contains(name) {
                            let message = format!("`{key}` has no value `{name}`");
                            let range = place.start + at..place.start + at + name.len() + 2;
                            let help = suggest::help(name, known.iter().copied());
                            let help = help.unwrap_or_else(|| "take it out: there are no values here".to_owned());
                            sink.push(Diagnostic::new(Code::UnknownPlaceholder, span(range), message).help(help));
                        }
                    }
                }
            }
            None => {
                let message = format!("the theme asks nowhere for the words `{key}`");
                let help = suggest::nearest(key, english.keys().map(String::as_str));
                let help = help.map(|best| format!("did you mean `{best}`?"));
                let help = help.unwrap_or_else(|| "take them out: the built-in `lang/en.toml` has all keys".to_owned());
                sink.push(Diagnostic::new(Code::UnknownKey, span(entry.key.clone()), message).help(help));
            }
        }
    }
    entries.into_iter().map(|(key, entry)| (key, entry.words)).collect()
}

/// Reports plural forms that the language does not have.
fn categories(language: &str, entry: &Entry, file: FileId, sink: &mut Diagnostics) {
    let known = plural::categories(plural::rules(language));
    for (name, (place, _)) in &entry.places {
        if !known.clone().any(|category| category == name) {
            let what = if plural::CATEGORIES.contains(&name.as_str()) {
                format!("`{language}` has no plural form `{name}`")
            } else {
                format!("there is no plural form `{name}`")
            };
            let diagnostic = Diagnostic::new(Code::UnknownKey, Span::new(file, place.clone()), what);
            sink.push(diagnostic.maybe_help(suggest::help(name, known.clone())));
        }
    }
}

/// The names in braces, each with the place of its brace.
fn placeholders(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.match_indices('{').filter_map(|(at, _)| Some((text[at + 1..].split_once('}')?.0, at)))
}
