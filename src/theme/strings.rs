//! `lang/<language>.toml` ─► the words of the user interface.
//!
//! A language that has no file of its own, or lacks a key, falls back: `pt-BR` to `pt`, then to `en`. A project's
//! theme overrides single keys.

use std::{borrow::Cow, collections::BTreeMap};

use toml::de::{DeTable, DeValue};

use super::{BUILT_IN, ThemeFiles};
use crate::{
    config,
    diagnostic::{Code, Diagnostic, Diagnostics},
    source::{FileId, SourceMap, Span},
};

/// The words, by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strings(BTreeMap<String, Words>);

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Words {
    One(String),
    /// By plural category: `one`, `other`.
    Counted(BTreeMap<String, String>),
}

impl Strings {
    /// The words behind a key, `{name}` placeholders filled in; a counted entry takes its form from `count`.
    #[must_use]
    pub fn get<'v>(&self, key: &str, value: impl Fn(&str) -> Option<Cow<'v, str>>) -> Option<String> {
        let words = match self.0.get(key)? {
            Words::One(words) => words,
            Words::Counted(forms) => {
                let one = value("count").is_some_and(|count| count == "1");
                forms.get(if one { "one" } else { "other" }).or_else(|| forms.get("other"))?
            }
        };
        let mut filled = String::with_capacity(words.len() + 16);
        let mut rest = words.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            match after.split_once('}').and_then(|(name, tail)| Some((value(name)?, tail))) {
                Some((value, tail)) => {
                    filled.push_str(&value);
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

    /// The words behind a key that the code itself names, with its values.
    #[must_use]
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        let value = |name: &str| values.iter().find(|(found, _)| *found == name).map(|(_, value)| Cow::from(*value));
        self.get(key, value).unwrap_or_default()
    }

    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> + Clone {
        self.0.keys().map(String::as_str)
    }
}

/// Reads the words of a language, built-in and own.
pub fn load(files: &ThemeFiles, language: &str, sources: &mut SourceMap, sink: &mut Diagnostics) -> Strings {
    let primary = language.split('-').next().unwrap_or(language);
    let mut strings = Strings::default();
    for name in ["en", primary, language] {
        let path = format!("lang/{name}.toml");
        if let Some((_, bytes)) = BUILT_IN.iter().find(|(found, _)| *found == path) {
            let file = sources.add(format!("built-in/{path}"), String::from_utf8_lossy(bytes).into_owned());
            read(&mut strings, file, sources, sink);
        }
        if let Some((_, file)) = files.texts.iter().find(|(found, _)| *found == path) {
            read(&mut strings, *file, sources, sink);
        }
    }
    strings
}

fn read(strings: &mut Strings, file: FileId, sources: &SourceMap, sink: &mut Diagnostics) {
    let (table, errors) = DeTable::parse_recoverable(sources.text(file));
    let mut broken = Vec::new();
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        let (message, help) = config::syntax(sources.text(file), range.clone(), error.message());
        sink.push(Diagnostic::new(Code::TomlSyntax, Span::new(file, range.clone()), message).help(help));
        broken.push(range);
    }
    for (key, value) in table.get_ref() {
        let words = match value.get_ref() {
            DeValue::String(words) => Some(Words::One(words.to_string())),
            DeValue::Table(forms) => forms
                .iter()
                .map(|(name, form)| Some((name.get_ref().to_string(), form.get_ref().as_str()?.to_owned())))
                .collect::<Option<BTreeMap<_, _>>>()
                .filter(|forms| forms.contains_key("other"))
                .map(Words::Counted),
            _ => None,
        };
        match words {
            Some(words) => {
                strings.0.insert(key.get_ref().to_string(), words);
            }
            // What could not be read was reported.
            None if broken.iter().any(|broken| broken.start < value.span().end && value.span().start < broken.end) => {}
            None => {
                let span = Span::new(file, value.span());
                let message = format!("`{}` must be a text, or a table with the text `other`", key.get_ref());
                let help = "write `\"words\"`, or `{ one = \"{count} word\", other = \"{count} words\" }`";
                sink.push(Diagnostic::new(Code::WrongType, span, message).help(help));
            }
        }
    }
}
