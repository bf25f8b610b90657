//! The projects below `tests/sites`, and this repository's own ladder: read and built once for all tests.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use rungs::{
    build::{build, check},
    diagnostic::{Diagnostics, Severity, human},
    ladder::Content,
    lower::Drafts,
    output::Output,
    project::Project,
    source::SourceMap,
    theme::{self, Strings},
};

/// A project that was built.
pub struct Case {
    /// Its name in messages.
    pub name: String,
    /// The folder with what is expected of it; the repository's own ladder has none.
    pub expected: Option<PathBuf>,
    /// What was read.
    pub project: Project,
    /// What it says.
    pub content: Content,
    /// The site.
    pub output: Output,
    /// Warnings and errors, as text.
    pub report: String,
}

/// Every case: `expected` holds what a build gives, `expected-drafts` what it gives with drafts shown.
pub fn cases() -> &'static [Case] {
    all().unwrap_or_else(|problem| panic!("{problem}"))
}

/// The same, or what could not be built.
pub fn all() -> Result<&'static [Case], &'static str> {
    // A panic inside of `LazyLock` would be told by the first test alone.
    static CASES: LazyLock<Result<Vec<Case>, String>> = LazyLock::new(read);
    CASES.as_deref().map_err(String::as_str)
}

fn read() -> Result<Vec<Case>, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut cases = vec![case("this repository", root, None, Drafts::LeftOut)];
    for folder in entries(&root.join("tests/sites")) {
        let name = folder.file_name().unwrap().to_str().unwrap();
        if !folder.join("expected").is_dir() {
            cases.push(Err(format!("the case `{name}` expects nothing")));
        }
        for (kind, drafts) in [("expected", Drafts::LeftOut), ("expected-drafts", Drafts::Shown)] {
            let expected = folder.join(kind);
            if expected.is_dir() {
                cases.push(case(&format!("{name}/{kind}"), &folder.join("in"), Some(expected), drafts));
            }
        }
    }
    let problems: Vec<&str> = cases.iter().filter_map(|case| case.as_ref().err().map(String::as_str)).collect();
    if problems.is_empty() { cases.into_iter().collect() } else { Err(problems.join("\n\n")) }
}

fn case(name: &str, folder: &Path, expected: Option<PathBuf>, drafts: Drafts) -> Result<Case, String> {
    let project = Project::read(folder);
    let content = check(&mut project.clone(), drafts).content;
    let built = build(project.clone(), drafts);
    let report = shown(&built.diagnostics, &built.sources);
    let output = built.output.ok_or_else(|| format!("{name} can't be built:\n{report}"))?;
    Ok(Case { name: name.to_owned(), expected, project, content, output, report })
}

/// Warnings and errors as an author sees them.
pub fn shown(diagnostics: &Diagnostics, sources: &SourceMap) -> String {
    human::report(diagnostics, sources, human::Style::Plain, |severity| severity != Severity::Note)
}

/// What stands in a folder, sorted.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

/// All files below a folder, as path on disk and path below it with `/`.
pub fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for path in entries(folder) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(path, below)| (path, format!("{name}/{below}"))));
        } else {
            found.push((path, name));
        }
    }
    found
}

impl Case {
    /// The words of the theme in the case's language.
    pub fn strings(&self) -> Arc<Strings> {
        let Project { theme, config, sources, .. } = &self.project;
        let strings = theme::strings(theme, config, sources, &mut Diagnostics::default());
        theme::load(theme, strings, &mut sources.clone(), &mut Diagnostics::default()).unwrap().strings
    }

    /// A page's text.
    pub fn page(&self, path: &str) -> Option<&str> {
        self.output.files.get(path).map(|file| std::str::from_utf8(&file.bytes).unwrap())
    }

    /// All pages: path and text.
    pub fn pages(&self) -> impl Iterator<Item = (&str, &str)> {
        self.output.files.keys().filter(|path| path.ends_with(".html")).map(|path| (&**path, self.page(path).unwrap()))
    }
}

/// Whether expectations are rewritten instead of compared: `RUNGS_BLESS=1`.
pub fn blessing() -> bool {
    std::env::var_os("RUNGS_BLESS").is_some_and(|value| value == "1")
}

/// Compares a text with the expected one, or takes it as expected; says what is different.
pub fn compare(expected: &Path, actual: &str) -> Result<(), String> {
    if blessing() {
        fs::write(expected, actual).unwrap();
        return Ok(());
    }
    let wanted = fs::read_to_string(expected).unwrap();
    if wanted == actual {
        return Ok(());
    }
    let at = wanted.lines().zip(actual.lines()).take_while(|(wanted, actual)| wanted == actual).count();
    let line = |text: &str| text.lines().nth(at).unwrap_or("(the end)").to_owned();
    Err(format!("{}:{}\n  expected: {}\n  made:     {}", expected.display(), at + 1, line(&wanted), line(actual)))
}
