//! A page's Markdown ─► its plain words, heading by heading.

use pulldown_cmark::{Event, Parser, Tag};

use super::{Flow, Heading, headings, parser, plain, with_brackets};

/// What stands between two headings of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The heading above it; none before the first one.
    pub heading: Option<Heading>,
    /// The words below, as a reader sees them.
    pub text: String,
}

/// The words of a page's Markdown, heading by heading. A passage without heading and words is left out.
#[must_use]
pub fn passages(markdown: &str, mut label: impl FnMut(&str) -> Option<String>) -> Vec<Passage> {
    let (_, text, options) = parser(&with_brackets(markdown), Flow::Page);
    let ranges = Parser::new_ext(&text, options).into_offset_iter();
    let ranges =
        ranges.filter_map(|(event, range)| matches!(event, Event::Start(Tag::Heading { .. })).then_some(range));
    let mut passages = Vec::new();
    let (mut heading, mut from) = (None, 0);
    let mut end = |heading: Option<Heading>, words: &str| {
        let text = plain(words, Flow::Page, &mut label);
        if heading.is_some() || !text.is_empty() {
            passages.push(Passage { heading, text });
        }
    };
    for (next, range) in headings(markdown).into_iter().zip(ranges) {
        end(heading.replace(next), &text[from..range.start]);
        from = range.end;
    }
    end(heading, &text[from..]);
    passages
}
