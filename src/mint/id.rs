//! A statement and the ids that are taken ─► a new id.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use crate::ladder::{Content, Id, Words};

/// Neither vowels nor `y`, so that no word comes about; nothing that looks like another letter or a digit.
const LETTERS: &[u8] = b"cdfhjkmnprtvwx";
/// Neither 0 nor 1, which look like letters.
const DIGITS: &[u8] = b"23456789";

/// How many ids have five characters: letters and digits in turn, with a letter at both ends.
const SHORT: usize = LETTERS.len().pow(3) * DIGITS.len().pow(2);

/// What an id is derived from.
///
/// Derived, and not drawn by chance, so that a project has the same ids however often and wherever they are minted:
/// two branches that mint the same statement give it one id and merge without a conflict. All of this goes into it, so
/// that different statements hardly ever meet; where two of different branches do, `duplicate-id` says so at the merge.
/// Once it is written down, an id has nothing more to do with any of this, all of which may change.
pub(super) struct Seed<'a> {
    pub(super) file: &'a str,
    pub(super) section: &'a Id,
    pub(super) level: &'a Id,
    pub(super) words: &'a Words,
    /// Its place in the cell.
    pub(super) position: usize,
}

/// The ids that can't be given any more.
#[derive(Default)]
pub(super) struct Ids {
    taken: BTreeSet<String>,
    /// How many of them have five characters.
    short: usize,
}

impl Ids {
    /// Takes note of every id in `content`, of what it replaces, and of every name: an id that is also one of a level or
    /// a section would be two things at once in a reference or an address.
    pub(super) fn take_note(&mut self, content: &Content) {
        for ladder in &content.ladders {
            let levels = ladder.levels.iter().flat_map(|level| level.formerly.iter().chain([&level.id]));
            let sections = ladder.sections.iter().flat_map(|section| section.formerly.iter().chain([&section.id]));
            let groups = ladder.groups.iter().map(|group| &group.id);
            levels.chain(sections).chain(groups).for_each(|id| self.take(id));
            for competency in &ladder.competencies {
                competency.formerly.iter().chain([&competency.id]).for_each(|id| self.take(id));
                for (_, statement) in competency.statements() {
                    statement.replaces.iter().chain(&statement.id).for_each(|id| self.take(id));
                }
            }
        }
    }

    fn take(&mut self, id: &str) {
        if self.taken.insert(id.to_owned()) {
            self.short += usize::from(is_short(id));
        }
    }

    /// A new id; it counts as taken from then on.
    pub(super) fn mint(&mut self, seed: &Seed<'_>) -> String {
        // With more than a quarter of the short ones gone, two branches would meet too often.
        let length = if self.short > SHORT / 4 { 7 } else { 5 };
        let mut counter = 0;
        loop {
            let id = seed.id(counter, length);
            if !self.taken.contains(&id) {
                self.take(&id);
                return id;
            }
            counter += 1;
        }
    }
}

fn is_short(id: &str) -> bool {
    let fits = |(at, byte): (usize, u8)| signs(at).contains(&byte);
    id.len() == 5 && id.bytes().enumerate().all(fits)
}

/// What may stand in a place of an id.
fn signs(at: usize) -> &'static [u8] {
    if at.is_multiple_of(2) { LETTERS } else { DIGITS }
}

impl Seed<'_> {
    fn id(&self, counter: u64, length: usize) -> String {
        let mut hash = Sha256::new();
        let texts = match self.words {
            Words::Text(text) => vec![&text.markdown],
            Words::Shift { from, to } => vec![&from.markdown, &to.markdown],
        };
        let texts = [self.file, self.section, self.level].into_iter().chain(texts.into_iter().map(String::as_str));
        for text in texts {
            hash.update(text);
            // No text holds it: where one ends and the next begins is a part of what is hashed.
            hash.update([0]);
        }
        hash.update(format!("{}\0{counter}", self.position));
        let digest = hash.finalize();
        let mut number = digest.iter().take(8).fold(0, |number: u64, byte| (number << 8) | u64::from(*byte));
        let mut sign = |signs: &[u8]| {
            let count = signs.len() as u64;
            let index = usize::try_from(number % count).unwrap_or(0);
            number /= count;
            char::from(signs[index])
        };
        (0..length).map(|at| sign(signs(at))).collect()
    }
}
