//! What to do when a request fails: pure, so that every rule has a test and no test waits.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

/// What a 429 without a usable `Retry-After` is taken to ask for.
const UNSAID: Duration = Duration::from_secs(1);

/// How often in a row a 429 is waited for.
const MOST_WAITS: u32 = 5;

/// How many of Discord's complaints about a body are kept.
const MOST_COMPLAINTS: usize = 8;

/// "The interaction already has an answer."
pub(super) const ALREADY_ACKNOWLEDGED: i64 = 40060;
/// "Nobody waits for an answer to that interaction."
pub(super) const UNKNOWN_INTERACTION: i64 = 10062;
/// "No such message."
pub(super) const UNKNOWN_MESSAGE: i64 = 10008;
/// "No such webhook": also said for a moment after an interaction was answered.
pub(super) const UNKNOWN_WEBHOOK: i64 = 10015;

/// How long to wait for what. The defaults are for Discord; tests shorten them.
#[derive(Clone, Debug)]
pub struct Patience {
    /// From an interaction's arrival to the end of its answer, both attempts included. Discord waits 3 s.
    pub answer: Duration,
    /// For any other request.
    pub request: Duration,
    /// Between attempts, when Discord cannot be reached or fails.
    pub pauses: Vec<Duration>,
    /// Between attempts to remove an answer.
    pub removal_pauses: Vec<Duration>,
    /// A rate limit that asks for more is not waited for.
    pub longest_wait: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            answer: Duration::from_millis(2500),
            request: Duration::from_secs(30),
            pauses: [1, 2, 4, 8, 16].map(Duration::from_secs).to_vec(),
            removal_pauses: [200, 400, 800, 1600, 3000, 4000].map(Duration::from_millis).to_vec(),
            longest_wait: Duration::from_mins(1),
        }
    }
}

/// Why one attempt failed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Failure {
    /// It never got to Discord.
    Unreachable(String),
    /// Discord may or may not have done it.
    Broken(&'static str),
    /// Discord answered with another status than 2xx.
    Refused { status: u16, code: Option<i64>, retry_after: Duration, complaints: Vec<String> },
    /// It is no proper request, or would have gone elsewhere.
    Unsendable,
}

impl Failure {
    /// Understands a refusal as far as it can be understood.
    pub(super) fn refused(status: u16, retry_after_header: Option<&str>, body: &[u8]) -> Self {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        // The body's number has decimals, the header's is rounded up.
        let seconds =
            body["retry_after"].as_f64().or_else(|| retry_after_header.and_then(|text| text.trim().parse().ok()));
        let retry_after = match seconds.map(Duration::try_from_secs_f64) {
            Some(Ok(retry_after)) => retry_after,
            Some(Err(_)) => Duration::MAX,
            None => UNSAID,
        };
        let mut complaints = Vec::new();
        collect_complaints(&body["errors"], &mut String::new(), &mut complaints);
        Self::Refused { status, code: body["code"].as_i64(), retry_after, complaints }
    }

    /// Discord's own code, if it gave one.
    pub(super) const fn code(&self) -> Option<i64> {
        match self {
            Self::Refused { code, .. } => *code,
            _ => None,
        }
    }

    /// Whether another attempt may fare better without anything being changed.
    const fn passes(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Broken(_) => true,
            Self::Refused { status, .. } => *status >= 500,
            Self::Unsendable => false,
        }
    }

    /// How long to wait before the one further attempt to answer an interaction, if `left` is enough for it.
    pub(super) fn second_attempt(&self, left: Duration) -> Option<Duration> {
        /// An attempt with less time than this would be for nothing.
        const SHORTEST_ATTEMPT: Duration = Duration::from_millis(250);
        /// A gateway that has just failed is given a moment.
        const MOMENT: Duration = Duration::from_millis(100);
        let pause = match self {
            Self::Refused { status: 429, retry_after, .. } => *retry_after,
            Self::Refused { .. } if self.passes() => MOMENT,
            _ if self.passes() => Duration::ZERO,
            _ => return None,
        };
        (pause.saturating_add(SHORTEST_ATTEMPT) <= left).then_some(pause)
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

/// What an operator can do about a code of Discord's.
const fn meaning(code: i64) -> Option<&'static str> {
    match code {
        30032 => Some("too many commands of one kind"),
        30034 => Some("200 commands were created here today; try again tomorrow"),
        40333 => Some("something between here and Discord blocks the request"),
        50001 => Some(
            "the bot is not in that server, or was invited without the scope applications.commands; invite it again",
        ),
        _ => None,
    }
}

/// Turns Discord's nested `errors` into lines such as `[0].name: BASE_TYPE_REQUIRED`. Discord's words are left out,
/// since they may quote what was sent.
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

/// Decides, failure by failure, whether to go on trying.
#[derive(Debug)]
pub(super) struct Retries {
    pauses: std::vec::IntoIter<Duration>,
    longest_wait: Duration,
    waits_left: u32,
    /// A code that is expected to go away by itself.
    passing_code: Option<i64>,
    attempts: u32,
}

/// What to do after a failure.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    /// Try again after this pause.
    Again(Duration),
    /// Another attempt is of no use.
    GiveUp,
}

impl Retries {
    /// For requests in general.
    pub(super) fn of(patience: &Patience) -> Self {
        Self {
            pauses: patience.pauses.clone().into_iter(),
            longest_wait: patience.longest_wait,
            waits_left: MOST_WAITS,
            passing_code: None,
            attempts: 0,
        }
    }

    /// For removing an answer: Discord may not know the interaction's webhook for a moment after the answer.
    pub(super) fn of_removal(patience: &Patience) -> Self {
        Self {
            pauses: patience.removal_pauses.clone().into_iter(),
            longest_wait: patience.removal_pauses.iter().sum(),
            passing_code: Some(UNKNOWN_WEBHOOK),
            ..Self::of(patience)
        }
    }

    /// How many attempts have failed so far.
    pub(super) const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Takes note of a failure and says what to do.
    pub(super) fn after(&mut self, failure: &Failure) -> Next {
        self.attempts += 1;
        if let Failure::Refused { status: 429, retry_after, .. } = failure {
            if *retry_after > self.longest_wait || self.waits_left == 0 {
                return Next::GiveUp;
            }
            self.waits_left -= 1;
            return Next::Again(*retry_after);
        }
        let passes = failure.passes() || (failure.code().is_some() && failure.code() == self.passing_code);
        match self.pauses.next() {
            Some(pause) if passes => Next::Again(pause),
            _ => Next::GiveUp,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn refused(status: u16, body: &str) -> Failure {
        Failure::refused(status, None, body.as_bytes())
    }

    fn limited(seconds: f64) -> Failure {
        refused(429, &format!(r#"{{"message":"slow down","retry_after":{seconds},"global":false}}"#))
    }

    #[test]
    fn trouble_is_retried_with_growing_pauses_and_then_given_up() {
        let mut retries = Retries::of(&Patience::default());
        let mut pauses = Vec::new();
        while let Next::Again(pause) = retries.after(&refused(502, "<html>Bad Gateway</html>")) {
            pauses.push(pause.as_secs());
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16]);
        assert_eq!(retries.attempts(), 6);
    }

    #[test]
    fn a_refusal_is_not_retried() {
        for status in [301, 400, 401, 403, 404, 405, 413] {
            assert_eq!(Retries::of(&Patience::default()).after(&refused(status, "{}")), Next::GiveUp, "{status}");
        }
        assert_eq!(Retries::of(&Patience::default()).after(&Failure::Unsendable), Next::GiveUp);
    }

    #[test]
    fn a_rate_limit_is_waited_for_up_to_a_minute() {
        let after = |seconds| Retries::of(&Patience::default()).after(&limited(seconds));
        assert_eq!(after(0.35), Next::Again(Duration::from_millis(350)));
        assert_eq!(after(60.0), Next::Again(60 * SECOND));
        assert_eq!(after(60.1), Next::GiveUp);
        assert_eq!(after(82_800.0), Next::GiveUp);
    }

    #[test]
    fn a_rate_limit_without_end_is_given_up() {
        let mut retries = Retries::of(&Patience::default());
        for _ in 0..MOST_WAITS {
            assert_eq!(retries.after(&limited(1.0)), Next::Again(SECOND));
        }
        assert_eq!(retries.after(&limited(1.0)), Next::GiveUp);
    }

    #[test]
    fn the_body_says_more_precisely_than_the_header_how_long_to_wait() {
        let wait = |header, body: &str| match Failure::refused(429, header, body.as_bytes()) {
            Failure::Refused { retry_after, .. } => retry_after,
            other => panic!("{other:?}"),
        };
        assert_eq!(wait(Some("1"), r#"{"retry_after":0.25}"#), Duration::from_millis(250));
        assert_eq!(wait(Some("7"), "<html>"), 7 * SECOND);
        assert_eq!(wait(Some("Wed, 21 Oct 2026 07:28:00 GMT"), ""), UNSAID);
        assert_eq!(wait(None, ""), UNSAID);
        for absurd in ["-1", "inf", "1e300", "NaN"] {
            assert_eq!(wait(Some(absurd), ""), Duration::MAX, "{absurd}");
        }
    }

    #[test]
    fn an_unknown_webhook_passes_only_while_removing() {
        let unknown = refused(404, r#"{"message":"Unknown Webhook","code":10015}"#);
        assert_eq!(Retries::of(&Patience::default()).after(&unknown), Next::GiveUp);
        let mut retries = Retries::of_removal(&Patience::default());
        let mut waited = Duration::ZERO;
        while let Next::Again(pause) = retries.after(&unknown) {
            waited += pause;
        }
        assert_eq!(waited, 10 * SECOND);
        assert_eq!(Retries::of_removal(&Patience::default()).after(&refused(403, "{}")), Next::GiveUp);
    }

    #[test]
    fn an_answer_is_tried_again_only_while_somebody_waits_for_it() {
        let ms = Duration::from_millis;
        let broken = Failure::Broken("the connection broke");
        assert_eq!(broken.second_attempt(ms(250)), Some(Duration::ZERO));
        assert_eq!(broken.second_attempt(ms(249)), None);
        assert_eq!(Failure::Unreachable(String::new()).second_attempt(SECOND), Some(Duration::ZERO));
        assert_eq!(refused(503, "").second_attempt(ms(350)), Some(ms(100)));
        assert_eq!(refused(503, "").second_attempt(ms(349)), None);
        assert_eq!(limited(1.0).second_attempt(ms(1250)), Some(SECOND));
        assert_eq!(limited(1.0).second_attempt(ms(1249)), None);
        assert_eq!(limited(1e300).second_attempt(SECOND), None);
        for status in [400, 401, 404] {
            assert_eq!(refused(status, "{}").second_attempt(SECOND), None);
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
