//! What staff ask for. Ada of the fixtures does not manage the server.

use std::num::NonZeroU64;

use tpm_guide_core::knowledge::EntryId;
use tpm_guide_core::staff::{Action, Attachment, Call, DraftId, FormId, Press, Rights};

use super::*;

/// `/guide add replaces:healthcare`
const ADD: &str = r#"{"type": 2, "data": {"id": "1330000000000000020", "name": "guide", "type": 1, "options": [
    {"name": "add", "type": 1, "options": [{"name": "replaces", "type": 3, "value": "industry/healthcare"}]}]}}"#;

/// `/guide import file:entries.yaml`
const IMPORT: &str = r#"{"type": 2, "data": {"id": "1330000000000000020", "name": "guide", "type": 1,
    "resolved": {"attachments": {"500000000000000001": {"id": "500000000000000001", "filename": "entries.yaml",
        "size": 1234, "url": "https://cdn.discordapp.com/ephemeral-attachments/1/2/entries.yaml?ex=1&is=2&hm=3",
        "proxy_url": "https://media.discordapp.net/x", "content_type": "application/yaml", "ephemeral": true}}},
    "options": [{"name": "import", "type": 1, "options": [
        {"name": "file", "type": 11, "value": "500000000000000001"}]}]}}"#;

/// Typing in the option of `/guide edit`.
const TYPING: &str = r#"{"type": 4, "data": {"id": "1330000000000000020", "name": "guide", "type": 1, "options": [
    {"name": "edit", "type": 1, "options": [{"name": "entry", "type": 3, "value": "stand", "focused": true}]}]}}"#;

/// *Add to the guide* on a message of Ben's.
const ADD_MESSAGE: &str = r#"{"type": 2, "data": {"id": "1330000000000000021", "name": "Add to the guide", "type": 3,
    "target_id": "600000000000000001", "resolved": {"messages": {
        "600000000000000001": {"id": "600000000000000001", "channel_id": "800000000000000001", "type": 0, "flags": 0,
            "content": "We meet on Mondays.", "author": {"id": "700000000000000002", "username": "ben"}}}}}}"#;

/// A form of a new entry, with labels around its fields and a row of the older kind.
const FORM: &str = r#"{"type": 5, "data": {"custom_id": "t1:g:form:new:industry/healthcare", "components": [
    {"type": 18, "id": 1, "component": {"type": 4, "id": 2, "custom_id": "title", "value": "Stand-ups"}},
    {"type": 18, "id": 3, "component": {"type": 4, "id": 4, "custom_id": "body", "value": "We meet\non Mondays."}},
    {"type": 10, "id": 7},
    {"type": 1, "id": 5, "components": [{"type": 4, "id": 6, "custom_id": "source", "value": ""}]}]}}"#;

/// A button on a panel.
const PRESS: &str = r#"{"type": 3,
    "data": {"custom_id": "t1:g:publish:00000000000000ff", "component_type": 2, "id": 3},
    "message": {"id": "1320000000000000000", "channel_id": "800000000000000001", "type": 20, "content": "", "flags": 64,
        "embeds": [{"type": "rich", "title": "Stand-ups"}], "components": []}}"#;

/// A menu of roles on a panel.
const ROLES: &str = r#"{"type": 3,
    "data": {"custom_id": "t1:g:editors", "component_type": 6, "id": 3,
        "values": ["400000000000000001", "400000000000000002"],
        "resolved": {"roles": {"400000000000000001": {"id": "400000000000000001", "name": "Editors"}}}},
    "message": {"id": "1320000000000000000", "channel_id": "800000000000000001", "type": 20, "content": "", "flags": 64,
        "embeds": [], "components": []}}"#;

const ALL: [&str; 7] = [ADD, IMPORT, TYPING, ADD_MESSAGE, FORM, PRESS, ROLES];

/// What is asked of the server, with the command's name.
fn called(json: &Json) -> (&'static str, Call) {
    match wanted(json) {
        (name, Wanted::Staff(call)) => (name, call),
        (name, wanted) => panic!("{name} is not of staff: {wanted:?}"),
    }
}

fn action(json: &Json) -> Action {
    called(json).1.action
}

/// A sub-command with these options.
fn guide(name: &str, options: &Json) -> Json {
    with(sent(IN_A_SERVER, ADD), "/data/options", json!([{"name": name, "type": 1, "options": options}]))
}

fn entry(value: &str) -> Json {
    json!([{"name": "entry", "type": 3, "value": value}])
}

fn days(value: &Json) -> Json {
    json!([{"name": "days", "type": 4, "value": value}])
}

#[test]
fn every_sub_command_is_understood() {
    let none = || json!([]);
    for (json, name, expected) in [
        (guide("add", &none()), "guide add", Action::Add { replaces: None }),
        (guide("edit", &entry("rules")), "guide edit", Action::Edit("rules".to_owned())),
        (guide("remove", &entry("own/rules")), "guide remove", Action::Remove("own/rules".to_owned())),
        (guide("history", &entry("Rules")), "guide history", Action::History("Rules".to_owned())),
        (guide("edit", &none()), "guide edit", Action::Edit(String::new())),
        (guide("list", &none()), "guide list", Action::List),
        (guide("export", &json!(null)), "guide export", Action::Export),
        (guide("import", &none()), "guide import", Action::Import(None)),
        (guide("settings", &none()), "guide settings", Action::Settings),
        (guide("insights", &none()), "guide insights", Action::Insights { days: 30 }),
        (guide("insights", &days(&json!(90))), "guide insights", Action::Insights { days: 90 }),
        (guide("insights", &days(&json!("7"))), "guide insights", Action::Insights { days: 7 }),
        (guide("insights", &days(&json!(u64::MAX))), "guide insights", Action::Insights { days: 30 }),
        (guide("review", &none()), "guide review", Action::Review),
        (guide("merge", &entry("x")), "unknown", Action::Unknown),
        (with(sent(IN_A_SERVER, ADD), "/data/options", none()), "unknown", Action::Unknown),
    ] {
        let (command, call) = called(&json);
        assert_eq!((command, call.action), (name, expected));
    }
    let replaces = Some("industry/healthcare".to_owned());
    assert_eq!(action(&sent(IN_A_SERVER, ADD)), Action::Add { replaces });
}

#[test]
fn a_call_names_the_server_the_member_and_what_they_may_do() {
    let (_, call) = called(&sent(IN_A_SERVER, ADD));
    assert_eq!(call.guild, NonZeroU64::new(900_000_000_000_000_001).unwrap());
    assert_eq!(Some(call.by), UserId::new(700_000_000_000_000_001));
    assert_eq!(call.rights, Rights { manages_server: false, roles: Vec::new() });
    assert!(call.is_installed && !call.is_in_place);
}

#[test]
fn only_those_who_manage_the_server_or_administer_it_have_the_right() {
    for (permissions, manages_server) in [
        (json!("32"), true),
        (json!("8"), true),
        (json!("2248473465835073"), false),
        (json!("18446744073709551615"), true),
        (json!("8192"), false),
        (json!("0"), false),
        (json!("-1"), false),
        (json!(null), false),
        (json!([]), false),
    ] {
        let json = with(sent(IN_A_SERVER, ADD), "/member/permissions", permissions);
        assert_eq!(called(&json).1.rights.manages_server, manages_server, "{json}");
    }
    assert!(!called(&without(sent(IN_A_SERVER, ADD), "/member/permissions")).1.rights.manages_server);
}

#[test]
fn roles_come_along_as_far_as_they_are_ids() {
    let roles = |roles: Json| called(&with(sent(IN_A_SERVER, ADD), "/member/roles", roles)).1.rights.roles;
    assert_eq!(roles(json!(["4", 5, "x", null, {}, "6"])), [4, 5, 6]);
    for odd in [json!(null), json!("4"), json!({"0": "4"}), json!(7)] {
        assert_eq!(roles(odd), Vec::<u64>::new());
    }
    assert_eq!(called(&without(sent(IN_A_SERVER, ADD), "/member/roles")).1.rights.roles, Vec::<u64>::new());
}

#[test]
fn only_the_server_itself_installs_the_application_for_staff() {
    let installed =
        |owners: Json| called(&with(sent(IN_A_SERVER, ADD), "/authorizing_integration_owners", owners)).1.is_installed;
    assert!(installed(json!({"1": "7", "0": "900000000000000001"})));
    for owners in [
        json!({"1": "700000000000000001"}),
        json!({"0": "900000000000000002"}),
        json!({"0": "0"}),
        json!({"0": null}),
        json!({}),
        json!([]),
        json!(null),
    ] {
        assert!(!installed(owners));
    }
    assert!(!called(&without(sent(IN_A_SERVER, ADD), "/authorizing_integration_owners")).1.is_installed);
}

#[test]
fn outside_of_a_server_nothing_is_staffs() {
    for what in [ADD, IMPORT, ADD_MESSAGE] {
        assert_eq!(request(&sent(IN_A_DM, what)).1, Request::UnknownCommand, "{what}");
    }
    for what in [PRESS, ROLES, FORM] {
        assert!(matches!(request(&sent(IN_A_DM, what)).1, Request::Stale { .. }), "{what}");
    }
    let without_guild = without(sent(IN_A_SERVER, ADD), "/guild_id");
    assert_eq!(request(&without_guild).1, Request::UnknownCommand);
    let no_member = without(sent(IN_A_SERVER, ADD), "/member/user");
    assert_eq!(request(&no_member).1, Request::UnknownCommand, "there is no one to check");
}

#[test]
fn a_file_comes_with_its_name_address_and_size() {
    let import = || sent(IN_A_SERVER, IMPORT);
    let url = "https://cdn.discordapp.com/ephemeral-attachments/1/2/entries.yaml?ex=1&is=2&hm=3".to_owned();
    let file = Attachment { name: "entries.yaml".to_owned(), url, size: 1234 };
    assert_eq!(action(&import()), Action::Import(Some(file.clone())));
    let path = "/data/resolved/attachments/500000000000000001";
    let nameless = without(without(import(), &format!("{path}/filename")), &format!("{path}/size"));
    assert_eq!(action(&nameless), Action::Import(Some(Attachment { name: String::new(), size: 0, ..file })));
    for gone in ["/data/resolved", "/data/resolved/attachments", path, &format!("{path}/url")] {
        assert_eq!(action(&without(import(), gone)), Action::Import(None), "{gone}");
    }
}

#[test]
fn the_command_on_a_message_knows_its_text_and_where_it_is() {
    let (name, call) = called(&sent(IN_A_SERVER, ADD_MESSAGE));
    let id = |id: u64| NonZeroU64::new(id).unwrap();
    let message = MessageRef {
        guild: Some(id(900_000_000_000_000_001)),
        channel: id(800_000_000_000_000_001),
        message: id(600_000_000_000_000_001),
    };
    assert_eq!(name, "Add to the guide");
    assert_eq!(call.action, Action::AddFrom { text: "We meet on Mondays.".to_owned(), message });
    let target = "/data/resolved/messages/600000000000000001";
    let bare = without(sent(IN_A_SERVER, ADD_MESSAGE), target);
    assert_eq!(action(&bare), Action::AddFrom { text: String::new(), message }, "the channel is this one");
    assert_eq!(action(&without(sent(IN_A_SERVER, ADD_MESSAGE), "/data/target_id")), Action::Unknown);
}

#[test]
fn the_options_of_sub_commands_are_completed() {
    let complete = |json: &Json| match request(json) {
        ("autocomplete", Request::Complete { field, typed }) => (field, typed),
        other => panic!("completes nothing: {other:?}"),
    };
    let typing = sent(IN_A_SERVER, TYPING);
    assert_eq!(complete(&typing), (Some(Field::Own), "stand".to_owned()));
    assert_eq!(understood(&typing).about.command.map(CommandUsed::name), Some("guide edit"));
    let replaces = with(typing.clone(), "/data/options/0/options/0/name", json!("replaces"));
    assert_eq!(complete(&replaces), (Some(Field::Shipped), "stand".to_owned()));
    let other = with(typing.clone(), "/data/options/0/options/0/name", json!("file"));
    assert_eq!(complete(&other), (None, "stand".to_owned()));
    for path in ["/data/options/0/options/0/focused", "/data/options/0/options", "/data/options"] {
        assert_eq!(complete(&without(typing.clone(), path)), (None, String::new()), "{path}");
    }
}

/// What the form is about, and its values.
fn submitted(json: &Json) -> (FormId, Vec<(String, String)>) {
    match called(json) {
        ("modal", Call { action: Action::Submit { form, filled }, .. }) => (form, filled.0),
        other => panic!("submits nothing: {other:?}"),
    }
}

#[test]
fn a_form_is_read_from_labels_and_from_rows() {
    let (form, values) = submitted(&sent(IN_A_SERVER, FORM));
    assert_eq!(form, FormId::New { replaces: EntryId::new("industry/healthcare") });
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(values, [("title", "Stand-ups"), ("body", "We meet\non Mondays."), ("source", "")]);
}

#[test]
fn a_form_that_no_client_sends_is_bounded() {
    let field =
        |name: &str, value: Json| json!({"type": 18, "component": {"type": 4, "custom_id": name, "value": value}});
    let filled =
        |fields: Vec<Json>| submitted(&with(sent(IN_A_SERVER, FORM), "/data/components", Json::from(fields))).1;
    let many = (0..9).map(|place| field(&place.to_string(), json!("x"))).collect();
    assert_eq!(filled(many).len(), 5);
    let lengths = |value: usize| {
        let filled = filled(vec![field(&"n".repeat(101), json!("é".repeat(value)))]);
        (filled[0].0.chars().count(), filled[0].1.chars().count())
    };
    assert_eq!((lengths(4000), lengths(4001)), ((100, 4000), (100, 4000)));
    assert_eq!(filled(vec![field("x", json!(7)), field("y", json!(null)), json!("z"), json!([])]), []);
}

#[test]
fn forms_of_other_versions_and_of_others_are_told_apart() {
    let form = |id: &str| with(sent(IN_A_SERVER, FORM), "/data/custom_id", json!(id));
    assert_eq!(called(&form("t1:g:form:merge")), ("modal", Call { action: Action::Unknown, ..panel_free() }));
    assert_eq!(called(&form("t1:g:open")).1.action, Action::Unknown, "a control is no form");
    assert_eq!(request(&form("t0:g:form:new")).1, Request::Stale { remembered: "t0:g:form:new".to_owned() });
}

/// Ada's call outside of any panel.
fn panel_free() -> Call {
    called(&guide("list", &json!([]))).1
}

#[test]
fn a_press_changes_the_panel_that_only_its_reader_sees() {
    let (kind, call) = called(&sent(IN_A_SERVER, PRESS));
    assert_eq!((kind, call.is_in_place), ("panel", true));
    assert_eq!(
        call.action,
        Action::Press { press: Press::Publish(DraftId(255)), picked: Vec::new(), channels: Vec::new() }
    );
    assert!(!called(&with(sent(IN_A_SERVER, PRESS), "/message/flags", json!(0))).1.is_in_place);
    let mut from_panel = sent(IN_A_SERVER, FORM);
    assert!(!called(&from_panel).1.is_in_place);
    from_panel["message"] = sent(IN_A_SERVER, PRESS)["message"].clone();
    assert!(called(&from_panel).1.is_in_place, "the form was opened from a panel");
}

#[test]
fn what_is_picked_comes_along_bounded() {
    let picked = |values: Json| match action(&with(sent(IN_A_SERVER, ROLES), "/data/values", values)) {
        Action::Press { press: Press::SetEditors, picked, .. } => picked,
        other => panic!("presses nothing: {other:?}"),
    };
    let Action::Press { picked: roles, .. } = action(&sent(IN_A_SERVER, ROLES)) else { panic!("no press") };
    assert_eq!(roles, ["400000000000000001", "400000000000000002"]);
    assert_eq!(picked(json!(["a", 7, null, "b"])), ["a", "b"]);
    assert_eq!(picked(json!(null)), [""; 0]);
    assert_eq!((picked(json!(vec!["x"; 25])).len(), picked(json!(vec!["x"; 26])).len()), (25, 25));
    assert_eq!(picked(json!(["x".repeat(101)]))[0].len(), 100);
}

#[test]
fn controls_of_another_version_are_unknown_to_staff() {
    let json = with(sent(IN_A_SERVER, PRESS), "/data/custom_id", json!("t1:g:merge:1"));
    let (kind, call) = called(&json);
    assert_eq!((kind, call.action), ("panel", Action::Unknown));
    let menu = with(select(), "/data/values", json!(["t1:g:open"]));
    assert!(matches!(request(&menu), ("menu", Request::Stale { .. })), "members' menus only ask");
}

#[test]
fn whatever_is_missing_or_of_another_type_is_read() {
    let odd = [json!(null), json!(true), json!(-1), json!("x"), json!("0"), json!([]), json!([[]]), json!({})];
    let mut answered = Vec::new();
    let needed = ["/id", "/token", "/application_id", "/type"];
    for json in [IN_A_SERVER, IN_A_DM].into_iter().flat_map(|place| ALL.map(|what| sent(place, what))) {
        for path in paths(&json) {
            let changed = odd.iter().map(|value| with(json.clone(), &path, value.clone()));
            for json in changed.chain([without(json.clone(), &path)]) {
                assert!(survives(&json.to_string(), &mut answered) || needed.contains(&path.as_str()), "{json}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_custom_id_and_no_value_makes_it_panic(
        kind in prop::sample::select(vec![3u64, 5]),
        custom_id in "t1:g:(form:)?[a-z-]{0,12}(:[a-z0-9/-]{0,16}){0,2}|\\PC{0,100}",
        value in "\\PC{0,200}",
    ) {
        let mut json = sent(IN_A_SERVER, FORM);
        json["type"] = json!(kind);
        json["data"]["custom_id"] = json!(custom_id);
        json["data"]["values"] = json!([value]);
        json["data"]["components"][0]["component"]["value"] = json!(value);
        prop_assert!(survives(&json.to_string(), &mut Vec::new()));
    }
}
