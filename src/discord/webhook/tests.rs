//! The limit of requests in flight. Everything else that clients send is in `tests/it/endpoint`.

use ed25519_dalek::{Signer, SigningKey};
use tower::Service as _;

use super::*;

/// A PING as Discord signs it.
fn signed(key: &SigningKey) -> Request {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().to_string();
    let body = br#"{"type":1}"#;
    let signature = key.sign(&[now.as_bytes(), body].concat());
    Request::post("/interactions")
        .header("content-type", "application/json")
        .header("x-signature-ed25519", hex::encode(signature.to_bytes()))
        .header("x-signature-timestamp", now)
        .body(Body::from(&body[..]))
        .unwrap()
}

/// Tells that a request is being answered, and waits until it may go on.
struct Waiting {
    begun: Arc<Notify>,
    go_on: Arc<Notify>,
}

impl Responder for Waiting {
    async fn respond(&self, _: &str, _: Instant) -> Option<Bytes> {
        self.begun.notify_one();
        self.go_on.notified().await;
        Some(Bytes::from_static(b"{}"))
    }
}

#[tokio::test]
async fn one_request_more_than_may_be_in_flight_is_refused_at_once() {
    let key = SigningKey::from_bytes(&[7; 32]);
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let responder = Waiting { begun: Arc::clone(&begun), go_on: Arc::clone(&go_on) };
    let limits = Limits { requests: 1, ..Limits::default() };
    let state = Arc::new(EndpointState::new(limits));
    let keys = hex::encode(key.verifying_key().as_bytes()).parse().unwrap();
    let router = router(keys, Arc::clone(&state), responder);
    let status = async |mut router: Router, request| {
        let Ok(response): Result<Response, std::convert::Infallible> = router.call(request).await;
        response.status()
    };

    let first = tokio::spawn(status(router.clone(), signed(&key)));
    begun.notified().await;
    assert_eq!(state.in_flight(), 1);
    assert_eq!(status(router.clone(), signed(&key)).await, StatusCode::SERVICE_UNAVAILABLE);
    go_on.notify_one();
    assert_eq!(first.await.unwrap(), StatusCode::OK);
    assert_eq!(state.in_flight(), 0);
}
