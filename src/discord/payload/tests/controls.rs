//! Buttons and menus.

use super::*;

#[test]
fn a_button_asks_what_it_carries() {
    let Request::Press { question, pressed } = request(&sent(IN_A_SERVER, BUTTON)).1 else { panic!("no press") };
    assert_eq!(question, Question::Entry { id: id("industry/healthcare"), page: 1 as Page });
    assert_eq!(pressed, Pressed { own: true, audience: Audience::Channel, plain_text: false });
}

#[test]
fn a_menu_asks_what_is_picked() {
    let (command, Request::Press { question, .. }) = request(&select()) else { panic!("no press") };
    assert_eq!((command, question), ("menu", Question::entry(&id("industry/fintech"))));
}

#[test]
fn a_menu_with_nothing_of_ours_picked_is_stale() {
    for values in [json!([]), json!(["t0:h"]), json!(["t1:x"]), json!(["t1:m"]), json!([7]), json!("t1:h"), json!(null)]
    {
        let picked = with(select(), "/data/values", values);
        assert!(matches!(request(&picked), ("menu", Request::Stale { .. })), "{picked}");
    }
}

#[test]
fn the_message_belongs_to_whoever_asked_for_it() {
    let button = || sent(IN_A_SERVER, BUTTON);
    let asker = "/message/interaction_metadata/user/id";
    assert!(!pressed(&with(button(), asker, json!("700000000000000002"))).own);
    assert!(pressed(&with(button(), asker, json!(700_000_000_000_000_001_u64))).own);
    for path in [asker, "/message/interaction_metadata/user", "/message/interaction_metadata", "/message", "/member"] {
        assert!(!pressed(&without(button(), path)).own, "{path}");
    }
    assert!(pressed(&sent(IN_A_DM, BUTTON)).own);
}

#[test]
fn nobody_owns_what_nobody_asked_for() {
    let mut button = with(sent(IN_A_SERVER, BUTTON), "/message/interaction_metadata/user/id", json!("0"));
    assert!(!pressed(&without(button.clone(), "/member")).own);
    button["member"]["user"]["id"] = json!("0");
    assert!(!pressed(&button).own);
}

#[test]
fn a_private_message_belongs_to_whoever_sees_it() {
    let other = with(sent(IN_A_SERVER, BUTTON), "/message/interaction_metadata/user/id", json!("5"));
    let private = with(other, "/message/flags", json!(64 | 4));
    assert_eq!(pressed(&private), Pressed { own: true, audience: Audience::Asker, plain_text: false });
}

#[test]
fn plain_text_is_a_message_without_embeds() {
    assert!(pressed(&with(sent(IN_A_SERVER, BUTTON), "/message/embeds", json!([]))).plain_text);
    assert!(!pressed(&without(sent(IN_A_SERVER, BUTTON), "/message/embeds")).plain_text);
}

#[test]
fn an_answer_may_be_removed_by_its_asker_and_by_those_who_manage_messages() {
    let button = || sent(IN_A_SERVER, BUTTON);
    let other = || with(button(), "/message/interaction_metadata/user/id", json!("5"));
    assert!(may_remove(&button()));
    assert!(!may_remove(&with(other(), "/member/permissions", json!("0"))));
    for (permissions, allowed) in
        [("8192", true), ("8", true), ("2048", false), ("18446744073709551615", true), ("x", false), ("-1", false)]
    {
        assert_eq!(may_remove(&with(other(), "/member/permissions", json!(permissions))), allowed, "{permissions}");
    }
    assert!(!may_remove(&without(other(), "/member/permissions")));
    assert!(may_remove(&sent(IN_A_DM, BUTTON)));
}

#[test]
fn older_controls_unknown_ones_and_forms_are_stale() {
    for custom_id in ["t0:h", "t2:h", "role_menu", "", "t1:e:industry/healthcare"] {
        let json = with(sent(IN_A_SERVER, BUTTON), "/data/custom_id", json!(custom_id));
        assert_eq!(request(&json), ("control", Request::Stale { remembered: custom_id.to_owned() }));
    }
    let stale = Request::Stale { remembered: "feedback".to_owned() };
    assert_eq!(request(&sent(IN_A_SERVER, MODAL)), ("modal", stale));
    assert_eq!(request(&without(sent(IN_A_SERVER, BUTTON), "/data")).1, Request::Stale { remembered: String::new() });
}
