//! A mapping ─► its fields by name: unknown keys reported, the rest taken out one by one.

use super::{Name, Reader};
use crate::{
    diagnostic::{Code, Diagnostic},
    ladder::Text,
    source::Span,
    suggest,
    yaml::{Entry, Mapping, Node, Value},
};

/// The fields of one mapping.
pub struct Fields<'n> {
    /// Where the mapping stands.
    pub span: Span,
    what: &'static str,
    entries: &'n [Entry],
    /// Keys that misspelt ones were meant to be: they are not missing as well.
    meant: Vec<String>,
}

impl Reader<'_> {
    /// The fields of a mapping; reports keys that are not among `known`, and a node that is no mapping.
    pub fn fields<'n>(&mut self, node: &'n Node, what: &'static str, known: &[&str]) -> Option<Fields<'n>> {
        let Value::Mapping(mapping) = &node.value else {
            let message = format!("{what} is made of settings, not of {}", node.value.kind_name());
            let help = match what {
                "a level" => "write it as in `- {id: l1, name: Level 1}`".to_owned(),
                "a group" => "write it as in `- {id: customers, name: Customers}`".to_owned(),
                "a section" => "write it as in `- {id: signals, title: Signals, style: list}`".to_owned(),
                _ => format!("write each on a line of its own, as in `{}: …`; there are {}", known[0], list(known)),
            };
            self.sink.push(Diagnostic::new(Code::WrongType, node.span, message).help(help));
            return None;
        };
        let meant = if self.comma_split(node) { Vec::new() } else { self.unknown_keys(mapping, what, known) };
        Some(Fields { span: node.span, what, entries: &mapping.entries, meant })
    }

    /// Reports keys that there are not, and returns those that they were most likely meant to be.
    fn unknown_keys(&mut self, mapping: &Mapping, what: &str, known: &[&str]) -> Vec<String> {
        let mut meant = Vec::new();
        for entry in mapping.entries.iter().filter(|entry| !known.contains(&&*entry.key.text)) {
            let key = &entry.key.text;
            let message = format!("{what} has no setting `{key}`");
            let diagnostic = Diagnostic::new(Code::UnknownKey, entry.key.span, message);
            self.sink.push(diagnostic.maybe_help(suggest::help(key, known.iter().copied())));
            meant.extend(suggest::nearest(key, known.iter().copied()).map(str::to_owned));
        }
        meant
    }

    /// The entries of a mapping whose keys are names.
    pub fn entries<'n>(&mut self, node: &'n Node, what: &str, expected: &str) -> Vec<(Name, &'n Node)> {
        let Value::Mapping(mapping) = &node.value else {
            let message = format!("{what} holds {} where names are expected", node.value.kind_name());
            self.sink.push(Diagnostic::new(Code::WrongType, node.span, message).help(format!("write {expected}")));
            return Vec::new();
        };
        let name = |entry: &Entry| Name { text: entry.key.text.clone(), span: entry.key.span };
        mapping.entries.iter().map(|entry| (name(entry), &entry.value)).collect()
    }
}

impl<'n> Fields<'n> {
    /// Whether the key is there.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key.text == key)
    }

    /// Whether a misspelt key was most likely meant to be this one.
    #[must_use]
    pub fn means(&self, key: &str) -> bool {
        self.meant.iter().any(|meant| meant == key)
    }

    /// The value of a key.
    pub fn take(&mut self, key: &str) -> Option<&'n Node> {
        self.entries.iter().find(|entry| entry.key.text == key).map(|entry| &entry.value)
    }

    /// A text that may be left out.
    pub fn text(&mut self, reader: &mut Reader<'_>, key: &str) -> Option<Text> {
        reader.text(self.take(key)?, &format!("`{key}`"))
    }

    /// A text that must be there; `example` is shown where it is not.
    pub fn required_text(&mut self, reader: &mut Reader<'_>, key: &str, example: &str) -> Option<Text> {
        self.require(reader, key, example);
        self.text(reader, key)
    }

    /// A name that may be left out.
    pub fn name(&mut self, reader: &mut Reader<'_>, key: &str) -> Option<Name> {
        reader.name(self.take(key)?, key)
    }

    /// A name that must be there; `example` is shown where it is not.
    pub fn required_name(&mut self, reader: &mut Reader<'_>, key: &str, example: &str) -> Option<Name> {
        self.require(reader, key, example);
        self.name(reader, key)
    }

    fn require(&mut self, reader: &mut Reader<'_>, key: &str, example: &str) {
        if !self.has(key) && !self.means(key) {
            let message = format!("{} needs `{key}`", self.what);
            let diagnostic = Diagnostic::new(Code::MissingKey, self.span.head(), message);
            reader.sink.push(diagnostic.help(format!("add it, as in `{example}`")));
        }
    }

    /// `true` or `false`.
    pub fn flag(&mut self, reader: &mut Reader<'_>, key: &str) -> Option<bool> {
        let node = self.take(key)?;
        match node.scalar().map(|scalar| &*scalar.text) {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => {
                let message = format!("`{key}` must be `true` or `false`");
                reader.sink.push(
                    Diagnostic::new(Code::WrongType, node.span, message)
                        .help(format!("write `{key}: true`, or leave it out")),
                );
                None
            }
        }
    }

    /// A whole number.
    pub fn number(&mut self, reader: &mut Reader<'_>, key: &str) -> Option<i64> {
        let node = self.take(key)?;
        let number = node.scalar().and_then(|scalar| scalar.text.parse().ok());
        if number.is_none() {
            let message = format!("`{key}` must be a whole number");
            reader
                .sink
                .push(Diagnostic::new(Code::WrongType, node.span, message).help(format!("write it as in `{key}: 10`")));
        }
        number
    }

    /// A list of names.
    pub fn names(&mut self, reader: &mut Reader<'_>, key: &str) -> Vec<Name> {
        self.list(reader, key, |reader, node| reader.name(node, key))
    }

    /// A list, each item read by `item`.
    pub fn list<T>(
        &mut self,
        reader: &mut Reader<'_>,
        key: &str,
        item: impl Fn(&mut Reader<'_>, &Node) -> Option<T>,
    ) -> Vec<T> {
        let Some(node) = self.take(key) else { return Vec::new() };
        let Value::Sequence(sequence) = &node.value else {
            let message = format!("`{key}` must be a list, not {}", node.value.kind_name());
            let help = match key {
                "levels" => "write each on a line of its own, as in `- {id: l1, name: Level 1}`",
                "groups" => "write each on a line of its own, as in `- {id: customers, name: Customers}`",
                "sections" => "write each on a line of its own, as in `- {id: signals, title: Signals, style: list}`",
                _ => "write each item on a line of its own, with `- ` before it",
            };
            reader.sink.push(Diagnostic::new(Code::WrongType, node.span, message).help(help));
            return Vec::new();
        };
        sequence.items.iter().filter_map(|node| item(reader, node)).collect()
    }
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
