//! The same project gives the same bytes: whatever the number of threads, the place, the time zone, the language of
//! the system and the folder that the tool was started in.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use tempfile::tempdir;

use crate::cases::files;

/// A way to run the same build.
struct Surroundings {
    threads: &'static str,
    time_zone: &'static str,
    language: &'static str,
    /// Where the project's copy lies, below a temporary folder.
    place: &'static str,
    /// Whether the tool is started in the project's folder or given its path.
    inside: bool,
}

const ALL: [Surroundings; 3] = [
    Surroundings { threads: "1", time_zone: "UTC", language: "C", place: "a", inside: true },
    Surroundings {
        threads: "8",
        time_zone: "Pacific/Kiritimati",
        language: "tr_TR.UTF-8",
        place: "b/c d/é",
        inside: false,
    },
    Surroundings {
        threads: "3",
        time_zone: "America/New_York",
        language: "ar_EG.UTF-8",
        place: "content",
        inside: true,
    },
];

#[test]
fn the_same_project_gives_the_same_bytes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sites = [root.join("tests/sites/wild-words/in"), root.join("tests/sites/several-ladders/in"), root.to_owned()];
    for project in sites {
        let mut built = ALL.iter().map(|surroundings| build(&project, surroundings));
        let first = built.next().unwrap();
        assert!(first.len() > 5, "{} gives {} files", project.display(), first.len());
        for other in built {
            let names = |site: &BTreeMap<String, Vec<u8>>| site.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(&first), names(&other));
            let differing: Vec<_> = first.iter().filter(|(path, bytes)| other[*path] != **bytes).collect();
            assert!(differing.is_empty(), "{:?} of {}", differing.iter().map(|(path, _)| path), project.display());
        }
    }
}

/// The files of the site, by path.
fn build(project: &Path, surroundings: &Surroundings) -> BTreeMap<String, Vec<u8>> {
    let folder = tempdir().unwrap();
    let copy = folder.path().join(surroundings.place);
    for part in ["book.toml", "content"] {
        copy_all(&project.join(part), &copy.join(part));
    }
    let out = folder.path().join("out");
    let mut command = Command::new(env!("CARGO_BIN_EXE_rungs"));
    command.arg("build").arg("-d").arg(&out);
    if surroundings.inside {
        command.current_dir(&copy);
    } else {
        command.arg(&copy);
    }
    command.env("RAYON_NUM_THREADS", surroundings.threads);
    command.env("TZ", surroundings.time_zone).env("LC_ALL", surroundings.language);
    let run = command.output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    files(&out).into_iter().map(|(path, name)| (name, fs::read(path).unwrap())).collect()
}

fn copy_all(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let name = entry.unwrap().file_name();
            copy_all(&from.join(&name), &to.join(&name));
        }
    } else {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    }
}
