//! Cells, leads and summaries ─► markup, each once, whatever number of pages show it.

use std::{collections::BTreeMap, ops::Range};

use rayon::prelude::*;
use tera::Value;

use super::{
    BodyView, Link, PairLink, Shared, StatementView, TodayView,
    changes::{self, Labels, PairChange},
    cite::unreleased,
    marks::{self, CHANGE, StatementPiece},
};
use crate::{
    change::Lexicon,
    direction::is_right_to_left,
    html::Html,
    ladder::{Body, Cell, Competency, CompetencyRef, Ladder, Origin, Statement, Text, Words},
    markdown,
    site::{self, Page, Site},
    theme::TemplateProblem,
};

/// The markup that pages share, by ladder.
pub struct Pieces {
    /// By ladder.
    pub ladders: Vec<LadderPieces>,
}

/// The markup of one ladder.
pub struct LadderPieces {
    /// Level summaries, by level.
    pub levels: Vec<Option<Html>>,
    /// The heads of a comparison's rows, by section.
    pub heads: Vec<Html>,
    /// What stands in the place of a cell that is not described, by section and level.
    pub holes: Vec<Vec<Html>>,
    /// The words for kinds of change, by the level at which the change is.
    pub labels: Vec<Labels>,
    /// By competency.
    pub competencies: Vec<CompetencyPieces>,
}

/// The markup of one competency, and what its pages would otherwise each find out again.
pub struct CompetencyPieces {
    /// Its summary.
    pub summary: Option<Html>,
    /// Its cells, by section and level.
    pub cells: BTreeMap<(usize, usize), CellPiece>,
    /// The levels that it describes.
    pub levels: Vec<usize>,
    /// The sections that it describes.
    pub sections: Vec<usize>,
    /// Its steps.
    pub steps: Vec<(usize, usize)>,
    /// What changes between two of its levels, for every pair on one branch.
    pub changes: BTreeMap<(usize, usize), PairChange>,
    /// Links to all its comparisons, from the component `pair_lists`; none where there is at most one.
    pub pairs: Option<Html>,
    /// The index of a page that shows all its sections, from the component `index_items`.
    pub index: Html,
    /// Related competencies.
    pub related: Shared<Vec<Link>>,
    /// What refers to it.
    pub referred_by: Shared<Vec<Link>>,
}

/// The markup of one cell.
pub struct CellPiece {
    /// The whole cell as it stands in a comparison: heading, lead and statements.
    pub whole: Html,
    /// Lead and statements in it.
    pub(super) content: Range<usize>,
    /// Its statements, with the places of their words in `whole`.
    pub(super) statements: Vec<StatementPiece>,
}

impl CellPiece {
    /// Lead and statements, for pages that put them under a heading of their own.
    #[must_use]
    pub fn content(&self) -> &str {
        &self.whole.as_str()[self.content.clone()]
    }
}

/// Stands for the content while a cell's frame is rendered: frames are alike for all competencies, so that they are
/// rendered once for each section and level and then filled.
const CONTENT: &str = "\u{2}";

/// What stands before and after a cell's content.
struct Frame {
    before: String,
    after: String,
}

impl Pieces {
    /// Renders all shared markup.
    ///
    /// # Errors
    /// The first error of a template, in the order of the cells.
    pub fn render(site: &Site<'_>, tera: &tera::Tera) -> Result<Self, TemplateProblem> {
        let ladders = site.content.ladders.iter().enumerate();
        let ladders = ladders.map(|(index, ladder)| ladder_pieces(site, tera, index, ladder));
        Ok(Self { ladders: ladders.collect::<Result<_, _>>()? })
    }

    /// The markup of a competency.
    #[must_use]
    pub fn of(&self, at: CompetencyRef) -> &CompetencyPieces {
        &self.ladders[at.ladder].competencies[at.competency]
    }
}

fn ladder_pieces(
    site: &Site<'_>,
    tera: &tera::Tera,
    index: usize,
    ladder: &Ladder,
) -> Result<LadderPieces, TemplateProblem> {
    let origin = Origin::Vocabulary { ladder: index };
    let mut pieces = LadderPieces {
        levels: ladder.levels.iter().map(|level| optional(site, origin, level.summary.as_ref())).collect(),
        heads: Vec::new(),
        holes: Vec::new(),
        labels: changes::labels(tera, ladder)?,
        competencies: Vec::new(),
    };
    let hole = component(tera, "hole", &[])?;
    let mut frames = Vec::new();
    for (at, section) in ladder.sections.iter().enumerate() {
        let title = Value::from(section.title.as_str());
        let arguments = [
            ("id", Value::from(&*section.id)),
            ("title", title.clone()),
            ("url", Value::from(site.url(Page::Section(index, at)).as_str())),
        ];
        pieces.heads.push(component(tera, "row_head", &arguments)?);
        let lead = match optional(site, origin, section.lead.as_ref()) {
            Some(lead) => component(tera, "lead", &[("words", Value::from_serializable(&lead))])?.as_str().to_owned(),
            None => String::new(),
        };
        let mut section_frames = Vec::new();
        for level in &ladder.levels {
            let arguments = [
                ("id", Value::from(format!("{}--{}", section.id, level.id).as_str())),
                ("level", Value::from(level.name.as_str())),
                ("title", title.clone()),
                ("content", Value::from_serializable(&Html::from_markup(CONTENT))),
            ];
            let frame = component(tera, "cell", &arguments)?;
            let (before, after) = frame.as_str().split_once(CONTENT).unwrap_or((frame.as_str(), ""));
            section_frames.push(Frame { before: before.to_owned(), after: after.to_owned() });
        }
        let filled = |frame: &Frame| Html::from_markup(&[&*frame.before, hole.as_str(), &*frame.after].concat());
        pieces.holes.push(section_frames.iter().map(filled).collect());
        frames.push((lead, section_frames));
    }
    let competencies: Result<Vec<_>, _> = (0..ladder.competencies.len())
        .into_par_iter()
        .map(|competency| competency_pieces(site, tera, CompetencyRef { ladder: index, competency }, &frames))
        .collect();
    pieces.competencies = competencies?;
    Ok(pieces)
}

pub(super) fn component(
    tera: &tera::Tera,
    name: &str,
    arguments: &[(&'static str, Value)],
) -> Result<Html, TemplateProblem> {
    let mut context = tera::Context::new();
    for (name, value) in arguments {
        context.insert_value(*name, value.clone());
    }
    Ok(Html::from_markup(&tera.render_component(name, &context, None, true)?))
}

fn competency_pieces(
    site: &Site<'_>,
    tera: &tera::Tera,
    at: CompetencyRef,
    frames: &[(String, Vec<Frame>)],
) -> Result<CompetencyPieces, TemplateProblem> {
    let ladder = &site.content.ladders[at.ladder];
    let competency = site.content.competency(at);
    let mut cells = BTreeMap::new();
    let mut lexicon = Lexicon::default();
    for ((section, level), cell) in &competency.cells {
        let origin = Origin::Cell { at, section: *section, level: *level };
        let (lead, frames) = &frames[*section];
        let Frame { before, after } = &frames[*level];
        let start = before.len() + lead.len();
        let (body, statements) = marks::read(&cell_markup(site, tera, origin, cell)?, start, &cell.body, &mut lexicon);
        let whole = Html::from_markup(&[&**before, &**lead, &*body, &**after].concat());
        let content = before.len()..start + body.len();
        cells.insert((*section, *level), CellPiece { whole, content, statements });
    }
    let levels = competency.levels();
    let steps = site::steps(ladder, &levels);
    // A release is shown as it was, without comparing its levels again.
    let changes = match site.frozen {
        Some(_) => BTreeMap::new(),
        None => changes::of_pairs(ladder, competency, &cells, &lexicon),
    };
    let mut sections: Vec<usize> = competency.cells.keys().map(|(section, _)| *section).collect();
    sections.dedup();
    let origin = Origin::Summary(at);
    let related = competency.related.iter();
    let related = related.map(|to| link(&site.content.competency(*to).name, site, Page::Competency(*to))).collect();
    Ok(CompetencyPieces {
        summary: optional(site, origin, competency.summary.as_ref()),
        pairs: if site.frozen.is_some() { None } else { pair_lists(site, tera, at, &levels, &steps)? },
        index: index(tera, ladder, &sections)?,
        cells,
        levels,
        sections,
        steps,
        changes,
        related: Shared::new(related),
        referred_by: Shared::new(referred_by(site, Page::Competency(at))),
    })
}

/// Links to all comparisons of a competency: its steps, then all other pairs.
fn pair_lists(
    site: &Site<'_>,
    tera: &tera::Tera,
    at: CompetencyRef,
    levels: &[usize],
    steps: &[(usize, usize)],
) -> Result<Option<Html>, TemplateProblem> {
    let others: Vec<(usize, usize)> = site::pairs(levels).filter(|pair| !steps.contains(pair)).collect();
    if steps.len() + others.len() < 2 {
        return Ok(None);
    }
    let links =
        |pairs: &[(usize, usize)]| -> Vec<PairLink> { pairs.iter().map(|pair| pair_link(site, at, *pair)).collect() };
    let arguments =
        [("steps", Value::from_serializable(&links(steps))), ("others", Value::from_serializable(&links(&others)))];
    component(tera, "pair_lists", &arguments).map(Some)
}

/// The link to the comparison of two levels.
#[must_use]
pub fn pair_link(site: &Site<'_>, at: CompetencyRef, (low, high): (usize, usize)) -> PairLink {
    let levels = &site.content.ladders[at.ladder].levels;
    PairLink {
        low: levels[low].name.clone(),
        high: levels[high].name.clone(),
        url: site.url(Page::Comparison(at, low, high)),
    }
}

/// The index of a page that shows these sections.
///
/// # Errors
/// An error of the template.
pub fn index(tera: &tera::Tera, ladder: &Ladder, sections: &[usize]) -> Result<Html, TemplateProblem> {
    let item = |section: &usize| {
        let found = &ladder.sections[*section];
        Link { label: found.title.clone(), url: format!("#{}", found.id) }
    };
    let items: Vec<Link> = sections.iter().map(item).collect();
    component(tera, "index_items", &[("items", Value::from_serializable(&items))])
}

/// A link to a page.
#[must_use]
pub fn link(label: &str, site: &Site<'_>, page: Page) -> Link {
    Link { label: label.to_owned(), url: site.url(page) }
}

/// Links to what refers to a page.
#[must_use]
pub fn referred_by(site: &Site<'_>, page: Page) -> Vec<Link> {
    site.referred_by(page).into_iter().map(|(label, url)| Link { label, url }).collect()
}

/// One cell: the component of its style with the statements in it.
fn cell_markup(site: &Site<'_>, tera: &tera::Tera, origin: Origin, cell: &Cell) -> Result<String, TemplateProblem> {
    let statement = |found: &Statement| statement_view(site, origin, found);
    let statements = |found: &[Statement]| found.iter().map(statement).collect::<Vec<_>>();
    let (component, view) = match &cell.body {
        Body::Prose(found) => ("style_prose", BodyView::Prose { statement: statement(found) }),
        Body::List(found) => ("style_list", BodyView::List { statements: statements(found) }),
        Body::Steps(found) => ("style_steps", BodyView::Steps { statements: statements(found) }),
        Body::Quotes(found) => ("style_quotes", BodyView::Quotes { statements: statements(found) }),
        Body::Shift(found) => ("style_shift", shift_view(site, origin, found)),
        Body::Summary { points, text } => {
            let closing = text.as_ref().map(statement);
            ("style_summary", BodyView::Summary { statements: statements(points), closing })
        }
    };
    let mut context = tera::Context::new();
    context.insert("content", &view);
    tera.render_component(component, &context, None, true)
}

fn shift_view(site: &Site<'_>, origin: Origin, found: &Statement) -> BodyView {
    let (from, to) = match &found.words {
        Words::Shift { from, to } => (marks::framed(&html(site, origin, from)), marks::framed(&html(site, origin, to))),
        Words::Text(text) => (Html::from_text(""), html(site, origin, text)),
    };
    BodyView::Shift { from, to, statement: statement_view(site, origin, found) }
}

fn statement_view(site: &Site<'_>, origin: Origin, statement: &Statement) -> StatementView {
    let (words, block) = match &statement.words {
        Words::Text(text) => {
            let rendered = rendered(site, origin, text);
            (marks::framed(&rendered.html), rendered.block)
        }
        Words::Shift { .. } => (Html::from_text(""), false),
    };
    StatementView {
        anchor: statement.anchor.clone(),
        permanent: statement.id.is_some(),
        unreleased: unreleased(site, statement),
        direction: direction(site, statement),
        words,
        block,
        change: Html::from_text(CHANGE.encode_utf8(&mut [0])),
        examples: statement.examples.iter().map(|example| html(site, origin, example)).collect(),
        note: statement.note.as_ref().map(|note| html(site, origin, note)),
        today: today(site, statement),
    }
}

/// What became of a statement of a release.
fn today(site: &Site<'_>, statement: &Statement) -> Option<TodayView> {
    let (release, living) = site.frozen?;
    let history = site.history;
    let index = history.story_of(statement.id.as_deref()?)?;
    let story = &history.stories[index];
    let kind = match (story.at(release), story.at(history.last())) {
        (Some(then), Some(now)) => history.standing(then, now).name(),
        _ if story.replaced_by.is_empty() => "retired",
        _ => "replaced",
    };
    Some(TodayView { kind, url: living.url(Page::Statement(index)) })
}

/// The direction that a statement needs of its own.
pub(super) fn direction(site: &Site<'_>, statement: &Statement) -> Option<&'static str> {
    runs_against(site, statement).then_some("auto")
}

/// Whether a statement has letters of the other direction than the page's (Hebrew, Arabic and their neighbours), or
/// lacks those of the page's own.
fn runs_against(site: &Site<'_>, statement: &Statement) -> bool {
    let has =
        statement.texts().iter().any(|text| !text.markdown.is_ascii() && text.markdown.contains(is_right_to_left));
    has != site.config.right_to_left
}

fn rendered(site: &Site<'_>, origin: Origin, text: &Text) -> markdown::Rendered {
    markdown::render(&text.markdown, origin.flow(), |kind, target| site.resolve(origin, kind, target))
}

pub(super) fn html(site: &Site<'_>, origin: Origin, text: &Text) -> Html {
    rendered(site, origin, text).html
}

fn optional(site: &Site<'_>, origin: Origin, text: Option<&Text>) -> Option<Html> {
    text.map(|text| html(site, origin, text))
}

/// How many statements a competency makes at a level.
#[must_use]
pub fn statements_at(competency: &Competency, level: usize) -> usize {
    competency.cells.iter().filter(|((_, at), _)| *at == level).map(|(_, cell)| cell.body.statements().len()).sum()
}

/// A group's id on the page, its name, and its competencies with their indexes.
pub type GroupMembers<'l> = (String, Option<String>, Vec<(usize, &'l Competency)>);

/// The groups of a ladder in order, each with the competencies that `keep` admits; those without a group come last.
pub fn by_group(ladder: &Ladder, keep: impl Fn(&Competency) -> bool) -> Vec<GroupMembers<'_>> {
    let groups = ladder.groups.iter().enumerate().map(|(index, group)| (Some(index), Some(group)));
    groups
        .chain([(None, None)])
        .map(|(index, group)| {
            let members = ladder.competencies.iter().enumerate();
            let members = members.filter(|(_, competency)| competency.group == index && keep(competency)).collect();
            let id = group.map_or_else(|| "_group".to_owned(), |group| format!("_group-{}", group.id));
            (id, group.map(|group| group.name.clone()), members)
        })
        .filter(|(.., members): &(_, _, Vec<_>)| !members.is_empty())
        .collect()
}
