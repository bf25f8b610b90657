//! Template texts ─► the engine with all of them loaded, and its errors ─► diagnostics.

use std::{borrow::Cow, collections::BTreeMap, ops::Range, sync::Arc};

use tera::{ErrorKind, Kwargs, State, Tera, Value};

use super::{BUILT_IN, Filling, Strings, ThemeFiles};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Place},
    source::{FileId, SourceMap, Span},
    suggest,
};

/// Before the names of the built-in templates: a template that a theme does not have is looked up there, and one that
/// overrides a built-in template can extend it as `default/<name>`.
const DEFAULT: &str = "default/";

/// An error of the template engine, kept until all pages were tried.
pub type TemplateProblem = tera::Error;

/// Loads all templates. A broken template of the project is reported and left out, so that the others are checked.
pub fn load(
    files: &ThemeFiles,
    strings: &Arc<Strings>,
    sources: &mut SourceMap,
    sink: &mut Diagnostics,
) -> Option<Tera> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for (path, bytes) in BUILT_IN {
        if let Some(name) = path.strip_prefix("templates/") {
            texts.insert(format!("{DEFAULT}{name}"), String::from_utf8_lossy(bytes).into_owned());
        }
    }
    for (path, file) in &files.texts {
        if let Some(name) = path.strip_prefix("templates/") {
            texts.insert(name.to_owned(), sources.text(*file).to_owned());
        }
    }
    loop {
        let mut tera = Tera::new();
        let prepared = tera.set_fallback_prefixes([DEFAULT]);
        register(&mut tera, strings);
        let Err(error) = prepared.and_then(|()| tera.add_raw_templates(&texts)) else { return Some(tera) };
        report(&error, files, sources, sink);
        // The built-in templates take their places, and the rest is looked at.
        let before = texts.len();
        for part in parts(&error) {
            if let Some(name) = part.template.filter(|name| !name.starts_with(DEFAULT)) {
                texts.remove(&name);
            }
        }
        if texts.len() == before {
            return None;
        }
    }
}

fn register(tera: &mut Tera, strings: &Arc<Strings>) {
    let strings = Arc::clone(strings);
    tera.register_function("t", move |arguments: Kwargs, _: &State| {
        let key: &str = arguments.must_get("key")?;
        let value = |name: &str| {
            let value = arguments.get::<Value>(name).ok()??;
            Some(match (value.as_str(), value.as_array(), value.as_u64()) {
                (Some(text), ..) => Filling::Text(Cow::from(text.to_owned())),
                (_, Some(texts), _) => Filling::List(texts.iter().map(ToString::to_string).collect()),
                (.., Some(number)) => Filling::Number(number),
                _ => Filling::Text(Cow::from(value.to_string())),
            })
        };
        strings.get(key, value).map(Value::from).ok_or_else(|| {
            let help = suggest::nearest(key, strings.keys()).map(|best| format!("; did you mean `{best}`?"));
            tera::Error::message(format!("there are no words for `{key}`{}", help.unwrap_or_default()))
        })
    });
}

/// One complaint of the engine.
struct Part {
    message: String,
    template: Option<String>,
    place: Where,
}

/// Where in a template it is.
enum Where {
    Range(Range<usize>),
    /// Line and column, both from 1.
    LineColumn(usize, usize),
    Nowhere,
}

/// The complaints in an error: checks across templates come as one text that draws several.
fn parts(error: &tera::Error) -> Vec<Part> {
    let template = template_of(error);
    let (message, place) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            (report.message().to_owned(), Where::Range(report.span().range.clone()))
        }
        ErrorKind::Msg(text) if text.starts_with("error: ") => {
            return text.split("\n\n").filter_map(|drawn| drawn_part(drawn.strip_prefix("error: ")?)).collect();
        }
        _ => (error.to_string(), Where::Nowhere),
    };
    vec![Part { message, template, place }]
}

/// A complaint as the engine draws it: its words, then `--> name:line:column` on a line of its own.
fn drawn_part(drawn: &str) -> Option<Part> {
    let (message, rest) = drawn.split_once('\n')?;
    let mut place = rest.lines().next()?.trim_start().strip_prefix("--> ")?.rsplitn(3, ':');
    let (column, line) = (place.next()?.parse().ok()?, place.next()?.parse().ok()?);
    let template = place.next().map(str::to_owned);
    Some(Part { message: message.to_owned(), template, place: Where::LineColumn(line, column) })
}

/// A phrase in the manner of the other messages.
fn phrase(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    let mut chars = message.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(message.chars().skip(1)).collect()
        }
        _ => message.to_owned(),
    }
}

/// The word that begins at a line and column.
fn word(text: &str, line: usize, column: usize) -> Range<usize> {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let in_line = text[start..].lines().next().unwrap_or_default();
    let at = in_line.char_indices().nth(column.saturating_sub(1)).map_or(in_line.len(), |(at, _)| at);
    let rest = &in_line[at..];
    let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len()).max(1).min(rest.len());
    start + at..start + at + length
}

fn template_of(error: &tera::Error) -> Option<String> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => Some(report.filename().to_owned()),
        ErrorKind::MissingParent { current, .. } => Some(current.clone()),
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => Some(tpl.clone()),
        _ => None,
    }
}

/// Reports an error of the engine at the place in the template that it names.
pub fn report(error: &tera::Error, files: &ThemeFiles, sources: &mut SourceMap, sink: &mut Diagnostics) {
    for Part { message, template, place } in parts(error) {
        let file = template.as_deref().and_then(|name| source_of(name, files, sources));
        let place = match (file, place) {
            (Some(file), Where::Range(range)) => Place::At(Span::new(file, range)),
            (Some(file), Where::LineColumn(line, column)) => {
                Place::At(Span::new(file, word(sources.text(file), line, column)))
            }
            (Some(file), Where::Nowhere) => Place::File(file),
            (None, _) => Place::Path(template.unwrap_or_else(|| "themes".to_owned())),
        };
        let help = "the built-in template of the same name shows what it is given; without this file, that one is used";
        sink.push(Diagnostic::new(Code::TemplateError, place, phrase(&message)).help(help));
    }
}

fn source_of(name: &str, files: &ThemeFiles, sources: &mut SourceMap) -> Option<FileId> {
    let path = format!("templates/{}", name.strip_prefix(DEFAULT).unwrap_or(name));
    if !name.starts_with(DEFAULT) {
        return files.texts.iter().find(|(found, _)| *found == path).map(|(_, file)| *file);
    }
    let (_, bytes) = BUILT_IN.iter().find(|(found, _)| *found == path)?;
    Some(sources.add(format!("built-in/{path}"), String::from_utf8_lossy(bytes).into_owned()))
}
