//! "Did you mean": a misspelt name and the names that exist ─► the nearest of them.

/// The candidate nearest to `name`, where one is near enough to be worth proposing.
///
/// Near is the restricted Damerau–Levenshtein distance (a swap of two neighbours counts once) of at most a third of
/// the longer name's length; case and the separators `-`, `_` and blank count as equal.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(name);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let other = fold(candidate);
            let distance = distance(&folded, &other);
            let limit = folded.len().max(other.len()).div_ceil(3);
            (distance <= limit && distance < folded.len().max(1)).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A help text that proposes the nearest candidate, or else lists what there is (up to twelve names).
pub fn help<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> Option<String> {
    if let Some(best) = nearest(name, candidates.clone()) {
        return Some(format!("did you mean `{best}`?"));
    }
    let mut names: Vec<&str> = candidates.into_iter().collect();
    names.dedup();
    let more = names.len().saturating_sub(12);
    names.truncate(12);
    if names.is_empty() {
        return None;
    }
    let list = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Some(if more > 0 { format!("known are {list} and {more} more") } else { format!("known are {list}") })
}

fn fold(name: &str) -> Vec<char> {
    let swap = |c| if matches!(c, '_' | ' ') { '-' } else { c };
    // Names are short; what is longer than any of them cannot be near one, and the table below is quadratic.
    name.chars().take(64).flat_map(char::to_lowercase).map(swap).collect()
}

fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (above[j] + 1).min(row[j - 1] + 1).min(above[j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proposes_what_is_near_and_nothing_else() {
        let names = ["key-behaviors", "signals", "habits"];
        assert_eq!(nearest("key-behaviours", names), Some("key-behaviors"));
        assert_eq!(nearest("Key_Behaviors", names), Some("key-behaviors"));
        assert_eq!(nearest("singals", names), Some("signals"));
        assert_eq!(nearest("wisdom", names), None);
        assert_eq!(nearest("x", ["y"]), None);
    }
}
