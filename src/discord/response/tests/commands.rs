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

/// The commands that need a store, with what twilight adds.
fn with_a_store(installs: Option<Installs>) -> Vec<Value> {
    let all = command::definitions(installs, StaffCommands::Registered);
    let all = all.iter().map(|command| serde_json::to_value(command).expect("a command is JSON"));
    all.filter(command::is_of_staff).collect()
}

#[test]
fn the_commands_that_need_a_store_keep_discords_rules() {
    for installs in [None, BOTH] {
        let commands = with_a_store(installs);
        let all = definitions(installs).into_iter().chain(commands.clone()).collect::<Vec<Value>>();
        assert!(all.iter().filter(|command| command["type"] == 3).count() <= 15, "commands on messages");
        for mut command in commands.into_iter().filter(|command| command["type"] != 3) {
            assert!(command.to_string().len() <= 8000, "{command}");
            command["type"] = json!(1);
            command["version"] = json!("1");
            let twilight: TwilightCommand =
                serde_json::from_value(command.clone()).unwrap_or_else(|error| panic!("{error}: {command}"));
            twilight_validate::command::command(&twilight).unwrap_or_else(|error| panic!("{error}: {command}"));
        }
    }
}

/// The sub-commands of a command, by their names.
fn subcommand(command: &str, name: &str) -> Value {
    let commands = with_a_store(BOTH);
    let command = commands.iter().find(|known| known["name"] == command).expect("a command");
    let subcommands = command["options"].as_array().expect("sub-commands");
    subcommands.iter().find(|known| known["name"] == name).unwrap_or_else(|| panic!("{name}: {command}")).clone()
}

#[test]
fn a_member_chooses_where_their_data_is_meant() {
    for name in ["show", "export", "delete"] {
        let option = &subcommand("privacy", name)["options"][0];
        assert_eq!(
            (&option["name"], &option["type"], &option["required"]),
            (&json!("where"), &json!(3), &json!(false))
        );
        let choices: Vec<(&str, &str)> = option["choices"]
            .as_array()
            .unwrap()
            .iter()
            .map(|choice| (choice["name"].as_str().unwrap(), choice["value"].as_str().unwrap()))
            .collect();
        assert_eq!(choices, [("this server", "server"), ("everywhere", "everywhere")]);
    }
}

#[test]
fn insights_are_of_seven_thirty_or_ninety_days() {
    let option = &subcommand("guide", "insights")["options"][0];
    assert_eq!((&option["name"], &option["type"]), (&json!("days"), &json!(4)));
    let values: Vec<u64> =
        option["choices"].as_array().unwrap().iter().map(|choice| choice["value"].as_u64().unwrap()).collect();
    assert_eq!(values, [7, 30, 90]);
    assert_eq!(subcommand("guide", "review").get("options").cloned().unwrap_or(json!([])), json!([]));
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
