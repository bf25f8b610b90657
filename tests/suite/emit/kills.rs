//! Builds that meet each other, and builds that are killed: at no moment is anything half.

use std::{
    collections::BTreeSet,
    env,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use super::*;

// While one build holds the folder, another is refused; the lock goes with its process, so none is ever stale.
#[test]
fn one_build_at_a_time() {
    let (_temp, site) = built();
    let held = fs::OpenOptions::new().write(true).open(site.join(LOCK)).unwrap();
    held.lock().unwrap();
    let mut output = small();
    output.page("index.html", page(&[]));
    let before = disk(&site);
    let error = emit(&output, &site).unwrap_err();
    assert!(matches!(error, EmitError::Busy { .. }), "{error}");
    assert_eq!(disk(&site), before);
    held.unlock().unwrap();
    assert_eq!(emit(&output, &site).unwrap(), report(1, 2, 0));
}

// Several builds at once, from nothing on, each end in their site or in "another rungs is writing", and mix nothing.
#[test]
fn builds_at_once() {
    let temp = tempdir().unwrap();
    for round in 0..20 {
        let site = temp.path().join(format!("site-{round}"));
        let won = thread::scope(|scope| {
            let builds: Vec<_> = [0, 1, 0, 1]
                .map(|version| {
                    let site = &site;
                    scope.spawn(move || (0..5).map(|_| emit(&version_of(version, 12), site)).collect::<Vec<_>>())
                })
                .into();
            builds
                .into_iter()
                .flat_map(|build| build.join().unwrap())
                .filter(|result| match result {
                    Ok(_) => true,
                    Err(EmitError::Busy { .. }) => false,
                    Err(error) => panic!("{error}"),
                })
                .count()
        });
        assert!(won > 0);
        let left = disk(&site);
        assert!(left == expected(&version_of(0, 12)) || left == expected(&version_of(1, 12)), "{:?}", left.keys());
    }
    assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 20);
}

// What a killed first build left beside the folder goes with the next build. The name alone does not make it ours,
// and a folder that a running build has locked is no leftover.
#[test]
fn leftovers_of_first_builds() {
    let temp = tempdir().unwrap();
    let site = temp.path().join("site");
    let beside = |number: u8| temp.path().join(format!(".site.rungs-{number:016x}"));
    for number in [0, 1, 2] {
        emit(&small(), &beside(number)).unwrap();
    }
    // Killed half-way: part of the files.
    fs::remove_file(beside(0).join("deep/er/page.html")).unwrap();
    // Somebody else's file in it.
    fs::write(beside(1).join("notes.txt"), "mine").unwrap();
    // At work.
    let held = fs::OpenOptions::new().write(true).open(beside(2).join(LOCK)).unwrap();
    held.lock().unwrap();
    // Killed before the list was there, and before the lock was.
    fs::create_dir_all(beside(3).join(".rungs-tmp")).unwrap();
    fs::write(beside(3).join(".rungs-tmp/claim"), "rungs m").unwrap();
    fs::create_dir(beside(4)).unwrap();
    // Not ours.
    fs::create_dir(beside(5)).unwrap();
    fs::write(beside(5).join("thesis.txt"), "years of work").unwrap();

    emit(&small(), &site).unwrap();
    assert_eq!([0, 1, 2, 3, 4, 5].map(|number| beside(number).exists()), [false, true, true, false, false, true]);
    assert_eq!(disk(&beside(1)), Disk::from([("notes.txt".to_owned(), b"mine".to_vec())]));
    assert_eq!(disk(&beside(2)), expected(&small()));
    held.unlock().unwrap();
    emit(&small(), &site).unwrap();
    assert!(!beside(2).exists(), "a build that finds nothing to write clears up as well");
}

/// One of two versions of a site in which pages of both refer to each other in circles: between them, pages and
/// folders come and go, pages change, assets get other names, and one path changes from a file to a folder.
fn version_of(version: usize, pages: usize) -> Output {
    let mut output = Output::default();
    let style = format!("style-{version}.css");
    let padding = "<p>Words.</p>\n".repeat(60 + 40 * version);
    output.asset(&*style, format!("@import \"font-{version}.css\"; {}", "a{} ".repeat(5000)));
    output.asset(format!("font-{version}.css"), "b{} ".repeat(5000));
    output.asset("script.js", format!("let version = {version};"));
    // Of every six, two are in both versions with other content, one is the same in both, three are in one alone.
    let path = |n: usize| match n % 6 {
        0 | 1 => format!("both/page-{n}.html"),
        2 => format!("same/page-{n}.html"),
        _ => format!("only-{version}/{}/page-{n}.html", n % 7),
    };
    let switch = if version == 0 { "switch.html" } else { "switch.html/index.html" };
    let mut all: Vec<String> = (0..pages).map(path).collect();
    all.push("index.html".to_owned());
    all.push(switch.to_owned());
    for (n, at) in all.iter().enumerate() {
        let up = "../".repeat(at.matches('/').count());
        // A page that is the same in both refers only to what is in both.
        let link = |to: &String| format!("<a href=\"{up}{to}\">there</a>\n");
        let links: String = if at.starts_with("same") {
            link(&"index.html".to_owned())
        } else {
            let near = [n + 1, n + 2, n + 3, n * 7 + 1, n * 13 + 5, all.len() - 1].map(|n| link(&all[n % all.len()]));
            format!("<link href=\"{up}{style}\">\n<script src=\"{up}script.js\"></script>\n{}{padding}", near.concat())
        };
        output.page(at.clone(), format!("<!doctype html>\n<title>{n}</title>\n{links}</html>\n"));
    }
    output
}

/// What is wrong with a site at some moment: pages that are cut off, references that lead nowhere.
fn faults(site: &Path) -> Vec<String> {
    let disk = disk(site);
    let mut faults = Vec::new();
    let style = |version| version_of(version, 1).files[&format!("style-{version}.css")].bytes.len();
    for (path, bytes) in disk.iter().filter(|(path, _)| !path.starts_with(".rungs-")) {
        let text = String::from_utf8_lossy(bytes);
        if path.starts_with("style") && bytes.len() != style(0) {
            faults.push(format!("{path} is cut off"));
        }
        if !path.ends_with(".html") {
            continue;
        }
        if !text.ends_with("</html>\n") {
            faults.push(format!("{path} is cut off"));
        }
        for reference in text.split(" href=\"").skip(1).chain(text.split(" src=\"").skip(1)) {
            let reference = reference.split('"').next().unwrap();
            let mut parts: Vec<&str> = path.split('/').collect();
            parts.pop();
            for part in reference.split('/') {
                if part == ".." {
                    parts.pop();
                } else {
                    parts.push(part);
                }
            }
            if !disk.contains_key(&parts.join("/")) {
                faults.push(format!("{path} refers to {reference}"));
            }
        }
    }
    faults
}

/// Starts this test binary again with one test alone, waits until that says `ready`, waits on, and kills it.
fn kill(test: &str, folder: &Path, after: Duration) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env("RUNGS_EMIT_CHILD", folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(said.any(|line| line.ends_with("ready")));
    thread::sleep(after);
    assert!(child.try_wait().unwrap().is_none(), "the child is to be at work until it is killed");
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Numbers without a pattern, the same in every run.
fn random(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    }
}

// A rebuild that is killed at any moment leaves every page whole and every reference in place, and the next build
// makes exactly the site, whichever of the two it is.
#[test]
fn killed_while_rebuilding() {
    const PAGES: usize = 150;
    let versions = [version_of(0, PAGES), version_of(1, PAGES)];
    if let Ok(folder) = env::var("RUNGS_EMIT_CHILD") {
        println!("ready");
        for output in versions.iter().cycle() {
            emit(output, Path::new(&folder)).unwrap();
        }
    }
    let temp = tempdir().unwrap();
    let site = temp.path().join("site");
    emit(&versions[0], &site).unwrap();
    let finished = versions.each_ref().map(expected);
    let mut random = random(1);
    let mut halfway = 0;
    for round in 0..50 {
        let after = Duration::from_micros(1000 + random() % 39_000);
        kill("emit::kills::killed_while_rebuilding", &site, after);
        assert_eq!(faults(&site), [""; 0], "round {round}, killed after {after:?}");
        halfway += usize::from(!finished.contains(&disk(&site)));
        let next = usize::try_from(random() % 2).unwrap();
        emit(&versions[next], &site).unwrap();
        assert!(disk(&site) == finished[next], "round {round}, killed after {after:?}");
    }
    assert!(halfway >= 10, "only {halfway} of 50 kills came in the midst of a build");
}

// A first build that is killed leaves no site or all of it, and the next one leaves nothing else.
#[test]
fn killed_while_building() {
    let output = version_of(0, 300);
    if let Ok(folder) = env::var("RUNGS_EMIT_CHILD") {
        println!("ready");
        for n in 0.. {
            emit(&output, &Path::new(&folder).join(format!("site-{n}"))).unwrap();
        }
    }
    let finished = expected(&output);
    let mut random = random(2);
    let mut halfway = 0;
    for round in 0..10 {
        let temp = tempdir().unwrap();
        let after = Duration::from_micros(1000 + random() % 39_000);
        kill("emit::kills::killed_while_building", temp.path(), after);
        let names: BTreeSet<String> =
            fs::read_dir(temp.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        let (hidden, sites): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| name.starts_with('.'));
        for site in &sites {
            assert!(disk(&temp.path().join(site)) == finished, "round {round}: {site}");
        }
        halfway += hidden.len();
        emit(&output, &temp.path().join(format!("site-{}", sites.len()))).unwrap();
        assert_eq!(fs::read_dir(temp.path()).unwrap().count(), sites.len() + 1, "round {round}: {hidden:?}");
    }
    assert!(halfway >= 3, "only {halfway} of 10 kills came in the midst of a build");
}
