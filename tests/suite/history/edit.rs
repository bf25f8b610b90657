//! Edits as authors make them: each changes the ladder and says what it did, which is the truth that pages must tell.

use std::collections::BTreeSet;

use rungs::ladder::Style;

use super::{
    author::Author,
    model::{Competency, GROUPS, Key, Model, Named, Place, Section, Statement},
};

/// A kind of edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is named for what it does")]
pub enum Kind {
    RemoveCompetency,
    RemoveLevel,
    RemoveSection,
    AddCompetency,
    AddFormerId,
    AddLevel,
    AddSection,
    RenameCompetency,
    RenameLevel,
    RenameSection,
    Retitle,
    New,
    Reword,
    Spell,
    Delete,
    MoveLevel,
    MoveSection,
    MoveCompetency,
    Split,
    Merge,
    Reorder,
    Tidy,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 22] = [
        Self::RemoveCompetency,
        Self::RemoveLevel,
        Self::RemoveSection,
        Self::AddCompetency,
        Self::AddFormerId,
        Self::AddLevel,
        Self::AddSection,
        Self::RenameCompetency,
        Self::RenameLevel,
        Self::RenameSection,
        Self::Retitle,
        Self::New,
        Self::Reword,
        Self::Spell,
        Self::Delete,
        Self::MoveLevel,
        Self::MoveSection,
        Self::MoveCompetency,
        Self::Split,
        Self::Merge,
        Self::Reorder,
        Self::Tidy,
    ];

    /// Whether it takes a whole competency, level or section away.
    pub fn removes(self) -> bool {
        matches!(self, Self::RemoveCompetency | Self::RemoveLevel | Self::RemoveSection)
    }
}

/// Stands among what was changed for any removal.
const REMOVAL: &str = "(a removal)";

/// What a revision did to things that had been published.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Statements, and those that took their place.
    pub replaced: Vec<(String, Vec<String>)>,
    /// Statements without a successor, and why.
    pub retired: Vec<(String, Option<String>)>,
    /// Competencies, levels and sections that went, and why.
    pub removed: Vec<(Key, Option<String>)>,
    /// The items of the release's notes.
    pub notes: Vec<String>,
}

/// An author at work on one revision.
pub struct Desk<'m> {
    /// The ladder.
    pub model: &'m mut Model,
    /// Who makes up words.
    pub author: &'m mut Author,
    /// Ids of competencies that went, with all that they were called.
    pub former: &'m mut Vec<String>,
    /// The last key that was given.
    pub last_key: &'m mut Key,
    /// What was changed since the last release, and what was made: a second change of the same thing, or its end, would
    /// be one of something that no release ever held.
    pub touched: &'m mut BTreeSet<String>,
    /// What was done so far.
    pub outcome: Outcome,
}

impl Desk<'_> {
    /// Makes an edit; false where there is nothing that it could be made on.
    pub fn edit(&mut self, kind: Kind) -> bool {
        self.try_edit(kind).is_some()
    }

    fn try_edit(&mut self, kind: Kind) -> Option<()> {
        match kind {
            Kind::RemoveCompetency | Kind::RemoveLevel | Kind::RemoveSection => self.remove(kind),
            Kind::AddCompetency => (self.model.competencies.len() < 5).then(|| self.add_competency(None)),
            Kind::AddFormerId if self.model.competencies.len() < 5 => {
                // What goes and comes between two releases is one thing to whoever reads the two releases.
                let free = self.former.iter().rposition(|id| !self.touched.contains(id))?;
                let id = self.former.remove(free);
                self.add_competency(Some(id));
                Some(())
            }
            Kind::AddFormerId => None,
            Kind::AddLevel => (self.model.levels.len() < 3).then(|| self.add_level()),
            Kind::AddSection => (self.model.sections.len() < 3).then(|| self.add_section()),
            Kind::RenameCompetency | Kind::RenameLevel | Kind::RenameSection => self.rename(kind),
            Kind::Retitle => {
                let kinds = [Kind::RenameCompetency, Kind::RenameLevel, Kind::RenameSection];
                let kind = *self.author.chance.pick(&kinds);
                let name = self.author.name();
                self.thing(kind)?.name = name;
                Some(())
            }
            Kind::New => {
                let place = self.place(|_| true)?;
                self.write(place, Vec::new());
                Some(())
            }
            Kind::Reword | Kind::Spell => self.reword(kind),
            Kind::Delete => {
                let (id, _) = self.statement(|_, _| true)?;
                self.model.take(&id);
                let reason = self.reason(&id);
                self.outcome.retired.push((id, reason));
                Some(())
            }
            Kind::MoveLevel => self.move_statement(|from, to| Place { level: to.level, ..from } == to),
            Kind::MoveSection => self.move_statement(|from, to| Place { section: to.section, ..from } == to),
            Kind::MoveCompetency => self.move_statement(|from, to| Place { competency: to.competency, ..from } == to),
            Kind::Split => self.split(),
            Kind::Merge => self.merge(),
            Kind::Reorder => self.reorder(),
            Kind::Tidy => {
                let (id, _) = self.statement(|_, statement| !statement.replaces.is_empty())?;
                let (place, at, statement) = self.model.take(&id);
                self.model.put(place, at, Statement { replaces: Vec::new(), ..statement });
                Some(())
            }
        }
    }

    /// A statement that nobody has changed since the last release, and where it stands.
    fn statement(&mut self, fits: impl Fn(Place, &Statement) -> bool) -> Option<(String, Place)> {
        let all = self.model.statements().into_iter();
        let all = all.filter(|(place, statement)| !self.touched.contains(&statement.id) && fits(*place, statement));
        let all: Vec<(String, Place)> = all.map(|(place, statement)| (statement.id.clone(), place)).collect();
        let found = (!all.is_empty()).then(|| self.author.chance.pick(&all).clone())?;
        self.touched.insert(found.0.clone());
        Some(found)
    }

    /// A cell with room.
    fn place(&mut self, fits: impl Fn(Place) -> bool) -> Option<Place> {
        let mut places: Vec<Place> = self.model.places().into_iter().filter(|place| fits(*place)).collect();
        places.retain(|place| self.model.room(*place) > 0);
        (!places.is_empty()).then(|| *self.author.chance.pick(&places))
    }

    /// Why something goes: most often an author says so in the notes.
    fn reason(&mut self, id: &str) -> Option<String> {
        let reason = (!self.author.chance.one_in(6)).then(|| self.author.reason());
        self.outcome.notes.extend(reason.iter().map(|reason| format!("- {{#{id}}} {reason}")));
        reason
    }

    /// Writes a statement with a new id.
    fn write(&mut self, place: Place, replaces: Vec<String>) -> String {
        let id = self.author.statement_id();
        let halves = if self.model.style(place.section) == Style::Shift { 2 } else { 1 };
        let words = (0..halves).map(|_| self.author.sentence()).collect();
        let others: Vec<Key> = self.model.competencies.iter().map(|competency| competency.named.key).collect();
        let see = self.author.chance.one_in(4).then(|| *self.author.chance.pick(&others));
        let at = self.author.chance.below(4);
        self.model.put(place, at, Statement { id: id.clone(), words, replaces, see });
        self.touched.insert(id.clone());
        id
    }

    fn new_named(&mut self) -> Named {
        *self.last_key += 1;
        let name = self.author.name();
        let id = self.author.id(&name);
        self.touched.insert(id.clone());
        Named { key: *self.last_key, id, name, formerly: Vec::new() }
    }

    /// Fills about every other cell among those that fit.
    fn fill(&mut self, fits: impl Fn(Place) -> bool) {
        let places: Vec<Place> = self.model.places().into_iter().filter(|place| fits(*place)).collect();
        for (place, count) in places.into_iter().zip(0..) {
            for _ in 0..self.author.chance.below(3).max(usize::from(count == 0)) {
                if self.model.room(place) > 0 {
                    self.write(place, Vec::new());
                }
            }
        }
    }

    /// Adds a competency, under an id that another one had, where one is given.
    pub fn add_competency(&mut self, id: Option<String>) {
        let mut named = self.new_named();
        named.id = id.unwrap_or(named.id);
        self.touched.insert(named.id.clone());
        let key = named.key;
        let group = Some(self.author.chance.below(GROUPS.len() + 1)).filter(|group| *group < GROUPS.len());
        self.model.competencies.push(Competency { named, group, cells: std::collections::BTreeMap::new() });
        self.fill(|place| place.competency == key);
    }

    /// Adds a level somewhere.
    pub fn add_level(&mut self) {
        let named = self.new_named();
        let key = named.key;
        let at = self.author.chance.below(self.model.levels.len() + 1);
        self.model.levels.insert(at, named);
        self.fill(|place| place.level == key);
    }

    /// Adds a section of a style that no other has.
    pub fn add_section(&mut self) {
        let named = self.new_named();
        let key = named.key;
        let used: Vec<Style> = self.model.sections.iter().map(|section| section.style).collect();
        let free: Vec<Style> = Style::ALL.into_iter().filter(|style| !used.contains(style)).collect();
        let style = *self.author.chance.pick(&free);
        self.model.sections.push(Section { named, style });
        self.fill(|place| place.section == key);
    }

    /// A competency, level or section that nobody has changed since the last release.
    fn thing(&mut self, kind: Kind) -> Option<&mut Named> {
        let Model { levels, sections, competencies, .. } = &mut *self.model;
        let mut all: Vec<&mut Named> = match kind {
            Kind::RenameLevel => levels.iter_mut().collect(),
            Kind::RenameSection => sections.iter_mut().map(|section| &mut section.named).collect(),
            _ => competencies.iter_mut().map(|competency| &mut competency.named).collect(),
        };
        all.retain(|named| !self.touched.contains(&named.id));
        let at = (!all.is_empty()).then(|| self.author.chance.below(all.len()))?;
        let found = all.swap_remove(at);
        self.touched.insert(found.id.clone());
        Some(found)
    }

    fn rename(&mut self, kind: Kind) -> Option<()> {
        let name = self.author.name();
        let id = self.author.id(&name);
        let with_name = self.author.chance.one_in(2);
        let named = self.thing(kind)?;
        named.formerly.push(std::mem::replace(&mut named.id, id.clone()));
        if with_name {
            named.name = name;
        }
        self.touched.insert(id);
        Some(())
    }

    fn remove(&mut self, kind: Kind) -> Option<()> {
        let Model { levels, sections, competencies, .. } = &*self.model;
        let (kind, left) = match kind {
            Kind::RemoveLevel => (Kind::RenameLevel, levels.len()),
            Kind::RemoveSection => (Kind::RenameSection, sections.len()),
            _ => (Kind::RenameCompetency, competencies.len()),
        };
        // Of two that went at once either could be the reason why a statement went with them.
        if left < 2 || self.touched.contains(REMOVAL) {
            return None;
        }
        let Named { key, id, formerly, .. } = self.thing(kind)?.clone();
        let gone: Vec<String> = {
            let all = self.model.statements().into_iter();
            let within = |place: Place| [place.competency, place.section, place.level].contains(&key);
            all.filter(|(place, _)| within(*place)).map(|(_, statement)| statement.id.clone()).collect()
        };
        if gone.iter().any(|id| self.touched.contains(id)) {
            return None;
        }
        self.touched.insert(REMOVAL.into());
        let reason = self.reason(&id);
        for id in gone {
            self.model.take(&id);
            self.outcome.retired.push((id, reason.clone()));
        }
        self.model.levels.retain(|named| named.key != key);
        self.model.sections.retain(|section| section.named.key != key);
        if kind == Kind::RenameCompetency {
            self.model.competencies.retain(|competency| competency.named.key != key);
            self.touched.extend(formerly.iter().cloned());
            self.former.extend(formerly.into_iter().chain([id]));
        }
        self.outcome.removed.push((key, reason));
        Some(())
    }

    fn reword(&mut self, kind: Kind) -> Option<()> {
        let (id, _) = self.statement(|_, _| true)?;
        let (place, at, mut statement) = self.model.take(&id);
        let half = self.author.chance.below(statement.words.len());
        let words = &statement.words[half];
        statement.words[half] = match kind {
            Kind::Spell => self.author.respelt(words),
            _ => self.author.reworded(words),
        };
        self.model.put(place, at, statement);
        Some(())
    }

    /// Moves a statement to a cell that has room and the same kind of words.
    fn move_statement(&mut self, fits: impl Fn(Place, Place) -> bool) -> Option<()> {
        for _ in 0..20 {
            let (id, from) = self.statement(|_, _| true)?;
            let shift = |model: &Model, place: Place| model.style(place.section) == Style::Shift;
            let model = self.model.clone();
            let alike = |to: Place| shift(&model, from) == shift(&model, to);
            if let Some(to) = self.place(|to| to != from && fits(from, to) && alike(to)) {
                let (_, _, statement) = self.model.take(&id);
                let at = self.author.chance.below(4);
                self.model.put(to, at, statement);
                return Some(());
            }
            self.touched.remove(&id);
        }
        None
    }

    /// Two statements for one: in its cell, or where there is room.
    fn split(&mut self) -> Option<()> {
        let (id, place) = self.statement(|_, _| true)?;
        self.model.take(&id);
        let mut parts = Vec::new();
        for _ in 0..2 {
            let place = if self.model.room(place) > 0 { place } else { self.place(|_| true)? };
            parts.push(self.write(place, vec![id.clone()]));
        }
        self.outcome.replaced.push((id, parts));
        Some(())
    }

    /// One statement for two.
    fn merge(&mut self) -> Option<()> {
        let (first, place) = self.statement(|_, _| true)?;
        let (second, _) = self.statement(|_, _| true)?;
        self.model.take(&first);
        self.model.take(&second);
        let id = self.write(place, vec![first.clone(), second.clone()]);
        self.outcome.replaced.extend([first, second].map(|old| (old, vec![id.clone()])));
        Some(())
    }

    fn reorder(&mut self) -> Option<()> {
        let cells = self.model.competencies.iter_mut().flat_map(|competency| competency.cells.values_mut());
        let mut cells: Vec<_> = cells.filter(|cell| cell.len() > 1).collect();
        let at = (!cells.is_empty()).then(|| self.author.chance.below(cells.len()))?;
        cells.swap_remove(at).reverse();
        Some(())
    }
}
