//! A competency's file ─► [`Competency`], its cells shaped and their anchors given.

use std::collections::BTreeMap;

use super::{cell, names, vocabulary::Vocabulary};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Place},
    ladder::{Body, Cell, Competency, Id, Statement, Words},
    markdown::{self, Anchors, Flow},
    project::ContentText,
    raw::{Name, RawCompetency, Reader},
    source::{SourceMap, Span},
};

/// A competency, what decides its place, and names that wait for all others to be known.
pub struct Lowered {
    /// The competency.
    pub competency: Competency,
    /// `order`.
    pub order: Option<i64>,
    /// `related`.
    pub related: Vec<Name>,
    /// `formerly`.
    pub formerly: Vec<Name>,
    /// Whether `group` names one that there is not.
    pub lost_group: bool,
}

/// Lowers a competency's file.
pub fn lower(
    sources: &SourceMap,
    text: &ContentText,
    raw: RawCompetency,
    vocabulary: &Vocabulary,
    sink: &mut Diagnostics,
) -> Option<Lowered> {
    let ladder = &vocabulary.ladder;
    let name = text.path.rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let id = Id::new(stem);
    if id.is_none() {
        sink.push(names::bad_id(stem, "a competency, which is the name of its file", Place::File(text.file)));
    } else if names::is_device(stem) {
        let message = format!("`{stem}` is a name that file systems reserve");
        sink.push(Diagnostic::new(Code::ReservedName, Place::File(text.file), message).help("rename the file"));
    }
    let mut reader = Reader { sources, sink };
    let mut cells = BTreeMap::new();
    for (section_name, levels) in &raw.sections {
        let section = vocabulary.section(section_name, reader.sink);
        // Levels outside and sections inside is one mistake.
        let swapped = section.is_none() && vocabulary.is_level(section_name);
        for (level_name, node) in levels.iter().filter(|_| !swapped) {
            let level = vocabulary.level(level_name, reader.sink);
            let Some(section) = section else { continue };
            let body = cell::body(&mut reader, ladder.sections[section].style, node, level_name);
            // What a broken cell says is not known, but it is there: a reference to it is no further mistake.
            let body = body.unwrap_or_else(|| Body::List(Vec::new()));
            if let Some(level) = level {
                cells.insert((section, level), Cell { body, span: level_name.span });
            }
        }
    }
    if !raw.draft && !reader.sink.has_errors() && raw.sections.iter().all(|(_, levels)| levels.is_empty()) {
        let message = format!("the competency `{stem}` describes no level");
        let diagnostic = Diagnostic::new(Code::EmptyCompetency, Place::File(text.file), message);
        reader.sink.push(diagnostic.help("add `sections:` with at least one section, or mark it `draft: true`"));
    }
    give_anchors(ladder.sections.iter().map(|section| &*section.id), &mut cells);
    let formerly = names::ids(&raw.formerly, "a competency", reader.sink);
    let named = raw.group.is_some();
    let group = raw.group.and_then(|group| vocabulary.group(&group, reader.sink));
    let competency = Competency {
        span: raw.name.as_ref().map_or(Span::new(text.file, 0..0), |name| name.span),
        file: text.file,
        path: text.path.clone(),
        name: raw.name.map_or_else(|| stem.to_owned(), |name| name.markdown),
        group,
        summary: raw.summary,
        related: Vec::new(),
        draft: raw.draft,
        formerly,
        cells,
        id: id?,
    };
    Some(Lowered {
        competency,
        order: raw.order,
        related: raw.related,
        formerly: raw.formerly,
        lost_group: named && group.is_none(),
    })
}

/// Gives every statement its anchor: the permanent id, or one from its words.
fn give_anchors<'a>(sections: impl Iterator<Item = &'a str>, cells: &mut BTreeMap<(usize, usize), Cell>) {
    let mut anchors = Anchors::default();
    sections.for_each(|section| anchors.reserve(section));
    let ids = cells.values().flat_map(|cell| cell.body.statements()).filter_map(|statement| statement.id.as_deref());
    ids.for_each(|id| anchors.reserve(id));
    for cell in cells.values_mut() {
        for statement in cell.body.statements_mut() {
            statement.anchor = match &statement.id {
                Some(id) => id.to_string(),
                None => anchors.take(&words(statement)),
            };
        }
    }
}

fn words(statement: &Statement) -> String {
    match &statement.words {
        Words::Text(text) => markdown::plain(&text.markdown, Flow::Statement, |target| Some(target.to_owned())),
        Words::Shift { to, .. } => markdown::plain(&to.markdown, Flow::Statement, |target| Some(target.to_owned())),
    }
}
