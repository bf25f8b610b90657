//! Markdown ─► Markdown that means the same wherever it is put: in a list, a quotation or a link of another text.
//!
//! It is written anew from what the parser understood, so that an author's unclosed fence, block mark or HTML can't
//! reach beyond its own statement. Lists get other marks than `-` and `1.`, which are those of the text around.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Flow, LinkKind, Resolved, address, events, is_plain, kind_of, parser, visible, with_brackets};

/// A text as it is put into another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The Markdown, without a line break at its end.
    pub text: String,
    /// Whether it ends with words, to which more can be added in the same line.
    pub open: bool,
}

/// Writes a text anew. `resolve` gives every link its address; where it gives none, the words stay without a link.
pub fn write(markdown: &str, flow: Flow, resolve: impl FnMut(LinkKind, &str) -> Option<Resolved>) -> Written {
    if flow != Flow::Page && is_plain(markdown) {
        let words = markdown.trim();
        let mut text = String::with_capacity(words.len() + 2);
        // What is left that could mean more is a block mark at the start.
        if words.starts_with(|c: char| c.is_ascii_digit() || ">-+=:|".contains(c)) {
            escape_words(words, true, &mut text);
        } else {
            text.push_str(words);
        }
        return Written { text, open: true };
    }
    let (line, text, options) = parser(&with_brackets(markdown), flow);
    let mut pen = Pen {
        text: String::with_capacity(text.len() + 8),
        indent: String::new(),
        outside: Vec::new(),
        gap: Gap::None,
        at_start: true,
        open: true,
        lists: Vec::new(),
        ended: None,
        links: Vec::new(),
        bare: false,
        code: None,
        in_heading: false,
        in_row: None,
        resolve,
    };
    for event in events(&text, line, options) {
        pen.event(event);
    }
    pen.text.truncate(pen.text.trim_end().len());
    Written { text: pen.text, open: pen.open }
}

/// Words without marks as Markdown that shows them, for the middle of a line.
#[must_use]
pub fn escape_markdown(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    escape_words(&words.split_whitespace().collect::<Vec<_>>().join(" "), false, &mut text);
    text
}

/// How deep a line may lie in quotations and items to be broken.
const DEEPEST: usize = 20;

/// What has to stand between a block and the one before it.
#[derive(Clone, Copy)]
enum Gap {
    /// Nothing: it is the first.
    None,
    /// A line break, as between the items of a tight list.
    Line,
    /// An empty line.
    Blank,
}

struct List {
    /// The number of its next item, if it has numbers.
    number: Option<u64>,
    mark: char,
    /// Whether its items hold paragraphs.
    loose: bool,
}

struct Pen<R> {
    text: String,
    /// What every further line begins with.
    indent: String,
    /// How long `indent` was outside of each open quotation and item.
    outside: Vec<usize>,
    gap: Gap,
    /// Whether the line is empty so far, so that a block mark would mean something.
    at_start: bool,
    /// Whether words were written last.
    open: bool,
    lists: Vec<List>,
    /// The mark of the list that has just ended: one right behind it needs another to be a list of its own.
    ended: Option<char>,
    /// For each open link what closes it.
    links: Vec<String>,
    /// Inside of a wiki link without a label: the parser's own label repeats the target.
    bare: bool,
    /// The text of an open block of code.
    code: Option<String>,
    in_heading: bool,
    /// How many cells the open row of a table has so far.
    in_row: Option<usize>,
    resolve: R,
}

impl<R: FnMut(LinkKind, &str) -> Option<Resolved>> Pen<R> {
    fn event(&mut self, event: Event<'_>) {
        if self.bare && !matches!(event, Event::End(TagEnd::Link)) {
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&visible(text)),
                None => self.words(&visible(text)),
            },
            Event::Html(text) => {
                self.words(&visible(text));
                self.inline(" ");
            }
            Event::InlineHtml(text) => self.words(&visible(text)),
            Event::Code(text) => self.code(&visible(text)),
            Event::SoftBreak => self.inline(" "),
            // Every line repeats the marks of all that is around it, which a line of the source need not.
            Event::HardBreak if self.outside.len() > DEEPEST || self.in_row.is_some() => self.inline(" "),
            Event::HardBreak => {
                self.inline("\\");
                self.line();
            }
            Event::Rule => {
                self.block();
                // The one mark that is not that of a list as well.
                self.text.push_str("___");
                (self.gap, self.open) = (Gap::Blank, false);
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => {
                if let Some(list) = self.lists.last_mut() {
                    list.loose = true;
                }
                self.block();
            }
            // The headings around are those of the page.
            Tag::Heading { .. } => {
                self.block();
                self.inline("**");
                self.in_heading = true;
            }
            Tag::BlockQuote(_) => {
                self.block();
                self.text.push_str("> ");
                self.enter("> ");
            }
            Tag::List(number) => {
                let marks = if number.is_some() { [')', '.'] } else { ['*', '+'] };
                let mark = if self.ended == Some(marks[0]) { marks[1] } else { marks[0] };
                self.lists.push(List { number, mark, loose: false });
            }
            Tag::Item => {
                self.block();
                let Some(list) = self.lists.last_mut() else { return };
                let mark = match &mut list.number {
                    Some(number) => {
                        *number += 1;
                        format!("{}{} ", *number - 1, list.mark)
                    }
                    None => format!("{} ", list.mark),
                };
                self.text.push_str(&mark);
                self.enter(&" ".repeat(mark.len()));
            }
            Tag::CodeBlock(_) => {
                self.block();
                self.code = Some(String::new());
            }
            Tag::Table(_) => self.block(),
            Tag::TableHead => self.in_row = Some(0),
            Tag::TableRow => {
                self.line();
                self.in_row = Some(0);
            }
            Tag::TableCell => self.inline("| "),
            Tag::Emphasis => self.inline("*"),
            Tag::Strong if !self.in_heading => self.inline("**"),
            Tag::Strikethrough => self.inline("~~"),
            Tag::Link { link_type, dest_url, .. } => {
                let wiki_label = matches!(link_type, pulldown_cmark::LinkType::WikiLink { has_pothole: false });
                let resolved = (self.resolve)(kind_of(link_type), &address(link_type, dest_url));
                self.open_link("[", resolved, wiki_label);
            }
            Tag::Image { dest_url, .. } => {
                let resolved = (self.resolve)(LinkKind::Image, &dest_url);
                self.open_link("![", resolved, false);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.gap = Gap::Blank,
            TagEnd::HtmlBlock => {
                self.text.truncate(self.text.trim_end_matches(' ').len());
                self.gap = Gap::Blank;
            }
            TagEnd::Heading(_) => {
                self.in_heading = false;
                self.inline("**");
                self.gap = Gap::Blank;
            }
            TagEnd::BlockQuote(_) => self.leave(Gap::Blank),
            TagEnd::Item => {
                let loose = self.lists.last().is_some_and(|list| list.loose);
                self.leave(if loose { Gap::Blank } else { Gap::Line });
            }
            TagEnd::List(_) => {
                self.ended = self.lists.pop().map(|list| list.mark);
                (self.gap, self.open) = (Gap::Blank, false);
            }
            TagEnd::CodeBlock => {
                let code = self.code.take().unwrap_or_default();
                let fence = "`".repeat(longest_run(&code).max(2) + 1);
                self.text.push_str(&fence);
                for line in code.lines() {
                    self.line();
                    self.text.push_str(line);
                }
                self.line();
                self.text.push_str(&fence);
                (self.gap, self.open) = (Gap::Blank, false);
            }
            TagEnd::TableCell => {
                self.inline(" ");
                self.in_row = self.in_row.map(|cells| cells + 1);
            }
            TagEnd::TableHead => {
                self.inline("|");
                let cells = self.in_row.take().unwrap_or_default();
                self.line();
                self.text.push('|');
                self.text.push_str(&" --- |".repeat(cells));
            }
            TagEnd::TableRow => {
                self.inline("|");
                self.in_row = None;
            }
            TagEnd::Table => (self.gap, self.open) = (Gap::Blank, false),
            TagEnd::Emphasis => self.inline("*"),
            TagEnd::Strong if !self.in_heading => self.inline("**"),
            TagEnd::Strikethrough => self.inline("~~"),
            TagEnd::Link | TagEnd::Image => {
                self.bare = false;
                let close = self.links.pop().unwrap_or_default();
                self.inline(&close);
            }
            _ => {}
        }
    }

    fn open_link(&mut self, open: &str, resolved: Option<Resolved>, own_label: bool) {
        let Some(Resolved { url, label }) = resolved else { return self.links.push(String::new()) };
        self.inline(open);
        if own_label {
            self.words(&label);
            self.bare = true;
        }
        self.links.push(format!("]({})", destination(&url)));
    }

    /// Sets the next block apart from the one before it.
    fn block(&mut self) {
        match self.gap {
            Gap::None => {}
            Gap::Line => self.line(),
            Gap::Blank => {
                self.text.push('\n');
                self.text.push_str(self.indent.trim_end());
                self.line();
            }
        }
        (self.gap, self.at_start, self.ended) = (Gap::None, true, None);
    }

    fn line(&mut self) {
        self.text.push('\n');
        self.text.push_str(&self.indent);
        self.at_start = true;
    }

    fn enter(&mut self, more: &str) {
        self.outside.push(self.indent.len());
        self.indent.push_str(more);
        (self.gap, self.at_start) = (Gap::None, true);
    }

    fn leave(&mut self, gap: Gap) {
        self.indent.truncate(self.outside.pop().unwrap_or_default());
        (self.gap, self.open, self.ended) = (gap, false, None);
    }

    fn inline(&mut self, mark: &str) {
        // In a tight item, words need no paragraph around them to follow a block.
        if matches!(self.gap, Gap::Blank) {
            self.block();
        }
        if self.at_start && mark == " " {
            return;
        }
        self.text.push_str(mark);
        (self.at_start, self.open, self.gap) = (false, true, Gap::Line);
    }

    fn words(&mut self, words: &str) {
        let words = words.trim_end_matches(['\n', '\r']);
        let words = if self.at_start { words.trim_start() } else { words };
        if words.is_empty() {
            return;
        }
        if matches!(self.gap, Gap::Blank) {
            self.block();
        }
        let at_start = self.at_start;
        self.inline("");
        for (at, line) in words.lines().enumerate() {
            if at > 0 {
                self.text.push(' ');
            }
            let from = self.text.len();
            escape_words(line, at_start && at == 0, &mut self.text);
            if self.in_row.is_some() && self.text[from..].contains('|') {
                let escaped = self.text[from..].replace('|', "\\|");
                self.text.replace_range(from.., &escaped);
            }
        }
    }

    fn code(&mut self, text: &str) {
        let fence = "`".repeat(longest_run(text) + 1);
        // One blank at each end is taken off, unless there is nothing else.
        let padded = !text.trim().is_empty() && (text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']));
        let blank = if padded { " " } else { "" };
        let text = if self.in_row.is_some() { text.replace('|', "\\|") } else { text.to_owned() };
        self.inline(&format!("{fence}{blank}{text}{blank}{fence}"));
    }
}

/// How long the longest run of back-ticks is.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

/// An address between the brackets of a link.
fn destination(url: &str) -> String {
    let mut escaped = String::with_capacity(url.len());
    for c in url.chars() {
        // Only with a `;` behind it can an `&` be read as the name of a character.
        if matches!(c, '(' | ')' | '\\' | '*') || (c == '&' && url.contains(';')) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Appends words, a backslash before each character that would mean more than itself.
pub fn escape_words(words: &str, at_start: bool, to: &mut String) {
    let mut before = if at_start { '\n' } else { ' ' };
    let mut rest = words.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let next = rest.peek().map(|(_, next)| *next);
        let means_more = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' => true,
            '_' => !(before.is_alphanumeric() && next.is_some_and(char::is_alphanumeric)),
            '&' => next.is_some_and(|next| next == '#' || next.is_ascii_alphabetic()) && words[at..].contains(';'),
            // A link may follow.
            '!' => next.is_none(),
            '#' => before.is_whitespace(),
            '>' | '-' | '+' | '=' | ':' | '|' => before == '\n',
            '.' | ')' => {
                let number = &words[..at];
                at_start && !number.is_empty() && number.len() < 10 && number.bytes().all(|byte| byte.is_ascii_digit())
            }
            _ => false,
        };
        if means_more {
            to.push('\\');
        }
        to.push(c);
        before = c;
    }
}
