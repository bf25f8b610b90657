//! Builds a site again at every edit and answers for it from memory, on one address of this machine.
//!
//! Two threads share the work. The calling one runs the server and never waits for a build; `rounds` runs on a thread
//! of its own, watches, builds and publishes. Between them stands one value, `state::State`: the last good site and
//! what the last build reported. A page that was once shown stays up until a better one exists.
//!
//! What a build is, the caller says with a closure, so that nothing here knows of ladders. The front end
//! (`live.js`, `live.css`) stands under `/_rungs/` and keeps to a strict content security policy.

#![allow(clippy::disallowed_methods, reason = "watches files, tells its runs apart by the clock, and opens a browser")]

mod answer;
mod body;
mod path;
mod rounds;
mod state;
mod watch;

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::{mpsc, watch as channel};

use crate::output::Output;
use answer::Server;
use rounds::Rounds;
use state::State;

/// What one build gave.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// The site, or `None` where the build had errors: the last good one stays up.
    pub output: Option<Output>,
    /// The errors and warnings as the terminal shows them, in plain text; empty if there are none.
    pub report: String,
    /// How many errors the report holds.
    pub errors: usize,
    /// How many warnings the report holds.
    pub warnings: usize,
    /// Files and folders to watch from now on, whether they exist or not; folders with all that they hold.
    pub watch: Vec<PathBuf>,
    /// Folders below those whose changes mean nothing, such as the output folder.
    pub ignore: Vec<PathBuf>,
}

/// Where to serve, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address to listen on.
    pub address: IpAddr,
    /// The port to listen on; 0 takes any free one.
    pub port: u16,
    /// The path of `site-url`, such as `/ladder/`. The site is served at `/` and there as well, because its `404.html`
    /// links from the root.
    pub prefix: String,
    /// Whether to show the site in the default browser after the first build.
    pub open: bool,
    /// Whether to look for changes every second instead of being told: for file systems that tell nothing, such as
    /// network drives and some container mounts.
    pub poll: bool,
    /// What to watch until the first build has said it: `book.toml` and the usual content folder.
    pub watch: Vec<PathBuf>,
}

impl Default for Options {
    /// Port 3000 of this machine alone, at the root.
    fn default() -> Self {
        Self {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 3000,
            prefix: "/".to_owned(),
            open: false,
            poll: false,
            watch: Vec::new(),
        }
    }
}

/// What happens while it serves, in order, for whoever shows it.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The address is taken and the first build begins.
    Listening {
        /// Where a browser finds the site.
        url: String,
    },
    /// A build has ended and its result is what the browsers see.
    Built {
        /// Whether it gave a site.
        good: bool,
        /// How long the build took, without the wait for quiet before it.
        seconds: f64,
        /// How many HTML pages it made; 0 if it gave no site.
        pages: usize,
        /// How many errors it reported.
        errors: usize,
        /// How many warnings it reported.
        warnings: usize,
        /// Both, as text.
        report: String,
        /// The files whose change caused it, under the paths that they are watched by; empty for the first build.
        changed: Vec<PathBuf>,
    },
    /// The build panicked. The server goes on, and builds again at the next change.
    Panicked {
        /// What the panic said.
        message: String,
    },
    /// The system can't tell of changes, so that they are looked for every second.
    Polling {
        /// Why.
        reason: String,
    },
    /// The browser asked for with [`Options::open`] could not be started.
    NotOpened {
        /// Why.
        reason: String,
    },
}

/// Why nothing is served.
#[derive(Debug)]
pub enum ServeError {
    /// Something else listens there.
    PortTaken {
        /// The address and port.
        address: SocketAddr,
    },
    /// The address can't be listened on.
    Bind {
        /// The address and port.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The system gives no threads or no sockets.
    System(io::Error),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PortTaken { address } => write!(
                f,
                "port {} of {} is taken by another program: choose another with `-p PORT`, or `-p 0` for any free one",
                address.port(),
                address.ip(),
            ),
            Self::Bind { address, source } => match source.kind() {
                io::ErrorKind::PermissionDenied => write!(
                    f,
                    "port {} of {} may not be used ({source}): choose one above 1023 with `-p PORT`",
                    address.port(),
                    address.ip(),
                ),
                io::ErrorKind::AddrNotAvailable => write!(
                    f,
                    "{} is no address of this machine ({source}): choose another with `-n HOST`",
                    address.ip(),
                ),
                _ => write!(f, "can't listen on {address}: {source}"),
            },
            Self::System(source) => write!(f, "can't start the server: {source}"),
        }
    }
}

impl std::error::Error for ServeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::PortTaken { .. } => None,
            Self::Bind { source, .. } | Self::System(source) => Some(source),
        }
    }
}

/// Ends the [`serve`] that took its [`Stop`].
#[derive(Clone, Debug)]
pub struct Stopper(mpsc::Sender<()>);

/// What a [`Stopper`] acts on.
#[derive(Debug)]
pub struct Stop {
    sender: mpsc::Sender<()>,
    receiver: mpsc::Receiver<()>,
}

/// Makes a pair by which one thread ends the server of another.
#[must_use]
pub fn stop() -> (Stopper, Stop) {
    let (sender, receiver) = mpsc::channel(1);
    (Stopper(sender.clone()), Stop { sender, receiver })
}

impl Stopper {
    /// Ends the server, after the build that is under way. Does nothing the second time.
    pub fn stop(&self) {
        // A full channel means that the end was already asked for, a closed one that it has come.
        let _ = self.0.try_send(());
    }
}

/// Builds, serves, watches and builds again, until `stop` or the end of the process.
///
/// `build` and `on_event` run on a thread of their own, one after the other. `changed` paths and the report reach the
/// caller through `on_event`; nothing is printed here.
///
/// # Errors
/// If the address can't be listened on, or the system refuses a thread.
pub fn serve(
    options: Options,
    build: impl FnMut() -> Snapshot + Send + 'static,
    on_event: impl FnMut(Event) + Send + 'static,
    stop: Option<Stop>,
) -> Result<(), ServeError> {
    let wanted = SocketAddr::new(options.address, options.port);
    let listener = TcpListener::bind(wanted).map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => ServeError::PortTaken { address: wanted },
        _ => ServeError::Bind { address: wanted, source },
    })?;
    listener.set_nonblocking(true).map_err(ServeError::System)?;
    let bound = listener.local_addr().map_err(ServeError::System)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ServeError::System)?;

    let Stop { sender, mut receiver } = stop.unwrap_or_else(|| self::stop().1);
    let (publish, state) = channel::channel(Arc::new(State::default()));
    let server = Arc::new(Server {
        state,
        instance: instance(),
        prefix: path::normal_prefix(&options.prefix),
        address: options.address,
    });
    let rounds = Rounds::new(build, on_event, publish, options);
    let ending = rounds.ending();
    let thread = thread::Builder::new()
        .name("rungs-build".to_owned())
        .spawn(move || {
            // However the thread ends, the server must not outlive it: nothing would ever change again.
            let _end = EndWith(sender);
            rounds.run(&url(bound));
        })
        .map_err(ServeError::System)?;

    let accepted = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        tokio::spawn(accept(listener, server));
        receiver.recv().await;
        Ok(())
    });
    drop(runtime);
    ending.end();
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
    accepted.map_err(ServeError::System)
}

/// Asks for the end when it is dropped.
struct EndWith(mpsc::Sender<()>);

impl Drop for EndWith {
    fn drop(&mut self) {
        let _ = self.0.try_send(());
    }
}

/// Takes connections for ever.
async fn accept(listener: tokio::net::TcpListener, server: Arc<Server>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors, or a connection that died in the queue: both pass.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        // A message to the page is small and must leave at once.
        let _ = stream.set_nodelay(true);
        let server = Arc::clone(&server);
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let server = Arc::clone(&server);
                async move { Ok::<_, std::convert::Infallible>(server.answer(&request).await) }
            });
            // An error here is a browser that went away.
            let _ =
                http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

/// A name that no other run has, by which a page knows that the server was started anew.
fn instance() -> String {
    let started = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    format!("{:x}-{started:x}", std::process::id())
}

/// Where a browser on this machine finds what listens on `bound`.
fn url(bound: SocketAddr) -> String {
    let host = match bound.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    format!("http://{}/", SocketAddr::new(host, bound.port()))
}
