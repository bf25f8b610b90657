//! Content ─► the text of a release.

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{SCHEMA, Version};
use crate::{
    date::Date,
    ladder::{Body, Cell, Competency, CompetencyRef, Content, Id, Ladder, Statement, Text, Words},
};

/// What a release says of itself.
#[derive(Clone, Debug)]
pub struct Frozen<'f> {
    /// Its name.
    pub version: Version,
    /// The day on which it is made.
    pub date: Date,
    /// The day from which it counts, where that is another.
    pub effective: Option<Date>,
    /// What its authors say of it, as Markdown.
    pub notes: Option<&'f str>,
}

#[derive(Serialize)]
struct FileData<'d> {
    rungs: u32,
    version: &'d str,
    date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    effective: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<&'d str>,
    digest: String,
    ladders: Vec<LadderData<'d>>,
}

#[derive(Serialize)]
struct LadderData<'d> {
    file: &'d str,
    title: &'d str,
    cumulative: bool,
    levels: Vec<LevelData<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<GroupData<'d>>,
    sections: Vec<SectionData<'d>>,
    competencies: Vec<CompetencyData<'d>>,
}

#[derive(Serialize)]
struct LevelData<'d> {
    id: &'d str,
    name: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'d str>,
    after: Option<&'d str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    formerly: Vec<&'d str>,
}

#[derive(Serialize)]
struct GroupData<'d> {
    id: &'d str,
    name: &'d str,
}

#[derive(Serialize)]
struct SectionData<'d> {
    id: &'d str,
    title: &'d str,
    style: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    lead: Option<&'d str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    formerly: Vec<&'d str>,
}

#[derive(Serialize)]
struct CompetencyData<'d> {
    file: &'d str,
    name: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<&'d str>,
    order: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'d str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    formerly: Vec<&'d str>,
    /// By section and level, in the ladder's order.
    sections: InOrder<InOrder<Value>>,
}

/// An object whose keys stand in an order of their own.
struct InOrder<T>(Vec<(String, T)>);

impl<T: Serialize> Serialize for InOrder<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// The text of a release of some content, all of whose statements have ids and none of which is a draft.
#[must_use]
pub fn freeze(content: &Content, frozen: &Frozen<'_>) -> String {
    let mut file = FileData {
        rungs: SCHEMA,
        version: frozen.version.as_str(),
        date: frozen.date.to_string(),
        effective: frozen.effective.map(|date| date.to_string()),
        notes: frozen.notes,
        digest: String::new(),
        ladders: content.ladders.iter().map(|ladder| ladder_data(content, ladder)).collect(),
    };
    // Numbers, texts and lists are all that it is made of, which can be written whatever they say.
    file.digest = serde_json::to_value(&file).map(digest).unwrap_or_default();
    serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
}

/// The digest of what a release says: of all keys but `digest` itself, sorted and without blanks, so that neither line
/// ends nor indentation matter, nor that a later version writes them in another order.
#[must_use]
pub(super) fn digest(mut value: Value) -> String {
    if let Value::Object(fields) = &mut value {
        fields.remove("digest");
    }
    let text = serde_json::to_vec(&value).unwrap_or_default();
    Sha256::digest(text).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

fn names(ids: &[Id]) -> Vec<&str> {
    ids.iter().map(|id| &**id).collect()
}

fn words(text: Option<&Text>) -> Option<&str> {
    text.map(|text| &*text.markdown)
}

fn ladder_data<'d>(content: &'d Content, ladder: &'d Ladder) -> LadderData<'d> {
    let level = |level: &'d crate::ladder::Level| LevelData {
        id: &level.id,
        name: &level.name,
        summary: words(level.summary.as_ref()),
        after: level.after.map(|after| &*ladder.levels[after].id),
        formerly: names(&level.formerly),
    };
    let section = |section: &'d crate::ladder::Section| SectionData {
        id: &section.id,
        title: &section.title,
        style: section.style.name(),
        lead: words(section.lead.as_ref()),
        formerly: names(&section.formerly),
    };
    let competencies = ladder.competencies.iter().enumerate();
    LadderData {
        file: &ladder.path,
        title: &ladder.title,
        cumulative: ladder.cumulative,
        levels: ladder.levels.iter().map(level).collect(),
        groups: ladder.groups.iter().map(|group| GroupData { id: &group.id, name: &group.name }).collect(),
        sections: ladder.sections.iter().map(section).collect(),
        competencies: competencies.map(|(order, found)| competency(content, ladder, order, found)).collect(),
    }
}

fn competency<'d>(
    content: &'d Content,
    ladder: &'d Ladder,
    order: usize,
    competency: &'d Competency,
) -> CompetencyData<'d> {
    // Names of another ladder are written with its folder.
    let related = |to: &CompetencyRef| {
        let other = &content.ladders[to.ladder];
        let prefix = if std::ptr::eq(other, ladder) { "" } else { &*other.prefix };
        format!("{prefix}{}", content.competency(*to).id)
    };
    let mut sections: Vec<(String, InOrder<Value>)> = Vec::new();
    for ((section, level), cell) in &competency.cells {
        let (section, level) = (&ladder.sections[*section].id, ladder.levels[*level].id.to_string());
        if sections.last().is_none_or(|(last, _)| **last != **section) {
            sections.push((section.to_string(), InOrder(Vec::new())));
        }
        if let Some((_, InOrder(cells))) = sections.last_mut() {
            cells.push((level, cell_data(cell)));
        }
    }
    CompetencyData {
        file: &competency.path,
        name: &competency.name,
        group: competency.group.map(|group| &*ladder.groups[group].id),
        order,
        summary: words(competency.summary.as_ref()),
        related: competency.related.iter().map(related).collect(),
        formerly: names(&competency.formerly),
        sections: InOrder(sections),
    }
}

fn cell_data(cell: &Cell) -> Value {
    let list = |list: &[Statement]| Value::from(list.iter().map(statement).collect::<Vec<_>>());
    match &cell.body {
        Body::Prose(found) | Body::Shift(found) => statement(found),
        Body::List(found) | Body::Steps(found) | Body::Quotes(found) => list(found),
        Body::Summary { points, text } => {
            let mut fields = serde_json::Map::new();
            if !points.is_empty() {
                fields.insert("points".into(), list(points));
            }
            fields.extend(text.as_ref().map(|text| ("text".into(), statement(text))));
            Value::Object(fields)
        }
    }
}

fn statement(statement: &Statement) -> Value {
    let mut fields = serde_json::Map::new();
    let mut say = |key: &str, value: Value| fields.insert(key.to_owned(), value);
    match &statement.words {
        Words::Text(text) => say("text", (*text.markdown).into()),
        Words::Shift { from, to } => {
            say("from", (*from.markdown).into());
            say("to", (*to.markdown).into())
        }
    };
    if let Some(id) = &statement.id {
        say("id", (**id).into());
    }
    if !statement.examples.is_empty() {
        say("examples", statement.examples.iter().map(|example| &*example.markdown).collect());
    }
    if let Some(note) = &statement.note {
        say("note", (*note.markdown).into());
    }
    if !statement.replaces.is_empty() {
        say("replaces", statement.replaces.iter().map(|id| &**id).collect());
    }
    Value::Object(fields)
}
