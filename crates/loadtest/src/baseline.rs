//! A bare hyper server: verifies the signature of each request and sends the same bytes. It parses nothing.

use std::convert::Infallible;
use std::io;

use ed25519_dalek::{Signature, VerifyingKey};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// A real answer, as the product sends it.
static REPLY: &[u8] = include_bytes!("reply.json");
static REFUSAL: &[u8] = br#"{"error":"wrong signature"}"#;

/// Serves every connection, until the runtime ends.
pub async fn serve(listener: TcpListener, key: VerifyingKey) -> io::Result<Infallible> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(request, key));
            // A client that goes away in the middle is no fault of ours.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(request: Request<Incoming>, key: VerifyingKey) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let (head, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    let signed = is_signed(&head, &body, &key);
    let (status, sent) = if signed { (StatusCode::OK, REPLY) } else { (StatusCode::UNAUTHORIZED, REFUSAL) };
    let mut response = Response::new(Full::new(Bytes::from_static(sent)));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

/// Whether the owner of `key` signed timestamp and body.
fn is_signed(head: &Parts, body: &[u8], key: &VerifyingKey) -> bool {
    let header = |name: &str| head.headers.get(name).map(HeaderValue::as_bytes);
    let (Some(timestamp), Some(written)) = (header("x-signature-timestamp"), header("x-signature-ed25519")) else {
        return false;
    };
    let mut signature = [0; Signature::BYTE_SIZE];
    if hex::decode_to_slice(written, &mut signature).is_err() {
        return false;
    }
    let message = [timestamp, body].concat();
    key.verify_strict(&message, &Signature::from_bytes(&signature)).is_ok()
}
