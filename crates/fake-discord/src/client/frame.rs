//! The frames that the page sends. They are checked, because any program can send them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::super::ids::Id;

/// A frame that was understood.
#[derive(Debug)]
pub(super) enum Frame {
    Hello(String),
    Be(Be),
    Ask { ask: u64, act: UserAction },
}

/// The person as whom the browser acts, the place and the language.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Be {
    pub person: String,
    pub place: String,
    #[serde(default = "english")]
    pub locale: String,
}

fn english() -> String {
    "en-US".to_owned()
}

/// What was entered into a field of a modal: a text or a choice, or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Entered {
    One(String),
    Several(Vec<String>),
}

impl Entered {
    /// The values one by one; none is an empty text.
    pub(super) fn values(&self) -> Vec<&str> {
        match self {
            Self::One(value) => vec![value],
            Self::Several(values) if values.is_empty() => vec![""],
            Self::Several(values) => values.iter().map(String::as_str).collect(),
        }
    }
}

/// What a person does.
#[derive(Debug, Deserialize)]
#[serde(tag = "act", rename_all = "lowercase")]
pub(super) enum UserAction {
    Types {
        line: String,
    },
    Command {
        name: String,
        #[serde(default)]
        options: Map<String, Value>,
    },
    Completes {
        name: String,
        option: String,
        value: String,
        #[serde(default)]
        options: Map<String, Value>,
    },
    Clicks {
        message: Id,
        custom_id: String,
    },
    Selects {
        message: Id,
        custom_id: String,
        values: Vec<String>,
    },
    Submits {
        modal: Id,
        #[serde(default)]
        fields: BTreeMap<String, Entered>,
    },
    Uses {
        message: Id,
        command: String,
    },
    Says {
        content: String,
    },
    Dismisses {
        message: Id,
    },
}

/// Reads a frame.
///
/// # Errors
///
/// Says what is wrong with it, and to which `ask` that is the answer, if it bears one.
pub(super) fn read(text: &str) -> Result<Frame, (Option<u64>, String)> {
    let frame: Value = serde_json::from_str(text).map_err(|error| (None, format!("this is no JSON: {error}")))?;
    if let Some(key) = frame.get("hello") {
        let key = key.as_str().ok_or((None, "\"hello\" takes the session's key".to_owned()))?;
        return Ok(Frame::Hello(key.to_owned()));
    }
    if let Some(be) = frame.get("be") {
        return Ok(Frame::Be(shaped(be).map_err(|why| (None, why))?));
    }
    let ask = frame.get("ask").and_then(Value::as_u64);
    let Some(ask) = ask else {
        return Err((None, "a frame is \"hello\", \"be\" or \"ask\"".to_owned()));
    };
    Ok(Frame::Ask { ask, act: shaped(&frame).map_err(|why| (Some(ask), why))? })
}

fn shaped<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    T::deserialize(value).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_page_sends_is_understood() {
        assert!(matches!(read(r#"{"hello":"k"}"#), Ok(Frame::Hello(key)) if key == "k"));
        let be = read(r#"{"be":{"person":"ada","place":"dm"}}"#);
        assert!(matches!(be, Ok(Frame::Be(Be { locale, .. })) if locale == "en-US"));
        let click = read(r#"{"ask":1,"act":"clicks","message":"12","custom_id":"x"}"#);
        assert!(matches!(click, Ok(Frame::Ask { ask: 1, act: UserAction::Clicks { message: Id(12), .. } })));
    }

    #[test]
    fn junk_is_told_what_it_is_and_which_ask_it_answers() {
        for junk in
            ["", "null", "[]", "7", "\"hello\"", "{}", "{\"hello\":1}", "{\"be\":[]}", "{\"ask\":-1}", "{\"a\":"]
        {
            assert!(matches!(read(junk), Err((None, _))), "{junk}");
        }
        let deep = "[".repeat(5000);
        assert!(matches!(read(&deep), Err((None, _))));
        for bad in [r#"{"ask":7}"#, r#"{"ask":7,"act":"flies"}"#, r#"{"ask":7,"act":"clicks","message":{}}"#] {
            assert!(matches!(read(bad), Err((Some(7), _))), "{bad}");
        }
    }
}
