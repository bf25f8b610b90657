//! A difference ─► text for the terminal: a line that says what, and below it the words.
//!
//! What is gone stands in `[-…-]` and what is new in `{+…+}`, so that color is never alone. The escape sequences are
//! always there; the stream takes them out where nobody wants them.

use super::{
    Difference, Segment,
    report::{self, Item, Part, Sign},
};

const BOLD: &str = "\u{1b}[1m";
const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const YELLOW: &str = "\u{1b}[33m";
const CYAN: &str = "\u{1b}[36m";
const DIM: &str = "\u{1b}[2m";
const PLAIN: &str = "\u{1b}[0m";

/// Writes what changed; `titles` name both states, as in `release 2.1` and `the working tree`.
#[must_use]
pub fn report(difference: &Difference<'_>, titles: (&str, &str)) -> String {
    let mut text = format!("{BOLD}From {} to {}{PLAIN}\n", titles.0, titles.1);
    if difference.is_empty() {
        return text + difference.verdict() + "\n";
    }
    for block in report::blocks(difference) {
        text += &format!("\n{BOLD}{}{PLAIN}\n", block.heading);
        for item in &block.items {
            add(item, &mut text);
        }
    }
    text + &format!("\n{}\n{}\n", difference.counts(), difference.verdict())
}

fn add(item: &Item, text: &mut String) {
    let (sign, color) = match item.sign {
        Sign::Added => ('+', GREEN),
        Sign::Removed => ('-', RED),
        Sign::Changed => ('~', YELLOW),
        Sign::Moved => ('>', CYAN),
        Sign::Unimportant => ('=', DIM),
    };
    let id = item.id.as_ref().map(|id| format!(" {DIM}{{#{id}}}{PLAIN}")).unwrap_or_default();
    let Item { subject, effect, .. } = item;
    let event: String = item.event.iter().map(Part::text).collect();
    *text += &format!("  {color}{sign}{PLAIN} {subject}: {color}{event}{PLAIN} ({effect}){id}\n");
    match &item.text[..] {
        [] => {}
        // Two wordings that have little in common are read one after the other.
        [Segment::Old(_), Segment::New(_)] if item.long => {
            for segment in &item.text {
                *text += &format!("      {}\n", line(std::slice::from_ref(segment)));
            }
        }
        segments => *text += &format!("      {}\n", line(segments)),
    }
}

fn line(segments: &[Segment]) -> String {
    let marked = segments.iter().map(|segment| match segment {
        Segment::Same(words) => words.clone(),
        Segment::Old(words) => format!("{RED}[-{words}-]{PLAIN}"),
        Segment::New(words) => format!("{GREEN}{{+{words}+}}{PLAIN}"),
    });
    marked.collect()
}
