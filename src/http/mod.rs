//! A small HTTP/1.1 server: whom it lets in, how long it waits for them, and how it leaves. What is answered is the
//! router's business.
//!
//! hyper speaks the protocol. What is here is what it leaves to others: a cap on connections, one limit for a request's
//! head and another for idling (hyper has a single timer for both), and the way out.

mod connections;
mod counters;
mod limits;
mod refusal;
mod watched;

pub use self::connections::Closing;
pub use self::counters::Counters;
pub use self::limits::Limits;
pub use self::refusal::refusal;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::anyhow;
use axum::Router;
use axum::response::Response;
use http::Request;
use http::header::{CONNECTION, HeaderValue};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service as _;
use tracing::{debug, warn};

use self::connections::{Connections, Guest};
use self::refusal::explained;
use self::watched::Watched;

/// How often it is looked whose time is up.
const SWEEP: Duration = Duration::from_millis(500);

/// A pause before it is tried once more to let somebody in.
const BREATH: Duration = Duration::from_millis(10);

/// How often it is said that nobody can be let in.
const COMPLAINT: Duration = Duration::from_secs(1);

/// The longest request head, in bytes; Discord's has less than one kilobyte.
const LONGEST_HEAD: usize = 16 * 1024;

/// How the server leaves once it is told to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// For so long new connections are still served, so that whoever sends requests can notice.
    pub grace: Duration,
    /// Then what is under way may take this long.
    pub finish: Duration,
}

/// Serves `router` to whoever connects, within `limits`, until `stop`; then leaves as `leaving` says.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    counters: Arc<Counters>,
    stop: CancellationToken,
    leaving: Leaving,
) {
    let connections = Arc::new(Connections::new(limits, Arc::clone(&counters)));
    let server = Arc::new(Server { router, connections, counters, stop, given_up: CancellationToken::new() });
    let guests = TaskTracker::new();
    let grace_is_over = async {
        server.stop.cancelled().await;
        sleep(leaving.grace).await;
    };
    tokio::select! {
        () = server.receive(&listener, &guests) => {}
        () = grace_is_over => {}
    }
    server.receive_the_last(listener, &guests);
    server.connections.close_all(Closing::Drained);
    guests.close();
    if timeout(leaving.finish, guests.wait()).await.is_err() {
        warn!(connections = guests.len(), "requests that take too long are given up");
        server.given_up.cancel();
        guests.wait().await;
    }
}

struct Server {
    router: Router,
    connections: Arc<Connections>,
    counters: Arc<Counters>,
    /// Told to leave: answers say that their connection ends.
    stop: CancellationToken,
    given_up: CancellationToken,
}

impl Server {
    /// Lets in everybody, if need be by showing out whoever has been idle longest. Never ends by itself.
    async fn receive(self: &Arc<Self>, listener: &TcpListener, guests: &TaskTracker) {
        let mut sweep = interval(SWEEP);
        sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut complained: Option<Instant> = None;
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = sweep.tick() => {
                    self.connections.sweep();
                    continue;
                }
            };
            match accepted {
                Ok((stream, _)) => {
                    self.connections.make_room().await;
                    self.let_in(stream, guests);
                }
                // Whoever connected is gone already.
                Err(error) if is_theirs(&error) => {}
                Err(error) => {
                    // Most likely no file descriptor is left, which the system says even when nobody is waiting: who
                    // has just come gets this long to be answered before somebody has to go.
                    if complained.is_none_or(|at| at.elapsed() > COMPLAINT) {
                        warn!(%error, "no connection can be accepted");
                        complained = Some(Instant::now());
                    }
                    sleep(BREATH).await;
                    self.connections.show_out_the_longest_idle();
                }
            }
        }
    }

    /// Lets in whoever connected before the door closes: the system would cut them off, whatever they have sent.
    fn receive_the_last(self: &Arc<Self>, listener: TcpListener, guests: &TaskTracker) {
        let Ok(listener) = listener.into_std() else { return };
        // It never waits: an error ends the row, as nobody being there does.
        while let Ok((stream, _)) = listener.accept() {
            let is_ready = stream.set_nonblocking(true).is_ok() && self.connections.has_room();
            if let (true, Ok(stream)) = (is_ready, TcpStream::from_std(stream)) {
                self.let_in(stream, guests);
            }
        }
    }

    fn let_in(self: &Arc<Self>, stream: TcpStream, guests: &TaskTracker) {
        guests.spawn(attend(Arc::clone(self), self.connections.enter(), stream));
    }

    /// The response as it leaves: counted, with a reason where it refuses, and with a farewell where the server leaves.
    fn finished(&self, response: Response) -> Response {
        self.counters.responds(response.status());
        let mut response = explained(response);
        if self.stop.is_cancelled() {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

fn is_theirs(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

/// Serves one connection to its end.
async fn attend(server: Arc<Server>, guest: Guest, stream: TcpStream) {
    // An answer is one small write, which shall not wait for more.
    let _ = stream.set_nodelay(true);
    let activity = &Arc::clone(guest.activity());
    let server = &*server;
    let service = service_fn(|request: Request<Incoming>| {
        activity.serves();
        let mut router = server.router.clone();
        async move {
            let Ok(response) = router.call(request).await;
            let response = server.finished(response);
            let ends = response.headers().get(CONNECTION).is_some_and(|value| value == "close");
            if ends {
                activity.leaves();
            } else {
                activity.waits();
            }
            Ok::<_, Infallible>(response)
        }
    });
    let stream = TokioIo::new(Watched::new(stream, Arc::clone(activity)));
    let mut connection =
        pin!(http1::Builder::new().half_close(true).max_buf_size(LONGEST_HEAD).serve_connection(stream, service));
    let mut is_leaving = false;
    let closing = loop {
        tokio::select! {
            // What has arrived is heard first.
            biased;
            ended = connection.as_mut() => break match ended {
                Ok(()) => activity.told().unwrap_or(Closing::Done),
                Err(error) => {
                    debug!(%error, "a connection failed");
                    Closing::Failed
                }
            },
            closing = activity.shown_out(), if !is_leaving => {
                if activity.can_end(closing) {
                    break closing;
                }
                // When the server leaves, each answer says so, and that ends the connection. hyper's own way would drop a
                // second request whose head has arrived in part.
                if closing != Closing::Drained {
                    connection.as_mut().graceful_shutdown();
                }
                is_leaving = true;
            }
            () = server.given_up.cancelled() => break Closing::Failed,
        }
    };
    guest.leave(closing);
}

/// Takes the port at `address`.
///
/// # Errors
/// When it cannot be had: `setting` is what to change.
pub async fn listen(setting: &str, address: SocketAddr) -> anyhow::Result<(TcpListener, SocketAddr)> {
    let taken = async {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    let failed = |problem: io::Error| anyhow!("{setting}: {address} cannot be listened on ({problem})");
    taken.await.map_err(failed)
}

#[cfg(test)]
mod tests;
