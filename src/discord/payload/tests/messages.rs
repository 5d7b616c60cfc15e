//! Commands on a message, and sharing their answers.

use super::*;

/// What the message says on which the command was used.
fn text_of(json: &Json) -> String {
    match request(json) {
        ("Ask TPM Guide", Request::AskAbout { text }) => text,
        other => panic!("asks about no message: {other:?}"),
    }
}

#[test]
fn the_command_on_a_message_asks_with_its_text() {
    for place in [IN_A_SERVER, IN_A_DM] {
        assert_eq!(text_of(&sent(place, ASK_MESSAGE)), "do i need a degree?");
    }
    let number = with(sent(IN_A_SERVER, ASK_MESSAGE), "/data/target_id", json!(600_000_000_000_000_001_u64));
    assert_eq!(text_of(&number), "do i need a degree?", "an id may be a number");
}

#[test]
fn a_message_that_is_not_sent_along_says_nothing() {
    let message = "/data/resolved/messages/600000000000000001";
    let content = &format!("{message}/content");
    let ask = || sent(IN_A_SERVER, ASK_MESSAGE);
    for path in ["/data/target_id", "/data/resolved", "/data/resolved/messages", message, content] {
        assert_eq!(text_of(&without(ask(), path)), "", "{path}");
        for odd in [json!(null), json!([]), json!({}), json!(true), json!(-1)] {
            assert_eq!(text_of(&with(ask(), path, odd.clone())), "", "{odd} at {path}");
        }
    }
    assert_eq!(text_of(&with(ask(), "/data/target_id", json!("600000000000000002"))), "", "another message");
}

#[test]
fn only_the_command_of_that_name_on_a_message_is_ours() {
    let ask = || sent(IN_A_SERVER, ASK_MESSAGE);
    for json in [
        with(ask(), "/data/type", json!(1)),
        with(ask(), "/data/type", json!(2)),
        without(ask(), "/data/type"),
        with(ask(), "/data/name", json!("ask tpm guide")),
        with(ask(), "/data/name", json!("ask")),
    ] {
        assert_eq!(request(&json), ("unknown", Request::UnknownCommand));
    }
    assert!(matches!(request(&command("ask", json!([]))).1, Request::Ask { .. }), "the slash command is another");
}

/// Who shares, where they may.
fn shares(json: &Json) -> Option<UserId> {
    match request(json) {
        ("share", Request::Share { question, by, .. }) => {
            assert_eq!(question, Question::entry(&id("faq/degree-required")));
            by
        }
        other => panic!("shares nothing: {other:?}"),
    }
}

#[test]
fn only_whom_the_answer_was_given_to_alone_may_share_it() {
    let ada = UserId::new(700_000_000_000_000_001);
    let share = || sent(IN_A_SERVER, SHARE);
    assert_eq!(shares(&share()), ada);
    assert_eq!(shares(&sent(IN_A_DM, SHARE)), ada);
    for flags in [json!(0), json!(4), json!(null), json!("64")] {
        assert_eq!(shares(&with(share(), "/message/flags", flags.clone())), None, "public: {flags}");
    }
    assert_eq!(shares(&without(share(), "/message")), None);
    let asker = "/message/interaction_metadata/user/id";
    assert_eq!(shares(&with(share(), asker, json!("700000000000000002"))), None, "another member asked");
    assert_eq!(shares(&with(share(), asker, json!("0"))), None);
    assert_eq!(shares(&without(share(), "/member")), None, "there is no one to name");
    // Only its reader presses what one person alone sees.
    assert_eq!(shares(&without(share(), "/message/interaction_metadata")), ada);
}

#[test]
fn sharing_what_is_no_answer_is_stale() {
    for custom_id in ["t1:s:", "t1:s:x", "t1:s:h", "t1:s:e:Faq/x:0", "t1:s:faq/x", "t1:s:e:faq/x", "t1:s"] {
        let json = with(sent(IN_A_SERVER, SHARE), "/data/custom_id", json!(custom_id));
        assert_eq!(request(&json), ("control", Request::Stale { remembered: custom_id.to_owned() }));
    }
    let picked = with(select(), "/data/values", json!(["t1:s:e:faq/degree-required:0"]));
    assert!(matches!(request(&picked), ("menu", Request::Stale { .. })), "a menu only asks");
}

/// The message that a shared answer is about.
fn shared_about(json: &Json) -> Option<MessageRef> {
    match request(json) {
        ("share", Request::Share { about, .. }) => about,
        other => panic!("shares nothing: {other:?}"),
    }
}

#[test]
fn a_shared_answer_knows_the_message_that_it_is_about() {
    let share = || sent(IN_A_SERVER, SHARE);
    let about = shared_about(&share()).expect("a command on a message");
    let json = share();
    assert_eq!(Some(about.channel.to_string().as_str()), json["channel_id"].as_str());
    assert_eq!(about.guild.map(|id| id.to_string()).as_deref(), json["guild_id"].as_str());
    let target = &json["message"]["interaction_metadata"]["target_message_id"];
    assert_eq!(Some(about.message.to_string().as_str()), target.as_str());
    assert_eq!(shared_about(&sent(IN_A_DM, SHARE)).expect("in a DM too").guild, None);
    let target = "/message/interaction_metadata/target_message_id";
    assert_eq!(shared_about(&without(share(), target)), None, "the answer to another command");
    for path in [target, "/channel_id"] {
        for odd in [json!("0"), json!(null), json!([])] {
            assert_eq!(shared_about(&with(share(), path, odd)), None, "{path}");
        }
    }
}
