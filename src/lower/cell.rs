//! A node and its section's style ─► [`Body`]: the shape of a cell.

use super::names;
use crate::{
    diagnostic::{Code, Diagnostic},
    ladder::{Body, Id, Statement, Style, Text, Words},
    raw::{Fields, Name, Reader, written},
    source::Span,
    suggest,
    yaml::{self, Mapping, Node, Value},
};

/// The keys of a statement that is written as a mapping.
const STATEMENT: &[&str] = &["text", "id", "examples", "note", "replaces"];
/// The keys of a shift.
const SHIFT: &[&str] = &["from", "to", "id", "examples", "note", "replaces"];

/// Reads one cell; `level` names it in messages.
pub fn body(reader: &mut Reader<'_>, style: Style, node: &Node, level: &Name) -> Option<Body> {
    if matches!(node.value, Value::Empty) {
        let message = format!("nothing is said at `{}`", level.text);
        let diagnostic = Diagnostic::new(Code::EmptyCell, level.span, message);
        reader.sink.push(
            diagnostic.help("write it below this line, or leave the level out: the site says that it is not described"),
        );
        return None;
    }
    match style {
        Style::Prose => statement(reader, node, "a prose section").map(Body::Prose),
        Style::List => statements(reader, style, node, level).map(Body::List),
        Style::Steps => statements(reader, style, node, level).map(Body::Steps),
        Style::Quotes => statements(reader, style, node, level).map(Body::Quotes),
        Style::Shift => shift(reader, node).map(Body::Shift),
        Style::Summary => summary(reader, node, level),
    }
}

fn statements(reader: &mut Reader<'_>, style: Style, node: &Node, level: &Name) -> Option<Vec<Statement>> {
    if matches!(node.value, Value::Empty) {
        let diagnostic = Diagnostic::new(Code::EmptyCell, node.span, "nothing is said here");
        reader.sink.push(diagnostic.help("write a list below this line, or take the line out"));
        return None;
    }
    let Value::Sequence(sequence) = &node.value else {
        if let Value::Mapping(mapping) = &node.value
            && mapping.entries.len() == 1
            && !STATEMENT.contains(&&*mapping.entries[0].key.text)
            && reader.colon(node.span, mapping)
        {
            return None;
        }
        let message = format!(
            "a section of the style `{}` holds a list of statements, not {}",
            style.name(),
            node.value.kind_name()
        );
        let diagnostic = Diagnostic::new(Code::WrongShape, node.span, message);
        reader.sink.push(diagnostic.help("write each statement on a line of its own, with `- ` before it"));
        return None;
    };
    if sequence.items.is_empty() {
        let message = format!("the list at `{}` is empty", level.text);
        let diagnostic = Diagnostic::new(Code::EmptyCell, node.span, message);
        reader.sink.push(diagnostic.help("write a statement, or leave the level out"));
        return None;
    }
    reader.comma_split(node);
    Some(sequence.items.iter().filter_map(|item| statement(reader, item, "a statement")).collect())
}

fn shift(reader: &mut Reader<'_>, node: &Node) -> Option<Statement> {
    let Value::Mapping(_) = &node.value else {
        let message =
            format!("a section of the style `shift` holds one `from` and one `to`, not {}", node.value.kind_name());
        let diagnostic = Diagnostic::new(Code::WrongShape, node.span, message);
        reader.sink.push(diagnostic.help("write `from: I write code.`, and on the next line `to: I help customers.`"));
        return None;
    };
    let mut fields = reader.fields(node, "a shift", SHIFT)?;
    let from = fields.required_text(reader, "from", "from: I write code.");
    let to = fields.required_text(reader, "to", "to: I help customers.");
    let mut extras = extras(reader, &mut fields);
    let from = from.and_then(|text| without_id(reader, text, &mut None, false));
    let to = to.and_then(|text| without_id(reader, text, &mut extras.id, false));
    Some(extras.statement(Words::Shift { from: from?, to: to? }, node.span))
}

fn summary(reader: &mut Reader<'_>, node: &Node, level: &Name) -> Option<Body> {
    let Value::Mapping(_) = &node.value else {
        let message =
            format!("a section of the style `summary` holds `points` and a `text`, not {}", node.value.kind_name());
        let diagnostic = Diagnostic::new(Code::WrongShape, node.span, message);
        reader
            .sink
            .push(diagnostic.help("write `points:` with a list below it, and then `text:` with the closing words"));
        return None;
    };
    let mut fields = reader.fields(node, "a summary", &["points", "text"])?;
    let points = match fields.take("points") {
        Some(points) => statements(reader, Style::Summary, points, level).unwrap_or_default(),
        None => Vec::new(),
    };
    let text = fields.take("text").and_then(|text| statement(reader, text, "`text`"));
    let said = |key: &str| fields.has(key) || fields.means(key);
    if !said("points") && !said("text") {
        let diagnostic = Diagnostic::new(Code::EmptyCell, level.span, format!("nothing is said at `{}`", level.text));
        reader.sink.push(diagnostic.help("write `points:` with a list below it, or a `text:`"));
    }
    Some(Body::Summary { points, text })
}

fn statement(reader: &mut Reader<'_>, node: &Node, what: &str) -> Option<Statement> {
    match &node.value {
        Value::Mapping(mapping) if is_statement(mapping) || !reader.colon(node.span, mapping) => {
            let mut fields = reader.fields(node, "a statement", STATEMENT)?;
            let text = fields.required_text(reader, "text", "text: Reads support tickets");
            let mut extras = extras(reader, &mut fields);
            let text = without_id(reader, text?, &mut extras.id, true)?;
            Some(extras.statement(Words::Text(text), node.span))
        }
        Value::Mapping(_) => None,
        Value::Sequence(sequence) => {
            let message = format!("{what} must be a text, not a list");
            let help = if sequence.flow {
                format!("put the text in quotes: `{}`", yaml::quoted(reader.sources.slice(node.span)))
            } else if what == "a statement" {
                "statements are not nested; a list inside of one is written in its text, below a `|`".to_owned()
            } else {
                "write it as a text, below a `|` where it has several lines".to_owned()
            };
            reader.sink.push(Diagnostic::new(Code::WrongShape, node.span, message).help(help));
            None
        }
        Value::Empty | Value::Scalar(_) => {
            let text = reader.text(node, what)?;
            let mut extras = Extras::default();
            let text = without_id(reader, text, &mut extras.id, true)?;
            Some(extras.statement(Words::Text(text), node.span))
        }
    }
}

/// Whether a mapping was meant as a statement, and not as a text with `: ` in it.
fn is_statement(mapping: &Mapping) -> bool {
    let known = |key: &str| STATEMENT.contains(&key) || suggest::nearest(key, STATEMENT.iter().copied()).is_some();
    // `Note: ask first` is a sentence with a colon; settings are written small.
    let sentence = mapping.entries.len() == 1 && mapping.entries[0].key.text.starts_with(char::is_uppercase);
    !sentence && mapping.entries.iter().any(|entry| known(&entry.key.text))
}

/// What a statement holds beside its words.
#[derive(Default)]
struct Extras {
    id: Option<(Id, Span)>,
    examples: Vec<Text>,
    note: Option<Text>,
    replaces: Vec<Id>,
}

impl Extras {
    fn statement(self, words: Words, span: Span) -> Statement {
        let (id, span) = match self.id {
            Some((id, at)) => (Some(id), at),
            None => (None, span),
        };
        let Self { examples, note, replaces, .. } = self;
        Statement { words, id, anchor: String::new(), examples, note, replaces, span }
    }
}

fn extras(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Extras {
    let id = fields.name(reader, "id").and_then(|name| statement_id(reader, &name.text, name.span));
    let example = |reader: &mut Reader<'_>, node: &Node| {
        let text = reader.text(node, "an example")?;
        without_id(reader, text, &mut None, false)
    };
    let examples = fields.list(reader, "examples", example);
    let note = fields.text(reader, "note").and_then(|text| without_id(reader, text, &mut None, false));
    let replaces = fields.names(reader, "replaces");
    let replaces = names::statement_ids(&replaces, reader.sink);
    Extras { id, examples, note, replaces }
}

fn statement_id(reader: &mut Reader<'_>, id: &str, span: Span) -> Option<(Id, Span)> {
    let found = Id::of_statement(id);
    if found.is_none() {
        reader.sink.push(names::bad_statement_id(id, span));
    }
    found.map(|id| (id, span))
}

/// Takes the `{#id}` off the end of a text. `citable`: whether one may stand there.
fn without_id(reader: &mut Reader<'_>, text: Text, id: &mut Option<(Id, Span)>, citable: bool) -> Option<Text> {
    let Some((at, inner)) = mark(&text.markdown) else {
        misplaced(reader, &text, text.markdown.len());
        return Some(text);
    };
    let span = written(reader.sources, &text, at..text.markdown.len());
    let words = text.markdown[..at].trim_end();
    let problem = if !citable && id.is_none() {
        Some(("only a statement can have an id".to_owned(), "take it out here; a shift gets the key `id`"))
    } else if id.is_some() {
        Some((format!("this statement has a second id, `{inner}`"), "keep the one that is older"))
    } else if words.len() == at && at > 0 {
        Some((format!("there is no blank before `{{#{inner}}}`"), "put one between the text and its id"))
    } else {
        None
    };
    if let Some((message, help)) = problem {
        reader.sink.push(Diagnostic::new(Code::BadId, span, message).help(help));
    } else {
        *id = statement_id(reader, inner, span);
    }
    if words.is_empty() {
        let diagnostic = Diagnostic::new(Code::EmptyText, span, "this statement has an id and no words");
        reader.sink.push(diagnostic.help("write the text before its id"));
        return None;
    }
    misplaced(reader, &text, at);
    Some(Text { markdown: words.to_owned(), span: text.span })
}

/// Reports what looks like an id and does not stand at the end of its text.
fn misplaced(reader: &mut Reader<'_>, text: &Text, end: usize) {
    let words = &text.markdown[..end];
    for (at, _) in words.match_indices("{#") {
        let Some(length) = words[at..].find('}') else { continue };
        let in_code = words[..at].matches('`').count() % 2 == 1;
        if Id::of_statement(&words[at + 2..at + length]).is_none() || words[..at].ends_with('\\') || in_code {
            continue;
        }
        let span = written(reader.sources, text, at..at + length + 1);
        let message = "an id stands at the very end of its text, and there is only one";
        let help = "move it behind the last word and its full stop, or write `\\{#` to show the characters";
        reader.sink.push(Diagnostic::new(Code::BadId, span, message).help(help));
    }
}

/// Where a text's final `{#…}` begins, and what stands in it; `\{#` writes the characters themselves.
fn mark(text: &str) -> Option<(usize, &str)> {
    let inner = text.strip_suffix('}')?;
    let at = inner.rfind("{#")?;
    let id = &inner[at + 2..];
    let clean = !id.contains(['{', '}']) && !id.contains(char::is_whitespace);
    (clean && !inner[..at].ends_with('\\')).then_some((at, id))
}
