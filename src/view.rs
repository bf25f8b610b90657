//! The contract with the templates: a page of the plan ─► plain serialisable structs.
//!
//! Every template gets `site` (the same for all pages), `page` (what every page has) and one value named for the kind
//! of page. All markup arrives as [`Html`] and all addresses as [`Url`]; templates hold no logic beyond `if` and
//! `for`. A URL begins with the marker that `render` replaces by the page's way to the root, so that the same view
//! serves pages at every depth.

mod anchors;
mod body;
mod build;
mod changes;
pub mod citation;
mod cite;
mod former;
mod home;
mod marks;
mod names;
mod not_found;
mod past;
mod pieces;
mod releases;
pub mod shape;

pub use body::{BodyView, StatementView, TodayView};
pub use build::{Builder, site_view};
pub use changes::{Labels, PairChange, StepCounts};
pub use citation::{CitationView, CiteView, PlaceView};
pub use former::{DepartedView, FormerView};
pub use home::{HomeView, LastRelease, MatrixCell, MatrixGroup, MatrixRow, MatrixView};
pub use names::{SearchEntry, SearchLetter, SearchView};
pub use not_found::{LinkGroup, NotFoundView};
pub use past::{FrozenView, NeighbourView, PlaceLink, SegmentView, StatementPageView, TurnView};
pub use pieces::{CompetencyPieces, LadderPieces, Pieces};

pub use releases::{ChangeView, ReleaseView, ReleasesView, ReportGroup, ReportView};

use std::marker::PhantomData;

use serde::{Serialize, Serializer};

use crate::{data::Alternate, html::Html};

/// An address inside a `href` or `src`: from the site's root (with the marker), a bare fragment, or absolute.
pub type Url = String;

/// A part of a view that several pages show, serialised once.
#[derive(Clone, Debug)]
pub struct Shared<T>(tera::Value, PhantomData<T>);

impl<T: Serialize> Shared<T> {
    /// Serialises a part.
    #[must_use]
    pub fn new(part: T) -> Self {
        Self(tera::Value::from_serializable(&part), PhantomData)
    }
}

impl<T> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// A labelled link.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// The words.
    pub label: String,
    /// Where it leads.
    pub url: Url,
}

/// What all pages share.
#[derive(Clone, Debug, Serialize)]
pub struct SiteView {
    /// The site's title, from `book.toml`.
    pub title: String,
    /// The language tag for `<html lang>`.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// The home page.
    pub home: Url,
    /// The page for searching.
    pub search: Url,
    /// The page of all releases, where there are any.
    pub releases: Option<Url>,
    /// The main navigation: prose pages in their order.
    pub nav: Vec<Link>,
    /// Style sheets, in order.
    pub stylesheets: Vec<Url>,
    /// The script that runs before the page is painted.
    pub early_script: Option<Url>,
    /// The other scripts, in order; all deferred.
    pub scripts: Vec<Url>,
    /// The site's icon.
    pub icon: Url,
    /// The repository, where one is configured.
    pub repository: Option<Url>,
    /// The site's whole address, where `book.toml` says it.
    pub address: Option<Url>,
}

/// What every page has.
#[derive(Clone, Debug, Serialize)]
pub struct PageView {
    /// The kind, also the body's class: `home`, `competency`, `comparison`, `level`, `section`, `not-found` and so on.
    pub kind: &'static str,
    /// The text of the page's `h1`.
    pub title: String,
    /// The text of `<title>` before the site's title.
    pub head_title: String,
    /// One sentence for the meta data; empty: none.
    pub description: String,
    /// The way here, home first, this page left out.
    pub breadcrumbs: Vec<Link>,
    /// The entry of the main navigation that this page is, if any.
    pub nav_url: Url,
    /// The whole address that the page is to be known by, where `book.toml` says the site's.
    pub canonical: Option<Url>,
    /// Other forms of what the page says.
    pub alternates: Vec<Alternate>,
    /// What the page is as linked data, for an element that nothing runs.
    pub linked_data: Option<Html>,
    /// Where the page's source can be edited, where `book.toml` says how.
    pub edit: Option<Url>,
    /// Which release the page is of; none: the living site.
    pub frozen: Option<FrozenView>,
    /// Whether search engines are to leave it out: what it says, another page says better.
    pub unlisted: bool,
    /// What once was on the page.
    pub departed: Vec<DepartedView>,
    /// The release by which its statements are cited, if any.
    pub cite: Option<CiteView>,
    /// Where the one statement stands that the page is about.
    pub place: Option<PlaceView>,
}

/// One column of a matrix or of a comparison.
#[derive(Clone, Debug, Serialize)]
pub struct LevelHead {
    /// The level's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its page.
    pub url: Url,
    /// Its one-line summary; empty markup: none.
    pub summary: Option<Html>,
}

/// A competency's page: every level, section by section.
#[derive(Clone, Debug, Serialize)]
pub struct CompetencyView {
    /// The one-line summary.
    pub summary: Option<Html>,
    /// Shown in `serve` only.
    pub draft: bool,
    /// The group's name.
    pub group: Option<String>,
    /// Whether a level also expects what the levels before it expect.
    pub cumulative: bool,
    /// The levels that it describes, in order: the columns.
    pub levels: Vec<LevelHead>,
    /// The names of the levels that it does not describe.
    pub not_described: Vec<String>,
    /// How much changes, where it describes two levels and so is their comparison, and statements are marked.
    pub changes: Option<ChangesView>,
    /// The rows.
    pub rows: Vec<CompareRow>,
    /// The page's index, from the component `index_items`.
    pub index: Html,
    /// Links to all its comparisons, from the component `pair_lists`; none where there is at most one.
    pub pairs: Option<Html>,
    /// Its steps, each a comparison.
    pub steps: Vec<PairLink>,
    /// Whether a statement has no permanent id yet.
    pub loose: bool,
    /// Related competencies.
    pub related: Shared<Vec<Link>>,
    /// What refers to it.
    pub referred_by: Shared<Vec<Link>>,
    /// The competency before it.
    pub previous: Option<Link>,
    /// The competency after it.
    pub next: Option<Link>,
}

/// A link to the comparison of two levels.
#[derive(Clone, Debug, Serialize)]
pub struct PairLink {
    /// The lower level's name.
    pub low: String,
    /// The higher level's name.
    pub high: String,
    /// The comparison.
    pub url: Url,
}

/// Two levels of one competency, section by section.
#[derive(Clone, Debug, Serialize)]
pub struct ComparisonView {
    /// The competency's name and page.
    pub competency: Link,
    /// Its one-line summary.
    pub summary: Option<Html>,
    /// Shown in `serve` only.
    pub draft: bool,
    /// Whether a level also expects what the levels before it expect.
    pub cumulative: bool,
    /// Whether the second level follows the first on one branch: if not, nothing about growth is said.
    pub same_branch: bool,
    /// The two levels.
    pub levels: Vec<LevelHead>,
    /// How much changes, where the levels have something in common.
    pub changes: Option<ChangesView>,
    /// The rows; each has two cells.
    pub rows: Vec<CompareRow>,
    /// The page's index, from the component `index_items`.
    pub index: Html,
    /// Links to all comparisons of the competency, this one marked; none where there is no other.
    pub pairs: Option<Html>,
    /// The steps that end at the lower level.
    pub steps_before: Vec<PairLink>,
    /// The steps that begin at the higher level.
    pub steps_after: Vec<PairLink>,
    /// Whether a statement has no permanent id yet.
    pub loose: bool,
    /// Related competencies.
    pub related: Shared<Vec<Link>>,
    /// What refers to the competency.
    pub referred_by: Shared<Vec<Link>>,
    /// The same pair in the competency before it, or else that competency.
    pub previous: Option<Link>,
    /// The same pair in the competency after it, or else that competency.
    pub next: Option<Link>,
}

/// How many statements of a pair of levels are of each kind.
#[derive(Clone, Debug, Serialize)]
pub struct ChangesView {
    /// The higher level's name.
    pub level: String,
    /// Statements of the higher level that the lower one has in no form.
    pub new: usize,
    /// Statements of both, in other words.
    pub reworded: usize,
    /// Statements of both, in the same words.
    pub carried: usize,
    /// Statements of the lower level that the higher one has in no form.
    pub gone: usize,
    /// Whether the higher level expects these as well.
    pub expected: bool,
}

/// One section of a comparison.
#[derive(Clone, Debug, Serialize)]
pub struct CompareRow {
    /// The section's anchor.
    pub id: String,
    /// The section's title.
    pub title: String,
    /// The style's name, for layout: `prose`, `list`, `steps`, `quotes`, `shift`, `summary`.
    pub style: &'static str,
    /// The row's head, from the component `row_head`.
    pub head: Html,
    /// One cell a column, from the component `cell`.
    pub cells: Vec<Html>,
}

/// What one level says in one section of one competency, for pages that frame it themselves.
#[derive(Clone, Debug, Serialize)]
pub struct CellView {
    /// The cell's anchor.
    pub id: String,
    /// The level's name.
    pub level: String,
    /// Lead and statements; none: not described at this level.
    pub content: Option<Html>,
}

/// All that is expected at one level.
#[derive(Clone, Debug, Serialize)]
pub struct LevelView {
    /// The one-line summary.
    pub summary: Option<Html>,
    /// Whether this level also expects what the levels before it expect.
    pub cumulative: bool,
    /// The levels before it on its branch, nearest first.
    pub before: Vec<Link>,
    /// The level before it.
    pub previous: Option<Link>,
    /// The levels that follow it; several at a fork.
    pub next: Vec<Link>,
    /// What it expects, by group.
    pub groups: Vec<LevelGroup>,
    /// The competencies that it does not describe.
    pub not_described: Vec<Link>,
    /// What refers to it.
    pub referred_by: Vec<Link>,
}

/// The competencies of one group at one level.
#[derive(Clone, Debug, Serialize)]
pub struct LevelGroup {
    /// A page-wide unique id for the heading.
    pub id: String,
    /// The group's name; none: the competencies without a group.
    pub name: Option<String>,
    /// Its competencies that describe the level.
    pub competencies: Vec<LevelCompetency>,
}

/// One competency at one level.
#[derive(Clone, Debug, Serialize)]
pub struct LevelCompetency {
    /// Its anchor.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its page.
    pub url: Url,
    /// Its one-line summary.
    pub summary: Option<Html>,
    /// Shown in `serve` only.
    pub draft: bool,
    /// The step that leads to this level.
    pub step: Option<PairLink>,
    /// How much changes in that step, where statements are marked.
    pub changes: Option<ChangesView>,
    /// The sections that it describes at this level.
    pub entries: Vec<LevelEntry>,
}

/// One section of a competency on a level's page.
#[derive(Clone, Debug, Serialize)]
pub struct LevelEntry {
    /// The cell's anchor.
    pub id: String,
    /// The section's title.
    pub title: String,
    /// The section's own page.
    pub url: Url,
    /// The style's name.
    pub style: &'static str,
    /// Lead and statements.
    pub content: Html,
}

/// One section across all competencies.
#[derive(Clone, Debug, Serialize)]
pub struct SectionView {
    /// The style's name.
    pub style: &'static str,
    /// The levels that describe it anywhere: the columns.
    pub levels: Vec<LevelHead>,
    /// What it holds, by group.
    pub groups: Vec<SectionGroup>,
    /// The competencies that leave it out.
    pub not_described: Vec<Link>,
    /// The section before it.
    pub previous: Option<Link>,
    /// The section after it.
    pub next: Option<Link>,
}

/// The competencies of one group that have the section.
#[derive(Clone, Debug, Serialize)]
pub struct SectionGroup {
    /// A page-wide unique id for the heading.
    pub id: String,
    /// The group's name; none: the competencies without a group.
    pub name: Option<String>,
    /// Its competencies.
    pub rows: Vec<SectionRow>,
}

/// One competency on a section's page.
#[derive(Clone, Debug, Serialize)]
pub struct SectionRow {
    /// The competency's anchor.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its page.
    pub url: Url,
    /// One cell for each level that it describes.
    pub cells: Vec<CellView>,
}

/// A prose page.
#[derive(Clone, Debug, Serialize)]
pub struct ProseView {
    /// The text.
    pub content: Html,
    /// Its headings of the second level.
    pub index: Vec<Link>,
    /// What refers to it.
    pub referred_by: Vec<Link>,
    /// The prose page before it.
    pub previous: Option<Link>,
    /// The prose page after it.
    pub next: Option<Link>,
}
