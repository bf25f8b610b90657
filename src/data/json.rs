//! The plan ─► `ladder.json`: everything that is published, in a form of its own that has a version and a schema.
//!
//! All addresses in it start from where the file stands, so that they hold wherever the site is. What is empty is left
//! out, but for the id of a statement, which says whether it can be cited for good.

use std::borrow::Cow;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::{LADDER, SCHEMA};
use crate::{
    html::ROOT,
    ladder::{Body, Cell, Competency, CompetencyRef, Id, Ladder, Origin, Statement, Text, Words},
    markdown::{self, encode},
    meta::Meta,
    release::Release,
    site::{self, Page, Site},
};

/// Grows when what is there changes its meaning or goes; not when something is added.
const VERSION: u32 = 1;
const SCHEMA_TEXT: &str = include_str!("ladder.schema.json");

#[derive(Serialize)]
struct FileData<'d> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: u32,
    title: &'d str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'d str,
    language: &'d str,
    /// The whole address of this file.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    ladders: Vec<LadderData<'d>>,
    /// The oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    releases: Vec<ReleaseData<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pages: Vec<PageData<'d>>,
}

#[derive(Serialize)]
struct ReleaseData<'d> {
    version: &'d str,
    date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    effective: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<&'d str>,
    url: String,
}

#[derive(Serialize)]
struct LadderData<'d> {
    title: &'d str,
    prefix: &'d str,
    url: String,
    cumulative: bool,
    levels: Vec<LevelData<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<GroupData<'d>>,
    sections: Vec<SectionData<'d>>,
    /// Written one by one, in parallel.
    competencies: Vec<Box<RawValue>>,
}

#[derive(Serialize)]
struct LevelData<'d> {
    id: &'d str,
    name: &'d str,
    /// The level before it; nothing: it begins a branch.
    after: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<TextData<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    formerly: Vec<&'d str>,
    url: String,
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
    lead: Option<TextData<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    formerly: Vec<&'d str>,
    /// Nothing: no competency has it, and so it has no page.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct CompetencyData<'d> {
    id: &'d str,
    name: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<TextData<'d>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    draft: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<LinkData>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    formerly: Vec<&'d str>,
    url: String,
    cells: Vec<CellData<'d>>,
}

#[derive(Serialize)]
struct CellData<'d> {
    section: &'d str,
    level: &'d str,
    url: String,
    statements: Vec<StatementData<'d>>,
}

#[derive(Serialize)]
struct StatementData<'d> {
    id: Option<&'d str>,
    anchor: &'d str,
    url: String,
    /// Its own page, which stays whatever becomes of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    permalink: Option<String>,
    // Flattening one of two kinds of words would cost more than all the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Cow<'d, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<&'d str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<LinkData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<TextData<'d>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<TextData<'d>>,
    /// The text behind a summary's points.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    closing: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    examples: Vec<TextData<'d>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<TextData<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    replaces: Vec<&'d str>,
}

#[derive(Serialize)]
struct TextData<'d> {
    /// The plain words.
    text: Cow<'d, str>,
    /// As it was written, where that is not the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<&'d str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<LinkData>,
}

#[derive(Serialize)]
struct LinkData {
    label: String,
    url: String,
}

#[derive(Serialize)]
struct PageData<'d> {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'d str>,
    url: String,
    #[serde(flatten)]
    text: TextData<'d>,
}

/// The schema, with its identity where the site's whole address is known.
pub(super) fn schema(site: &Site<'_>) -> String {
    match site.address_of(SCHEMA) {
        Some(address) => SCHEMA_TEXT.replacen("{\n", &format!("{{\n  \"$id\": \"{address}\",\n"), 1),
        None => SCHEMA_TEXT.to_owned(),
    }
}

/// The file.
pub(super) fn ladders(meta: &Meta<'_, '_>) -> Vec<u8> {
    let site = meta.site;
    let pages = site.content.pages.iter().enumerate().map(|(index, page)| PageData {
        title: page.title.as_deref(),
        url: encode(&site.path(site.prose_page(index))),
        text: text(meta, Origin::Page(index), &page.text),
    });
    let file = FileData {
        schema: SCHEMA,
        version: VERSION,
        title: &site.config.title,
        description: &site.config.description,
        language: &site.config.language,
        address: site.address_of(LADDER),
        ladders: (0..site.content.ladders.len()).map(|index| ladder(meta, index)).collect(),
        releases: site.history.releases.iter().enumerate().map(|(index, found)| release(site, index, found)).collect(),
        pages: pages.collect(),
    };
    serde_json::to_vec(&file).unwrap_or_default()
}

fn release<'d>(site: &Site<'_>, index: usize, found: &'d Release) -> ReleaseData<'d> {
    ReleaseData {
        version: found.version.as_str(),
        date: found.date.to_string(),
        effective: found.effective.map(|date| date.to_string()),
        notes: found.notes.as_deref(),
        url: format!("{}index.html", site.base(index)),
    }
}

fn ladder<'d>(meta: &'d Meta<'_, '_>, index: usize) -> LadderData<'d> {
    let site = meta.site;
    let ladder = &site.content.ladders[index];
    let origin = Origin::Vocabulary { ladder: index };
    let described = site::described_sections(ladder);
    let levels = ladder.levels.iter().enumerate().map(|(at, level)| LevelData {
        id: &level.id,
        name: &level.name,
        after: level.after.map(|before| &*ladder.levels[before].id),
        summary: level.summary.as_ref().map(|found| text(meta, origin, found)),
        formerly: names(&level.formerly),
        url: site.path(Page::Level(index, at)),
    });
    let sections = ladder.sections.iter().enumerate().map(|(at, section)| SectionData {
        id: &section.id,
        title: &section.title,
        style: section.style.name(),
        lead: section.lead.as_ref().map(|found| text(meta, origin, found)),
        formerly: names(&section.formerly),
        url: described.contains(&at).then(|| site.path(Page::Section(index, at))),
    });
    let competencies = ladder.competencies.par_iter().enumerate();
    LadderData {
        title: &ladder.title,
        prefix: &ladder.prefix,
        url: site.path(Page::Ladder(index)),
        cumulative: ladder.cumulative,
        levels: levels.collect(),
        groups: ladder.groups.iter().map(|group| GroupData { id: &group.id, name: &group.name }).collect(),
        sections: sections.collect(),
        competencies: competencies
            .map(|(competency, found)| {
                let at = CompetencyRef { ladder: index, competency };
                to_raw_value(&self::competency(meta, ladder, at, found)).unwrap_or_default()
            })
            .collect(),
    }
}

fn competency<'d>(
    meta: &'d Meta<'_, '_>,
    ladder: &'d Ladder,
    at: CompetencyRef,
    found: &'d Competency,
) -> CompetencyData<'d> {
    let site = meta.site;
    let url = site.path(Page::Competency(at));
    let related = found
        .related
        .iter()
        .map(|to| LinkData { label: site.content.competency(*to).name.clone(), url: site.path(Page::Competency(*to)) });
    let cells = found.cells.iter().map(|((section, level), cell)| {
        let origin = Origin::Cell { at, section: *section, level: *level };
        let (section, level) = (&*ladder.sections[*section].id, &*ladder.levels[*level].id);
        let statements = cell.body.statements().into_iter();
        CellData {
            section,
            level,
            url: format!("{url}#{section}--{level}"),
            statements: statements.map(|found| statement(meta, origin, &url, cell, found)).collect(),
        }
    });
    CompetencyData {
        id: &found.id,
        name: &found.name,
        group: found.group.map(|group| &*ladder.groups[group].id),
        summary: found.summary.as_ref().map(|summary| text(meta, Origin::Summary(at), summary)),
        draft: found.draft,
        related: related.collect(),
        formerly: names(&found.formerly),
        cells: cells.collect(),
        url,
    }
}

fn statement<'d>(
    meta: &'d Meta<'_, '_>,
    origin: Origin,
    url: &str,
    cell: &Cell,
    found: &'d Statement,
) -> StatementData<'d> {
    let text = |words: &'d Text| text(meta, origin, words);
    let closing = matches!(&cell.body, Body::Summary { text: Some(closing), .. } if std::ptr::eq(closing, found));
    let (words, from, to) = match &found.words {
        Words::Text(words) => (Some(text(words)), None, None),
        Words::Shift { from, to } => (None, Some(text(from)), Some(text(to))),
    };
    let (plain, markdown, links) =
        words.map_or((None, None, Vec::new()), |words| (Some(words.text), words.markdown, words.links));
    let story = found.id.as_deref().and_then(|id| meta.site.history.story_of(id));
    StatementData {
        id: found.id.as_deref(),
        anchor: &found.anchor,
        url: [url, "#", &encode(&found.anchor)].concat(),
        permalink: story.map(|story| meta.site.path(Page::Statement(story))),
        text: plain,
        markdown,
        links,
        from,
        to,
        closing,
        examples: found.examples.iter().map(text).collect(),
        note: found.note.as_ref().map(text),
        replaces: names(&found.replaces),
    }
}

fn text<'d>(meta: &Meta<'_, '_>, origin: Origin, found: &'d Text) -> TextData<'d> {
    if markdown::is_as_seen(&found.markdown, origin.flow()) {
        return TextData { text: Cow::Borrowed(&found.markdown), markdown: None, links: Vec::new() };
    }
    let plain = meta.plain(origin, Some(found));
    let links = markdown::references(&found.markdown, origin.flow()).into_iter();
    let links = links.filter_map(|link| meta.site.resolve(origin, link.kind, &link.target));
    TextData {
        links: links
            .map(|link| LinkData { label: link.label, url: link.url.trim_start_matches(ROOT).to_owned() })
            .collect(),
        markdown: (plain != found.markdown).then_some(&*found.markdown),
        text: Cow::Owned(plain),
    }
}

fn names(ids: &[Id]) -> Vec<&str> {
    ids.iter().map(|id| &**id).collect()
}
