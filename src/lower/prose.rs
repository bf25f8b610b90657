//! Markdown files ─► prose pages: front matter read, order given.

use super::order;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Place},
    ladder::{Prose, Text},
    markdown::{self, Heading},
    project::{ContentText, Project},
    raw::{self, RawFrontMatter},
    source::Span,
    yaml,
};

/// Lowers all prose pages, in their order.
pub fn lower(project: &Project, sink: &mut Diagnostics) -> Vec<Prose> {
    let mut pages: Vec<Prose> = project.pages.iter().map(|text| page(project, text, sink)).collect();
    pages.sort_by_cached_key(|page| {
        (page.order.unwrap_or(i64::MAX), page.title.as_deref().map(order::key), page.path.clone())
    });
    pages
}

fn page(project: &Project, text: &ContentText, sink: &mut Diagnostics) -> Prose {
    let source = project.sources.text(text.file);
    let start = source.len() - source.trim_start_matches('\u{feff}').len();
    let mut own = Diagnostics::default();
    let (matter, body) = front_matter(project, text, start, &mut own);
    let broken = own.has_errors();
    sink.append(own);
    let markdown = source[body..].trim();
    let from = body + (source[body..].len() - source[body..].trim_start().len());
    let span = Span::new(text.file, from..from + markdown.len());
    let mut prose = Prose {
        path: text.path.strip_suffix(".md").unwrap_or(&text.path).to_owned(),
        file: text.file,
        title: matter.title.map(|title| title.markdown),
        title_anchor: None,
        order: matter.order,
        text: Text { markdown: markdown.to_owned(), span },
    };
    // A title that is lost in broken settings is no further mistake.
    if prose.title.is_none() && !prose.is_index() && !broken {
        let heading = title_of(&prose.path, markdown, span, sink);
        let first = markdown.split_inclusive('\n').next().filter(|line| line.starts_with("# "));
        if let (Some(first), Some(heading)) = (first, &heading) {
            // The heading that becomes the title is not shown a second time below it.
            markdown[first.len()..].trim_start().clone_into(&mut prose.text.markdown);
            prose.title_anchor = Some(heading.id.clone());
        }
        prose.title = heading.map(|heading| heading.text);
    }
    prose
}

/// A page without a title in its front matter takes its first heading; one without a heading has none to take.
fn title_of(path: &str, markdown: &str, span: Span, sink: &mut Diagnostics) -> Option<Heading> {
    let heading = markdown::headings(markdown).into_iter().next();
    if heading.is_none() {
        let message = format!("the page `{path}.md` has no title");
        let place = if markdown.is_empty() { Place::File(span.file) } else { span.head().into() };
        let diagnostic = Diagnostic::new(Code::FrontMatter, place, message);
        sink.push(diagnostic.help("begin the file with three lines: `---`, `title: …`, `---`"));
    }
    heading
}

/// Reads the front matter; returns it with the offset of the text behind it.
fn front_matter(
    project: &Project,
    text: &ContentText,
    start: usize,
    sink: &mut Diagnostics,
) -> (RawFrontMatter, usize) {
    let source = project.sources.text(text.file);
    let rest = &source[start..];
    let Some(first) = rest.split_inclusive('\n').next().filter(|line| line.trim_end() == "---") else {
        return (RawFrontMatter::default(), start);
    };
    let begin = start + first.len();
    let mut at = begin;
    for line in source[begin..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            let matter = yaml::parse(&project.sources, text.file, begin..at, sink)
                .map(|node| raw::front_matter(&project.sources, &node, sink))
                .unwrap_or_default();
            return (matter, at + line.len());
        }
        at += line.len();
    }
    let message = "the settings at the top of this page have no end";
    let span = Span::new(text.file, start..start + "---".len());
    sink.push(Diagnostic::new(Code::FrontMatter, span, message).help("write a second line `---` behind them"));
    (RawFrontMatter::default(), source.len())
}
