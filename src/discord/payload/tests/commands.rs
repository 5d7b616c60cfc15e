//! Slash commands.

use super::*;

#[test]
fn a_command_in_a_server_is_understood() {
    let envelope = understood(&sent(IN_A_SERVER, COMMAND)).envelope;
    assert_eq!((envelope.id, envelope.application), (1_320_000_000_000_000_001, 1_310_000_000_000_000_001));
    assert_eq!(envelope.token.expose_secret(), "aW50ZXJhY3Rpb246MTMyMDAwMDAwMDAwMDAwMDAwMTpzZWNyZXQ");
    let incoming = understood(&sent(IN_A_SERVER, COMMAND));
    let about = About {
        kind: InteractionKind::Command,
        command: Some(CommandUsed::Slash(Command::Industry)),
        guild: Some(900_000_000_000_000_001),
        locale: "en-US".to_owned(),
    };
    assert_eq!(incoming.about, about);
    assert_eq!(
        incoming.wanted,
        Wanted::Answer(Request::Ask {
            question: Question::find(Shelf::Industry, "healthcare"),
            addressee: Some(Addressee { user: UserId::new(700_000_000_000_000_002).unwrap(), bot: false, asks: false }),
            private: Some(false),
        })
    );
}

#[test]
fn a_command_in_a_dm_is_understood() {
    let incoming = understood(&sent(IN_A_DM, COMMAND));
    assert_eq!((incoming.about.guild, incoming.about.locale.as_str()), (None, "de"));
    assert!(matches!(incoming.wanted, Wanted::Answer(Request::Ask { .. })));
}

#[test]
fn somebody_who_answers_themselves_is_known_as_the_asker() {
    for surroundings in [IN_A_SERVER, IN_A_DM] {
        let to_herself = with(sent(surroundings, COMMAND), "/data/options/1/value", json!("700000000000000001"));
        let Request::Ask { addressee: Some(addressee), .. } = request(&to_herself).1 else { panic!("no ask") };
        assert!(addressee.asks);
    }
}

#[test]
fn nothing_printable_holds_the_token() {
    assert!(!format!("{:?}", understood(&sent(IN_A_SERVER, COMMAND))).contains("aW50"));
}

#[test]
fn every_command_asks_its_question() {
    let name = |value: &str| json!([{"name": "name", "type": 3, "value": value}]);
    let options = |pairs: &[(&str, &str)]| -> Json {
        pairs.iter().map(|(name, value)| json!({"name": name, "type": 3, "value": value})).collect()
    };
    for (json, asked) in [
        (command("role", name("pm")), Question::find(Shelf::Role, "pm")),
        (command("industry", name("bank")), Question::find(Shelf::Industry, "bank")),
        (command("topic", name("salary")), Question::find(Shelf::Topic, "salary")),
        (command("faq", options(&[("question", "3")])), Question::find(Shelf::Faq, "3")),
        (command("ask", options(&[("question", "is it hard?")])), Question::ask("is it hard?")),
        (command("ask", json!([])), Question::ask("")),
        (command("career", options(&[("step", "2")])), Question::find(Shelf::Career, "2")),
        (command("career", options(&[("step", "  ")])), Question::CareerPath),
        (command("career", json!([])), Question::CareerPath),
        (command("help", json!([])), Question::Help),
        (
            command("compare", options(&[("second", "b"), ("first", "a")])),
            Question::Compare { first: "a".to_owned(), second: "b".to_owned() },
        ),
        (
            command("tpm-vs-pm", json!([])),
            Question::Pair { first: id("role/tpm"), second: id("role/product-manager"), page: 0 },
        ),
    ] {
        assert_eq!(question(&json).0, asked);
    }
}

#[test]
fn options_that_are_not_sent_leave_a_question_that_finds_nothing() {
    assert_eq!(question(&sent(IN_A_SERVER, BARE_COMMAND)).0, Question::Help);
    let bare = without(sent(IN_A_SERVER, COMMAND), "/data/options");
    assert_eq!(question(&bare), (Question::find(Shelf::Industry, ""), false));
}

#[test]
fn a_number_is_as_good_as_a_text() {
    for value in [json!("3"), json!(3)] {
        let faq = command("faq", json!([{"name": "question", "type": 4, "value": value}]));
        assert_eq!(question(&faq).0, Question::find(Shelf::Faq, "3"));
    }
    let huge = command("faq", json!([{"name": "question", "type": 10, "value": 9.5}]));
    assert_eq!(question(&huge).0, Question::find(Shelf::Faq, "9.5"));
}

#[test]
fn private_is_private_only_when_it_is_switched_on() {
    for (value, private) in
        [(json!(true), true), (json!(false), false), (json!("true"), false), (json!(null), false), (json!(1), false)]
    {
        assert_eq!(question(&with(sent(IN_A_SERVER, COMMAND), "/data/options/2/value", value)).1, private);
    }
}

#[test]
fn whoever_is_answered_is_known_by_their_id_as_text_or_number() {
    let addressee = |value: Json| match request(&with(sent(IN_A_SERVER, COMMAND), "/data/options/1/value", value)).1 {
        Request::Ask { addressee, .. } => addressee.map(|addressee| addressee.user.get()),
        other => panic!("asks nothing: {other:?}"),
    };
    assert_eq!(addressee(json!("700000000000000002")), Some(700_000_000_000_000_002));
    assert_eq!(addressee(json!(700_000_000_000_000_002_u64)), Some(700_000_000_000_000_002));
    for no_user in [
        json!("0"),
        json!(0),
        json!(-1),
        json!("-1"),
        json!("ben"),
        json!(""),
        json!("99999999999999999999999"),
        json!(true),
        json!(null),
        json!({}),
    ] {
        assert_eq!(addressee(no_user.clone()), None, "{no_user}");
    }
}

#[test]
fn a_bot_is_recognised_as_one() {
    let bot = |json: &Json| match request(json).1 {
        Request::Ask { addressee, .. } => addressee.expect("an addressee").bot,
        other => panic!("asks nothing: {other:?}"),
    };
    let path = "/data/resolved/users/700000000000000002/bot";
    assert!(bot(&with(sent(IN_A_SERVER, COMMAND), path, json!(true))));
    assert!(!bot(&without(sent(IN_A_SERVER, COMMAND), path)));
    assert!(!bot(&without(sent(IN_A_SERVER, COMMAND), "/data/resolved")));
}

#[test]
fn help_answers_nobody_by_name() {
    let mut help = sent(IN_A_SERVER, COMMAND);
    help["data"]["name"] = json!("help");
    assert!(matches!(request(&help).1, Request::Ask { question: Question::Help, addressee: None, .. }));
}

#[test]
fn unknown_commands_and_commands_of_messages_are_unknown() {
    for json in [command("weather", json!([])), command("Industry", json!([])), sent(IN_A_SERVER, MESSAGE_COMMAND)] {
        assert_eq!(request(&json), ("unknown", Request::UnknownCommand));
    }
    for path in ["/data", "/data/name"] {
        assert_eq!(request(&without(sent(IN_A_SERVER, COMMAND), path)).1, Request::UnknownCommand);
    }
}

#[test]
fn a_sub_command_that_we_do_not_have_finds_nothing() {
    let options = json!([{"name": "name", "type": 1, "options": [{"name": "name", "type": 3, "value": "x"}]}]);
    assert_eq!(question(&command("role", options)).0, Question::find(Shelf::Role, ""));
}
