//! `rungs serve` as a browser meets it: through its socket, over a folder that changes underneath.
//!
//! The build is a stand-in that copies a folder: a file that holds `ERROR`, `WARN` or `PANIC` makes it report or break.
//! Every wait is for an event with a limit; none is for a time.

mod site;

use std::fs;
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rungs::serve::{Event, Options, ServeError, serve};
use site::{Listener, Site, copy, folder};

const PAGE: &str = "<!doctype html><title>t</title><body><p>first</p></body>";

// The root, a folder and a file are answered, pages with the script before the end of the body and nothing else added.
#[test]
fn answers_pages_with_the_script() {
    let site = Site::new(&[("index.html", PAGE), ("a/index.html", "<p>no body</p>"), ("a/b.html", "<P>x</P></BODY>")]);
    let root = site.get("/");
    assert_eq!(root.status, 200);
    let (before, rest) = root.body.split_once("<script src=\"/_rungs/live.js\" defer").expect("a script");
    let (_, after) = rest.split_once("></script>").expect("an end of the script");
    assert_eq!((before, after), ("<!doctype html><title>t</title><body><p>first</p>", "</body>"));
    assert_eq!(site.get("/index.html?query#x").body, root.body);
    assert!(site.get("/a/").body.starts_with("<p>no body</p><script "));
    assert!(site.get("/a/b.html").body.ends_with("></script></BODY>"));
    assert!(site.get("/_rungs/live.js").body.contains("EventSource"));
    assert!(site.get("/_rungs/live.css").body.contains(":host"));
    assert_eq!(site.get("/_rungs/other").status, 404);
}

// Every kind of file has its type, no answer is kept by the browser, and none may be embedded by another site.
#[test]
fn says_what_a_file_is() {
    let site = Site::new(&[
        ("index.html", PAGE),
        ("s.css", "p{}"),
        ("s.js", "1"),
        ("d.json", "{}"),
        ("i.svg", "<svg/>"),
        ("i.PNG", "png"),
        ("f.xml", "<x/>"),
        ("t.txt", "é"),
        ("CNAME", "x"),
    ]);
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/s.css", "text/css; charset=utf-8"),
        ("/s.js", "text/javascript; charset=utf-8"),
        ("/d.json", "application/json; charset=utf-8"),
        ("/i.svg", "image/svg+xml; charset=utf-8"),
        ("/i.PNG", "image/png"),
        ("/f.xml", "application/xml; charset=utf-8"),
        ("/t.txt", "text/plain; charset=utf-8"),
        ("/CNAME", "application/octet-stream"),
        ("/_rungs/live.js", "text/javascript; charset=utf-8"),
    ] {
        let answer = site.get(path);
        assert_eq!(answer.header("content-type"), Some(kind), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"), "{path}");
        assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()), "{path}");
    }
    assert_eq!(site.get("/s.css").body, "p{}");
}

// What is unknown gets the site's own page with status 404, and a page of the server's where the site has none.
#[test]
fn answers_what_is_unknown_with_404() {
    let site = Site::new(&[("index.html", PAGE)]);
    let answer = site.get("/none");
    assert_eq!(answer.status, 404);
    assert!(answer.body.contains("no such page") && answer.body.contains("live.js"));
    site.write("404.html", "<body>lost</body>");
    site.until(|| site.get("/none").body.starts_with("<body>lost<script"));
    assert_eq!(site.get("/none").status, 404);
    assert_eq!(site.get("/none/such/").status, 404);
}

// HEAD is GET without the body; other methods are refused.
#[test]
fn takes_get_and_head_alone() {
    let site = Site::new(&[("index.html", PAGE)]);
    let (get, head) = (site.get("/"), site.request("HEAD / HTTP/1.1\r\nHost: localhost"));
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.header("content-length"), get.header("content-length"));
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT"] {
        let target = if method == "CONNECT" { "localhost:80" } else { "/" };
        let answer = site.request(&format!("{method} {target} HTTP/1.1\r\nHost: localhost"));
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
}

// A name that is not this machine's is refused on every path, so that no other site can read the pages as its own.
#[test]
fn refuses_foreign_hosts() {
    let site = Site::new(&[("index.html", PAGE)]);
    for host in ["localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:3000", "[::1]", "[::1]:3000"] {
        assert_eq!(site.request(&format!("GET / HTTP/1.1\r\nHost: {host}")).status, 200, "{host}");
    }
    for host in
        ["evil.example", "evil.example:3000", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", ""]
    {
        for path in ["/", "/_rungs/live.js", "/_rungs/events", "/none"] {
            let answer = site.request(&format!("GET {path} HTTP/1.1\r\nHost: {host}"));
            assert_eq!(answer.status, 403, "{host} {path}");
            assert!(!answer.body.contains("first"), "{host} {path}");
        }
    }
    assert_eq!(site.request("GET / HTTP/1.1").status, 403);
    assert_eq!(site.request("GET http://evil.example/ HTTP/1.1\r\nHost: localhost").status, 403);
}

// Whoever listens on all addresses is reached by any of them, and still by no foreign name.
#[test]
fn takes_addresses_where_all_are_listened_on() {
    let options = Options { address: IpAddr::V4(Ipv4Addr::UNSPECIFIED), ..Site::options() };
    let site = Site::with(folder(&[("index.html", PAGE)]), options, copy);
    assert_eq!(site.request("GET / HTTP/1.1\r\nHost: 192.168.1.7:3000").status, 200);
    assert_eq!(site.request("GET / HTTP/1.1\r\nHost: evil.example").status, 403);
}

// No spelling of a path leaves the output: a file beside the folder is on disk and can't be had.
#[test]
fn reaches_nothing_but_the_output() {
    let site = Site::new(&[("index.html", PAGE), ("a/b.html", PAGE)]);
    fs::write(site.folder.join("secret.html"), "secret").unwrap();
    for path in [
        "/../secret.html",
        "/a/../../secret.html",
        "/%2e%2e/secret.html",
        "/..%2fsecret.html",
        "/a/..%2f..%2f..%2fsecret.html",
        "/..%5csecret.html",
        "/%2E%2E%2Fsecret.html",
        "//secret.html",
        "/./index.html",
        "/a//b.html",
        "/a%2fb.html",
        "/index.html%00",
        "/%zz",
        "/%",
        "/%ff",
        "/book.toml",
    ] {
        let answer = site.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.body.contains("secret") && !answer.body.contains("first"), "{path}");
    }
    let absolute = format!("/{}", site.folder.join("secret.html").display());
    assert_eq!(site.get(&absolute).status, 404);
}

// Names outside ASCII and with blanks are found by their encoded form.
#[test]
fn decodes_paths() {
    let site = Site::new(&[("index.html", PAGE), ("é ü.txt", "found"), ("100%.txt", "all")]);
    assert_eq!(site.get("/%C3%A9%20%c3%bc.txt").body, "found");
    assert_eq!(site.get("/100%25.txt").body, "all");
}

// A folder without its slash leads to the one with it, so that its relative links hold.
#[test]
fn sends_folders_to_their_slash() {
    let site = Site::new(&[("index.html", PAGE), ("a/index.html", PAGE)]);
    let answer = site.get("/a?x=1");
    assert_eq!((answer.status, answer.header("location")), (307, Some("/a/?x=1")));
}

// The site stands at the root and under the path of its `site-url`, of which the root wins.
#[test]
fn serves_under_the_prefix_too() {
    let files = [("index.html", PAGE), ("a.html", "<p>at root"), ("in/a.html", "<p>in a folder"), ("s.css", "p{}")];
    let site = Site::with(folder(&files), Options { prefix: "in/".to_owned(), ..Site::options() }, copy);
    assert!(site.get("/").body.contains("first"));
    assert!(site.get("/in/").body.contains("first"));
    assert_eq!(site.get("/in").header("location"), Some("/in/"));
    assert_eq!(site.get("/in/s.css").body, "p{}");
    assert!(site.get("/in/a.html").body.contains("in a folder"));
    assert!(site.get("/a.html").body.contains("at root"));
    assert_eq!(site.get("/int/s.css").status, 404);
    assert_eq!(site.get("/in/none").status, 404);
}

// An edit reaches a page that is open, and names the file that was edited and no other: reading is no change.
#[test]
fn an_edit_reaches_the_page() {
    let site = Site::new(&[("index.html", PAGE), ("other.html", PAGE)]);
    let mut page = Listener::open(&site, "/");
    let mut other = Listener::open(&site, "/other.html");
    for listener in [&mut page, &mut other] {
        let now = listener.next();
        assert_eq!((&now["stale"], &now["failed"], &now["report"]), (&false.into(), &false.into(), &"".into()));
    }
    site.write("index.html", "<body>second</body>");
    let Event::Built { changed, good, pages, .. } = site.built() else { unreachable!() };
    assert_eq!((changed, good, pages), (vec![site.content.join("index.html")], true, 2));
    assert_eq!(page.next()["stale"], true);
    assert_eq!(other.next()["stale"], false);
    assert!(site.get("/").body.contains("second"));
    assert_eq!(Listener::open(&site, "/").next()["stale"], false);
}

// A page is told which other files changed since it was served, however many builds ago that was, and no others.
#[test]
fn says_which_assets_changed() {
    let site = Site::new(&[("index.html", PAGE), ("s.css", "1"), ("i.png", "1"), ("k.js", "1")]);
    let stamp = Listener::stamp(&site, "/");
    site.write("s.css", "2");
    site.until(|| site.get("/s.css").body == "2");
    site.write("index.html", PAGE);
    fs::remove_file(site.content.join("i.png")).unwrap();
    site.write("new.js", "1");
    site.until(|| site.get("/i.png").status == 404 && site.get("/new.js").status == 200);
    let now = Listener::with(&site, "/", &stamp).next();
    let assets: Vec<&String> = now["assets"].as_object().unwrap().keys().collect();
    assert_eq!(assets, ["i.png", "new.js", "s.css"]);
    assert_eq!(now["stale"], false);
    let fresh = Listener::open(&site, "/").next();
    assert_eq!(fresh["assets"], serde_json::json!({}));
}

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

// A build with errors leaves the last good site up, byte for byte, and the page hears of it; the next good one clears it.
#[test]
fn keeps_the_last_good_site() {
    let site = Site::new(&[("index.html", PAGE), ("bad.html", "<p>fine")]);
    let good = site.get("/").body;
    let mut page = Listener::open(&site, "/");
    let first = page.next();
    site.write("bad.html", "ERROR <here>");
    let Event::Built { good: is_good, errors, pages, report, .. } = site.built() else { unreachable!() };
    assert_eq!((is_good, errors, pages, report.as_str()), (false, 1, 0, "error: bad.html\n"));
    let bad = page.next();
    assert_eq!(bad["failed"], true);
    assert_eq!((&bad["errors"], &bad["report"]), (&1.into(), &"error: bad.html\n".into()));
    assert_eq!(bad["stale"], false);
    assert_ne!(bad["build"], first["build"]);
    assert_eq!(site.get("/").body, good);
    assert!(site.get("/bad.html").body.contains("fine"));
    site.write("bad.html", "<p>mended");
    let mended = page.next();
    assert_eq!((&mended["failed"], &mended["stale"], &mended["report"]), (&false.into(), &false.into(), &"".into()));
    assert!(site.get("/bad.html").body.contains("mended"));
}

// Warnings reach the page and do not count as failure.
#[test]
fn warnings_are_no_failure() {
    let site = Site::new(&[("index.html", PAGE), ("w.html", "WARN")]);
    let now = Listener::open(&site, "/").next();
    assert_eq!(
        (&now["failed"], &now["warnings"], &now["report"]),
        (&false.into(), &1.into(), &"warning: w.html\n".into())
    );
}

// While there has never been a site, every path shows the report, escaped, and asks to be loaded again at the next build.
#[test]
fn shows_the_report_in_the_place_of_a_site() {
    let site = Site::new(&[("<b>.html", "ERROR")]);
    for path in ["/", "/any/thing.html", "/s.css"] {
        let answer = site.get(path);
        assert_eq!(answer.status, 500, "{path}");
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
        assert!(answer.body.contains("error: &lt;b&gt;.html") && !answer.body.contains("<b>"), "{path}");
    }
    let mut page = Listener::open(&site, "/any/thing.html");
    assert_eq!(page.next()["stale"], false);
    site.write("other.html", "ERROR");
    let next = page.next();
    assert_eq!((&next["stale"], &next["failed"]), (&true.into(), &true.into()));
    fs::remove_file(site.content.join("other.html")).unwrap();
    fs::rename(site.content.join("<b>.html"), site.content.join("b.html")).unwrap();
    site.write("b.html", "<p>good");
    site.until(|| site.get("/b.html").status == 200);
    let mut last = page.next();
    while last["failed"] == true {
        last = page.next();
    }
    assert_eq!(last["stale"], true);
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

// A page of an earlier run of the server is loaded again, unless this run has nothing to show in its place.
#[test]
fn knows_pages_of_an_earlier_run() {
    let good = Site::new(&[("index.html", PAGE)]);
    let stamp = Listener::stamp(&good, "/");
    assert_eq!(Listener::with(&good, "/", &stamp).next()["stale"], false);
    let again = Site::new(&[("index.html", PAGE)]);
    assert_eq!(Listener::with(&again, "/", &stamp).next()["stale"], true);
    let bad = Site::new(&[("index.html", "ERROR")]);
    let news = Listener::with(&bad, "/", &stamp).next();
    assert_eq!((&news["stale"], &news["failed"]), (&false.into(), &true.into()));
}

// A taken port is an error that says which and what to do.
#[test]
fn says_that_a_port_is_taken() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let options = Options { port, ..Options::default() };
    let error = serve(options, || copy(Path::new("")), |_| {}, None).unwrap_err();
    assert!(matches!(error, ServeError::PortTaken { .. }));
    let text = error.to_string();
    assert!(text.contains(&port.to_string()) && text.contains("-p PORT"), "{text}");
}

// The address is told before the first build, and after the end nothing listens there.
#[test]
fn begins_and_ends() {
    let mut site = Site::new(&[("index.html", PAGE)]);
    assert_eq!(site.url, format!("http://127.0.0.1:{}/", site.port));
    let mut page = Listener::open(&site, "/");
    page.next();
    site.end();
    assert!(page.is_over());
    assert!(TcpListener::bind(("127.0.0.1", site.port)).is_ok());
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
    assert_eq!(changed, [PathBuf::from(link).join("content/index.html")]);
}
