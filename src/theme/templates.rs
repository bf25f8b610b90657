//! Template texts ─► the engine with all of them loaded, and its errors ─► diagnostics.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use tera::{ErrorKind, Kwargs, State, Tera, Value};

use super::{BUILT_IN, Strings, ThemeFiles};
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
        let name = template_of(&error);
        report(&error, files, sources, sink);
        match name {
            // The built-in template takes its place, and the rest is looked at.
            Some(name) if !name.starts_with(DEFAULT) && texts.remove(&name).is_some() => {}
            _ => return None,
        }
    }
}

fn register(tera: &mut Tera, strings: &Arc<Strings>) {
    let strings = Arc::clone(strings);
    tera.register_function("t", move |arguments: Kwargs, _: &State| {
        let key: &str = arguments.must_get("key")?;
        let value = |name: &str| {
            let value = arguments.get::<Value>(name).ok()??;
            Some(match value.as_str() {
                Some(text) => Cow::from(text.to_owned()),
                None => Cow::from(value.to_string()),
            })
        };
        strings.get(key, value).map(Value::from).ok_or_else(|| {
            let help = suggest::nearest(key, strings.keys()).map(|best| format!("; did you mean `{best}`?"));
            tera::Error::message(format!("there are no words for `{key}`{}", help.unwrap_or_default()))
        })
    });
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
    let name = template_of(error);
    let file = name.as_deref().and_then(|name| source_of(name, files, sources));
    let (message, range) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            (report.message().to_owned(), Some(report.span().range.clone()))
        }
        _ => (error.to_string(), None),
    };
    let place = match (file, range) {
        (Some(file), Some(range)) => Place::At(Span::new(file, range)),
        (Some(file), None) => Place::File(file),
        (None, _) => Place::Path(name.unwrap_or_else(|| "themes".to_owned())),
    };
    let help = "what a template is given stands in the built-in template of the same name; without this file, that one is used";
    sink.push(Diagnostic::new(Code::TemplateError, place, message).help(help));
}

fn source_of(name: &str, files: &ThemeFiles, sources: &mut SourceMap) -> Option<FileId> {
    let path = format!("templates/{}", name.strip_prefix(DEFAULT).unwrap_or(name));
    if !name.starts_with(DEFAULT) {
        return files.texts.iter().find(|(found, _)| *found == path).map(|(_, file)| *file);
    }
    let (_, bytes) = BUILT_IN.iter().find(|(found, _)| *found == path)?;
    Some(sources.add(format!("built-in/{path}"), String::from_utf8_lossy(bytes).into_owned()))
}
