//! What members and mentors ask for: questions to the mentors, votes, and their own data.

use std::num::NonZeroU64;

use tpm_guide_core::knowledge::EntryId;
use tpm_guide_core::staff::{
    Action, Call, Filled, FormId, PickedChannel, Place, Press, PrivacyCall, PrivacyPress, Scope,
};

use super::*;

/// *Ask the mentors* below an answer that only Ada sees.
const ASK: &str = r#"{"type": 3,
    "data": {"custom_id": "t1:g:ask", "component_type": 2, "id": 3},
    "message": {"id": "1320000000000000000", "channel_id": "800000000000000001", "type": 20, "content": "", "flags": 64,
        "embeds": [{"type": "rich", "title": "I don't know that", "description": "…",
            "footer": {"text": "You asked: who runs the **stand-up**?"}}],
        "components": []}}"#;

/// The form of a question to the mentors, filled in.
const SUBMITTED: &str = r#"{"type": 5,
    "data": {"custom_id": "t1:g:form:ask", "components": [
        {"type": 18, "id": 1, "component": {"type": 4, "id": 2, "custom_id": "question", "value": "who runs it?"}},
        {"type": 18, "id": 3, "component": {"type": 4, "id": 4, "custom_id": "context", "value": ""}},
        {"type": 18, "id": 5, "component": {"type": 21, "id": 6, "custom_id": "tell", "value": "direct"}},
        {"type": 10, "id": 7}]},
    "message": {"id": "1320000000000000000", "channel_id": "800000000000000001", "type": 20, "content": "", "flags": 64,
        "embeds": [{"footer": {"text": "You asked: who runs the **stand-up**?"}}], "components": []}}"#;

/// The mentors' channel, picked from a menu.
const CHANNEL: &str = r#"{"type": 3,
    "data": {"custom_id": "t1:g:mentors-channel", "component_type": 8, "id": 3, "values": ["800000000000000009"],
        "resolved": {"channels": {"800000000000000009": {"id": "800000000000000009", "type": 0, "name": "mentors",
            "permissions": "2251799813685247", "app_permissions": "84992", "parent_id": null}}}},
    "message": {"id": "1320000000000000000", "channel_id": "800000000000000001", "type": 20, "content": "", "flags": 64,
        "embeds": [{"type": "rich", "title": "Settings"}], "components": []}}"#;

/// `/privacy delete where:everywhere`
const OWN_DATA: &str = r#"{"type": 2, "data": {"id": "1330000000000000030", "name": "privacy", "type": 1, "options": [
    {"name": "delete", "type": 1, "options": [{"name": "where", "type": 3, "value": "everywhere"}]}]}}"#;

const ALL: [&str; 4] = [ASK, SUBMITTED, CHANNEL, OWN_DATA];

fn called(json: &Json) -> (&'static str, Call) {
    match wanted(json) {
        (name, Wanted::Staff(call)) => (name, call),
        (name, wanted) => panic!("{name} is not of a server: {wanted:?}"),
    }
}

fn place(json: &Json) -> Place {
    called(json).1.place
}

fn press(press: Press, picked: &[&str]) -> Action {
    Action::Press { press, picked: picked.iter().map(|value| (*value).to_owned()).collect(), channels: Vec::new() }
}

/// A control in the place of *Ask the mentors*.
fn control(custom_id: &str) -> Json {
    with(sent(IN_A_SERVER, ASK), "/data/custom_id", json!(custom_id))
}

#[test]
fn a_call_knows_its_interaction_its_channel_and_the_question() {
    let (kind, call) = called(&sent(IN_A_SERVER, ASK));
    assert_eq!((kind, call.action), ("mentors", press(Press::AskMentors, &[])));
    assert_eq!(call.interaction, 1_320_000_000_000_000_001);
    let asked = Some("who runs the **stand-up**?".to_owned());
    let channel = NonZeroU64::new(800_000_000_000_000_001);
    assert_eq!(call.place, Place { channel, can_post: true, asked });
    assert!(call.is_in_place && call.is_installed);
}

#[test]
fn only_the_footer_of_the_first_embed_holds_the_question() {
    let text = "/message/embeds/0/footer/text";
    let json = || sent(IN_A_SERVER, ASK);
    for gone in [text, "/message/embeds/0/footer", "/message/embeds/0", "/message/embeds", "/message"] {
        assert_eq!(place(&without(json(), gone)).asked, None, "{gone}");
    }
    for odd in
        [json!("Sources: x"), json!(""), json!(7), json!(null), json!(["You asked: x"]), json!("You asked: \u{202e}")]
    {
        assert_eq!(place(&with(json(), text, odd)).asked, None);
    }
    let second = with(json(), "/message/embeds", json!([{"title": "x"}, {"footer": {"text": "You asked: x"}}]));
    assert_eq!(place(&second).asked, None);
    let long = with(json(), text, json!(format!("You asked: {}", "é".repeat(2000))));
    assert_eq!(place(&long).asked.map(|asked| asked.chars().count()), Some(1000));
}

#[test]
fn the_bot_posts_where_it_sees_the_channel_and_may_send_and_embed() {
    let can_post = |kind: Json, permissions: Json| {
        let json = with(sent(IN_A_SERVER, ASK), "/channel/type", kind);
        place(&with(json, "/app_permissions", permissions)).can_post
    };
    let (view, send, embed, in_threads, administrator) = (1_u64 << 10, 1 << 11, 1 << 14, 1 << 38, 1 << 3);
    let bits = |bits: u64| json!(bits.to_string());
    for kind in [0, 2, 5, 13] {
        assert!(can_post(json!(kind), bits(view | send | embed)));
        for lacking in [view | send, view | embed, send | embed, view | embed | in_threads, 0] {
            assert!(!can_post(json!(kind), bits(lacking)), "{lacking} in type {kind}");
        }
    }
    for thread in [10, 11, 12] {
        assert!(can_post(json!(thread), bits(view | in_threads | embed)));
        assert!(!can_post(json!(thread), bits(view | send | embed)));
    }
    assert!(can_post(json!(11), bits(administrator)) && can_post(json!(0), bits(administrator)));
    for odd in [json!(null), json!("x"), json!("-1"), json!([]), json!(0.5)] {
        assert!(!can_post(json!(0), odd));
    }
    assert!(!place(&without(sent(IN_A_SERVER, ASK), "/app_permissions")).can_post);
    for gone in ["/channel/type", "/channel"] {
        assert!(place(&without(sent(IN_A_SERVER, ASK), gone)).can_post, "a channel without a type is none of threads");
    }
}

#[test]
fn the_bot_posts_nowhere_where_only_a_member_added_it() {
    for owners in [json!({"1": "700000000000000001"}), json!({}), json!(null), json!({"0": "5"})] {
        let (_, call) = called(&with(sent(IN_A_SERVER, ASK), "/authorizing_integration_owners", owners));
        assert_eq!((call.is_installed, call.place.can_post), (false, false));
    }
}

#[test]
fn outside_of_servers_there_are_no_mentors() {
    assert_eq!(request(&sent(IN_A_DM, ASK)).1, Request::Stale { remembered: "t1:g:ask".to_owned() });
    assert_eq!(request(&sent(IN_A_DM, SUBMITTED)).1, Request::Stale { remembered: "t1:g:form:ask".to_owned() });
}

#[test]
fn the_last_option_of_a_menu_asks_the_mentors() {
    let picked = with(select(), "/data/values", json!(["t1:g:ask"]));
    assert_eq!((called(&picked).0, called(&picked).1.action), ("mentors", press(Press::AskMentors, &["t1:g:ask"])));
    for other in ["t1:g:open", "t1:g:take:7", "t1:g:vote:faq/one:1:up", "t1:g:privacy:confirm-delete:everywhere"] {
        let picked = with(select(), "/data/values", json!([other]));
        assert!(matches!(request(&picked), ("menu", Request::Stale { .. })), "{other}");
    }
}

#[test]
fn members_and_mentors_use_controls_of_their_own_kinds() {
    let id = EntryId::new("faq/one").unwrap();
    for (written, kind, expected) in [
        ("t1:g:vote:faq/one:7:up", "vote", Press::Vote(id.clone(), 7, true)),
        ("t1:g:vote:faq/one:7:down", "vote", Press::Vote(id.clone(), 7, false)),
        ("t1:g:missing:faq/one", "mentors", Press::Missing(id.clone())),
        ("t1:g:take:7", "mentors", Press::Take(7)),
        ("t1:g:point:7:faq/one", "mentors", Press::PointTo(7, id)),
        ("t1:g:mentor-settings", "panel", Press::MentorSettings),
    ] {
        let (name, call) = called(&control(written));
        assert_eq!((name, call.action), (kind, press(expected, &[])), "{written}");
    }
}

#[test]
fn a_form_gives_what_was_chosen_and_where_it_was_opened() {
    let (kind, call) = called(&sent(IN_A_SERVER, SUBMITTED));
    let values = [("question", "who runs it?"), ("context", ""), ("tell", "direct")];
    let filled = Filled(values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
    assert_eq!((kind, call.action), ("modal", Action::Submit { form: FormId::AskMentors, filled }));
    assert_eq!(call.place.asked.as_deref(), Some("who runs the **stand-up**?"));
    assert!(call.place.can_post && call.is_in_place);
    let choice = "/data/components/2/component/value";
    for odd in [json!(null), json!([]), json!(["direct"]), json!({})] {
        let (_, call) = called(&with(sent(IN_A_SERVER, SUBMITTED), choice, odd));
        let Action::Submit { filled, .. } = call.action else { panic!("no form") };
        assert_eq!((filled.get("question"), filled.get("tell")), (Some("who runs it?"), None));
    }
}

fn picked_channels(json: &Json) -> Vec<PickedChannel> {
    match called(json) {
        ("panel", Call { action: Action::Press { press: Press::SetMentorsChannel, channels, .. }, .. }) => channels,
        other => panic!("picks no channel: {other:?}"),
    }
}

const RESOLVED: &str = "/data/resolved/channels/800000000000000009";

#[test]
fn a_picked_channel_tells_what_the_bot_lacks_there() {
    let picked = |kind: u64, permissions: u64| {
        let json = with(sent(IN_A_SERVER, CHANNEL), &format!("{RESOLVED}/type"), json!(kind));
        let json = with(json, &format!("{RESOLVED}/app_permissions"), json!(permissions.to_string()));
        let channels = picked_channels(&json);
        assert_eq!((channels.len(), channels[0].id), (1, 800_000_000_000_000_009));
        (channels[0].is_forum, channels[0].missing.join(", "))
    };
    let enough = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 16;
    let in_threads = 1 << 10 | 1 << 38 | 1 << 14 | 1 << 16;
    for (kind, permissions, is_forum, missing) in [
        (0, enough, false, ""),
        (5, enough, false, ""),
        (0, 1 << 3, false, ""),
        (0, 0, false, "View Channel, Send Messages, Embed Links, Read Message History"),
        (0, in_threads, false, "Send Messages"),
        (11, in_threads, false, ""),
        (10, enough, false, "Send Messages in Threads"),
        (12, 1 << 38, false, "View Channel, Embed Links, Read Message History"),
        (15, enough, true, ""),
        (16, enough, true, ""),
        (15, 1 << 10 | 1 << 14, true, "Create Posts, Read Message History"),
    ] {
        assert_eq!(picked(kind, permissions), (is_forum, missing.to_owned()), "{permissions} in type {kind}");
    }
    let json = without(sent(IN_A_SERVER, CHANNEL), &format!("{RESOLVED}/app_permissions"));
    assert_eq!(picked_channels(&json)[0].missing.len(), 4, "what Discord does not say, the bot does not have");
}

#[test]
fn only_channels_that_discord_tells_of_are_picked() {
    assert_eq!(picked_channels(&sent(IN_A_SERVER, CHANNEL)).len(), 1);
    for gone in ["/data/values", RESOLVED, "/data/resolved/channels", "/data/resolved"] {
        assert_eq!(picked_channels(&without(sent(IN_A_SERVER, CHANNEL), gone)), [], "{gone}");
    }
    for values in [json!(["1"]), json!(["x"]), json!(["0"]), json!([7]), json!({}), json!(["800000000000000009 "])] {
        assert_eq!(picked_channels(&with(sent(IN_A_SERVER, CHANNEL), "/data/values", values)), []);
    }
    for odd in ["0", "x", "99999999999999999999"] {
        let mut json = with(sent(IN_A_SERVER, CHANNEL), "/data/values", json!([odd]));
        json["data"]["resolved"]["channels"] = json!({ odd: { "type": 0 } });
        assert_eq!(picked_channels(&json), [], "{odd}");
    }
}

#[test]
fn controls_of_a_members_own_data_work_everywhere() {
    let custom_id = "t1:g:privacy:confirm-delete:everywhere";
    let pressed = |place: &str| match wanted(&with(sent(place, ASK), "/data/custom_id", json!(custom_id))) {
        ("privacy", Wanted::Privacy(call)) => call,
        other => panic!("not of a member's own data: {other:?}"),
    };
    let guild = NonZeroU64::new(900_000_000_000_000_001);
    let expected = PrivacyCall {
        by: UserId::new(700_000_000_000_000_001).unwrap(),
        guild,
        is_in_place: true,
        interaction: 1_320_000_000_000_000_001,
        press: PrivacyPress::ConfirmDelete,
        scope: Scope::Everywhere,
    };
    assert_eq!(pressed(IN_A_SERVER), expected);
    assert_eq!(pressed(IN_A_DM), PrivacyCall { guild: None, interaction: 1_320_000_000_000_000_002, ..expected });
    let foreign = with(control(custom_id), "/authorizing_integration_owners", json!({"1": "700000000000000001"}));
    assert!(matches!(wanted(&foreign).1, Wanted::Privacy(PrivacyCall { guild: None, .. })));
    let without_member = without(control(custom_id), "/member");
    assert_eq!(request(&without_member).1, Request::Stale { remembered: custom_id.to_owned() });
}

#[test]
fn the_command_for_a_members_own_data_works_everywhere() {
    let asked = |json: &Json| match wanted(json) {
        (name, Wanted::Privacy(call)) => (name, call.press, call.scope, call.guild.is_some()),
        other => panic!("not of a member's own data: {other:?}"),
    };
    let command = |place: &str, name: &str| with(sent(place, OWN_DATA), "/data/options/0/name", json!(name));
    for (name, typed, press) in [
        ("show", "privacy show", PrivacyPress::Show),
        ("export", "privacy export", PrivacyPress::Export),
        ("delete", "privacy delete", PrivacyPress::Delete),
    ] {
        assert_eq!(asked(&command(IN_A_SERVER, name)), (typed, press, Scope::Everywhere, true));
        assert_eq!(asked(&command(IN_A_DM, name)), (typed, press, Scope::Everywhere, false));
        for gone in ["/data/options/0/options/0/value", "/data/options/0/options/0", "/data/options/0/options"] {
            assert_eq!(asked(&without(command(IN_A_SERVER, name), gone)).2, Scope::Server, "{gone}");
            assert_eq!(asked(&without(command(IN_A_DM, name), gone)).2, Scope::Everywhere, "{gone}");
        }
    }
    let here = with(command(IN_A_SERVER, "show"), "/data/options/0/options/0/value", json!("server"));
    assert_eq!(asked(&here).2, Scope::Server);
}

#[test]
fn an_unknown_sub_command_for_a_members_own_data_gets_a_kind_word() {
    let json = sent(IN_A_SERVER, OWN_DATA);
    let odd = with(json.clone(), "/data/options/0/name", json!("sell"));
    for odd in [odd, with(json.clone(), "/data/options", json!([])), without(json.clone(), "/data/options")] {
        assert_eq!(request(&odd), ("unknown", Request::UnknownCommand));
    }
    assert_eq!(request(&without(json, "/member")), ("privacy delete", Request::UnknownCommand));
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
    fn no_footer_no_channel_and_no_permission_makes_it_panic(
        footer in "(You asked: )?\\PC{0,200}",
        kind in any::<u64>(),
        permissions in "[0-9]{0,20}|\\PC{0,20}",
        value in "[0-9]{0,20}|\\PC{0,40}",
    ) {
        let mut json = sent(IN_A_SERVER, CHANNEL);
        json["channel"]["type"] = json!(kind);
        json["app_permissions"] = json!(permissions);
        json["message"]["embeds"][0]["footer"] = json!({ "text": footer });
        json["data"]["values"] = json!([value]);
        json["data"]["resolved"]["channels"] = json!({ value: { "type": kind, "app_permissions": permissions } });
        prop_assert!(survives(&json.to_string(), &mut Vec::new()));
    }
}
