//! A difference ─► one JSON object on one line, for scripts.
//!
//! The shape is part of the interface: see `rungs diff --help` and [`HELP`]. Every key is always there; what does not
//! apply is `null`, or an empty list.

use serde::Serialize;

use super::{Aspect, CellRef, Change, Difference, Kind, Rewording, Segment, Side, Spot, Thing};
use crate::ladder::Content;

/// The version of the shape: another one where a key goes or changes its meaning.
pub const VERSION: u32 = 1;

/// What the help of a command says of the shape.
pub const HELP: &str = "\
The JSON object has the keys `version` (of this shape: 1), `from`, `to`, `bump` (major, minor, patch
or nothing), `counts` (a number for each kind of change) and `changes`. A change has `kind` (added,
removed, reworded, moved, reordered, extras or vocabulary), `effect` (asks, drops, clarifies,
spelling or none), `before` and `after` (where it stands: `ladder`, `competency`, `section`, `level`,
`index`, `id` and `text`), `words` (a list of `same`, `old` and `new`), `replaces` and `replaced_by`
(ids), `with` (what came or went as a whole), `extras` (examples, note or id), `aspect` (what of the
vocabulary changed), `was` and `is` (of what kind and name it is, and its value), and `statements`
(how many came or went with it). What does not apply is null, or an empty list.";

#[derive(Serialize)]
struct Report<'d> {
    version: u32,
    from: &'d str,
    to: &'d str,
    bump: &'static str,
    counts: CountsEntry,
    changes: Vec<Entry<'d>>,
}

#[derive(Serialize)]
struct CountsEntry {
    added: usize,
    removed: usize,
    reworded: usize,
    moved: usize,
    reordered: usize,
    extras: usize,
    vocabulary: usize,
}

#[derive(Serialize)]
struct Entry<'d> {
    kind: &'static str,
    effect: &'static str,
    before: Option<PlaceEntry<'d>>,
    after: Option<PlaceEntry<'d>>,
    words: Vec<SegmentEntry<'d>>,
    replaces: Vec<&'d str>,
    replaced_by: Vec<&'d str>,
    with: Option<ThingEntry<'d>>,
    extras: Vec<&'static str>,
    aspect: Option<&'static str>,
    was: Option<ThingEntry<'d>>,
    is: Option<ThingEntry<'d>>,
    statements: Option<usize>,
}

#[derive(Serialize)]
struct PlaceEntry<'d> {
    ladder: &'d str,
    competency: &'d str,
    section: &'d str,
    level: &'d str,
    index: Option<usize>,
    id: Option<&'d str>,
    text: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum SegmentEntry<'d> {
    Same(&'d str),
    Old(&'d str),
    New(&'d str),
}

#[derive(Serialize)]
struct ThingEntry<'d> {
    kind: &'static str,
    ladder: &'d str,
    id: &'d str,
    name: &'d str,
    value: Option<String>,
}

/// Writes what changed as one line of JSON, without a line break; `titles` name both states.
#[must_use]
pub fn report(difference: &Difference<'_>, titles: (&str, &str)) -> String {
    let counts = difference.counts();
    let report = Report {
        version: VERSION,
        from: titles.0,
        to: titles.1,
        bump: difference.bump().name(),
        counts: CountsEntry {
            added: counts.added,
            removed: counts.removed,
            reworded: counts.reworded,
            moved: counts.moved,
            reordered: counts.reordered,
            extras: counts.extras,
            vocabulary: counts.vocabulary,
        },
        changes: difference.changes.iter().map(|change| entry(difference, change)).collect(),
    };
    // Only strings and numbers: serialising them has no way to fail.
    serde_json::to_string(&report).unwrap_or_default()
}

fn entry<'d>(difference: &'d Difference<'_>, change: &'d Change<'_>) -> Entry<'d> {
    let mut entry = Entry {
        kind: "vocabulary",
        effect: change.effect.name(),
        before: None,
        after: None,
        words: Vec::new(),
        replaces: Vec::new(),
        replaced_by: Vec::new(),
        with: None,
        extras: Vec::new(),
        aspect: None,
        was: None,
        is: None,
        statements: None,
    };
    let before = |spot: &'d Spot<'_>| Some(statement(difference.before, spot, difference.words_before(spot)));
    let after = |spot: &'d Spot<'_>| Some(statement(difference.after, spot, difference.words_after(spot)));
    let (old, new) = (difference.content(Side::Before), difference.content(Side::After));
    match &change.kind {
        Kind::Added { after: spot, replaces, with } => {
            (entry.kind, entry.after) = ("added", after(spot));
            entry.replaces = replaces.iter().map(|id| &**id).collect();
            entry.with = with.map(|with| thing(new, with, None));
        }
        Kind::Removed { before: spot, replaced_by, with } => {
            (entry.kind, entry.before) = ("removed", before(spot));
            entry.replaced_by = replaced_by.iter().filter_map(|heir| heir.statement.id.as_deref()).collect();
            entry.with = with.map(|with| thing(old, with, None));
        }
        Kind::Reworded { before: from, after: to, words } => {
            (entry.kind, entry.before, entry.after) = ("reworded", before(from), after(to));
            entry.words = segments(words);
        }
        Kind::Moved { before: from, after: to, words } => {
            (entry.kind, entry.before, entry.after) = ("moved", before(from), after(to));
            entry.words = words.as_ref().map(segments).unwrap_or_default();
        }
        Kind::Reordered { before: from, after: to } => {
            (entry.kind, entry.before, entry.after) = ("reordered", Some(place(old, *from)), Some(place(new, *to)));
        }
        Kind::Extras { before: from, after: to, examples, note, id } => {
            (entry.kind, entry.before, entry.after) = ("extras", before(from), after(to));
            let extras = [(*examples, "examples"), (*note, "note"), (*id, "id")];
            entry.extras = extras.into_iter().filter_map(|(is, name)| is.then_some(name)).collect();
        }
        Kind::Came { after: to, statements } => {
            (entry.aspect, entry.statements) = (Some("added"), Some(*statements));
            entry.is = Some(thing(new, *to, None));
        }
        Kind::Went { before: from, statements } => {
            (entry.aspect, entry.statements) = (Some("removed"), Some(*statements));
            entry.was = Some(thing(old, *from, None));
        }
        Kind::Altered { before: from, after: to, aspect } => {
            let (was, is) = difference.values(*from, *to, *aspect);
            entry.aspect = Some(aspect.name());
            (entry.was, entry.is) = (Some(thing(old, *from, was)), Some(thing(new, *to, is)));
        }
    }
    entry
}

fn place(content: &Content, cell: CellRef) -> PlaceEntry<'_> {
    let ladder = &content.ladders[cell.at.ladder];
    PlaceEntry {
        ladder: folder(content, cell.at.ladder),
        competency: &content.competency(cell.at).id,
        section: &ladder.sections[cell.section].id,
        level: &ladder.levels[cell.level].id,
        index: None,
        id: None,
        text: None,
    }
}

fn statement<'d>(content: &'d Content, spot: &Spot<'d>, text: String) -> PlaceEntry<'d> {
    let id = spot.statement.id.as_deref();
    PlaceEntry { index: Some(spot.index), id, text: Some(text), ..place(content, spot.cell()) }
}

fn folder(content: &Content, ladder: usize) -> &str {
    content.ladders[ladder].prefix.trim_end_matches('/')
}

fn thing(content: &Content, thing: Thing, value: Option<String>) -> ThingEntry<'_> {
    ThingEntry {
        kind: thing.kind(),
        ladder: folder(content, thing.ladder()),
        id: thing.id(content),
        name: thing.name(content),
        value,
    }
}

fn segments(words: &Rewording) -> Vec<SegmentEntry<'_>> {
    let segments = words.segments.iter().map(|segment| match segment {
        Segment::Same(text) => SegmentEntry::Same(text),
        Segment::Old(text) => SegmentEntry::Old(text),
        Segment::New(text) => SegmentEntry::New(text),
    });
    segments.collect()
}

impl Aspect {
    /// The name that programs know it by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Name => "name",
            Self::Summary => "summary",
            Self::Lead => "lead",
            Self::Style => "style",
            Self::Cumulative => "cumulative",
            Self::After => "after",
            Self::Group => "group",
            Self::Levels => "levels",
            Self::Groups => "groups",
            Self::Sections => "sections",
            Self::Competencies => "competencies",
        }
    }
}
