//! Graceful shutdown, with a router that only says hello. How the whole program shuts down is in `tests/it/endpoint`.

use axum::routing::get;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::task::JoinHandle;

use super::*;

const HELLO: &str = "GET /hello HTTP/1.1\r\nhost: here\r\n\r\n";

/// No test waits this long unless it fails.
const BOUND: Duration = Duration::from_mins(1);

/// A running server.
struct Running {
    address: SocketAddr,
    counters: Arc<ServerCounters>,
    stop: CancellationToken,
    served: JoinHandle<()>,
}

/// Starts a server whose shutdown leaves requests this long to arrive; `before` comes first.
async fn start<T>(settle: Duration, before: impl AsyncFnOnce(SocketAddr, &CancellationToken) -> T) -> (Running, T) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (counters, stop) = (Arc::new(ServerCounters::default()), CancellationToken::new());
    let happened = before(address, &stop).await;
    let router = Router::new().route("/hello", get(|| async { "hello" }));
    let drain = Drain { grace: Duration::ZERO, settle, finish: BOUND };
    let served = serve(listener, router, Limits::default(), Arc::clone(&counters), stop.clone(), drain);
    (Running { address, counters, stop, served: tokio::spawn(served) }, happened)
}

impl Running {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("it listens")
    }

    /// Waits for the end of the shutdown, and gives how many connections were closed, by reason.
    async fn ends(self) -> Vec<(&'static str, u64)> {
        timeout(BOUND, self.served).await.expect("it ends").expect("no panic");
        assert_eq!(self.counters.open(), 0);
        self.counters.closed().filter(|(_, count)| *count > 0).collect()
    }
}

/// Sends one request, and waits for its response.
async fn greet(stream: &mut TcpStream) {
    stream.write_all(HELLO.as_bytes()).await.expect("sent");
    let mut response = [0; 256];
    let length = stream.read(&mut response).await.expect("a response");
    assert!(response[..length].ends_with(b"hello"));
}

/// Everything that arrives until the connection is closed.
async fn rest(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    timeout(BOUND, stream.read_to_string(&mut text)).await.expect("it is closed").expect("it is not reset");
    text
}

#[tokio::test]
async fn connections_in_the_backlog_are_answered() {
    let (running, mut streams) = start(BOUND, async |address, stop| {
        let mut streams = Vec::new();
        for _ in 0..20 {
            let mut stream = TcpStream::connect(address).await.expect("the system accepts it");
            stream.write_all(HELLO.as_bytes()).await.expect("sent");
            streams.push(stream);
        }
        stop.cancel();
        streams
    })
    .await;
    for stream in &mut streams {
        let text = rest(stream).await;
        assert!(text.starts_with("HTTP/1.1 200 OK") && text.ends_with("hello"), "{text}");
        assert!(text.contains("connection: close"), "{text}");
    }
    assert_eq!(running.ends().await, [("drained", 20)]);
}

#[tokio::test]
async fn a_second_request_that_has_begun_to_arrive_is_answered() {
    let (running, ()) = start(BOUND, async |_, _| ()).await;
    let mut stream = running.connect().await;
    greet(&mut stream).await;
    let (begun, remaining) = HELLO.split_at(20);
    stream.write_all(begun.as_bytes()).await.expect("sent");
    running.stop.cancel();
    tokio::task::yield_now().await;
    stream.write_all(remaining.as_bytes()).await.expect("sent");
    let text = rest(&mut stream).await;
    assert!(text.contains("connection: close") && text.ends_with("hello"), "{text}");
    assert_eq!(running.ends().await, [("drained", 1)]);
}

#[tokio::test]
async fn idle_connections_are_closed() {
    let (running, ()) = start(Duration::ZERO, async |_, _| ()).await;
    let (mut silent, mut answered) = (running.connect().await, running.connect().await);
    greet(&mut answered).await;
    running.stop.cancel();
    assert_eq!((rest(&mut silent).await, rest(&mut answered).await), (String::new(), String::new()));
    assert_eq!(running.ends().await, [("drained", 2)]);
}
