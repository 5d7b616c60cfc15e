//! What a member sees of their own data. The words first: a member of whom something of each kind is stored.

use super::*;
use crate::staff::{Button, File, Panel, Press, PrivacyPress, Reply, Row, Scope};

const NOW: i64 = 1_795_340_000;

fn question(number: u64, is_joined: bool, state: &str) -> KeptQuestion {
    KeptQuestion {
        number,
        question: "How do I *begin* as a TPM, @everyone?".to_owned(),
        context: None,
        about: None,
        at: NOW,
        is_joined,
        tell: "direct".to_owned(),
        state: state.to_owned(),
        told: "waiting".to_owned(),
    }
}

/// Something of each kind.
fn everything() -> AboutMember {
    let draft = KeptDraft { what: "entry".to_owned(), content: serde_json::json!({ "title": "x" }), at: NOW };
    let revision = KeptRevision { entry: "rules".to_owned(), revision: 2, reason: "edited".to_owned(), at: NOW };
    let work = KeptWork { number: 4, what: "answered".to_owned(), at: NOW };
    let vote = KeptVote { entry: "role/tpm".to_owned(), revision: 7, is_for: true, at: NOW };
    let data = ServerData {
        server: 1_100_000_000_000_000_001,
        questions: vec![question(1, false, "answered"), question(2, false, "waiting"), question(3, true, "taken")],
        votes: vec![vote.clone(), vote],
        drafts: vec![draft],
        revisions: vec![revision],
        answered_as_mentor: vec![work],
        changes: vec![LoggedChange { what: "settings".to_owned(), at: NOW }],
        paused_since: Some(NOW),
    };
    AboutMember { member: 42, servers: vec![data, ServerData { server: 5, ..ServerData::default() }] }
}

fn drawn(panel: &Panel) -> String {
    let small_print = panel.small_print.iter().map(|print| format!("-# {print}"));
    let rows = panel.rows.iter().map(|row| match row {
        Row::Buttons(buttons) => {
            buttons.iter().map(|button| format!("[{}]", button.label)).collect::<Vec<_>>().join(" ")
        }
        _ => panic!("only buttons"),
    });
    let parts = [format!("# {}", panel.title)].into_iter().chain(panel.text.iter().cloned());
    parts.chain(small_print).chain(rows).collect::<Vec<_>>().join("\n\n") + "\n"
}

fn buttons(panel: &Panel) -> Vec<&Button> {
    panel.rows.iter().flat_map(|row| if let Row::Buttons(buttons) = row { &buttons[..] } else { &[] }).collect()
}

#[test]
fn what_members_see_of_their_data() {
    let all = everything();
    let nothing = AboutMember { member: 42, servers: vec![ServerData::default()] };
    let panels = [
        shown(&all, Scope::Server),
        shown(&all, Scope::Everywhere),
        shown(&nothing, Scope::Server),
        shown(&nothing, Scope::Everywhere),
        confirm_deletion(&all, Scope::Server),
        confirm_deletion(&nothing, Scope::Everywhere),
        deleted(Scope::Server),
        deleted(Scope::Everywhere),
    ];
    assert!(panels.iter().flat_map(buttons).all(|button| button.label.chars().count() <= 25));
    let text = panels.iter().map(drawn).collect::<Vec<_>>().join("\n");
    assert!(!text.contains("@everyone"), "{text}");
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("panels", text) });
}

#[test]
fn controls_stay_in_the_scope_that_is_shown() {
    for scope in [Scope::Server, Scope::Everywhere] {
        let panel = confirm_deletion(&everything(), scope);
        let presses: Vec<Press> = buttons(&panel).into_iter().map(|button| button.press.clone()).collect();
        let expected = [PrivacyPress::ConfirmDelete, PrivacyPress::Export, PrivacyPress::Show];
        assert_eq!(presses, expected.map(|press| Press::Privacy(press, scope)));
    }
}

#[test]
fn the_file_holds_everything_that_a_program_and_a_person_can_read() {
    let Reply::Files { files, .. } = exported(&everything(), Scope::Server) else { panic!("a file") };
    let [File { name, bytes, description }] = <[File; 1]>::try_from(files).unwrap();
    assert_eq!(name, "tpm-guide-about-me.json");
    assert!(description.chars().count() <= 1_024);
    let text = String::from_utf8(bytes).unwrap();
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("file", text) });
    let read: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(read["member"], "42");
    assert_eq!(read["servers"][0]["server"], "1100000000000000001", "an id that a number would not hold exactly");
}

#[test]
fn a_time_that_is_none_and_a_long_list_do_no_harm() {
    let questions = (0..1_000).map(|number| question(number, false, "waiting")).collect();
    let data = ServerData { questions, paused_since: Some(i64::MAX), ..ServerData::default() };
    let about = AboutMember { member: u64::MAX, servers: vec![data] };
    let panel = shown(&about, Scope::Server);
    assert!(panel.text.iter().map(|text| text.chars().count()).sum::<usize>() < 4_000);
    assert!(matches!(exported(&about, Scope::Server), Reply::Files { files, .. } if !files[0].bytes.is_empty()));
}
