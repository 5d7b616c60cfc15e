//! Responses that refuse a request: a status, and the reason in a short JSON body.

use axum::body::Body;
use axum::response::Response;
use http::StatusCode;
use http::header::{ALLOW, CONTENT_TYPE, HeaderValue};

/// A refusal with a reason, which says what to do.
pub fn refusal(status: StatusCode, reason: &str) -> Response {
    let mut response = Response::new(Body::from(serde_json::json!({ "error": reason }).to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// The same response; a refusal without a reason, such as the router's own, gets the reason of its status.
pub(super) fn explained(response: Response) -> Response {
    let status = response.status();
    let is_refusal = status.is_client_error() || status.is_server_error();
    if !is_refusal || response.headers().contains_key(CONTENT_TYPE) {
        return response;
    }
    let reason = match status {
        StatusCode::NOT_FOUND => "there is nothing here",
        StatusCode::METHOD_NOT_ALLOWED => "this method does nothing here; the header Allow names those that do",
        _ => status.canonical_reason().unwrap_or("refused"),
    };
    let mut explained = refusal(status, reason);
    if let Some(methods) = response.headers().get(ALLOW) {
        explained.headers_mut().insert(ALLOW, methods.clone());
    }
    explained
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;
    use axum::response::IntoResponse;

    async fn body(response: Response) -> String {
        let bytes = to_bytes(response.into_body(), 1024).await.expect("a short body");
        String::from_utf8(bytes.to_vec()).expect("text")
    }

    #[tokio::test]
    async fn a_refusal_without_a_reason_gets_one_and_keeps_what_is_allowed() {
        let bare = (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "POST")]).into_response();
        let explained = explained(bare);
        assert_eq!(
            (explained.status(), &explained.headers()[ALLOW]),
            (StatusCode::METHOD_NOT_ALLOWED, &"POST".parse().unwrap())
        );
        assert!(body(explained).await.starts_with(r#"{"error":"this method"#));
    }

    #[tokio::test]
    async fn what_has_a_body_stays_as_it_is() {
        let refused = refusal(StatusCode::NOT_FOUND, "no \"such\" thing");
        assert_eq!(body(explained(refused)).await, r#"{"error":"no \"such\" thing"}"#);
        assert_eq!(body(explained("fine".into_response())).await, "fine");
    }
}
