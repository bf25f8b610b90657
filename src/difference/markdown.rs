//! A difference ─► Markdown fit for a comment on a pull request.
//!
//! What authors wrote is words there and nothing else: no mark of it is markup, no name in it calls anyone, and no
//! number in it links an issue or another repository to the comment. Hosts look for those in what they have rendered,
//! where a backslash is gone, so that a character without width stands inside of each.

use super::{
    Difference, Segment,
    report::{self, Item, Part},
};

/// GitHub takes comments of 65,536 characters.
const MOST: usize = 60_000;
/// A character without width, by its number, so that it can be seen in the source.
const BREAK: &str = "&#8203;";

/// Writes what changed; `titles` name both states, as in `release 2.1` and `the working tree`.
#[must_use]
pub fn report(difference: &Difference<'_>, titles: (&str, &str)) -> String {
    let mut text = format!("## Changes from {} to {}\n\n", escape(titles.0), escape(titles.1));
    if difference.is_empty() {
        return text + difference.verdict() + "\n";
    }
    text += &format!("**{}.** {}\n", difference.counts(), difference.verdict());
    let mut left = 0;
    for block in report::blocks(difference) {
        let mut heading = Some(format!("\n### {}\n\n", escape(&block.heading)));
        for item in &block.items {
            let item = written(item);
            let more = item.len() + heading.as_ref().map_or(0, String::len);
            if left > 0 || text.len() + more > MOST {
                left += 1;
                continue;
            }
            text += &heading.take().unwrap_or_default();
            text += &item;
        }
    }
    if left > 0 {
        text += &format!("\n… and {left} more, too many for a comment: `rungs diff` shows all.\n");
    }
    text
}

fn written(item: &Item) -> String {
    let Item { subject, event, effect, id, text, long, .. } = item;
    let id = id.as_ref().map(|id| format!(" `{id}`")).unwrap_or_default();
    let mut written = format!("- {}: **{}** ({effect}){id}\n", escape(subject), sentence(event));
    match &text[..] {
        [] => {}
        // Two wordings that have little in common are read one after the other.
        [Segment::Old(_), Segment::New(_)] if *long => {
            written += &format!("  > {}\n  >\n  > {}\n", line(&text[..1]), line(&text[1..]));
        }
        segments => written += &format!("  > {}\n", line(segments)),
    }
    written
}

fn sentence(event: &[Part]) -> String {
    let parts = event.iter().map(|part| match part {
        Part::Words(_) | Part::Statements(_) => part.text(),
        Part::Name(name) => escape(name),
        Part::Id(id) => format!("`{id}`"),
    });
    parts.collect()
}

/// Words in one line, those that differ between marks. A mark with a blank inside, or with punctuation inside and a
/// letter outside, would be shown as it stands.
fn line(segments: &[Segment]) -> String {
    let mut line = String::new();
    let (mut gap, mut gone) = (false, false);
    for segment in segments {
        let (mark, words) = match segment {
            Segment::Same(words) => ("", words),
            Segment::Old(words) => ("~~", words),
            Segment::New(words) => ("**", words),
        };
        let inner = words.trim();
        let bare = |c: Option<char>| !mark.is_empty() && !c.is_some_and(char::is_alphanumeric);
        let replaced = gone && matches!(segment, Segment::New(_));
        let blank = gap || replaced || words.starts_with(char::is_whitespace) || bare(inner.chars().next());
        if blank && !line.is_empty() && !line.ends_with(' ') {
            line.push(' ');
        }
        if !inner.is_empty() {
            line += &[mark, &escape(inner), mark].concat();
        }
        gap = words.ends_with(char::is_whitespace) || bare(inner.chars().next_back());
        gone = matches!(segment, Segment::Old(_));
    }
    line
}

/// Words as Markdown that shows them and does nothing else.
fn escape(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text = String::with_capacity(words.len() + 8);
    for (at, c) in words.char_indices() {
        let behind = &words[at + c.len_utf8()..];
        match c {
            // Begins a formula, for hosts that look for one before they look for Markdown.
            '$' => text += "&#36;",
            // The mark of a list, or the line under a heading: at the start alone.
            '-' | '+' | '=' if at > 0 => text.push(c),
            '.' | ')' if at == 0 || at > 9 || words.bytes().take(at).any(|byte| !byte.is_ascii_digit()) => text.push(c),
            ',' | ';' | '?' | '/' | '%' | '"' | '\'' | '@' | ':' | '(' | '{' | '}' => text.push(c),
            c if c.is_ascii_punctuation() => text.extend(['\\', c]),
            c => text.push(c),
        }
        let ends_with = |end: &str| {
            let from = at.checked_sub(end.len()).and_then(|from| words.get(from..at));
            from.is_some_and(|found| found.eq_ignore_ascii_case(end))
        };
        let named = |next: char| next.is_alphanumeric() || matches!(next, '"' | '\'' | '_');
        let calls = match c {
            '@' | '#' | '!' | '$' | '%' | '~' | '&' | '^' => behind.starts_with(named),
            // An address, or a picture by its name.
            ':' => behind.starts_with("//") || behind.starts_with(|next: char| !next.is_whitespace()),
            '-' => ends_with("gh") && behind.starts_with(|next: char| next.is_ascii_digit()),
            '.' => ends_with("www"),
            _ => false,
        };
        if calls {
            text += BREAK;
        }
    }
    text
}
