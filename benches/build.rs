//! The time that each phase of a build takes, on a ladder made for it: 200 competencies, six levels, all ten sections.
//!
//! `cargo bench` prints a table. The ladder is the same at every run, so that two tables can be compared; a machine is
//! never quiet, so that each phase is run several times and its median shown. Nothing here fails because of a time.

#![allow(clippy::disallowed_methods, reason = "a benchmark writes its ladder to disk and reads the clock")]
#![allow(clippy::print_stdout, reason = "the table is what it is for")]
#![allow(clippy::cast_precision_loss, reason = "figures for people, far below 2^52")]

use std::{
    fmt::Write,
    fs, io,
    path::Path,
    time::{Duration, Instant},
};

use rungs::{
    build, diagnostic::Severity, emit, lower::Drafts, output::Role, project::Project, render, site::Site, theme,
};

const COMPETENCIES: u64 = 200;
const LEVELS: u64 = 6;
const RUNS: usize = 7;

fn main() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    write_ladder(folder.path())?;
    let runs: Vec<Run> = (0..RUNS).map(|_| run(folder.path())).collect::<io::Result<_>>()?;
    report(&runs);
    Ok(())
}

/// What one build took and gave.
struct Run {
    phases: Vec<(&'static str, Duration)>,
    pages: usize,
    bytes: usize,
}

/// One whole build, phase by phase, and a second writing of the same site.
fn run(root: &Path) -> io::Result<Run> {
    let mut clock = Clock { phases: Vec::new(), begun: Instant::now() };
    let mut project = Project::read(root);
    clock.lap("read: files into memory");
    let build::Checked { content, diagnostics: mut sink, .. } = build::check(&mut project, Drafts::LeftOut);
    clock.lap("check: parse, resolve, lint");
    let strings = theme::strings(&project.theme, &project.config, &project.sources, &mut sink);
    let loaded = theme::load(&project.theme, strings, &mut project.sources, &mut sink);
    clock.lap("theme: templates and style");
    let theme = loaded.ok_or_else(|| io::Error::other("the theme has errors"))?;
    if let Some(error) = sink.iter().find(|found| found.code.severity() == Severity::Error) {
        return Err(io::Error::other(error.message.clone()));
    }
    let site = Site::plan(&content, &project.config, &project.sources);
    clock.lap("plan: pages and addresses");
    let output = render::render(&site, theme).map_err(|_| io::Error::other("a template has an error"))?;
    clock.lap("render: pages in memory");
    let written = tempfile::tempdir()?;
    clock.restart();
    let folder = written.path().join("site");
    emit::emit(&output, &folder).map_err(io::Error::other)?;
    clock.lap("emit: a new site");
    emit::emit(&output, &folder).map_err(io::Error::other)?;
    clock.lap("emit: nothing changed");
    let pages = output.files.values().filter(|file| file.role == Role::Page).count();
    let bytes = output.files.values().map(|file| file.bytes.len()).sum();
    Ok(Run { phases: clock.phases, pages, bytes })
}

struct Clock {
    phases: Vec<(&'static str, Duration)>,
    begun: Instant,
}

impl Clock {
    fn lap(&mut self, phase: &'static str) {
        self.phases.push((phase, self.begun.elapsed()));
        self.restart();
    }

    fn restart(&mut self) {
        self.begun = Instant::now();
    }
}

fn report(runs: &[Run]) {
    let Some(first) = runs.first() else { return };
    let megabytes = first.bytes as f64 / 1e6;
    println!("{COMPETENCIES} competencies × {LEVELS} levels × {} sections", SECTIONS.len());
    println!("{} pages, {megabytes:.1} MB; median, least and most of {} runs\n", first.pages, runs.len());
    println!("{:30} {:>10} {:>10} {:>10}", "phase", "median ms", "least", "most");
    for (at, (phase, _)) in first.phases.iter().enumerate() {
        line(phase, runs.iter().map(|run| run.phases[at].1).collect());
    }
    // The last phase is a second build's; all before it are what one cold build does.
    let cold = |run: &Run| run.phases.iter().rev().skip(1).map(|(_, time)| *time).sum();
    let median = line("a whole build", runs.iter().map(cold).collect());
    println!("\n{:.0} pages/s", first.pages as f64 / median.as_secs_f64());
}

/// Prints one line of the table and returns the median.
fn line(phase: &str, mut times: Vec<Duration>) -> Duration {
    times.sort();
    let (median, least, most) = (times[times.len() / 2], times[0], times[times.len() - 1]);
    let shown = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1e3);
    println!("{phase:30} {:>10} {:>10} {:>10}", shown(median), shown(least), shown(most));
    median
}

/// Sections by id, with the shape of what they hold.
const SECTIONS: [(&str, Shape); 10] = [
    ("description", Shape::Prose),
    ("key-behaviors", Shape::Items(5)),
    ("common-struggles", Shape::Items(3)),
    ("success-indicators", Shape::Items(4)),
    ("mindset-shift", Shape::Shift),
    ("questions", Shape::Items(3)),
    ("habits", Shape::Items(3)),
    ("seek-feedback", Shape::Items(3)),
    ("signals", Shape::Items(3)),
    ("focus-summary", Shape::Summary),
];

#[derive(Clone, Copy)]
enum Shape {
    Prose,
    Items(usize),
    Shift,
    Summary,
}

/// Writes a project whose words are drawn by a seeded generator, the same at every run.
fn write_ladder(root: &Path) -> io::Result<()> {
    let competencies = root.join("content/competencies");
    fs::create_dir_all(&competencies)?;
    fs::write(root.join("book.toml"), "[book]\ntitle = \"A generated ladder\"\n")?;
    let mut ladder = String::from("title: A generated ladder\ncumulative: true\nlevels:\n");
    for level in 1..=LEVELS {
        ladder += &format!("  - {{id: l{level}, name: Level {level}}}\n");
    }
    ladder += "groups:\n  - {id: people, name: People}\n  - {id: craft, name: Craft}\n";
    fs::write(root.join("content/ladder.yaml"), ladder)?;
    let mut words = Words(0x5eed);
    for number in 0..COMPETENCIES {
        let text = competency(number, &mut words).map_err(io::Error::other)?;
        fs::write(competencies.join(format!("competency-{number:03}.yaml")), text)?;
    }
    Ok(())
}

fn competency(number: u64, words: &mut Words) -> Result<String, std::fmt::Error> {
    let mut yaml = String::new();
    let group = if number.is_multiple_of(2) { "people" } else { "craft" };
    let other = (number + 1) % COMPETENCIES;
    writeln!(yaml, "name: {} {number}", words.sentence(2))?;
    writeln!(yaml, "group: {group}\nsummary: {}\nrelated: [competency-{other:03}]\nsections:", words.sentence(9))?;
    for (at, (id, shape)) in SECTIONS.iter().enumerate() {
        writeln!(yaml, "  {id}:")?;
        for level in 1..=LEVELS {
            match shape {
                Shape::Prose => {
                    writeln!(yaml, "    l{level}: {}, as in [[competency-{other:03}]]", words.sentence(60))?;
                }
                Shape::Items(count) => {
                    writeln!(yaml, "    l{level}:")?;
                    for item in 0..*count {
                        // The first item of a list has a permanent id, the others have none yet.
                        let id = if item == 0 {
                            format!(" {{#{}}}", statement_id(number, at, level))
                        } else {
                            String::new()
                        };
                        writeln!(yaml, "      - {}{id}", words.sentence(14))?;
                    }
                }
                Shape::Shift => {
                    writeln!(
                        yaml,
                        "    l{level}:\n      from: {}\n      to: {}",
                        words.sentence(7),
                        words.sentence(9)
                    )?;
                }
                Shape::Summary => {
                    writeln!(yaml, "    l{level}:\n      points:")?;
                    for _ in 0..3 {
                        writeln!(yaml, "        - {}", words.sentence(3))?;
                    }
                    writeln!(yaml, "      text: {}", words.sentence(20))?;
                }
            }
        }
    }
    Ok(yaml)
}

/// An id that no other statement of the ladder has.
fn statement_id(competency: u64, section: usize, level: u64) -> String {
    format!("b{competency:03}{section}{level}")
}

/// Draws words, by a linear congruential generator (Knuth's constants), so that no run differs from another.
struct Words(u64);

impl Words {
    fn next(&mut self) -> &'static str {
        const WORDS: [&str; 32] = [
            "asks",
            "for",
            "the",
            "reason",
            "and",
            "tells",
            "others",
            "what",
            "changed",
            "before",
            "it",
            "ships",
            "with",
            "care",
            "when",
            "work",
            "is",
            "planned",
            "or",
            "reviewed",
            "so",
            "that",
            "nobody",
            "waits",
            "on",
            "a",
            "decision",
            "longer",
            "than",
            "one",
            "quiet",
            "afternoon",
        ];
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let draw = usize::try_from(self.0 >> 59).unwrap_or_default();
        WORDS[draw]
    }

    /// So many words, the first with a capital.
    fn sentence(&mut self, count: usize) -> String {
        let mut text = String::new();
        for at in 0..count {
            let word = self.next();
            if at == 0 {
                text += &word[..1].to_uppercase();
                text += &word[1..];
            } else {
                text += " ";
                text += word;
            }
        }
        text
    }
}
