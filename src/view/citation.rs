//! Words of a page, where they stand, and a link ─► a citation as rich text, Markdown and plain text.
//!
//! A reader's browser makes the same three when someone cites (`themes/default/cite/10-words.js`), so that what a page
//! offers to those without a script is the same to the letter: `tests/citations.json` has cases for both. Links in the
//! words are words, since they would lead from another place; all else that an author can mark keeps its shape.

use std::ops::Range;

use serde::Serialize;

use super::{Url, marks::resolved};
use crate::{
    html::{Html, escape},
    markdown,
    theme::Strings,
};

/// The release by which a page's statements are cited: the one that the page belongs to, or else the latest one.
#[derive(Clone, Debug, Serialize)]
pub struct CiteView {
    /// Its version.
    pub release: String,
    /// Its date, as `2026-01-31`.
    pub date: String,
    /// The same page in that release; none: this is it.
    pub frozen: Option<Url>,
}

/// The names of what a statement belongs to.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceView {
    /// The competency's name.
    pub competency: String,
    /// The level's name.
    pub level: String,
    /// The section's title.
    pub section: String,
}

/// What is cited.
#[derive(Clone, Copy, Debug)]
pub struct Cited<'c> {
    /// The words as they stand on a page, one after the other: of a shift the two halves.
    pub words: &'c [&'c Html],
    /// The names of where they stand: competency, level, section.
    pub place: &'c [&'c str],
    /// The version of the release that holds them as they are.
    pub release: Option<&'c str>,
    /// The whole address.
    pub link: &'c str,
    /// Whether the page runs from right to left.
    pub right_to_left: bool,
}

/// A citation in its three forms.
#[derive(Clone, Debug, Serialize)]
pub struct CitationView {
    /// Rich text: a quotation, and a line with the link.
    pub html: Html,
    /// The same in Markdown.
    pub markdown: String,
    /// Text without marks.
    pub plain: String,
}

/// Stands between names, and before what is said of a citation.
const SEPARATOR: &str = " · ";

/// Elements of a text that are blocks.
const BLOCKS: [&str; 13] = ["p", "ul", "ol", "pre", "blockquote", "table", "hr", "h1", "h2", "h3", "h4", "h5", "h6"];
/// Further elements that are kept; of others, what they hold.
const KEPT: [&str; 10] = ["li", "thead", "tbody", "tr", "th", "td", "br", "em", "strong", "code"];
/// Elements that hold nothing.
const EMPTY: [&str; 2] = ["br", "hr"];

/// How many elements may lie in each other; those further down are words.
const DEEPEST: usize = 32;

/// The three forms of a citation.
#[must_use]
pub fn citation(cited: &Cited<'_>, strings: &Strings) -> CitationView {
    let mut words: Vec<Node> = Vec::new();
    for (at, part) in cited.words.iter().enumerate() {
        let mut nodes = nodes(&mut part.as_str(), 0);
        trim(&mut nodes);
        if let [_, _] = cited.words {
            nodes = if nodes.iter().any(Node::is_block) { nodes } else { vec![Node::element("p", nodes)] };
            if at == 1 {
                prepend(&mut nodes, if cited.right_to_left { "← " } else { "→ " });
            }
        }
        words.append(&mut nodes);
    }
    let place = cited.place.iter().copied().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(SEPARATOR);
    // Characters that keep directions apart are for a page; a quotation goes elsewhere.
    let say = |key, name, value| strings.say(key, &[(name, value)]).replace(['\u{2068}', '\u{2069}'], "");
    let rest = cited.release.map(|version| [SEPARATOR, &say("cite_release", "version", version)].concat());
    let rest = rest.unwrap_or_default();

    let texts = blocks(&words, Form::Plain);
    let has_shape = words.iter().any(|node| node.is_block() && !node.is("p"));
    let plain = match &texts[..] {
        [text] if !has_shape => say("cite_quoted", "words", "\u{1}").replacen('\u{1}', text, 1),
        _ => texts.join("\n\n") + "\n",
    };
    let body = quoted(&blocks(&words, Form::Markdown).join("\n\n"));
    let mut target = String::new();
    for c in cited.link.chars() {
        target.extend(matches!(c, '(' | ')' | '\\' | '*').then_some('\\'));
        target.push(c);
    }
    let escaped = |text: &str| {
        let mut to = String::new();
        markdown::escape_words(text, false, &mut to);
        to
    };
    if !words.iter().any(Node::is_block) {
        words = vec![Node::element("p", words)];
    }
    let mut html = String::from("<blockquote>");
    for node in &words {
        markup(node, &mut html);
    }
    html += "</blockquote><p>— <a href=\"";
    escape(cited.link, &mut html);
    html += "\">";
    escape_text(&place, &mut html);
    html += "</a>";
    escape_text(&rest, &mut html);
    html += "</p>";
    CitationView {
        html: Html::from_markup(&html),
        markdown: format!("{body}\n\n— [{}]({target}){}", escaped(&place), escaped(&rest)),
        plain: format!("{plain}\n— {place}{rest}\n{}", cited.link),
    }
}

/// A piece of markup: an element, or a text, which has no name.
#[derive(Debug)]
struct Node {
    name: String,
    /// The number of a list's first item.
    start: Option<u64>,
    text: String,
    children: Vec<Node>,
}

impl Node {
    fn element(name: &str, children: Vec<Self>) -> Self {
        Self { name: name.to_owned(), start: None, text: String::new(), children }
    }

    fn is(&self, name: &str) -> bool {
        self.name == name
    }

    fn is_block(&self) -> bool {
        BLOCKS.contains(&&*self.name)
    }

    fn words(&self) -> String {
        let inner = self.children.iter().map(Self::words).collect::<String>();
        [self.text.as_str(), &inner].concat()
    }
}

/// Adds a text, which joins one that stands there already.
fn push_text(nodes: &mut Vec<Node>, text: &str) {
    match nodes.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.name.is_empty() => last.text.push_str(text),
        _ => nodes.push(Node { text: text.to_owned(), ..Node::element("", Vec::new()) }),
    }
}

/// Reads markup that this crate made: every element is closed, every value quoted, every sign in a text escaped. What
/// lies too deep, or is no part of a quotation, leaves its words.
fn nodes(rest: &mut &str, depth: usize) -> Vec<Node> {
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (text, behind) = rest.split_once('<').unwrap_or((rest, ""));
        let (tag, after) = behind.split_once('>').unwrap_or((behind, ""));
        *rest = after;
        push_text(&mut found, &resolved(text).0);
        let value = |name: &str| {
            let (_, value) = tag.split_once(name)?;
            value.split('"').next()
        };
        let name = tag.split([' ', '/']).find(|name| !name.is_empty()).unwrap_or_default();
        let is_kept = BLOCKS.contains(&name) || KEPT.contains(&name);
        if name == "img" {
            push_text(&mut found, &resolved(value("alt=\"").unwrap_or_default()).0);
        } else if EMPTY.contains(&name) {
            found.push(Node::element(name, Vec::new()));
        } else if is_kept && tag.starts_with('/') {
            if depth > 0 {
                return found;
            }
        } else if is_kept && depth < DEEPEST {
            let start = value("start=\"").and_then(|start| start.parse().ok());
            let children = nodes(rest, depth + 1);
            found.push(Node { start, ..Node::element(name, children) });
        }
    }
    found
}

/// Takes off the blanks at both ends.
fn trim(nodes: &mut [Node]) {
    let is_blank = |c: char| c.is_ascii_whitespace();
    if let Some(first) = nodes.first_mut() {
        first.text = first.text.trim_start_matches(is_blank).to_owned();
    }
    if let Some(last) = nodes.last_mut() {
        last.text = last.text.trim_end_matches(is_blank).to_owned();
    }
}

/// Puts a text before the first words of some blocks.
fn prepend(nodes: &mut Vec<Node>, text: &str) {
    let is_blank = |node: &Node| node.name.is_empty() && node.text.trim().is_empty();
    let at = nodes.iter().position(|node| !is_blank(node)).unwrap_or(nodes.len());
    match nodes.get_mut(at) {
        Some(first) if first.name.is_empty() => first.text.insert_str(0, text),
        Some(first) if first.is_block() || first.is("li") => prepend(&mut first.children, text),
        _ => nodes.insert(at, Node { text: text.to_owned(), ..Node::element("", Vec::new()) }),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Markdown,
    Plain,
}

/// The blocks among some nodes; what stands between them is one as well.
fn blocks(nodes: &[Node], form: Form) -> Vec<String> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, node) in nodes.iter().enumerate().filter(|(_, node)| node.is_block()) {
        found.push(inline(nodes, from..at, form));
        found.push(block(node, form));
        from = at + 1;
    }
    found.push(inline(nodes, from..nodes.len(), form));
    found.retain(|block| !block.is_empty());
    found
}

fn block(node: &Node, form: Form) -> String {
    let words = |of: &Node| inline(&of.children, 0..of.children.len(), form);
    let inside = || blocks(&node.children, form).join("\n\n");
    match (&*node.name, form) {
        ("ul" | "ol", _) => list(node, form),
        ("pre", Form::Plain) => node.words().trim_end_matches('\n').to_owned(),
        ("pre", Form::Markdown) => {
            let text = node.words();
            let fence = "`".repeat(3.max(longest_run(&text) + 1));
            format!("{fence}\n{}\n{fence}", text.trim_end_matches('\n'))
        }
        ("blockquote", _) => quoted(&inside()),
        ("table", _) => table(node, form),
        ("hr", _) => "___".to_owned(),
        ("p", _) | (_, Form::Plain) => words(node),
        (_, Form::Markdown) => format!("**{}**", words(node)),
    }
}

fn list(node: &Node, form: Form) -> String {
    let items = || node.children.iter().filter(|item| item.is("li"));
    let gap = if items().any(|item| item.children.iter().any(|child| child.is("p"))) { "\n\n" } else { "\n" };
    let item = |(at, item): (u64, &Node)| {
        let number = node.start.unwrap_or(1).saturating_add(at);
        let mark = if node.is("ol") { format!("{number}. ") } else { "- ".to_owned() };
        indented(&blocks(&item.children, form).join(gap), &mark)
    };
    (0..).zip(items()).map(item).collect::<Vec<_>>().join(gap)
}

fn table(node: &Node, form: Form) -> String {
    let parts =
        node.children.iter().flat_map(|part| if part.is("tr") { std::slice::from_ref(part) } else { &part.children });
    let rows = parts.filter(|row| row.is("tr")).map(|row| {
        let cells = row.children.iter().filter(|cell| cell.is("td") || cell.is("th"));
        let cells = cells.map(|cell| inline(&cell.children, 0..cell.children.len(), form));
        let cells = cells.map(|cell| if form == Form::Markdown { cell.replace('|', "\\|") } else { cell });
        cells.collect::<Vec<_>>()
    });
    let mut lines = Vec::new();
    for (at, row) in rows.enumerate() {
        let line = row.join(" | ");
        lines.push(if form == Form::Markdown { format!("| {line} |") } else { line });
        if at == 0 && form == Form::Markdown {
            lines.push(format!("|{}", " --- |".repeat(row.len())));
        }
    }
    lines.join("\n")
}

/// A run of words among some nodes, in one line but for its breaks.
fn inline(nodes: &[Node], run: Range<usize>, form: Form) -> String {
    let mut text = String::new();
    run.for_each(|at| add(nodes, at, form, &mut text));
    text.trim_matches(' ').to_owned()
}

fn add(nodes: &[Node], at: usize, form: Form, text: &mut String) {
    let node = &nodes[at];
    match (&*node.name, form) {
        ("", _) => add_words(&node.text, form, text),
        ("br", _) => {
            text.truncate(text.strip_suffix(' ').map_or(text.len(), str::len));
            text.push_str(if form == Form::Markdown { "\\\n" } else { "\n" });
        }
        ("code", Form::Markdown) => {
            let code = node.words();
            let fence = "`".repeat(longest_run(&code) + 1);
            let is_padded = !code.trim().is_empty() && (code.starts_with(['`', ' ']) || code.ends_with(['`', ' ']));
            let blank = if is_padded { " " } else { "" };
            text.extend([&*fence, blank, &code, blank, &fence]);
        }
        (name, _) => {
            let mark = match (name, form) {
                ("em", Form::Markdown) => "*",
                ("strong", Form::Markdown) => "**",
                _ => "",
            };
            let inner = node.words();
            let after = nodes.get(at + 1).and_then(|next| next.words().chars().next());
            let is_marked =
                is_marked(inner.chars().next(), text.chars().last()) && is_marked(inner.chars().last(), after);
            let mark = if is_marked { mark } else { "" };
            text.push_str(mark);
            for at in 0..node.children.len() {
                add(&node.children, at, form, text);
            }
            text.push_str(mark);
        }
    }
}

/// Marks mean emphasis only where no letter is right outside of a sign that they enclose.
fn is_marked(inside: Option<char>, outside: Option<char>) -> bool {
    inside.is_some_and(char::is_alphanumeric) || (inside.is_some() && outside.is_none_or(char::is_whitespace))
}

fn add_words(words: &str, form: Form, text: &mut String) {
    let at_start = text.is_empty() || text.ends_with('\n');
    let mut line = String::with_capacity(words.len());
    for c in words.chars() {
        let c = if matches!(c, '\t' | '\n' | '\r' | '\u{c}') { ' ' } else { c };
        if c != ' ' || !(line.ends_with(' ') || (line.is_empty() && (at_start || text.ends_with(' ')))) {
            line.push(c);
        }
    }
    match form {
        Form::Markdown => markdown::escape_words(&line, at_start, text),
        Form::Plain => text.push_str(&line),
    }
}

/// How long the longest run of back-ticks is.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

/// Lines behind a mark, the further ones set in by its width.
fn indented(text: &str, mark: &str) -> String {
    let blank = " ".repeat(mark.len());
    let lines = text.split('\n').enumerate();
    let lines = lines.map(|(at, line)| match (at, line) {
        (0, _) => [mark, line].concat(),
        (_, "") => String::new(),
        _ => [&blank, line].concat(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn quoted(text: &str) -> String {
    text.split('\n')
        .map(|line| if line.is_empty() { ">".into() } else { format!("> {line}") })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Writes a node as a browser would.
fn markup(node: &Node, to: &mut String) {
    if node.name.is_empty() {
        return escape_text(&node.text, to);
    }
    to.extend(["<", &node.name]);
    if let Some(start) = node.start {
        to.push_str(&format!(" start=\"{start}\""));
    }
    to.push('>');
    for child in &node.children {
        markup(child, to);
    }
    if !EMPTY.contains(&&*node.name) {
        to.extend(["</", &node.name, ">"]);
    }
}

/// Escapes a text in the manner of browsers, which leave quotation marks as they are.
fn escape_text(text: &str, to: &mut String) {
    for c in text.chars() {
        match c {
            '&' => to.push_str("&amp;"),
            '<' => to.push_str("&lt;"),
            '>' => to.push_str("&gt;"),
            '\u{a0}' => to.push_str("&nbsp;"),
            _ => to.push(c),
        }
    }
}
