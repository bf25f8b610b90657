//! Two texts ─► the words that they share in order, and the runs that they do not.

use std::ops::Range;

use super::{WORK, Weigh, Words};

/// The heaviest common subsequence of two texts.
pub(super) struct Alignment<'w> {
    before: &'w [u32],
    after: &'w [u32],
    /// Indexes of equal words, both rising.
    pairs: Vec<(usize, usize)>,
}

impl<'w> Alignment<'w> {
    /// Aligns two texts. Between a common beginning and a common end that make more than [`WORK`] pairs of words,
    /// nothing is looked for.
    pub fn of(before: &'w Words, after: &'w Words, weigh: &Weigh<'_>) -> Self {
        let (before, after) = (before.numbers(), after.numbers());
        let start = before.iter().zip(after).take_while(|(a, b)| a == b).count();
        let (rest, other) = (&before[start..], &after[start..]);
        let end = rest.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
        let (rest, other) = (&rest[..rest.len() - end], &other[..other.len() - end]);
        let mut pairs: Vec<(usize, usize)> = (0..start).map(|at| (at, at)).collect();
        if rest.len().saturating_mul(other.len()) <= WORK {
            pairs.extend(heaviest(rest, other, weigh).into_iter().map(|(a, b)| (start + a, start + b)));
        }
        pairs.extend((0..end).map(|at| (before.len() - end + at, after.len() - end + at)));
        Self { before, after, pairs }
    }

    /// The weight of the shared words, and how many of them tell something.
    pub fn shared(&self, weigh: &Weigh<'_>) -> (u32, u32) {
        self.pairs.iter().fold((0, 0), |(weight, telling), (at, _)| {
            let number = self.before[*at];
            (weight + weigh.of(number), telling + u32::from(weigh.tells(number)))
        })
    }

    /// The runs of words that only one of the texts has. What the texts share between two changes is marked with them
    /// where it is so little that it would only cut them up.
    pub fn changed(mut self, weigh: &Weigh<'_>) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
        // Dropping one island makes the change around its neighbors larger; a few rounds settle what can be seen.
        for _ in 0..4 {
            if !self.drop_islands(weigh) {
                break;
            }
        }
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let mut from = (0, 0);
        for to in self.pairs.iter().copied().chain([(self.before.len(), self.after.len())]) {
            before.extend((from.0 < to.0).then_some(from.0..to.0));
            after.extend((from.1 < to.1).then_some(from.1..to.1));
            from = (to.0 + 1, to.1 + 1);
        }
        (before, after)
    }

    /// Takes out runs of shared words that are shorter than a short word, or than half the changes on both sides.
    fn drop_islands(&mut self, weigh: &Weigh<'_>) -> bool {
        let letters = |numbers: &[u32]| numbers.iter().map(|number| weigh.lexicon.weight(*number)).sum::<u32>();
        let change = |from: (usize, usize), to: (usize, usize)| {
            letters(&self.before[from.0..to.0]).max(letters(&self.after[from.1..to.1]))
        };
        let mut kept = Vec::with_capacity(self.pairs.len());
        let mut end = (0, 0);
        let mut islands = self.pairs.chunk_by(|a, b| a.0 + 1 == b.0 && a.1 + 1 == b.1).peekable();
        while let Some(island) = islands.next() {
            let (first, last) = (island[0], island[island.len() - 1]);
            let behind = (last.0 + 1, last.1 + 1);
            let next = islands.peek().map_or((self.before.len(), self.after.len()), |island| island[0]);
            let around = change(end, first).min(change(behind, next));
            let own = letters(&self.before[first.0..behind.0]);
            if around > 0 && (own <= 3 || own * 2 <= around) {
                continue;
            }
            kept.extend_from_slice(island);
            end = behind;
        }
        let dropped = kept.len() < self.pairs.len();
        self.pairs = kept;
        dropped
    }
}

/// The common subsequence of the greatest weight, by dynamic programming from the end.
fn heaviest(before: &[u32], after: &[u32], weigh: &Weigh<'_>) -> Vec<(usize, usize)> {
    let width = after.len() + 1;
    let mut table = vec![0u32; (before.len() + 1) * width];
    for (a, word) in before.iter().enumerate().rev() {
        let weight = weigh.of(*word) + 1; // so that a word of no weight is still shared
        for (b, other) in after.iter().enumerate().rev() {
            let skip = table[(a + 1) * width + b].max(table[a * width + b + 1]);
            let take = if word == other { table[(a + 1) * width + b + 1] + weight } else { 0 };
            table[a * width + b] = skip.max(take);
        }
    }
    let (mut a, mut b) = (0, 0);
    let mut pairs = Vec::new();
    while a < before.len() && b < after.len() {
        let here = table[a * width + b];
        if before[a] == after[b] && here == table[(a + 1) * width + b + 1] + weigh.of(before[a]) + 1 {
            pairs.push((a, b));
            a += 1;
            b += 1;
        } else if here == table[(a + 1) * width + b] {
            a += 1;
        } else {
            b += 1;
        }
    }
    pairs
}
