//! Discord's error bodies: `{message, code, errors?}`, and the rule that was broken.

use serde_json::{Map, Value, json};

/// A request that was refused: what the peer is told, and which rule of the fake Discord it broke.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The rule, by the id that the rule table uses ("C04"), or `-` where no rule has a name.
    pub rule: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// Discord's error code; 0 for plain HTTP errors.
    pub code: u32,
    /// Discord's sentence.
    pub message: String,
    /// The nested `errors` object of a form error, if this is one.
    pub errors: Option<Value>,
    /// Whether the bot could have known. If not (a channel is gone, a person takes no direct messages), it was refused and
    /// broke no rule.
    pub avoidable: bool,
}

impl Refusal {
    /// A refusal without details per field.
    pub(super) fn new(rule: &'static str, status: u16, code: u32, message: &str) -> Self {
        Self { rule, status, code, message: message.to_owned(), errors: None, avoidable: true }
    }

    /// A refusal that the bot could not foresee, because others changed the world.
    pub(super) fn unforeseen(rule: &'static str, status: u16, code: u32, message: &str) -> Self {
        Self { avoidable: false, ..Self::new(rule, status, code, message) }
    }

    /// 404 for a path that Discord does not have.
    pub(super) fn unknown_route() -> Self {
        Self::new("R02", 404, 0, "404: Not Found")
    }

    /// 405 for a path that exists, but not with this method.
    pub(super) fn wrong_method() -> Self {
        Self::new("R02", 405, 0, "405: Method Not Allowed")
    }

    /// 404 10015: the interaction's webhook is not there (yet, or any more).
    pub(super) fn unknown_webhook(rule: &'static str) -> Self {
        Self::new(rule, 404, 10015, "Unknown Webhook")
    }

    /// 404 10062: the interaction is unknown, or its three seconds are over.
    pub(super) fn unknown_interaction(rule: &'static str) -> Self {
        Self::new(rule, 404, 10062, "Unknown interaction")
    }

    /// 404 10008: the message was deleted, or never was.
    pub(super) fn unknown_message() -> Self {
        Self::new("I09", 404, 10008, "Unknown Message")
    }

    /// 400 50035 with a single problem.
    pub(super) fn form(rule: &'static str, path: &str, code: &str, message: &str) -> Self {
        let mut problems = Problems::default();
        problems.add(rule, path, code, message);
        problems.into_refusal()
    }

    /// The body as Discord writes it.
    #[must_use]
    pub fn body(&self) -> Value {
        let mut body = json!({ "message": self.message, "code": self.code });
        if let Some(errors) = &self.errors {
            body["errors"] = errors.clone();
        }
        body
    }
}

/// What is wrong with one field of a form.
#[derive(Clone, Debug)]
struct Problem {
    rule: &'static str,
    path: String,
    code: String,
    message: String,
}

/// Everything that is wrong with a body, gathered before the answer is written.
#[derive(Debug, Default)]
pub(super) struct Problems {
    found: Vec<Problem>,
}

impl Problems {
    /// Notes that the field at `path` (keys and indices joined by dots; empty for the body itself) breaks `rule`.
    pub(super) fn add(&mut self, rule: &'static str, path: &str, code: &str, message: &str) {
        self.found.push(Problem { rule, path: path.to_owned(), code: code.to_owned(), message: message.to_owned() });
    }

    /// The field is missing.
    pub(super) fn required(&mut self, rule: &'static str, path: &str) {
        self.add(rule, path, "BASE_TYPE_REQUIRED", "This field is required");
    }

    /// The field has the wrong JSON type.
    pub(super) fn wrong_type(&mut self, rule: &'static str, path: &str, wanted: &str) {
        let message = format!("Could not interpret value as {wanted}.");
        self.add(rule, path, "MODEL_TYPE_CONVERT", &message);
    }

    /// The text or list is shorter than `min` or longer than `max`.
    pub(super) fn bad_length(&mut self, rule: &'static str, path: &str, min: usize, max: usize) {
        let message = format!("Must be between {min} and {max} in length.");
        self.add(rule, path, "BASE_TYPE_BAD_LENGTH", &message);
    }

    /// The text or list is longer than `max`.
    pub(super) fn too_long(&mut self, rule: &'static str, path: &str, max: usize) {
        let message = format!("Must be {max} or fewer in length.");
        self.add(rule, path, "BASE_TYPE_MAX_LENGTH", &message);
    }

    /// The value is none of those allowed.
    pub(super) fn choices(&mut self, rule: &'static str, path: &str, allowed: &[u64]) {
        let allowed: Vec<String> = allowed.iter().map(ToString::to_string).collect();
        let message = format!("Value must be one of {{{}}}.", allowed.join(", "));
        self.add(rule, path, "BASE_TYPE_CHOICES", &message);
    }

    /// Whether nothing is wrong.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// `Ok` when nothing is wrong, otherwise the 50035.
    pub(super) fn finish(self) -> Result<(), Refusal> {
        if self.is_empty() { Ok(()) } else { Err(self.into_refusal()) }
    }

    /// The 50035 "Invalid Form Body" with its tree of errors; the first problem names the rule.
    pub(super) fn into_refusal(self) -> Refusal {
        let rule = self.found.first().map_or("-", |problem| problem.rule);
        let mut tree = Map::new();
        for problem in &self.found {
            plant(&mut tree, problem);
        }
        Refusal {
            rule,
            status: 400,
            code: 50035,
            message: "Invalid Form Body".to_owned(),
            errors: Some(Value::Object(tree)),
            avoidable: true,
        }
    }
}

/// Puts one problem where its path leads.
fn plant(tree: &mut Map<String, Value>, problem: &Problem) {
    let mut node = tree;
    for key in problem.path.split('.').filter(|key| !key.is_empty()) {
        let child = node.entry(key).or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(map) = child else { return };
        node = map;
    }
    let leaf = node.entry("_errors").or_insert_with(|| json!([]));
    if let Value::Array(errors) = leaf {
        errors.push(json!({ "code": problem.code, "message": problem.message }));
    }
}

/// `path.key`, or just `key` at the root.
pub(super) fn join(path: &str, key: impl std::fmt::Display) -> String {
    if path.is_empty() { key.to_string() } else { format!("{path}.{key}") }
}
