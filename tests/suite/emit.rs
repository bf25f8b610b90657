//! `emit`: what stands on the disk after a build, after a refused one, and after one that was killed.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, SystemTime},
};

use rungs::{
    emit::{EmitError, Report, emit},
    output::Output,
};
use tempfile::{TempDir, tempdir};

const MANIFEST: &str = ".rungs-manifest";
const LOCK: &str = ".rungs-lock";

/// Everything below a folder: path ─► content. A folder ends in `/`, a link is told from a file; neither has content.
type Disk = BTreeMap<String, Vec<u8>>;

fn disk(root: &Path) -> Disk {
    fn walk(folder: &Path, prefix: &str, disk: &mut Disk) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                disk.insert(format!("{path}/"), Vec::new());
                walk(&entry.path(), &format!("{path}/"), disk);
            } else if kind.is_symlink() {
                disk.insert(format!("{path} (link)"), Vec::new());
            } else {
                disk.insert(path, fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut all = Disk::new();
    walk(root, "", &mut all);
    all
}

/// What the disk holds after a build of `output` and nothing else.
fn expected(output: &Output) -> Disk {
    let mut disk = Disk::new();
    let mut manifest = "rungs manifest 1\n".to_owned();
    for (path, file) in &output.files {
        disk.insert(path.clone(), file.bytes.clone());
        disk.extend(path.match_indices('/').map(|(end, _)| (path[..=end].to_owned(), Vec::new())));
        manifest.push_str(path);
        manifest.push('\n');
    }
    disk.insert(MANIFEST.to_owned(), manifest.into_bytes());
    disk.insert(LOCK.to_owned(), Vec::new());
    disk
}

fn times(root: &Path) -> BTreeMap<String, SystemTime> {
    disk(root)
        .into_keys()
        .map(|path| (path.clone(), fs::metadata(root.join(&path)).unwrap().modified().unwrap()))
        .collect()
}

fn page(links: &[&str]) -> String {
    let links = links.iter().map(|link| format!("<a href=\"{link}\">there</a>\n")).collect::<Vec<_>>().concat();
    format!("<!doctype html>\n<title>Page</title>\n{links}</html>\n")
}

fn small() -> Output {
    let mut output = Output::default();
    output.asset("style.css", "body {}");
    output.page("index.html", page(&["deep/er/page.html"]));
    output.page("deep/er/page.html", page(&["../../index.html", "../../style.css"]));
    output
}

/// A folder with a site of [`small`] in it.
fn built() -> (TempDir, PathBuf) {
    let temp = tempdir().unwrap();
    let site = temp.path().join("site");
    emit(&small(), &site).unwrap();
    (temp, site)
}

fn report(written: usize, unchanged: usize, removed: usize) -> Report {
    Report { written, unchanged, removed }
}

// A first build makes the folder, and the folders around it, with exactly the site; nothing is left beside it.
#[test]
fn first_build() {
    let temp = tempdir().unwrap();
    let site = temp.path().join("some/where/site");
    assert_eq!(emit(&small(), &site).unwrap(), report(3, 0, 0));
    assert_eq!(disk(&site), expected(&small()));
    assert_eq!(disk(&temp.path().join("some/where")).keys().filter(|path| !path.starts_with("site/")).count(), 0);
}

// An empty folder is as good as none, and keeps the permissions that somebody gave it.
#[test]
fn first_build_into_an_empty_folder() {
    let temp = tempdir().unwrap();
    let site = temp.path().join("site");
    fs::create_dir(&site).unwrap();
    #[cfg(unix)]
    let mode = {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&site, fs::Permissions::from_mode(0o751)).unwrap();
        || fs::metadata(&site).unwrap().permissions().mode() & 0o777
    };
    assert_eq!(emit(&small(), &site).unwrap(), report(3, 0, 0));
    assert_eq!(disk(&site), expected(&small()));
    #[cfg(unix)]
    assert_eq!(mode(), 0o751);
}

// A folder in which a build was killed before it could write its list is filled in place: no folder can be renamed
// over it.
#[test]
fn first_build_in_place() {
    let temp = tempdir().unwrap();
    let site = temp.path().join("site");
    fs::create_dir_all(site.join(".rungs-tmp")).unwrap();
    fs::write(site.join(".rungs-tmp/claim"), "rungs man").unwrap();
    fs::write(site.join(LOCK), "").unwrap();
    assert_eq!(emit(&small(), &site).unwrap(), report(3, 0, 0));
    assert_eq!(disk(&site), expected(&small()));
}

// The folder itself may be a link: the site goes where it leads, and the link stays.
#[cfg(unix)]
#[test]
fn folder_is_a_link() {
    let temp = tempdir().unwrap();
    fs::create_dir(temp.path().join("real")).unwrap();
    let site = temp.path().join("site");
    std::os::unix::fs::symlink("real", &site).unwrap();
    emit(&small(), &site).unwrap();
    emit(&small(), &site).unwrap();
    assert!(fs::symlink_metadata(&site).unwrap().is_symlink());
    assert_eq!(disk(&temp.path().join("real")), expected(&small()));
}

// A second build of the same site touches nothing, folders and list included.
#[test]
fn second_build_writes_nothing() {
    let (_temp, site) = built();
    let before = times(&site);
    thread::sleep(Duration::from_millis(20));
    assert_eq!(emit(&small(), &site).unwrap(), report(0, 3, 0));
    assert_eq!(times(&site), before);
}

// Changed, added and removed files are counted and are on the disk; what is the same keeps its time, and a folder in
// which nothing is left goes.
#[test]
fn changed_added_removed() {
    let (_temp, site) = built();
    let before = times(&site);
    thread::sleep(Duration::from_millis(20));
    let mut output = small();
    output.files.remove("deep/er/page.html");
    output.page("index.html", page(&["new/page.html"]));
    output.page("new/page.html", page(&["../index.html"]));
    output.asset("new/logo.svg", "<svg/>");
    assert_eq!(emit(&output, &site).unwrap(), report(3, 1, 1));
    assert_eq!(disk(&site), expected(&output));
    assert_eq!(times(&site)["style.css"], before["style.css"]);
    assert_ne!(times(&site)["index.html"], before["index.html"]);
}

// Only what the list names is removed: other people's files and empty folders stay, also within folders of ours.
#[test]
fn files_of_others_stay() {
    let (_temp, site) = built();
    for path in [".git/HEAD", "CNAME", "deep/notes.txt"] {
        fs::create_dir_all(site.join(path).parent().unwrap()).unwrap();
        fs::write(site.join(path), "mine").unwrap();
    }
    fs::create_dir(site.join("uploads")).unwrap();
    let mut output = small();
    output.files.remove("deep/er/page.html");
    assert_eq!(emit(&output, &site).unwrap(), report(0, 2, 1));
    let mut left = expected(&output);
    for path in [".git/HEAD", "CNAME", "deep/notes.txt"] {
        left.insert(path.to_owned(), b"mine".to_vec());
    }
    left.extend([".git/", "deep/", "uploads/"].map(|path| (path.to_owned(), Vec::new())));
    assert_eq!(disk(&site), left);
}

// What somebody changed in our files is put right while they are part of the site, and removed with them afterwards.
#[test]
fn edited_files_are_ours() {
    let (_temp, site) = built();
    fs::write(site.join("style.css"), "body {  }").unwrap();
    fs::write(site.join("index.html"), "edited").unwrap();
    fs::remove_file(site.join("deep/er/page.html")).unwrap();
    assert_eq!(emit(&small(), &site).unwrap(), report(3, 0, 0));
    assert_eq!(disk(&site), expected(&small()));

    fs::write(site.join("style.css"), "edited").unwrap();
    let mut output = small();
    output.files.remove("style.css");
    assert_eq!(emit(&output, &site).unwrap(), report(0, 2, 1));
    assert_eq!(disk(&site), expected(&output));
}

// A difference of content alone, at the same length and behind the first buffer, is seen.
#[test]
fn same_length_other_bytes() {
    let temp = tempdir().unwrap();
    let site = temp.path().join("site");
    let mut output = Output::default();
    let mut bytes = vec![b'x'; 200_000];
    output.asset("big.bin", bytes.clone());
    emit(&output, &site).unwrap();
    bytes[199_999] = b'y';
    output.asset("big.bin", bytes);
    assert_eq!(emit(&output, &site).unwrap(), report(1, 0, 0));
    assert_eq!(disk(&site), expected(&output));
}

// A folder with files and without our list is refused, and stays as it was, byte for byte.
#[test]
fn foreign_folder() {
    let temp = tempdir().unwrap();
    fs::write(temp.path().join("thesis.txt"), "years of work").unwrap();
    fs::create_dir(temp.path().join("empty")).unwrap();
    let before = (disk(temp.path()), times(temp.path()));
    let error = emit(&small(), temp.path()).unwrap_err();
    assert!(matches!(&error, EmitError::Foreign { example, .. } if example == "empty"), "{error}");
    assert!(error.to_string().contains("Choose another folder"), "{error}");
    assert_eq!((disk(temp.path()), times(temp.path())), before);

    let file = temp.path().join("thesis.txt");
    assert!(matches!(emit(&small(), &file), Err(EmitError::NotAFolder { .. })));
    assert_eq!((disk(temp.path()), times(temp.path())), before);
}

// The tool's own names are no proof that a folder is ours when something of somebody else hides under them.
#[test]
fn foreign_files_under_our_names() {
    for path in [LOCK, ".rungs-tmp", ".rungs-tmp/0", ".rungs-tmp/claim/notes.txt"] {
        let temp = tempdir().unwrap();
        fs::create_dir_all(temp.path().join(path).parent().unwrap()).unwrap();
        fs::write(temp.path().join(path), "mine").unwrap();
        let before = disk(temp.path());
        assert!(matches!(emit(&small(), temp.path()), Err(EmitError::Foreign { .. })), "{path}");
        assert_eq!(disk(temp.path()), before);
    }
}

// A build that would replace a file of somebody else is refused before anything is written, whatever else it has to do.
#[test]
fn foreign_file_in_the_way() {
    let (_temp, site) = built();
    fs::create_dir_all(site.join("blog/folder.html")).unwrap();
    fs::write(site.join("blog/post.html"), "mine").unwrap();
    fs::write(site.join("file"), "mine").unwrap();
    let before = (disk(&site), times(&site));
    let mut output = small();
    output.page("index.html", page(&[]));
    output.page("added.html", page(&[]));
    for path in ["blog/post.html", "blog/folder.html", "file/page.html"] {
        output.page(path, page(&[]));
    }
    match emit(&output, &site) {
        Err(EmitError::WouldOverwrite { paths }) => {
            assert_eq!(paths, ["blog/folder.html", "blog/post.html", "file"].map(|path| site.join(path)));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!((disk(&site), times(&site)), before);
}

// A file that already has the very bytes is taken as ours.
#[test]
fn equal_file_is_adopted() {
    let (_temp, site) = built();
    fs::write(site.join("CNAME"), "ladder.example\n").unwrap();
    let mut output = small();
    output.asset("CNAME", "ladder.example\n");
    assert_eq!(emit(&output, &site).unwrap(), report(0, 4, 0));
    assert_eq!(disk(&site), expected(&output));
    assert_eq!(emit(&small(), &site).unwrap(), report(0, 3, 1));
    assert_eq!(disk(&site), expected(&small()));
}

// A path that was a file becomes a folder and the reverse, several deep, also when a build was killed half-way.
#[test]
fn files_become_folders_and_back() {
    let temp = tempdir().unwrap();
    let site = temp.path().join("site");
    let mut flat = Output::default();
    flat.page("index.html", page(&["a", "b.html"]));
    flat.asset("a", "file");
    flat.page("b.html", page(&[]));
    let mut deep = Output::default();
    deep.page("index.html", page(&["a/b/c.html", "b.html/index.html"]));
    deep.page("a/b/c.html", page(&[]));
    deep.page("a/d.html", page(&[]));
    deep.page("b.html/index.html", page(&[]));
    for output in [&flat, &deep, &flat, &deep] {
        emit(output, &site).unwrap();
        assert_eq!(disk(&site), expected(output));
    }
    for path in ["a/b/c.html", "a/d.html", "b.html/index.html"] {
        fs::remove_file(site.join(path)).unwrap();
    }
    emit(&flat, &site).unwrap();
    assert_eq!(disk(&site), expected(&flat));
}

// Where case does not count in names, `Logo.svg` goes before `logo.svg` comes, as removing it last would remove the new
// one. Elsewhere a second file under the other name, of the list as well, stands in for such a file system.
#[test]
fn names_that_differ_in_case() {
    let temp = tempdir().unwrap();
    let site = temp.path().join("site");
    let with = |logo: &str| {
        let mut output = small();
        output.asset(logo, "<svg/>");
        output
    };
    emit(&with("Logo.svg"), &site).unwrap();
    let mut left = expected(&with("logo.svg"));
    if !site.join(".RUNGS-MANIFEST").exists() {
        fs::write(site.join(".RUNGS-MANIFEST"), "").unwrap();
        fs::write(site.join("logo.svg"), "<svg/>").unwrap();
        left.insert(".RUNGS-MANIFEST".to_owned(), Vec::new());
    }
    assert_eq!(emit(&with("logo.svg"), &site).unwrap(), report(1, 3, 1));
    assert_eq!(disk(&site), left);
    assert_eq!(emit(&with("logo.svg"), &site).unwrap(), report(0, 4, 0));
}

// A folder of ours that a file has to replace stays, as does everything, when somebody put a file of theirs in it.
#[test]
fn foreign_file_in_a_folder_that_becomes_a_file() {
    let (_temp, site) = built();
    fs::write(site.join("deep/er/notes.txt"), "mine").unwrap();
    let before = (disk(&site), times(&site));
    let mut output = Output::default();
    output.asset("deep", "a file");
    assert!(matches!(emit(&output, &site), Err(EmitError::WouldOverwrite { paths }) if paths == [site.join("deep")]));
    assert_eq!((disk(&site), times(&site)), before);
}

// A failure names what was tried and on what, changes nothing that shows, and leaves nothing behind.
#[test]
fn failure_changes_nothing() {
    let (_temp, site) = built();
    // Something of unknown origin where new contents are written aside, which is not ours to clear.
    fs::create_dir_all(site.join(".rungs-tmp/0")).unwrap();
    let before = (disk(&site), times(&site));
    let mut output = small();
    output.page("index.html", page(&[]));
    match emit(&output, &site) {
        Err(error @ EmitError::Io { .. }) => {
            assert!(error.to_string().contains(".rungs-tmp"), "{error}");
            assert!(std::error::Error::source(&error).is_some());
        }
        other => panic!("{other:?}"),
    }
    assert_eq!((disk(&site), times(&site)), before);
}

// A full disk is found out while contents are written aside: the site stays as it was, without temporary files, and a
// first build leaves nothing at all.
#[cfg(target_os = "linux")]
#[test]
fn failure_of_writing() {
    let (temp, site) = built();
    let before = disk(&site);
    let mut output = small();
    output.page("index.html", page(&["added.html"]));
    output.asset("large.bin", vec![0; 300_000]);
    output.page("added.html", page(&["index.html"]));
    // A limit on the size of files stands in for a full disk. It holds for a process, so a child builds.
    if let Ok(folder) = env::var("RUNGS_EMIT_LIMITED") {
        let folder = Path::new(&folder);
        for name in ["site", "other"] {
            match emit(&output, &folder.join(name)) {
                Err(EmitError::Io { action: "write", path, .. }) => println!("failed: {}", path.display()),
                other => panic!("{other:?}"),
            }
        }
        return;
    }
    let command = "ulimit -f 200; trap '' XFSZ; exec \"$0\" emit::failure_of_writing --exact --nocapture";
    let child = Command::new("bash")
        .args(["-c", command])
        .arg(env::current_exe().unwrap())
        .env("RUNGS_EMIT_LIMITED", temp.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success() && said.matches("failed: ").count() == 2, "{child:?}");
    assert!(said.contains("large.bin"), "a first build names the file itself: {said}");
    assert_eq!(disk(&site), before);
    assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 1, "{:?}", disk(temp.path()).keys());
    emit(&output, &site).unwrap();
    assert_eq!(disk(&site), expected(&output));
}

// A link in place of a folder of ours leads nothing outside to be written, removed or read.
#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let (temp, site) = built();
    let outside = temp.path().join("outside");
    fs::create_dir_all(outside.join("er")).unwrap();
    fs::write(outside.join("er/page.html"), "mine").unwrap();
    fs::rename(site.join("deep"), temp.path().join("moved")).unwrap();
    symlink(&outside, site.join("deep")).unwrap();
    let before = disk(temp.path());
    // Once as a folder of the site, once as one that is stale.
    let mut without = small();
    without.files.remove("deep/er/page.html");
    for output in [&small(), &without] {
        match emit(output, &site) {
            Err(EmitError::SymbolicLink { path }) => assert_eq!(path, site.join("deep")),
            other => panic!("{other:?}"),
        }
        assert_eq!(disk(temp.path()), before);
    }

    // A link in place of a file of ours is replaced or removed itself, even where it leads to the very bytes.
    let (temp, site) = built();
    for (path, content) in [("style.css", "body {}"), ("index.html", "mine")] {
        fs::write(temp.path().join(path), content).unwrap();
        fs::remove_file(site.join(path)).unwrap();
        symlink(temp.path().join(path), site.join(path)).unwrap();
    }
    without = small();
    without.files.remove("index.html");
    assert_eq!(emit(&without, &site).unwrap(), report(1, 1, 1));
    assert_eq!(disk(&site), expected(&without));
    assert_eq!(fs::read(temp.path().join("index.html")).unwrap(), b"mine");

    // The tool's own files as links are refused as well; so is a link that is not ours.
    for path in [LOCK, MANIFEST, ".rungs-tmp", "added.html"] {
        let (temp, site) = built();
        let outside = temp.path().join("outside");
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("0"), "mine").unwrap();
        let _ = fs::remove_file(site.join(path));
        symlink(&outside, site.join(path)).unwrap();
        let before = disk(temp.path());
        let mut output = small();
        output.page("added.html", page(&[]));
        match emit(&output, &site) {
            Err(EmitError::SymbolicLink { .. }) => assert_ne!(path, "added.html"),
            Err(EmitError::WouldOverwrite { .. }) => assert_eq!(path, "added.html"),
            other => panic!("{path}: {other:?}"),
        }
        assert_eq!(disk(temp.path()), before);
    }
}

// A list with one line that could lead out of the folder, or that no build wrote, makes the folder foreign as a whole.
#[test]
fn manifest_is_not_trusted() {
    let (temp, site) = built();
    fs::write(temp.path().join("victim"), "mine").unwrap();
    let absolute = temp.path().join("victim").display().to_string();
    let lines: &[&str] = &[
        "../victim",
        &absolute,
        "deep/../../victim",
        "..\\victim",
        "C:/victim",
        "C:victim",
        "a//b",
        "./a",
        "a/.",
        "/",
        ".. /victim",
        ".../victim",
        "a\u{0}b",
        "a\rb",
        "",
        ".rungs-manifest",
        ".RUNGS-lock",
        "a/",
    ];
    for line in lines {
        fs::write(site.join(MANIFEST), format!("rungs manifest 1\n{line}\n")).unwrap();
        let before = disk(temp.path());
        let result = emit(&small(), &site);
        assert!(matches!(result, Err(EmitError::BadManifest { line: 2, .. })), "{line:?}: {result:?}");
        assert_eq!(disk(temp.path()), before, "{line:?}");
    }
    let texts: &[(&[u8], usize)] = &[
        (b"", 1),
        (b"rungs manifest 1", 1),
        (b"rungs manifest 2\n", 1),
        (b"rungs manifest 1\nb\na\n", 3),
        (b"rungs manifest 1\na\na\n", 3),
        (b"rungs manifest 1\na\nb\xff\n", 3),
        (b"rungs manifest 1\na\nindex.ht", 3),
    ];
    for (text, wrong) in texts {
        fs::write(site.join(MANIFEST), text).unwrap();
        let before = disk(temp.path());
        match emit(&small(), &site) {
            Err(EmitError::BadManifest { line, .. }) => assert_eq!(line, *wrong, "{:?}", text.escape_ascii()),
            other => panic!("{:?}: {other:?}", text.escape_ascii()),
        }
        assert_eq!(disk(temp.path()), before);
    }
}

// A list may be short, or name what is not there; then what it does not name is somebody else's.
#[test]
fn short_manifest() {
    let (_temp, site) = built();
    fs::write(site.join(MANIFEST), "rungs manifest 1\nabsent/page.html\nindex.html\n").unwrap();
    let mut output = small();
    output.files.remove("deep/er/page.html");
    assert_eq!(emit(&output, &site).unwrap(), report(0, 2, 0));
    assert_eq!(fs::read(site.join("deep/er/page.html")).unwrap(), small().files["deep/er/page.html"].bytes);
}

// The site's own paths are checked in the same way, before anything is made.
#[test]
fn paths_of_the_site() {
    let temp = tempdir().unwrap();
    let site = temp.path().join("site");
    for path in ["../out.html", "/etc/out", "a/../../out", "a\\b", "c:d", "", "a\nb", ".rungs-manifest", ".rungs-tmp/0"]
    {
        let mut output = small();
        output.page(path, page(&[]));
        assert!(matches!(emit(&output, &site), Err(EmitError::BadPath { .. })), "{path:?}");
    }
    let mut output = small();
    output.page("index.html/inside.html", page(&[]));
    assert!(matches!(emit(&output, &site), Err(EmitError::Clash { file, .. }) if file == "index.html"));
    assert_eq!(disk(temp.path()), Disk::new());
}

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
        kill("emit::killed_while_rebuilding", &site, after);
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
        kill("emit::killed_while_building", temp.path(), after);
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
