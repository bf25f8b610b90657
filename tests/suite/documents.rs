//! The documents are true: what they show is what happens, and what they name is there.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use tempfile::tempdir;

use crate::cases::files;

fn document(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The blocks of code in a document: language and text.
fn blocks(text: &str) -> Vec<(&str, &str)> {
    let fenced = text.split("```").skip(1).step_by(2);
    fenced.map(|block| block.split_once('\n').unwrap()).collect()
}

/// What stands between back-ticks in the prose of a document.
fn quoted(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    prose.flat_map(|part| part.split('`').skip(1).step_by(2)).collect()
}

fn rungs(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_rungs")).args(arguments).current_dir(folder).output().unwrap();
    (run.status.success(), String::from_utf8(run.stderr).unwrap())
}

/// Writes the ladder that the README tells to write.
fn readme_ladder(readme: &str, folder: &Path) {
    let of = |language| blocks(readme).into_iter().filter(move |(found, _)| *found == language).map(|(_, text)| text);
    fs::create_dir_all(folder.join("content/competencies")).unwrap();
    fs::write(folder.join("book.toml"), of("toml").next().unwrap()).unwrap();
    fs::write(folder.join("content/ladder.yaml"), of("yaml").next().unwrap()).unwrap();
    fs::write(folder.join("content/competencies/code-review.yaml"), of("yaml").nth(1).unwrap()).unwrap();
}

#[test]
fn the_ladder_of_the_readme_is_built() {
    let folder = tempdir().unwrap();
    readme_ladder(&document("README.md"), folder.path());
    let (good, report) = rungs(folder.path(), &["build"]);
    assert!(good && report.is_empty(), "{report}");
    let page = fs::read_to_string(folder.path().join("site/competencies/code-review/l1--l2.html")).unwrap();
    assert!(page.contains("Leaves a first comment before lunch"));
}

#[test]
fn the_mistakes_of_the_readme_are_told_as_it_shows_them() {
    let readme = document("README.md");
    let folder = tempdir().unwrap();
    readme_ladder(&readme, folder.path());
    let path = folder.path().join("content/competencies/code-review.yaml");
    let text = fs::read_to_string(&path).unwrap();
    let two_mistakes = text.replace("summary:", "sumary:").replace(
        "- text: Reviews within a day\n        examples:\n          - Leaves a first comment before lunch",
        "- Reviews within a day: always",
    );
    fs::write(&path, two_mistakes).unwrap();
    let (good, report) = rungs(folder.path(), &["build"]);
    let shown = blocks(&readme).into_iter().find(|(_, text)| text.starts_with("error[")).unwrap().1;
    assert!(!good);
    assert_eq!(report, shown);
}

#[test]
fn the_settings_of_the_readme_are_settings() {
    let readme = document("README.md");
    let folder = tempdir().unwrap();
    readme_ladder(&readme, folder.path());
    fs::write(folder.path().join("ours.css"), "").unwrap();
    for (_, settings) in blocks(&readme).into_iter().filter(|(language, _)| *language == "toml").skip(1) {
        fs::write(folder.path().join("book.toml"), settings).unwrap();
        let (good, report) = rungs(folder.path(), &["check", "--deny-warnings"]);
        assert!(good, "{settings}\n{report}");
    }
}

#[test]
fn the_commands_of_the_readme_are_those_of_the_tool() {
    let readme = document("README.md");
    let usage = blocks(&readme).into_iter().find(|(_, text)| text.starts_with("rungs build [DIR]")).unwrap().1;
    let named: BTreeSet<&str> = usage
        .lines()
        .filter_map(|line| line.strip_prefix("rungs "))
        .filter_map(|line| line.split(' ').next())
        .collect();
    let help = Command::new(env!("CARGO_BIN_EXE_rungs")).arg("--help").output().unwrap().stdout;
    let help = String::from_utf8(help).unwrap();
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands = commands.filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next());
    assert_eq!(named, commands.filter(|command| *command != "help").collect());
    for option in usage.split(['[', ']', ' ']).filter(|word| word.starts_with('-')) {
        let known = named.iter().any(|command| {
            let help = Command::new(env!("CARGO_BIN_EXE_rungs")).args([*command, "--help"]).output().unwrap().stdout;
            String::from_utf8(help).unwrap().split([' ', ',', '\n']).any(|word| word == option)
        });
        assert!(known, "no command has `{option}`");
    }
}

// Files that the documents name are looked for by `tidy`.
#[test]
fn links_of_the_documents_lead_somewhere_and_named_tests_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tests: String =
        files(&root.join("tests/suite")).iter().map(|(path, _)| fs::read_to_string(path).unwrap()).collect();
    let lints = document("Cargo.toml");
    let mut guards = 0;
    for name in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        let text = document(name);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            assert!(link.starts_with("https://") || root.join(link).exists(), "{name} links `{link}`");
        }
        let is_guard = |word: &&str| word.contains('_') && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        for guard in quoted(&text).into_iter().filter(is_guard) {
            guards += 1;
            let known = tests.contains(&format!("fn {guard}()")) || lints.contains(&format!("{guard} = "));
            assert!(known, "{name} names `{guard}`, which is neither a test nor a lint");
        }
    }
    assert!(guards > 15, "the documents name {guards} tests and lints only");
}

#[test]
fn the_architecture_can_be_read_in_one_go() {
    assert!(document("ARCHITECTURE.md").lines().count() < 120);
}
