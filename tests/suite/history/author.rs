//! The words of the ladder, each made by chance and once in a history: what is found on a page proves which they are.

use std::collections::BTreeSet;

use crate::chance::Chance;

const VERBS: &[&str] =
    &["Reads", "Writes", "Asks", "Shares", "Plans", "Tests", "Draws", "Explains", "Measures", "Repairs", "Mends"];
const KINDS: &[&str] = &[
    "short",
    "honest",
    "weekly",
    "shared",
    "risky",
    "old",
    "R&D",
    "*early*",
    "naïve",
    "<open>",
    "quiet",
    "steady",
    "small",
    "public",
    "\"final\"",
    "it's",
];
const OBJECTS: &[&str] = &[
    "plans",
    "reports",
    "tickets",
    "sketches",
    "incidents",
    "budgets",
    "releases",
    "interviews",
    "estimates",
    "goals",
    "designs",
    "drafts",
    "metrics",
    "habits",
];
const WITH: &[&str] = &["with", "for", "before", "after", "beside", "without", "because of"];
const WHOM: &[&str] = &[
    "customers",
    "colleagues",
    "newcomers",
    "partners",
    "reviewers",
    "neighbours",
    "managers",
    "Zoë",
    "teams",
    "designers",
    "guests",
];
const WHEN: &[&str] = &[
    "every week",
    "when asked",
    "under pressure",
    "by default",
    "in public",
    "on paper",
    "at the start",
    "in the end",
    "without being asked",
    "once a quarter",
];

/// Makes words, names and ids, none of them twice.
#[derive(Clone, Debug)]
pub struct Author {
    /// What decides.
    pub chance: Chance,
    taken: BTreeSet<String>,
}

impl Default for Author {
    fn default() -> Self {
        Self::new(0)
    }
}

impl Author {
    /// The same seed makes the same words.
    pub fn new(seed: u64) -> Self {
        Self { chance: Chance::new(seed), taken: BTreeSet::new() }
    }

    /// Calls `make` until something new comes out.
    fn fresh(&mut self, make: impl Fn(&mut Chance) -> String) -> String {
        loop {
            let words = make(&mut self.chance);
            if self.taken.insert(words.to_lowercase()) {
                return words;
            }
        }
    }

    /// A statement's words.
    pub fn sentence(&mut self) -> String {
        self.fresh(|chance| {
            let words = [VERBS, KINDS, OBJECTS, WITH, KINDS, WHOM, WHEN].map(|list| *chance.pick(list));
            format!("{}.", words.join(" "))
        })
    }

    /// The same with one to three other words.
    pub fn reworded(&mut self, words: &str) -> String {
        self.fresh(|chance| {
            let mut parts: Vec<&str> = words.trim_end_matches('.').split(' ').collect();
            for _ in 0..=chance.below(3) {
                let at = 1 + chance.below(parts.len() - 1);
                let list = *chance.pick(&[KINDS, OBJECTS, WHOM]);
                parts[at] = *chance.pick(list);
            }
            format!("{}.", parts.join(" "))
        })
    }

    /// The same with a letter twice: a mistake of spelling, made or mended.
    pub fn respelt(&mut self, words: &str) -> String {
        self.fresh(|chance| {
            let letters: Vec<usize> =
                words.char_indices().filter(|(_, c)| c.is_ascii_lowercase()).map(|(at, _)| at).collect();
            let at = *chance.pick(&letters);
            format!("{}{}", &words[..=at], &words[at..])
        })
    }

    /// The name of a competency, a level or a section.
    pub fn name(&mut self) -> String {
        const FIRST: &[&str] = &["Clear", "Deep", "Broad", "Kind", "Bold", "Calm", "Keen", "Sound", "Sharp", "Plain"];
        const SECOND: &[&str] = &[
            "Writing",
            "Delivery",
            "Craft",
            "Support",
            "Strategy",
            "Ownership",
            "Hiring",
            "Safety",
            "Learning",
            "Planning",
            "Quality",
            "Empathy",
            "Focus",
        ];
        self.fresh(|chance| format!("{} {}", chance.pick(FIRST), chance.pick(SECOND)))
    }

    /// An id, most often that of the name.
    pub fn id(&mut self, name: &str) -> String {
        let slug = name.to_lowercase().replace(' ', "-");
        self.fresh(|chance| match chance.below(4) {
            0 => format!("{}{}", chance.pick(&["l", "area", "part"]), chance.below(900)),
            1 => format!("{slug}-{}", chance.below(90)),
            // The lower case of the name itself is taken, by the name.
            _ => format!("{slug}{}", chance.pick(&["", "-2", "-next", "-x"])),
        })
    }

    /// The permanent id of a statement.
    pub fn statement_id(&mut self) -> String {
        const LETTERS: &[u8] = b"bcdfghjkmnpqrstvwxz";
        self.fresh(|chance| {
            let digit = char::from(b'2' + u8::try_from(chance.below(8)).unwrap());
            let letters: String = (0..4).map(|_| char::from(*chance.pick(LETTERS))).collect();
            format!("{}{digit}{}", &letters[..1], &letters[1..])
        })
    }

    /// Why something went.
    pub fn reason(&mut self) -> String {
        const WHY: &[&str] =
            &["Nobody does this", "It says too little", "It was never asked for", "The work went away"];
        const SINCE: &[&str] = &["since the move", "since spring", "these days", "in any team", "at this size"];
        self.fresh(|chance| {
            format!("{} {} ({} {}).", chance.pick(WHY), chance.pick(SINCE), chance.pick(WHOM), chance.below(900))
        })
    }
}

/// The words as a page shows them: without the marks of Markdown that are in use here.
pub fn plain(words: &str) -> String {
    words.replace('*', "")
}
