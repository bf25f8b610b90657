//! Inputs made by hand: each is known to bring readers of YAML or Markdown down, or to go round for ever.

use std::{sync::mpsc, thread, time::Duration};

use rungs::{
    build::build,
    lower::Drafts,
    project::{ContentText, Project},
};

use super::{sound, write, write_all};

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
    match receive.recv_timeout(Duration::from_mins(2)) {
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
        ("merge keys", "a: &a\n  <<: *a\n".repeat(2000)),
        ("types", "!!str ".repeat(50_000)),
        ("quotation marks", "\"".repeat(100_000)),
        ("apostrophes", "'".repeat(100_000)),
        ("commas", format!("[{}]", ",".repeat(3000))),
        ("colons", ":".repeat(100_000)),
        ("colons and blanks", ": ".repeat(100_000)),
        ("comments", "#".repeat(100_000)),
        ("comments in texts", "a: b #c\n".repeat(2000)),
        ("documents", "---\n".repeat(50_000)),
        ("tabs", "\t".repeat(100_000)),
        ("tabs before keys", "\ta: b\n".repeat(2000)),
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
        ("a wide table", format!("{}\n{}\n{}", "|a".repeat(500), "|-".repeat(500), "|b\n".repeat(500))),
        ("headings", "# a\n".repeat(3000)),
        ("headings of all levels", "####### a\n###### b\n".repeat(2000)),
        ("heading attributes", format!("# a {}", "{#".repeat(10_000))),
        ("backslashes", "\\".repeat(10_001)),
        ("ids", "{#".repeat(10_000)),
        ("quotation marks", "\"".repeat(10_000)),
        ("lines", "a\n".repeat(20_000)),
        ("one long word", "a".repeat(300_000)),
        ("one long line", "word and ".repeat(30_000)),
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
    let key = format!("{}: x\n", "k".repeat(300_000));
    assert!(!survives("a huge key", project(SMALL_LADDER, &key, SMALL_PAGE)).is_empty());
    let id = cell(&format!("      - Words {{#{}}}\n", "i".repeat(1_000_000)));
    assert_eq!(survives("a huge id", project(SMALL_LADDER, &id, SMALL_PAGE)), ["bad-id"]);
    let link = cell(&format!("      - '[[{}]]'\n", "i".repeat(100_000)));
    assert_eq!(survives("a huge link", project(SMALL_LADDER, &link, SMALL_PAGE)), ["unknown-reference"]);
    let keys: String = (0..1000).map(|at| format!("k{at}: x\n")).collect();
    assert!(survives("1,000 keys", project(SMALL_LADDER, &keys, SMALL_PAGE)).contains(&"unknown-key"));
    let wrong: String = (0..500).map(|at| format!("  - {{id: S {at}, nome: x}}\n")).collect();
    let ladder = format!("title: Wrong\nlevels:\n{wrong}");
    assert!(survives("500 wrong levels", project(&ladder, SMALL_COMPETENCY, SMALL_PAGE)).contains(&"bad-id"));
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
