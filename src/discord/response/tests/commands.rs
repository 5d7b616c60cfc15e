//! The commands as they are registered.

use super::*;

fn definitions(installs: Option<Installs>) -> Vec<Value> {
    command::definitions(installs, StaffCommands::LeftAlone)
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
        assert_eq!(definitions.len(), Command::ALL.len());
        let names: HashSet<&str> = definitions.iter().map(|command| command["name"].as_str().unwrap()).collect();
        assert_eq!(names.len(), Command::ALL.len());
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
        let (reply, _) = respond(shipped(), &Request::Ask { question, addressee, private: Some(private) });
        let response = sent(&reply);
        let Reply::Show { private, answer, .. } = reply else { panic!("no message") };
        prop_assert_eq!(lawful(&response), Ok(()));
        let removable = labels(&response).contains(&"Remove");
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
