//! A node ─► a text or a name, and a word on each way in which YAML takes a text for something else.

use super::Name;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    ladder::Text,
    source::{SourceMap, Span, is_control},
    yaml::{self, Mapping, Node, ScalarStyle, Value},
};

/// Reads nodes and reports what is wrong with them.
pub struct Reader<'a> {
    /// The texts that the nodes come from.
    pub sources: &'a SourceMap,
    /// Where problems go.
    pub sink: &'a mut Diagnostics,
}

impl Reader<'_> {
    /// A text that is not empty. `what` names it in messages.
    pub fn text(&mut self, node: &Node, what: &str) -> Option<Text> {
        match &node.value {
            Value::Empty => {
                self.empty(node.span, what);
                None
            }
            Value::Scalar(scalar) => {
                if let (ScalarStyle::Plain, Some(comment)) = (scalar.style, scalar.comment) {
                    self.comment(node.span.to(comment), comment);
                }
                self.hidden(node.span, &scalar.text);
                let words = scalar.text.trim();
                if words.is_empty() {
                    self.empty(node.span, what);
                    return None;
                }
                Some(Text { markdown: words.to_owned(), span: node.span })
            }
            Value::Mapping(mapping) if self.colon(node.span, mapping) => None,
            other => {
                let message = format!("{what} must be a text, not {}", other.kind_name());
                let help = "write it behind the key, or in quotes where it begins with `[` or `{`";
                self.sink.push(Diagnostic::new(Code::WrongType, node.span, message).help(help));
                None
            }
        }
    }

    /// A name: one word, taken by its source text.
    pub fn name(&mut self, node: &Node, what: &str) -> Option<Name> {
        match node.scalar() {
            Some(scalar) if !scalar.text.trim().is_empty() => {
                Some(Name { text: scalar.text.trim().to_owned(), span: node.span })
            }
            Some(_) => {
                self.empty(node.span, &format!("`{what}`"));
                None
            }
            None if matches!(node.value, Value::Empty) => {
                self.empty(node.span, &format!("`{what}`"));
                None
            }
            None => {
                let message = format!("`{what}` must be one name, not {}", node.value.kind_name());
                self.sink.push(Diagnostic::new(Code::WrongType, node.span, message).help("write one id here"));
                None
            }
        }
    }

    fn empty(&mut self, span: Span, what: &str) {
        if let Some(comment) = self.comment_before(span) {
            self.comment(comment, comment);
            return;
        }
        let message = format!("{what} is empty");
        self.sink.push(
            Diagnostic::new(Code::EmptyText, span, message).help("write the text, or remove the line altogether"),
        );
    }

    /// Reports a control character that the file's notation hides, as in `"\x01"`; one that stands there as it is was
    /// reported when the file was read.
    fn hidden(&mut self, span: Span, text: &str) {
        let found = text.chars().find(|c| is_control(*c));
        if let Some(found) = found.filter(|found| !self.sources.slice(span).contains(*found)) {
            let message = format!("this text hides an invisible control character (U+{:04X})", u32::from(found));
            self.sink.push(Diagnostic::new(Code::ControlCharacter, span, message).help("take its `\\…` out"));
        }
    }

    /// The comment that took the whole text of the value that ends at `span`, as in `- #one`.
    fn comment_before(&self, span: Span) -> Option<Span> {
        let text = self.sources.text(span.file);
        let at = self.sources.clamp(span).start;
        let start = text[..at].rfind('\n').map_or(0, |line| line + 1);
        let line = text[start..].lines().next().unwrap_or_default();
        let sign = line.find(" #")? + 1;
        let before = line[..sign].trim_end();
        let whole = start + sign..start + line.trim_end().len();
        (before.ends_with(['-', ':'])).then(|| Span::new(span.file, whole))
    }

    /// The line that `span` stands on, up to its end, with what it covers in quotes.
    fn mended(&self, span: Span) -> String {
        let range = self.sources.clamp(span);
        let text = self.sources.text(span.file);
        let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        format!("{}{}", text[start..range.start].trim_start(), yaml::quoted(text[range].trim_end()))
    }

    fn comment(&mut self, whole: Span, comment: Span) {
        let written = self.mended(whole);
        let message = "from ` #` on, the rest of this line is lost: YAML takes it for a comment";
        let help = format!("put the text in quotes: `{written}`; a comment goes on a line of its own");
        self.sink.push(Diagnostic::new(Code::CommentInText, comment, message).help(help));
    }

    /// Whether the mapping is a text with `: ` in it, which is then reported.
    pub fn colon(&mut self, span: Span, mapping: &Mapping) -> bool {
        let [entry] = &*mapping.entries else { return false };
        // In `Note: ask why` the key is words; in `{text: …}` it is a name that `unknown key` deals with.
        if mapping.flow || matches!(entry.value.value, Value::Sequence(_) | Value::Mapping(_)) {
            return false;
        }
        let whole = span.to(entry.value.span);
        let colon = Span { start: entry.key.span.end, end: entry.key.span.end + 1, ..span };
        let message = "YAML takes the text before this `: ` for a name";
        let help = format!("put the text in quotes: `{}`", self.mended(whole));
        self.sink.push(Diagnostic::new(Code::ColonInText, colon, message).help(help));
        true
    }

    /// Whether a comma in brackets has split a sentence, which is then reported.
    pub fn comma_split(&mut self, node: &Node) -> bool {
        let found = yaml::split_by_comma(node);
        let split = found.is_some();
        if let Some(diagnostic) = found {
            self.sink.push(diagnostic);
        }
        split
    }
}

/// Where a part of a text stands in its file: exactly, unless the file's notation (folding, escapes) hides it; then
/// the whole text.
#[must_use]
pub fn written(sources: &SourceMap, text: &Text, range: std::ops::Range<usize>) -> Span {
    let (Some(before), Some(part)) = (text.markdown.get(..range.start), text.markdown.get(range)) else {
        return text.span;
    };
    let nth = before.matches(part).count();
    match sources.slice(text.span).match_indices(part).nth(nth) {
        Some((at, _)) if !part.is_empty() => {
            let start = sources.clamp(text.span).start + at;
            Span::new(text.span.file, start..start + part.len())
        }
        _ => text.span,
    }
}
