//! What Discord gets. The words first: the responses to everything that can be asked, and Discord's rules, as we read
//! them and as twilight's validators do.

use std::collections::HashSet;

use proptest::prelude::*;
use serde_json::{Value, json};
use tpm_guide_core::answer::Command;
use tpm_guide_core::answer::{Field, Guide, Suggestion, answer, suggest};
use tpm_guide_core::fixtures::answers::{asked, everything, id, pages, questions, shipped};
use tpm_guide_core::fixtures::knowledge::{EntryText, Files, groups};
use tpm_guide_core::knowledge::Shelf;
use tpm_guide_core::reply::{Pressed, Request, UserId, respond};
use twilight_model::application::command::Command as TwilightCommand;
use twilight_model::channel::message::{Component, Embed};

use super::*;
use crate::discord::command::{self, ASK_ABOUT, Installs};
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

    // Nothing pings but whom `allowed_mentions` names, and an update names nobody.
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
        check(length(&embed["title"]) + length(&embed["description"]) <= limits::EMBED_TOTAL, "the embed is too long")?;
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
            check(matches!(decode(value), Some(Control::Ask(_))), "an option asks nothing")?;
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
                replace(answer, Pressed { audience: Audience::Sharer, ..OWN }),
                offer(answer),
            ]
            .iter()
            .filter_map(|response| lawful(response).err()),
        );
        if answer.about != About::Help {
            broken.extend(lawful(&show(answer, false, Some(named))).err());
            let shared = Reply::Share { answer: Box::new(answer.clone()), by: UserId::new(u64::MAX).unwrap() };
            broken.extend(lawful(&sent(&shared)).err());
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
    assert_eq!(labels(&response).last(), Some(&"✕"));
}

// Who sees it, and who is pinged.

#[test]
fn a_public_answer_can_be_removed_and_a_private_one_cannot() {
    let flags = |response: &Value| response["data"]["flags"].as_u64().unwrap_or_default();
    let public = show(&healthcare(), false, None);
    assert_eq!((flags(&public), labels(&public).contains(&"✕")), (0, true));
    let private = show(&healthcare(), true, None);
    assert_eq!((flags(&private), labels(&private).contains(&"✕")), (64, false));
    assert!(labels(&replace(&healthcare(), OWN)).contains(&"✕"));
    assert!(!labels(&replace(&healthcare(), Pressed { audience: Audience::Asker, ..OWN })).contains(&"✕"));
}

#[test]
fn whoever_is_answered_is_named_above_and_alone_pinged() {
    let response = show(&healthcare(), false, Some(Named { user: UserId::new(42).unwrap(), ping: true }));
    assert_eq!(response["data"]["content"], "For <@42>:");
    assert_eq!(response["data"]["allowed_mentions"]["users"], json!(["42"]));
    assert_eq!(response["data"]["allowed_mentions"]["parse"], json!([]));
}

#[test]
fn whoever_must_not_be_pinged_is_named_only() {
    let response = show(&healthcare(), false, Some(Named { user: UserId::new(42).unwrap(), ping: false }));
    assert_eq!(response["data"]["content"], "For <@42>:");
    assert_eq!(response["data"]["allowed_mentions"], json!({"parse": [], "users": [], "roles": []}));
}

#[test]
fn nobody_can_be_pinged_by_anything_else() {
    for response in [show(&healthcare(), false, None), show(&healthcare(), true, None), replace(&healthcare(), OWN)] {
        let mentions = &response["data"]["allowed_mentions"];
        assert_eq!((&mentions["parse"], &mentions["users"], &mentions["roles"]), (&json!([]), &json!([]), &json!([])));
    }
}

// Sharing.

/// The answer to a message, for its reader alone.
fn offer(answer: &Answer) -> Value {
    sent(&Reply::Offer { answer: Box::new(answer.clone()) })
}

#[test]
fn the_answer_to_a_message_is_private_and_can_be_shared_where_it_shows_an_entry() {
    let response = offer(&healthcare());
    lawful(&response).unwrap();
    assert_eq!((&response["type"], &response["data"]["flags"]), (&json!(4), &json!(64)));
    assert_eq!(labels(&response).last(), Some(&"Share in channel"));
    assert!(!labels(&response).contains(&"✕"));
    let share = controls(&response["data"]).into_iter().find(|control| control["label"] == "Share in channel").unwrap();
    assert_eq!(share["custom_id"], "t1:s:industry/healthcare");
    for answer in [unheard_of("xyzzy"), asked(shipped(), "/career"), asked(shipped(), "/faq all")] {
        let response = offer(&answer);
        lawful(&response).unwrap();
        assert!(!labels(&response).contains(&"Share in channel"), "{}", answer.title);
    }
}

#[test]
fn it_can_still_be_shared_when_it_has_changed_in_place() {
    let shareable = Pressed { audience: Audience::Sharer, ..OWN };
    assert!(labels(&replace(&healthcare(), shareable)).contains(&"Share in channel"));
    assert_eq!(labels(&replace(&healthcare(), OWN)).last(), Some(&"✕"), "what is public needs no sharing");
}

#[test]
fn a_shared_answer_is_public_and_names_the_sharer_without_a_ping() {
    let response = sent(&Reply::Share { answer: Box::new(healthcare()), by: UserId::new(42).unwrap() });
    lawful(&response).unwrap();
    assert_eq!((&response["type"], response["data"].get("flags")), (&json!(4), None));
    assert_eq!(response["data"]["content"], "Shared by <@42>");
    assert_eq!(response["data"]["allowed_mentions"], json!({"parse": [], "users": [], "roles": []}));
    assert_eq!(labels(&response).last(), Some(&"✕"));
    let asked_for = show(&healthcare(), false, None);
    assert_eq!(response["data"]["embeds"], asked_for["data"]["embeds"]);
    assert_eq!(response["data"]["components"], asked_for["data"]["components"]);
}

// Updates.

#[test]
fn an_update_keeps_the_line_above_the_answer() {
    let response = replace(&healthcare(), OWN);
    assert_eq!((&response["type"], response["data"].get("content")), (&json!(7), None));
    assert_eq!(response["data"].get("flags"), None, "what is private stays so");
}

#[test]
fn an_answer_in_place_of_plain_text_leaves_none_of_it() {
    let response = replace(&healthcare(), Pressed { plain_text: true, ..OWN });
    assert_eq!(response["data"]["content"], "");
    assert_eq!(response["data"]["embeds"].as_array().map(Vec::len), Some(1));
}

#[test]
fn help_in_place_of_an_answer_leaves_no_embed() {
    let response = replace(&asked(shipped(), "/help"), OWN);
    assert_eq!(response["data"]["embeds"], json!([]));
    assert!(length(&response["data"]["content"]) > 0);
}

#[test]
fn help_is_plain_text_that_fits() {
    let response = show(&asked(shipped(), "/help"), false, None);
    let content = response["data"]["content"].as_str().unwrap();
    assert!(content.chars().count() <= limits::CONTENT, "{} characters", content.chars().count());
    assert!(response["data"]["embeds"].as_array().is_none_or(Vec::is_empty));
    for command in Command::ALL {
        assert!(content.contains(&format!("`{}`", command.usage())), "{command:?}");
    }
    assert!(content.contains(ASK_ABOUT), "the command that is not typed");
    assert!(content.contains("stored") && content.contains("log"), "it says what is kept");
}

#[test]
fn help_says_what_is_logged_of_the_words_and_fits_either_way() {
    let quiet = asked(shipped(), "/help");
    let telling = asked(&Guide { logs_questions: true, ..shipped().clone() }, "/help");
    for (help, logged) in [(quiet, false), (telling, true)] {
        let response = show(&help, false, None);
        lawful(&response).unwrap();
        let content = response["data"]["content"].as_str().unwrap();
        assert_eq!(content.contains("and not what you typed."), !logged, "{content}");
        assert_eq!(content.contains("their words are logged."), logged, "{content}");
    }
}

#[test]
fn removing_is_an_acknowledgement() {
    assert_eq!(sent(&Reply::Remove), json!({"type": 6, "data": null}));
}

// What was typed.

#[test]
fn what_was_typed_renders_nothing_and_links_nothing() {
    for (typed, shown) in [
        ("**bold** `code`", r"You asked for “\*\*bold\*\* \`code\`”."),
        ("@everyone", "You asked for “\\@\u{200b}everyone”."),
        ("<@123> <#4> </x:5>", "You asked for “\\<\\@\u{200b}123\\> \\<\\#4\\> \\<\\/x\\:5\\>”."),
        ("[click](https://evil.example)", r"You asked for “\[click\]\(https\:\/\/evil.example\)”."),
        ("a\u{202e}b\u{200b}c\u{7}d\ne", "You asked for “abcd e”."),
        ("# Heading", r"You asked for “\# Heading”."),
        ("'; DROP TABLE roles; --", r"You asked for “'; DROP TABLE roles; \-\-”."),
        ("مرحبا 🏥", "You asked for “مرحبا 🏥”."),
    ] {
        let response = show(&unheard_of(typed), true, None);
        let description = response["data"]["embeds"][0]["description"].as_str().unwrap();
        assert_eq!(description.lines().next(), Some(shown));
        lawful(&response).unwrap();
    }
}

#[test]
fn six_thousand_typed_characters_are_cut_at_sixty() {
    for typed in ["x".repeat(6_000), "*".repeat(6_000), "🏥".repeat(6_000), "@everyone ".repeat(600)] {
        let response = show(&unheard_of(&typed), true, None);
        lawful(&response).unwrap();
        let description = response["data"]["embeds"][0]["description"].as_str().unwrap();
        assert!(description.lines().next().unwrap().contains('…'), "{description}");
    }
}

#[test]
fn what_shows_nothing_is_not_quoted() {
    let response = show(&unheard_of("\u{200b}\u{202e}"), true, None);
    assert!(!response.to_string().contains("You asked for"));
}

#[test]
fn a_name_of_several_things_carries_nothing_that_was_typed_after_it() {
    let typed = format!("pm{}<@1> @everyone [x](https://evil.example){}", " ".repeat(150), "y".repeat(5_800));
    let compare = Question::Compare { first: typed.clone(), second: "tpm".to_owned() };
    for question in [Question::find(Shelf::Role, &typed), compare] {
        let response = show(&answer(shipped(), &question), false, None);
        lawful(&response).unwrap();
        assert!(!response.to_string().contains("evil"), "{response}");
    }
}

// Texts as long as they may be.

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

#[test]
fn the_longest_entries_keep_discords_rules_too() {
    let guide = longest();
    all_lawful(&everything(&guide));
    for entry in guide.knowledge.entries() {
        all_lawful(&pages(&guide, &Question::entry(&entry.id)));
    }
}

#[test]
fn an_option_with_a_number_and_a_title_of_100_characters_is_cut() {
    let guide = longest();
    let response = show(&asked(&guide, "/faq 99"), false, None);
    let menu = controls(&response["data"])[0].clone();
    let labels: Vec<&str> =
        menu["options"].as_array().unwrap().iter().map(|option| option["label"].as_str().unwrap()).collect();
    let cut = labels.iter().find(|label| label.starts_with("99 · ")).unwrap();
    assert!(cut.chars().count() <= 100 && cut.ends_with('…'), "{cut}");
}

// While somebody types.

/// The choices of an autocomplete answer.
fn choices(suggestions: &[Suggestion]) -> Vec<Value> {
    let response = sent(&Reply::Suggest(suggestions.to_vec()));
    assert_eq!(response["type"], 8);
    response["data"]["choices"].as_array().unwrap().clone()
}

#[test]
fn choices_keep_discords_rules() {
    let longest = longest();
    for guide in [shipped(), &longest] {
        for field in Shelf::ALL.map(Field::Name).into_iter().chain([Field::Question, Field::Side { other: None }]) {
            for typed in ["", "t", "9", "role", "é"] {
                let choices = choices(&suggest(guide, &field, typed));
                assert!(choices.len() <= limits::CHOICES);
                for choice in choices {
                    assert!((1..=limits::CHOICE).contains(&length(&choice["name"])), "{choice}");
                    assert!(
                        (1..=limits::CHOICE).contains(&length(&choice["value"])) && choice["value"].is_string(),
                        "{choice}"
                    );
                }
            }
        }
    }
}

#[test]
fn no_choice_is_an_empty_list() {
    assert_eq!(choices(&[]), Vec::<Value>::new());
}

// The commands as they are registered.

fn definitions(installs: Option<Installs>) -> Vec<Value> {
    command::definitions(installs)
        .iter()
        .map(|command| serde_json::to_value(command).expect("a command is JSON"))
        .collect()
}

/// Those that are typed.
fn slash_commands(installs: Option<Installs>) -> Vec<Value> {
    definitions(installs).into_iter().filter(|command| command["type"] != 3).collect()
}

const BOTH: Option<Installs> = Some(Installs { guild: true, user: true });

#[test]
fn the_command_on_a_message_has_a_name_and_nothing_to_fill_in() {
    for installs in [None, BOTH] {
        let of_messages: Vec<Value> =
            definitions(installs).into_iter().filter(|command| command["type"] == 3).collect();
        let [command] = &of_messages[..] else { panic!("{of_messages:?}") };
        assert_eq!(command["name"], "Ask TPM Guide");
        assert!(length(&command["name"]) <= 32);
        assert!(command.get("description").is_none_or(|description| description == ""), "{command}");
        assert!(command.get("options").is_none_or(|options| *options == json!([])), "{command}");
    }
}

#[test]
fn the_commands_keep_discords_rules() {
    for installs in [None, BOTH] {
        let definitions = slash_commands(installs);
        assert_eq!(definitions.len(), 9);
        let names: HashSet<&str> = definitions.iter().map(|command| command["name"].as_str().unwrap()).collect();
        assert_eq!(names.len(), 9);
        for command in definitions {
            let name_fits = |name: &Value| {
                let name = name.as_str().unwrap();
                (1..=32).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
            };
            assert!(name_fits(&command["name"]), "{command}");
            assert!((1..=100).contains(&length(&command["description"])), "{command}");
            let options = command["options"].as_array().cloned().unwrap_or_default();
            assert!(options.len() <= 25);
            assert!(options.iter().all(|option| name_fits(&option["name"])), "{command}");
            assert!(options.iter().all(|option| (1..=100).contains(&length(&option["description"]))), "{command}");
            let required: Vec<bool> = options.iter().map(|option| option["required"] == true).collect();
            assert!(required.is_sorted_by(|one, other| one >= other), "required options come first: {command}");
            let names: HashSet<&str> = options.iter().map(|option| option["name"].as_str().unwrap()).collect();
            assert_eq!(names.len(), options.len(), "{command}");
            // What Discord adds is required by twilight's type.
            let mut registered = command.clone();
            registered["type"] = json!(1);
            registered["version"] = json!("1");
            let twilight: TwilightCommand =
                serde_json::from_value(registered).unwrap_or_else(|error| panic!("{error}: {command}"));
            twilight_validate::command::command(&twilight).unwrap_or_else(|error| panic!("{error}: {command}"));
        }
    }
}

#[test]
fn only_texts_are_completed_and_nothing_offers_fixed_choices() {
    for option in
        definitions(None).iter().flat_map(|command| command["options"].as_array().cloned().unwrap_or_default())
    {
        assert_eq!(option["autocomplete"] == true, option["type"] == 3, "{option}");
        assert!(option.get("choices").is_none_or(|choices| *choices == json!([])), "{option}");
    }
}

#[test]
fn a_question_in_ones_own_words_has_2_to_300_characters() {
    let ask = definitions(None).into_iter().find(|command| command["name"] == "ask").expect("a command");
    let question = &ask["options"][0];
    assert_eq!((&question["min_length"], &question["max_length"]), (&json!(2), &json!(300)));
    assert_eq!((&question["required"], &question["autocomplete"]), (&json!(true), &json!(true)));
}

#[test]
fn every_answering_command_can_name_somebody_and_be_private() {
    for command in slash_commands(None) {
        let options: Vec<(&str, u64)> = command["options"]
            .as_array()
            .map(|options| {
                options
                    .iter()
                    .map(|option| (option["name"].as_str().unwrap(), option["type"].as_u64().unwrap()))
                    .collect()
            })
            .unwrap_or_default();
        let answers = command["name"] != "help";
        assert_eq!(options.ends_with(&[("for", 6), ("private", 5)]), answers, "{command}");
    }
}

#[test]
fn a_single_server_gets_neither_contexts_nor_integration_types() {
    for command in definitions(None) {
        assert_eq!((command.get("contexts"), command.get("integration_types")), (None, None), "{command}");
    }
}

#[test]
fn commands_are_offered_wherever_the_application_may_be_added() {
    for (guild, user, types, contexts) in [
        (true, true, json!([0, 1]), json!([0, 1, 2])),
        (true, false, json!([0]), json!([0, 1])),
        (false, true, json!([1]), json!([0, 1, 2])),
    ] {
        for command in definitions(Some(Installs { guild, user })) {
            assert_eq!((&command["integration_types"], &command["contexts"]), (&types, &contexts), "{command}");
        }
    }
}

#[test]
fn every_control_of_an_answer_comes_back_as_its_question() {
    for shown in everything(shipped()) {
        for question in tpm_guide_core::fixtures::answers::controls(&shown) {
            let written = encode(&Control::Ask(question.clone())).expect("nothing that anybody typed");
            assert_eq!(decode(&written), Some(Control::Ask(question)));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn whatever_is_asked_keeps_discords_rules(question in questions(), private: bool, user in 1u64.., ping: bool) {
        let addressee = Some(tpm_guide_core::reply::Addressee { user: UserId::new(user).unwrap(), bot: !ping, asks: false });
        let (reply, _) = respond(shipped(), &Request::Ask { question, addressee, private });
        let response = sent(&reply);
        let Reply::Show { private, answer, .. } = reply else { panic!("no message") };
        prop_assert_eq!(lawful(&response), Ok(()));
        let removable = labels(&response).contains(&"✕");
        prop_assert_eq!((response["data"]["flags"] == 64, removable), (private, !private));
        prop_assert!(answer.about != About::Missing || private);
    }

    #[test]
    fn whatever_is_quoted_keeps_discords_rules(typed in "\\PC{0,300}|[*_`<@>|~#\\[\\]()/:-]{0,300}") {
        let mut missing = unheard_of("xyzzy");
        missing.quoted = Some(typed);
        prop_assert_eq!(lawful(&show(&missing, true, None)), Ok(()));
        prop_assert_eq!(lawful(&replace(&missing, Pressed { audience: Audience::Asker, ..OWN })), Ok(()));
    }
}

#[test]
fn a_gone_entry_keeps_the_rules_too() {
    all_lawful([&answer(shipped(), &Question::entry(&id("role/gone")))]);
    let Reply::Show { answer, .. } = tpm_guide_core::reply::failed() else { panic!("no message") };
    all_lawful([&*answer]);
    for request in
        [Request::UnknownCommand, Request::Remove { allowed: false }, Request::Stale { remembered: String::new() }]
    {
        lawful(&sent(&respond(shipped(), &request).0)).unwrap();
    }
}
