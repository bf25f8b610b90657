//! A list or mapping in brackets that was meant as sentences ─► the diagnostic with the sentences in quotes.

use super::{
    Node, Scalar, ScalarStyle, Value,
    quote::{quoted, shorten},
};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// Whether the commas of a bracketed value split a sentence, as a diagnostic.
///
/// They do in a list whose first item begins with a capital and one of whose later items does not, and in a mapping
/// that has a "key" without a colon behind a text.
#[must_use]
pub fn split_by_comma(node: &Node) -> Option<Diagnostic> {
    let (comma, mended) = match &node.value {
        Value::Sequence(sequence) if sequence.flow => split_list(&sequence.items)?,
        Value::Mapping(mapping) if mapping.flow => split_mapping(node)?,
        _ => return None,
    };
    let message = "this comma splits a sentence: between brackets, texts with commas must be in quotes";
    let help = format!("put quotes around the whole sentence: `{}`", shorten(&mended));
    Some(Diagnostic::new(Code::CommaInText, comma, message).help(help))
}

fn plain(node: &Node) -> Option<&Scalar> {
    node.scalar().filter(|scalar| scalar.style == ScalarStyle::Plain)
}

fn goes_on(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_lowercase)
}

/// The comma right behind a value.
fn comma_behind(span: Span) -> Span {
    Span { start: span.end, end: span.end.saturating_add(1), ..span }
}

fn split_list(items: &[Node]) -> Option<(Span, String)> {
    if !plain(items.first()?)?.text.chars().next()?.is_uppercase() {
        return None;
    }
    let first = items.iter().position(|item| plain(item).is_some_and(|scalar| goes_on(&scalar.text)))?;
    let mut sentences: Vec<String> = Vec::new();
    let mut joined: Option<String> = None;
    for item in items {
        match (plain(item), &mut joined) {
            (Some(scalar), Some(sentence)) if goes_on(&scalar.text) => {
                sentence.push_str(", ");
                sentence.push_str(&scalar.text);
            }
            (scalar, _) => {
                sentences.extend(joined.take().as_deref().map(quoted));
                match scalar {
                    Some(scalar) => joined = Some(scalar.text.clone()),
                    None => sentences.push(written(item)),
                }
            }
        }
    }
    sentences.extend(joined.as_deref().map(quoted));
    Some((comma_behind(items[first - 1].span), format!("[{}]", sentences.join(", "))))
}

fn split_mapping(node: &Node) -> Option<(Span, String)> {
    let entries = &node.mapping()?.entries;
    let mut comma = None;
    let mut parts: Vec<String> = Vec::new();
    let mut joined: Option<(String, String, Span)> = None;
    let finish = |joined: Option<(String, String, Span)>, parts: &mut Vec<String>| {
        parts.extend(joined.map(|(key, text, _)| format!("{key}: {text}")));
    };
    let mut sentence = String::new();
    for entry in entries {
        let key = &entry.key.text;
        let bare = entry.value.is_empty() && entry.value.span.end == entry.key.span.end;
        if bare
            && (key.contains(' ') || goes_on(key))
            && let Some((_, text, behind)) = &mut joined
        {
            comma.get_or_insert(comma_behind(*behind));
            sentence.push_str(", ");
            sentence.push_str(key);
            *text = quoted(&sentence);
            *behind = entry.key.span;
            continue;
        }
        finish(joined.take(), &mut parts);
        match entry.value.scalar() {
            Some(scalar) => {
                sentence.clone_from(&scalar.text);
                joined = Some((key.clone(), written(&entry.value), entry.value.span));
            }
            None if bare => parts.push(key.clone()),
            None => parts.push(format!("{key}: {}", written(&entry.value)).trim_end().to_owned()),
        }
    }
    finish(joined, &mut parts);
    Some((comma?, format!("{{{}}}", parts.join(", "))))
}

/// A value as it could be written between brackets.
fn written(node: &Node) -> String {
    match &node.value {
        Value::Empty => String::new(),
        Value::Scalar(scalar) if scalar.style == ScalarStyle::Plain => scalar.text.clone(),
        Value::Scalar(scalar) => quoted(&scalar.text),
        Value::Sequence(sequence) => {
            format!("[{}]", sequence.items.iter().map(written).collect::<Vec<_>>().join(", "))
        }
        Value::Mapping(mapping) => {
            let entry = |entry: &super::Entry| format!("{}: {}", entry.key.text, written(&entry.value));
            format!("{{{}}}", mapping.entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}
