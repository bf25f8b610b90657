//! Scored pairs ─► a matching, one to one, whose scores add up to the most.

/// A pair that may be matched.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    /// The index on the first side.
    pub before: usize,
    /// The index on the second side.
    pub after: usize,
    /// What it is worth.
    pub score: u32,
}

/// Up to how many indexes on each side the best matching is sought; beyond, pairs are taken by their scores.
const EXACT: usize = 64;

/// The best matching, by the first index. Indexes that no candidate joins are matched apart from each other, so that
/// the cost is that of the largest tangle, not of the lists.
pub(super) fn best(before: usize, after: usize, candidates: &[Candidate]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for tangle in tangles(before, after, candidates) {
        let sides = |side: fn(&Candidate) -> usize| {
            let mut indexes: Vec<usize> = tangle.iter().map(side).collect();
            indexes.sort_unstable();
            indexes.dedup();
            indexes
        };
        let (rows, columns) = (sides(|found| found.before), sides(|found| found.after));
        if rows.len().max(columns.len()) > EXACT {
            pairs.extend(greedy(tangle));
        } else {
            pairs.extend(exact(&rows, &columns, &tangle));
        }
    }
    pairs.sort_unstable();
    pairs
}

/// The candidates, by what they hang together with.
fn tangles(before: usize, after: usize, candidates: &[Candidate]) -> Vec<Vec<Candidate>> {
    let mut parents: Vec<usize> = (0..before + after).collect();
    let root = |parents: &mut Vec<usize>, mut at: usize| {
        while parents[at] != at {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        at
    };
    for found in candidates {
        let (one, other) = (root(&mut parents, found.before), root(&mut parents, before + found.after));
        parents[one.max(other)] = one.min(other);
    }
    let mut sorted: Vec<(usize, Candidate)> =
        candidates.iter().map(|found| (root(&mut parents, found.before), *found)).collect();
    sorted.sort_by_key(|(root, found)| (*root, found.before, found.after));
    sorted.chunk_by(|a, b| a.0 == b.0).map(|tangle| tangle.iter().map(|(_, found)| *found).collect()).collect()
}

fn greedy(mut tangle: Vec<Candidate>) -> Vec<(usize, usize)> {
    tangle.sort_by_key(|found| (std::cmp::Reverse(found.score), found.before, found.after));
    let mut taken = (std::collections::HashSet::new(), std::collections::HashSet::new());
    let free = tangle.into_iter().filter(|found| {
        let free = !taken.0.contains(&found.before) && !taken.1.contains(&found.after);
        if free {
            taken.0.insert(found.before);
            taken.1.insert(found.after);
        }
        free
    });
    free.map(|found| (found.before, found.after)).collect()
}

/// The Hungarian method, with potentials (Kuhn 1955, in the form of Jonker and Volgenant): each row in turn is given
/// a column by the cheapest chain of exchanges.
fn exact(rows: &[usize], columns: &[usize], tangle: &[Candidate]) -> Vec<(usize, usize)> {
    if let [only] = tangle {
        return vec![(only.before, only.after)];
    }
    let place = |indexes: &[usize], index: usize| indexes.binary_search(&index).unwrap_or_default();
    // A square of costs from 1, padded with pairs that are worth nothing.
    let size = rows.len().max(columns.len());
    let mut cost = vec![vec![0i64; size + 1]; size + 1];
    for found in tangle {
        cost[place(rows, found.before) + 1][place(columns, found.after) + 1] = -i64::from(found.score);
    }
    let (mut row_potential, mut column_potential) = (vec![0i64; size + 1], vec![0i64; size + 1]);
    let mut row_of = vec![0usize; size + 1];
    for row in 1..=size {
        row_of[0] = row;
        let mut column = 0;
        let (mut least, mut seen, mut way) = (vec![i64::MAX; size + 1], vec![false; size + 1], vec![0usize; size + 1]);
        while row_of[column] != 0 {
            seen[column] = true;
            let (from, mut delta, mut next) = (row_of[column], i64::MAX, 0);
            for other in 1..=size {
                if seen[other] {
                    continue;
                }
                let reduced = cost[from][other] - row_potential[from] - column_potential[other];
                if reduced < least[other] {
                    least[other] = reduced;
                    way[other] = column;
                }
                if least[other] < delta {
                    delta = least[other];
                    next = other;
                }
            }
            for other in 0..=size {
                if seen[other] {
                    row_potential[row_of[other]] += delta;
                    column_potential[other] -= delta;
                } else {
                    least[other] = least[other].saturating_sub(delta);
                }
            }
            column = next;
        }
        while column != 0 {
            row_of[column] = row_of[way[column]];
            column = way[column];
        }
    }
    let matched = (1..=size).filter(|column| cost[row_of[*column]][*column] < 0);
    matched.map(|column| (rows[row_of[column] - 1], columns[column - 1])).collect()
}
