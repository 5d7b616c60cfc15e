//! Which body is evicted, at each limit and one beyond it.

use std::time::Duration;

use http::HeaderMap;
use tokio::sync::mpsc;
use tokio::task::yield_now;

use super::super::SignatureHeaders;
use super::*;

const LIMITS: Limits = Limits {
    connections: 10,
    requests: 1,
    body: 1000,
    bodies: 3,
    body_memory: 1500,
    header: Duration::from_secs(10),
    read: Duration::from_secs(3),
    idle: Duration::from_secs(75),
};

fn message() -> SignedMessage {
    let headers: HeaderMap = [("x-signature-ed25519", "0".repeat(128)), ("x-signature-timestamp", "1".to_owned())]
        .into_iter()
        .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
        .collect::<HeaderMap>();
    SignedMessage::begin(&SignatureHeaders::read(&headers).unwrap(), 0)
}

fn data(length: usize) -> Bytes {
    Bytes::from(vec![b'x'; length])
}

fn is_there(slot: &Slot<'_>) -> bool {
    slot.bodies.lock().find(slot.number).is_some()
}

#[test]
fn at_the_limit_of_bodies_the_oldest_is_evicted() {
    let bodies = Bodies::new(LIMITS);
    let slots: Vec<_> = (0..3).map(|_| bodies.begin(message())).collect();
    assert!(slots.iter().all(|(slot, _)| is_there(slot)) && bodies.evicted() == 0);
    let (newcomer, _receiver) = bodies.begin(message());
    let left: Vec<bool> = slots.iter().map(|(slot, _)| is_there(slot)).collect();
    assert_eq!((left, is_there(&newcomer), bodies.evicted()), (vec![false, true, true], true, 1));
    let mut slots = slots.into_iter();
    let (first, mut told) = slots.next().unwrap();
    assert!(told.try_recv().is_err(), "its receiver is told");
    assert_eq!(first.append(&data(1)), Err(BodyError::Evicted));
    assert!(first.finish().is_none());
    // A slot is free again however it is given up.
    drop(slots.next());
    let (_next, _receiver) = bodies.begin(message());
    assert_eq!((bodies.arriving().0, bodies.evicted()), (3, 1));
}

#[test]
fn at_the_limit_of_memory_the_oldest_is_evicted() {
    let bodies = Bodies::new(LIMITS);
    let ((first, _a), (second, _b)) = (bodies.begin(message()), bodies.begin(message()));
    // Each buffer begins with a timestamp of one byte.
    assert_eq!((first.append(&data(749)), second.append(&data(749))), (Ok(()), Ok(())));
    assert_eq!((bodies.arriving(), bodies.evicted()), ((2, 1500), 0));
    assert_eq!(second.append(&data(1)), Ok(()));
    assert!(!is_there(&first) && bodies.evicted() == 1);
    assert_eq!(second.finish().unwrap().body().len(), 750);
    assert_eq!(bodies.arriving(), (0, 0));
}

#[test]
fn the_slowest_body_is_evicted_when_it_needs_more_itself() {
    let bodies = Bodies::new(LIMITS);
    let ((first, _a), (second, _b)) = (bodies.begin(message()), bodies.begin(message()));
    assert_eq!((first.append(&data(499)), second.append(&data(799))), (Ok(()), Ok(())));
    assert_eq!(first.append(&data(500)), Err(BodyError::Evicted));
    assert!(is_there(&second));
}

#[test]
fn the_last_body_may_grow_to_its_own_limit_and_no_further() {
    let bodies = Bodies::new(Limits { body_memory: 100, ..LIMITS });
    let (slot, _receiver) = bodies.begin(message());
    for _ in 0..10 {
        assert_eq!(slot.append(&data(100)), Ok(()));
    }
    assert_eq!(bodies.arriving(), (1, 1001));
    assert_eq!(slot.append(&data(1)), Err(BodyError::TooLong));
}

#[test]
fn a_body_in_pieces_of_one_byte_takes_one_buffer_of_at_most_twice_its_length() {
    let bodies = Bodies::new(Limits { body: 1 << 20, body_memory: 1 << 20, ..LIMITS });
    let (slot, _receiver) = bodies.begin(message());
    for length in 1..=100_000 {
        slot.append(&data(1)).unwrap();
        let (_, reserved) = bodies.arriving();
        assert!(reserved <= 2 * (length + 1), "{reserved} bytes for {length}");
    }
    assert_eq!(slot.finish().unwrap().body().len(), 100_000);
}

/// A body that the test sends piece by piece.
fn streamed() -> (mpsc::UnboundedSender<Result<Bytes, std::io::Error>>, Body) {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let stream = futures_util::stream::poll_fn(move |context| receiver.poll_recv(context));
    (sender, Body::from_stream(stream))
}

#[tokio::test(start_paused = true)]
async fn a_body_is_received_in_any_pieces() {
    let bodies = Bodies::new(LIMITS);
    let (sender, body) = streamed();
    for piece in ["{\"type", "", "\":1", "}"] {
        sender.send(Ok(Bytes::from_static(piece.as_bytes()))).unwrap();
    }
    drop(sender);
    assert_eq!(bodies.receive(message(), body).await.unwrap().body(), b"{\"type\":1}");
    assert_eq!(bodies.receive(message(), Body::empty()).await.unwrap().body(), b"");
    assert_eq!(bodies.arriving(), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_too_long_too_slow_or_broken_leaves_nothing_behind() {
    let bodies = Bodies::new(LIMITS);
    let failed = async |body| bodies.receive(message(), body).await.map(|_| ()).unwrap_err();
    assert_eq!(failed(Body::from(data(1001))).await, BodyError::TooLong);
    let (sender, body) = streamed();
    sender.send(Ok(data(1000))).unwrap();
    sender.send(Ok(data(1))).unwrap();
    assert_eq!(failed(body).await, BodyError::TooLong);
    let (_silent, body) = streamed();
    assert_eq!(failed(body).await, BodyError::TooSlow);
    let (sender, body) = streamed();
    sender.send(Err(std::io::ErrorKind::ConnectionReset.into())).unwrap();
    assert_eq!(failed(body).await, BodyError::Broken);
    assert_eq!((bodies.arriving(), bodies.evicted()), ((0, 0), 0));
}

#[tokio::test(start_paused = true)]
async fn an_evicted_body_is_refused_at_once_and_the_other_one_is_received() {
    let bodies = Bodies::new(Limits { bodies: 1, ..LIMITS });
    let ((_silent, silent), (sender, body)) = (streamed(), streamed());
    let until = async |happened: &dyn Fn() -> bool| {
        while !happened() {
            yield_now().await;
        }
    };
    let (first, second, ()) = tokio::join!(
        async { bodies.receive(message(), silent).await.map(|_| ()) },
        async {
            until(&|| bodies.arriving().0 == 1).await;
            bodies.receive(message(), body).await.map(|message| message.body().len())
        },
        async {
            until(&|| bodies.evicted() == 1).await;
            sender.send(Ok(data(10))).unwrap();
            drop(sender);
        }
    );
    assert_eq!((first, second), (Err(BodyError::Evicted), Ok(10)));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_has_arrived_with_its_head_takes_no_slot() {
    let bodies = Bodies::new(Limits { bodies: 1, ..LIMITS });
    let (silent, _receiver) = bodies.begin(message());
    assert_eq!(bodies.receive(message(), Body::from(data(1000))).await.unwrap().body().len(), 1000);
    assert!(is_there(&silent) && bodies.evicted() == 0);
}
