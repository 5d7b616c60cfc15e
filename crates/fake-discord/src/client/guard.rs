//! Access to the page's server at all: browsers that are on our own page.
//!
//! A page elsewhere can make a browser send requests here, and by DNS rebinding even under a name of its own. Such
//! requests bear that name as `Host`, or that page as `Origin`, and are refused before anything is read.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// The path of the WebSocket.
pub(super) const SOCKET: &str = "/socket";

/// What every response carries.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// Knows the names under which the page is reached.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    address: SocketAddr,
}

impl Guard {
    pub(super) fn new(address: SocketAddr) -> Self {
        Self { address }
    }

    /// Where the page is, as one may type it.
    pub(super) fn url(&self) -> String {
        let everywhere = self.address.ip().is_unspecified();
        let shown = if everywhere { SocketAddr::from(([127, 0, 0, 1], self.address.port())) } else { self.address };
        format!("http://{shown}/")
    }

    /// Whether this is our own name: the address that is listened on, or a name of loopback if that is one. Who listens
    /// on all addresses is reached by any of them; names stay refused, because any name can resolve to an address.
    fn is_us(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
            _ => (host, Some(80)),
        };
        if port != Some(self.address.port()) {
            return false;
        }
        let ours = self.address.ip();
        let on_loopback = ours.is_loopback() || ours.is_unspecified();
        if name.eq_ignore_ascii_case("localhost") {
            return on_loopback;
        }
        let inside = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let given = match inside {
            Some(inside) => inside.parse().ok().map(IpAddr::V6),
            None => name.parse().ok().map(IpAddr::V4),
        };
        given.is_some_and(|given| given == ours || ours.is_unspecified() || (on_loopback && is_common(given)))
    }

    /// Why a request is refused.
    fn objection(&self, headers: &HeaderMap, is_socket: bool) -> Option<&'static str> {
        let only = |name: HeaderName| {
            let mut values = headers.get_all(name).iter();
            let first = values.next().map(|value| value.to_str().unwrap_or_default());
            if values.next().is_some() { Some("") } else { first }
        };
        if !only(HOST).is_some_and(|host| self.is_us(host)) {
            return Some("This host is not served here.");
        }
        let is_ours = |origin: &str| {
            let host = origin.strip_prefix("http://");
            host.is_some_and(|host| Some(host) == only(HOST))
        };
        match only(ORIGIN) {
            None if is_socket => Some("A browser's page says where it comes from."),
            Some(origin) if !is_ours(origin) => Some("This page may not talk to the fake Discord."),
            _ => None,
        }
    }
}

/// 127.0.0.1 and `::1`, which every browser knows.
fn is_common(address: IpAddr) -> bool {
    address == IpAddr::from([127, 0, 0, 1]) || address == IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1])
}

/// Lets requests of our own page through, and puts the headers on every answer.
pub(super) async fn stand(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let is_socket = request.uri().path() == SOCKET;
    let mut response = match guard.objection(request.headers(), is_socket) {
        None => next.run(request).await,
        Some(objection) => (StatusCode::FORBIDDEN, objection).into_response(),
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(address: &str) -> Guard {
        Guard::new(address.parse().expect("an address"))
    }

    #[test]
    fn on_loopback_only_loopback_s_names_are_ours() {
        let guard = guard("127.0.0.1:8321");
        for ours in ["127.0.0.1:8321", "localhost:8321", "LocalHost:8321", "[::1]:8321"] {
            assert!(guard.is_us(ours), "{ours}");
        }
        for not_ours in [
            "",
            ":8321",
            "localhost",
            "127.0.0.1",
            "127.0.0.1:80",
            "127.0.0.1:8321:8321",
            "evil.example:8321",
            "localhost.evil.example:8321",
            "localhost.:8321",
            "127.0.0.1.evil.example:8321",
            "10.0.0.1:8321",
            "::1:8321",
            "[::1]",
            "[127.0.0.1]:8321",
            "user@127.0.0.1:8321",
        ] {
            assert!(!guard.is_us(not_ours), "{not_ours}");
        }
        assert!(Guard::new("127.0.0.1:80".parse().unwrap()).is_us("localhost"));
    }

    #[test]
    fn elsewhere_only_addresses_are_ours() {
        assert!(guard("192.0.2.7:8321").is_us("192.0.2.7:8321"));
        assert!(!guard("192.0.2.7:8321").is_us("localhost:8321"));
        assert!(guard("0.0.0.0:8321").is_us("192.0.2.7:8321"));
        assert!(guard("[::]:8321").is_us("[2001:db8::1]:8321"));
        assert!(!guard("0.0.0.0:8321").is_us("evil.example:8321"));
        assert_eq!(guard("0.0.0.0:8321").url(), "http://127.0.0.1:8321/");
        assert_eq!(guard("[::1]:8321").url(), "http://[::1]:8321/");
    }

    #[test]
    fn two_hosts_are_none() {
        let mut headers = HeaderMap::new();
        headers.append(HOST, HeaderValue::from_static("127.0.0.1:8321"));
        assert_eq!(guard("127.0.0.1:8321").objection(&headers, false), None);
        headers.append(HOST, HeaderValue::from_static("127.0.0.1:8321"));
        assert!(guard("127.0.0.1:8321").objection(&headers, false).is_some());
    }
}
