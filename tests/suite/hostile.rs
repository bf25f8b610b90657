//! Any bytes in: diagnostics out. Files of a small project are mutated by chance (always the same chance), and inputs
//! are made by hand that are known to break readers.
//!
//! Nothing may panic or go on without end, every place that a message names lies inside its text, and what is built in
//! spite of all is well formed, so that no mutation of a content file becomes markup.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::mpsc,
    thread,
    time::Duration,
};

use rungs::{
    build::{Build, build, check},
    diagnostic::{Diagnostics, Place, human, json},
    lower::Drafts,
    project::{ContentText, Project},
    source::{SourceMap, Span},
};

use crate::markup;

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

fn write(root: &Path, path: &str, bytes: &[u8]) {
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

/// Chance that is the same on every machine: xorshift64*.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap()
    }

    /// A number below `end`, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        self.next() % end
    }
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
fn mutate(text: &str, chance: &mut Chance) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=chance.below(4) {
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
fn sound(diagnostics: &Diagnostics, sources: &SourceMap) {
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

fn well_formed(built: &Build) {
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
fn told<T>(what: &str, bytes: &[u8], run: impl FnOnce() -> T) -> T {
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
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15 ^ u64::try_from(file + 1).unwrap());
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
                let (_, diagnostics) = check(&mut project, Drafts::LeftOut);
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

/// The least project around one competency's and one page's text.
fn project(ladder: &str, competency: &str, page: &str) -> Project {
    let mut project = Project::default();
    let mut add = |path: &str, text: &str| {
        let file = project.sources.add(format!("content/{path}"), text);
        ContentText { path: path.to_owned(), file }
    };
    let ladder = add("ladder.yaml", ladder);
    let competency = add("competencies/one.yaml", competency);
    let page = add("page.md", page);
    project.ladders.push(ladder);
    project.competencies.push(competency);
    project.pages.push(page);
    project
}

const SMALL_LADDER: &str = "title: Small\nlevels: [{id: l1, name: Level 1}, {id: l2, name: Level 2}]\n\
                            sections: [description, key-behaviors]\n";
const SMALL_COMPETENCY: &str = "name: One\nsections:\n  description:\n    l1: Words\n";
const SMALL_PAGE: &str = "# Page\n";

/// Builds and gives the names of the codes found. Fails where that panics, or takes longer than a person would wait:
/// what is slow by its square or worse takes minutes at these sizes. The limit is no measure of speed.
fn survives(what: &str, project: Project) -> Vec<&'static str> {
    let (send, receive) = mpsc::channel();
    let built = thread::spawn(move || {
        let built = build(project, Drafts::LeftOut);
        sound(&built.diagnostics, &built.sources);
        let names = built.diagnostics.iter().map(|diagnostic| diagnostic.code.name()).collect();
        let _ = send.send(names);
    });
    match receive.recv_timeout(Duration::from_mins(1)) {
        Ok(names) => names,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("{what}: no end in sight"),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            let _ = built.join();
            panic!("{what}: broke it")
        }
    }
}

// Proves that YAML made to exhaust a reader is refused with a message, in the ladder, a competency and front matter.
#[test]
fn yaml_made_to_break_readers_is_refused() {
    let nested: String = (0..3000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let bomb: String = (0..30).map(|at| format!("a{}: &a{} [*a{at}, *a{at}, *a{at}]\n", at + 1, at + 1)).collect();
    let inputs = [
        ("100,000 open brackets", "[".repeat(100_000)),
        ("100,000 open braces", "{".repeat(100_000)),
        ("open braces with keys", "{a: ".repeat(30_000)),
        ("lists in lists", "- ".repeat(100_000)),
        ("questions", "? ".repeat(100_000)),
        ("keys in keys", nested),
        ("a text without end", format!("name: \"{}", "x".repeat(1_000_000))),
        ("names that repeat", format!("a0: &a0 [x]\n{bomb}")),
        ("a billion laughs", format!("{bomb}name: *a30\n")),
        ("merge keys", "a: &a\n  <<: *a\n".repeat(10_000)),
        ("types", "!!str ".repeat(50_000)),
        ("quotation marks", "\"".repeat(100_000)),
        ("apostrophes", "'".repeat(100_000)),
        ("commas", format!("[{}]", ",".repeat(100_000))),
        ("colons", ":".repeat(100_000)),
        ("colons and blanks", ": ".repeat(100_000)),
        ("comments", "#".repeat(100_000)),
        ("comments in texts", "a: b #c\n".repeat(10_000)),
        ("documents", "---\n".repeat(50_000)),
        ("tabs", "\t".repeat(100_000)),
        ("tabs before keys", "\ta: b\n".repeat(10_000)),
        ("carriage returns", "\r".repeat(100_000)),
        ("a folded text of empty lines", format!("name: >\n{}", "\n".repeat(200_000))),
        ("controls", "\0\u{1}\u{2}\u{1b}\u{7f}\u{85}\u{2028}\u{feff}".repeat(1000)),
    ];
    for (what, text) in &inputs {
        let found = survives(what, project(text, SMALL_COMPETENCY, SMALL_PAGE));
        assert!(!found.is_empty(), "{what} in the ladder is told");
        let found = survives(what, project(SMALL_LADDER, text, SMALL_PAGE));
        assert!(!found.is_empty(), "{what} in a competency is told");
        survives(what, project(SMALL_LADDER, SMALL_COMPETENCY, &format!("---\n{text}\n---\n# Page\n")));
    }
}

// Proves that Markdown made to exhaust a parser is read, in a line, in a text of several lines and in a page.
#[test]
fn markdown_made_to_break_parsers_is_read() {
    let inputs = [
        ("quotes in quotes", ">".repeat(10_000)),
        ("quotes with blanks", "> ".repeat(10_000)),
        ("lists in lists", "- ".repeat(10_000)),
        ("lists deep in lists", (0..500).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect()),
        ("open brackets", "[".repeat(10_000)),
        ("closed brackets", "[]".repeat(10_000)),
        ("links in links", "[a](".repeat(10_000)),
        ("open wiki links", "[[".repeat(10_000)),
        ("labels of wiki links", "[[one|".repeat(10_000)),
        ("wiki links", "[[one]]".repeat(10_000)),
        ("pictures in pictures", "![".repeat(10_000)),
        ("stars", "*".repeat(10_000)),
        ("stars and words", "*a **a ".repeat(10_000)),
        ("underscores", "_a__".repeat(10_000)),
        ("tildes", "~~a~".repeat(10_000)),
        ("backticks", (1..300).map(|count| format!("{} ", "`".repeat(count))).collect()),
        ("tags", "<a ".repeat(10_000)),
        ("comments", "<!--".repeat(10_000)),
        ("declarations", "<!A ".repeat(10_000)),
        ("instructions", "<?".repeat(10_000)),
        ("references", "&#".repeat(10_000)),
        ("addresses", "https://".repeat(10_000)),
        ("addresses with brackets", format!("https://a{}", "(".repeat(20_000) + &")".repeat(20_000))),
        ("definitions", "[a]: b\n".repeat(10_000)),
        ("cells", "|".repeat(10_000)),
        ("a wide table", format!("{}\n{}\n{}", "|a".repeat(2000), "|-".repeat(2000), "|b\n".repeat(2000))),
        ("headings", "# a\n".repeat(3000)),
        ("headings of all levels", "####### a\n###### b\n".repeat(2000)),
        ("heading attributes", format!("# a {}", "{#".repeat(10_000))),
        ("backslashes", "\\".repeat(10_001)),
        ("ids", "{#".repeat(10_000)),
        ("quotation marks", "\"".repeat(10_000)),
        ("lines", "a\n".repeat(20_000)),
        ("one long word", "a".repeat(1_000_000)),
        ("one long line", "word and ".repeat(110_000)),
        ("right to left", "\u{202e}\u{5d0}".repeat(10_000)),
        ("joiners", "👩\u{200d}".repeat(10_000)),
    ];
    for (what, text) in &inputs {
        let line = text.replace('\n', " ");
        let quoted = format!("'{}'", line.replace('\'', "''"));
        let indented = text.lines().map(|line| format!("      {line}\n")).collect::<String>();
        let statements = format!(
            "name: One\nsummary: {quoted}\nsections:\n  description:\n    l1: {quoted}\n    l2: |\n      a\n\n{indented}"
        );
        survives(what, project(SMALL_LADDER, &statements, &format!("# Page\n\n{text}")));
    }
}

// Proves that much of everything is read, that equal words are told apart on all pages, and that names may be huge.
#[test]
fn much_of_everything_is_read() {
    let list = |from: usize, count: usize| -> String {
        (from..from + count).map(|at| format!("      - Statement {at}\n")).collect()
    };
    let cell = |statements: &str| format!("name: One\nsections:\n  key-behaviors:\n    l1:\n{statements}");
    let many = cell(&list(0, 10_000));
    assert_eq!(survives("10,000 statements in a cell", project(SMALL_LADDER, &many, SMALL_PAGE)), ["no-id"]);
    let equal = cell(&"      - The same\n".repeat(3000));
    let mut twice = project(SMALL_LADDER, &equal, SMALL_PAGE);
    let file = twice.sources.add("content/competencies/two.yaml", &*equal);
    twice.competencies.push(ContentText { path: "competencies/two.yaml".into(), file });
    assert_eq!(survives("3,000 equal statements, twice", twice), ["no-id", "no-id"]);
    let key = format!("{}: x\n", "k".repeat(1_000_000));
    assert!(survives("a huge key", project(SMALL_LADDER, &key, SMALL_PAGE)).contains(&"unknown-key"));
    let id = cell(&format!("      - Words {{#{}}}\n", "i".repeat(1_000_000)));
    assert_eq!(survives("a huge id", project(SMALL_LADDER, &id, SMALL_PAGE)), ["bad-id"]);
    let link = cell(&format!("      - '[[{}]]'\n", "i".repeat(100_000)));
    assert_eq!(survives("a huge link", project(SMALL_LADDER, &link, SMALL_PAGE)), ["unknown-reference"]);
    let keys: String = (0..20_000).map(|at| format!("k{at}: x\n")).collect();
    assert!(survives("20,000 keys", project(SMALL_LADDER, &keys, SMALL_PAGE)).contains(&"unknown-key"));
    let wrong: String = (0..3000).map(|at| format!("  - {{id: S {at}, nome: x}}\n")).collect();
    let ladder = format!("title: Wrong\nlevels:\n{wrong}");
    assert!(survives("3,000 wrong levels", project(&ladder, SMALL_COMPETENCY, SMALL_PAGE)).contains(&"bad-id"));
}

// Proves that what refers to itself, at once or in a circle, is built or refused and does not go round for ever.
#[test]
fn circles_come_to_an_end() {
    let circle = "name: One\nsummary: See [[one]] and [[#aaaa1]]\nrelated: [one]\nsections:\n  key-behaviors:\n    l1:\n      \
                  - See [[#bbbb1]] {#aaaa1}\n      - See [[#aaaa1]] and [[#bbbb1]] {#bbbb1}\n";
    let found =
        survives("statements in a circle", project(SMALL_LADDER, circle, "# Page\n\n[a](page.md) [b](#page)\n"));
    assert_eq!(found, [""; 0]);
    for after in ["l1", "l2"] {
        let ladder = format!(
            "title: Circle\nlevels:\n  - {{id: l1, name: A, after: {after}}}\n  - {{id: l2, name: B, after: l1}}\n"
        );
        assert_eq!(survives("levels in a circle", project(&ladder, SMALL_COMPETENCY, SMALL_PAGE)), ["level-order"]);
    }
    let root = tempfile::tempdir().unwrap();
    write_all(root.path());
    write(root.path(), "theme/templates/prose.html", b"{% extends \"prose.html\" %}");
    let built = build(Project::read(root.path()), Drafts::LeftOut);
    assert!(built.output.is_none());
    sound(&built.diagnostics, &built.sources);
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
                let (_, diagnostics) = check(&mut project, Drafts::LeftOut);
                sound(&diagnostics, &project.sources);
                let told =
                    diagnostics.iter().any(|found| found.code.name() == code && found.path(&project.sources) == path);
                assert!(told, "{bytes:?} at {at} of {path} is no `{code}`");
            }
        }
    }
}
