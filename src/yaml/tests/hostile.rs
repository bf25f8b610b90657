//! Any text at all: no panic, no hang, places inside the text.

#![allow(
    clippy::disallowed_methods,
    reason = "a text that takes minutes is a failure, so that these tests read the clock"
)]

use std::time::{Duration, Instant};

use super::{
    super::{lines::line_at, mended::Mended, survey::survey},
    Parsed, read, spans,
};
use crate::{
    diagnostic::{Code, Place},
    source::Span,
};

/// Documents that mutants are made from.
const SEEDS: &[&str] = &[
    "name: Customer Empathy\ngroup: customers\nrelated: [customer-value, b]\nsections:\n  k:\n    l1:\n      - Reads tickets {#k3f9w}\n      - text: Asks\n        id: p7m2c\n    l2:\n      - \"Quoted: x\"\n",
    "levels:\n  - {id: l1, name: Level 1, summary: \"Learns, well\"}\n  - {id: l2,\n     name: 'It''s'}\ngroups: # c\n- a\n- - b\n  - c\n",
    "d: |\n  *x* y: z\n\n  - [a\nf: >-\n    w é 👩‍👩‍👧\n    v\ng: plain\n  over\n  lines\nh:\n",
    "- &a x\n- *a\n- !t y\n- [[r]]\n- ? q\n- <<: *a\n",
    "\u{feff}---\r\na: b # c\r\nd: \"e\r\n  f\"\r\n...\r\n",
];

/// What is put into them.
const PARTS: &[&str] = &[
    "\n",
    " ",
    "  ",
    "\t",
    "- ",
    "-",
    ": ",
    ":",
    "#",
    " # c",
    "[",
    "]",
    "{",
    "}",
    ",",
    "\"",
    "'",
    "|",
    ">",
    "|2-",
    "*",
    "&a ",
    "*a",
    "!x ",
    "!!str ",
    "%",
    "@",
    "`",
    "? ",
    "---\n",
    "...\n",
    "\r\n",
    "\r",
    "\\",
    "é",
    "👩‍👩‍👧",
    "{#k3f9w}",
    "<<: ",
    "a: ",
    "\u{feff}",
    "\u{0}",
    "\u{85}",
    "\u{2028}",
    "text",
    "\n  ",
    "\n    ",
    "\n\t",
    "~",
    "[[",
    "%YAML 1.2\n",
];

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    fn boundary(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    fn mutant(&mut self) -> String {
        let mut text = SEEDS[self.below(SEEDS.len())].to_owned();
        for _ in 0..=self.below(4) {
            let (from, to) = (self.boundary(&text), self.boundary(&text));
            match self.below(4) {
                0 => {
                    let start = from.min(to);
                    let end = text[start..].char_indices().nth(8).map_or(text.len(), |(at, _)| start + at);
                    text.replace_range(start..end, "");
                }
                1 if from < to => {
                    let copy = text[from..to].to_owned();
                    text.insert_str(to, &copy);
                }
                _ => text.insert_str(from, PARTS[self.below(PARTS.len())]),
            }
        }
        text
    }
}

fn check(parsed: &Parsed) {
    let text = parsed.sources.text(parsed.file);
    let mut inside = |span: Span| {
        assert!(text.get(span.range()).is_some() && span.start <= span.end, "{span:?} is outside of {text:?}");
    };
    if let Some(root) = &parsed.root {
        spans(root, &mut inside);
    }
    for found in parsed.diagnostics.iter() {
        let Place::At(span) = found.place else { panic!("{found:?} has no place") };
        inside(span);
        found.related.iter().for_each(|related| inside(related.span));
    }
}

#[test]
fn mutants_are_read_without_panic_and_with_places_inside() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for _ in 0..3000 {
        check(&read(&random.mutant()));
    }
}

/// The survey knows YAML well enough to find nothing wrong with what the parser accepts.
#[test]
fn accepted_texts_hold_no_certain_mistake() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut accepted = 0;
    let mut wrong = Vec::new();
    for _ in 0..3000 {
        let text = random.mutant();
        let mended = Mended::new(&text.replace(['\u{feff}', '\r', '\t'], ""));
        let file = read(&text).file;
        let Ok(built) = super::super::build::build(&mended, file, 0) else { continue };
        if built.suspects.is_empty() && built.diagnostics.is_empty() {
            accepted += 1;
            // A stop at the end that no uncertain finding can claim.
            let end = mended.text().len() + 1;
            let finding = survey(mended.text(), &[end]);
            // The parser lets brackets go on left of their key; that is a mistake once it fails for any reason.
            let finding = finding.filter(|finding| finding.code != Code::UnclosedBracket);
            wrong.extend(finding.map(|finding| (finding, mended.text().to_owned())));
        }
    }
    assert!(wrong.is_empty(), "{} of {accepted}, the first: {:#?}", wrong.len(), &wrong[..wrong.len().min(9)]);
    assert!(accepted > 300, "{accepted}");
}

#[test]
fn huge_texts_end_soon() {
    let many = |part: &str| part.repeat(100_000);
    let lines = |part: &str| part.repeat(5_000);
    let bomb: Vec<_> = (1..500).map(|at| format!("a{at}: &a{at} [*a{}, *a{}]\n", at - 1, at - 1)).collect();
    for text in [
        many("["),
        many("{a: "),
        many("- "),
        many("? "),
        many("&a "),
        format!("a0: &a0 [x]\n{}", bomb.concat()),
        format!("- {}", "x".repeat(1 << 20)),
        format!("- {}", "word: ".repeat(1 << 16)),
        format!("- [{}", "a b, ".repeat(1 << 16)),
        format!("- [{}]", "a {#abcd}, ".repeat(1 << 14)),
        lines("- *a b\n"),
        lines("\t- a\n"),
        lines("- \"a\n"),
        lines("- [a\n"),
        format!("a: b\n{}", lines("  c: d\n")),
        format!("{}\"", many("\n")),
    ] {
        let start = Instant::now();
        let parsed = read(&text);
        check(&parsed);
        // Far above what it takes, and far below a hang.
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}…", &text[..line_at(&text, 0).end.min(20)]);
    }
    assert_eq!(read(&many("[")).reported(), ["too-deep 1:33"]);
}

#[test]
fn thirty_two_levels_are_enough() {
    let nested = |depth: usize| format!("{}x{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(&nested(32)).reported().iter().all(|code| !code.starts_with("too-deep")));
    assert_eq!(read(&nested(33)).reported(), ["too-deep 1:33"]);
    let lines: Vec<_> = (0..40).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert_eq!(read(&lines.concat()).reported(), ["too-deep 33:33"]);
}
