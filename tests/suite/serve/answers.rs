//! What the server answers to one request, and to none: paths, kinds of file, hosts, addresses.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::path::Path;

use rungs::serve::{Options, ServeError, serve};

use super::PAGE;
use super::site::{Listener, Site, copy, folder};

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
