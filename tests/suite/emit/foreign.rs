//! What is not ours stays: folders and files of others, links, lists that lie, failures of the system.

use std::{env, process::Command};

use super::*;

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
    let command = "ulimit -f 200; trap '' XFSZ; exec \"$0\" emit::foreign::failure_of_writing --exact --nocapture";
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
