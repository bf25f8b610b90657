//! Two lists of texts ─► what became of each text: the same words, other words for the same, or neither.
//!
//! Texts arrive as [`Words`] of one [`Lexicon`]; nothing here knows of levels, markup or files. Texts of the same words
//! are matched first, in their order; of the rest, those that are *close* are matched one to one so that the
//! similarities add up to the most. What "close" means was chosen by looking at published ladders: `docs/change.md`.

mod align;
mod assign;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

use align::Alignment;
use assign::Candidate;
pub use words::{Lexicon, Words, split};

/// The similarity from which two texts are one statement reworded, in thousandths.
const CLOSE: u32 = 600;
/// How many words of some length they must share for that: two texts of three words are alike too easily.
const CLOSE_SHARED: u32 = 3;
/// The similarity from which it takes no certain number of words.
const ALIKE: u32 = 850;
/// The share of the shorter text that must stand in the longer one, in thousandths, for it to be the same statement
/// with something added, however much that is.
const CONTAINED: u32 = 900;
/// How many words of some length they must share for that.
const CONTAINED_SHARED: u32 = 4;
/// From how many texts on each side a word in most of them says nothing of a single one.
const MANY: usize = 4;
/// How many pairs of words are compared at most, for two lists and again for two texts.
const WORK: usize = 2_000_000;

/// Two texts that are one statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The index of the first in its list.
    pub before: usize,
    /// The index of the second in its list.
    pub after: usize,
    /// How its words changed.
    pub kind: Kind,
}

/// How the words of a statement changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Not at all, but for blanks, case and punctuation.
    Same,
    /// Into others for the same.
    Reworded {
        /// The runs of words that only the first text has, by index.
        before: Vec<Range<usize>>,
        /// The runs of words that only the second text has.
        after: Vec<Range<usize>>,
    },
}

/// Finds the texts that stand on both sides, in the order of the first list. No text is matched twice.
///
/// Two lists whose words make more than two million pairs are compared where they stand at about the same place only.
#[must_use]
pub fn compare(lexicon: &Lexicon, before: &[&Words], after: &[&Words]) -> Vec<Match> {
    let mut matches = same(before, after);
    let mut taken = (vec![false; before.len()], vec![false; after.len()]);
    for found in &matches {
        taken.0[found.before] = true;
        taken.1[found.after] = true;
    }
    let rest = |taken: &[bool]| (0..taken.len()).filter(|at| !taken[*at]).collect::<Vec<usize>>();
    let (old, new) = (rest(&taken.0), rest(&taken.1));
    if old.is_empty() || new.is_empty() {
        return matches;
    }
    let weigh = Weigh::new(lexicon, before, after);
    let candidates = candidates(&weigh, (&old, before), (&new, after));
    for (from, to) in assign::best(old.len(), new.len(), &candidates) {
        let (from, to) = (old[from], new[to]);
        let (ranges_before, ranges_after) = Alignment::of(before[from], after[to], &weigh).changed(&weigh);
        let kind = Kind::Reworded { before: ranges_before, after: ranges_after };
        matches.push(Match { before: from, after: to, kind });
    }
    matches.sort_by_key(|found| found.before);
    matches
}

/// Texts of the same words, duplicates in order.
fn same(before: &[&Words], after: &[&Words]) -> Vec<Match> {
    // Sorting is all it takes, and costs less than hashing what is a handful of texts most of the time.
    let sorted = |texts: &[&Words]| {
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by_key(|at| (texts[*at].numbers(), *at));
        order
    };
    let (old, new) = (sorted(before), sorted(after));
    let (mut old, mut new) = (old.into_iter().peekable(), new.into_iter().peekable());
    let mut matches = Vec::new();
    while let (Some(from), Some(to)) = (old.peek().copied(), new.peek().copied()) {
        let order = before[from].numbers().cmp(after[to].numbers());
        if order.is_eq() {
            matches.push(Match { before: from, after: to, kind: Kind::Same });
        }
        if order.is_le() {
            old.next();
        }
        if order.is_ge() {
            new.next();
        }
    }
    matches.sort_unstable_by_key(|found| found.before);
    matches
}

/// What words weigh in one comparison: as many letters as they have, up to eight, so that `the` and `of` say little. A
/// word that stands in most texts of both lists ("You …") says a quarter of that.
struct Weigh<'l> {
    lexicon: &'l Lexicon,
    common: Vec<u32>,
}

impl<'l> Weigh<'l> {
    fn new(lexicon: &'l Lexicon, before: &[&Words], after: &[&Words]) -> Self {
        if before.len().min(after.len()) < MANY {
            return Self { lexicon, common: Vec::new() };
        }
        // The words that stand in more than half of some texts.
        let most = |texts: &[&Words]| {
            let mut all: Vec<u32> = Vec::new();
            for words in texts {
                let numbers = words.sorted();
                all.extend(
                    numbers.iter().enumerate().filter(|(at, n)| *at == 0 || numbers[at - 1] != **n).map(|(_, n)| n),
                );
            }
            all.sort_unstable();
            let runs = all.chunk_by(|a, b| a == b).filter(|run| run.len() * 2 > texts.len());
            runs.map(|run| run[0]).collect::<Vec<u32>>()
        };
        let (mut common, other) = (most(before), most(after));
        common.retain(|number| other.binary_search(number).is_ok());
        Self { lexicon, common }
    }

    fn is_common(&self, number: u32) -> bool {
        !self.common.is_empty() && self.common.binary_search(&number).is_ok()
    }

    fn of(&self, number: u32) -> u32 {
        let weight = self.lexicon.weight(number);
        if self.is_common(number) { weight / 4 } else { weight }
    }

    fn all(&self, words: &Words) -> u32 {
        words.numbers().iter().map(|number| self.of(*number)).sum()
    }

    /// Whether a shared word counts among those that two texts must share.
    fn tells(&self, number: u32) -> bool {
        self.lexicon.weight(number) > 3 && !self.is_common(number)
    }
}

/// The pairs that are close, as indexes into the two lists of rests.
fn candidates(
    weigh: &Weigh<'_>,
    (old, before): (&[usize], &[&Words]),
    (new, after): (&[usize], &[&Words]),
) -> Vec<Candidate> {
    let words = |rest: &[usize], texts: &[&Words]| rest.iter().map(|at| texts[*at].numbers().len()).sum::<usize>();
    let work = words(old, before).saturating_mul(words(new, after)).max(1);
    // How far from its own place a text is looked for.
    let reach = if work <= WORK { new.len() } else { (new.len().saturating_mul(WORK) / work / 2).max(1) };
    let weights: Vec<u32> = new.iter().map(|at| weigh.all(after[*at])).collect();
    let mut candidates = Vec::new();
    for (from, at) in old.iter().enumerate() {
        let own = weigh.all(before[*at]);
        let place = from * new.len() / old.len();
        for to in place.saturating_sub(reach)..new.len().min(place.saturating_add(reach)) {
            let similar = Similar { both: own + weights[to], shorter: own.min(weights[to]) };
            let (first, second) = (before[*at], after[new[to]]);
            if !similar.may_be_close(words::shared(first, second, |number| weigh.of(number))) {
                continue;
            }
            let alignment = Alignment::of(first, second, weigh);
            let (shared, telling) = alignment.shared(weigh);
            if similar.is_close(shared, telling) {
                // Of equal ones the nearer one is taken, so that duplicates keep their order.
                let nearness = 63 - u32::try_from(place.abs_diff(to).min(63)).unwrap_or(63);
                let score = similar.dice(shared) * 64 + nearness;
                candidates.push(Candidate { before: from, after: to, score });
            }
        }
    }
    candidates
}

/// How alike two texts are, by the weight of the words that they share in order.
struct Similar {
    both: u32,
    shorter: u32,
}

impl Similar {
    /// Twice the shared weight by the weight of both, in thousandths (the Dice coefficient).
    fn dice(&self, shared: u32) -> u32 {
        thousandths(shared.saturating_mul(2), self.both)
    }

    fn contained(&self, shared: u32) -> u32 {
        thousandths(shared, self.shorter)
    }

    /// What holds for any pair that [`is_close`](Self::is_close), for words shared in whatever order.
    fn may_be_close(&self, shared: u32) -> bool {
        self.dice(shared) >= CLOSE || self.contained(shared) >= CONTAINED
    }

    fn is_close(&self, shared: u32, telling: u32) -> bool {
        let dice = self.dice(shared);
        dice >= ALIKE
            || (dice >= CLOSE && telling >= CLOSE_SHARED)
            || (self.contained(shared) >= CONTAINED && telling >= CONTAINED_SHARED)
    }
}

fn thousandths(part: u32, whole: u32) -> u32 {
    if whole == 0 { 0 } else { u32::try_from(u64::from(part) * 1000 / u64::from(whole)).unwrap_or(1000) }
}
