//! Edits by chance to a real ladder: what is found is what was done.

use std::collections::BTreeSet;

use rungs::{
    difference::{Bump, CellRef, Difference, Kind, markdown},
    ladder::{Body, CompetencyRef, Content, Id, Statement, Words},
};

use super::Chance;
use crate::cases::cases;

/// This repository's ladder, every statement with an id.
fn minted() -> Content {
    let mut content = cases()[0].content.clone();
    let mut number = 0;
    for_each(&mut content, |statement| {
        number += 1;
        statement.id = Id::of_statement(&format!("a{number:05}"));
    });
    assert!(number > 300);
    content
}

fn for_each(content: &mut Content, mut change: impl FnMut(&mut Statement)) {
    for competency in content.ladders.iter_mut().flat_map(|ladder| &mut ladder.competencies) {
        for cell in competency.cells.values_mut() {
            cell.body.statements_mut().into_iter().for_each(&mut change);
        }
    }
}

/// The list of a cell of the first ladder, if it is one.
fn list(content: &mut Content, cell: CellRef) -> Option<&mut Vec<Statement>> {
    let competency = &mut content.ladders[cell.at.ladder].competencies[cell.at.competency];
    match &mut competency.cells.get_mut(&(cell.section, cell.level))?.body {
        Body::List(list) | Body::Steps(list) | Body::Quotes(list) => Some(list),
        _ => None,
    }
}

fn lists(content: &mut Content) -> Vec<CellRef> {
    let competencies = content.ladders[0].competencies.iter().enumerate();
    let cells = competencies.flat_map(|(competency, found)| {
        let at = CompetencyRef { ladder: 0, competency };
        found.cells.keys().map(move |(section, level)| CellRef { at, section: *section, level: *level })
    });
    let cells: Vec<CellRef> = cells.collect();
    cells.into_iter().filter(|cell| list(content, *cell).is_some_and(|list| list.len() > 1)).collect()
}

/// What was done to a ladder, by permanent id.
#[derive(Debug, Default, PartialEq, Eq)]
struct Done {
    added: BTreeSet<String>,
    removed: BTreeSet<String>,
    reworded: BTreeSet<String>,
    moved: BTreeSet<String>,
    moved_and_reworded: BTreeSet<String>,
    reordered: BTreeSet<CellRef>,
}

fn reword(statement: &mut Statement) {
    let (Words::Text(text) | Words::Shift { to: text, .. }) = &mut statement.words;
    text.markdown += " and more of the like";
}

/// Does something to each of some cells, in each of which it does one thing.
fn edit(content: &mut Content, chance: &mut Chance, round: usize) -> Done {
    let mut cells = lists(content);
    let mut done = Done::default();
    let id = |statement: &Statement| statement.id.as_ref().unwrap().to_string();
    for step in 0..20 {
        let cell = cells.swap_remove(chance.below(cells.len()));
        let found = list(content, cell).unwrap();
        let at = chance.below(found.len());
        match chance.below(6) {
            0 => {
                let mut new = found[at].clone();
                new.id = Id::of_statement(&format!("b{round:02}{step:02}"));
                done.added.insert(id(&new));
                found.insert(at, new);
            }
            1 => drop(done.removed.insert(id(&found.remove(at)))),
            2 => {
                reword(&mut found[at]);
                done.reworded.insert(id(&found[at]));
            }
            3 => {
                let other = (at + 1) % found.len();
                found.swap(at, other);
                done.reordered.insert(cell);
            }
            kind => {
                let mut statement = found.remove(at);
                let to = cells.swap_remove(chance.below(cells.len()));
                if kind == 5 {
                    reword(&mut statement);
                    done.moved_and_reworded.insert(id(&statement));
                } else {
                    done.moved.insert(id(&statement));
                }
                let found = list(content, to).unwrap();
                found.insert(chance.below(found.len() + 1), statement);
            }
        }
    }
    done
}

// Proves that of many edits each is found as what it was, by its permanent id, and nothing else.
#[test]
fn every_edit_is_found_as_what_it_was() {
    let base = minted();
    let mut chance = Chance(11);
    for round in 0..40 {
        let mut edited = base.clone();
        let done = edit(&mut edited, &mut chance, round);
        let mut found = Done::default();
        for change in &Difference::between(&base, &edited).changes {
            let id = |statement: &Statement| statement.id.as_ref().unwrap().to_string();
            match &change.kind {
                Kind::Added { after, .. } => found.added.insert(id(after.statement)),
                Kind::Removed { before, .. } => found.removed.insert(id(before.statement)),
                Kind::Reworded { after, .. } => found.reworded.insert(id(after.statement)),
                Kind::Moved { after, words: None, .. } => found.moved.insert(id(after.statement)),
                Kind::Moved { after, words: Some(_), .. } => found.moved_and_reworded.insert(id(after.statement)),
                Kind::Reordered { after, .. } => found.reordered.insert(*after),
                other => panic!("nobody did {other:?}"),
            };
        }
        assert_eq!(found, done);
    }
}

// Proves that giving ids is no change, and that losing them all is one that affects no assessment.
#[test]
fn giving_ids_is_no_change() {
    let minted = minted();
    let mut bare = minted.clone();
    for_each(&mut bare, |statement| statement.id = None);
    assert!(Difference::between(&bare, &minted).is_empty());
    let lost = Difference::between(&minted, &bare);
    assert!(lost.changes.iter().all(|change| matches!(change.kind, Kind::Extras { id: true, .. })));
    assert_eq!(lost.bump(), Bump::Patch);
}

// Proves that thousands of statements in one cell come to an end, equal ones and such that only look alike.
#[test]
fn a_cell_beyond_measure_is_compared() {
    let mut content = minted();
    let cell = lists(&mut content)[0];
    let one = list(&mut content, cell).unwrap()[0].clone();
    let fill = |words: &dyn Fn(usize) -> String, with_id: bool| {
        let mut content = content.clone();
        *list(&mut content, cell).unwrap() = (0..3000)
            .map(|number| {
                let mut statement = one.clone();
                let Words::Text(text) = &mut statement.words else { panic!("no text") };
                text.markdown = words(number);
                statement.id = Id::of_statement(&format!("c{number:05}")).filter(|_| with_id);
                statement
            })
            .collect();
        content
    };
    let equal = fill(&|_| "Sings the song of the choir from the very beginning".to_owned(), false);
    let minted = fill(&|_| "Sings the song of the choir from the very beginning".to_owned(), true);
    assert!(Difference::between(&equal, &minted).is_empty());
    let alike = fill(&|number| format!("Sings the song of the choir from the dear old end {}", number % 7), false);
    assert!(Difference::between(&minted, &alike).counts().added <= 3000);
    let turned = fill(&|number| format!("Sings song {}", 3000 - number), false);
    let counts = Difference::between(&fill(&|number| format!("Sings song {}", number + 1), false), &turned).counts();
    assert_eq!((counts.added, counts.removed, counts.reordered), (0, 0, 1));
    // A host refuses a comment of more than 65,536 characters.
    let removed = markdown::report(&Difference::between(&turned, &equal), ("one", "other"));
    assert!(removed.len() < 65_536 && removed.contains("more, too many for a comment"));
}
