//! Why an attempt failed: the transport's error, or what Discord's refusal says. Pure.

use std::fmt;
use std::time::Duration;

use http::HeaderMap;
use serde_json::Value;

/// The wait for a 429 without a usable `Retry-After`.
const UNSAID: Duration = Duration::from_secs(1);

/// Complaints about a body that are kept at most.
const MOST_COMPLAINTS: usize = 8;

/// "Unauthorized": the token is void. Some servers send it with status 400.
pub(super) const UNAUTHORIZED: i64 = 40001;
/// "Interaction has already been acknowledged."
pub(super) const ALREADY_ACKNOWLEDGED: i64 = 40060;
/// "Unknown interaction": Discord no longer waits for its answer.
pub(super) const UNKNOWN_INTERACTION: i64 = 10062;
/// "Unknown message."
pub(super) const UNKNOWN_MESSAGE: i64 = 10008;
/// A network error within Discord, or something before it: the API did not get the request.
pub(super) const BLOCKED: i64 = 40333;
/// "Unknown webhook": also right after an interaction was answered.
pub(super) const UNKNOWN_WEBHOOK: i64 = 10015;

/// Why one attempt failed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Failure {
    /// The request did not reach Discord.
    Unreachable(String),
    /// The request may have been executed or not.
    Broken(&'static str),
    /// Discord responded with another status than 2xx.
    Refused { status: u16, code: Option<i64>, retry_after: Duration, limit: Limit, complaints: Vec<String> },
    /// The request cannot be built, or would have gone to another origin.
    Unsendable,
}

/// What a 429 limits. <https://docs.discord.com/developers/topics/rate-limits#header-format>
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Limit {
    /// This bot on this route.
    Route,
    /// All users of one resource. It does not count as an invalid request.
    Shared,
    /// All requests of this bot or address.
    Global,
}

impl Limit {
    /// Reads it from a refusal. One that names no limit comes from what stands before the API, and is about the address.
    fn read(headers: &HeaderMap, body: &Value) -> Self {
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (scope, is_global) = (header("x-ratelimit-scope"), header("x-ratelimit-global"));
        match scope {
            "global" => Self::Global,
            _ if is_global == "true" || body["global"] == true => Self::Global,
            "shared" => Self::Shared,
            "" if body["global"].is_null() => Self::Global,
            _ => Self::Route,
        }
    }
}

impl Failure {
    /// Parses a refusal, as far as it can be parsed.
    pub(super) fn refused(status: u16, headers: &HeaderMap, body: &[u8]) -> Self {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        // The body's number has decimals, the header's is rounded up.
        let header = headers.get("retry-after").and_then(|value| value.to_str().ok());
        let seconds = body["retry_after"].as_f64().or_else(|| header.and_then(|text| text.trim().parse().ok()));
        let retry_after = match seconds.map(Duration::try_from_secs_f64) {
            Some(Ok(retry_after)) => retry_after,
            Some(Err(_)) => Duration::MAX,
            None => UNSAID,
        };
        let mut complaints = Vec::new();
        collect_complaints(&body["errors"], &mut String::new(), &mut complaints);
        let limit = Limit::read(headers, &body);
        Self::Refused { status, code: body["code"].as_i64(), retry_after, limit, complaints }
    }

    /// Discord's code, if there is one.
    pub(super) const fn code(&self) -> Option<i64> {
        match self {
            Self::Refused { code, .. } => *code,
            _ => None,
        }
    }

    /// Whether another attempt may succeed.
    pub(super) const fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Broken(_) => true,
            Self::Refused { status, .. } => *status >= 500,
            Self::Unsendable => false,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(cause) => formatter.write_str(cause),
            Self::Broken(how) => formatter.write_str(how),
            Self::Unsendable => formatter.write_str("the request cannot be sent"),
            Self::Refused { status, code, complaints, .. } => {
                write!(formatter, "status {status}")?;
                if let Some(code) = code {
                    write!(formatter, ", code {code}")?;
                    if let Some(meaning) = meaning(*code) {
                        write!(formatter, ": {meaning}")?;
                    }
                }
                for complaint in complaints {
                    write!(formatter, "; {complaint}")?;
                }
                Ok(())
            }
        }
    }
}

/// What a code means for the operator.
const fn meaning(code: i64) -> Option<&'static str> {
    match code {
        30032 => Some("too many commands of one kind"),
        30034 => Some("200 commands were created here today; try again tomorrow"),
        BLOCKED => Some("something between here and Discord blocks the request"),
        50001 => Some(
            "the bot is not in that server, or was invited without the scope applications.commands; invite it again",
        ),
        _ => None,
    }
}

/// Turns Discord's nested `errors` into lines such as `[0].name: BASE_TYPE_REQUIRED`. Discord's messages are left out: they
/// may quote what was sent.
fn collect_complaints(errors: &Value, path: &mut String, complaints: &mut Vec<String>) {
    let Value::Object(members) = errors else { return };
    for (key, member) in members {
        if complaints.len() >= MOST_COMPLAINTS || path.len() > 200 {
            return;
        }
        if key == "_errors" {
            for code in member.as_array().into_iter().flatten().filter_map(|error| error["code"].as_str()) {
                complaints.push(format!("{}: {}", if path.is_empty() { "body" } else { path.as_str() }, plain(code)));
            }
            continue;
        }
        let length = path.len();
        if key.bytes().all(|byte| byte.is_ascii_digit()) {
            path.extend(["[", &plain(key), "]"]);
        } else {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(&plain(key));
        }
        collect_complaints(member, path, complaints);
        path.truncate(length);
    }
}

/// The part of a name or code that is safe to print.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).take(80).collect()
}

#[cfg(test)]
mod tests {
    use http::HeaderName;

    use super::*;

    fn refused(status: u16, body: &str) -> Failure {
        Failure::refused(status, &HeaderMap::new(), body.as_bytes())
    }

    fn headers<const N: usize>(pairs: [(&'static str, &str); N]) -> HeaderMap {
        pairs.into_iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_body_says_more_precisely_than_the_header_how_long_to_wait() {
        let wait = |header: Option<&str>, body: &str| {
            let headers = header.map_or_else(HeaderMap::new, |header| headers([("retry-after", header)]));
            match Failure::refused(429, &headers, body.as_bytes()) {
                Failure::Refused { retry_after, .. } => retry_after,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(wait(Some("1"), r#"{"retry_after":0.25}"#), Duration::from_millis(250));
        assert_eq!(wait(Some("7"), "<html>"), Duration::from_secs(7));
        assert_eq!(wait(Some("Wed, 21 Oct 2026 07:28:00 GMT"), ""), UNSAID);
        assert_eq!(wait(None, ""), UNSAID);
        for absurd in ["-1", "inf", "1e300", "NaN"] {
            assert_eq!(wait(Some(absurd), ""), Duration::MAX, "{absurd}");
        }
    }

    #[test]
    fn a_rate_limit_is_of_a_route_shared_or_global() {
        let limit = |headers: &HeaderMap, body: &str| match Failure::refused(429, headers, body.as_bytes()) {
            Failure::Refused { limit, .. } => limit,
            other => panic!("{other:?}"),
        };
        let [route, global] = [r#"{"global":false}"#, r#"{"global":true}"#];
        assert_eq!(limit(&headers([("x-ratelimit-scope", "user")]), route), Limit::Route);
        assert_eq!(limit(&headers([("x-ratelimit-scope", "shared")]), route), Limit::Shared);
        assert_eq!(limit(&headers([("x-ratelimit-scope", "global")]), route), Limit::Global);
        assert_eq!(limit(&headers([("x-ratelimit-global", "true"), ("x-ratelimit-scope", "user")]), ""), Limit::Global);
        assert_eq!(limit(&HeaderMap::new(), route), Limit::Route);
        assert_eq!(limit(&HeaderMap::new(), global), Limit::Global);
        for of_the_address in ["<html>error code: 1015", r#"{"code":0,"message":"You are being blocked"}"#, ""] {
            assert_eq!(limit(&HeaderMap::new(), of_the_address), Limit::Global, "{of_the_address}");
        }
    }

    #[test]
    fn complaints_are_shown_as_places_and_codes() {
        let failure = refused(
            400,
            r#"{"code":50035,"message":"Invalid Form Body","errors":{"0":{"options":{"1":{"name":{"_errors":
               [{"code":"APPLICATION_COMMAND_INVALID_NAME","message":"Command name is invalid: secret"}]}}}}}}"#,
        );
        assert_eq!(
            failure.to_string(),
            "status 400, code 50035; [0].options[1].name: APPLICATION_COMMAND_INVALID_NAME"
        );
        let whole = refused(400, r#"{"code":50035,"errors":{"_errors":[{"code":"APPLICATION_COMMAND_TOO_LARGE"}]}}"#);
        assert_eq!(whole.to_string(), "status 400, code 50035; body: APPLICATION_COMMAND_TOO_LARGE");
    }

    #[test]
    fn any_body_is_understood_as_far_as_it_goes() {
        for body in ["", "null", "[]", "7", "{\"code\":\"x\",\"errors\":[]}", "{\"errors\":{\"_errors\":{}}}", "\u{0}"]
        {
            assert_eq!(refused(400, body).to_string(), "status 400", "{body:?}");
        }
    }
}
