//! Files below `releases` ─► [`Release`]s, each as valid as the living ladders, or what is wrong with the file.

use super::{FOLDER, Release, SCHEMA, Version, freeze::digest, json};
use crate::{
    date::Date,
    diagnostic::{Code, Diagnostic, Diagnostics, Place, Severity},
    ladder::Id,
    lower::{self, Frozen},
    project::{ContentText, Project},
    raw::{self, Reader},
    source::{FileId, SourceMap, Span},
    theme::Strings,
    yaml::{Entry, Mapping, Node, Value},
};

/// The keys of a release.
const KEYS: [&str; 7] = ["rungs", "version", "date", "effective", "notes", "digest", "ladders"];

/// Reads the releases of a project, the oldest first. A file with an error in it gives none.
#[must_use]
pub fn read(project: &Project, strings: &Strings, sink: &mut Diagnostics) -> Vec<Release> {
    let mut releases: Vec<Release> = Vec::new();
    for text in &project.releases {
        let mut own = Diagnostics::default();
        let release = one(&project.sources, text, strings, &mut own);
        // What is worth a word while a ladder is written is none when it is frozen.
        // Nor need a file that is broken be called edited as well.
        let edited = !own.has_errors();
        let worth =
            |found: &&Diagnostic| found.severity() == Severity::Error || (edited && found.code == Code::EditedRelease);
        let worth = own.iter().filter(worth);
        worth.for_each(|found| sink.push(as_broken(found, text, &project.sources)));
        if own.has_errors() {
            continue;
        }
        let Some(release) = release else { continue };
        if let Some(other) = releases.iter().find(|other| other.version == release.version) {
            let message = format!("`{}` and `{}` are one version", other.version, release.version);
            let diagnostic = Diagnostic::new(Code::BrokenRelease, Place::File(text.file), message);
            sink.push(diagnostic.help("keep the one of which links were sent around"));
            continue;
        }
        releases.push(release);
    }
    releases.sort_by(|a, b| a.version.cmp(&b.version));
    releases
}

/// A mistake in a release is none of an author's: what mends it is the file as it was.
fn as_broken(found: &Diagnostic, text: &ContentText, sources: &SourceMap) -> Diagnostic {
    let mut broken = found.clone();
    if broken.code != Code::EditedRelease {
        broken.code = Code::BrokenRelease;
        let path = sources.path(text.file);
        broken.help = Some(format!(
            "releases are not edited by hand; take the file back from the repository: `git checkout -- {path}`",
        ));
    }
    if matches!(broken.place, Place::Path(_)) {
        broken.place = Place::File(text.file);
    }
    broken
}

fn wrong(place: impl Into<Place>, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::BrokenRelease, place, message)
}

fn one(sources: &SourceMap, text: &ContentText, strings: &Strings, sink: &mut Diagnostics) -> Option<Release> {
    let whole = sources.text(text.file);
    let root = match json::parse(whole, text.file) {
        Ok(root) => root,
        Err(flaw) => {
            sink.push(wrong(flaw.span, flaw.message));
            return None;
        }
    };
    let Some(fields) = root.mapping() else {
        sink.push(wrong(root.span.head(), "this is no release: it begins with `{`"));
        return None;
    };
    let mut reader = Reader { sources, sink };
    let schema = fields.get("rungs").and_then(Node::text).and_then(|text| text.parse::<u32>().ok());
    match schema {
        Some(SCHEMA) => {}
        Some(later) if later > SCHEMA => {
            let message = format!("a later version of rungs made this release (form {later}, known up to {SCHEMA})");
            reader.sink.push(wrong(fields.get("rungs").map_or(root.span.head(), |node| node.span), message));
            return None;
        }
        _ => {
            let message = "this is no release: it does not say `\"rungs\": 1`";
            reader.sink.push(wrong(fields.get("rungs").map_or(root.span.head(), |node| node.span), message));
            return None;
        }
    }
    for Entry { key, .. } in fields.entries.iter().filter(|entry| !KEYS.contains(&&*entry.key.text)) {
        reader.sink.push(wrong(key.span, format!("a release says nothing of `{}`", key.text)));
    }
    let head = root.span.head();
    let version = version(&mut reader, fields, head, &text.path);
    let date = day(&mut reader, fields, "date");
    if fields.get("date").is_none() {
        reader.sink.push(wrong(head, "the release has no `date`"));
    }
    let effective = day(&mut reader, fields, "effective");
    let notes = fields.get("notes").and_then(|node| reader.text(node, "`notes`")).map(|text| text.markdown);
    check_digest(&mut reader, whole, fields, head);
    let ladders = ladders(&mut reader, fields, head, text.file);
    let content = lower::frozen(sources, ladders, strings, reader.sink);
    for competency in content.ladders.iter().flat_map(|ladder| &ladder.competencies) {
        for (_, statement) in competency.statements().filter(|(_, statement)| statement.id.is_none()) {
            reader.sink.push(wrong(statement.span, "this statement has no `id`"));
        }
    }
    Some(Release { version: version?, date: date?, effective, notes, content, file: text.file })
}

fn version(reader: &mut Reader<'_>, fields: &Mapping, head: Span, path: &str) -> Option<Version> {
    let Some(node) = fields.get("version") else {
        reader.sink.push(wrong(head, "the release has no `version`"));
        return None;
    };
    let text = node.text().unwrap_or_default();
    let Some(version) = Version::parse(text) else {
        let message = format!("`{text}` is no version, which has one to three numbers as in `1.0.0`");
        reader.sink.push(wrong(node.span, message));
        return None;
    };
    let file = path.strip_prefix(&format!("{FOLDER}/")).and_then(|name| name.strip_suffix(".json"));
    if file != Some(text) {
        let message = format!("the release `{text}` stands in the file `{path}`");
        reader.sink.push(wrong(node.span, message));
        return None;
    }
    Some(version)
}

fn day(reader: &mut Reader<'_>, fields: &Mapping, key: &str) -> Option<Date> {
    let node = fields.get(key)?;
    let date = node.text().and_then(Date::parse);
    if date.is_none() {
        reader.sink.push(wrong(node.span, format!("`{key}` is no day of the form `2026-11-24`")));
    }
    date
}

/// Tells whether a release says what it said when it was made.
fn check_digest(reader: &mut Reader<'_>, text: &str, fields: &Mapping, head: Span) {
    let Some(node) = fields.get("digest") else {
        reader.sink.push(wrong(head, "the release has no `digest`"));
        return;
    };
    let Ok(value) = serde_json::from_str(text.trim_start_matches('\u{feff}')) else {
        // Numbers that no computer can hold, for one.
        reader.sink.push(wrong(head, "this can't be read"));
        return;
    };
    let found = digest(value);
    if node.text() != Some(&*found) {
        let message = "this release says something else than when it was made";
        let help = format!("take the file back from the repository; if the change was meant, its digest is `{found}`");
        reader.sink.push(Diagnostic::new(Code::EditedRelease, node.span, message).help(help));
    }
}

fn ladders(reader: &mut Reader<'_>, fields: &Mapping, head: Span, file: FileId) -> Vec<Frozen> {
    let Some(node) = fields.get("ladders") else {
        reader.sink.push(wrong(head, "the release has no `ladders`"));
        return Vec::new();
    };
    let Some(list) = node.sequence().filter(|list| !list.items.is_empty()) else {
        reader.sink.push(wrong(node.span, "`ladders` must be a list of ladders"));
        return Vec::new();
    };
    let mut ladders: Vec<Frozen> = Vec::new();
    for item in &list.items {
        let Some((path, place, rest)) = with_file(reader, item, "a ladder") else { continue };
        let folder = path.strip_suffix("ladder.yaml").or_else(|| path.strip_suffix("ladder.yml"));
        let Some(folder) = folder.filter(|folder| folder.split_terminator('/').all(|part| Id::new(part).is_some()))
        else {
            reader.sink.push(wrong(place, format!("`{path}` is no path of a `ladder.yaml`")));
            continue;
        };
        if ladders.iter().any(|other| {
            other.text.path.rsplit_once('/').map_or("", |(folder, _)| folder) == folder.trim_end_matches('/')
        }) {
            reader.sink.push(wrong(place, "two ladders have one folder"));
            continue;
        }
        ladders.push(ladder(reader, &path, folder, rest, file));
    }
    // The order of the living ladders.
    ladders.sort_by(|a, b| a.text.path.cmp(&b.text.path));
    ladders
}

fn ladder(reader: &mut Reader<'_>, path: &str, folder: &str, mut rest: Node, file: FileId) -> Frozen {
    let mut competencies = Vec::new();
    if let Value::Mapping(mapping) = &mut rest.value
        && let Some(at) = mapping.entries.iter().position(|entry| entry.key.text == "competencies")
    {
        let node = mapping.entries.remove(at).value;
        match &node.value {
            Value::Sequence(list) => {
                for item in &list.items {
                    let Some((path, place, rest)) = with_file(reader, item, "a competency") else { continue };
                    let below = path.strip_prefix(&format!("{folder}competencies/"));
                    let ending = matches!(path.rsplit_once('.'), Some((_, "yaml" | "yml")));
                    if below.is_none_or(|below| below.split('/').any(|part| matches!(part, "" | "." | ".."))) || !ending
                    {
                        reader.sink.push(wrong(place, format!("`{path}` is no path of a competency of this ladder")));
                        continue;
                    }
                    competencies.push((path, raw::competency(reader.sources, &rest, reader.sink)));
                }
            }
            _ => reader.sink.push(wrong(node.span, "`competencies` must be a list")),
        }
    } else {
        reader.sink.push(wrong(rest.span.head(), "the ladder has no `competencies`"));
    }
    let text = ContentText { path: path.to_owned(), file };
    Frozen { text, ladder: raw::ladder(reader.sources, &rest, reader.sink), competencies }
}

/// Takes the path of its file off an object; what is left has the shape that the file had.
fn with_file(reader: &mut Reader<'_>, node: &Node, what: &str) -> Option<(String, Span, Node)> {
    let Some(mapping) = node.mapping() else {
        reader.sink.push(wrong(node.span.head(), format!("{what} must be an object")));
        return None;
    };
    let Some(path) = mapping.get("file").and_then(|node| reader.name(node, "file")) else {
        reader.sink.push(wrong(node.span.head(), format!("{what} needs `file`, the path that it was read from")));
        return None;
    };
    if path.text.chars().any(|c| c.is_control() || c == '\\') {
        reader.sink.push(wrong(path.span, "this is no path"));
        return None;
    }
    let mut rest = mapping.clone();
    rest.entries.retain(|entry| entry.key.text != "file");
    Some((path.text, path.span, Node { span: node.span, value: Value::Mapping(rest) }))
}
