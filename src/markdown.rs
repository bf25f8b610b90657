//! Markdown ─► [`Html`], and Markdown ─► the links in it.
//!
//! Author text is escaped here, once. Raw HTML is shown as text, heading attributes and inline styles are dropped, and
//! every address comes from the caller's `resolve`, so that nothing in a content file can become markup that runs.
//! What a link means is `link`'s business.

mod address;
mod anchors;
mod passages;
mod write;

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

pub use address::encode;
pub use anchors::{Anchors, slug};
pub use passages::{Passage, passages};
pub use write::{Written, escape_markdown, escape_words, write};

use crate::{
    html::{Html, escape},
    source::is_control,
};
use address::{next_address, with_brackets};

/// How much of Markdown a text may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// One run of text: a name's summary, a lead. Block marks at its start are words.
    Line,
    /// A statement, example or note: a line, or several paragraphs and lists where it has several lines. Headings are
    /// shown as strong text, since the page's headings are its sections.
    Statement,
    /// A whole page, headings included.
    Page,
}

/// How a link was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// `[[target]]` or `[[target|label]]`.
    Wiki,
    /// `[label](address)` and its relatives.
    Address,
    /// `![words](address)`.
    Image,
}

/// A link as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// How it was written.
    pub kind: LinkKind,
    /// What it names.
    pub target: String,
    /// Its bytes in the Markdown.
    pub range: Range<usize>,
}

/// What a link becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The address.
    pub url: String,
    /// The words for a wiki link that has none of its own.
    pub label: String,
}

/// A text as markup.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The markup.
    pub html: Html,
    /// Whether it is made of blocks and not of one run of text.
    pub block: bool,
    /// The headings of a page.
    pub headings: Vec<Heading>,
}

/// A heading of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its level, from 2.
    pub level: u8,
    /// Its anchor.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// Keeps block marks at the start of a line from meaning anything: it makes the line a paragraph, and is punctuation,
/// so that emphasis behind it is still seen. Taken off again behind the parser.
const GUARD: &str = ".";

fn parser(markdown: &str, flow: Flow) -> (bool, String, Options) {
    let line = flow == Flow::Line || (flow == Flow::Statement && !markdown.contains('\n'));
    let mut options = Options::ENABLE_WIKILINKS | Options::ENABLE_STRIKETHROUGH;
    if !line {
        options |= Options::ENABLE_TABLES;
    }
    if flow == Flow::Page {
        options |= Options::ENABLE_HEADING_ATTRIBUTES;
    }
    let text = match (line, flow) {
        (true, Flow::Line) => format!("{GUARD}{}", markdown.replace(['\n', '\r'], " ")),
        (true, _) => format!("{GUARD}{markdown}"),
        (false, _) => markdown.to_owned(),
    };
    (line, text, options)
}

/// The links in a text, in order.
#[must_use]
pub fn references(markdown: &str, flow: Flow) -> Vec<Reference> {
    if !markdown.contains(['[', '<']) {
        return Vec::new();
    }
    let (line, text, options) = parser(markdown, flow);
    let guard = if line { GUARD.len() } else { 0 };
    Parser::new_ext(&text, options)
        .into_offset_iter()
        .filter_map(|(event, range)| {
            let (kind, target) = match event {
                Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                    (kind_of(link_type), address(link_type, dest_url))
                }
                Event::Start(Tag::Image { dest_url, .. }) => (LinkKind::Image, dest_url.into_string()),
                _ => return None,
            };
            Some(Reference { kind, target, range: range.start.saturating_sub(guard)..range.end.saturating_sub(guard) })
        })
        .collect()
}

fn kind_of(link_type: LinkType) -> LinkKind {
    if matches!(link_type, LinkType::WikiLink { .. }) { LinkKind::Wiki } else { LinkKind::Address }
}

fn address(link_type: LinkType, url: CowStr<'_>) -> String {
    match link_type {
        LinkType::Email => format!("mailto:{url}"),
        _ => url.into_string(),
    }
}

/// Renders a text. `resolve` gives every link its address; where it gives none, the words stay without a link.
pub fn render(markdown: &str, flow: Flow, mut resolve: impl FnMut(LinkKind, &str) -> Option<Resolved>) -> Rendered {
    let (line, text, options) = parser(&with_brackets(markdown), flow);
    let mut parsed = events(&text, line, options);
    // A single paragraph needs no tags of its own inside a list item.
    let single = parsed.len() >= 2
        && matches!(parsed[0], Event::Start(Tag::Paragraph))
        && parsed.iter().filter(|event| matches!(event, Event::End(TagEnd::Paragraph))).count() == 1
        && matches!(parsed[parsed.len() - 1], Event::End(TagEnd::Paragraph));
    if single && flow != Flow::Page {
        parsed.remove(0);
        parsed.pop();
    }
    let block = !line && !single;
    let headings = if flow == Flow::Page { page_headings(&parsed) } else { Vec::new() };
    let mut writer =
        Writer { headings: headings.iter(), open: Vec::new(), inside: Inside::Text, flow, safe: Vec::new() };
    for event in parsed {
        writer.push(event, &mut resolve);
    }
    let mut markup = String::with_capacity(text.len() + text.len() / 4);
    html::push_html(&mut markup, writer.safe.into_iter());
    Rendered { html: Html::from_markup(markup.trim_end()), block, headings }
}

/// What the parser finds in a text, runs of words joined.
fn events(text: &str, line: bool, options: Options) -> Vec<Event<'_>> {
    let mut events: Vec<Event<'_>> = pulldown_cmark::TextMergeStream::new(Parser::new_ext(text, options)).collect();
    if line {
        strip_line(&mut events);
    }
    events
}

/// Takes off the guard, and the paragraph that it made.
fn strip_line(events: &mut Vec<Event<'_>>) {
    if matches!(events.first(), Some(Event::Start(Tag::Paragraph))) {
        events.remove(0);
        events.pop();
    }
    if let Some(Event::Text(text)) = events.first_mut() {
        *text = text.strip_prefix(GUARD).unwrap_or(text).to_owned().into();
    }
}

/// What surrounds the event at hand.
enum Inside {
    /// Nothing that matters.
    Text,
    /// A code block, whose text is left alone.
    Code,
    /// A wiki link without a label: the parser's own label repeats the target and is passed over.
    BareLink,
    /// A picture, whose words become its `alt`.
    Image { url: String, alt: String },
}

/// Turns the parser's events into those that are safe to write.
struct Writer<'h, 'e> {
    headings: std::slice::Iter<'h, Heading>,
    /// For each open link whether it has an address.
    open: Vec<bool>,
    inside: Inside,
    flow: Flow,
    safe: Vec<Event<'e>>,
}

impl<'e> Writer<'_, 'e> {
    fn push(&mut self, event: Event<'e>, resolve: &mut impl FnMut(LinkKind, &str) -> Option<Resolved>) {
        let event = match event {
            Event::Text(text) => Event::Text(visible(text)),
            Event::Code(text) => Event::Code(visible(text)),
            other => other,
        };
        match (&mut self.inside, event) {
            (_, Event::End(TagEnd::Image)) => {
                if let Inside::Image { url, alt } = std::mem::replace(&mut self.inside, Inside::Text) {
                    self.safe.push(tag(&[("<img src=\"", &url), ("\" alt=\"", &alt)], "\" loading=\"lazy\">"));
                }
            }
            (Inside::Image { alt, .. }, Event::Text(text) | Event::Code(text) | Event::InlineHtml(text)) => {
                *alt += &text;
            }
            (Inside::Image { alt, .. }, Event::SoftBreak | Event::HardBreak) => alt.push(' '),
            (Inside::Image { .. }, _) => {}
            (_, Event::End(TagEnd::Link)) => {
                if matches!(self.inside, Inside::BareLink) {
                    self.inside = Inside::Text;
                }
                if self.open.pop() == Some(true) {
                    self.safe.push(Event::InlineHtml("</a>".into()));
                }
            }
            (Inside::BareLink, _) => {}
            (_, Event::Html(text) | Event::InlineHtml(text)) => self.safe.push(Event::Text(text)),
            // The block's lines arrive as `Html` events, which are text here: they need a paragraph around them.
            (_, Event::Start(Tag::HtmlBlock)) => self.safe.push(Event::Start(Tag::Paragraph)),
            (_, Event::End(TagEnd::HtmlBlock)) => self.safe.push(Event::End(TagEnd::Paragraph)),
            (_, Event::Start(Tag::Heading { .. })) => self.open_heading(),
            (_, Event::End(TagEnd::Heading(_))) => self.close_heading(),
            // Alignment would be written as an inline style, which a strict content security policy refuses.
            (_, Event::Start(Tag::Table(columns))) => {
                let columns = vec![pulldown_cmark::Alignment::None; columns.len()];
                self.safe.push(Event::Start(Tag::Table(columns)));
            }
            (_, Event::Start(Tag::CodeBlock(_))) => {
                self.inside = Inside::Code;
                self.safe.push(Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)));
            }
            (_, Event::End(TagEnd::CodeBlock)) => {
                self.inside = Inside::Text;
                self.safe.push(Event::End(TagEnd::CodeBlock));
            }
            (_, Event::Start(Tag::Link { link_type, dest_url, .. })) => {
                let resolved = resolve(kind_of(link_type), &address(link_type, dest_url));
                self.open.push(resolved.is_some());
                let Some(Resolved { url, label }) = resolved else { return };
                self.safe.push(tag(&[("<a href=\"", &url)], "\">"));
                if matches!(link_type, LinkType::WikiLink { has_pothole: false }) {
                    self.safe.push(Event::Text(label.into()));
                    self.inside = Inside::BareLink;
                }
            }
            (_, Event::Start(Tag::Image { dest_url, .. })) => {
                if let Some(Resolved { url, .. }) = resolve(LinkKind::Image, &dest_url) {
                    self.inside = Inside::Image { url, alt: String::new() };
                }
            }
            (Inside::Text, Event::Text(text)) if self.open.is_empty() => self.link_addresses(text),
            (_, other) => self.safe.push(other),
        }
    }

    fn open_heading(&mut self) {
        if self.flow != Flow::Page {
            self.safe.extend([Event::Start(Tag::Paragraph), Event::Start(Tag::Strong)]);
        } else if let Some(heading) = self.headings.as_slice().first() {
            self.safe.push(Event::Start(Tag::Heading {
                level: heading_level(heading.level),
                id: Some(heading.id.clone().into()),
                classes: Vec::new(),
                attrs: Vec::new(),
            }));
        }
    }

    fn close_heading(&mut self) {
        if self.flow == Flow::Page {
            let level = self.headings.next().map_or(HeadingLevel::H2, |heading| heading_level(heading.level));
            self.safe.push(Event::End(TagEnd::Heading(level)));
        } else {
            self.safe.extend([Event::End(TagEnd::Strong), Event::End(TagEnd::Paragraph)]);
        }
    }

    /// Makes links of the bare web addresses in a text, as authors paste them.
    fn link_addresses(&mut self, text: CowStr<'e>) {
        if !text.contains("://") {
            self.safe.push(Event::Text(text));
            return;
        }
        let mut rest: &str = &text;
        while let Some(range) = next_address(rest) {
            self.safe.push(Event::Text(rest[..range.start].to_owned().into()));
            let address = &rest[range.clone()];
            self.safe.push(tag(&[("<a href=\"", &encode(address))], "\">"));
            self.safe.push(Event::Text(address.to_owned().into()));
            self.safe.push(Event::InlineHtml("</a>".into()));
            rest = &rest[range.end..];
        }
        self.safe.push(Event::Text(rest.to_owned().into()));
    }
}

/// A text without control characters, which Markdown can name as in `&#1;`: markup relies on their absence.
fn visible(text: CowStr<'_>) -> CowStr<'_> {
    if text.chars().any(is_control) { text.replace(is_control, "\u{fffd}").into() } else { text }
}

/// A tag as a raw event, its attributes escaped.
fn tag<'e>(attributes: &[(&str, &str)], end: &str) -> Event<'e> {
    let mut markup = String::new();
    for (name, value) in attributes {
        markup += name;
        escape(value, &mut markup);
    }
    Event::InlineHtml((markup + end).into())
}

fn heading_level(level: u8) -> HeadingLevel {
    HeadingLevel::try_from(usize::from(level)).unwrap_or(HeadingLevel::H6)
}

/// The headings of a page, moved so that the highest is of level 2 (the page's title is its `h1`) and none skips a
/// level, each with an anchor of its own.
fn page_headings(events: &[Event<'_>]) -> Vec<Heading> {
    let mut found: Vec<(u8, Option<String>, String)> = Vec::new();
    let mut open = false;
    for event in events {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                found.push((*level as u8, id.as_ref().map(ToString::to_string), String::new()));
                open = true;
            }
            Event::End(TagEnd::Heading(_)) => open = false,
            Event::Text(text) | Event::Code(text) if open => {
                if let Some((_, _, words)) = found.last_mut() {
                    *words += text;
                }
            }
            _ => {}
        }
    }
    let highest = found.iter().map(|(level, ..)| *level).min().unwrap_or(1);
    let mut anchors = Anchors::default();
    let mut before = 1;
    found
        .into_iter()
        .map(|(level, id, text)| {
            let level = (level - highest + 2).min(before + 1).min(6);
            before = level;
            Heading { level, id: anchors.take(id.as_deref().unwrap_or(&text)), text }
        })
        .collect()
}

/// The headings of a page's Markdown.
#[must_use]
pub fn headings(markdown: &str) -> Vec<Heading> {
    render(markdown, Flow::Page, |_, _| None).headings
}

/// Whether nothing in a line can mean more than itself, as in most statements: then the words are the text.
fn is_plain(markdown: &str) -> bool {
    !markdown.contains(|c: char| c.is_control() || "*_[]<>`&\\!~|#".contains(c))
}

/// Whether there is nothing in the blanks of a line to be folded.
fn is_folded(markdown: &str) -> bool {
    markdown.is_ascii() && !markdown.starts_with(' ') && !markdown.ends_with(' ') && !markdown.contains("  ")
}

/// Whether a text is the words that a reader sees, as it stands.
#[must_use]
pub fn is_as_seen(markdown: &str, flow: Flow) -> bool {
    flow != Flow::Page && is_plain(markdown) && is_folded(markdown)
}

/// A text without its marks: the words that a reader sees, blanks folded.
#[must_use]
pub fn plain(markdown: &str, flow: Flow, mut label: impl FnMut(&str) -> Option<String>) -> String {
    if flow != Flow::Page && is_plain(markdown) {
        if is_folded(markdown) {
            return markdown.to_owned();
        }
        return markdown.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let (line, text, options) = parser(&with_brackets(markdown), flow);
    let mut words = String::new();
    let mut bare = false;
    for event in events(&text, line, options) {
        match event {
            Event::Start(Tag::Link { link_type: LinkType::WikiLink { has_pothole: false }, dest_url, .. }) => {
                if let Some(label) = label(&dest_url) {
                    words += &label;
                    bare = true;
                }
            }
            Event::End(TagEnd::Link | TagEnd::Image) => bare = false,
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) if !bare => {
                words += &text;
            }
            // Tight list items and headings have no paragraph around their words.
            Event::SoftBreak
            | Event::HardBreak
            | Event::Start(Tag::List(_))
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Item
                | TagEnd::Heading(_)
                | TagEnd::TableCell
                | TagEnd::CodeBlock
                | TagEnd::HtmlBlock,
            ) => words.push(' '),
            _ => {}
        }
    }
    words.replace(is_control, " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
