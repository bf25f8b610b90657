//! Markdown ─► [`Html`], and Markdown ─► the links in it.
//!
//! Author text is escaped here, once. Raw HTML is shown as text, heading attributes and inline styles are dropped, and
//! every address comes from the caller's `resolve`, so that nothing in a content file can become markup that runs.
//! What a link means is `link`'s business.

use std::{borrow::Cow, collections::HashMap, fmt::Write, ops::Range};

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

use crate::{
    html::{Html, escape},
    source::is_control,
};

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

/// Puts bare web addresses that hold marks of emphasis into `<…>`, so that the parser leaves them whole. Only where
/// nothing before them could make them a part of a link or of code.
fn with_brackets(markdown: &str) -> Cow<'_, str> {
    if !markdown.contains("://") || !markdown.contains(['_', '*', '~']) {
        return Cow::Borrowed(markdown);
    }
    let mut text = String::with_capacity(markdown.len() + 8);
    let mut rest = markdown;
    while let Some(at) = next_address(rest) {
        let length = bare_address(&rest[at..]);
        let (before, address) = (&rest[..at], &rest[at..at + length]);
        let free = !markdown[..markdown.len() - rest.len() + at].contains(['[', '`', '<']);
        text.push_str(before);
        if free && address.contains(['_', '*', '~']) && !address.contains(['<', '>']) {
            text.extend(["<", address, ">"]);
        } else {
            text.push_str(address);
        }
        rest = &rest[at + length..];
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// Where the next bare web address begins: a scheme with something behind it.
fn next_address(text: &str) -> Option<usize> {
    let schemes = ["https://", "http://"].into_iter();
    let found = schemes.flat_map(|scheme| text.match_indices(scheme).map(|(at, scheme)| (at, at + scheme.len())));
    found.filter(|(at, end)| bare_address(&text[*at..]) > end - at).map(|(at, _)| at).min()
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
    let mut parsed: Vec<Event<'_>> = pulldown_cmark::TextMergeStream::new(Parser::new_ext(&text, options)).collect();
    if line {
        strip_line(&mut parsed);
    }
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
        while let Some(at) = next_address(rest) {
            let length = bare_address(&rest[at..]);
            self.safe.push(Event::Text(rest[..at].to_owned().into()));
            let address = &rest[at..at + length];
            self.safe.push(tag(&[("<a href=\"", &encode(address))], "\">"));
            self.safe.push(Event::Text(address.to_owned().into()));
            self.safe.push(Event::InlineHtml("</a>".into()));
            rest = &rest[at + length..];
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

/// How many bytes of `text`, which begins with one, belong to a bare web address: as far as blanks, without the
/// punctuation that closes the sentence around it.
fn bare_address(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '“' | '”')).unwrap_or(text.len());
    let mut address = &text[..end];
    loop {
        let unbalanced = address.ends_with(')') && address.matches(')').count() > address.matches('(').count();
        match address.chars().next_back() {
            Some(last) if unbalanced || matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '*' | '…') =>
            {
                address = &address[..address.len() - last.len_utf8()];
            }
            _ => return address.len(),
        }
    }
}

/// Percent-encodes what may not stand in an address.
#[must_use]
pub fn encode(address: &str) -> String {
    let mut encoded = String::with_capacity(address.len());
    for byte in address.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
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

/// A text without its marks: the words that a reader sees, blanks folded.
#[must_use]
pub fn plain(markdown: &str, flow: Flow, mut label: impl FnMut(&str) -> Option<String>) -> String {
    // Most statements have no marks at all; where none can mean anything, the words are the text.
    let meaningful = |c: char| c.is_control() || "*_[]<>`&\\!~|#".contains(c);
    if flow != Flow::Page && !markdown.contains(meaningful) {
        return markdown.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let (line, text, options) = parser(&with_brackets(markdown), flow);
    let mut events: Vec<Event<'_>> = pulldown_cmark::TextMergeStream::new(Parser::new_ext(&text, options)).collect();
    if line {
        strip_line(&mut events);
    }
    let mut words = String::new();
    let mut bare = false;
    for event in events {
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

/// Hands out anchors that are unique on a page.
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    taken: HashMap<String, usize>,
}

impl Anchors {
    /// Marks an anchor as taken.
    pub fn reserve(&mut self, anchor: &str) {
        self.taken.entry(anchor.to_owned()).or_insert(1);
    }

    /// An anchor from words: letters and digits of any script in lower case, runs of all else a single `-`, cut behind
    /// five words or the word that passes 24 bytes; `-2`, `-3` and so on where it is taken.
    pub fn take(&mut self, words: &str) -> String {
        let slug = slug(words);
        let slug = if slug.is_empty() { "text".to_owned() } else { slug };
        loop {
            let count = self.taken.entry(slug.clone()).or_insert(0);
            *count += 1;
            if *count == 1 {
                return slug;
            }
            let anchor = format!("{slug}-{count}");
            if !self.taken.contains_key(&anchor) {
                self.taken.insert(anchor.clone(), 1);
                return anchor;
            }
        }
    }
}

fn slug(words: &str) -> String {
    let mut slug = String::with_capacity(48);
    let (mut count, mut begun) = (0, false);
    for c in words.chars() {
        // An apostrophe stands inside a word and does not end it.
        if matches!(c, '\'' | '’') {
            continue;
        }
        if !c.is_alphanumeric() {
            begun = false;
            continue;
        }
        if !begun {
            if count == 5 || slug.len() > 24 {
                break;
            }
            if count > 0 {
                slug.push('-');
            }
            (count, begun) = (count + 1, true);
        }
        // One endless word is cut as well.
        if slug.len() < 80 {
            slug.extend(c.to_lowercase());
        }
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(markdown: &str) -> String {
        let resolve = |kind, target: &str| {
            let url = if target.contains("://") { target.to_owned() } else { format!("\u{1}{target}.html") };
            (kind != LinkKind::Image).then(|| Resolved { url, label: target.to_uppercase() })
        };
        render(markdown, Flow::Statement, resolve).html.as_str().to_owned()
    }

    #[test]
    fn block_marks_at_the_start_of_a_line_are_words() {
        for text in ["1. Reads", "- Reads", "# 42 is read", "2024. A year", "+1 on it", "===", "---", "    four"] {
            assert!(!line(text).contains("<ol") && !line(text).contains("<h") && !line(text).contains("<ul"), "{text}");
            assert_eq!(line(text).trim(), text.trim());
        }
        assert_eq!(line("> quote"), "&gt; quote");
        assert_eq!(line("_em_ and **strong**, `code`"), "<em>em</em> and <strong>strong</strong>, <code>code</code>");
        assert_eq!(line("**\"Quoted\"** text"), "<strong>\"Quoted\"</strong> text");
    }

    #[test]
    fn nothing_that_an_author_writes_becomes_markup_that_runs() {
        assert_eq!(
            line("<script>x</script> & <b onclick=y>"),
            "&lt;script&gt;x&lt;/script&gt; &amp; &lt;b onclick=y&gt;"
        );
        let page = |text: &str| render(text, Flow::Page, |_, _| None).html.as_str().to_owned();
        assert_eq!(page("# T {onclick=alert(1) .c #i}"), "<h2 id=\"i\">T</h2>");
        assert_eq!(line("a&#1;b `\u{2}`"), "a\u{fffd}b <code>\u{fffd}</code>");
        assert!(page("<div onload=x>\n<script>y</script>\n</div>").starts_with("<p>&lt;div onload=x&gt;"));
        assert!(!page("|a|b|\n|:-|-:|\n|c|d|").contains("style"));
        assert!(!page("```rust onclick=x\ncode\n```").contains("onclick"));
        assert_eq!(line("![alt](x.png)"), "alt");
    }

    #[test]
    fn links_are_resolved_and_bare_addresses_become_links() {
        assert_eq!(
            line("See [[a]] and [[b|the b]]."),
            "See <a href=\"\u{1}a.html\">A</a> and <a href=\"\u{1}b.html\">the b</a>."
        );
        assert_eq!(
            line("(see https://example.org/a_b_c?d=1&e=2)."),
            "(see <a href=\"https://example.org/a_b_c?d=1&amp;e=2\">https://example.org/a_b_c?d=1&amp;e=2</a>)."
        );
        for address in ["https://example.org/_private_/docs", "https://example.org/*a*/b"] {
            assert_eq!(line(address), format!("<a href=\"{address}\">{address}</a>"));
        }
        assert_eq!(
            line("https:// alone, [_a_ https://x.y/_b_](c)"),
            "https:// alone, <a href=\"\u{1}c.html\"><em>a</em> https://x.y/<em>b</em></a>"
        );
        assert_eq!(line("`[[a]] https://x.y`"), "<code>[[a]] https://x.y</code>");
        let found = references("Ask [[a#b|c]] or [x](y.md)", Flow::Statement);
        assert_eq!(
            found.iter().map(|r| (&*r.target, r.range.clone())).collect::<Vec<_>>(),
            [("a#b", 4..13), ("y.md", 17..26)]
        );
    }

    #[test]
    fn several_lines_are_blocks() {
        let rendered = render("Knows tools\n- one\n- two", Flow::Statement, |_, _| None);
        assert!(rendered.block);
        assert_eq!(rendered.html.as_str(), "<p>Knows tools</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>");
        assert!(!render("one\ntwo", Flow::Statement, |_, _| None).block);
    }

    #[test]
    fn words_of_different_blocks_stay_apart() {
        let plain = |text: &str| plain(text, Flow::Page, |_| None);
        assert_eq!(plain("# A\nb\n\n- c\n  - d\n- e\n\n|f|g|\n|-|-|\n|h|i|"), "A b c d e f g h i");
        assert_eq!(plain("```\na\n```\n<b>\n\nc"), "a <b> c");
    }

    #[test]
    fn headings_begin_below_the_title_and_skip_no_level() {
        let found = headings("# A\n\n### B\n\n# A\n\n## It’s *so*");
        let short: Vec<(u8, &str)> = found.iter().map(|heading| (heading.level, &*heading.id)).collect();
        assert_eq!(short, [(2, "a"), (3, "b"), (2, "a-2"), (3, "its-so")]);
    }
}
