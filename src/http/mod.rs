//! The HTTP/1.1 server below `discord::webhook` and `observe`: a cap on connections, timeouts, graceful shutdown. What is
//! answered is the router's business.
//!
//! hyper speaks the protocol, and hyper-util shuts connections down. Written here is what neither has: a cap that evicts
//! the longest idle connection, and separate limits for a request's head and for idling. hyper's one timer runs for both,
//! so that with 10 s for a head it would close what a proxy keeps for a minute, and lose the request that is on its way.

mod limits;
mod counters;
mod connections;
mod refusal;

pub use self::counters::{Closing, ServerCounters};
pub use self::limits::Limits;
pub use self::refusal::refusal;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::anyhow;
use axum::Router;
use axum::response::Response;
use http::header::{CONNECTION, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use tokio_util::io::InspectReader;
use tokio_util::sync::CancellationToken;
use tower::Service as _;
use tracing::{debug, warn};

use self::connections::{Activity, Connections};
use self::refusal::explained;

/// How often expired connections are swept.
const SWEEP: Duration = Duration::from_millis(500);

/// Pause after an accept that failed.
const ACCEPT_RETRY: Duration = Duration::from_millis(10);

/// At most one warning about failed accepts in this time.
const WARNING_INTERVAL: Duration = Duration::from_secs(1);

/// Connections that the system holds until they are accepted. Beyond them, Linux drops a client's SYN, which the client repeats
/// after a second; Discord waits 3 s in all. The default of tokio is 128.
const BACKLOG: u32 = 1024;

/// The longest request head, in bytes; Discord's has less than one kilobyte.
const LONGEST_HEAD: usize = 16 * 1024;

/// The steps of a graceful shutdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drain {
    /// First, new connections are still served for this long, so that a load balancer can notice. Every response closes its
    /// connection.
    pub grace: Duration,
    /// Then the port is closed, and requests that are on their way may arrive for this long.
    pub settle: Duration,
    /// Then idle connections are closed, and requests in flight may take this long.
    pub finish: Duration,
}

impl Drain {
    /// How long the shutdown takes at most.
    pub fn longest(self) -> Duration {
        self.grace + self.settle + self.finish
    }
}

/// Serves `router` within `limits` until `stop`, then shuts down in the steps of `drain`.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    counters: Arc<ServerCounters>,
    stop: CancellationToken,
    drain: Drain,
) {
    let connections = Connections::new(limits, Arc::clone(&counters));
    let mut server = Server { router, counters, stop: stop.clone(), connections, graceful: GracefulShutdown::new() };
    let grace_is_over = async {
        stop.cancelled().await;
        sleep(drain.grace).await;
    };
    tokio::select! {
        () = server.accept(&listener) => {}
        () = grace_is_over => {}
    }
    server.accept_backlog(listener);
    let Server { mut connections, graceful, .. } = server;
    // A connection without a request is closed below, although its request may be on its way.
    let _ = timeout(drain.settle, connections.all_closed()).await;
    let finished = async {
        graceful.shutdown().await;
        connections.all_closed().await;
    };
    if timeout(drain.finish, finished).await.is_err() {
        warn!(connections = connections.len(), "requests still in flight are given up");
        connections.abort_all().await;
    }
}

struct Server {
    router: Router,
    counters: Arc<ServerCounters>,
    /// Once it is cancelled, every response closes its connection.
    stop: CancellationToken,
    connections: Connections,
    graceful: GracefulShutdown,
}

impl Server {
    /// Accepts connections, and closes expired ones. Never ends by itself.
    async fn accept(&mut self, listener: &TcpListener) {
        let mut sweep = interval(SWEEP);
        sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut warned: Option<Instant> = None;
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = self.connections.next_closed() => continue,
                _ = sweep.tick() => {
                    self.connections.close_expired();
                    continue;
                }
            };
            match accepted {
                Ok((stream, _)) => {
                    self.connections.make_room().await;
                    self.spawn(stream);
                }
                Err(error) if is_of_client(&error) => {}
                Err(error) => {
                    // Most likely no file descriptor is left, which the system reports even when no client is waiting: the
                    // newest connection gets this pause to be answered before one is evicted.
                    if warned.is_none_or(|at| at.elapsed() > WARNING_INTERVAL) {
                        warn!(%error, "cannot accept connections");
                        warned = Some(Instant::now());
                    }
                    sleep(ACCEPT_RETRY).await;
                    self.connections.evict_longest_idle();
                }
            }
        }
    }

    /// Accepts what the system has accepted before the port closes. It would reset those connections, whatever they have
    /// sent.
    fn accept_backlog(&mut self, listener: TcpListener) {
        let Ok(listener) = listener.into_std() else { return };
        // The listener never blocks: an empty backlog is an error as well.
        while let Ok((stream, _)) = listener.accept() {
            let is_ready = stream.set_nonblocking(true).is_ok() && self.connections.has_room();
            if let (true, Ok(stream)) = (is_ready, TcpStream::from_std(stream)) {
                self.spawn(stream);
            }
        }
    }

    /// Serves one connection in a task of its own.
    fn spawn(&mut self, stream: TcpStream) {
        // A response is one small write, which is not to wait for more.
        let _ = stream.set_nodelay(true);
        let activity = Arc::new(Activity::default());
        let (reading, serving) = (Arc::clone(&activity), Arc::clone(&activity));
        let (router, counters, stop) = (self.router.clone(), Arc::clone(&self.counters), self.stop.clone());
        let is_stopping = stop.clone();
        let service = service_fn(move |request| {
            serving.begin_request();
            let (mut router, serving) = (router.clone(), Arc::clone(&serving));
            let (counters, stop) = (Arc::clone(&counters), stop.clone());
            async move {
                let Ok(response) = router.call(request).await;
                let response = finish(response, &counters, stop.is_cancelled());
                let closes = response.headers().get(CONNECTION).is_some_and(|value| value == "close");
                serving.end_request(closes);
                Ok::<_, Infallible>(response)
            }
        });
        let stream = TokioIo::new(InspectReader::new(stream, move |_: &[u8]| reading.read()));
        let connection =
            http1::Builder::new().half_close(true).max_buf_size(LONGEST_HEAD).serve_connection(stream, service);
        let connection = self.graceful.watch(connection);
        self.connections.spawn(activity, async move {
            match connection.await {
                Ok(()) if is_stopping.is_cancelled() => Closing::Drained,
                Ok(()) => Closing::Done,
                Err(error) => {
                    debug!(%error, "a connection failed");
                    Closing::Failed
                }
            }
        });
    }
}

/// Counts a response, gives a refusal its reason, and closes the connection when the server stops.
fn finish(response: Response, counters: &ServerCounters, is_stopping: bool) -> Response {
    counters.count_response(response.status());
    let mut response = explained(response);
    if is_stopping {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Whether an accept failed because the client is gone already.
fn is_of_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

/// Binds a listener to `address`, and gives the address with the port that the system chose for port 0.
///
/// # Errors
///
/// When the address is not available; the message names `setting`, which has it.
pub fn listen(setting: &str, address: SocketAddr) -> anyhow::Result<(TcpListener, SocketAddr)> {
    let bind = || {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        let listener = socket.listen(BACKLOG)?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    bind().map_err(|error: io::Error| anyhow!("{setting}: cannot listen on {address} ({error})"))
}

#[cfg(test)]
mod tests;
