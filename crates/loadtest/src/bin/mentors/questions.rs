//! Forms of *Ask the mentors* as Discord sends them, each by a member of its own, and the words that they hold.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use crate::database::FIRST;

/// Entries as staff type them, on many subjects: their example questions are asked.
pub const ENTRIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../guide/tests/ask/unrelated.jsonl");
/// What every interaction has.
const INTERACTION: &str = include_str!("../../../payloads/command-ask-01.json");
/// The first of the members who ask.
const FIRST_MEMBER: u64 = 710_000_000_000_000_000;
/// Characters of a question.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=200;
/// How far apart in the file a server's questions are. It has no factor in common with the number of subjects.
const STRIDE: usize = 7;

/// An interaction of `/ask` in a server, as Discord sends it.
pub fn asked_in(server: u64) -> anyhow::Result<String> {
    let json: Value = serde_json::from_str(INTERACTION).context("the payload is no JSON")?;
    let of_payload = json["guild_id"].as_str().context("the payload has no server")?;
    // Many keys name it; no other string is the same.
    Ok(INTERACTION.replace(&format!("\"{of_payload}\""), &format!("\"{server}\"")))
}

/// Reads a question on each of many subjects.
pub fn read(file: &Path) -> anyhow::Result<Vec<String>> {
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let mut questions = Vec::new();
    for line in text.lines() {
        let json: Value = serde_json::from_str(line).with_context(|| format!("{} holds no JSON", file.display()))?;
        let asked = json["asked_as"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let fits = |question: &&str| LENGTHS.contains(&question.chars().count());
        questions.extend(asked.filter(fits).max_by_key(|question| question.len()).map(str::to_owned));
    }
    while questions.len() % STRIDE == 0 && !questions.is_empty() {
        questions.pop();
    }
    Ok(questions)
}

/// Forms, `count` in all, over so many servers in turn; each server is asked each question at most once.
pub fn forms(questions: &[String], servers: u32, count: u32) -> anyhow::Result<Vec<Value>> {
    let each = count.div_ceil(servers) as usize;
    ensure!(each <= questions.len(), "{each} questions in each server are needed, and there are {}", questions.len());
    (0..count).map(|number| form(questions, number % servers, number / servers, number)).collect()
}

fn form(questions: &[String], server: u32, turn: u32, number: u32) -> anyhow::Result<Value> {
    let mut json: Value = serde_json::from_str(&asked_in(FIRST + u64::from(server))?)?;
    let question = &questions[(server as usize + turn as usize * STRIDE) % questions.len()];
    json["type"] = json!(5);
    json["member"]["user"]["id"] = json!((FIRST_MEMBER + u64::from(number)).to_string());
    let tell = ["channel", "direct", "next"][number as usize % 3];
    json["data"] = json!({"custom_id": "t1:g:form:ask", "components": [
        {"type": 18, "id": 1, "component": {"type": 4, "id": 2, "custom_id": "question", "value": question}},
        {"type": 18, "id": 3, "component": {"type": 4, "id": 4, "custom_id": "context", "value": ""}},
        {"type": 18, "id": 5, "component": {"type": 21, "id": 6, "custom_id": "tell", "value": tell}},
        {"type": 10, "id": 7}]});
    let channel = json["channel_id"].clone();
    json["message"] = json!({"id": "1320000000000000000", "channel_id": channel, "type": 20, "content": "", "flags": 64,
        "embeds": [{"type": "rich", "title": "I don't know that", "description": "…",
            "footer": {"text": format!("You asked: {question}")}}],
        "components": []});
    Ok(json)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_form_has_a_member_of_its_own_and_no_server_is_asked_twice() {
        let questions = read(Path::new(ENTRIES)).expect("the workspace's entries");
        let forms = forms(&questions, 200, 6_000).expect("enough questions");
        let text = |form: &Value, pointer: &str| form.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let members: HashSet<_> = forms.iter().map(|form| text(form, "/member/user/id")).collect();
        let question = "/data/components/0/component/value";
        let asked: HashSet<_> = forms.iter().map(|form| (text(form, "/guild_id"), text(form, question))).collect();
        assert_eq!((forms.len(), members.len(), asked.len()), (6_000, 6_000, 6_000));
        let servers: HashSet<_> = asked.iter().map(|(server, _)| server).collect();
        assert_eq!(servers.len(), 200);
        assert!(asked.iter().flat_map(|(_, asked)| asked).all(|asked| LENGTHS.contains(&asked.chars().count())));
    }

    #[test]
    fn more_questions_than_there_are_are_refused() {
        assert!(forms(&["why is it so?".to_owned()], 2, 3).is_err());
    }
}
