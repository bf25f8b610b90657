//! Diagnostics as an author sees them: each case of `tests/ui` is read, and its report compared with the one beside it.
//!
//! A case is `<topic>/<case>.yaml`, a competency, or `<topic>/<case>/`, a project; `<topic>/<case>.stderr` is what
//! `rungs check` says. What a case lacks of `book.toml` and `ladder.yaml` comes from [`BOOK`] and [`LADDER`]. What can't
//! be kept in a repository (links, bytes that are no text, names that some file systems refuse) is told by stage
//! directions in `<topic>/<case>/stage.txt`, see [`direct`]. `RUNGS_BLESS=1` writes the expectations anew.

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

use rayon::prelude::*;
use rungs::{
    build::{self, Build},
    date::Date,
    diagnostic::{
        Code, Diagnostic, Place, Severity,
        human::{self, Style},
        json,
    },
    lower::Drafts,
    project::Project,
    release::{Frozen, Version, freeze},
    state,
};
use serde_json::Value;
use tempfile::{TempDir, tempdir};

/// The settings of a case without its own.
pub const BOOK: &str = "[book]\ntitle = \"Ladder of the tests\"\n";
/// The vocabulary of a case without its own.
pub const LADDER: &str = "title: Ladder of the tests
levels:
  - {id: l1, name: Level 1}
  - {id: l2, name: Level 2}
";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui")
}

fn blessed() -> bool {
    env::var_os("RUNGS_BLESS").is_some_and(|value| value == "1")
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != ".DS_Store")
        .collect();
    names.sort();
    names
}

/// One case: `<topic>/<name>`.
struct Case {
    topic: String,
    name: String,
}

impl Case {
    fn all() -> Vec<Self> {
        let topics = names(&folder()).into_iter().filter(|topic| topic != "thirty");
        topics
            .flat_map(|topic| {
                let all = names(&folder().join(&topic));
                let stems = all.iter().filter(|name| !name.ends_with(".stderr"));
                let stems: BTreeSet<String> = stems.map(|name| name.trim_end_matches(".yaml").to_owned()).collect();
                stems.into_iter().map(move |name| Self { topic: topic.clone(), name })
            })
            .collect()
    }

    fn title(&self) -> String {
        format!("{}/{}", self.topic, self.name)
    }

    fn expectation(&self) -> PathBuf {
        folder().join(&self.topic).join(format!("{}.stderr", self.name))
    }

    /// Puts the project together in a folder of its own.
    fn project(&self) -> TempDir {
        let root = tempdir().unwrap();
        let source = folder().join(&self.topic).join(&self.name);
        let single = folder().join(&self.topic).join(format!("{}.yaml", self.name));
        if source.is_dir() {
            copy(&source, root.path());
        } else {
            let to = root.path().join("content/competencies");
            fs::create_dir_all(&to).unwrap();
            fs::copy(&single, to.join(format!("{}.yaml", self.name))).unwrap();
        }
        supply(root.path());
        let stage = root.path().join("stage.txt");
        if stage.exists() {
            for line in fs::read_to_string(&stage).unwrap().lines().filter(|line| !line.is_empty()) {
                direct(root.path(), line);
            }
            fs::remove_file(&stage).unwrap();
        }
        root
    }
}

/// Copies a folder.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for name in names(from) {
        let (source, target) = (from.join(&name), to.join(&name));
        if source.is_dir() {
            copy(&source, &target);
        } else {
            fs::copy(source, target).unwrap();
        }
    }
}

/// Adds `book.toml` and `ladder.yaml` where a project has none.
pub fn supply(root: &Path) {
    fn has_ladder(folder: &Path) -> bool {
        names(folder).iter().any(|name| {
            let path = folder.join(name);
            if path.is_dir() { has_ladder(&path) } else { name == "ladder.yaml" }
        })
    }
    if !root.join("book.toml").exists() {
        fs::write(root.join("book.toml"), BOOK).unwrap();
    }
    fs::create_dir_all(root.join("content")).unwrap();
    if !has_ladder(&root.join("content")) {
        fs::write(root.join("content/ladder.yaml"), LADDER).unwrap();
    }
}

/// Follows one stage direction: a verb, and paths below the project with blanks between them.
///
/// - `without PATH`: takes a file or folder away
/// - `move FROM TO`, `copy FROM TO`: for names that a repository can't hold; `%XX` in `TO` is a byte
/// - `link TARGET PATH`: makes a symbolic link, whose target is taken as it stands
/// - `folder PATH`: makes a folder
/// - `grow PATH BYTES`: makes a file as large as that
/// - `bytes PATH`: turns a file of hexadecimal digits into the bytes that they stand for
/// - `crlf PATH`: ends its lines as Windows does
/// - `bom PATH`: puts a byte order mark before it
/// - `release VERSION FOLDER`: takes a project away and leaves a release of it, `notes.md` in it being its notes
/// - `against WORD`: checks against that state
fn direct(root: &Path, line: &str) {
    let words: Vec<&str> = line.split(' ').collect();
    let edit = |path: &str, change: &dyn Fn(String) -> Vec<u8>| {
        let text = fs::read_to_string(root.join(path)).unwrap();
        fs::write(root.join(path), change(text)).unwrap();
    };
    match *words {
        ["without", path] if root.join(path).is_dir() => fs::remove_dir_all(root.join(path)).unwrap(),
        ["without", path] => fs::remove_file(root.join(path)).unwrap(),
        ["move", from, to] => fs::rename(root.join(from), root.join(unescaped(to))).unwrap(),
        ["copy", from, to] => {
            fs::copy(root.join(from), root.join(unescaped(to))).unwrap();
        }
        ["link", target, path] => {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            std::os::unix::fs::symlink(target, root.join(path)).unwrap();
        }
        ["folder", path] => fs::create_dir_all(root.join(path)).unwrap(),
        ["grow", path, size] => {
            fs::File::create(root.join(path)).unwrap().set_len(size.parse().unwrap()).unwrap();
        }
        ["bytes", path] => edit(path, &|text| hexadecimal(&text)),
        ["crlf", path] => edit(path, &|text| text.replace('\n', "\r\n").into_bytes()),
        ["bom", path] => edit(path, &|text| format!("\u{feff}{text}").into_bytes()),
        ["release", version, from] => {
            release(&root.join(from), version, &root.join(format!("content/releases/{version}.json")));
            fs::remove_dir_all(root.join(from)).unwrap();
        }
        ["against", word] => fs::write(root.join(AGAINST), word).unwrap(),
        _ => panic!("no such stage direction: {line}"),
    }
}

/// Where a case keeps the word for the state that it is checked against. Hidden, it is not read by the project.
const AGAINST: &str = ".against";

/// Freezes a project.
pub fn release(project: &Path, version: &str, to: &Path) {
    supply(project);
    let content = build::check(&mut Project::read(project), Drafts::LeftOut).content;
    let notes = fs::read_to_string(project.join("notes.md")).ok();
    let (version, date) = (Version::parse(version).unwrap(), Date::parse("2026-01-02").unwrap());
    let frozen = Frozen { version, date, effective: None, notes: notes.as_deref() };
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::write(to, freeze(&content, &frozen)).unwrap();
}

fn hexadecimal(text: &str) -> Vec<u8> {
    let digits: String = text.split_whitespace().collect();
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

fn unescaped(name: &str) -> PathBuf {
    use std::{ffi::OsString, os::unix::ffi::OsStringExt};
    let mut bytes = Vec::new();
    let mut rest = name;
    while let Some((before, behind)) = rest.split_once('%') {
        bytes.extend(before.bytes());
        bytes.push(u8::from_str_radix(&behind[..2], 16).unwrap());
        rest = &behind[2..];
    }
    bytes.extend(rest.bytes());
    OsString::from_vec(bytes).into()
}

/// The title and the project of every case.
pub fn staged() -> impl Iterator<Item = (String, TempDir)> {
    Case::all().into_iter().map(|case| (case.title(), case.project()))
}

/// Every case with what was found in it; read once for all tests.
static FOUND: LazyLock<Vec<(Case, Build)>> = LazyLock::new(|| {
    let checked = |case: Case| {
        let root = case.project();
        let build = checked(root.path());
        (case, build)
    };
    Case::all().into_par_iter().map(checked).collect()
});

/// What `rungs check` finds.
pub fn checked(root: &Path) -> Build {
    let project = Project::read(root);
    let mut build = build::build(project.clone(), Drafts::LeftOut);
    if let Ok(word) = fs::read_to_string(root.join(AGAINST)) {
        state::against(&mut build, project, &word).unwrap();
    }
    build
}

fn report(build: &Build) -> String {
    human::report(&build.diagnostics, &build.sources, Style::Plain, |_| true)
}

// Every case says exactly what stands beside it, and no expectation is without its case.
#[test]
fn every_case_reports_what_stands_beside_it() {
    let mut wrong = Vec::new();
    let mut expected = BTreeSet::new();
    for (case, build) in &*FOUND {
        let found = report(build);
        expected.insert(case.expectation());
        if blessed() {
            fs::write(case.expectation(), &found).unwrap();
        } else if fs::read_to_string(case.expectation()).ok().as_deref() != Some(&*found) {
            wrong.push(format!("{} reports\n{found}", case.title()));
        }
    }
    for topic in names(&folder()).iter().filter(|topic| *topic != "thirty") {
        for name in names(&folder().join(topic)) {
            let path = folder().join(topic).join(&name);
            let ending = path.extension().and_then(|ending| ending.to_str());
            if ending == Some("stderr") && !expected.contains(&path) {
                wrong.push(format!("{topic}/{name} belongs to no case"));
            } else if !path.is_dir() && !matches!(ending, Some("stderr" | "yaml")) {
                wrong.push(format!("{topic}/{name} is no case"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

// No kind of message is without a case that shows it whole.
#[test]
fn every_code_is_shown_by_a_case() {
    let found: BTreeSet<Code> =
        FOUND.iter().flat_map(|(_, build)| build.diagnostics.iter().map(|diagnostic| diagnostic.code)).collect();
    let missing: Vec<&str> = Code::ALL.iter().filter(|code| !found.contains(code)).map(|code| code.name()).collect();
    assert!(missing.is_empty(), "no case of tests/ui shows {}", missing.join(", "));
}

// What holds for every report, whatever it is about: places that exist, a remedy, order, and JSON that agrees.
#[test]
fn every_report_is_sound() {
    let mut wrong = Vec::new();
    for (case, build) in &*FOUND {
        for problem in problems(build) {
            wrong.push(format!("{}: {problem}", case.title()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with a report.
fn problems(build: &Build) -> Vec<String> {
    let mut wrong = Vec::new();
    let all: Vec<&Diagnostic> = build.diagnostics.iter().collect();
    if build.diagnostics.has_errors() == build.output.is_some() {
        wrong.push("a site is made exactly where nothing is an error".to_owned());
    }
    for diagnostic in &all {
        let name = diagnostic.code.name();
        if diagnostic.help.as_deref().unwrap_or_default().is_empty() {
            wrong.push(format!("{name} says nothing of the remedy"));
        }
        if diagnostic.message.ends_with('.') || diagnostic.message.contains('\n') {
            wrong.push(format!("the message of {name} is not one phrase"));
        }
        let spans = diagnostic.related.iter().map(|related| related.span);
        let own = match diagnostic.place {
            Place::At(span) => Some(span),
            Place::File(_) | Place::Path(_) => None,
        };
        for span in spans.chain(own) {
            let text = build.sources.text(span.file);
            if text.get(span.range()).is_none() {
                wrong.push(format!("the span of {name} is not inside of its text"));
                continue;
            }
            let place = build.sources.line_column(span.file, span.start);
            let line = text.lines().nth(place.line - 1).unwrap_or_default();
            if line.trim().is_empty() && !text.trim().is_empty() {
                wrong.push(format!("{name} points at the empty line {}", place.line));
            }
            let invisible =
                matches!(diagnostic.code, Code::TabIndentation | Code::BadIndentation | Code::ControlCharacter);
            if span.start < span.end && text[span.range()].trim().is_empty() && !invisible {
                wrong.push(format!("{name} marks blanks in line {}", place.line));
            }
        }
    }
    let key = |diagnostic: &Diagnostic| {
        let start = match diagnostic.place {
            Place::At(span) => span.start,
            Place::File(_) | Place::Path(_) => 0,
        };
        (diagnostic.path(&build.sources).into_owned(), start)
    };
    if !all.is_sorted_by_key(|diagnostic| key(diagnostic)) {
        wrong.push("the report is not in the order of its places".to_owned());
    }
    for (index, diagnostic) in all.iter().enumerate() {
        let same = |other: &&&Diagnostic| {
            key(other) == key(diagnostic) && other.code == diagnostic.code && other.message == diagnostic.message
        };
        if all[..index].iter().any(|other| same(&other)) {
            wrong.push(format!("{} is reported twice", diagnostic.code.name()));
        }
    }
    wrong.extend(disagreement(build));
    wrong
}

/// Where the report for scripts differs from the one for people.
fn disagreement(build: &Build) -> Option<String> {
    let json: Value = serde_json::from_str(&json::report(&build.diagnostics, &build.sources)).unwrap();
    let listed = json["diagnostics"].as_array().unwrap();
    let human = report(build);
    let shown = human
        .lines()
        .filter(|line| ["error[", "warning[", "note["].iter().any(|start| line.starts_with(start)))
        .count();
    let errors = listed.iter().filter(|entry| entry["severity"] == "error").count();
    let right = listed.len() == shown
        && json["errors"] == errors
        && json["errors"] == build.diagnostics.count(Severity::Error)
        && json["warnings"] == build.diagnostics.count(Severity::Warning);
    if !right {
        return Some(format!("{shown} problems for people, {} for scripts", listed.len()));
    }
    let missing = listed.iter().find(|entry| {
        let place = match entry["line"].as_u64() {
            Some(line) => format!("--> {}:{line}:{}\n", entry["file"].as_str().unwrap(), entry["column"]),
            None => format!("--> {}\n", entry["file"].as_str().unwrap()),
        };
        !human.contains(&place)
    });
    missing.map(|entry| format!("only scripts are told of {entry}"))
}

// Thirty mistakes of thirty kinds in five files are thirty messages of one run: none hides another.
#[test]
fn thirty_mistakes_are_thirty_messages() {
    let root = tempdir().unwrap();
    copy(&folder().join("thirty/project"), root.path());
    let output = Command::new(env!("CARGO_BIN_EXE_rungs"))
        .args(["check", "--format", "json"])
        .arg(root.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let place = |entry: &Value| {
        let text = |key: &str| entry[key].as_str().unwrap().to_owned();
        format!("{}:{}:{} {}\n", text("file"), entry["line"], entry["column"], text("code"))
    };
    let found: Vec<String> = json["diagnostics"].as_array().unwrap().iter().map(place).collect();
    let expectation = folder().join("thirty/expected.txt");
    if blessed() {
        fs::write(&expectation, found.concat()).unwrap();
    }
    assert_eq!(found.concat(), fs::read_to_string(&expectation).unwrap());
    assert_eq!(found.len(), 30);
    assert_eq!(json["errors"], 30);
    let kinds: BTreeSet<&str> = found.iter().filter_map(|line| line.split(' ').next_back()).collect();
    assert_eq!(kinds.len(), 30, "thirty different mistakes");
}
