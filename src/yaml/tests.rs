//! Documents with mistakes, and what is reported and read of them.

mod hostile;
mod mistakes;
mod trees;

use super::{Node, Value, parse};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Place},
    source::{FileId, SourceMap, Span},
};

/// A parsed document.
struct Parsed {
    sources: SourceMap,
    file: FileId,
    root: Option<Node>,
    diagnostics: Diagnostics,
}

fn read(text: &str) -> Parsed {
    let mut sources = SourceMap::default();
    let file = sources.add("a.yaml", text);
    let mut diagnostics = Diagnostics::default();
    let root = parse(&sources, file, 0..text.len(), &mut diagnostics);
    diagnostics.sort(&sources);
    Parsed { sources, file, root, diagnostics }
}

impl Parsed {
    fn place(&self, diagnostic: &Diagnostic) -> (Span, String) {
        let Place::At(span) = diagnostic.place else { panic!("{diagnostic:?} has no place") };
        let at = self.sources.line_column(self.file, span.start);
        (span, format!("{}:{}", at.line, at.column))
    }

    /// The codes and places of what was reported.
    fn reported(&self) -> Vec<String> {
        self.diagnostics.iter().map(|found| format!("{} {}", found.code.name(), self.place(found).1)).collect()
    }

    /// The tree in one line: texts as they are, `-` for nothing.
    fn tree(&self) -> String {
        self.root.as_ref().map_or_else(String::new, outline)
    }

    /// The source text of a node.
    fn source(&self, span: Span) -> &str {
        &self.sources.text(self.file)[span.range()]
    }
}

fn outline(node: &Node) -> String {
    match &node.value {
        Value::Empty => "-".to_owned(),
        Value::Scalar(scalar) => format!("{:?}", scalar.text),
        Value::Sequence(sequence) => {
            format!("[{}]", sequence.items.iter().map(outline).collect::<Vec<_>>().join(", "))
        }
        Value::Mapping(mapping) => {
            let entries = mapping.entries.iter().map(|entry| format!("{}: {}", entry.key.text, outline(&entry.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Calls `see` with every span of a tree.
fn spans(node: &Node, see: &mut impl FnMut(Span)) {
    see(node.span);
    match &node.value {
        Value::Empty => {}
        Value::Scalar(scalar) => scalar.comment.into_iter().for_each(see),
        Value::Sequence(sequence) => sequence.items.iter().for_each(|item| spans(item, see)),
        Value::Mapping(mapping) => {
            for entry in &mapping.entries {
                see(entry.key.span);
                spans(&entry.value, see);
            }
        }
    }
}
