//! Two wordings of one statement ─► the words that differ, and whether they are more than spelling.

use std::ops::Range;

use crate::{
    change::{self, Kind, Lexicon, Words},
    ladder::{self, Statement},
    markdown::{self, Flow},
};

use super::Effect;

/// Both wordings of a statement as plain words, and what differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewording {
    /// The words before.
    pub before: String,
    /// The words after.
    pub after: String,
    /// The bytes of `before` that are gone.
    pub gone: Vec<Range<usize>>,
    /// The bytes of `after` that are new.
    pub new: Vec<Range<usize>>,
    /// Both in one line, in reading order. Where the wordings are not close, the whole old one and the whole new one.
    pub segments: Vec<Segment>,
    /// [`Effect::Spelling`], [`Effect::Clarifies`], or [`Effect::Asks`] where the wordings are not close.
    pub effect: Effect,
}

/// A part of two wordings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// In both, as it stands in the new one.
    Same(String),
    /// In the old one alone.
    Old(String),
    /// In the new one alone.
    New(String),
}

/// Compares two wordings, given as plain words.
#[must_use]
pub fn reworded(before: &str, after: &str) -> Rewording {
    let mut lexicon = Lexicon::default();
    let (before, after) = (Plain::new(before.to_owned(), &mut lexicon), Plain::new(after.to_owned(), &mut lexicon));
    between(&lexicon, &before, &after, None)
}

/// What stands between the two halves of a shift.
const TURN: &str = " → ";

/// The plain words of a statement; both halves of a shift in one.
pub(super) fn words(statement: &Statement, mut label: impl FnMut(&str) -> Option<String>) -> String {
    let mut plain = |text: &ladder::Text| markdown::plain(&text.markdown, Flow::Statement, &mut label);
    match &statement.words {
        ladder::Words::Text(text) => plain(text),
        ladder::Words::Shift { from, to } => [plain(from), plain(to)].join(TURN),
    }
}

/// A text without marks, with its words and where they stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Plain {
    pub text: String,
    pub words: Words,
    places: Vec<Range<usize>>,
}

impl Plain {
    pub fn new(text: String, lexicon: &mut Lexicon) -> Self {
        // The arrow of a shift is no word.
        let places: Vec<Range<usize>> =
            change::split(&text).filter(|place| text[place.clone()] != *TURN.trim()).collect();
        let words = Words::of(places.iter().map(|place| lexicon.number(&text[place.clone()])).collect());
        Self { text, words, places }
    }

    fn word(&self, at: usize) -> &str {
        &self.text[self.places[at].clone()]
    }

    /// The bytes of a run of words.
    fn bytes(&self, run: &Range<usize>) -> Range<usize> {
        self.places[run.start].start..self.places[run.end - 1].end
    }
}

/// Compares two wordings of one statement; `found`: how, where they are known to be close.
pub(super) fn between(lexicon: &Lexicon, before: &Plain, after: &Plain, found: Option<&Kind>) -> Rewording {
    let own = || change::compare(lexicon, &[&before.words], &[&after.words]).pop().map(|found| found.kind);
    let kind = found.cloned().or_else(own);
    let (mut gone, mut new) = (Vec::new(), Vec::new());
    let whole = |text: &str| std::iter::once(0..text.len()).filter(|all| !all.is_empty()).collect();
    let (segments, effect) = match kind {
        Some(Kind::Same) if before.text == after.text => (vec![Segment::Same(after.text.clone())], Effect::Spelling),
        Some(Kind::Reworded { before: from, after: to }) => {
            gone = from.iter().map(|run| before.bytes(run)).collect();
            new = to.iter().map(|run| after.bytes(run)).collect();
            let effect = if is_spelling(before, after) { Effect::Spelling } else { Effect::Clarifies };
            (segments((before, &from), (after, &to)), effect)
        }
        kind => {
            (gone, new) = (whole(&before.text), whole(&after.text));
            let both = [Segment::Old(before.text.clone()), Segment::New(after.text.clone())];
            // Texts of one long word each are never close, and may be spelt alike all the same.
            let spelling = kind.is_some() || is_spelling(before, after);
            (both.into(), if spelling { Effect::Spelling } else { Effect::Asks })
        }
    };
    Rewording { before: before.text.clone(), after: after.text.clone(), gone, new, segments, effect }
}

/// Both wordings in one line. The words outside of the runs are the same on both sides, one by one.
fn segments((before, gone): (&Plain, &[Range<usize>]), (after, new): (&Plain, &[Range<usize>])) -> Vec<Segment> {
    let (mut gone, mut new) = (gone.iter().peekable(), new.iter().peekable());
    let (mut old, mut at, mut from) = (0, 0, 0);
    let mut segments = Vec::new();
    let same = |segments: &mut Vec<Segment>, from: &mut usize, to: usize| {
        if *from < to {
            segments.push(Segment::Same(after.text[*from..to].to_owned()));
            *from = to;
        }
    };
    loop {
        if let Some(run) = gone.next_if(|run| run.start == old) {
            let is_last = at == after.places.len();
            let next = if is_last { after.places.last().map_or(0, |place| place.end) } else { after.places[at].start };
            same(&mut segments, &mut from, next);
            let mut bytes = before.bytes(run);
            // What is put in its place stands between the same blanks; what has none takes its own with it.
            if new.peek().is_none_or(|run| run.start != at) {
                if is_last {
                    bytes.start = run.start.checked_sub(1).map_or(0, |word| before.places[word].end);
                } else {
                    bytes.end = before.places.get(run.end).map_or(before.text.len(), |place| place.start);
                }
            }
            segments.push(Segment::Old(before.text[bytes].to_owned()));
            old = run.end;
        }
        if let Some(run) = new.next_if(|run| run.start == at) {
            let bytes = after.bytes(run);
            same(&mut segments, &mut from, bytes.start);
            segments.push(Segment::New(after.text[bytes.clone()].to_owned()));
            (at, from) = (run.end, bytes.end);
        }
        if gone.peek().is_none() && new.peek().is_none() {
            break;
        }
        // To the next run on either side: as many words are the same.
        let steps =
            [gone.peek().map(|run| run.start.saturating_sub(old)), new.peek().map(|run| run.start.saturating_sub(at))];
        let step = steps.into_iter().flatten().min().unwrap_or(1);
        (old, at) = (old + step, at + step);
    }
    same(&mut segments, &mut from, after.text.len());
    segments
}

/// Whether two texts have the same words, some of them spelt otherwise.
fn is_spelling(before: &Plain, after: &Plain) -> bool {
    before.places.len() == after.places.len()
        && (0..before.places.len()).all(|at| {
            before.words.numbers()[at] == after.words.numbers()[at] || is_spelt(before.word(at), after.word(at))
        })
}

/// How many letters the longer one of two spellings has at least: a letter makes another word of a short one.
const LONG: usize = 6;
/// The same where no letter is more, but one is another or two have changed places (`adapts` and `adopts`).
const LONGER: usize = 7;

/// Whether one word is another spelling of the other: both have the same first and last letter and are one slip apart (a
/// letter more, another letter, two that change places), or differ in one of the ends that English spells in two ways.
///
/// An end that inflects (`project` and `projects`, `leads` and `lead`) is no spelling: it may ask for more.
fn is_spelt(one: &str, other: &str) -> bool {
    let letters = |word: &str| word.chars().flat_map(char::to_lowercase).collect::<Vec<char>>();
    let (one, other) = (letters(one), letters(other));
    let (short, long) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    // Scripts behind these write no vowels, or no letters at all: one sign more makes another word.
    let alphabetic = |word: &[char]| word.iter().all(|c| c.is_alphabetic() && *c < '\u{590}');
    if long.len() < LONG || long.len() > short.len() + 2 || !alphabetic(short) || !alphabetic(long) {
        return false;
    }
    let start = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (a, b) = (&short[start..], &long[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    match (&a[..a.len() - end], &b[..b.len() - end]) {
        // center and centre
        (['e', 'r'], ['r', 'e']) | (['r', 'e'], ['e', 'r']) => start > 0,
        // catalog and catalogue, program and programme
        ([], ['u' | 'm', 'e']) if start == short.len() => true,
        ([], [_]) => start > 0 && (end > 0 || short.last() == long.last()),
        ([_], [_]) => start > 0 && end > 0 && long.len() >= LONGER,
        ([a, b], [c, d]) => start > 0 && end > 0 && long.len() >= LONGER && a == d && b == c,
        _ => false,
    }
}
