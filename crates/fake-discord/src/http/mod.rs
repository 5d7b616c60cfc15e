//! Serving: reads requests from their sockets, lets faults strike, asks `rest` for the answer, writes it.
//!
//! A page elsewhere can make a browser open a WebSocket here and listen, or send requests. For a WebSocket, and for all
//! but plain GETs, the browser names that page as `Origin`: such requests are refused before anything else of them is
//! read.

mod response;

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{ConnectInfo, FromRequestParts, Request as HttpRequest, State as Extracted};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use self::response::{drop_bucket, page, put, put_date, write, write_slowly};
use super::caller;
use super::errors::Refusal;
use super::faults::{RestFault, Scope};
use super::journal::{Peer, Request};
use super::rest::{self, Answer, Api, Call};
use super::socket;
use super::state::Shared;
use super::stream::StreamControl;

/// The time limit of a request after the answer that it may have overtaken.
const OVERTAKING: Duration = Duration::from_secs(1);

/// What every request meets.
pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new().fallback(serve).with_state(shared)
}

async fn serve(
    Extracted(shared): Extracted<Arc<Shared>>,
    ConnectInfo(control): ConnectInfo<StreamControl>,
    request: HttpRequest,
) -> Response {
    if is_from_elsewhere(request.headers(), &shared.origin()) {
        return (StatusCode::FORBIDDEN, "This page may not talk to the fake Discord.").into_response();
    }
    let path = request.uri().path();
    let gateway = path.trim_end_matches('/');
    if gateway == "/gateway" || gateway == "/resume" {
        return upgrade(shared, control, request).await;
    }
    let (parts, body) = request.into_parts();
    let call = Call {
        method: parts.method.to_string(),
        path: rest::decoded(parts.uri.path()),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: headers(&parts.headers),
        // A body that is too long is read no further, and refused by its length.
        body: to_bytes(body, rest::MAX_REQUEST + 1)
            .await
            .map_or_else(|_| vec![0; rest::MAX_REQUEST + 1], |bytes| bytes.to_vec()),
    };
    let fault = shared.change(|state, _| state.faults.strike_request(&call.method, &call.path));
    let mut response = respond(&shared, &control, &call, fault).await;
    if rest::is_callback(&call.path) && response.status() != StatusCode::TOO_MANY_REQUESTS {
        drop_bucket(response.headers_mut());
    }
    put_date(response.headers_mut(), shared.settings.clock_offset);
    response
}

/// Whether a browser sends this for any page but our own. Bots send no `Origin`; of two, neither is believed.
fn is_from_elsewhere(headers: &HeaderMap, own: &str) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (None, _) => false,
        (Some(origin), None) => origin.as_bytes() != own.as_bytes(),
        (Some(_), Some(_)) => true,
    }
}

async fn upgrade(shared: Arc<Shared>, control: StreamControl, request: HttpRequest) -> Response {
    if shared.look(|state| state.faults.unavailable) {
        return page(503, "text/plain", "no upstream available".to_owned());
    }
    let (mut parts, _) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let query = parts.uri.query().unwrap_or_default().to_owned();
    match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade.on_upgrade(move |socket| socket::serve(shared, control, socket, path, query)),
        Err(refused) => refused.into_response(),
    }
}

/// Answers, with or without the help of a fault.
async fn respond(shared: &Shared, control: &StreamControl, call: &Call, fault: Option<RestFault>) -> Response {
    let instead = |status: u16, body: Value| {
        note_request(shared, call, status, body.clone());
        page(status, "application/json", body.to_string())
    };
    match fault {
        None => write(&process(shared, call).await),
        Some(RestFault::RateLimited { scope, retry_after }) => rate_limited(shared, call, scope, retry_after),
        Some(RestFault::InternalError) => instead(500, json!({ "message": "500: Internal Server Error", "code": 0 })),
        Some(RestFault::Unauthorized) => instead(401, json!({ "message": "401: Unauthorized", "code": 0 })),
        Some(RestFault::BadGateway) => {
            note_request(shared, call, 502, Value::Null);
            let html = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n";
            page(502, "text/html", html.to_owned())
        }
        Some(RestFault::Status { status, content_type, body }) => {
            note_request(shared, call, status, Value::Null);
            page(status, &content_type, body)
        }
        Some(RestFault::Delayed(delay)) => {
            sleep(delay).await;
            write(&process(shared, call).await)
        }
        Some(RestFault::SlowBody(pause)) => write_slowly(&process(shared, call).await, pause),
        Some(RestFault::HungBefore) => {
            note_request(shared, call, 0, Value::Null);
            pending().await
        }
        Some(RestFault::HungAfter) => {
            process(shared, call).await;
            pending().await
        }
        Some(RestFault::DroppedBefore) => {
            note_request(shared, call, 0, Value::Null);
            hang_up(control)
        }
        Some(RestFault::DroppedAfter) => {
            process(shared, call).await;
            hang_up(control)
        }
        Some(RestFault::InternalErrorAfter) => {
            process(shared, call).await;
            let body = json!({ "message": "500: Internal Server Error", "code": 0 });
            page(500, "application/json", body.to_string())
        }
    }
}

/// Asks `rest`, and writes down what came of it.
async fn process(shared: &Shared, call: &Call) -> Answer {
    let endpoint = match rest::wanted_endpoint(call, &shared.token) {
        Some(url) => Some(caller::verify(shared, &url).await),
        None => None,
    };
    until_answered(shared, &call.path).await;
    let gateway_url = shared.gateway_url();
    let (settings, token) = (&shared.settings, &shared.token);
    let api = Api { settings, token, gateway_url: &gateway_url, endpoint: endpoint.as_ref() };
    shared.change(|state, now| {
        let interaction = rest::interaction_of(state, &call.path);
        let (mut answer, refusal) = match rest::answer(state, &api, call, now) {
            Ok(answer) => (answer, None),
            Err(refusal) => (refused(&refusal), Some(refusal)),
        };
        answer.limit = rest::limit_told(state, settings, &call.method, &call.path, now);
        let mut request = journal_entry(call, now, answer.status, answer.body.clone().unwrap_or_default());
        request.interaction = interaction;
        request.refusal = refusal;
        state.journal.request(request);
        answer
    })
}

/// An after-step may overtake the HTTP answer that it follows, by a moment that depends on the machine and not on the bot.
/// So it waits a little for that answer. Discord itself may say 404 10015 then; [`RestFault::error`] does so on demand.
async fn until_answered(shared: &Shared, path: &str) {
    let mut changes = shared.changes();
    let answered =
        async { while shared.look(|state| rest::awaits_an_answer(state, path)) && changes.changed().await.is_ok() {} };
    // A bot that does not answer first gets its error from `rest`.
    let _ = timeout(OVERTAKING, answered).await;
}

fn refused(refusal: &Refusal) -> Answer {
    Answer::json(refusal.status, refusal.body())
}

/// Writes down a request that never reached `rest`.
fn note_request(shared: &Shared, call: &Call, status: u16, response: Value) {
    shared.change(|state, now| {
        let mut request = journal_entry(call, now, status, response);
        request.interaction = rest::interaction_of(state, &call.path);
        state.journal.request(request);
    });
}

fn journal_entry(call: &Call, at: Duration, status: u16, response: Value) -> Request {
    Request {
        at,
        sender: Peer::Bot,
        method: call.method.clone(),
        path: call.path.clone(),
        query: call.query.clone(),
        headers: call.headers.clone(),
        body: rest::Body::for_journal(call),
        status,
        response,
        refusal: None,
        interaction: None,
    }
}

fn rate_limited(shared: &Shared, call: &Call, scope: Scope, retry_after: Duration) -> Response {
    let seconds = retry_after.as_secs_f64();
    let body = rest::rate_limit_body(seconds, scope == Scope::Global);
    note_request(shared, call, 429, body.clone());
    let mut response = page(429, "application/json", body.to_string());
    let name = match scope {
        Scope::User => "user",
        Scope::Shared => "shared",
        Scope::Global => "global",
    };
    put(response.headers_mut(), "x-ratelimit-scope", name);
    put(response.headers_mut(), "retry-after", &seconds.ceil().to_string());
    put(response.headers_mut(), "x-ratelimit-remaining", "0");
    put(response.headers_mut(), "x-ratelimit-reset-after", &format!("{seconds:.3}"));
    if let Some(bucket) = rest::bucket_of(&call.method, &call.path) {
        put(response.headers_mut(), "x-ratelimit-bucket", bucket);
    }
    if scope == Scope::Global {
        put(response.headers_mut(), "x-ratelimit-global", "true");
    }
    response
}

/// Resets the connection under the request; what is returned is not sent.
fn hang_up(control: &StreamControl) -> Response {
    control.reset();
    Response::default()
}

fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect()
}
