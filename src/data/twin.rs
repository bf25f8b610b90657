//! A competency or a level ─► its twin: the page in Markdown, as a program reads it.
//!
//! Everything that the page says stands here in the same order. Statements with a permanent id carry a link to where
//! they stand on the competency's page; links lead to other twins where there are some.

use crate::{
    html::ROOT,
    ladder::{Body, Cell, Competency, CompetencyRef, Ladder, Origin, Section, Statement, Text, Words},
    link::relative,
    markdown::{self, Written, encode, escape_markdown},
    meta::Meta,
    site::{self, Page, Site},
};

/// Writes a page's twin; empty for a page that has none.
pub(super) fn twin(meta: &Meta<'_, '_>, page: Page) -> String {
    let path = meta.site.path(page);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let mut twin = Twin { meta, site: meta.site, folder, text: String::new() };
    match page {
        Page::Competency(at) => twin.competency(at),
        Page::Level(ladder, level) => twin.level(ladder, level),
        _ => {}
    }
    twin.text
}

struct Twin<'m, 's, 'c> {
    meta: &'m Meta<'s, 'c>,
    site: &'m Site<'c>,
    /// The folder that its links start from.
    folder: String,
    text: String,
}

impl<'c> Twin<'_, '_, 'c> {
    fn competency(&mut self, at: CompetencyRef) {
        let ladder = &self.site.content.ladders[at.ladder];
        let competency = self.site.content.competency(at);
        let levels = competency.levels();
        self.heading(1, &escape_markdown(&competency.name));
        self.summary(Origin::Summary(at), competency.summary.as_ref());
        self.draft(competency);
        if let Some(group) = competency.group {
            let group = self.labelled("group", &escape_markdown(&ladder.groups[group].name));
            self.paragraph(&group);
        }
        self.links("levels", levels.iter().map(|level| Page::Level(at.ladder, *level)).collect());
        if ladder.cumulative && levels.len() > 1 {
            self.paragraph(&escape_markdown(&self.say("cumulative", &[])));
        }
        let missing = (0..ladder.levels.len()).filter(|level| !levels.contains(level));
        let missing: Vec<&str> = missing.map(|level| &*ladder.levels[level].name).collect();
        if !missing.is_empty() {
            let words = self.meta.strings.list("not_described_levels", "levels", &missing);
            self.paragraph(&escape_markdown(&words));
        }
        for (index, section) in ladder.sections.iter().enumerate() {
            if !competency.cells.keys().any(|(of, _)| *of == index) {
                continue;
            }
            self.heading(2, &escape_markdown(&section.title));
            for level in levels.iter().copied() {
                self.heading(3, &escape_markdown(&ladder.levels[level].name));
                match competency.cells.get(&(index, level)) {
                    Some(cell) => self.cell(at, (index, level), section, cell),
                    None => self.paragraph(&escape_markdown(&self.say("not_described", &[]))),
                }
            }
        }
        self.links("related", competency.related.iter().map(|to| Page::Competency(*to)).collect());
    }

    fn level(&mut self, index: usize, level: usize) {
        let ladder = &self.site.content.ladders[index];
        let found = &ladder.levels[level];
        self.heading(1, &escape_markdown(&found.name));
        self.summary(Origin::Vocabulary { ladder: index }, found.summary.as_ref());
        let page = |level: usize| Page::Level(index, level);
        let before: Vec<Page> = site::before(ladder, level).map(page).collect();
        if ladder.cumulative && !before.is_empty() {
            let words = escape_markdown(&self.say("level_also_expects", &[("name", &found.name)]));
            let links: Vec<String> = before.iter().map(|page| self.link(*page)).collect();
            self.paragraph(&format!("{words} {}", links.join(", ")));
        }
        self.links("level_before", found.after.map(page).into_iter().collect());
        let after = (0..ladder.levels.len()).filter(|other| ladder.levels[*other].after == Some(level));
        self.links("level_after", after.map(page).collect());
        let groups = groups(ladder, level);
        let bare = matches!(&*groups, [(None, _)]);
        let depth = if bare { 2 } else { 3 };
        for (group, members) in groups {
            if !bare {
                let name = group.map_or_else(|| self.say("no_group", &[]), |group| ladder.groups[group].name.clone());
                self.heading(2, &escape_markdown(&name));
            }
            for competency in members {
                self.competency_at(CompetencyRef { ladder: index, competency }, level, depth);
            }
        }
        let missing = (0..ladder.competencies.len()).filter(|at| !ladder.competencies[*at].levels().contains(&level));
        let missing: Vec<Page> =
            missing.map(|competency| Page::Competency(CompetencyRef { ladder: index, competency })).collect();
        if !missing.is_empty() {
            self.heading(2, &escape_markdown(&self.say("not_described", &[])));
            let links: Vec<String> = missing.into_iter().map(|page| self.link(page)).collect();
            self.list(&links, |_| "- ".to_owned());
        }
    }

    fn competency_at(&mut self, at: CompetencyRef, level: usize, depth: usize) {
        let ladder = &self.site.content.ladders[at.ladder];
        let competency = self.site.content.competency(at);
        self.heading(depth, &self.link(Page::Competency(at)));
        self.draft(competency);
        self.summary(Origin::Summary(at), competency.summary.as_ref());
        for ((index, of), cell) in competency.cells.iter().filter(|((_, of), _)| *of == level) {
            let section = &ladder.sections[*index];
            self.heading(depth + 1, &escape_markdown(&section.title));
            self.cell(at, (*index, *of), section, cell);
        }
    }

    fn cell(&mut self, at: CompetencyRef, (section, level): (usize, usize), found: &'c Section, cell: &'c Cell) {
        if let Some(lead) = &found.lead {
            let lead = self.write(Origin::Vocabulary { ladder: at.ladder }, lead);
            self.paragraph(&lead.text);
        }
        let origin = Origin::Cell { at, section, level };
        // Where its statements stand, from here.
        let home = encode(&relative(&self.folder, &self.site.path(Page::Competency(at))));
        let write = |twin: &Self, statement: &Statement| twin.statement(&home, origin, statement);
        match &cell.body {
            Body::Prose(statement) | Body::Shift(statement) => {
                let text = write(self, statement);
                self.paragraph(&text);
            }
            Body::List(statements) => {
                let items: Vec<String> = statements.iter().map(|statement| write(self, statement)).collect();
                self.list(&items, |_| "- ".to_owned());
            }
            Body::Steps(statements) => {
                let items: Vec<String> = statements.iter().map(|statement| write(self, statement)).collect();
                self.list(&items, |at| format!("{}. ", at + 1));
            }
            Body::Quotes(statements) => {
                for statement in statements {
                    let text = write(self, statement);
                    self.quote(&text);
                }
            }
            Body::Summary { points, text } => {
                let items: Vec<String> = points.iter().map(|statement| write(self, statement)).collect();
                if !items.is_empty() {
                    self.list(&items, |_| "- ".to_owned());
                }
                if let Some(text) = text {
                    let text = write(self, text);
                    self.paragraph(&text);
                }
            }
        }
    }

    /// A statement with all that belongs to it.
    fn statement(&self, home: &str, origin: Origin, statement: &Statement) -> String {
        let Written { mut text, open } = match &statement.words {
            Words::Text(words) => self.write(origin, words),
            Words::Shift { from, to } => {
                let (from, to) = (self.write(origin, from), self.write(origin, to));
                let text = format!("{}\n\n{}", self.labelled("from", &from.text), self.labelled("to", &to.text));
                Written { text, open: to.open }
            }
        };
        if let Some(id) = &statement.id {
            let gap = if open { " " } else { "\n\n" };
            text.extend([gap, "[#", id, "](", home, "#", id, ")"]);
        }
        if !statement.examples.is_empty() {
            let mut examples = String::new();
            for example in &statement.examples {
                add_item(&mut examples, "- ", &self.write(origin, example).text);
            }
            text += &format!("\n\n{}\n\n{}", self.labelled("examples", "").trim_end(), examples.trim_end());
        }
        if let Some(note) = &statement.note {
            text += &format!("\n\n{}", self.labelled("note", &self.write(origin, note).text));
        }
        text
    }

    /// A text behind the word that names it.
    fn labelled(&self, key: &str, text: &str) -> String {
        let label = escape_markdown(&self.say(key, &[]));
        let whole = self.say("described", &[("about", &label)]);
        if text.contains('\n') {
            return format!("{}\n\n{text}", whole.replace("{text}", "").trim_end());
        }
        // Markdown is put in as it is: what keeps plain words apart has no place in it.
        whole.replace("{text}", text)
    }

    fn write(&self, origin: Origin, text: &Text) -> Written {
        markdown::write(&text.markdown, origin.flow(), |kind, target| {
            let mut resolved = self.site.resolve_to_twin(origin, kind, target)?;
            if let Some(path) = resolved.url.strip_prefix(ROOT) {
                resolved.url = relative(&self.folder, path);
            }
            Some(resolved)
        })
    }

    fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.meta.strings.say(key, values)
    }

    fn link(&self, page: Page) -> String {
        let path = self.site.twin(page).unwrap_or_else(|| self.site.path(page));
        format!("[{}]({})", escape_markdown(&self.meta.name(page)), encode(&relative(&self.folder, &path)))
    }

    /// Links to pages in one line.
    fn links(&mut self, key: &str, pages: Vec<Page>) {
        if !pages.is_empty() {
            let links: Vec<String> = pages.into_iter().map(|page| self.link(page)).collect();
            let line = self.labelled(key, &links.join(", "));
            self.paragraph(&line);
        }
    }

    fn draft(&mut self, competency: &Competency) {
        if competency.draft {
            self.paragraph(&escape_markdown(&self.say("draft", &[])));
        }
    }

    fn summary(&mut self, origin: Origin, summary: Option<&Text>) {
        if let Some(summary) = summary {
            let summary = self.write(origin, summary);
            self.paragraph(&summary.text);
        }
    }

    fn heading(&mut self, level: usize, text: &str) {
        let gap = if self.text.is_empty() { "" } else { "\n" };
        self.text += &format!("{gap}{} {text}\n", "#".repeat(level));
    }

    fn paragraph(&mut self, text: &str) {
        self.text += &format!("\n{text}\n");
    }

    fn list(&mut self, items: &[String], mark: impl Fn(usize) -> String) {
        // One item of several paragraphs sets all apart.
        let loose = items.iter().any(|item| item.contains('\n'));
        for (at, item) in items.iter().enumerate() {
            if at == 0 || loose {
                self.text.push('\n');
            }
            add_item(&mut self.text, &mark(at), item);
        }
    }

    fn quote(&mut self, text: &str) {
        self.text.push('\n');
        for line in text.lines() {
            self.text += format!("> {line}").trim_end();
            self.text.push('\n');
        }
    }
}

/// Adds an item of a list: further lines stand below the first one's words.
fn add_item(to: &mut String, mark: &str, text: &str) {
    let indent = " ".repeat(mark.len());
    for (at, line) in text.lines().enumerate() {
        match (at, line.is_empty()) {
            (0, _) => to.push_str(mark),
            (_, true) => {}
            (_, false) => to.push_str(&indent),
        }
        to.push_str(line);
        to.push('\n');
    }
}

/// The competencies that describe a level, by group; those without a group come last.
fn groups(ladder: &Ladder, level: usize) -> Vec<(Option<usize>, Vec<usize>)> {
    let describes = |competency: &Competency| competency.cells.keys().any(|(_, of)| *of == level);
    let groups = (0..ladder.groups.len()).map(Some).chain([None]);
    let members = |group: Option<usize>| {
        let all = ladder.competencies.iter().enumerate();
        all.filter(|(_, found)| found.group == group && describes(found)).map(|(at, _)| at).collect::<Vec<_>>()
    };
    groups.map(|group| (group, members(group))).filter(|(_, members)| !members.is_empty()).collect()
}
