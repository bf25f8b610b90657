//! Changes ─► builds ─► what the server answers from: the thread that never stops going round.
//!
//! Each round waits for a change that matters and for quiet after it, builds, publishes, and brings the watching in
//! line. Changes during a build wait in the queue and make one more round, however many they are.

use std::any::Any;
use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use tokio::sync::watch as channel;

use super::path;
use super::state::{Site, State};
use super::watch::{POLL, Signal, Watch};
use super::{Event, Options, Snapshot};

/// How long nothing may change before a build begins. One save is some eight events within 2 ms.
const QUIET: Duration = Duration::from_millis(30);
/// How long a build waits at most for that, so that a long burst is seen on the way.
const PATIENCE: Duration = Duration::from_millis(500);

/// What the rounds need.
pub(super) struct Rounds<B, E> {
    build: B,
    on_event: E,
    publish: channel::Sender<Arc<State>>,
    watch: Watch,
    sender: mpsc::Sender<Signal>,
    signals: mpsc::Receiver<Signal>,
    options: Options,
}

/// Ends the rounds.
pub(super) struct Ending(mpsc::Sender<Signal>);

impl Ending {
    /// Ends the rounds after the one that is under way.
    pub fn end(&self) {
        // They may have ended by themselves.
        let _ = self.0.send(Signal::End);
    }
}

impl<B: FnMut() -> Snapshot, E: FnMut(Event)> Rounds<B, E> {
    /// Takes what a round does; nothing happens before [`Self::run`].
    pub fn new(build: B, on_event: E, publish: channel::Sender<Arc<State>>, options: Options) -> Self {
        let (sender, signals) = mpsc::channel();
        let mut watch = Watch::new(options.poll, sender.clone());
        watch.follow(&options.watch, &[]);
        Self { build, on_event, publish, watch, sender, signals, options }
    }

    /// The means to end them.
    pub fn ending(&self) -> Ending {
        Ending(self.sender.clone())
    }

    /// Goes round until the end. `url` is where a browser finds the site.
    pub fn run(mut self, url: &str) {
        (self.on_event)(Event::Listening { url: url.to_owned() });
        self.round(BTreeSet::new());
        if self.options.open
            && let Err(error) = open(url)
        {
            (self.on_event)(Event::NotOpened { reason: error.to_string() });
        }
        while let Some(changed) = self.wait() {
            self.round(changed);
        }
    }

    /// Waits for a change and for quiet after it; `None` at the end.
    fn wait(&mut self) -> Option<BTreeSet<PathBuf>> {
        let mut changed = BTreeSet::new();
        let mut renew = false;
        // When the first change came, and the last.
        let mut times: Option<(Instant, Instant)> = None;
        loop {
            let signal = match times {
                None if self.watch.is_incomplete() => self.signals.recv_timeout(POLL),
                None => self.signals.recv().map_err(RecvTimeoutError::from),
                Some((first, last)) => {
                    let end = (last + QUIET).min(first + PATIENCE);
                    self.signals.recv_timeout(end.saturating_duration_since(Instant::now()))
                }
            };
            match signal {
                Ok(Signal::Told(told)) => {
                    if let Some(change) = self.watch.judge(&told) {
                        let now = Instant::now();
                        times = Some((times.map_or(now, |(first, _)| first), now));
                        changed.extend(change.paths);
                        renew |= change.renew;
                    }
                }
                Ok(Signal::End) | Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {
                    // Before the build, so that it reads what was written before the watch began.
                    self.watch.establish(renew);
                    if times.is_some() || !self.watch.is_incomplete() {
                        return Some(changed);
                    }
                }
            }
        }
    }

    /// Builds, publishes, and brings the watching in line.
    fn round(&mut self, changed: BTreeSet<PathBuf>) {
        let start = Instant::now();
        let result = panic::catch_unwind(AssertUnwindSafe(&mut self.build));
        let seconds = start.elapsed().as_secs_f64();
        let snapshot = match result {
            Ok(snapshot) => snapshot,
            Err(panic) => return self.panicked(panic.as_ref()),
        };

        let pages =
            snapshot.output.as_ref().map_or(0, |output| output.files.keys().filter(|name| path::is_html(name)).count());
        let good = snapshot.output.is_some();
        let Snapshot { output, report, errors, warnings, watch, ignore } = snapshot;
        self.publish(output, errors > 0 || !good, errors, warnings, report.clone());
        // A page that was served before is asked for again from here on; the rest may take its time.
        self.watch.follow(&watch, &ignore);
        self.tell_of_polling();
        let changed = changed.into_iter().collect();
        (self.on_event)(Event::Built { good, seconds, pages, errors, warnings, report, changed });
    }

    /// A build that broke off is one that failed.
    fn panicked(&mut self, panic: &(dyn Any + Send)) {
        let message = panic
            .downcast_ref::<&str>()
            .map(ToString::to_string)
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "no message".to_owned());
        let report = format!(
            "rungs itself has failed: {message}\n\nThis is a fault of the program, not of the ladder. \
             The next change is built all the same."
        );
        self.publish(None, true, 1, 0, report);
        self.tell_of_polling();
        (self.on_event)(Event::Panicked { message });
    }

    /// Gives the server what it answers from now on.
    fn publish(
        &self,
        output: Option<crate::output::Output>,
        failed: bool,
        errors: usize,
        warnings: usize,
        report: String,
    ) {
        let before = Arc::clone(&self.publish.borrow());
        let number = before.number + 1;
        let site = match output {
            Some(output) => Some(Arc::new(Site::new(number, output, before.site.as_deref()))),
            None => before.site.clone(),
        };
        self.publish.send_replace(Arc::new(State { number, site, failed, errors, warnings, report }));
    }

    fn tell_of_polling(&mut self) {
        if let Some(reason) = self.watch.take_reason() {
            (self.on_event)(Event::Polling { reason });
        }
    }
}

/// Shows `url` in the default browser, without waiting for it.
fn open(url: &str) -> std::io::Result<()> {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        let mut command = Command::new("cmd");
        // The first quoted word would be taken for a window's title.
        command.args(["/C", "start", ""]);
        command
    } else {
        Command::new("xdg-open")
    };
    let mut child = command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    // Some of them live as long as the browser. Someone has to take note of the end.
    std::thread::spawn(move || child.wait());
    Ok(())
}
