//! Addresses of an earlier state behind which nothing stands any more.
//!
//! What is renamed keeps its old address by `formerly`, so that a name that is neither an id nor a former one is lost.
//! What probably has taken its place is known by the statements that stand there now.

use std::collections::{BTreeMap, BTreeSet};

use super::{Known, same};
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
            Some((_, new)) => Kind::ALL.into_iter().for_each(|kind| lost_in(known, kind, old, new, sink)),
            None => lost_ladder(known, old, sink),
        }
    }
}

fn lost_ladder(known: &Known<'_>, old: &Ladder, sink: &mut Diagnostics) {
    let place = known
        .content
        .ladders
        .first()
        .map_or_else(|| Place::File(known.earlier.shift.file(old.file)), |ladder| Place::File(ladder.file));
    let (what, home) = match old.prefix.trim_end_matches('/') {
        "" => ("ladder beside the pages".to_owned(), "the content's folder itself".to_owned()),
        folder => (format!("ladder in `{folder}`"), format!("`{folder}`")),
    };
    let message = format!("the {what} is gone, which was there in {}, and with it its addresses", known.earlier.name);
    let help = format!("keep it in {home}: its folder is the beginning of every link to it");
    sink.push(Diagnostic::new(Code::LostAddress, place, message).help(help));
}

fn lost_in(known: &Known<'_>, kind: Kind, old: &Ladder, new: &Ladder, sink: &mut Diagnostics) {
    let (before, after) = (kind.things(old), kind.things(new));
    let names = |things: &[Thing<'_>]| -> BTreeSet<String> {
        things
            .iter()
            .flat_map(|thing| std::iter::once(thing.id).chain(thing.formerly))
            .map(ToString::to_string)
            .collect()
    };
    let kept = names(&after);
    let mut said = BTreeSet::new();
    for (at, thing) in before.iter().enumerate() {
        for id in std::iter::once(thing.id).chain(thing.formerly) {
            if kept.contains(&**id) || known.accounted.contains(&format!("{}{id}", old.prefix)) || !said.insert(id) {
                continue;
            }
            let address = format!("{}{}/{id}.html", old.prefix, kind.folder());
            let message = format!("nothing stands behind `{address}` any more: no {} has or had that id", kind.words());
            let heir = heir(kind, at, (&before, old), (&after, new));
            sink.push(match heir {
                Some(heir) => {
                    let place = heir.span.map_or(Place::File(heir.file), Place::At);
                    let help = match heir.formerly {
                        [] => format!("if `{}` has taken its place, give it `formerly: [{id}]`", heir.id),
                        _ => format!("if `{}` has taken its place, add `{id}` to its `formerly`", heir.id),
                    };
                    let diagnostic = Diagnostic::new(Code::LostAddress, place, message).help(help);
                    with_old(known, thing, diagnostic)
                }
                None => {
                    let help = format!(
                        "give what has taken its place `formerly: [{id}]`; if nothing has, say why in the notes of the \
                         next release: `- {{#{}{id}}} …`",
                        old.prefix
                    );
                    let own = Place::File(new.file);
                    let place = if kind == Kind::Competency { old_place(known, thing) } else { own };
                    let diagnostic = Diagnostic::new(Code::LostAddress, place, message).help(help);
                    if kind == Kind::Competency { diagnostic } else { with_old(known, thing, diagnostic) }
                }
            });
        }
    }
}

/// Where something stood.
fn old_place(known: &Known<'_>, thing: &Thing<'_>) -> Place {
    let shift = known.earlier.shift;
    thing.span.map_or(Place::File(shift.file(thing.file)), |span| Place::At(shift.span(span)))
}

fn with_old(known: &Known<'_>, thing: &Thing<'_>, diagnostic: Diagnostic) -> Diagnostic {
    match thing.span {
        Some(span) => {
            let message = format!("it was this in {}", known.earlier.name);
            diagnostic.related(known.earlier.shift.span(span), message)
        }
        None => diagnostic,
    }
}

/// What probably has the place of something that is gone: the same by another of its ids, or what holds most of its
/// statements, or has its name.
fn heir<'t, 'c>(
    kind: Kind,
    at: usize,
    (before, old): (&[Thing<'c>], &'c Ladder),
    (after, new): (&'t [Thing<'c>], &'c Ladder),
) -> Option<&'t Thing<'c>> {
    let thing = &before[at];
    if let Some(found) = same((thing.id, thing.formerly), after, |thing| (thing.id, thing.formerly)) {
        return Some(&after[found]);
    }
    let fresh = |found: &usize| !before.iter().any(|thing| thing.id == after[*found].id);
    let own: BTreeSet<&str> = kind.homes(old).filter(|(_, home)| *home == at).map(|(id, _)| id).collect();
    let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
    for (_, home) in kind.homes(new).filter(|(id, _)| own.contains(id)) {
        *votes.entry(home).or_default() += 1;
    }
    let all: usize = votes.values().sum();
    let most =
        votes.into_iter().filter(|(home, _)| fresh(home)).max_by_key(|(home, votes)| (*votes, usize::MAX - home));
    let most = most.filter(|(_, votes)| votes * 2 > all).map(|(home, _)| home);
    let named = || (0..after.len()).filter(fresh).find(|found| after[*found].name == thing.name);
    most.or_else(named).map(|found| &after[found])
}
