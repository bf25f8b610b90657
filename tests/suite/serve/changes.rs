//! Changes on the disk that must be seen, that must not be, and what the watching has to survive.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use rungs::serve::{Event, Options};

use super::PAGE;
use super::site::{Listener, Site, copy, folder};

// Editors that write beside the file and rename over it, or move the old one away first, are understood.
#[test]
fn survives_saving_by_rename() {
    let site = Site::new(&[("index.html", PAGE)]);
    let (file, beside) = (site.content.join("index.html"), site.content.join(".index.html.swp"));
    for text in ["second", "third"] {
        fs::write(&beside, format!("<body>{text}</body>")).unwrap();
        fs::rename(&beside, &file).unwrap();
        site.until(|| site.get("/").body.contains(text));
    }
    fs::rename(&file, site.content.join("index.html~")).unwrap();
    fs::write(&file, "<body>fourth</body>").unwrap();
    site.until(|| site.get("/").body.contains("fourth"));
}

// Files and folders that come, go and change their names are followed, also below folders that are new.
#[test]
fn follows_files_that_come_and_go() {
    let site = Site::new(&[("index.html", PAGE)]);
    site.write("new/deep/a.html", "<p>new");
    site.until(|| site.get("/new/deep/a.html").status == 200);
    site.write("new/deep/a.html", "<p>edited");
    site.until(|| site.get("/new/deep/a.html").body.contains("edited"));
    fs::rename(site.content.join("new"), site.content.join("moved")).unwrap();
    site.until(|| site.get("/new/deep/a.html").status == 404 && site.get("/moved/deep/a.html").status == 200);
    site.write("moved/deep/a.html", "<p>after the move");
    site.until(|| site.get("/moved/deep/a.html").body.contains("after the move"));
    fs::rename(site.content.join("moved/deep/a.html"), site.content.join("b.html")).unwrap();
    site.until(|| site.get("/moved/deep/a.html").status == 404 && site.get("/b.html").status == 200);
    fs::remove_dir_all(site.content.join("moved")).unwrap();
    fs::remove_file(site.content.join("b.html")).unwrap();
    site.until(|| site.get("/b.html").status == 404);
}

// What editors and git leave beside the content, and the output folder, cause no build.
#[test]
fn ignores_droppings_and_the_output() {
    let site = Site::new(&[("index.html", PAGE)]);
    for name in ["index.html~", ".#index.html", "4913", ".index.html.swp", ".git/index", "out/index.html"] {
        site.write(name, "x");
    }
    fs::write(site.folder.join("README.md"), "x").unwrap();
    site.write("index.html", "<body>second</body>");
    let Event::Built { changed, .. } = site.built() else { unreachable!() };
    assert_eq!(changed, [site.content.join("index.html")]);
}

// The content folder may go and come back, by removal or by rename, and edits in the new one are seen.
#[test]
fn survives_the_loss_of_the_folder() {
    let site = Site::new(&[("index.html", PAGE)]);
    let failed = || matches!(site.built(), Event::Built { good: false, .. });
    for text in ["second", "third"] {
        fs::remove_dir_all(&site.content).unwrap();
        while !failed() {}
        site.write("index.html", &format!("<body>{text}</body>"));
        site.until(|| site.get("/").body.contains(text));
    }
    let away = site.folder.join("away");
    fs::rename(&site.content, &away).unwrap();
    while !failed() {}
    fs::rename(&away, &site.content).unwrap();
    site.until_built(|event| matches!(event, Event::Built { good: true, .. }));
    site.write("index.html", "<body>fourth</body>");
    site.until(|| site.get("/").body.contains("fourth"));
    // Removed and back before anyone looks.
    fs::remove_dir_all(&site.content).unwrap();
    site.write("index.html", "<body>fifth</body>");
    site.until(|| site.get("/").body.contains("fifth"));
    site.write("index.html", "<body>sixth</body>");
    site.until(|| site.get("/").body.contains("sixth"));
}

// A watched file outside the content, such as `book.toml`, may break, go and come back, under either way of saving.
#[test]
fn survives_a_broken_book() {
    let site = Site::new(&[("index.html", PAGE)]);
    let book = site.folder.join("book.toml");
    fs::write(&book, "ERROR").unwrap();
    site.until_built(|event| matches!(event, Event::Built { good: false, changed, .. } if *changed == [book.clone()]));
    fs::write(site.folder.join("book.toml.new"), "fine").unwrap();
    fs::rename(site.folder.join("book.toml.new"), &book).unwrap();
    site.until_built(|event| matches!(event, Event::Built { good: true, .. }));
    fs::remove_file(&book).unwrap();
    site.until_built(|event| matches!(event, Event::Built { good: false, .. }));
    fs::write(&book, "fine").unwrap();
    site.until_built(|event| matches!(event, Event::Built { good: true, .. }));
}

// A folder that the build asks to watch and that does not exist is seen when it comes, several levels deep.
#[test]
fn awaits_folders_that_do_not_exist() {
    let root = folder(&[("index.html", PAGE)]);
    let theme = root.join("themes/own/theme");
    let seen = theme.clone();
    let site = Site::with(root, Site::options(), move |root| {
        let mut snapshot = copy(root);
        snapshot.watch.push(seen.clone());
        if let (Some(output), Ok(text)) = (&mut snapshot.output, fs::read(seen.join("x.css"))) {
            output.asset("x.css", text);
        }
        snapshot
    });
    fs::create_dir_all(&theme).unwrap();
    fs::write(theme.join("x.css"), "1").unwrap();
    site.until(|| site.get("/x.css").body == "1");
    fs::write(theme.join("x.css"), "2").unwrap();
    site.until(|| site.get("/x.css").body == "2");
}

// A change while a build is under way is not lost.
#[test]
fn sees_changes_during_a_build() {
    let builds = AtomicUsize::new(0);
    let site = Site::with(folder(&[("index.html", PAGE)]), Site::options(), move |root| {
        let snapshot = copy(root);
        if builds.fetch_add(1, Ordering::Relaxed) == 1 {
            fs::write(root.join("content/late.html"), "<p>late").unwrap();
        }
        snapshot
    });
    site.write("index.html", "<body>second</body>");
    site.until(|| site.get("/late.html").status == 200);
}

// A burst of changes makes far fewer builds than there are files, and all of them arrive.
#[test]
fn takes_a_burst_together() {
    let site = Site::new(&[("index.html", PAGE)]);
    for number in 0..200 {
        site.write(&format!("{number}.html"), "<p>");
    }
    let mut builds = 1;
    let is_whole = |event: &Event| matches!(event, Event::Built { pages: 201, .. });
    while !is_whole(&site.built()) {
        builds += 1;
    }
    assert!(builds < 20, "{builds} builds");
}

// A panic in the build is told, shown in the page, and followed by the next build as if nothing had been.
#[test]
fn survives_a_panic() {
    let site = Site::new(&[("index.html", PAGE)]);
    let mut page = Listener::open(&site, "/");
    page.next();
    site.write("p.html", "PANIC");
    let told = site.event(|event| matches!(event, Event::Panicked { .. }));
    assert_eq!(told, Event::Panicked { message: "at p.html".to_owned() });
    let news = page.next();
    assert_eq!(news["failed"], true);
    assert!(news["report"].as_str().unwrap().contains("at p.html"));
    assert_eq!(site.get("/").status, 200);
    site.write("p.html", "<p>calm");
    site.until(|| site.get("/p.html").status == 200);
}

// A first build that panics leaves the server watching what it was told to begin with.
#[test]
fn survives_a_panic_at_first() {
    let site = Site::new(&[("index.html", "PANIC")]);
    assert_eq!(site.get("/").status, 500);
    site.write("index.html", PAGE);
    site.until(|| site.get("/").status == 200);
}

// Where the system tells nothing, looking every second finds the same.
#[test]
fn finds_changes_by_looking() {
    let options = Options { poll: true, ..Site::options() };
    let site = Site::with(folder(&[("index.html", PAGE)]), options, copy);
    site.write("index.html", "<body>second, and longer</body>");
    site.until(|| site.get("/").body.contains("second"));
    fs::remove_dir_all(&site.content).unwrap();
    site.until_built(|event| matches!(event, Event::Built { good: false, .. }));
    site.write("index.html", "<body>third</body>");
    site.until(|| site.get("/").body.contains("third"));
}

// Paths are told as they were given, relative ones too, so that they read as the author knows them.
#[test]
fn tells_paths_as_they_were_given() {
    let root = folder(&[("index.html", PAGE)]);
    let (real, link) = (root.join("content"), root.join("by-link"));
    #[cfg(unix)]
    std::os::unix::fs::symlink(&root, &link).unwrap();
    #[cfg(not(unix))]
    let link = root.clone();
    let site = Site::with(link.clone(), Site::options(), copy);
    fs::write(real.join("index.html"), "<body>second</body>").unwrap();
    let Event::Built { changed, .. } = site.built() else { unreachable!() };
    assert_eq!(changed, [link.join("content/index.html")]);
}
