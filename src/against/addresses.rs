//! Addresses of an earlier state behind which nothing stands any more.
//!
//! What is renamed keeps its old address by `formerly`, so that a name that is neither an id nor a former one is lost.
//! What probably has taken its place is known by the statements that stand there now.

use std::collections::{BTreeMap, BTreeSet};

use super::{Known, Names};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Place},
    ladder::{Id, Ladder},
    source::{FileId, Span},
};

/// Something with an id that is part of an address.
struct Thing<'c> {
    id: &'c Id,
    formerly: &'c [Id],
    name: &'c str,
    /// Where its id or name stands.
    span: Option<Span>,
    /// The file in which its `formerly` belongs.
    file: FileId,
}

/// Which of three kinds, and how its addresses begin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Competency,
    Level,
    Section,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Competency, Self::Level, Self::Section];

    fn words(self) -> &'static str {
        match self {
            Self::Competency => "competency",
            Self::Level => "level",
            Self::Section => "section",
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Competency => "competencies",
            Self::Level => "levels",
            Self::Section => "sections",
        }
    }

    fn things(self, ladder: &Ladder) -> Vec<Thing<'_>> {
        let thing = |id, formerly, name, span, file| Thing { id, formerly, name, span, file };
        match self {
            Self::Competency => {
                let found = ladder.competencies.iter();
                found.map(|one| thing(&one.id, &*one.formerly, &*one.name, Some(one.span), one.file)).collect()
            }
            Self::Level => {
                let found = ladder.levels.iter();
                found.map(|one| thing(&one.id, &*one.formerly, &*one.name, Some(one.span), ladder.file)).collect()
            }
            Self::Section => {
                let found = ladder.sections.iter();
                found.map(|one| thing(&one.id, &*one.formerly, &*one.title, one.span, ladder.file)).collect()
            }
        }
    }

    fn names<'n, 'c>(self, names: &'n Names<'c>) -> &'n BTreeMap<&'c str, usize> {
        match self {
            Self::Competency => &names.competencies,
            Self::Level => &names.levels,
            Self::Section => &names.sections,
        }
    }

    /// The index of the thing of this kind that each permanent id stands in.
    fn homes(self, ladder: &Ladder) -> impl Iterator<Item = (&str, usize)> {
        ladder.competencies.iter().enumerate().flat_map(move |(competency, found)| {
            found.statements().filter_map(move |((section, level), statement)| {
                let home = match self {
                    Self::Competency => competency,
                    Self::Level => level,
                    Self::Section => section,
                };
                Some((statement.id.as_deref()?, home))
            })
        })
    }
}

/// Reports addresses that are lost.
pub(super) fn lost(known: &Known<'_>, sink: &mut Diagnostics) {
    for (at, old) in known.earlier.content.ladders.iter().enumerate() {
        match known.ladder(at) {
            Some(now) => {
                let new = &known.content.ladders[now];
                for kind in Kind::ALL {
                    let names = kind.names(&known.names[now]);
                    let before = kind.things(old);
                    let heirs = Heirs::new(kind, (&before, old), new);
                    lost_things(known, kind, (old, &before), (new, names), &heirs, sink);
                }
            }
            None => lost_ladder(known, old, sink),
        }
    }
}

fn lost_ladder(known: &Known<'_>, old: &Ladder, sink: &mut Diagnostics) {
    let gone = || known.earlier.shift.file(old.file);
    let place = Place::File(known.content.ladders.first().map_or_else(gone, |ladder| ladder.file));
    let (what, home) = match old.prefix.trim_end_matches('/') {
        "" => ("ladder beside the pages".to_owned(), "the folder of the content itself".to_owned()),
        folder => (format!("ladder in `{folder}`"), format!("`{folder}`")),
    };
    let message = format!("the {what} is gone, which was there in {}, and with it its addresses", known.earlier.name);
    let help = format!("keep it in {home}: every link to it begins with its folder");
    sink.push(Diagnostic::new(Code::LostAddress, place, message).help(help));
}

fn lost_things(
    known: &Known<'_>,
    kind: Kind,
    (old, before): (&Ladder, &[Thing<'_>]),
    (new, names): (&Ladder, &BTreeMap<&str, usize>),
    heirs: &Heirs<'_>,
    sink: &mut Diagnostics,
) {
    let mut said = BTreeSet::new();
    for (at, thing) in before.iter().enumerate() {
        for id in std::iter::once(thing.id).chain(thing.formerly) {
            let accounted = || known.accounted.contains(&format!("{}{id}", old.prefix));
            if names.contains_key(&**id) || accounted() || !said.insert(id) {
                continue;
            }
            let address = format!("{}{}/{id}.html", old.prefix, kind.folder());
            let shift = known.earlier.shift;
            let stood = thing.span.map(|span| shift.span(span));
            let heir = super::now(names, thing.id, thing.formerly).or_else(|| heirs.of(at));
            let draft = known.drafts.get(&format!("{}{id}", old.prefix)).filter(|_| kind == Kind::Competency);
            let why = match draft {
                Some(_) => "the competency is a draft".to_owned(),
                None => format!("no {} has or had that id", kind.words()),
            };
            let message = format!("nothing stands behind `{address}` any more: {why}");
            let (place, help) = if let Some(draft) = draft {
                (Place::At(*draft), "take `draft: true` out before this is published".to_owned())
            } else if let Some(heir) = heir.map(|heir| &heirs.after[heir]) {
                let how = match heir.formerly {
                    [] => format!("give it `formerly: [{id}]`"),
                    _ => format!("add `{id}` to its `formerly`"),
                };
                let help = format!("if `{}` has taken its place, {how}", heir.id);
                (heir.span.map_or(Place::File(heir.file), Place::At), help)
            } else {
                let help = format!(
                    "give what has taken its place `formerly: [{id}]`; if nothing has, say why in the notes of the next \
                     release: `- {{#{}{id}}} …`",
                    old.prefix
                );
                // A competency had a file of its own, which is gone with it.
                let own = Place::File(new.file);
                (if kind == Kind::Competency { stood.map_or(own, Place::At) } else { own }, help)
            };
            let mut diagnostic = Diagnostic::new(Code::LostAddress, place, message).help(help);
            if let Some(stood) = stood.filter(|stood| diagnostic.place != Place::At(*stood)) {
                diagnostic = diagnostic.related(stood, format!("it was this in {}", known.earlier.name));
            }
            sink.push(diagnostic);
        }
    }
}

/// What probably has the place of what is gone, among what is new: what holds most of its statements, or else has its
/// name.
struct Heirs<'c> {
    after: Vec<Thing<'c>>,
    /// By the index of what is gone.
    most: BTreeMap<usize, usize>,
    namesakes: Vec<Option<usize>>,
}

impl<'c> Heirs<'c> {
    fn new(kind: Kind, (before, old): (&[Thing<'_>], &Ladder), new: &'c Ladder) -> Self {
        let after = kind.things(new);
        let known: BTreeSet<&str> = before.iter().map(|thing| &**thing.id).collect();
        let fresh = |at: usize| !known.contains(&**after[at].id);
        let homes: BTreeMap<&str, usize> = kind.homes(old).collect();
        let (mut all, mut votes): (BTreeMap<usize, usize>, BTreeMap<(usize, usize), usize>) = Default::default();
        for (id, home) in kind.homes(new) {
            if let Some(from) = homes.get(id) {
                *all.entry(*from).or_default() += 1;
                *votes.entry((*from, home)).or_default() += 1;
            }
        }
        let most = votes.into_iter().filter(|((from, to), count)| fresh(*to) && count * 2 > all[from]);
        let most = most.map(|(pair, _)| pair).collect();
        let named: BTreeMap<&str, usize> =
            (0..after.len()).rev().filter(|at| fresh(*at)).map(|at| (after[at].name, at)).collect();
        let namesakes = before.iter().map(|thing| named.get(thing.name).copied()).collect();
        Self { after, most, namesakes }
    }

    fn of(&self, gone: usize) -> Option<usize> {
        self.most.get(&gone).copied().or(self.namesakes[gone])
    }
}
