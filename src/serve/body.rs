//! The two kinds of answer that the server gives: some bytes, or messages for as long as the page listens.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::body::{Body as HttpBody, Bytes, Frame, SizeHint};
use tokio::sync::watch;

use super::state::State;

/// The body of an answer.
pub(super) enum Body {
    /// All of it.
    Whole(Option<Bytes>),
    /// A message for each state, beginning with the present one.
    Events(Events),
}

impl Body {
    /// A body of some bytes.
    pub fn whole(bytes: impl Into<Bytes>) -> Self {
        Self::Whole(Some(bytes.into()))
    }
}

type States = watch::Receiver<Arc<State>>;

/// A stream of server-sent events.
///
/// It is a body that waits for the state, not a task that feeds a channel, so that it ends with its connection.
pub(super) struct Events {
    message: Box<dyn Fn(&State) -> String + Send>,
    next: Pin<Box<dyn Future<Output = Option<States>> + Send>>,
}

impl Events {
    /// Sends what `message` makes of every state.
    pub fn new(mut states: States, message: impl Fn(&State) -> String + Send + 'static) -> Self {
        states.mark_changed();
        Self { message: Box::new(message), next: Box::pin(changed(states)) }
    }
}

/// Waits for a state that was not seen yet; `None` if there will be no more.
async fn changed(mut states: States) -> Option<States> {
    states.changed().await.ok()?;
    Some(states)
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        match self.get_mut() {
            Self::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Self::Events(events) => events.next.as_mut().poll(context).map(|states| {
                let mut states = states?;
                let state = Arc::clone(&states.borrow_and_update());
                events.next = Box::pin(changed(states));
                // A page that lost the server asks again soon, so that a restart is seen at once.
                let message = format!("retry: 500\nevent: build\ndata: {}\n\n", (events.message)(&state));
                Some(Ok(Frame::data(Bytes::from(message))))
            }),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Self::Events(_) => SizeHint::default(),
        }
    }
}
