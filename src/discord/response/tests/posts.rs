//! Messages that the bot posts by itself, at Discord's limits and beyond them.

use tpm_guide_core::mentors::Limits;
use tpm_guide_core::staff::{Button, Panel, Pings, Post, Press, Reply as StaffReply, Row, Style};

use super::*;
use crate::discord::response::{post, staff};

fn waiting() -> Panel {
    let take = Button::new("Take", Press::Take(7), Style::Plain);
    let answer = Button::new("Answer", Press::Answer(7), Style::Primary);
    Panel {
        title: "#7 · waiting".to_owned(),
        text: vec!["Who runs the stand-up?".to_owned()],
        rows: vec![Row::Buttons(vec![answer, take])],
        ..Panel::default()
    }
}

fn message(pings: Pings, line: &str) -> Post {
    Post { pings, line: line.to_owned(), panel: waiting() }
}

fn read(bytes: &Bytes) -> Value {
    serde_json::from_slice(bytes).expect("JSON")
}

fn posted(pings: Pings, line: &str) -> Value {
    read(&post::post(&message(pings, line), None))
}

#[test]
fn a_message_looks_as_it_was_designed() {
    let drawn = read(&post::post(&message(Pings::Role(5), "A new question"), Some(0xff)));
    let button = |label: &str, style: u8, custom_id: &str| json!({"type": 2, "custom_id": custom_id, "style": style, "label": label, "disabled": false});
    let expected = json!({
        "content": "<@&5> A new question",
        "allowed_mentions": {"parse": [], "roles": ["5"]},
        "nonce": "00000000000000ff",
        "enforce_nonce": true,
        "embeds": drawn["embeds"],
        "components": [{"type": 1, "components": [button("Answer", 1, "t1:g:answer:7"), button("Take", 2, "t1:g:take:7")]}],
    });
    assert_eq!(drawn, expected);
    let embed = &drawn["embeds"][0];
    assert_eq!((&embed["title"], &embed["description"]), (&json!("#7 · waiting"), &json!("Who runs the stand-up?")));
    assert_eq!(posted(Pings::None, "").get("nonce"), None);
}

#[test]
fn just_those_are_notified_who_are_named() {
    for (pings, content, allowed) in [
        (Pings::None, "Hello <@9> @everyone", json!({"parse": []})),
        (Pings::Members(vec![1, 2]), "<@1> <@2> Hello <@9> @everyone", json!({"parse": [], "users": ["1", "2"]})),
        (Pings::Members(vec![0, 2, 2]), "<@2> Hello <@9> @everyone", json!({"parse": [], "users": ["2"]})),
        (Pings::Members(Vec::new()), "Hello <@9> @everyone", json!({"parse": [], "users": []})),
        (Pings::Role(4), "<@&4> Hello <@9> @everyone", json!({"parse": [], "roles": ["4"]})),
        (Pings::Role(0), "Hello <@9> @everyone", json!({"parse": [], "roles": []})),
    ] {
        let drawn = posted(pings, "Hello <@9> @everyone");
        assert_eq!((&drawn["content"], &drawn["allowed_mentions"]), (&json!(content), &allowed));
    }
    assert_eq!(posted(Pings::None, "").get("content"), None);
}

#[test]
fn a_message_mentions_at_most_eighty_and_keeps_room_for_its_line() {
    let line = "é".repeat(81);
    let drawn =
        |count: u64, line: &str| posted(Pings::Members((0..count).map(|place| u64::MAX - place).collect()), line);
    let mentioned = |drawn: &Value| drawn["allowed_mentions"]["users"].as_array().unwrap().len();
    assert_eq!((mentioned(&drawn(80, "")), mentioned(&drawn(81, ""))), (Limits::MENTIONS, Limits::MENTIONS));
    let most = drawn(80, &line[..2 * 80]);
    assert!(
        most["content"].as_str().unwrap().ends_with(&line[..2 * 80]) && length(&most["content"]) <= limits::CONTENT
    );
    assert_eq!(length(&drawn(80, &line)["content"]), limits::CONTENT);
    assert_eq!(length(&posted(Pings::None, &"x".repeat(2001))["content"]), limits::CONTENT);
}

#[test]
fn a_change_notifies_no_one_and_leaves_the_content() {
    let post = message(Pings::Role(5), "A new question");
    let drawn = read(&post::edit(&post));
    let new = read(&post::post(&post, Some(7)));
    let expected = json!({"embeds": new["embeds"], "components": new["components"], "allowed_mentions": {"parse": []}});
    assert_eq!(drawn, expected);
    let redrawn: Value =
        serde_json::from_slice(&staff::response(&StaffReply::Redraw(Box::new(waiting())), false)).unwrap();
    assert_eq!(redrawn, json!({"type": 7, "data": expected}), "a press draws the same");
}

#[test]
fn a_post_of_a_forum_has_a_name() {
    let name = |length: usize| {
        let drawn = read(&post::forum_post(&"n".repeat(length), &message(Pings::None, "")));
        super::length(&drawn["name"])
    };
    assert_eq!((name(1), name(100), name(101)), (1, 100, 100));
    let drawn = read(&post::forum_post(" #7 Who runs it? ", &message(Pings::Members(vec![3]), "Hello")));
    assert_eq!(
        (&drawn["name"], &drawn["message"]),
        (&json!("#7 Who runs it?"), &posted(Pings::Members(vec![3]), "Hello"))
    );
}

#[test]
fn a_message_keeps_what_an_embed_takes() {
    for letter in ["x", "é", "健", "🏥"] {
        for preview in [None, Some(Box::new(healthcare()))] {
            let panel = Panel {
                title: letter.repeat(300),
                text: vec![format!("{letter} ").repeat(3000)],
                warnings: vec![letter.repeat(300)],
                preview,
                ..waiting()
            };
            let drawn = read(&post::edit(&Post { pings: Pings::None, line: String::new(), panel }));
            let embeds = drawn["embeds"].as_array().unwrap();
            let texts: Vec<&Value> = embeds.iter().flat_map(|embed| [&embed["title"], &embed["description"]]).collect();
            assert!(texts.iter().map(|text| length(text)).sum::<usize>() <= limits::EMBED_TOTAL);
            let bytes: usize = texts.iter().filter_map(|text| text.as_str()).map(str::len).sum();
            assert!((4_000..=limits::POST_BYTES).contains(&bytes), "{bytes} bytes of {letter}");
            assert!(serde_json::to_vec(&drawn).unwrap().len() < 10_500);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_words_notify_anyone_else(
        line in "\\PC{0,100}|[<@&!0-9> everyonh]{0,100}",
        members in prop::collection::vec(any::<u64>(), 0..4),
    ) {
        let drawn = posted(Pings::Members(members.clone()), &line);
        let allowed = drawn["allowed_mentions"].as_object().unwrap();
        prop_assert_eq!(&allowed["parse"], &json!([]));
        prop_assert!(allowed.keys().all(|key| key == "parse" || key == "users"));
        let users: Vec<u64> = allowed["users"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().parse().unwrap()).collect();
        prop_assert!(users.iter().all(|id| members.contains(id)));
        prop_assert!(length(&drawn["content"]) <= limits::CONTENT);
    }
}
