//! What Discord gets. The words first: the responses to everything that can be asked, and Discord's rules, as we read
//! them and as twilight's validators do.

mod audience;
mod sharing;
mod updates;
mod quoted;
mod long_texts;
mod autocomplete;
mod commands;
mod offers;
mod staff;
mod forms;
mod posts;

use std::collections::HashSet;
use std::num::NonZeroU64;

use proptest::prelude::*;
use serde_json::{Value, json};
use tpm_guide_core::answer::Command;
use tpm_guide_core::answer::{Field, Guide, Suggestion, answer, suggest};
use tpm_guide_core::fixtures::answers::{asked, everything, id, pages, questions, shipped};
use tpm_guide_core::fixtures::knowledge::{EntryText, Files, groups};
use tpm_guide_core::knowledge::Shelf;
use tpm_guide_core::reply::{Pressed, Request, respond};
use tpm_guide_core::staff::Press;
use twilight_model::application::command::Command as TwilightCommand;
use twilight_model::channel::message::{Component, Embed};

use super::*;
use crate::discord::command::{self, ASK_ABOUT, Installs, StaffCommands};
use crate::discord::custom_id::decode;

/// Where a control stands on a public message of the presser's own.
const OWN: Pressed = Pressed { own: true, audience: Audience::Channel, plain_text: false };

/// A new message with this answer.
fn show(answer: &Answer, private: bool, addressee: Option<Named>) -> Value {
    sent(&Reply::Show { answer: Box::new(answer.clone()), private, addressee })
}

/// A message that changes to this answer.
fn replace(answer: &Answer, pressed: Pressed) -> Value {
    sent(&Reply::Replace { answer: Box::new(answer.clone()), pressed })
}

/// What Discord gets.
fn sent(reply: &Reply) -> Value {
    serde_json::to_value(response(reply)).expect("a response is JSON")
}

/// How long a text is for Discord.
fn length(text: &Value) -> usize {
    text.as_str().map_or(0, |text| text.trim().chars().count())
}

/// The components of a message without their rows.
fn controls(data: &Value) -> Vec<&Value> {
    let rows = data["components"].as_array().map(Vec::as_slice).unwrap_or_default();
    rows.iter().flat_map(|row| row["components"].as_array().expect("a row has components")).collect()
}

/// Whether a response breaks a rule of Discord's or of ours; the rule, if it does.
fn lawful(response: &Value) -> Result<(), String> {
    let data = &response["data"];
    let check = |holds: bool, rule: &str| if holds { Ok(()) } else { Err(format!("{rule}: {response:#}")) };
    let update = response["type"] == 7;
    check(response["type"] == 4 || update, "a message is sent or changed")?;
    check(length(&data["content"]) <= limits::CONTENT, "the content is too long")?;

    // Nothing pings but whom `allowed_mentions` names, and an update names no one.
    let mentions = data["allowed_mentions"].as_object().ok_or("allowed_mentions is missing")?;
    check(mentions["parse"] == json!([]), "something may be parsed for mentions")?;
    let named = mentions.get("users").and_then(Value::as_array).map_or(0, Vec::len);
    check(named <= usize::from(!update), "too many may be pinged")?;
    check(mentions.get("roles").is_none_or(|roles| *roles == json!([])), "a role may be pinged")?;

    let embeds = data["embeds"].as_array().cloned().unwrap_or_default();
    check(embeds.len() <= 1, "more than one embed")?;
    check(!embeds.is_empty() || length(&data["content"]) > 0, "the message is empty")?;
    for embed in &embeds {
        check((1..=limits::EMBED_TITLE).contains(&length(&embed["title"])), "the title is too long")?;
        check((1..=limits::EMBED_DESCRIPTION).contains(&length(&embed["description"])), "the description is too long")?;
        let texts = [&embed["title"], &embed["description"], &embed["footer"]["text"]];
        check(texts.map(length).iter().sum::<usize>() <= limits::EMBED_TOTAL, "the embed is too long")?;
        let twilight: Embed = serde_json::from_value(embed.clone()).map_err(|error| error.to_string())?;
        twilight_validate::embed::embed(&twilight).map_err(|error| error.to_string())?;
    }

    let components =
        data["components"].as_array().ok_or("components are missing: an update would keep the old ones")?;
    check(components.len() <= 5, "too many rows")?;
    for component in components {
        let twilight: Component = serde_json::from_value(component.clone()).map_err(|error| error.to_string())?;
        twilight_validate::component::component_v1(&twilight).map_err(|error| format!("{error}: {component:#}"))?;
    }
    let mut custom_ids = HashSet::new();
    for control in controls(data) {
        let custom_id = control["custom_id"].as_str().ok_or("a control without custom_id")?;
        check(custom_id.len() <= limits::CUSTOM_ID && decode(custom_id).is_some(), "a custom_id is not ours")?;
        check(custom_ids.insert(custom_id), "a custom_id stands twice")?;
        check(length(&control["label"]) <= 25, "a label is too long")?;
        let options = control["options"].as_array().map(Vec::as_slice).unwrap_or_default();
        check((control["type"] == 3) != options.is_empty(), "a menu without options")?;
        check(options.len() <= limits::SELECT_OPTIONS, "too many options")?;
        let mut values = HashSet::new();
        for option in options {
            let value = option["value"].as_str().unwrap_or_default();
            let asks = matches!(decode(value), Some(Control::Ask(_) | Control::Staff(Press::AskMentors)));
            check(asks, "an option asks nothing")?;
            check(values.insert(value), "a value stands twice")?;
            check((1..=limits::SELECT_OPTION).contains(&length(&option["label"])), "an option's label")?;
            check(length(&option["description"]) <= 60, "an option's description")?;
        }
        check(options.iter().filter(|option| option["default"] == true).count() <= 1, "two options are picked")?;
    }
    Ok(())
}

/// Panics with all broken rules of these answers, in every way that they can be sent.
fn all_lawful<'a>(answers: impl IntoIterator<Item = &'a Answer>) {
    let mut broken = Vec::new();
    for answer in answers {
        let named = Named { user: UserId::new(u64::MAX).unwrap(), ping: true };
        let private = Pressed { audience: Audience::Asker, ..OWN };
        broken.extend(
            [
                show(answer, false, None),
                show(answer, true, None),
                replace(answer, OWN),
                replace(answer, Pressed { plain_text: true, ..OWN }),
                replace(answer, private),
            ]
            .iter()
            .filter_map(|response| lawful(response).err()),
        );
        if answer.about != About::Help {
            broken.extend(lawful(&show(answer, false, Some(named))).err());
            let [update, follow_up] = share(answer, Some(FAR));
            broken.extend([update, follow_up].iter().filter_map(|response| lawful(response).err()));
        }
    }
    assert!(broken.is_empty(), "{} broken, the first: {}", broken.len(), broken[0]);
}

/// A public answer.
fn healthcare() -> Answer {
    asked(shipped(), "/industry healthcare")
}

/// An answer that quotes what was typed.
fn unheard_of(typed: &str) -> Answer {
    answer(shipped(), &Question::find(Shelf::Role, typed))
}

/// The labels of all buttons.
fn labels(response: &Value) -> Vec<&str> {
    controls(&response["data"]).iter().filter_map(|control| control["label"].as_str()).collect()
}

#[test]
fn every_answer_of_the_shipped_knowledge_keeps_discords_rules() {
    all_lawful(&everything(shipped()));
}

#[test]
fn an_answer_is_one_embed_in_the_colour_of_its_kind() {
    for (command, colour) in [
        ("/role tpm", 0x3B82F6),
        ("/tpm-vs-pm", 0x8B5CF6),
        ("/industry healthcare", 0x10B981),
        ("/career", 0xF59E0B),
        ("/faq 3", 0x06B6D4),
        ("/topic salary", 0x64748B),
        ("/role xyzzy", 0x9CA3AF),
    ] {
        let response = show(&asked(shipped(), command), false, None);
        let embeds = response["data"]["embeds"].as_array().unwrap();
        assert_eq!((embeds.len(), &embeds[0]["color"]), (1, &json!(colour)), "{command}");
        assert_eq!(response["data"].get("content"), None);
    }
}

#[test]
fn an_answer_looks_as_it_was_designed() {
    let response = show(&healthcare(), false, None);
    let embed = &response["data"]["embeds"][0];
    let description = embed["description"].as_str().unwrap();
    assert_eq!(embed["title"], "🏥 Healthcare and life sciences");
    assert!(description.contains("\n\n**What the work looks like**\n- "), "{description}");
    let last = description.lines().last().unwrap();
    assert!(last.starts_with("-# Sources: ¹ ") && last.contains(" · reviewed "), "{last}");
    assert_eq!(labels(&response).last(), Some(&"Remove"));
}

/// A message with the longest ids.
const FAR: MessageRef = MessageRef { guild: Some(NonZeroU64::MAX), channel: NonZeroU64::MAX, message: NonZeroU64::MAX };

/// Both messages of a shared answer: the private one, updated, and the public one, in the shape of a response.
fn share(answer: &Answer, about: Option<MessageRef>) -> [Value; 2] {
    let reply = Reply::Share { answer: Box::new(answer.clone()), by: UserId::new(42).unwrap(), about };
    let Some(AfterStep::FollowUp(body)) = after_step(&reply) else { panic!("nothing follows") };
    let follow_up: Value = serde_json::from_slice(&body).expect("JSON");
    [sent(&reply), json!({ "type": 4, "data": follow_up })]
}

/// A guide whose entries are as long as the editors' limits allow, in characters of several bytes.
fn longest() -> Guide {
    let letter = |place: usize, length: usize| if place % 8 == 7 && place + 1 < length { ' ' } else { 'é' };
    let text = |length: usize| (0..length).map(|place| letter(place, length)).collect::<String>();
    // Names are unique, so each begins with its own.
    let backwards = |name: &str, length: usize| {
        let name: String = name.chars().rev().collect();
        format!("{name}{}", text(length - name.len()))
    };
    let full = |name: &str, statements: usize| {
        let said: Vec<String> = (0..statements).map(|_| text(500)).collect();
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        EntryText::new(name)
            .with("title", json!(backwards(name, 100)))
            .with("short", json!(backwards(name, 25)))
            .with("tagline", json!(text(60)))
            .with("emoji", json!("🏴󠁧󠁢󠁷󠁬󠁳󠁿"))
            .with("lead", json!({"say": text(300), "sources": ["a.txt", "b.txt"]}))
            .with("disagreement", groups(&said))
            .with("caution", json!(text(300)))
            .with("sources_say_no_more", json!(true))
            .with("related", json!(["role/tpm", "role/pm", "skill/talk", "faq/one", "topic/base", "career/first"]))
    };
    let row = |aspect: &str| json!({"aspect": aspect, "first": text(160), "second": text(160), "sources": ["a.txt", "b.txt"]});
    let rows: Vec<Value> = [
        "focus",
        "scope",
        "horizon",
        "background",
        "skills",
        "goal",
        "stakeholders",
        "technical-depth",
        "day-to-day",
        "focus",
    ]
    .map(row)
    .into();
    let near: Vec<String> = (1..=6).map(|number| format!("industry/near-{number}")).collect();
    let mut files = Files::valid()
        .entry("en/roles/long.yaml", full("role/one", 12).with("does", groups(&[&text(500)])))
        .entry("en/roles/long.yaml", full("role/two", 12).with("does", groups(&[&text(500)])))
        .entry(
            "en/comparisons/long.yaml",
            full("compare/long", 12)
                .with("first", json!({"role": "role/one", "label": text(25)}))
                .with("second", json!({"name": text(100), "label": backwards("job", 25), "also_known_as": ["a job"]}))
                .with("rows", json!(rows))
                .with("example", groups(&[&text(500)])),
        )
        .entry("en/industries/long.yaml", full("industry/long", 3).with("neighbours", json!(near)))
        .entry("en/career-steps/long.yaml", full("career/long", 3).with("step", json!(9)).with("optional", json!(true)))
        .entry("en/faqs/long.yaml", full("faq/long", 3).with("number", json!(99)))
        .entry(
            "en/topics/long.yaml",
            full("topic/long", 1)
                .with("sections", json!([{"heading": text(40), "statements": groups(&[text(500).as_str(); 12])}])),
        )
        .file(
            "en/commands.yaml",
            "role:\n  shared_names:\n    - {name: pm, means: [role/tpm, role/pm, role/one, role/two]}\n",
        );
    for name in &near {
        files = files.entry("en/industries/near.yaml", full(name, 1));
    }
    Guide::new(files.knowledge())
}
