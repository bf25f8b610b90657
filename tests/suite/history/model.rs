//! The ladder that the history is about: what an author has in mind, and the files that say it.
//!
//! Knows nothing of the code under test but its file format. Things are told apart by keys that never change, so that
//! whatever is renamed stays the same thing here.

use std::{collections::BTreeMap, fmt::Write};

use rungs::ladder::Style;

use super::truth::What;

/// What a competency, level or section is, whatever its id and name.
pub type Key = usize;

/// A competency, level or section.
#[derive(Clone, Debug)]
pub struct Named {
    /// What it is.
    pub key: Key,
    /// Its id.
    pub id: String,
    /// Its name or title.
    pub name: String,
    /// Its ids of old.
    pub formerly: Vec<String>,
}

/// A section.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its names.
    pub named: Named,
    /// The shape of its cells.
    pub style: Style,
}

/// A competency.
#[derive(Clone, Debug)]
pub struct Competency {
    /// Its names.
    pub named: Named,
    /// Its group.
    pub group: Option<usize>,
    /// What it says, by section and level.
    pub cells: BTreeMap<(Key, Key), Vec<Statement>>,
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its permanent id.
    pub id: String,
    /// Its words: one text, or both halves of a shift.
    pub words: Vec<String>,
    /// Whose place it takes.
    pub replaces: Vec<String>,
    /// A competency that its note refers to.
    pub see: Option<Key>,
}

/// Where a statement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The competency.
    pub competency: Key,
    /// The section.
    pub section: Key,
    /// The level.
    pub level: Key,
}

impl Place {
    /// The competency, level or section.
    pub fn of(self, what: What) -> Key {
        match what {
            What::Competency => self.competency,
            What::Level => self.level,
            What::Section => self.section,
        }
    }
}

/// The groups, which never change.
pub const GROUPS: [(&str, &str); 2] = [("people", "People"), ("work", "Work")];

/// A ladder.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The levels in order.
    pub levels: Vec<Named>,
    /// The sections in order.
    pub sections: Vec<Section>,
    /// The competencies.
    pub competencies: Vec<Competency>,
}

impl Model {
    /// All statements with their places, in the order of the files.
    pub fn statements(&self) -> Vec<(Place, &Statement)> {
        let mut all = Vec::new();
        for Competency { named, cells, .. } in &self.competencies {
            for ((section, level), statements) in cells {
                let place = Place { competency: named.key, section: *section, level: *level };
                all.extend(statements.iter().map(|statement| (place, statement)));
            }
        }
        all
    }

    /// The competency of a key.
    pub fn competency(&mut self, key: Key) -> &mut Competency {
        self.competencies.iter_mut().find(|competency| competency.named.key == key).unwrap()
    }

    /// Takes a statement out; a cell without statements goes with it.
    pub fn take(&mut self, id: &str) -> (Place, usize, Statement) {
        let place = self.statements().into_iter().find(|(_, statement)| statement.id == id).unwrap().0;
        let cells = &mut self.competency(place.competency).cells;
        let cell = cells.get_mut(&(place.section, place.level)).unwrap();
        let at = cell.iter().position(|statement| statement.id == id).unwrap();
        let statement = cell.remove(at);
        if cell.is_empty() {
            cells.remove(&(place.section, place.level));
        }
        (place, at, statement)
    }

    /// Puts a statement somewhere.
    pub fn put(&mut self, place: Place, at: usize, statement: Statement) {
        let cell = self.competency(place.competency).cells.entry((place.section, place.level)).or_default();
        cell.insert(at.min(cell.len()), statement);
    }

    /// The style of a section.
    pub fn style(&self, section: Key) -> Style {
        self.sections.iter().find(|found| found.named.key == section).unwrap().style
    }

    /// How many more statements fit into a cell.
    pub fn room(&mut self, place: Place) -> usize {
        let most = match self.style(place.section) {
            Style::Prose | Style::Shift => 1,
            Style::List | Style::Steps | Style::Quotes | Style::Summary => 4,
        };
        let cells = &self.competency(place.competency).cells;
        most - cells.get(&(place.section, place.level)).map_or(0, Vec::len)
    }

    /// Every cell that there could be.
    pub fn places(&self) -> Vec<Place> {
        let mut places = Vec::new();
        for competency in &self.competencies {
            for section in &self.sections {
                places.extend(self.levels.iter().map(|level| Place {
                    competency: competency.named.key,
                    section: section.named.key,
                    level: level.key,
                }));
            }
        }
        places
    }

    /// The files of the content: path below it and text.
    pub fn files(&self) -> Vec<(String, String)> {
        let mut files = vec![("ladder.yaml".to_owned(), self.ladder())];
        for competency in &self.competencies {
            files.push((format!("competencies/{}.yaml", competency.named.id), self.competency_file(competency)));
        }
        // The order in which a folder is walked.
        files.sort();
        files
    }

    fn ladder(&self) -> String {
        let mut text = "title: Engineering\ncumulative: true\nlevels:\n".to_owned();
        let formerly = |named: &Named| match &*named.formerly {
            [] => String::new(),
            ids => format!(", formerly: [{}]", ids.join(", ")),
        };
        for level in &self.levels {
            writeln!(text, "  - {{id: {}, name: {}{}}}", level.id, level.name, formerly(level)).unwrap();
        }
        text += "groups:\n";
        for (id, name) in GROUPS {
            writeln!(text, "  - {{id: {id}, name: {name}}}").unwrap();
        }
        text += "sections:\n";
        for Section { named, style } in &self.sections {
            let (id, title) = (&named.id, &named.name);
            writeln!(text, "  - {{id: {id}, title: {title}, style: {}{}}}", style.name(), formerly(named)).unwrap();
        }
        text
    }

    fn competency_file(&self, competency: &Competency) -> String {
        let Competency { named, group, cells } = competency;
        let mut text = format!("name: {}\n", named.name);
        if let Some(group) = group {
            writeln!(text, "group: {}", GROUPS[*group].0).unwrap();
        }
        if !named.formerly.is_empty() {
            writeln!(text, "formerly: [{}]", named.formerly.join(", ")).unwrap();
        }
        if !cells.is_empty() {
            text += "sections:\n";
        }
        for section in &self.sections {
            let described = |level: &&Named| cells.contains_key(&(section.named.key, level.key));
            let levels: Vec<&Named> = self.levels.iter().filter(described).collect();
            if !levels.is_empty() {
                writeln!(text, "  {}:", section.named.id).unwrap();
            }
            for level in levels {
                writeln!(text, "    {}:", level.id).unwrap();
                self.cell(section.style, &cells[&(section.named.key, level.key)], &mut text);
            }
        }
        text
    }

    fn cell(&self, style: Style, statements: &[Statement], text: &mut String) {
        let list = |statements: &[Statement], indent: usize, text: &mut String| {
            for statement in statements {
                self.statement(statement, indent + 2, &format!("{}- ", " ".repeat(indent)), text);
            }
        };
        match style {
            Style::List | Style::Steps | Style::Quotes => list(statements, 6, text),
            Style::Prose | Style::Shift => self.statement(&statements[0], 6, "      ", text),
            Style::Summary => {
                let (points, closing) = statements.split_at(statements.len().min(2));
                *text += "      points:\n";
                list(points, 8, text);
                if let [closing] = closing {
                    *text += "      text:\n";
                    self.statement(closing, 8, "        ", text);
                } else if !closing.is_empty() {
                    list(closing, 8, text);
                }
            }
        }
    }

    /// Writes a statement as a mapping, or as a text with its id where that says all.
    fn statement(&self, statement: &Statement, indent: usize, first: &str, text: &mut String) {
        let Statement { id, words, replaces, see } = statement;
        let quoted = |words: &str| format!("'{}'", words.replace('\'', "''"));
        let mut lines = match &**words {
            [words] if replaces.is_empty() && see.is_none() => {
                writeln!(text, "{first}'{} {{#{id}}}'", words.replace('\'', "''")).unwrap();
                return;
            }
            [words] => vec![format!("text: {}", quoted(words)), format!("id: {id}")],
            [from, to] => vec![format!("from: {}", quoted(from)), format!("to: {}", quoted(to)), format!("id: {id}")],
            _ => unreachable!("a statement has one text, or two halves"),
        };
        if !replaces.is_empty() {
            lines.push(format!("replaces: [{}]", replaces.join(", ")));
        }
        let seen = see.and_then(|key| self.competencies.iter().find(|competency| competency.named.key == key));
        lines.extend(seen.map(|competency| format!("note: 'See [[{}]] as well'", competency.named.id)));
        for (line, at) in lines.iter().zip(0..) {
            let before = if at == 0 { first.to_owned() } else { " ".repeat(indent) };
            writeln!(text, "{before}{line}").unwrap();
        }
    }
}
