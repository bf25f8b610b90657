//! The tree of a YAML text: values, each with the place where the author wrote it.
//!
//! Every scalar is text by its source (`12`, `no` and `~` are the words they look like), and what is not there is
//! [`Value::Empty`], so that later stages decide what a value means. Keys of a [`Mapping`] are unique.

use crate::source::Span;

/// A value with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Scalars: with their quotes, or from the `|` to the end of the last line. Lists and mappings: from the first
    /// child to the last one, with their brackets if they have any. Nothing: the empty span behind the `:` or `-`.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// What stands in a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing behind a `key:` or a `-`.
    Empty,
    /// A text.
    Scalar(Scalar),
    /// A list.
    Sequence(Sequence),
    /// Keys with values.
    Mapping(Mapping),
}

/// A text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The text without quotes, escapes and the line breaks that only wrap it.
    pub text: String,
    /// How it was written.
    pub style: ScalarStyle,
    /// The comment behind a plain text on its last line, from the `#` to the end of the line.
    pub comment: Option<Span>,
}

/// How a text was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarStyle {
    /// Without quotes.
    Plain,
    /// In `'`.
    Single,
    /// In `"`.
    Double,
    /// As lines below a `|`.
    Literal,
    /// As lines below a `>`.
    Folded,
}

/// A list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sequence {
    /// The items in order.
    pub items: Vec<Node>,
    /// Whether it was written in brackets.
    pub flow: bool,
}

/// Keys with values, in the order in which they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// The entries; no two have the same key.
    pub entries: Vec<Entry>,
    /// Whether it was written in braces, or is the `a: b` of a list in brackets.
    pub flow: bool,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// The value, [`Value::Empty`] where there is none.
    pub value: Node,
}

/// A key with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The text of the key, by its source: `1:` is "1".
    pub text: String,
    /// Its place, with its quotes if it has any.
    pub span: Span,
}

impl Node {
    /// The scalar, if it is one.
    #[must_use]
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.value {
            Value::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The text of the scalar, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.scalar().map(|scalar| scalar.text.as_str())
    }

    /// The list, if it is one.
    #[must_use]
    pub fn sequence(&self) -> Option<&Sequence> {
        match &self.value {
            Value::Sequence(sequence) => Some(sequence),
            _ => None,
        }
    }

    /// The mapping, if it is one.
    #[must_use]
    pub fn mapping(&self) -> Option<&Mapping> {
        match &self.value {
            Value::Mapping(mapping) => Some(mapping),
            _ => None,
        }
    }

    /// Whether nothing was written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.value == Value::Empty
    }
}

impl Value {
    /// What it is in an author's words: "a text", "a list", "`key: value` lines" or "nothing".
    #[must_use]
    pub fn kind_name(&self) -> &'static str {
        match self {
            Self::Empty => "nothing",
            Self::Scalar(_) => "a text",
            Self::Sequence(_) => "a list",
            Self::Mapping(_) => "`key: value` lines",
        }
    }
}

impl Mapping {
    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of `key`.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key.text == key)
    }
}
