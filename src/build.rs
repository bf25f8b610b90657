//! The whole way through the house: [`Project`] ─► [`Build`].

use crate::{
    diagnostic::Diagnostics,
    gallery,
    ladder::Content,
    lint,
    lower::{self, Drafts},
    output::Output,
    project::Project,
    release::{self, Release},
    render,
    site::Site,
    source::SourceMap,
    theme::{self, Strings},
};

/// What a build gives.
#[derive(Debug, Default)]
pub struct Build {
    /// The site; none where something is an error.
    pub output: Option<Output>,
    /// What was found, sorted.
    pub diagnostics: Diagnostics,
    /// The texts that the diagnostics point into.
    pub sources: SourceMap,
}

/// Checks a project, as far as it can be checked without making pages.
pub fn check(project: &mut Project, drafts: Drafts) -> (Content, Diagnostics) {
    let mut sink = std::mem::take(&mut project.diagnostics);
    let strings = theme::strings(&project.theme, &project.config, &project.sources, &mut sink);
    (content(project, &strings, drafts, &mut sink).0, sink)
}

fn content(project: &Project, strings: &Strings, drafts: Drafts, sink: &mut Diagnostics) -> (Content, Vec<Release>) {
    let content = lower::lower(project, strings, drafts, sink);
    let releases = release::read(project, strings, sink);
    if !sink.has_errors() {
        lint::lint(&content, sink);
    }
    (content, releases)
}

/// Makes the site of a project. Pure: the same project gives the same bytes.
#[must_use]
pub fn build(mut project: Project, drafts: Drafts) -> Build {
    let mut sink = std::mem::take(&mut project.diagnostics);
    let strings = theme::strings(&project.theme, &project.config, &project.sources, &mut sink);
    let (content, _releases) = content(&project, &strings, drafts, &mut sink);
    let theme = theme::load(&project.theme, strings, &mut project.sources, &mut sink);
    let mut output = None;
    if let Some(theme) = theme.filter(|_| !sink.has_errors()) {
        let rendered = {
            let site = Site::plan(&content, &project.config, &project.sources);
            render::render(&site, theme)
        };
        match rendered {
            Ok(rendered) => output = Some(rendered),
            Err(problems) => {
                // Most pages share their templates, and so their mistakes.
                let mut seen = std::collections::BTreeSet::new();
                for problem in problems.iter().filter(|problem| seen.insert(problem.to_string())) {
                    theme::report(problem, &project.theme, &mut project.sources, &mut sink);
                }
            }
        }
    }
    sink.sort(&project.sources);
    Build { output, diagnostics: sink, sources: project.sources }
}

/// The same with the gallery of the project's theme beside it. What only the gallery finds wrong with a theme is an
/// error as well.
#[must_use]
pub fn build_with_gallery(project: Project, drafts: Drafts) -> Build {
    let gallery = gallery::project(&project);
    let mut built = build(project, drafts);
    if let Some(site) = &mut built.output {
        match build(gallery, Drafts::Shown) {
            Build { output: Some(output), .. } => gallery::put(output, site),
            failed => return failed,
        }
    }
    built
}
