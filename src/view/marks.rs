//! A rendered cell ─► where each statement's words are in it; and marks put around some of them.
//!
//! Templates get the words between two control characters and a third one where a kind of change may be named, so that
//! a theme decides where that is. They are taken out here, once for each cell; what a page marks is then put in at the
//! places that are left. Words are found, counted and marked by the same walk over the markup, and marking only ever
//! inserts: no word can be lost or moved. Author text holds none of the three: control characters are refused.

use std::{borrow::Cow, ops::Range};

use crate::{
    change::{self, Lexicon, Words},
    html::Html,
    ladder::{self, Body},
};

/// Stands before and behind the words of a statement, or of half a shift.
const WORDS: [char; 2] = ['\u{3}', '\u{4}'];
/// Stands where the kind of change may be named.
pub const CHANGE: char = '\u{5}';

/// A statement in a cell's markup; all places are bytes of it.
#[derive(Clone, Debug)]
pub struct StatementPiece {
    /// Where its kind of change may be named.
    pub change: usize,
    /// Its words.
    pub words: Words,
    /// The place of each word.
    pub places: Vec<Range<usize>>,
}

/// Puts words between their marks.
#[must_use]
pub fn framed(words: &Html) -> Html {
    Html::from_markup(&[WORDS[0].encode_utf8(&mut [0]), words.as_str(), WORDS[1].encode_utf8(&mut [0])].concat())
}

/// Takes the control characters out of a cell's markup, which will stand at `start` of a longer one. Where a
/// theme leaves some of them out, it can't be told which words are whose, and there are no statements.
#[must_use]
pub fn read(markup: &str, start: usize, body: &Body, lexicon: &mut Lexicon) -> (String, Vec<StatementPiece>) {
    let mut plain = String::with_capacity(markup.len());
    let (mut runs, mut changes, mut open) = (Vec::new(), Vec::new(), None);
    let mut from = 0;
    for at in memchr::memchr3_iter(WORDS[0] as u8, WORDS[1] as u8, CHANGE as u8, markup.as_bytes()) {
        plain.push_str(&markup[from..at]);
        from = at + 1;
        match char::from(markup.as_bytes()[at]) {
            CHANGE => changes.push(start + plain.len()),
            mark if mark == WORDS[0] => open = Some(plain.len()),
            _ => runs.extend(open.take().map(|from| from..plain.len())),
        }
    }
    plain.push_str(&markup[from..]);
    let statements = body.statements();
    let halves = |statement: &ladder::Statement| match statement.words {
        ladder::Words::Text(_) => 1,
        ladder::Words::Shift { .. } => 2,
    };
    if changes.len() != statements.len() || runs.len() != statements.iter().map(|found| halves(found)).sum::<usize>() {
        return (plain, Vec::new());
    }
    let mut runs = runs.into_iter();
    let pieces = statements.into_iter().zip(changes).map(|(statement, change)| {
        let mut places = Vec::new();
        let mut numbers = Vec::new();
        for run in runs.by_ref().take(halves(statement)) {
            each_word(&plain, run, |place, word| {
                numbers.push(lexicon.number(word));
                places.push(start + place.start..start + place.end);
            });
        }
        StatementPiece { change, words: Words::of(numbers), places }
    });
    let pieces = pieces.collect();
    (plain, pieces)
}

/// Calls `found` for every word in a part of some markup.
fn each_word(markup: &str, part: Range<usize>, mut found: impl FnMut(Range<usize>, &str)) {
    for text in texts(markup, part) {
        let (words, references) = resolved(&markup[text.clone()]);
        let place = |at: usize| {
            let before = references.partition_point(|reference| reference.0 < at);
            text.start + at + before.checked_sub(1).map_or(0, |last| references[last].1)
        };
        for word in change::split(&words) {
            found(place(word.start)..place(word.end), &words[word]);
        }
    }
}

/// The runs of text between the tags of some markup, blank ones left out.
fn texts(markup: &str, part: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = part.start;
    std::iter::from_fn(move || {
        while at < part.end {
            let from = at;
            let end = markup[from..part.end].find('<').map_or(part.end, |end| from + end);
            at = markup[end..part.end].find('>').map_or(part.end, |close| end + close + 1);
            if !markup[from..end].trim().is_empty() {
                return Some(from..end);
            }
        }
        None
    })
}

/// A text with its references resolved, and for each of them where it begins and how many bytes more the markup has
/// up to its end.
pub(super) fn resolved(text: &str) -> (Cow<'_, str>, Vec<(usize, usize)>) {
    if !text.contains('&') {
        return (Cow::Borrowed(text), Vec::new());
    }
    let (mut plain, mut longer) = (String::with_capacity(text.len()), Vec::new());
    let mut rest = text;
    while let Some((before, reference)) = rest.split_once('&') {
        plain.push_str(before);
        let name = reference.split_once(';').map_or("", |(name, _)| name);
        let c = match name {
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "#39" => '\'',
            _ => '&',
        };
        rest = &rest[before.len() + 1..];
        rest = rest.strip_prefix(name).and_then(|rest| rest.strip_prefix(';')).unwrap_or(rest);
        let at = plain.len();
        plain.push(c);
        longer.push((at, text.len() - rest.len() - plain.len()));
    }
    plain.push_str(rest);
    (Cow::Owned(plain), longer)
}

/// What is put into a cell's markup.
#[derive(Debug, Default)]
pub struct Marks<'l>(Vec<(usize, Order, Cow<'l, str>)>);

/// What comes first at one place: a label stands neither in the words before it nor in those behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    End,
    Label,
    Start,
}

impl<'l> Marks<'l> {
    /// Puts a label at a place.
    pub fn label(&mut self, at: usize, markup: impl Into<Cow<'l, str>>) {
        self.0.push((at, Order::Label, markup.into()));
    }

    /// Wraps the words of some runs in an element, inside of whatever tags they stand in.
    pub fn wrap(&mut self, markup: &str, piece: &StatementPiece, runs: &[Range<usize>], element: Element) {
        for run in runs {
            for text in texts(markup, span(piece, run)) {
                // A run may go on behind a tag, and blanks stand there.
                let (from, inner) = (text.end - markup[text.clone()].trim_start().len(), markup[text].trim());
                self.0.push((from, Order::Start, element.start().into()));
                self.0.push((from + inner.len(), Order::End, element.end().into()));
            }
        }
    }

    /// The markup with all of it in its places.
    #[must_use]
    pub fn put_into(mut self, markup: &str) -> String {
        self.0.sort_by_key(|(at, order, _)| (*at, *order));
        let length: usize = self.0.iter().map(|(.., markup)| markup.len()).sum();
        let mut marked = String::with_capacity(markup.len() + length);
        let mut from = 0;
        for (at, _, inserted) in self.0 {
            marked.push_str(&markup[from..at]);
            marked.push_str(&inserted);
            from = at;
        }
        marked.push_str(&markup[from..]);
        marked
    }
}

fn span(piece: &StatementPiece, run: &Range<usize>) -> Range<usize> {
    piece.places[run.start].start..piece.places[run.end - 1].end
}

/// What marks words.
#[derive(Clone, Copy, Debug)]
pub enum Element {
    /// Only the higher level has them.
    Ins,
    /// Only the lower level has them.
    Del,
}

impl Element {
    fn start(self) -> &'static str {
        match self {
            Self::Ins => "<ins>",
            Self::Del => "<del>",
        }
    }

    fn end(self) -> &'static str {
        match self {
            Self::Ins => "</ins>",
            Self::Del => "</del>",
        }
    }
}

/// How many runs of words a label says, and how many words of each.
const SAID: (usize, usize) = (6, 12);

/// The words of some runs as text between tags, cut short where they are many.
#[must_use]
pub fn said(markup: &str, piece: &StatementPiece, runs: &[Range<usize>]) -> String {
    let run = |run: &Range<usize>| {
        let short = run.start..run.end.min(run.start + SAID.1);
        let words: Vec<&str> = texts(markup, span(piece, &short)).map(|text| markup[text].trim()).collect();
        words.join(" ") + if short.end < run.end { " …" } else { "" }
    };
    let mut words = runs.iter().take(SAID.0).map(run).collect::<Vec<_>>().join("; ");
    if runs.len() > SAID.0 {
        words.push_str("; …");
    }
    words
}
