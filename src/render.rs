//! Views and a theme ─► [`Output`]: every page as bytes.
//!
//! A map of pure functions over the pages, in parallel; the result does not depend on the number of threads.

use rayon::prelude::*;
use serde::Serialize;
use tera::{Context, Value};

use crate::{
    data,
    html::PageWriter,
    meta::Meta,
    output::Output,
    search,
    site::{Page, Site},
    theme::{TemplateProblem, Theme},
    view::{self, Builder, Pieces},
};

/// Pages with their paths, or what is wrong with their templates.
type Rendered = Vec<Result<(String, Vec<u8>), TemplateProblem>>;

/// Renders the whole site.
///
/// # Errors
/// What was wrong with the templates, each problem once for each page that meets it.
pub fn render(site: &Site<'_>, mut theme: Theme) -> Result<Output, Vec<TemplateProblem>> {
    let shared = Value::from_serializable(&view::site_view(site, &theme));
    theme.tera.global_context().insert_value("site", shared);
    let strings = std::sync::Arc::clone(&theme.strings);
    let meta = Meta::new(site, &strings);
    let frozen: Vec<Site<'_>> =
        (0..site.history.last()).into_par_iter().map(|release| Site::freeze(site, release)).collect();
    let of = |site: &Site<'_>, meta: &Meta<'_, '_>| -> Rendered {
        let pieces = match Pieces::render(site, &theme.tera) {
            Ok(pieces) => pieces,
            Err(problem) => return vec![Err(problem)],
        };
        let builder = Builder { site, pieces: &pieces, meta, frozen: &frozen, tera: &theme.tera };
        // Each thread writes its pages into one buffer: growing a new one for each would copy each page several times.
        let pages = site.pages.par_iter();
        pages.map_init(Vec::new, |buffer, page| render_page(&builder, &theme, *page, buffer)).collect()
    };
    let past = || frozen.par_iter().flat_map_iter(|site| of(site, &Meta::new(site, &strings))).collect::<Rendered>();
    let (files, (mut pages, past)) = rayon::join(|| data::files(&meta), || rayon::join(|| of(site, &meta), past));
    pages.extend(past);
    let mut output = Output::default();
    let mut problems = Vec::new();
    for page in pages {
        match page {
            Ok((path, text)) => output.page(path, text),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    for (path, bytes) in files.into_iter().chain(search::assets(site, &theme)).chain(theme.assets) {
        output.asset(path, bytes);
    }
    for file in &site.content.files {
        output.asset(file.path.clone(), file.bytes.to_vec());
    }
    if let Some(name) = &site.config.cname {
        output.asset("CNAME", format!("{name}\n"));
    }
    // Tells one host that the files are to be served as they are.
    output.asset(".nojekyll", "");
    Ok(output)
}

fn render_page(
    builder: &Builder<'_, '_>,
    theme: &Theme,
    page: Page,
    buffer: &mut Vec<u8>,
) -> Result<(String, Vec<u8>), TemplateProblem> {
    let (template, context) = match page {
        Page::Home | Page::Ladder(_) => ("home", context("home", &builder.home(page))),
        Page::Competency(at) => ("competency", context("competency", &builder.competency(at))),
        Page::Comparison(at, low, high) => ("comparison", context("comparison", &builder.comparison(at, low, high)?)),
        Page::Level(ladder, level) => ("level", context("level", &builder.level(ladder, level))),
        Page::Section(ladder, section) => ("section", context("section", &builder.section(ladder, section))),
        Page::Shape(ladder) => ("shape", context("shape", &builder.shape(ladder))),
        Page::Prose(index) => ("prose", context("prose", &builder.prose(index))),
        Page::Statement(story) => ("statement", context("statement", &builder.statement(story))),
        Page::Releases => ("releases", context("releases", &builder.releases())),
        Page::Former(index) => ("former", context("former", &builder.former(index))),
        Page::Search => ("search", context("search", &builder.search())),
        Page::NotFound => ("not-found", context("not_found", &builder.not_found())),
    };
    let mut context = context;
    context.insert("page", &builder.page(page));
    let root = builder.site.root(page);
    theme.tera.render_to(&format!("{template}.html"), &context, PageWriter::new(&root, buffer))?;
    Ok((builder.site.path(page), buffer.clone()))
}

fn context(name: &'static str, view: &impl Serialize) -> Context {
    let mut context = Context::new();
    context.insert(name, view);
    context
}
