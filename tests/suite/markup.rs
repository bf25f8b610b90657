//! A page ─► its tree, by a parser that forgives nothing.
//!
//! A browser's parser mends whatever it meets, so that one of that kind (`html5ever`, `scraper`) would pass over an
//! element that is never closed, a paragraph that holds a list, or an attribute written twice. Templates here are
//! meant to be well formed; what is not is an error, and so is any element that is not known below. That needs no
//! crate and makes the whole suite fast.

/// An element with what it holds.
#[derive(Clone, Debug, Default)]
pub struct Element {
    /// Its name.
    pub name: String,
    /// Its attributes in order, references resolved.
    pub attributes: Vec<(String, String)>,
    /// What it holds, in order.
    pub children: Vec<Node>,
}

/// What an element holds.
#[derive(Clone, Debug)]
pub enum Node {
    /// An element.
    Element(Element),
    /// Text, references resolved.
    Text(String),
}

const VOID: &[&str] = &["meta", "link", "img", "br", "hr", "input", "wbr"];
const PHRASING: &[&str] = &[
    "a", "span", "strong", "em", "del", "ins", "code", "img", "br", "wbr", "mark", "abbr", "cite", "q", "time", "kbd",
    "small", "b", "i", "sub", "sup", "button", "input", "label", "output", "data", "svg",
];
const FLOW: &[&str] = &[
    "div",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "dl",
    "table",
    "section",
    "fieldset",
    "article",
    "aside",
    "nav",
    "header",
    "footer",
    "main",
    "blockquote",
    "pre",
    "figure",
    "details",
    "hr",
    "form",
    "dialog",
    "search",
];
/// Elements that hold flow; the rest of those below hold what [`fits`] says.
const HOLDS_FLOW: &[&str] = &[
    "body",
    "div",
    "section",
    "fieldset",
    "article",
    "aside",
    "nav",
    "header",
    "footer",
    "main",
    "blockquote",
    "li",
    "dd",
    "td",
    "th",
    "figure",
    "details",
    "form",
    "dialog",
    "search",
];

/// Whether `child` may stand in `parent`; `flow` says what the parents of a transparent element hold.
fn fits(parent: &str, child: &str, flow: bool) -> bool {
    match parent {
        "" => child == "html",
        "html" => matches!(child, "head" | "body"),
        "head" => matches!(child, "meta" | "title" | "link" | "script"),
        "ul" | "ol" => child == "li",
        "dl" => matches!(child, "dt" | "dd" | "div"),
        "table" => matches!(child, "caption" | "thead" | "tbody"),
        "thead" | "tbody" => child == "tr",
        "tr" => matches!(child, "th" | "td"),
        "details" if child == "summary" => true,
        "fieldset" if child == "legend" => true,
        "figure" if child == "figcaption" => true,
        "div" if matches!(child, "dt" | "dd") => true,
        "svg" => matches!(child, "svg" | "line" | "rect" | "text"),
        "title" | "script" | "line" | "rect" | "text" => false,
        _ => PHRASING.contains(&child) || (flow && FLOW.contains(&child)),
    }
}

/// Parses a whole page.
pub fn page(text: &str) -> Result<Element, String> {
    let rest = text.strip_prefix("<!doctype html>\n").ok_or("the page does not begin with a doctype")?;
    let root = fragment(rest)?;
    match &*root.children {
        [Node::Element(_)] => {}
        [Node::Element(_), Node::Text(blank)] if blank.trim().is_empty() => {}
        _ => return Err("the page is not one element".into()),
    }
    match root.children.into_iter().next() {
        Some(Node::Element(html)) => Ok(html),
        _ => Err("the page does not begin with an element".into()),
    }
}

/// Parses markup; the element that comes back has no name and holds it all.
fn fragment(text: &str) -> Result<Element, String> {
    let mut open = vec![Element::default()];
    let mut rest = text;
    while !rest.is_empty() {
        let place = || {
            let at = text.len() - rest.len();
            let line = text[..at].matches('\n').count() + 2;
            format!("line {line}: {}", rest.chars().take(90).collect::<String>())
        };
        let top = open.len() - 1;
        if let Some(tag) = rest.strip_prefix("</") {
            let (name, after) = tag.split_once('>').ok_or_else(|| format!("a tag has no end, {}", place()))?;
            if top == 0 || open[top].name != name {
                return Err(format!("`{name}` closes `{}`, {}", open[top].name, place()));
            }
            let closed = open.pop().unwrap_or_default();
            open[top - 1].children.push(Node::Element(closed));
            rest = after;
        } else if let Some(tag) = rest.strip_prefix('<') {
            let (element, after) = start_tag(tag).map_err(|problem| format!("{problem}, {}", place()))?;
            let transparent = |element: &&Element| !matches!(&*element.name, "a" | "ins" | "del");
            let holder = open.iter().rev().find(transparent).map_or("", |element| &*element.name);
            let parent = if matches!(&*open[top].name, "a" | "ins" | "del") { holder } else { &*open[top].name };
            if !fits(parent, &element.name, HOLDS_FLOW.contains(&holder)) {
                return Err(format!("`{}` can't stand in `{}`, {}", element.name, open[top].name, place()));
            }
            let interactive = ["a", "button", "label"];
            if interactive.contains(&&*element.name) && open.iter().any(|outer| interactive.contains(&&*outer.name)) {
                return Err(format!("`{}` stands in a link or a button, {}", element.name, place()));
            }
            if VOID.contains(&&*element.name) {
                open[top].children.push(Node::Element(element));
            } else {
                open.push(element);
            }
            rest = after;
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            let words = unescape(&rest[..end]).map_err(|problem| format!("{problem}, {}", place()))?;
            let bare = matches!(
                &*open[top].name,
                "" | "html" | "head" | "ul" | "ol" | "dl" | "table" | "thead" | "tbody" | "tr" | "script" | "svg"
            );
            // A block of data is no markup; what could look like some is escaped in it as in any text.
            let data = open[top].attribute("type") == Some("application/ld+json");
            if bare && !data && !words.trim().is_empty() {
                return Err(format!("`{}` holds text, {}", open[top].name, place()));
            }
            open[top].children.push(Node::Text(words));
            rest = &rest[end..];
        }
    }
    match open.len() {
        1 => Ok(open.remove(0)),
        _ => Err(format!("`{}` is never closed", open[open.len() - 1].name)),
    }
}

/// Reads `name attribute="value" …>`; gives what stands behind it.
fn start_tag(tag: &str) -> Result<(Element, &str), String> {
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == ':';
    let end = tag.find(|c: char| !is_name(c)).ok_or("a tag has no end")?;
    let mut element = Element { name: tag[..end].to_owned(), ..Element::default() };
    let name = &*element.name;
    let others = ["html", "head", "body", "meta", "title", "link", "script", "li", "dt", "dd", "caption", "thead"];
    let more = ["tbody", "tr", "th", "td", "summary", "figcaption", "legend", "line", "rect", "text"];
    if ![PHRASING, FLOW, &others, &more].iter().any(|known| known.contains(&name)) {
        return Err(format!("the element `{name}` is not known here"));
    }
    let mut rest = &tag[end..];
    loop {
        if let Some(after) = rest.strip_prefix('>') {
            return Ok((element, after));
        }
        // Markdown's own writer ends void elements so; elsewhere it would mean nothing and mislead.
        if let Some(after) = rest.strip_prefix(" />").filter(|_| VOID.contains(&&*element.name)) {
            return Ok((element, after));
        }
        let attribute =
            rest.strip_prefix([' ', '\n']).ok_or_else(|| format!("the tag of `{}` is broken", element.name))?;
        let end = attribute.find(|c: char| !is_name(c)).filter(|end| *end > 0);
        let end = end.ok_or_else(|| format!("`{}` has an attribute without a name", element.name))?;
        let (name, after) = attribute.split_at(end);
        let (value, after) = match after.strip_prefix("=\"") {
            Some(value) => value.split_once('"').ok_or("an attribute has no end")?,
            None => ("", after),
        };
        if element.attribute(name).is_some() {
            return Err(format!("`{}` has `{name}` twice", element.name));
        }
        element.attributes.push((name.to_owned(), unescape(value)?));
        rest = after;
    }
}

/// Resolves references; a bare `<`, `>` or `&`, and a reference that this crate does not write, is an error.
fn unescape(text: &str) -> Result<String, String> {
    if let Some(bad) = text.chars().find(|c| matches!(c, '<' | '>') || (c.is_control() && !c.is_whitespace())) {
        return Err(format!("a bare {bad:?}"));
    }
    let mut parts = text.split('&');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, words) = part.split_once(';').ok_or("a bare `&`")?;
        plain.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "#39" | "#x27" => '\'',
            "#x2F" => '/',
            _ => return Err(format!("the reference `&{name};`")),
        });
        plain += words;
    }
    Ok(plain)
}

impl Element {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(found, _)| found == name).map(|(_, value)| &**value)
    }

    /// This element and all below it, in the order of their start tags.
    pub fn all(&self) -> Vec<&Self> {
        let mut found = vec![self];
        for child in &self.children {
            if let Node::Element(child) = child {
                found.extend(child.all());
            }
        }
        found
    }

    /// All of a name.
    pub fn named(&self, name: &str) -> Vec<&Self> {
        self.all().into_iter().filter(|element| element.name == name).collect()
    }

    /// The element of an id.
    pub fn by_id(&self, id: &str) -> Option<&Self> {
        self.all().into_iter().find(|element| element.attribute("id") == Some(id))
    }

    /// Its text as a reader takes it in: a picture by its words, a new block as a new word.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.add_text(&mut text);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What is left of it without the elements of a class.
    pub fn without(mut self, class: &str) -> Self {
        let other = |node: &Node| match node {
            Node::Element(element) => {
                element.attribute("class").is_none_or(|name| !name.split(' ').any(|c| c == class))
            }
            Node::Text(_) => true,
        };
        let kept = self.children.into_iter().filter(other).map(|node| match node {
            Node::Element(element) => Node::Element(element.without(class)),
            Node::Text(words) => Node::Text(words),
        });
        self.children = kept.collect();
        self
    }

    fn add_text(&self, text: &mut String) {
        let block = !PHRASING.contains(&&*self.name) || self.name == "br";
        if block {
            text.push(' ');
        }
        *text += self.attribute("alt").unwrap_or_default();
        for child in &self.children {
            match child {
                Node::Element(element) => element.add_text(text),
                Node::Text(words) => *text += words,
            }
        }
        if block {
            text.push(' ');
        }
    }
}

/// Markup with a line for each block, so that a difference between two texts is one that a reader could see: blanks
/// that mean nothing are gone.
pub fn lines(element: &Element) -> String {
    let mut lines = String::new();
    add_lines(element, 0, &mut lines);
    lines
}

fn is_inline(node: &Node) -> bool {
    match node {
        Node::Element(element) => PHRASING.contains(&&*element.name),
        Node::Text(_) => true,
    }
}

fn add_lines(element: &Element, depth: usize, lines: &mut String) {
    let indent = "  ".repeat(depth);
    *lines += &format!("{indent}{}", start(element));
    if element.children.iter().all(is_inline) {
        let text: String = element.children.iter().map(inline).collect();
        let text = if element.name == "pre" { text } else { folded(&text).trim().to_owned() };
        *lines += &text;
        if !VOID.contains(&&*element.name) {
            *lines += &format!("</{}>", element.name);
        }
        lines.push('\n');
        return;
    }
    lines.push('\n');
    for run in element.children.chunk_by(|before, after| is_inline(before) && is_inline(after)) {
        match &run[0] {
            Node::Element(block) if !is_inline(&run[0]) => add_lines(block, depth + 1, lines),
            _ => {
                let text = folded(&run.iter().map(inline).collect::<String>());
                if !text.trim().is_empty() {
                    *lines += &format!("{indent}  {}\n", text.trim());
                }
            }
        }
    }
    *lines += &format!("{indent}</{}>\n", element.name);
}

fn inline(node: &Node) -> String {
    match node {
        Node::Text(words) => escaped(words),
        Node::Element(element) if VOID.contains(&&*element.name) => start(element),
        Node::Element(element) => {
            let inner: String = element.children.iter().map(inline).collect();
            format!("{}{inner}</{}>", start(element), element.name)
        }
    }
}

fn start(element: &Element) -> String {
    let attributes = element.attributes.iter();
    let attributes = attributes.map(|(name, value)| format!(" {name}=\"{}\"", escaped(value).replace('"', "&quot;")));
    format!("<{}{}>", element.name, attributes.collect::<String>())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Runs of blanks as one, as a browser shows them.
fn folded(text: &str) -> String {
    let blank = |c: char| matches!(c, ' ' | '\n' | '\t');
    let mut folded = String::new();
    for c in text.chars() {
        match c {
            c if !blank(c) => folded.push(c),
            _ if folded.ends_with(' ') => {}
            _ => folded.push(' '),
        }
    }
    folded
}

// Proves that the parser finds what is wrong: were it to forgive, every test that rests on it would prove nothing.
#[test]
fn the_parser_refuses_what_is_not_well_formed() {
    assert_eq!(fragment("<html><body><p>a &amp; <em>b</em></p></body></html>").unwrap().text(), "a & b");
    for (bad, why) in [
        ("<html><body><p>a</body></html>", "`body` closes `p`"),
        ("<html><body><p>a", "never closed"),
        ("<html><body><p><ul></ul></p></body></html>", "`ul` can't stand in `p`"),
        ("<html><body><p><a href=\"x\"><div></div></a></p></body></html>", "`div` can't stand in `a`"),
        ("<html><body><a href=\"x\"><em><a href=\"y\"></a></em></a></body></html>", "in a link"),
        ("<html><body><ul><p></p></ul></body></html>", "`p` can't stand in `ul`"),
        ("<html><body><ul>a</ul></body></html>", "holds text"),
        ("<html><body><p id=\"a\" id=\"b\"></p></body></html>", "twice"),
        ("<html><body><p id=a></p></body></html>", "broken"),
        ("<html><body><blink></blink></body></html>", "not known"),
        ("<html><body>a & b</body></html>", "bare `&`"),
        ("<html><body>a > b</body></html>", "bare '>'"),
        ("<html><body>&nbsp;</body></html>", "&nbsp;"),
        ("<html><body>\u{1}</body></html>", "bare"),
        ("<html><body></p></body></html>", "closes"),
        ("<html><body><!-- --></body></html>", "not known"),
    ] {
        let found = fragment(bad).expect_err(bad);
        assert!(found.contains(why), "{bad}: {found}");
    }
}

// Proves that a text by lines keeps all that a reader can tell apart, and nothing else.
#[test]
fn lines_show_blocks_and_fold_blanks() {
    let shown = |body: &str| lines(fragment(&format!("<html>{body}</html>")).unwrap().named("body")[0]);
    let tidy = shown("<body><p>a  b <em>&lt;c&gt;</em></p><ul><li>d<ul><li title=\"e\">f</li></ul></li></ul></body>");
    let loose = shown(
        "<body>\n<p> a b <em>&lt;c&gt;</em>\n</p>\n<ul>\n<li>d <ul><li title=\"e\">f</li> </ul></li></ul></body>",
    );
    assert_eq!(tidy, loose);
    let expected = "<body>\n  <p>a b <em>&lt;c&gt;</em></p>\n  <ul>\n    <li>\n      d\n      <ul>\n        \
                    <li title=\"e\">f</li>\n      </ul>\n    </li>\n  </ul>\n</body>\n";
    assert_eq!(tidy, expected);
    assert_ne!(shown("<body><p>a<em>b</em></p></body>"), shown("<body><p>a <em>b</em></p></body>"));
}
