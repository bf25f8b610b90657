//! The ids themselves: what they look like, what they depend on, and that none is given twice.

use std::collections::BTreeSet;

use rungs::{
    date::Date,
    ladder::{Body, Id, Statement},
    release::{Release, Version},
};

use super::{LADDER, content, ids, minted, project, with_ids};

const LETTERS: &str = "cdfhjkmnprtvwx";
const DIGITS: &str = "23456789";

const ONE: &str =
    "name: One\nsections:\n  items:\n    l1: ['Asks', 'Asks', 'Tells']\n    l2: ['Asks']\n  steps:\n    l1: ['Asks']\n";

/// A release of statements with these ids, which nothing else knows.
fn release(ids: &[&str]) -> Release {
    let old = "name: Old\nsections:\n  items:\n    l1: [Old]\n";
    let mut content = content(&mut project(LADDER, &[("old.yaml", old)]));
    let ladder = &mut content.ladders[0];
    let file = ladder.file;
    let cell = ladder.competencies[0].cells.values_mut().next().unwrap();
    let Body::List(list) = &mut cell.body else { panic!("{cell:?}") };
    let one = list.remove(0);
    list.extend(ids.iter().map(|id| Statement { id: Id::of_statement(id), ..one.clone() }));
    let (version, date) = (Version::parse("1").unwrap(), Date::parse("2026-02-03").unwrap());
    Release { version, date, effective: None, notes: None, content, file }
}

/// The ids of `ONE` in a project of more.
fn ids_of_one(ladder: &str, others: &[(&str, &str)], taken: &[&str]) -> Vec<String> {
    let mut competencies = vec![("one.yaml", ONE)];
    competencies.extend(others);
    let files = minted(&mut project(ladder, &competencies), &[release(taken)]);
    let file = files.into_iter().find(|file| file.path == "competencies/one.yaml").unwrap();
    ids(&mut project(LADDER, &[("one.yaml", &file.text)])).into_iter().flatten().collect()
}

// Letters and digits in turn, none of which look alike, and no vowel: no word can come about.
#[test]
fn an_id_is_short_and_means_nothing() {
    let found = ids_of_one(LADDER, &[], &[]);
    assert_eq!(found.len(), 5);
    for id in &found {
        let fits = |(at, sign): (usize, char)| (if at % 2 == 0 { LETTERS } else { DIGITS }).contains(sign);
        assert!(id.len() == 5 && id.char_indices().all(fits), "{id}");
    }
    let different: BTreeSet<&String> = found.iter().collect();
    assert_eq!(different.len(), 5, "same words in other places are other statements");
}

// What an id is depends on its own statement: two branches that mint the same one give it the same id.
#[test]
fn ids_do_not_depend_on_the_rest_of_the_ladder() {
    let alone = ids_of_one(LADDER, &[], &[]);
    let other = "name: A name that comes first\ngroup: group\nsections:\n  items:\n    l1: ['Asks']\n";
    assert_eq!(ids_of_one(LADDER, &[("another.yaml", other), ("z.yaml", other)], &[]), alone);
    // A statement that has its id already takes part in nothing.
    let more = with_ids(ONE).replace("    l2:", "    l3: ['Another']\n    l2:");
    let found: Vec<String> =
        ids(&mut project(LADDER, &[("one.yaml", &with_ids(&more))])).into_iter().flatten().collect();
    assert!(alone.iter().all(|id| found.contains(id)) && found.len() == 6, "{alone:?} {found:?}");
}

// No id is given that something has or had: not one that only a release knows, not one that was replaced, and none
// that is the name of something else.
#[test]
fn no_id_is_given_that_is_taken() {
    let first = ids_of_one(LADDER, &[], &[]);
    let taken: Vec<&str> = first.iter().map(String::as_str).collect();
    let second = ids_of_one(LADDER, &[], &taken);
    assert!(second.iter().all(|id| !first.contains(id)), "{first:?} {second:?}");

    let [replaced, given, free, section, competency] = &first[..] else { panic!("{first:?}") };
    let replacing = format!(
        "name: Other\nsections:\n  items:\n    l1:\n      - {{text: 'New', replaces: [{replaced}], id: {given}}}\n"
    );
    let found = ids_of_one(LADDER, &[("other.yaml", &replacing)], &[]);
    assert!(!found.contains(replaced) && !found.contains(given) && found.contains(free), "{first:?} {found:?}");

    let (group, level, before) = (replaced, given, free);
    let names = LADDER
        .replace("  - {id: group, name: Group}\n", &format!("  - {{id: {group}, name: Group}}\n"))
        .replace(
            "  - {id: l11, name: Level 11}\n",
            &format!("  - {{id: {level}, name: Level 11, formerly: [{before}]}}\n"),
        )
        .replace("sections:\n", &format!("sections:\n  - {{id: {section}, title: Title, style: list}}\n"));
    let competency = format!("{competency}.yaml");
    let found = ids_of_one(&names, &[(&competency, "name: Named\nsections: {items: {l1: ['Asks']}}\n")], &[]);
    assert!(found.iter().all(|id| !first.contains(id)), "{first:?} {found:?}");
}

// When too many of the short ids are gone, longer ones are given, of the same kind.
#[test]
fn ids_grow_when_the_short_ones_run_out() {
    let mut taken = Vec::new();
    for first in LETTERS.chars() {
        for second in DIGITS.chars() {
            for third in LETTERS.chars() {
                for fourth in DIGITS.chars() {
                    taken.extend(LETTERS.chars().map(|fifth| format!("{first}{second}{third}{fourth}{fifth}")));
                }
            }
        }
    }
    assert_eq!(taken.len(), 175_616);
    let quarter: Vec<&str> = taken.iter().take(taken.len() / 4).map(String::as_str).collect();
    let lengths = |taken: &[&str]| ids_of_one(LADDER, &[], taken).iter().map(String::len).collect::<Vec<_>>();
    assert_eq!(lengths(&quarter), [5, 7, 7, 7, 7]);
    let all: Vec<&str> = taken.iter().map(String::as_str).collect();
    assert_eq!(lengths(&all), [7, 7, 7, 7, 7]);
}
