//! Permanent ids of an earlier state that are lost, that ask for something else, or that came back as another's.

use std::collections::BTreeMap;

use super::{Known, excerpt};
use crate::{
    change::{self, Lexicon},
    diagnostic::{Code, Diagnostic, Diagnostics, Place},
    difference::{self, CellRef, Difference, Effect, Kind, Spot, Thing},
    ladder::{Competency, Content, Id, Statement, Words},
    markdown::{self, Flow},
};

/// How many ids a message lists.
const LISTED: usize = 8;

/// Every statement that has an id, by it.
fn by_id(content: &Content) -> BTreeMap<&str, &Statement> {
    let competencies = content.ladders.iter().flat_map(|ladder| &ladder.competencies);
    let statements = competencies.flat_map(Competency::statements);
    statements.filter_map(|(_, statement)| Some((statement.id.as_deref()?, statement))).collect()
}

/// Reports ids that are gone from the content, and new ones under nearly the words of those that are.
pub(super) fn lost(known: &Known<'_>, difference: &Difference<'_>, sink: &mut Diagnostics) {
    let published: Vec<_> =
        known.releases.iter().map(|release| &release.content).chain([known.earlier.content]).map(by_id).collect();
    let is_new = |id: &Id| !published.iter().any(|ids| ids.contains_key(&**id));
    let lost = |spot: &Spot<'_>| spot.statement.id.as_deref().is_some_and(|id| !known.accounted.contains(id));
    let (mut gone, mut new) = (Vec::new(), Vec::new());
    let mut with: BTreeMap<Thing, Vec<Spot<'_>>> = BTreeMap::new();
    for change in &difference.changes {
        match &change.kind {
            Kind::Extras { before, after, id: true, .. } if lost(before) => {
                sink.push(taken_off(known, before.statement, after.statement));
            }
            Kind::Removed { before, replaced_by, with: thing } if replaced_by.is_empty() && lost(before) => {
                match thing {
                    // A reason can be given for a competency, and not for a whole ladder.
                    Some(Thing::Ladder(_)) => with.entry(Thing::Competency(before.at)).or_default().push(*before),
                    Some(thing) => with.entry(*thing).or_default().push(*before),
                    None => gone.push(*before),
                }
            }
            Kind::Added { after, .. } if after.statement.id.as_ref().is_some_and(is_new) => new.push(*after),
            _ => {}
        }
    }
    let changed = changed(known, difference, &gone, &new);
    for (at, spot) in gone.iter().enumerate() {
        sink.push(match changed.get(&at) {
            Some(after) => changed_id(known, spot.statement, new[*after].statement),
            None => gone_from(known, spot),
        });
    }
    for (thing, spots) in with {
        let (what, name) = named(known, thing);
        // That it is a draft is said of its address.
        let draft = what == "competency" && known.drafts.contains_key(&name);
        if !draft && !known.accounted.contains(&name) {
            sink.push(gone_with(known, &format!("{what} `{name}`"), &name, &spots));
        }
    }
}

fn id(statement: &Statement) -> &str {
    statement.id.as_deref().unwrap_or_default()
}

/// Points at where a statement of the earlier state stood as well, and quotes it: the place may be that of its id.
fn with_old(known: &Known<'_>, statement: &Statement, diagnostic: Diagnostic) -> Diagnostic {
    let label = format!("“{}” in {}", excerpt(&plain(statement)), known.earlier.name);
    diagnostic.related(known.earlier.shift.span(statement.span), label)
}

fn taken_off(known: &Known<'_>, before: &Statement, after: &Statement) -> Diagnostic {
    let id = id(before);
    let message = format!("this statement has lost its id `{id}`");
    let diagnostic = Diagnostic::new(Code::LostId, after.span, message);
    with_old(known, before, diagnostic).help(format!("give it back: `{{#{id}}}` behind the text, or `id: {id}`"))
}

fn gone_from(known: &Known<'_>, spot: &Spot<'_>) -> Diagnostic {
    let id = id(spot.statement);
    let now = known.competency(spot.at);
    let cell = known.cell(spot.cell()).and_then(|cell| {
        known.content.competency(cell.at).cells.get(&(cell.section, cell.level)).map(|cell| cell.span)
    });
    let here = cell.or_else(|| now.map(|at| known.content.competency(at).span));
    let help = format!(
        "put it behind the statement that still means it, write `replaces: [{id}]` at the one that has taken its place, \
         or say why it is retired in the notes of the next release: `- {{#{id}}} …`"
    );
    // A cell that is gone has left its competency. A competency that is gone has left nothing but what it was.
    let here = here.unwrap_or_else(|| known.earlier.shift.span(spot.statement.span));
    let message = format!("the id `{id}` is gone, which stood here");
    with_old(known, spot.statement, Diagnostic::new(Code::LostId, here, message)).help(help)
}

/// What something of the earlier state is, and its name in the notes of a release.
fn named(known: &Known<'_>, thing: Thing) -> (&'static str, String) {
    let ladders = &known.earlier.content.ladders;
    let of = |ladder: usize, id: &str| format!("{}{id}", ladders[ladder].prefix);
    match thing {
        Thing::Ladder(at) => ("ladder", ladders[at].prefix.trim_end_matches('/').to_owned()),
        Thing::Level(at, level) => ("level", of(at, &ladders[at].levels[level].id)),
        Thing::Group(at, group) => ("group", of(at, &ladders[at].groups[group].id)),
        Thing::Section(at, section) => ("section", of(at, &ladders[at].sections[section].id)),
        Thing::Competency(at) => ("competency", of(at.ladder, &known.earlier.content.competency(at).id)),
    }
}

/// What went as a whole is one message.
fn gone_with(known: &Known<'_>, what: &str, name: &str, spots: &[Spot<'_>]) -> Diagnostic {
    let mut list: Vec<String> = spots.iter().take(LISTED).map(|spot| format!("`{}`", id(spot.statement))).collect();
    if spots.len() > LISTED {
        list.push(format!("{} more", spots.len() - LISTED));
    }
    let one = spots.len() == 1;
    let (ids, list) = (if one { "the id" } else { "the ids" }, list.join(", "));
    let (each, all) = if one { ("it", "it is") } else { ("each", "all are") };
    let message = format!("with the {what}, {ids} {list} went");
    let help = format!(
        "put {each} behind the statement that still means it, write `replaces: […]` at what has taken its place, or say \
         why {all} retired in the notes of the next release: `- {{#{name}}} …`"
    );
    let place = Place::At(known.earlier.shift.span(spots[0].statement.span));
    Diagnostic::new(Code::LostId, place, message).help(help)
}

fn changed_id(known: &Known<'_>, before: &Statement, after: &Statement) -> Diagnostic {
    let (old, new) = (id(before), id(after));
    let message = format!("`{new}` is a new id under nearly the words of `{old}`, which is gone");
    let help = format!(
        "did you mean to keep `{old}`? Write it in place of `{new}`; if this asks for something else, say \
         `replaces: [{old}]`"
    );
    with_old(known, before, Diagnostic::new(Code::ChangedId, after.span, message)).help(help)
}

/// Which new statements stand in the place of those that are gone and have nearly their words, by index: in the same
/// cell, or else in one beside it, which is that of the next level or section.
fn changed(
    known: &Known<'_>,
    difference: &Difference<'_>,
    gone: &[Spot<'_>],
    new: &[Spot<'_>],
) -> BTreeMap<usize, usize> {
    let mut lexicon = Lexicon::default();
    let old_words: Vec<change::Words> = gone.iter().map(|spot| lexicon.words(&difference.words_before(spot))).collect();
    let new_words: Vec<change::Words> = new.iter().map(|spot| lexicon.words(&difference.words_after(spot))).collect();
    let mut by_cell: BTreeMap<CellRef, Vec<usize>> = BTreeMap::new();
    for (at, spot) in new.iter().enumerate() {
        by_cell.entry(spot.cell()).or_default().push(at);
    }
    let mut cells: BTreeMap<CellRef, Vec<usize>> = BTreeMap::new();
    for (at, spot) in gone.iter().enumerate() {
        if let Some(cell) = known.cell(spot.cell()) {
            cells.entry(cell).or_default().push(at);
        }
    }
    let mut found: BTreeMap<usize, usize> = BTreeMap::new();
    let mut taken = vec![false; new.len()];
    for near in [false, true] {
        for (cell, old) in &cells {
            let places = if near { beside(*cell) } else { vec![*cell] };
            let old: Vec<usize> = old.iter().copied().filter(|at| !found.contains_key(at)).collect();
            let new = places.iter().filter_map(|cell| by_cell.get(cell)).flatten().copied();
            let new: Vec<usize> = new.filter(|at| !taken[*at]).collect();
            let first: Vec<&change::Words> = old.iter().map(|at| &old_words[*at]).collect();
            let second: Vec<&change::Words> = new.iter().map(|at| &new_words[*at]).collect();
            for pair in change::compare(&lexicon, &first, &second) {
                taken[new[pair.after]] = true;
                found.insert(old[pair.before], new[pair.after]);
            }
        }
    }
    found
}

/// The cells of the levels and sections listed before and after those of a cell.
fn beside(cell: CellRef) -> Vec<CellRef> {
    let levels = [cell.level.checked_sub(1), cell.level.checked_add(1)].into_iter().flatten();
    let sections = [cell.section.checked_sub(1), cell.section.checked_add(1)].into_iter().flatten();
    let levels = levels.map(|level| CellRef { level, ..cell });
    levels.chain(sections.map(|section| CellRef { section, ..cell })).collect()
}

/// Reports ids that are kept under words that ask for something else.
pub(super) fn other_meaning(known: &Known<'_>, difference: &Difference<'_>, sink: &mut Diagnostics) {
    for change in &difference.changes {
        let (before, after) = match &change.kind {
            Kind::Reworded { before, after, words } | Kind::Moved { before, after, words: Some(words) }
                if words.effect == Effect::Asks =>
            {
                (before.statement, after.statement)
            }
            _ => continue,
        };
        if before.id.is_none() || before.id != after.id {
            continue;
        }
        let id = id(after);
        let message = format!("the id `{id}` is kept, and its statement asks for something else");
        let help = format!(
            "if whoever does what it asked for before does not do this as well, take the id out, let `rungs mint` give \
             another, and say `replaces: [{id}]`"
        );
        sink.push(with_old(known, before, Diagnostic::new(Code::OtherMeaning, after.span, message)).help(help));
    }
}

/// Reports ids that a release before the latest had, that were retired, and that stand at something else.
pub(super) fn reused(known: &Known<'_>, sink: &mut Diagnostics) {
    let Some((latest, older)) = known.releases.split_last() else { return };
    let (earlier, latest) = (by_id(known.earlier.content), by_id(&latest.content));
    let older: Vec<_> = older.iter().rev().map(|release| (release, by_id(&release.content))).collect();
    for (id, statement) in by_id(known.content) {
        if earlier.contains_key(id) || latest.contains_key(id) {
            continue;
        }
        let last = older.iter().find_map(|(release, ids)| Some((release, *ids.get(id)?)));
        let Some((release, before)) = last else { continue };
        if difference::reworded(&plain(before), &plain(statement)).effect != Effect::Asks {
            continue;
        }
        let version = &release.version;
        let message = format!("the id `{id}` was that of something else in release {version}, and was retired since");
        let diagnostic = Diagnostic::new(Code::ReusedId, statement.span, message);
        let help = "take it out, and `rungs mint` gives another: links of then lead to what it was";
        let label = format!("“{}” in release {version}", excerpt(&plain(before)));
        sink.push(diagnostic.related(before.span, label).help(help));
    }
}

/// The words of a statement, names for what it refers to left as they are written.
fn plain(statement: &Statement) -> String {
    let plain =
        |text: &crate::ladder::Text| markdown::plain(&text.markdown, Flow::Statement, |target| Some(target.to_owned()));
    match &statement.words {
        Words::Text(text) => plain(text),
        Words::Shift { from, to } => [plain(from), plain(to)].join(" → "),
    }
}
