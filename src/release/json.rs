//! The text of a release ─► the same tree that YAML is read into, so that what reads a ladder reads it as well.
//!
//! Every value has its place in the file. Which keys there may be, and what they mean, is not known here.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{
    source::{FileId, Span},
    yaml::{Entry, Key, Mapping, Node, Scalar, ScalarStyle, Sequence, Value},
};

/// How deep lists and objects may be nested; a release needs ten.
const DEPTH: usize = 32;

/// Something wrong with the text, and its place.
pub struct Flaw {
    /// Where.
    pub span: Span,
    /// What.
    pub message: String,
}

/// Reads a text.
pub fn parse(text: &str, file: FileId) -> Result<Node, Flaw> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let source = Source { text, file };
    let whole: &RawValue = serde_json::from_str(body).map_err(|error| source.flaw(body, &error))?;
    source.node(whole, 0)
}

struct Source<'t> {
    text: &'t str,
    file: FileId,
}

impl<'t> Source<'t> {
    /// The place of a part of the text. A key with escapes is no part of it, and has the place `otherwise`.
    fn span(&self, part: &str, otherwise: Span) -> Span {
        let start = part.as_ptr().addr().wrapping_sub(self.text.as_ptr().addr());
        let inside = start <= self.text.len() && part.len() <= self.text.len() - start;
        if inside { Span::new(self.file, start..start + part.len()) } else { otherwise }
    }

    fn whole(&self) -> Span {
        Span::new(self.file, 0..self.text.len())
    }

    /// What the reader of JSON says of a part of the text.
    fn flaw(&self, part: &str, error: &serde_json::Error) -> Flaw {
        let start = self.span(part, self.whole().head()).range().start;
        let line_at = part.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
        // Columns count bytes, and the one behind the last is that of a text that ends too early.
        let at = (start + line_at + error.column().saturating_sub(1)).min(self.text.trim_end().len());
        let message = error.to_string();
        let message = message.rsplit_once(" at line ").map_or(&*message, |(message, _)| message);
        let message = match error.classify() {
            serde_json::error::Category::Eof => "the file ends too early".to_owned(),
            _ => message.to_owned(),
        };
        Flaw { span: Span::new(self.file, at..at), message }
    }

    fn node(&self, raw: &'t RawValue, depth: usize) -> Result<Node, Flaw> {
        let text = raw.get();
        let span = self.span(text, self.whole());
        let flaw = |message: String| Flaw { span: span.head(), message };
        if depth > DEPTH {
            return Err(flaw("this is nested too deep".to_owned()));
        }
        let read = |error: &serde_json::Error| self.flaw(text, error);
        let scalar = |text: &str, style| Value::Scalar(Scalar { text: text.to_owned(), style, comment: None });
        let value = match text.as_bytes().first() {
            Some(b'{') => {
                let Fields(fields) = serde_json::from_str(text).map_err(|error| read(&error))?;
                let mut entries: Vec<Entry> = Vec::with_capacity(fields.len());
                let mut seen = std::collections::BTreeSet::new();
                for (key, value) in fields {
                    let place = self.span(key.written, self.span(value.get(), span).head());
                    if !seen.insert(key.text.clone()) {
                        return Err(Flaw { span: place, message: format!("`{}` is given twice", key.text) });
                    }
                    let key = Key { text: key.text, span: place };
                    entries.push(Entry { key, value: self.node(value, depth + 1)? });
                }
                // What looks at brackets looks for the mistakes of people, and these are none.
                Value::Mapping(Mapping { entries, flow: false })
            }
            Some(b'[') => {
                let items: Vec<&'t RawValue> = serde_json::from_str(text).map_err(|error| read(&error))?;
                let items = items.into_iter().map(|item| self.node(item, depth + 1)).collect::<Result<_, _>>()?;
                Value::Sequence(Sequence { items, flow: false })
            }
            Some(b'"') => {
                let words: String = serde_json::from_str(text).map_err(|error| read(&error))?;
                scalar(&words, ScalarStyle::Double)
            }
            _ => scalar(text, ScalarStyle::Plain),
        };
        Ok(Node { span, value })
    }
}

/// The fields of an object, as they are written.
struct Fields<'t>(Vec<(Written<'t>, &'t RawValue)>);

/// A key, and where it is written if it can be said.
struct Written<'t> {
    text: String,
    written: &'t str,
}

impl<'de: 't, 't> Deserialize<'de> for Fields<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Vec<(Written<'de>, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    fields.push(entry);
                }
                Ok(fields)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
                Err(A::Error::custom("a list stands where an object belongs"))
            }
        }
        deserializer.deserialize_map(Reader).map(Fields)
    }
}

impl<'de: 't, 't> Deserialize<'de> for Written<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Written<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Self::Value, E> {
                Ok(Written { text: key.to_owned(), written: key })
            }

            fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
                Ok(Written { text: key.to_owned(), written: "" })
            }
        }
        deserializer.deserialize_str(Reader)
    }
}
