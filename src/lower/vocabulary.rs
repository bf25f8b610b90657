//! `ladder.yaml` ─► levels, groups and sections: the names that every competency uses.

use std::collections::HashMap;

use super::{Drafts, competency::Lowered, names, order};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Place},
    ladder::{Group, Id, Ladder, Level, Section, Style},
    project::{ContentText, Project},
    raw::{self, After, Name, RawLadder, RawSection},
    source::Span,
    suggest,
    theme::Strings,
    yaml,
};

/// The sections of a ladder that names none, and what a section named by one of these ids alone is: the key of its title
/// among the words of the language, and its style.
const SECTIONS: [(&str, &str, Style); 10] = [
    ("description", "section_description", Style::Prose),
    ("key-behaviors", "section_key_behaviors", Style::List),
    ("common-struggles", "section_common_struggles", Style::List),
    ("success-indicators", "section_success_indicators", Style::List),
    ("mindset-shift", "section_mindset_shift", Style::Shift),
    ("questions", "section_questions", Style::List),
    ("habits", "section_habits", Style::Steps),
    ("seek-feedback", "section_seek_feedback", Style::Quotes),
    ("signals", "section_signals", Style::List),
    ("focus-summary", "section_focus_summary", Style::Summary),
];

/// Every pair of levels has a page for each competency, and each names all pairs: what is written grows with the
/// fourth power of the levels. Published ladders have at most 13.
const MOST_LEVELS: usize = 20;

/// A ladder without its competencies, and what is known of its broken names.
pub struct Vocabulary {
    /// The ladder.
    pub ladder: Ladder,
    /// Names that were given to a level, group or section and are no ids, or whose entry is broken otherwise: using
    /// one is no further mistake.
    broken: Vec<String>,
    /// What was made of its competency files.
    pub competencies: Vec<Lowered>,
}

/// Reads and lowers `ladder.yaml`.
pub fn lower(project: &Project, text: &ContentText, strings: &Strings, sink: &mut Diagnostics) -> Vocabulary {
    let folder = text.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    for part in folder.split('/').filter(|part| !part.is_empty()) {
        let span = Span::new(text.file, 0..0);
        if Id::new(part).is_none() {
            sink.push(names::bad_id(part, "a ladder's folder", span));
        } else if names::OF_SITE.contains(&part) || names::OF_LADDER.contains(&part) {
            let message = format!("a ladder's folder can't be named `{part}`: it is a name of the site's own");
            sink.push(Diagnostic::new(Code::ReservedName, span, message).help("rename the folder"));
        }
    }
    let length = project.sources.text(text.file).len();
    let known = sink.iter().count();
    let raw = match yaml::parse(&project.sources, text.file, 0..length, sink) {
        Some(node) => raw::ladder(&project.sources, &node, sink),
        None if sink.iter().count() > known => RawLadder::default(),
        None => {
            // Where the text could not be read, that was said.
            let own = |diagnostic: &Diagnostic| matches!(diagnostic.place, Place::At(span) if span.file == text.file);
            if !sink.iter().any(own) {
                let diagnostic = Diagnostic::new(Code::MissingKey, Place::File(text.file), "this file says nothing");
                sink.push(diagnostic.help("a ladder needs a `title` and `levels`"));
            }
            RawLadder::default()
        }
    };
    of(raw, text, strings, sink)
}

/// Lowers what is written in the `ladder.yaml` at a path.
pub fn of(raw: RawLadder, text: &ContentText, strings: &Strings, sink: &mut Diagnostics) -> Vocabulary {
    let folder = text.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut broken = Vec::new();
    let levels = levels(&raw, &mut broken, sink);
    let groups = groups(&raw, &mut broken, sink);
    let sections = sections(raw.sections.as_deref(), strings, &mut broken, sink);
    let ladder = Ladder {
        prefix,
        title: raw.title.map(|title| title.markdown).unwrap_or_default(),
        file: text.file,
        path: text.path.clone(),
        cumulative: raw.cumulative.unwrap_or(false),
        levels,
        groups,
        sections,
        competencies: Vec::new(),
    };
    Vocabulary { ladder, broken, competencies: Vec::new() }
}

fn levels(raw: &RawLadder, broken: &mut Vec<String>, sink: &mut Diagnostics) -> Vec<Level> {
    let mut levels: Vec<Level> = Vec::new();
    let mut seen = HashMap::new();
    if let Some(name) = raw.levels.get(MOST_LEVELS).and_then(|level| level.id.as_ref()) {
        let message = format!("a ladder has at most {MOST_LEVELS} levels, this one has {}", raw.levels.len());
        let diagnostic = Diagnostic::new(Code::WrongShape, name.span, message);
        sink.push(diagnostic.help("split it: several ladders can stand in one site, each in a folder of its own"));
    }
    for entry in &raw.levels {
        let Some(name) = &entry.id else { continue };
        let id = names::first(&mut seen, name, "levels", sink).and_then(|name| names::id(name, "a level", sink));
        let formerly = names::ids(&entry.formerly, "a level", sink);
        let Some(id) = id else {
            broken.push(name.text.clone());
            continue;
        };
        let after = match &entry.after {
            After::Listed => levels.len().checked_sub(1),
            After::Nothing => None,
            After::Level(before) => predecessor(before, &id, &levels, raw, sink),
        };
        let shown = entry.name.as_ref().map_or_else(|| id.to_string(), |name| name.markdown.clone());
        levels.push(Level { id, name: shown, summary: entry.summary.clone(), after, formerly, span: name.span });
    }
    let taken = |id: &str| levels.iter().find(|level| *level.id == *id).map(|level| level.span);
    for entry in &raw.levels {
        names::unused(&entry.formerly, "a level", taken, sink);
    }
    levels
}

/// The level that `after` names, which must be listed above.
fn predecessor(name: &Name, id: &Id, above: &[Level], raw: &RawLadder, sink: &mut Diagnostics) -> Option<usize> {
    let found = above.iter().position(|level| *level.id == *name.text);
    if found.is_none() {
        let listed = raw.levels.iter().filter_map(|level| level.id.as_ref());
        if listed.clone().any(|level| level.text == name.text) {
            let message = format!("`{}` can't come after `{}`, which is not listed above it", id, name.text);
            let diagnostic = Diagnostic::new(Code::LevelOrder, name.span, message);
            sink.push(diagnostic.help(format!("list `{}` first, or name a level that stands above", name.text)));
        } else {
            let message = format!("there is no level `{}`", name.text);
            let diagnostic = Diagnostic::new(Code::UnknownLevel, name.span, message);
            sink.push(diagnostic.maybe_help(suggest::help(&name.text, above.iter().map(|level| &*level.id))));
        }
    }
    found
}

fn groups(raw: &RawLadder, broken: &mut Vec<String>, sink: &mut Diagnostics) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut seen = HashMap::new();
    for entry in &raw.groups {
        let Some(name) = &entry.id else { continue };
        match names::first(&mut seen, name, "groups", sink).and_then(|name| names::id(name, "a group", sink)) {
            Some(id) => {
                let shown = entry.name.as_ref().map_or_else(|| id.to_string(), |name| name.markdown.clone());
                groups.push(Group { id, name: shown, span: name.span });
            }
            None => broken.push(name.text.clone()),
        }
    }
    groups
}

fn sections(
    raw: Option<&[RawSection]>,
    strings: &Strings,
    broken: &mut Vec<String>,
    sink: &mut Diagnostics,
) -> Vec<Section> {
    let words = |key: &str| strings.get(key, |_| None).unwrap_or_default();
    let Some(raw) = raw else {
        let default = |(id, title, style): &(&str, &str, Style)| {
            Id::new(id).map(|id| Section { id, title: words(title), style: *style, lead: None, formerly: Vec::new() })
        };
        return SECTIONS.iter().filter_map(default).collect();
    };
    let mut sections = Vec::new();
    let mut seen = HashMap::new();
    for entry in raw {
        let Some(name) = &entry.id else { continue };
        let id = names::first(&mut seen, name, "sections", sink).and_then(|name| names::id(name, "a section", sink));
        let default = SECTIONS.iter().find(|(id, ..)| *id == name.text);
        if default.is_none() && entry.style.is_none() && entry.title.is_none() {
            let message = format!("`{}` is no section that is known by its id alone", name.text);
            let near = suggest::nearest(&name.text, SECTIONS.iter().map(|(id, ..)| *id));
            let help = near.map_or_else(
                || format!("give it a title and a style, as in `{{id: {}, title: Signals, style: list}}`", name.text),
                |near| format!("did you mean `{near}`? Another one gets a title and a style"),
            );
            sink.push(Diagnostic::new(Code::UnknownSection, name.span, message).help(help));
            broken.push(name.text.clone());
            continue;
        }
        let style = style(entry, name, default.map(|(.., style)| *style), sink);
        let title = match (&entry.title, default) {
            (Some(title), _) => Some(title.markdown.clone()),
            (None, Some((_, title, _))) => Some(words(title)),
            (None, None) => {
                let message = format!("the section `{}` needs a title", name.text);
                let help = format!("add it, as in `{{id: {}, title: Signals, style: list}}`", name.text);
                sink.push(Diagnostic::new(Code::MissingKey, name.span, message).help(help));
                None
            }
        };
        let formerly = names::ids(&entry.formerly, "a section", sink);
        match (id, title, style) {
            (Some(id), Some(title), Some(style)) => {
                sections.push(Section { id, title, style, lead: entry.lead.clone(), formerly });
            }
            _ => broken.push(name.text.clone()),
        }
    }
    let known = raw.iter().filter_map(|entry| entry.id.as_ref());
    let taken = |id: &str| known.clone().find(|name| name.text == id).map(|name| name.span);
    for entry in raw {
        names::unused(&entry.formerly, "a section", taken, sink);
    }
    sections
}

fn style(entry: &RawSection, id: &Name, default: Option<Style>, sink: &mut Diagnostics) -> Option<Style> {
    let names = Style::ALL.map(Style::name);
    let Some(name) = &entry.style else {
        if default.is_none() {
            let message = format!("the section `{}` needs a style", id.text);
            let help = format!("add one of {}, as in `style: list`", names.map(|name| format!("`{name}`")).join(", "));
            sink.push(Diagnostic::new(Code::MissingKey, id.span, message).help(help));
        }
        return default;
    };
    let found = Style::ALL.into_iter().find(|style| style.name() == name.text);
    if found.is_none() {
        let message = format!("there is no style `{}`", name.text);
        let diagnostic = Diagnostic::new(Code::UnknownStyle, name.span, message);
        sink.push(diagnostic.maybe_help(suggest::help(&name.text, names)));
    }
    found
}

impl Vocabulary {
    /// The index of the level of that name; reports an unknown one.
    pub fn level(&self, name: &Name, sink: &mut Diagnostics) -> Option<usize> {
        let known = self.ladder.levels.iter().map(|level| &*level.id);
        self.look_up(name, known, Code::UnknownLevel, "level", sink)
    }

    /// Whether a name is that of a level.
    pub fn is_level(&self, name: &Name) -> bool {
        self.ladder.levels.iter().any(|level| *level.id == *name.text)
    }

    /// The index of the section of that name; reports an unknown one.
    pub fn section(&self, name: &Name, sink: &mut Diagnostics) -> Option<usize> {
        let known = || self.ladder.sections.iter().map(|section| &*section.id);
        if self.is_level(name) && !known().any(|id| id == name.text) {
            let message = format!("there is no section `{}`, which is a level", name.text);
            let help = "sections stand outside and levels inside: `key-behaviors:`, and below it `l1:`";
            let help = help.replace("l1", &name.text).replace("key-behaviors", known().next().unwrap_or("signals"));
            sink.push(Diagnostic::new(Code::UnknownSection, name.span, message).help(help));
            return None;
        }
        let known = self.ladder.sections.iter().map(|section| &*section.id);
        self.look_up(name, known, Code::UnknownSection, "section", sink)
    }

    /// The index of the group of that name; reports an unknown one.
    pub fn group(&self, name: &Name, sink: &mut Diagnostics) -> Option<usize> {
        let known = self.ladder.groups.iter().map(|group| &*group.id);
        self.look_up(name, known, Code::UnknownGroup, "group", sink)
    }

    fn look_up<'a>(
        &self,
        name: &Name,
        known: impl Iterator<Item = &'a str> + Clone,
        code: Code,
        what: &str,
        sink: &mut Diagnostics,
    ) -> Option<usize> {
        let found = known.clone().position(|known| known == name.text);
        // Where the vocabulary itself is broken, its mistake is reported there and not at every use.
        let silent = self.broken.contains(&name.text) || (code != Code::UnknownGroup && known.clone().next().is_none());
        if found.is_none() && !silent {
            let message = format!("there is no {what} `{}`", name.text);
            let help = suggest::help(&name.text, known)
                .unwrap_or_else(|| format!("list it among the {what}s of `ladder.yaml` first"));
            sink.push(Diagnostic::new(code, name.span, message).help(help));
        }
        found
    }

    /// The whole ladder: its competencies in their order, drafts left out where they are not shown.
    ///
    /// Beside it, for each competency in that order, the names in its `related`, still to be looked up.
    pub fn finish(
        self,
        drafts: Drafts,
        left_out: &mut Vec<String>,
        sink: &mut Diagnostics,
    ) -> (Ladder, Vec<Vec<Name>>) {
        let Self { mut ladder, competencies, .. } = self;
        let mut used: Vec<usize> = competencies.iter().filter_map(|lowered| lowered.competency.group).collect();
        // Any group may be the one that a misspelt name means.
        if competencies.iter().any(|lowered| lowered.lost_group) {
            used = (0..ladder.groups.len()).collect();
        }
        let mut seen: HashMap<String, Span> = HashMap::new();
        let mut kept: Vec<Lowered> = Vec::new();
        for lowered in competencies {
            let span = Span::new(lowered.competency.file, 0..0);
            if let Some(before) = seen.insert(lowered.competency.id.to_string(), span) {
                let message = format!("two files of one ladder are named `{}`", lowered.competency.id);
                let diagnostic = Diagnostic::new(Code::DuplicateId, span, message);
                sink.push(
                    diagnostic
                        .related(before, "the other one begins here")
                        .help("rename one of them: a file's name is its id"),
                );
            } else if lowered.competency.draft && drafts == Drafts::LeftOut {
                let ids = lowered.competency.statements().filter_map(|(_, statement)| statement.id.as_ref());
                left_out.extend(ids.map(|id| format!("#{id}")));
                left_out.push(format!("{}{}", ladder.prefix, lowered.competency.id));
            } else {
                kept.push(lowered);
            }
        }
        let taken = |id: &str| seen.get(id).copied();
        for lowered in &kept {
            names::unused(&lowered.formerly, "a competency", taken, sink);
        }
        for (index, group) in ladder.groups.iter().enumerate() {
            if !used.contains(&index) {
                let message = format!("no competency is in the group `{}`", group.id);
                let diagnostic = Diagnostic::new(Code::UnusedGroup, group.span, message);
                sink.push(diagnostic.help("name it as `group` in a competency, or take it out here"));
            }
        }
        let last = usize::MAX;
        kept.sort_by_cached_key(|Lowered { competency, order, .. }| {
            (
                competency.group.unwrap_or(last),
                order.unwrap_or(i64::MAX),
                order::key(&competency.name),
                competency.id.clone(),
            )
        });
        let (competencies, related) = kept.into_iter().map(|lowered| (lowered.competency, lowered.related)).unzip();
        ladder.competencies = competencies;
        (ladder, related)
    }
}
