//! `emit`: what stands on the disk after a build, after a refused one, and after one that was killed.

mod foreign;
mod kills;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
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
