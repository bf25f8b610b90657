//! YAML ─► what the author wrote: every field optional, a place on everything.
//!
//! Reports what is wrong with a file by itself: unknown and missing keys, values of the wrong type, texts that YAML cut
//! or took for something else. What names mean, and whether a cell fits its section's style, is `lower`'s business.

mod fields;
mod text;

pub use fields::Fields;
pub use text::{Reader, written};

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    ladder::Text,
    source::{SourceMap, Span},
    yaml::{Node, Value},
};

/// A name as written, not yet looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// `ladder.yaml`.
#[derive(Debug, Default)]
pub struct RawLadder {
    /// `title`.
    pub title: Option<Text>,
    /// `cumulative`.
    pub cumulative: Option<bool>,
    /// `levels`.
    pub levels: Vec<RawLevel>,
    /// `groups`.
    pub groups: Vec<RawGroup>,
    /// `sections`; none: the default ones.
    pub sections: Option<Vec<RawSection>>,
}

/// An entry of `levels`.
#[derive(Debug)]
pub struct RawLevel {
    /// `id`.
    pub id: Option<Name>,
    /// `name`.
    pub name: Option<Text>,
    /// `summary`.
    pub summary: Option<Text>,
    /// `after`.
    pub after: After,
    /// `formerly`.
    pub formerly: Vec<Name>,
}

/// What a level says of its predecessor.
#[derive(Debug)]
pub enum After {
    /// Nothing: it follows the level listed above it.
    Listed,
    /// `null`: it starts a branch.
    Nothing,
    /// A level by name.
    Level(Name),
}

/// An entry of `groups`.
#[derive(Debug)]
pub struct RawGroup {
    /// `id`.
    pub id: Option<Name>,
    /// `name`.
    pub name: Option<Text>,
}

/// An entry of `sections`.
#[derive(Debug)]
pub struct RawSection {
    /// `id`.
    pub id: Option<Name>,
    /// `title`.
    pub title: Option<Text>,
    /// `style`.
    pub style: Option<Name>,
    /// `lead`.
    pub lead: Option<Text>,
    /// `formerly`.
    pub formerly: Vec<Name>,
}

/// A competency's file.
#[derive(Debug, Default)]
pub struct RawCompetency {
    /// `name`.
    pub name: Option<Text>,
    /// `group`.
    pub group: Option<Name>,
    /// `order`.
    pub order: Option<i64>,
    /// `summary`.
    pub summary: Option<Text>,
    /// `related`.
    pub related: Vec<Name>,
    /// `draft`.
    pub draft: bool,
    /// `formerly`.
    pub formerly: Vec<Name>,
    /// `sections`, each with its levels and their still shapeless cells.
    pub sections: Vec<(Name, Vec<(Name, Node)>)>,
}

/// The front matter of a prose page.
#[derive(Debug, Default)]
pub struct RawFrontMatter {
    /// `title`.
    pub title: Option<Text>,
    /// `order`.
    pub order: Option<i64>,
}

/// Reads `ladder.yaml`.
pub fn ladder(sources: &SourceMap, node: &Node, sink: &mut Diagnostics) -> RawLadder {
    let mut reader = Reader { sources, sink };
    let known = &["title", "cumulative", "levels", "groups", "sections"];
    let Some(mut fields) = reader.fields(node, "`ladder.yaml`", known) else { return RawLadder::default() };
    let raw = RawLadder {
        title: fields.required_text(&mut reader, "title", "title: Engineering levels"),
        cumulative: fields.flag(&mut reader, "cumulative"),
        levels: fields.list(&mut reader, "levels", level),
        groups: fields.list(&mut reader, "groups", group),
        sections: fields.has("sections").then(|| fields.list(&mut reader, "sections", section)),
    };
    let help = "list them from the first to the last: `levels:`, then `  - {id: l1, name: Level 1}`";
    if let Some(node) = fields.take("levels") {
        if matches!(&node.value, Value::Sequence(sequence) if sequence.items.is_empty()) {
            let message = "a ladder needs at least one level";
            reader.sink.push(Diagnostic::new(Code::MissingKey, node.span, message).help(help));
        }
    } else if !fields.means("levels") {
        let message = "a ladder needs `levels`";
        reader.sink.push(Diagnostic::new(Code::MissingKey, fields.span.head(), message).help(help));
    }
    raw
}

fn level(reader: &mut Reader<'_>, node: &Node) -> Option<RawLevel> {
    let mut fields = reader.fields(node, "a level", &["id", "name", "summary", "after", "formerly"])?;
    Some(RawLevel {
        id: fields.required_name(reader, "id", "{id: l1, name: Level 1}"),
        name: fields.required_text(reader, "name", "{id: l1, name: Level 1}"),
        summary: fields.text(reader, "summary"),
        after: match fields.take("after") {
            None => After::Listed,
            Some(node) if is_null(node) => After::Nothing,
            Some(node) => reader.name(node, "after").map_or(After::Listed, After::Level),
        },
        formerly: fields.names(reader, "formerly"),
    })
}

/// `after: null` is the one place of the format where nothing is a value.
fn is_null(node: &Node) -> bool {
    match &node.value {
        Value::Scalar(scalar) => matches!(&*scalar.text, "null" | "~"),
        Value::Empty | Value::Sequence(_) | Value::Mapping(_) => false,
    }
}

fn group(reader: &mut Reader<'_>, node: &Node) -> Option<RawGroup> {
    let mut fields = reader.fields(node, "a group", &["id", "name"])?;
    Some(RawGroup {
        id: fields.required_name(reader, "id", "{id: customers, name: Customers}"),
        name: fields.required_text(reader, "name", "{id: customers, name: Customers}"),
    })
}

fn section(reader: &mut Reader<'_>, node: &Node) -> Option<RawSection> {
    if let Value::Scalar(_) = node.value {
        let id = reader.name(node, "a section");
        return Some(RawSection { id, title: None, style: None, lead: None, formerly: Vec::new() });
    }
    let mut fields = reader.fields(node, "a section", &["id", "title", "style", "lead", "formerly"])?;
    Some(RawSection {
        id: fields.required_name(reader, "id", "{id: signals, title: Signals, style: list}"),
        title: fields.text(reader, "title"),
        style: fields.name(reader, "style"),
        lead: fields.text(reader, "lead"),
        formerly: fields.names(reader, "formerly"),
    })
}

/// Reads a competency's file.
pub fn competency(sources: &SourceMap, node: &Node, sink: &mut Diagnostics) -> RawCompetency {
    let mut reader = Reader { sources, sink };
    let known = &["name", "group", "order", "summary", "related", "draft", "formerly", "sections"];
    let Some(mut fields) = reader.fields(node, "a competency", known) else { return RawCompetency::default() };
    RawCompetency {
        name: fields.required_text(&mut reader, "name", "name: Customer Empathy"),
        group: fields.name(&mut reader, "group"),
        order: fields.number(&mut reader, "order"),
        summary: fields.text(&mut reader, "summary"),
        related: fields.names(&mut reader, "related"),
        draft: fields.flag(&mut reader, "draft").unwrap_or(false),
        formerly: fields.names(&mut reader, "formerly"),
        sections: sections(&mut reader, &mut fields),
    }
}

/// Reads `sections`: a mapping of sections to mappings of levels.
fn sections(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Vec<(Name, Vec<(Name, Node)>)> {
    let Some(node) = fields.take("sections") else { return Vec::new() };
    let entries = reader.entries(node, "`sections`", "a section's id and `:` on each line, its levels below it");
    entries
        .into_iter()
        .map(|(section, node)| {
            let what = format!("the section `{}`", section.text);
            let levels = reader.entries(node, &what, "a level's id and `:` on each line, its statements below it");
            (section, levels.into_iter().map(|(level, node)| (level, node.clone())).collect())
        })
        .collect()
}

/// Reads a page's front matter.
pub fn front_matter(sources: &SourceMap, node: &Node, sink: &mut Diagnostics) -> RawFrontMatter {
    let mut reader = Reader { sources, sink };
    let Some(mut fields) = reader.fields(node, "a page", &["title", "order"]) else {
        return RawFrontMatter::default();
    };
    RawFrontMatter { title: fields.text(&mut reader, "title"), order: fields.number(&mut reader, "order") }
}
