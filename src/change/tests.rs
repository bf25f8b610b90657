//! Small lists by hand, and many made by chance that must keep what holds of every list.

use super::{Kind, Lexicon, Match, WORK, Words, assign, compare, split};

fn texts(lexicon: &mut Lexicon, texts: &[&str]) -> Vec<Words> {
    texts.iter().map(|text| lexicon.words(text)).collect()
}

fn matches(before: &[&str], after: &[&str]) -> Vec<Match> {
    let mut lexicon = Lexicon::default();
    let (before, after) = (texts(&mut lexicon, before), texts(&mut lexicon, after));
    compare(&lexicon, &before.iter().collect::<Vec<_>>(), &after.iter().collect::<Vec<_>>())
}

fn pairs(before: &[&str], after: &[&str]) -> Vec<(usize, usize)> {
    matches(before, after).iter().map(|found| (found.before, found.after)).collect()
}

/// Two texts that are one statement, as a reader sees them: what is gone in `[]`, what is new in `{}`.
fn marked(before: &str, after: &str) -> [String; 2] {
    let found = matches(&[before], &[after]);
    let [Match { kind: Kind::Reworded { before: gone, after: new }, .. }] = &*found else {
        panic!("not reworded, but {found:?}");
    };
    [(before, gone, "[]"), (after, new, "{}")].map(|(text, runs, marks)| {
        let places: Vec<_> = split(text).collect();
        let mut shown = String::new();
        let mut from = 0;
        for run in runs {
            let (start, end) = (places[run.start].start, places[run.end - 1].end);
            shown += &[&text[from..start], &marks[..1], &text[start..end], &marks[1..]].concat();
            from = end;
        }
        shown + &text[from..]
    })
}

// Proves that the same words are the same in whatever type, and that signs are words.
#[test]
fn same_words_are_matched_first_and_in_order() {
    assert_eq!(pairs(&["A b.", "c", "a  b"], &["“A” b", "x", "A b!"]), [(0, 0), (2, 2)]);
    assert!(matches(&["Isn’t late – ever."], &["isn't late, ever"]).iter().all(|found| found.kind == Kind::Same));
    assert!(matches(&["Knows C"], &["Knows C++"]).iter().all(|found| found.kind != Kind::Same));
    assert_eq!(pairs(&["5 < 6"], &["5 > 6"]), []);
    // The second is closer to the first one's words, and taken by the one that has the very same.
    let (low, high) = (["Reads every line of code twice", "Reads every line of code"], ["Reads every line of code"]);
    assert_eq!(pairs(&low, &high), [(1, 0)]);
}

// Proves that a statement in other words is found, and another one that begins alike is not.
#[test]
fn what_is_close_is_one_statement() {
    let close = |before: &str, after: &str| !pairs(&[before], &[after]).is_empty();
    assert!(close("Mentors members of the team", "Mentors members within and outside of the team"));
    assert!(close(
        "Takes part in the rota today",
        "Takes part in the whole rota today and writes down what was learned from each call"
    ));
    assert!(!close("Completed training on singing", "Completed training on drumming"));
    assert!(!close("Writes code that is easy to read", "Writes code that others reuse"));
    assert!(!close("Wide knowledge", "Deep knowledge"));
    assert!(!close("Good", "Good with people who sing in other choirs of the town"));
    // What most statements of both lists begin with says nothing of any of them.
    let low =
        ["You have shown that you plan", "You have shown that you sing", "You have shown that you rest", "You ask"];
    let high =
        ["You have shown that you dance", "You have shown that you cook", "You have shown that you lead", "You go"];
    assert_eq!(pairs(&low, &high), []);
    assert!(close(low[0], "You have shown that you plan it"));
}

// Proves that the best matching is found where the nearest pairs are not part of it, against every other one.
#[test]
fn the_matching_is_the_best_one() {
    let mut chance = Chance(7);
    for _ in 0..300 {
        let (rows, columns) = (1 + chance.below(4), 1 + chance.below(4));
        let mut candidates = Vec::new();
        for before in 0..rows {
            for after in 0..columns {
                if chance.below(3) > 0 {
                    let score = 1 + u32::try_from(chance.below(50)).unwrap();
                    candidates.push(assign::Candidate { before, after, score });
                }
            }
        }
        let worth = |pairs: &[(usize, usize)]| -> u32 {
            let score = |pair: &(usize, usize)| {
                candidates.iter().find(|found| (found.before, found.after) == *pair).expect("it was given").score
            };
            pairs.iter().map(score).sum()
        };
        assert_eq!(worth(&assign::best(rows, columns, &candidates)), best(0, rows, &mut Vec::new(), &candidates));
    }
}

/// The worth of the best matching, by trying all.
fn best(row: usize, rows: usize, taken: &mut Vec<usize>, candidates: &[assign::Candidate]) -> u32 {
    if row == rows {
        return 0;
    }
    let mut most = best(row + 1, rows, taken, candidates);
    for found in candidates.iter().filter(|found| found.before == row) {
        if !taken.contains(&found.after) {
            taken.push(found.after);
            most = most.max(found.score + best(row + 1, rows, taken, candidates));
            taken.pop();
        }
    }
    most
}

// Proves that marks are on the words that differ, and that a short word between two changes does not cut them up.
#[test]
fn the_words_that_differ_are_marked() {
    assert_eq!(
        marked("Writes readable code, asks for help.", "Has learned to write readable code, asks for help."),
        ["[Writes] readable code, asks for help.", "{Has learned to write} readable code, asks for help."]
    );
    assert_eq!(
        marked("Finds the cause and cure of a fault here", "Finds the reason and remedy of a fault here"),
        ["Finds the [cause and cure] of a fault here", "Finds the {reason and remedy} of a fault here"]
    );
    assert_eq!(
        marked("Sings in the choir of the town", "Sings in the choir of the town, and in others"),
        ["Sings in the choir of the town", "Sings in the choir of the town, {and in others}"]
    );
    assert_eq!(marked("我们每天都唱歌", "我们每周都唱歌"), ["我们每[天]都唱歌", "我们每{周}都唱歌"]);
    assert_eq!(marked("เขาร้องเพลงดีมาก", "เขาร้องเพลงเก่งมาก").map(|text| text.contains("เขาร้องเพลง")), [true; 2]);
}

// Proves what holds of any two lists: nothing is matched twice or out of range, marks lie in order inside of the words,
// what they leave is the same on both sides, a list against itself is all the same, and which one is first is one.
#[test]
fn any_lists_are_matched_soundly() {
    let mut chance = Chance(1);
    let list = |chance: &mut Chance| -> Vec<String> {
        let text = |chance: &mut Chance| -> String {
            let words = ["sings", "a", "choir", "listening", "and", "plays"];
            (0..chance.below(12)).map(|_| words[chance.below(words.len())]).collect::<Vec<_>>().join(" ")
        };
        (0..chance.below(9)).map(|_| text(chance)).collect()
    };
    let mut reworded = 0;
    for _ in 0..600 {
        let (before, after) = (list(&mut chance), list(&mut chance));
        let (before, after): (Vec<&str>, Vec<&str>) =
            (before.iter().map(|text| &**text).collect(), after.iter().map(|text| &**text).collect());
        let found = matches(&before, &after);
        assert!(found.is_sorted_by_key(|found| found.before));
        let mut taken: Vec<usize> = found.iter().map(|found| found.after).collect();
        taken.sort_unstable();
        taken.dedup();
        assert_eq!(taken.len(), found.len());
        for Match { before: from, after: to, kind } in &found {
            let words = |text: &str| split(text).map(|place| text[place].to_owned()).collect::<Vec<_>>();
            let (old, new) = (words(before[*from]), words(after[*to]));
            let (mut left, mut right) = (old.clone(), new.clone());
            if let Kind::Reworded { before: gone, after: added } = kind {
                reworded += 1;
                assert!(!gone.is_empty() || !added.is_empty());
                for (runs, words) in [(gone, &mut left), (added, &mut right)] {
                    assert!(runs.iter().all(|run| run.start < run.end && run.end <= words.len()));
                    assert!(runs.is_sorted_by(|one, next| one.end < next.start));
                    runs.iter().rev().for_each(|run| drop(words.drain(run.clone())));
                }
            }
            assert_eq!(left, right, "{old:?} {new:?}");
        }
        assert!(matches(&before, &before).iter().all(|found| found.before == found.after && found.kind == Kind::Same));
        assert_eq!(matches(&before, &before).len(), before.len());
        let worth = |found: &[Match]| (found.len(), found.iter().filter(|found| found.kind == Kind::Same).count());
        assert_eq!(worth(&found).1, worth(&matches(&after, &before)).1);
    }
    assert!(reworded > 100, "only {reworded} were reworded");
}

// Proves that lists and texts beyond all measure come to an end, and that the same words are still found in them.
#[test]
fn lists_and_texts_beyond_measure_are_matched() {
    let list = |last: &str| -> Vec<String> {
        (0..3000).map(|n| format!("sing{n} with{n} many{n} voices{n} and {last}{n}")).collect()
    };
    let (many, other) = (list("rest"), list("dance"));
    let many: Vec<&str> = many.iter().map(|text| &**text).collect();
    let other: Vec<&str> = other.iter().map(|text| &**text).collect();
    let turned: Vec<&str> = many.iter().rev().copied().collect();
    let found = matches(&many, &turned);
    assert!(found.len() == 3000 && found.iter().all(|found| found.kind == Kind::Same));
    assert_eq!(pairs(&many, &other), (0..3000).map(|at| (at, at)).collect::<Vec<_>>());
    let alike = vec!["sings the song of the choir from the very beginning"; 3000];
    let unlike = vec!["sings the song of the choir from the dear old end"; 3000];
    assert!(matches(&alike, &unlike).len() <= 3000);
    // Between a common beginning and end nothing is looked for; these are enough.
    let long = "one two three four ".repeat(WORK / 1000);
    let text = |mark: &str| format!("{long} {mark} {long} {mark} {long}");
    assert_eq!(pairs(&[&text("sings")], &[&text("rests")]), [(0, 0)]);
}

/// A few numbers by chance, always the same.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}
