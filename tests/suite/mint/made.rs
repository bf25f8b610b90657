//! Competencies by chance (always the same chance): every notation that YAML has for a text, with every sign that means
//! something to it, in every place that a statement can stand in.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rungs::{build::check, diagnostic::Severity, lower::Drafts, source::is_control};

use super::{LADDER, SAVED, additions, cases, ids, project, with_ids};
use crate::{chance::Chance, hostile::mutate};

/// Parts of words.
const PARTS: &[&str] = &[
    "word",
    "Word",
    "it's",
    "'",
    "''",
    "\"q\"",
    "\"",
    "\\",
    "\\n",
    "{x}",
    "[y]",
    "{",
    "}",
    "]",
    "`code`",
    "```",
    "\\{#abcd}",
    "{#",
    "é",
    "👩🏽‍💻",
    "#x",
    "a#b",
    "#",
    "x:y",
    ":",
    "*b*",
    "*",
    "-",
    "--",
    "|",
    ">",
    "\u{a0}",
    "\u{3000}",
    "\u{2028}",
    "{{",
    "}}",
    "%",
    "&amp;",
    "&",
    "!",
    "@",
    "?",
    "1.10",
    "no",
    "~",
    ",",
    ".",
    "end.",
    "[[level:l2]]",
    "<b>",
    "https://example.org/a?b=c#d",
    "\u{200b}",
    "שלום",
    "id: aaaa1",
    "text:",
];

/// What may stand between the last word and a closing `"`.
const TAILS: &[&str] =
    &["", "", " ", "\\n", "\\t", "\\ ", "\\x20", "\\u00a0", "\\_", "\\N", "\\\n   ", "\n\n   ", "  \\n "];

struct Writer {
    chance: Chance,
    text: String,
}

impl Writer {
    fn one_in(&mut self, number: usize) -> bool {
        self.chance.below(number) == 0
    }

    fn pick<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.chance.below(of.len())]
    }

    fn words(&mut self) -> Vec<String> {
        let count = 1 + self.chance.below(4);
        // Most texts are harmless, or no file would be without a mistake.
        let count = if self.one_in(3) { count } else { 1 };
        let mut words: Vec<String> = (0..count).map(|_| self.pick(PARTS).to_owned()).collect();
        if !self.one_in(6) {
            words.insert(0, "A".to_owned());
        }
        words
    }

    /// Words on one line or several, the later ones behind `column` blanks.
    fn lines(&mut self, words: &[String], column: usize) -> String {
        let mut text = String::new();
        for (index, word) in words.iter().enumerate() {
            if index > 0 && self.one_in(3) {
                let breaks = 1 + usize::from(self.one_in(4));
                text += &format!("{}{}", "\n".repeat(breaks), " ".repeat(column + self.chance.below(3)));
            } else if index > 0 {
                text += " ";
            }
            text += word;
        }
        text
    }

    /// A text in some notation, for a key or dash in column `parent`.
    fn scalar(&mut self, parent: usize, flow: bool) -> String {
        let words = self.words();
        let column = parent + 1 + self.chance.below(4);
        match self.chance.below(if flow { 4 } else { 7 }) {
            0 | 1 => self.lines(&words, column) + self.pick_blanks(),
            2 => {
                let text = self.lines(&words, column).replace('\'', "''");
                let tail = if self.one_in(4) { format!("\n\n{}", " ".repeat(column)) } else { String::new() };
                format!("'{text}{}{tail}'{}", self.pick_blanks(), self.comment(flow))
            }
            3 => {
                let words: Vec<String> =
                    words.iter().map(|word| word.replace('\\', "\\\\").replace('"', "\\\"")).collect();
                let text = self.lines(&words, column);
                let tail = format!("{}{}", self.pick(TAILS), self.pick(TAILS));
                format!("\"{text}{}\"{}", tail.replace('\n', &format!("\n{}", " ".repeat(parent))), self.comment(flow))
            }
            _ => {
                let sign = self.pick(&["|", ">"]);
                let digit = if self.one_in(3) { (column - parent).to_string() } else { String::new() };
                let chomp = self.pick(&["", "-", "+"]);
                let mut text = format!("{sign}{digit}{chomp}{}", self.comment(false));
                for (index, word) in words.iter().enumerate() {
                    text += &"\n".repeat(usize::from(index > 0 && self.one_in(3)));
                    let deeper = if index > 0 { self.chance.below(3) } else { 0 };
                    text += &format!("\n{}{word}{}", " ".repeat(column + deeper), self.pick_blanks());
                }
                text + &"\n".repeat(self.chance.below(3).saturating_sub(1))
            }
        }
    }

    fn pick_blanks(&mut self) -> &'static str {
        if self.one_in(5) { "  " } else { "" }
    }

    fn comment(&mut self, flow: bool) -> &'static str {
        if !flow && self.one_in(6) { "  # a comment: with {#zzzz1}, 'a quote" } else { "" }
    }

    /// Now and then an empty line or a comment.
    fn gap(&mut self, column: usize) {
        match self.chance.below(12) {
            0 => self.text.push('\n'),
            1 => self.text += &format!("{}# a comment\n", " ".repeat(column)),
            _ => {}
        }
    }

    /// `keys` in some order, each with a text; `examples` may come in between.
    fn mapping(&mut self, keys: &[&str], column: usize, first: &str) {
        let mut keys = keys.to_vec();
        if self.one_in(3) {
            keys.push("note");
        }
        if self.one_in(3) {
            keys.push("examples");
        }
        for at in (1..keys.len()).rev() {
            keys.swap(at, self.chance.below(at + 1));
        }
        if self.one_in(3) {
            let entries: Vec<String> = keys.iter().map(|key| self.flow_entry(key, column)).collect();
            let comma = self.pick(&["", "", ",", " ,"]);
            let (open, between, close) = match self.chance.below(3) {
                0 => ("{".to_owned(), ", ".to_owned(), "}"),
                1 => ("{ ".to_owned(), " , ".to_owned(), " }"),
                _ => {
                    let line = format!("\n{}", " ".repeat(column + 1));
                    (format!("{{{line}"), format!(",{line}"), "\n  # a comment\n     }")
                }
            };
            let close = close.replace("     ", &" ".repeat(column + 1));
            let comment = self.comment(false);
            self.text += &format!("{first}{open}{}{comma}{close}{comment}\n", entries.join(&between));
            return;
        }
        for (index, key) in keys.iter().enumerate() {
            if index > 0 {
                self.gap(column);
            }
            let lead = if index == 0 { first.to_owned() } else { " ".repeat(column) };
            let value =
                if *key == "examples" { self.examples(column) } else { format!(" {}", self.scalar(column, false)) };
            self.text += &format!("{lead}{key}:{value}\n");
        }
    }

    fn flow_entry(&mut self, key: &str, column: usize) -> String {
        let value = if key == "examples" { "[one, 'two', ]".to_owned() } else { self.scalar(column, true) };
        format!("{key}: {value}")
    }

    fn examples(&mut self, column: usize) -> String {
        if self.one_in(2) {
            return " [one,\n          'two']".replace("          ", &" ".repeat(column + 1));
        }
        let dash = format!("\n{}- ", " ".repeat(column));
        format!("{dash}{}{dash}{}", self.scalar(column, false), self.scalar(column, false))
    }

    /// A list of statements below a key in column `parent`.
    fn list(&mut self, parent: usize) {
        if self.one_in(4) {
            let mut items: Vec<String> = Vec::new();
            for _ in 0..=self.chance.below(3) {
                let entry = self.flow_entry("text", parent);
                items.push(if self.one_in(4) { format!("{{{entry}}}") } else { self.scalar(parent, true) });
            }
            let (between, comma) = (self.pick(&[", ", " ,", ",\n          "]), self.pick(&["", ","]));
            let comment = self.comment(false);
            self.text += &format!(" [{}{comma}]{comment}\n", items.join(between));
            return;
        }
        let comment = self.comment(false);
        self.text += &format!("{comment}\n");
        let column = parent + self.chance.below(4);
        for _ in 0..=self.chance.below(4) {
            self.gap(column);
            let blanks = 1 + self.chance.below(3);
            let dash = format!("{}-{}", " ".repeat(column), " ".repeat(blanks));
            if self.one_in(3) {
                self.mapping(&["text"], column + 1 + blanks, &dash);
            } else {
                let scalar = self.scalar(column, false);
                self.text += &format!("{dash}{scalar}\n");
            }
        }
    }

    fn shift(&mut self, parent: usize) {
        let column = parent + 1 + self.chance.below(4);
        let first = format!("\n{}", " ".repeat(column));
        self.mapping(&["from", "to"], column, &first);
    }

    fn competency(mut self) -> String {
        self.text += "name: Made\nsections:\n";
        // One mistake is the end of a whole file, so that a few cells are enough.
        for _ in 0..=self.chance.below(2) {
            let section = self.pick(&["text", "items", "steps", "turn", "sum"]);
            if self.text.contains(&format!(" {section}:")) {
                continue;
            }
            self.gap(1);
            self.text += &format!(" {section}:\n   l1:");
            match section {
                "text" => {
                    let scalar = self.scalar(3, false);
                    self.text += &format!(" {scalar}\n");
                }
                "turn" => self.shift(3),
                "sum" => {
                    self.text += "\n     points:";
                    self.list(5);
                    let scalar = self.scalar(5, false);
                    self.text += &format!("     text: {scalar}\n");
                }
                _ => self.list(3),
            }
        }
        self.text
    }
}

/// Mints a competency if nothing is wrong with it. Returns how many ids it gets.
fn tried(title: &str, text: &str) -> Option<usize> {
    let mut made = project(LADDER, &[("one.yaml", text)]);
    // What the author wrote wrongly is not minted; that it is told is another test's business.
    let diagnostics = check(&mut made, Drafts::Shown).diagnostics;
    if diagnostics.count(Severity::Error) > 0 {
        return None;
    }
    let tried = catch_unwind(AssertUnwindSafe(|| {
        let after = with_ids(text);
        let (added, _) = additions(text, &after).unwrap();
        assert_eq!(added, ids(&mut made).iter().filter(|id| id.is_none()).count());
        assert_eq!(with_ids(&after), after);
        added
    }));
    Some(tried.unwrap_or_else(|_| panic!("{title} broke it:\n{text}")))
}

// Proves for competencies in every notation that ids are added to all their statements, that nothing else is, that
// every word stays what it was, and that minting again adds nothing.
#[test]
fn whatever_the_notation_only_ids_are_added() {
    let (mut good, mut added) = (0, 0);
    for seed in 1..=600_u64 {
        let writer = Writer { chance: Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)), text: String::new() };
        let (how, save) = SAVED[usize::try_from(seed % 6).unwrap()];
        if let Some(ids) = tried(&format!("competency {seed}, {how},"), &save(&writer.competency())) {
            good += 1;
            added += ids;
        }
    }
    assert!(good > 300 && added > 800, "{good} competencies, {added} statements");
}

// Proves the same for what mutations make of the cases and is still without a mistake.
#[test]
fn whatever_becomes_of_a_case_only_ids_are_added() {
    let mut good = 0;
    for (name, text) in cases() {
        let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
        for round in 0..40 {
            let Ok(text) = String::from_utf8(mutate(&text, &mut chance)) else { continue };
            // The reader of files tells of these.
            if !text.contains(|sign| sign != '\u{85}' && is_control(sign)) {
                good += usize::from(tried(&format!("round {round} of {name}"), &text).is_some());
            }
        }
    }
    assert!(good > 50, "{good} mutations");
}
