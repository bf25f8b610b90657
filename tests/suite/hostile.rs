//! Any bytes in: diagnostics out. Files of a small project are mutated by chance (always the same chance), and inputs
//! are made by hand that are known to break readers.
//!
//! Nothing may panic or go on without end, every place that a message names lies inside its text, and what is built in
//! spite of all is well formed, so that no mutation of a content file becomes markup.

mod made;

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use rungs::{
    build::{Build, Checked, build, check},
    diagnostic::{Diagnostics, Place, human, json},
    lower::Drafts,
    project::Project,
    source::{SourceMap, Span},
};

use crate::{chance::Chance, markup};

const BOOK: &str = "[book]
title = \"Mutants\"
language = \"en\"
description = \"What \\u00e9lse\"

[output.html]
site-url = \"https://example.org/mutants/\"
theme = \"theme\"
";
const LADDER: &str = "title: Mutants
cumulative: true
levels:
  - {id: l1, name: Level 1, summary: 'Begins with [[one]]'}
  - {id: l2, name: \"Level 2\"}
  - id: l3
    name: Level 3
    after: l1
groups:
  - {id: g, name: Group}
sections:
  - {id: text, title: Text, style: prose}
  - {id: items, title: Items, style: list, lead: \"Such as:\"}
  - {id: turn, title: Turn, style: shift}
  - {id: sum, title: Sum, style: summary}
";
const COMPETENCY: &str = "name: One
group: g
order: 1
summary: Ünïcode & [[level:l2]]
related: [two]
sections:
  text:
    l1: >-
      Folded
      text {#aaaa1}
    l2: 'quoted'
  items:
    l1:
      - Plain {#bbbb1}
      - text: Mapped `code` <b>
        examples: [an example]
        note: See [[#bbbb1]], [a page](../page.md#heading) and https://example.org
    l3:
      - |
        Several
        - things

        | a | b |
        |---|---|
        | c | d |
  turn:
    l1: {from: Here, to: There, id: cccc1}
  sum:
    l2:
      points: [One, Two]
      text: Three
";
const PAGE: &str = "---
title: Page
order: 3
---
# Heading {#heading}

Words, [[one#items--l1|label]], ![picture](p.png \"title\"), <https://example.org> & *so* **on**.

| a | b |
|---|:-:|
| `c` | [[two]] |

```
code
```

<div onclick=\"x\">
text
</div>
";
const TEMPLATE: &str = "{% extends \"default/prose.html\" %}
{% block content %}{{ super() }}<p>{{ t(key=\"related\") }} {{ page.title | upper }}</p>
{%- for link in prose.referred_by %}<p><a href=\"{{ link.url }}\">{{ link.label }}</a></p>{% endfor %}
{% endblock content %}
";

/// The files of the project, those that are mutated.
const FILES: [(&str, &str); 6] = [
    ("book.toml", BOOK),
    ("content/ladder.yaml", LADDER),
    ("content/competencies/one.yaml", COMPETENCY),
    ("content/page.md", PAGE),
    ("theme/templates/prose.html", TEMPLATE),
    ("theme/lang/en.toml", "related = \"Related\"\nstatements = { one = \"{count}\", other = \"{count}\" }\n"),
];

pub fn write(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn write_all(root: &Path) {
    for (path, text) in FILES {
        write(root, path, text.as_bytes());
    }
    write(root, "content/competencies/two.yaml", b"name: Two\nsections:\n  items:\n    l1: [Plain]\n    l2: [Plain]\n");
    write(root, "content/p.png", b"no picture");
}

/// Pieces that mean something to YAML, Markdown, HTML, TOML or a template, and bytes that are no text.
const PIECES: &[&[u8]] = &[
    b":",
    b": ",
    b" #",
    b"- ",
    b"\n",
    b"\r",
    b"\r\n",
    b"\t",
    b"  ",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b"\"",
    b"'",
    b"|",
    b">",
    b"&a ",
    b"*a",
    b"!",
    b"%",
    b"@",
    b"`",
    b"---\n",
    b"...\n",
    b"{#abcd1}",
    b"\\{#",
    b"[[",
    b"]]",
    b"[[one]]",
    b"](",
    b"![",
    b"<script>",
    b"</p>",
    b"<!--",
    b"&lt;",
    b"&#0;",
    b"{{ ",
    b" }}",
    b"{% ",
    b" %}",
    b"{#- ",
    b"```",
    b"~~",
    b"\\",
    b"=",
    b"https://",
    b"javascript:",
    b"..",
    b"/",
    b"\0",
    b"\x01",
    b"\x02",
    b"\x1b",
    b"\x7f",
    b"\xff",
    b"\xc3",
    b"\xf0\x9f",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xa8",
    b"\xc2\x85",
    b"\xe2\x80\xae",
    b"9999999999999999999",
    b"null",
    b"l1",
    b"id: ",
    b"<<: ",
];

/// Changes a text in one to four places.
pub fn mutate(text: &str, chance: &mut Chance) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=chance.below(4).min(chance.below(4)) {
        let at = chance.below(bytes.len() + 1);
        let end = (at + chance.below(24)).min(bytes.len());
        match chance.below(6) {
            0 => {
                bytes.drain(at..end);
            }
            1 => {
                let copy = bytes[at..end].to_vec();
                let to = chance.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
            2 if at < bytes.len() => bytes[at] = u8::try_from(chance.below(256)).unwrap(),
            3 if chance.below(8) == 0 => bytes.truncate(at),
            _ => {
                let piece = PIECES[chance.below(PIECES.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
    bytes
}

/// Every place that is named lies inside its text, between characters, and every form of report can be written.
pub fn sound(diagnostics: &Diagnostics, sources: &SourceMap) {
    let inside = |span: Span| {
        let text = sources.text(span.file);
        let range = span.range();
        assert!(
            text.get(range.clone()).is_some(),
            "{range:?} is no part of {} ({})",
            sources.path(span.file),
            text.len()
        );
    };
    for diagnostic in diagnostics.iter() {
        if let Place::At(span) = diagnostic.place {
            inside(span);
        }
        diagnostic.related.iter().for_each(|related| inside(related.span));
        assert!(!diagnostic.message.is_empty());
    }
    let _ = human::report(diagnostics, sources, human::Style::Coloured, |_| true);
    let _ = json::report(diagnostics, sources);
}

pub fn well_formed(built: &Build) {
    let Some(output) = &built.output else {
        assert!(built.diagnostics.has_errors(), "there is neither a site nor a reason");
        return;
    };
    for (path, file) in output.files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let text = std::str::from_utf8(&file.bytes).unwrap();
        if let Err(problem) = markup::page(text) {
            panic!("{path}: {problem}");
        }
    }
}

/// Says which input broke the rules, so that it can be made again.
pub fn told<T>(what: &str, bytes: &[u8], run: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        let kept = std::env::temp_dir().join("rungs-hostile-input");
        fs::write(&kept, bytes).unwrap();
        panic!("{what} broke it; the input is kept as {}:\n{}", kept.display(), String::from_utf8_lossy(bytes))
    })
}

// Proves that the project which is mutated has no errors, so that the mutations are what is looked at.
#[test]
fn the_project_that_is_mutated_is_sound() {
    let root = tempfile::tempdir().unwrap();
    write_all(root.path());
    let built = build(Project::read(root.path()), Drafts::LeftOut);
    assert!(!built.diagnostics.has_errors(), "{}", crate::cases::shown(&built.diagnostics, &built.sources));
    sound(&built.diagnostics, &built.sources);
    well_formed(&built);
    let page = String::from_utf8(built.output.unwrap().files["page.html"].bytes.clone()).unwrap();
    assert!(page.contains("<p>Related PAGE</p>"), "the template is in use");
}

/// Mutates one file `rounds` times; every `whole`th time the site is built, else only checked.
fn mutations(file: usize, rounds: usize, whole: usize) {
    let root = tempfile::tempdir().unwrap();
    write_all(root.path());
    let (path, text) = FILES[file];
    let mut chance = Chance::new(u64::try_from(file + 1).unwrap());
    let (mut sites, mut refused) = (0, 0);
    for round in 0..rounds {
        let bytes = mutate(text, &mut chance);
        write(root.path(), path, &bytes);
        told(&format!("round {round} of {path}"), &bytes, || {
            let mut project = Project::read(root.path());
            if round % whole == 0 {
                let built = build(project, Drafts::Shown);
                sound(&built.diagnostics, &built.sources);
                // A template may well write what is not well formed: that is its author's business.
                if !path.starts_with("theme/templates") {
                    well_formed(&built);
                }
                sites += usize::from(built.output.is_some());
                refused += usize::from(built.output.is_none());
            } else {
                let Checked { diagnostics, .. } = check(&mut project, Drafts::LeftOut);
                sound(&diagnostics, &project.sources);
            }
        });
    }
    assert!(sites > 0 && refused > 0, "{path}: {sites} sites were built and {refused} refused");
}

// Proves for each kind of file that no mutation of it brings the tool down or gets markup into a page.
#[test]
fn mutated_settings_are_told() {
    mutations(0, 400, 8);
}

// As above.
#[test]
fn mutated_ladders_are_told() {
    mutations(1, 800, 8);
}

// As above.
#[test]
fn mutated_competencies_are_told() {
    mutations(2, 1200, 8);
}

// As above.
#[test]
fn mutated_pages_are_told() {
    mutations(3, 600, 6);
}

// As above; templates and words are read by the build alone.
#[test]
fn mutated_themes_are_told() {
    mutations(4, 60, 1);
    mutations(5, 30, 1);
}

// Proves that bytes which are no text, and characters that no text needs, are told in every kind of file, with a place.
#[test]
fn bytes_that_are_no_text_are_told_in_every_file() {
    for (path, text) in FILES {
        for (bytes, code) in [
            (&b"\xff\xfe"[..], "not-utf8"),
            (b"\xc3", "not-utf8"),
            (b"\0", "control-character"),
            (b"\x01", "control-character"),
            (b"\x02", "control-character"),
            (b"\x1b[31m", "control-character"),
        ] {
            for at in [0, text.len() / 2, text.len()] {
                let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap();
                let root = tempfile::tempdir().unwrap();
                write_all(root.path());
                write(root.path(), path, &[&text.as_bytes()[..at], bytes, &text.as_bytes()[at..]].concat());
                let mut project = Project::read(root.path());
                let Checked { diagnostics, .. } = check(&mut project, Drafts::LeftOut);
                sound(&diagnostics, &project.sources);
                let told =
                    diagnostics.iter().any(|found| found.code.name() == code && found.path(&project.sources) == path);
                assert!(told, "{bytes:?} at {at} of {path} is no `{code}`");
            }
        }
    }
}
