//! What happened: every request, every rule that was broken, and a running account for people to read.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::Value;

use super::errors::Refusal;
use super::ids::Id;

/// How many requests and lines are remembered; a demo may run for days.
const REMEMBERED: usize = 10_000;

/// The sender of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// The bot, to the REST API.
    Bot,
    /// The fake Discord, to the bot's endpoint.
    Discord,
}

/// A request and what came of it.
#[derive(Clone, Debug)]
pub struct Request {
    /// When it arrived or was sent, since the fake Discord started.
    pub at: Duration,
    /// The sender.
    pub sender: Peer,
    /// GET, POST, PUT, PATCH or DELETE.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// What follows the question mark.
    pub query: String,
    /// The headers, with names in lowercase.
    pub headers: Vec<(String, String)>,
    /// The body, if it was JSON.
    pub body: Value,
    /// The status that it was answered with; 0 if the connection was dropped instead, or no answer came.
    pub status: u16,
    /// What it was answered with, if that was JSON.
    pub response: Value,
    /// Why it was refused, or what is wrong with the endpoint's answer.
    pub refusal: Option<Refusal>,
    /// The interaction it belongs to.
    pub interaction: Option<Id>,
}

impl Request {
    /// The value of a header; the name in lowercase.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether it was refused, broken by a fault, or answered wrongly.
    pub(super) fn went_wrong(&self) -> bool {
        self.refusal.is_some() || !(200..300).contains(&self.status)
    }
}

/// A rule that the bot broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenRule {
    /// The rule's id ("C04", "G07").
    pub rule: &'static str,
    /// What was done, and how it was answered.
    pub what: String,
}

/// Everything that is remembered of what happened.
#[derive(Debug, Default)]
pub(super) struct Journal {
    pub requests: VecDeque<Request>,
    pub broken: Vec<BrokenRule>,
    lines: VecDeque<String>,
}

impl Journal {
    /// Adds a line to the account.
    pub(super) fn note(&mut self, now: Duration, line: &str) {
        if self.lines.len() == REMEMBERED {
            self.lines.pop_front();
        }
        tracing::debug!("{line}");
        self.lines.push_back(format!("{:>9.3} s  {line}", now.as_secs_f64()));
    }

    /// Remembers a broken rule.
    pub(super) fn broke(&mut self, now: Duration, rule: &'static str, what: String) {
        self.note(now, &format!("refused [{rule}] {what}"));
        if self.broken.len() < REMEMBERED {
            self.broken.push(BrokenRule { rule, what });
        }
    }

    /// Remembers a request, and the rule that it broke.
    pub(super) fn request(&mut self, request: Request) {
        let Request { method, path, status, .. } = &request;
        let path = without_tokens(path);
        let sender = match request.sender {
            Peer::Bot => "bot",
            Peer::Discord => "discord",
        };
        let line = format!("{sender}: {method} {path} -> {status}");
        let now = request.at;
        match &request.refusal {
            None => self.note(now, &line),
            Some(refusal) => {
                let errors = refusal.errors.as_ref().map(Value::to_string).unwrap_or_default();
                let what = format!("{line} {} {} {errors}", refusal.code, refusal.message);
                let what = what.trim_end().to_owned();
                if refusal.avoidable {
                    self.broke(now, refusal.rule, what);
                } else {
                    self.note(now, &format!("refused ({}) {what}", refusal.rule));
                }
            }
        }
        if self.requests.len() == REMEMBERED {
            self.requests.pop_front();
        }
        self.requests.push_back(request);
    }

    /// The account so far.
    pub(super) fn account(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(String::as_str).collect();
        lines.join("\n")
    }
}

/// The path with the tokens of interactions left out.
pub(super) fn without_tokens(path: &str) -> String {
    let mut previous = ["", ""];
    let mut shown = Vec::new();
    for segment in path.split('/') {
        let is_token = matches!(previous[0], "interactions" | "webhooks");
        shown.push(if is_token { "…" } else { segment });
        previous = [previous[1], segment];
    }
    shown.join("/")
}
