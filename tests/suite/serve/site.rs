//! A served folder, and the few lines of HTTP that it takes to look at it.

use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rungs::output::Output;
use rungs::serve::{Event, Options, Snapshot, Stopper, serve, stop};
use serde_json::Value;

/// How long anything may take before it counts as lost.
const LIMIT: Duration = Duration::from_secs(20);

/// A folder of its own with a `book.toml` and `files` as its content.
pub fn folder(files: &[(&str, &str)]) -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("rungs-serve-{}-{number}", std::process::id()));
    fs::create_dir_all(folder.join("content")).unwrap();
    fs::write(folder.join("book.toml"), "").unwrap();
    for (name, text) in files {
        write(&folder.join("content").join(name), text);
    }
    folder
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The stand-in for a build: copies the content.
pub fn copy(folder: &Path) -> Snapshot {
    let (book, content) = (folder.join("book.toml"), folder.join("content"));
    let ignore = vec![content.join("out")];
    let mut snapshot = Snapshot { watch: vec![book.clone(), content.clone()], ignore, ..Snapshot::default() };
    let mut output = Output::default();
    match fs::read_to_string(&book) {
        Ok(text) if !text.contains("ERROR") => {}
        _ => report(&mut snapshot, "error", "book.toml"),
    }
    if !content.is_dir() {
        report(&mut snapshot, "error", "content");
    }
    let mut folders = vec![content.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            // A file may go between the listing and the reading.
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let name = path.strip_prefix(&content).unwrap().to_string_lossy().replace('\\', "/");
            assert!(!text.contains("PANIC"), "at {name}");
            for (word, kind) in [("ERROR", "error"), ("WARN", "warning")] {
                if text.contains(word) {
                    report(&mut snapshot, kind, &name);
                }
            }
            if Path::new(&name).extension().is_some_and(|end| end == "html") {
                output.page(name, text);
            } else {
                output.asset(name, text);
            }
        }
    }
    snapshot.output = (snapshot.errors == 0).then_some(output);
    snapshot
}

fn report(snapshot: &mut Snapshot, kind: &str, name: &str) {
    *if kind == "error" { &mut snapshot.errors } else { &mut snapshot.warnings } += 1;
    snapshot.report.extend([kind, ": ", name, "\n"]);
}

/// A folder that is being served.
pub struct Site {
    pub folder: PathBuf,
    pub content: PathBuf,
    pub url: String,
    pub port: u16,
    events: Receiver<Event>,
    stopper: Stopper,
    thread: Option<JoinHandle<()>>,
}

impl Site {
    /// Any free port, at the root.
    pub fn options() -> Options {
        Options { port: 0, ..Options::default() }
    }

    pub fn new(files: &[(&str, &str)]) -> Self {
        Self::with(folder(files), Self::options(), copy)
    }

    /// Serves what `build` makes of `folder`, and waits for the first build.
    pub fn with(folder: PathBuf, mut options: Options, build: impl Fn(&Path) -> Snapshot + Send + 'static) -> Self {
        let content = folder.join("content");
        options.watch = vec![folder.join("book.toml"), content.clone()];
        let (sender, events) = mpsc::channel();
        let (stopper, stop) = stop();
        let root = folder.clone();
        let thread = thread::spawn(move || {
            let tell = move |event| sender.send(event).unwrap_or_default();
            serve(options, move || build(&root), tell, Some(stop)).unwrap();
        });
        let Ok(Event::Listening { url }) = events.recv_timeout(LIMIT) else { panic!("no address") };
        let port = url.trim_end_matches('/').rsplit_once(':').unwrap().1.parse().unwrap();
        let site = Self { folder, content, url, port, events, stopper, thread: Some(thread) };
        site.event(|event| matches!(event, Event::Built { .. } | Event::Panicked { .. }));
        site
    }

    pub fn write(&self, name: &str, text: &str) {
        write(&self.content.join(name), text);
    }

    /// The next event that `is_wanted`.
    pub fn event(&self, is_wanted: impl Fn(&Event) -> bool) -> Event {
        loop {
            let event = self.events.recv_timeout(LIMIT).expect("an event in time");
            if is_wanted(&event) {
                return event;
            }
        }
    }

    /// The end of the next build.
    pub fn built(&self) -> Event {
        self.event(|event| matches!(event, Event::Built { .. }))
    }

    /// Waits for a build that `is_wanted`.
    pub fn until_built(&self, is_wanted: impl Fn(&Event) -> bool) {
        self.event(is_wanted);
    }

    /// Waits for a build after which `holds`.
    pub fn until(&self, holds: impl Fn() -> bool) {
        let start = Instant::now();
        loop {
            self.event(|event| matches!(event, Event::Built { .. } | Event::Panicked { .. }));
            if holds() {
                return;
            }
            assert!(start.elapsed() < LIMIT, "it never held");
        }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.request(&format!("GET {path} HTTP/1.1\r\nHost: localhost:{}", self.port))
    }

    /// Sends the head of a request and reads the whole answer.
    pub fn request(&self, head: &str) -> Answer {
        let mut stream = self.connect();
        write!(stream, "{head}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer to {head}: {answer}"));
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers =
            lines.filter_map(|line| line.split_once(": ")).map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        Answer { status, headers, body: body.to_owned() }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        stream
    }

    /// Ends the server and waits for that.
    pub fn end(&mut self) {
        self.stopper.stop();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stopper.stop();
        let ended = self.thread.take().is_none_or(|thread| thread.join().is_ok());
        let _ = fs::remove_dir_all(&self.folder);
        assert!(ended || thread::panicking(), "the server has panicked");
    }
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub body: String,
    headers: Vec<(String, String)>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// An open page that hears of builds.
pub struct Listener(BufReader<TcpStream>);

impl Listener {
    /// What the script of the page at `path` says of the page.
    pub fn stamp(site: &Site, path: &str) -> String {
        let body = site.get(path).body;
        let (_, rest) = body.split_once("data-build=\"").expect("a stamp");
        rest.split('"').next().unwrap().to_owned()
    }

    /// Loads the page at `path` and listens.
    pub fn open(site: &Site, path: &str) -> Self {
        Self::with(site, path, &Self::stamp(site, path))
    }

    /// Listens for a page that was loaded with `stamp`.
    pub fn with(site: &Site, path: &str, stamp: &str) -> Self {
        let mut stream = site.connect();
        let path = path.replace('/', "%2F");
        write!(stream, "GET /_rungs/events?page={path}&build={stamp} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        Self(BufReader::new(stream))
    }

    /// The next message.
    pub fn next(&mut self) -> Value {
        let mut line = String::new();
        loop {
            line.clear();
            assert_ne!(self.0.read_line(&mut line).expect("a message in time"), 0, "the connection has ended");
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).unwrap();
            }
        }
    }

    /// Whether the server has ended the connection.
    pub fn is_over(&mut self) -> bool {
        let mut rest = Vec::new();
        match self.0.read_to_end(&mut rest) {
            Ok(_) => true,
            Err(error) => error.kind() == ErrorKind::ConnectionReset,
        }
    }
}
