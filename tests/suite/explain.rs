//! The explanations: each has its form, its first example is the mistake that it speaks of, and the second is sound.

use std::{collections::BTreeSet, fs, path::Path};

use rungs::diagnostic::{Code, Severity};
use tempfile::tempdir;

use super::ui::{BOOK, LADDER, checked};

/// What examples may refer to.
const GROUPS: &str = "groups:\n  - {id: customers, name: Customers}\n";
const CUSTOMER_VALUE: &str = "name: Customer Value
group: customers
sections:
  key-behaviors:
    l1:
      - Asks what a change is worth to customers {#b4s3v}
";

/// The fenced blocks of a text: language and content.
fn blocks(text: &str) -> Vec<(&str, &str)> {
    let fences = text.split("```").collect::<Vec<_>>();
    fences.chunks(2).filter_map(|pair| pair.get(1)?.split_once('\n')).collect()
}

/// The rest of a competency whose first lines are an example.
const SECTIONS: &str = "sections:\n  key-behaviors:\n    l1:\n      - Reads support tickets {#c5t2k}\n";

/// Writes a project around an example. Whole files and parts of them are told apart by how they begin.
fn project(root: &Path, code: Code, language: &str, example: &str) {
    let competencies = root.join("content/competencies");
    fs::create_dir_all(&competencies).unwrap();
    let write = |path: &str, text: &str| fs::write(root.join(path), text).unwrap();
    write("book.toml", BOOK);
    write("content/ladder.yaml", &format!("{LADDER}{GROUPS}"));
    fs::write(competencies.join("customer-value.yaml"), CUSTOMER_VALUE).unwrap();
    let indented = |by: &str| {
        example.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("{by}{line}\n") }).collect()
    };
    let competency = |text: &str| fs::write(competencies.join("example.yaml"), text).unwrap();
    let is_ladder = ["levels:", "groups:", "sections:\n  -"].iter().any(|start| example.starts_with(start));
    match language {
        "toml" => write("book.toml", example),
        "markdown" => write("content/page.md", example),
        "yaml" if is_ladder => {
            let mut text = example.to_owned();
            if !example.starts_with("groups:") {
                text += GROUPS;
            }
            if example.starts_with("levels:") {
                // The other files name these.
                text += "title: Example\n";
                fs::remove_file(competencies.join("customer-value.yaml")).unwrap();
                text = text.replace(GROUPS, "");
            } else {
                text += LADDER;
            }
            write("content/ladder.yaml", &text);
        }
        "yaml" if example.contains("sections:") || code == Code::EmptyCompetency => competency(example),
        "yaml" if example.starts_with("name:") => competency(&format!("{example}{SECTIONS}")),
        "yaml" if example.starts_with('-') => {
            let statements: String = indented("      ");
            competency(&format!("name: Example\nsections:\n  key-behaviors:\n    l1:\n{statements}"));
        }
        "yaml" => {
            let sections: String = indented("  ");
            competency(&format!("name: Example\nsections:\n{sections}"));
        }
        other => panic!("no such language: {other}"),
    }
}

fn found(code: Code, language: &str, example: &str) -> BTreeSet<Code> {
    let root = tempdir().unwrap();
    project(root.path(), code, language, example);
    checked(root.path()).diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

// `rungs explain` answers in one form: a title, what it means, the mistake, the mended text, why.
#[test]
fn every_explanation_has_its_form() {
    for code in Code::ALL {
        let (name, text) = (code.name(), code.explanation());
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("# ") && lines[0].len() > 12 && lines[1].is_empty(), "{name}: the title");
        assert!((8..=26).contains(&lines.len()), "{name} has {} lines", lines.len());
        assert!(lines.iter().all(|line| line.chars().count() <= 100), "{name} has lines that are too long");
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{name}: the end");
        assert_eq!(blocks(text).len(), 2, "{name} has an example of the mistake and one of the remedy");
        assert!(!lines[lines.len() - 1].starts_with("```"), "{name} says why it matters");
    }
}

// The example of a mistake makes just that mistake, and following the advice mends it.
#[test]
fn every_example_shows_what_it_says() {
    let mut shown = 0;
    for code in Code::ALL {
        let [(language, mistake), (_, mended)] = blocks(code.explanation())[..] else { continue };
        // Folders, pictures, templates and letters of another encoding are told in words.
        if language == "text" {
            continue;
        }
        shown += 1;
        let name = code.name();
        let severe = |codes: &BTreeSet<Code>| -> Vec<&str> {
            codes.iter().filter(|code| code.severity() != Severity::Note).map(|code| code.name()).collect()
        };
        let before = found(*code, language, mistake);
        assert!(before.contains(code), "the mistake of {name} is reported as {:?}", severe(&before));
        let others: Vec<&str> = severe(&before).into_iter().filter(|other| *other != name).collect();
        assert!(others.is_empty() || name == "unsafe-link", "the mistake of {name} is {others:?} as well");
        let after = found(*code, language, mended);
        assert_eq!(severe(&after), [""; 0], "the mended example of {name}");
        assert!(!after.contains(code), "{name} is mended");
    }
    assert!(shown > 35, "most mistakes are shown in YAML or TOML");
}
