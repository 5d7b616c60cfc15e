//! How the server leaves, with a router that only says hello. What the program makes of it stands in
//! `tests/it/endpoint`.

use std::net::SocketAddr;

use axum::routing::get;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::task::JoinHandle;

use super::*;

const HELLO: &str = "GET /hello HTTP/1.1\r\nhost: here\r\n\r\n";

/// A server and what it needs to be stopped.
struct Place {
    address: SocketAddr,
    counters: Arc<Counters>,
    stop: CancellationToken,
    served: JoinHandle<()>,
}

/// Starts a server; `arrive` comes before it does.
async fn place<T>(arrive: impl AsyncFnOnce(SocketAddr, &CancellationToken) -> T) -> (Place, T) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (counters, stop) = (Arc::new(Counters::default()), CancellationToken::new());
    let arrived = arrive(address, &stop).await;
    let router = Router::new().route("/hello", get(|| async { "hello" }));
    let leaving = Leaving { grace: Duration::ZERO, finish: Duration::from_mins(1) };
    let served = serve(listener, router, Limits::default(), Arc::clone(&counters), stop.clone(), leaving);
    (Place { address, counters, stop, served: tokio::spawn(served) }, arrived)
}

impl Place {
    /// Waits until it is over, and gives how many connections there were, by why they ended.
    async fn ends(self) -> Vec<(&'static str, u64)> {
        timeout(Duration::from_mins(1), self.served).await.expect("it ends").expect("no panic");
        assert_eq!(self.counters.open(), 0);
        self.counters.closed().filter(|(_, count)| *count > 0).collect()
    }
}

/// Everything that arrives until the connection ends.
async fn rest(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    timeout(Duration::from_mins(1), stream.read_to_string(&mut text)).await.expect("it ends").expect("it is not cut");
    text
}

#[tokio::test]
async fn whoever_has_connected_when_the_door_closes_is_answered() {
    let (place, mut streams) = place(async |address, stop| {
        let mut streams = Vec::new();
        for _ in 0..20 {
            let mut stream = TcpStream::connect(address).await.expect("the system takes it");
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
    assert_eq!(place.ends().await.iter().map(|(_, count)| count).sum::<u64>(), 20);
}

#[tokio::test]
async fn a_second_request_that_has_begun_when_the_server_leaves_is_answered() {
    let (place, ()) = place(async |_, _| ()).await;
    let mut stream = TcpStream::connect(place.address).await.expect("it listens");
    stream.write_all(HELLO.as_bytes()).await.expect("sent");
    let mut first = [0; 256];
    let length = stream.read(&mut first).await.expect("an answer");
    assert!(first[..length].ends_with(b"hello"));
    let (begun, remaining) = HELLO.split_at(20);
    stream.write_all(begun.as_bytes()).await.expect("sent");
    // Another connection's answer shows that those bytes have been read.
    let mut other = TcpStream::connect(place.address).await.expect("it listens");
    other.write_all(HELLO.replace("host", "connection: close\r\nhost").as_bytes()).await.expect("sent");
    assert!(rest(&mut other).await.ends_with("hello"));
    place.stop.cancel();
    tokio::task::yield_now().await;
    stream.write_all(remaining.as_bytes()).await.expect("sent");
    let text = rest(&mut stream).await;
    assert!(text.contains("connection: close") && text.ends_with("hello"), "{text}");
    assert_eq!(place.ends().await, [("done", 1), ("drained", 1)]);
}

#[tokio::test]
async fn whoever_only_waits_is_shown_out_at_once() {
    let (place, ()) = place(async |_, _| ()).await;
    let mut stream = TcpStream::connect(place.address).await.expect("it listens");
    stream.write_all(HELLO.as_bytes()).await.expect("sent");
    let mut first = [0; 256];
    assert!(stream.read(&mut first).await.expect("an answer") > 0);
    place.stop.cancel();
    assert_eq!(rest(&mut stream).await, "");
    assert_eq!(place.ends().await, [("drained", 1)]);
}
