//! What an open page hears: whether it is stale, which assets changed, what the build reported.

use std::fs;

use rungs::serve::Event;

use super::PAGE;
use super::site::{Listener, Site};

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
