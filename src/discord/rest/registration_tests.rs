//! When two commands are equal, and how a difference is displayed.

use serde_json::json;

use super::*;

/// A command as we would write it.
fn wanted() -> Value {
    json!({
        "name": "role",
        "description": "A role's profile",
        "description_localizations": {"de": "Das Profil einer Rolle"},
        "contexts": [0, 1, 2],
        "integration_types": [0, 1],
        "options": [
            {"type": 3, "name": "name", "description": "Which role", "required": true, "autocomplete": true},
            {"type": 5, "name": "private", "description": "Only you see it"},
        ],
    })
}

/// The same as Discord returns it.
fn registered() -> Value {
    json!({
        "id": "1", "application_id": "2", "version": "3", "type": 1,
        "name": "role", "name_localizations": null,
        "description": "A role's profile",
        "description_localizations": {"de": "Das Profil einer Rolle"},
        "contexts": [2, 1, 0], "integration_types": [1, 0],
        "default_member_permissions": null, "dm_permission": true, "nsfw": false, "handler": 1,
        "global_popularity_rank": 7,
        "options": [
            {"type": 3, "name": "name", "name_localizations": null, "description": "Which role",
             "description_localizations": {}, "required": true, "autocomplete": true, "choices": []},
            {"type": 5, "name": "private", "description": "Only you see it", "required": false},
        ],
    })
}

/// What is shown for one registered command after `change` was made to the wanted one.
fn shown(change: impl FnOnce(&mut Value)) -> String {
    let mut wanted = wanted();
    change(&mut wanted);
    difference(&[registered()], &[wanted]).to_string()
}

#[test]
fn what_discord_adds_and_reorders_is_no_difference() {
    let difference = difference(&[registered()], &[wanted()]);
    assert!(difference.is_empty(), "{difference}");
    assert_eq!(difference.to_string(), "no difference (1 unchanged)");
}

#[test]
fn a_command_on_messages_is_compared_with_its_like_only() {
    let wanted = json!({"name": "Ask", "type": 3, "options": [], "contexts": [0, 1]});
    let registered = json!({"id": "5", "application_id": "2", "version": "3", "type": 3, "name": "Ask",
        "description": "", "contexts": [0, 1], "nsfw": false, "dm_permission": true});
    assert!(difference(std::slice::from_ref(&registered), std::slice::from_ref(&wanted)).is_empty());
    let typed = json!({"id": "6", "type": 1, "name": "Ask", "description": "x"});
    let both = difference(std::slice::from_ref(&typed), std::slice::from_ref(&wanted));
    assert_eq!(both.to_string(), "+ \"Ask\" (on messages)\n- /Ask", "one name can stand for two commands");
    let mut elsewhere = wanted;
    elsewhere["contexts"] = json!([0]);
    assert_eq!(difference(&[registered, typed], &[elsewhere]).to_string(), "~ \"Ask\" (on messages): contexts\n- /Ask");
}

#[test]
fn creations_updates_and_deletions_are_listed() {
    let old = json!({"id": "4", "type": 1, "name": "old", "description": "x"});
    let faq = json!({"name": "faq", "description": "x"});
    let mut role = wanted();
    role["options"][0]["description"] = json!("Another");
    let difference = difference(&[registered(), old], &[faq, role]);
    assert_eq!(difference.to_string(), "+ /faq\n~ /role: options[0].description\n- /old");
    assert!(!difference.is_empty());
}

#[test]
fn every_place_that_differs_is_named() {
    assert_eq!(shown(|role| role["description"] = json!("x")), "~ /role: description");
    assert_eq!(shown(|role| role["contexts"] = json!([0])), "~ /role: contexts");
    assert_eq!(shown(|role| role["integration_types"] = json!([0])), "~ /role: integration_types");
    assert_eq!(shown(|role| role["nsfw"] = json!(true)), "~ /role: nsfw");
    assert_eq!(shown(|role| role["default_member_permissions"] = json!("0")), "~ /role: default_member_permissions");
    assert_eq!(
        shown(|role| role["description_localizations"] = json!({"fr": "x"})),
        "~ /role: description_localizations.de, description_localizations.fr"
    );
    assert_eq!(
        shown(|role| {
            role["options"][1]["required"] = json!(true);
            role["options"][0]["max_length"] = json!(100);
        }),
        "~ /role: options[0].max_length, options[1].required"
    );
}

#[test]
fn what_is_no_longer_wanted_is_a_difference() {
    let without = |key: &str| shown(|role| _ = role.as_object_mut().unwrap().remove(key));
    assert_eq!(without("options"), "~ /role: options");
    assert_eq!(without("contexts"), "~ /role: contexts");
    assert_eq!(without("description_localizations"), "~ /role: description_localizations");
    // The default is what the application allows, which we do not know here.
    assert_eq!(without("integration_types"), "no difference (1 unchanged)");
}

#[test]
fn options_and_choices_have_an_order() {
    assert_eq!(
        shown(|role| role["options"].as_array_mut().unwrap().swap(0, 1)),
        "~ /role: options[0].name, options[0].description, options[0].type, options[0].required, \
         options[0].autocomplete, options[1].name, options[1].description, options[1].type, options[1].required, \
         options[1].autocomplete"
    );
    assert_eq!(
        shown(|role| role["options"].as_array_mut().unwrap().truncate(1)),
        "~ /role: options",
        "another number of options"
    );
}

#[test]
fn a_choice_may_have_an_empty_looking_value() {
    let command = |value: Value| {
        json!({"name": "x", "description": "x", "options": [
            {"type": 4, "name": "n", "description": "n", "choices": [{"name": "none", "value": value}]}]})
    };
    let shown = |left, right| difference(&[command(left)], &[command(right)]).to_string();
    assert_eq!(shown(json!(0), json!(1)), "~ /x: options[0].choices[0].value");
    assert_eq!(shown(json!(1.0), json!(1)), "no difference (1 unchanged)");
    assert_eq!(
        shown(json!(9_007_199_254_740_991_i64), json!(9_007_199_254_740_991_i64)),
        "no difference (1 unchanged)"
    );
}

#[test]
fn translations_that_repeat_the_original_do_not_count() {
    assert_eq!(
        shown(|role| role["description_localizations"]["fr"] = json!("A role's profile")),
        "no difference (1 unchanged)"
    );
}

#[test]
fn permissions_may_be_numbers_or_text() {
    let command =
        |permissions: Value| json!({"name": "x", "description": "x", "default_member_permissions": permissions});
    assert!(difference(&[command(json!("8"))], &[command(json!(8))]).is_empty());
    assert!(!difference(&[command(json!(null))], &[command(json!("0"))]).is_empty());
}

#[test]
fn one_name_may_be_used_once_for_each_kind() {
    let commands = |description: &str| {
        [
            json!({"type": 3, "name": "Explain", "description": ""}),
            json!({"type": 2, "name": "Explain"}),
            json!({"name": "Explain", "description": description}),
        ]
    };
    assert!(difference(&commands("a"), &commands("a")).is_empty());
    assert_eq!(difference(&commands("a"), &commands("b")).to_string(), "~ /Explain: description");
    assert_eq!(
        difference(&commands("a"), &[]).to_string(),
        "- /Explain\n- \"Explain\" (on people)\n- \"Explain\" (on messages)"
    );
}

#[test]
fn a_server_registration_has_neither_contexts_nor_types() {
    let ours = json!({"name": "x", "description": "x"});
    let discords = json!({"id": "1", "type": 1, "guild_id": "9", "name": "x", "description": "x", "contexts": null,
               "integration_types": [0], "options": []});
    assert!(difference(&[discords], &[ours]).is_empty());
}

#[test]
fn nonsense_does_not_panic() {
    let nonsense = [json!(null), json!(7), json!([]), json!({"name": 5, "type": "x", "options": {"a": [null]}})];
    assert!(difference(&nonsense, &nonsense).is_empty());
}

#[test]
fn a_command_that_is_sent_as_it_is_registered_does_not_change() {
    let on_messages = json!({"id": "5", "application_id": "2", "version": "3", "type": 3, "name": "Ask",
        "description": "", "contexts": [0], "integration_types": [0], "default_member_permissions": "32",
        "nsfw": false, "dm_permission": false});
    for registered in [registered(), on_messages] {
        let sent = unchanged(&registered);
        let difference = difference(std::slice::from_ref(&registered), std::slice::from_ref(&sent));
        assert!(difference.is_empty(), "{difference}");
        for discords in ["id", "application_id", "version", "dm_permission", "handler"] {
            assert_eq!(sent.get(discords), None, "{discords}");
        }
        assert_eq!(sent["type"], registered["type"]);
        assert_eq!(sent["integration_types"], registered["integration_types"]);
    }
    let of_a_server = json!({"id": "1", "type": 1, "guild_id": "9", "name": "x", "description": "x", "contexts": [0],
        "integration_types": [0]});
    assert_eq!(unchanged(&of_a_server), json!({"type": 1, "name": "x", "description": "x"}));
    assert_eq!(unchanged(&json!(null)), json!({}));
}
