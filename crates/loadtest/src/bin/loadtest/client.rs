//! One connection that is kept open: sends a request, reads the answer, says whether it is right.

use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONTENT_TYPE, HOST, HeaderName, HeaderValue, USER_AGENT};
use hyper::{Method, Request, Response, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::payloads::Kind;
use crate::pool::Prepared;

/// After this, Discord tells the member that the application did not respond.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Where requests go, and what is right there.
#[derive(Clone, Debug)]
pub struct Target {
    pub address: SocketAddr,
    pub host: HeaderValue,
    pub path: Uri,
    pub right: Right,
}

/// What the right answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// 200, and JSON of a type that the interaction allows.
    Answered,
    /// 200, and JSON of any type.
    AnyAnswer,
    /// 401.
    Refused,
}

/// A connection, opened when it is needed.
#[derive(Debug)]
pub struct Client {
    target: Target,
    sender: Option<SendRequest<Full<Bytes>>>,
    /// How often a connection was opened.
    pub opened: u64,
}

impl Client {
    pub fn new(target: Target) -> Self {
        Self { target, sender: None, opened: 0 }
    }

    /// Whether the last request broke the connection, or found none.
    pub fn is_broken(&self) -> bool {
        self.sender.is_none()
    }

    /// Opens the connection, unless it is open.
    async fn connect(&mut self) -> Result<&mut SendRequest<Full<Bytes>>, String> {
        let usable = match &mut self.sender {
            Some(sender) => sender.ready().await.is_ok(),
            None => false,
        };
        if !usable {
            self.sender = None;
            let stream = TcpStream::connect(self.target.address).await.map_err(|problem| not_connected(&problem))?;
            stream.set_nodelay(true).map_err(|problem| not_connected(&problem))?;
            let opened = handshake(TokioIo::new(stream)).await;
            let (sender, connection) = opened.map_err(|problem| not_connected(&problem))?;
            // What goes wrong on it, the request that is on its way is told.
            tokio::task::spawn_local(async { drop(connection.await) });
            self.sender = Some(sender);
            self.opened += 1;
        }
        Ok(self.sender.as_mut().expect("opened above"))
    }

    /// Sends a request and checks the answer.
    ///
    /// # Errors
    /// What was wrong, in few words that are the same for all that went wrong alike.
    pub async fn ask(&mut self, prepared: &Prepared) -> Result<(), String> {
        match timeout(TIMEOUT, self.exchange(prepared)).await {
            Ok(Ok((response, body))) => check(self.target.right, prepared.kind, &response, &body),
            Ok(Err(problem)) => {
                self.sender = None;
                Err(problem)
            }
            Err(_) => {
                self.sender = None;
                Err(format!("late: no answer within {TIMEOUT:?}"))
            }
        }
    }

    async fn exchange(&mut self, prepared: &Prepared) -> Result<(Response<()>, Bytes), String> {
        let mut request = self.request(prepared);
        let response = loop {
            match self.connect().await?.try_send_request(request).await {
                Ok(response) => break response,
                // The server closed the idle connection before anything was written: nothing is lost.
                Err(mut unsent) => match unsent.take_message() {
                    Some(message) => {
                        request = message;
                        self.sender = None;
                    }
                    None => return Err(lost(&unsent.into_error())),
                },
            }
        };
        let (head, body) = response.into_parts();
        let body = body.collect().await.map_err(|problem| lost(&problem))?.to_bytes();
        Ok((Response::from_parts(head, ()), body))
    }

    fn request(&self, prepared: &Prepared) -> Request<Full<Bytes>> {
        const SIGNATURE: HeaderName = HeaderName::from_static("x-signature-ed25519");
        const TIMESTAMP: HeaderName = HeaderName::from_static("x-signature-timestamp");
        const DISCORD: HeaderValue = HeaderValue::from_static("Discord-Interactions/1.0 (+https://discord.com)");
        const JSON: HeaderValue = HeaderValue::from_static("application/json");
        let mut request = Request::new(Full::new(prepared.body.clone()));
        *request.method_mut() = Method::POST;
        request.uri_mut().clone_from(&self.target.path);
        let headers = request.headers_mut();
        headers.insert(HOST, self.target.host.clone());
        headers.insert(USER_AGENT, DISCORD);
        headers.insert(CONTENT_TYPE, JSON);
        headers.insert(SIGNATURE, prepared.signature.clone());
        headers.insert(TIMESTAMP, prepared.timestamp.clone());
        request
    }
}

fn not_connected(problem: &dyn std::error::Error) -> String {
    format!("connect: {problem}")
}

fn lost(problem: &hyper::Error) -> String {
    format!("lost: {problem}")
}

fn check(right: Right, kind: Kind, response: &Response<()>, body: &[u8]) -> Result<(), String> {
    #[derive(Deserialize)]
    struct Answer {
        #[serde(rename = "type")]
        kind: u64,
    }
    let expected = if right == Right::Refused { StatusCode::UNAUTHORIZED } else { StatusCode::OK };
    if response.status() != expected {
        return Err(format!("status {}", response.status().as_u16()));
    }
    if right == Right::Refused {
        return Ok(());
    }
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if content_type.split(';').next() != Some("application/json") {
        return Err(format!("wrong body: its type is {content_type:?}"));
    }
    match serde_json::from_slice(body) {
        Ok(Answer { kind: answer }) if right == Right::AnyAnswer || kind.allows(answer) => Ok(()),
        Ok(Answer { kind: answer }) => Err(format!("wrong body: an answer of type {answer} to {kind:?}")),
        Err(_) => Err("wrong body: no answer in JSON".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(right: Right, kind: Kind, status: u16, body: &str) -> Result<(), String> {
        let response = Response::builder().status(status).header(CONTENT_TYPE, "application/json");
        check(right, kind, &response.body(()).expect("a response"), body.as_bytes())
    }

    #[test]
    fn an_answer_must_be_of_a_type_that_the_interaction_allows() {
        assert_eq!(checked(Right::Answered, Kind::Command, 200, r#"{"type":4,"data":{}}"#), Ok(()));
        assert_eq!(checked(Right::Answered, Kind::Autocomplete, 200, r#"{"type":8,"data":{}}"#), Ok(()));
        assert_eq!(checked(Right::Answered, Kind::Menu, 200, r#"{"type":7,"data":{}}"#), Ok(()));
        assert_eq!(checked(Right::Answered, Kind::Form, 200, r#"{"type":4,"data":{}}"#), Ok(()));
        assert!(checked(Right::Answered, Kind::Form, 200, r#"{"type":9}"#).is_err(), "a form opens no other");
        let wrong = checked(Right::Answered, Kind::Command, 200, r#"{"type":7}"#);
        assert_eq!(wrong, Err("wrong body: an answer of type 7 to Command".to_owned()));
        assert_eq!(checked(Right::AnyAnswer, Kind::Autocomplete, 200, r#"{"type":4}"#), Ok(()));
    }

    #[test]
    fn what_is_cut_off_or_refused_is_an_error_of_its_kind() {
        let cut_off = checked(Right::Answered, Kind::Ask, 200, r#"{"type":4,"data":{"#);
        assert_eq!(cut_off, Err("wrong body: no answer in JSON".to_owned()));
        assert_eq!(checked(Right::Answered, Kind::Ask, 503, "{}"), Err("status 503".to_owned()));
        assert_eq!(checked(Right::Refused, Kind::Ask, 200, r#"{"type":4}"#), Err("status 200".to_owned()));
        assert_eq!(checked(Right::Refused, Kind::Ask, 401, "{}"), Ok(()));
    }
}
