//! What a text refers to ─► the name that is shown for it, the same on both sides.
//!
//! A link has no words of its own where the author gave it none. A competency or level that is called otherwise is one
//! change, and not one of every statement that mentions it: both sides show the name that it has after.

use std::collections::BTreeMap;

use super::{
    Side,
    pairing::{Pairing, Pairs},
};
use crate::{ladder::Content, markdown::Resolved};

/// The names of both states.
#[derive(Clone, Debug)]
pub(super) struct Names {
    before: Known,
    after: Known,
}

/// The names of one state.
#[derive(Clone, Debug)]
struct Known {
    /// The folder of each ladder, as its names begin.
    prefixes: Vec<String>,
    /// By address, as in `ic/customer-value`, `ic/level:l2` and `ic/section:signals`: the address and name after.
    shown: BTreeMap<String, (String, String)>,
}

impl Names {
    pub fn new(before: &Content, after: &Content, pairing: &Pairing) -> Self {
        let mut known = Self { before: Known::of(before), after: Known::of(after) };
        for (from, to) in pairing.ladders.joined() {
            let parts = pairing.parts(from);
            let (old, new) = (addresses(before, from), addresses(after, to));
            for (kind, pairs) in [&parts.competencies, &parts.levels, &parts.sections].into_iter().enumerate() {
                known.rename(pairs, &old[kind], &new[kind]);
            }
        }
        known
    }

    fn rename(&mut self, pairs: &Pairs, old: &[String], new: &[String]) {
        for (from, to) in pairs.joined() {
            if let Some(shown) = self.after.shown.get(&new[to]) {
                self.before.shown.insert(old[from].clone(), shown.clone());
            }
        }
    }

    /// The name that a reference without words of its own shows, and the address that it has after.
    pub fn resolve(&self, side: Side, ladder: usize, target: &str) -> Option<Resolved> {
        let known = match side {
            Side::Before => &self.before,
            Side::After => &self.after,
        };
        let (name, anchor) = match target.trim().split_once('#') {
            Some((name, anchor)) => (name.trim(), Some(anchor.trim())),
            None => (target.trim(), None),
        };
        let own = known.prefixes.get(ladder).map_or("", |prefix| &**prefix);
        let named = match name.split_once("level:") {
            Some((_, rest)) if rest.contains('/') => {
                let (folder, id) = rest.rsplit_once('/').unwrap_or(("", rest));
                known.shown.get(&format!("{folder}/level:{id}"))
            }
            _ => known.shown.get(&format!("{own}{name}")).or_else(|| known.shown.get(name)),
        };
        let (address, shown) = named?;
        let Some(anchor) = anchor else { return Some(Resolved { url: address.clone(), label: shown.clone() }) };
        let folder = address.rsplit_once('/').map_or("", |(folder, _)| folder);
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        // What is named here are the sections and levels of the ladder that the address leads to.
        let part = |kind: &str, id: &str| {
            let (address, shown) = known.shown.get(&format!("{folder}{kind}:{id}"))?;
            Some((address.rsplit(':').next().unwrap_or_default().to_owned(), shown.clone()))
        };
        let (section, level) =
            anchor.split_once("--").map_or((anchor, None), |(section, level)| (section, Some(level)));
        let found = part("section", section);
        let level = level.map(|level| part("level", level));
        Some(match (found, level) {
            (Some((id, title)), None) => {
                Resolved { url: format!("{address}#{id}"), label: format!("{shown}: {title}") }
            }
            (Some((id, title)), Some(Some((level, name)))) => {
                Resolved { url: format!("{address}#{id}--{level}"), label: format!("{shown}: {title}, {name}") }
            }
            _ => Resolved { url: format!("{address}#{anchor}"), label: shown.clone() },
        })
    }

    /// The name that a reference without words of its own shows.
    pub fn label(&self, side: Side, ladder: usize, target: &str) -> String {
        self.resolve(side, ladder, target).map_or_else(|| target.to_owned(), |found| found.label)
    }
}

impl Known {
    fn of(content: &Content) -> Self {
        let mut shown = BTreeMap::new();
        for (at, ladder) in content.ladders.iter().enumerate() {
            let names = [
                ladder.competencies.iter().map(|found| &found.name).collect::<Vec<_>>(),
                ladder.levels.iter().map(|found| &found.name).collect(),
                ladder.sections.iter().map(|found| &found.title).collect(),
            ];
            for (addresses, names) in addresses(content, at).into_iter().zip(names) {
                let entries = addresses.into_iter().zip(names);
                shown.extend(entries.map(|(address, name)| (address.clone(), (address, name.clone()))));
            }
        }
        Self { prefixes: content.ladders.iter().map(|ladder| ladder.prefix.clone()).collect(), shown }
    }
}

/// The addresses of a ladder's competencies, levels and sections.
fn addresses(content: &Content, ladder: usize) -> [Vec<String>; 3] {
    let found = &content.ladders[ladder];
    let prefix = &found.prefix;
    [
        found.competencies.iter().map(|competency| format!("{prefix}{}", competency.id)).collect(),
        found.levels.iter().map(|level| format!("{prefix}level:{}", level.id)).collect(),
        found.sections.iter().map(|section| format!("{prefix}section:{}", section.id)).collect(),
    ]
}
