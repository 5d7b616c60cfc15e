//! What a frame says, and what an ending means.

use super::*;

fn interaction(text: &str) -> Option<&str> {
    let frame = Frame::parse(text);
    (frame.op == Some(Op::DISPATCH) && frame.t.as_deref() == Some("INTERACTION_CREATE"))
        .then(|| frame.d.map(RawValue::get))
        .flatten()
}

#[test]
fn an_interaction_comes_out_byte_for_byte() {
    let text = r#"{"t":"INTERACTION_CREATE","s":2,"op":0,"d":{"id":"1", "x":[1e3,"\u00e9"]}}"#;
    assert_eq!(interaction(text), Some(r#"{"id":"1", "x":[1e3,"\u00e9"]}"#));
}

#[test]
fn the_order_of_the_envelope_and_unknown_members_do_not_matter() {
    let text = r#"{"d":{"op":7,"t":"READY"},"new":[],"op":0,"s":2,"t":"INTERACTION_\u0043REATE"}"#;
    assert_eq!(interaction(text), Some(r#"{"op":7,"t":"READY"}"#));
}

#[test]
fn nonsense_is_tolerated() {
    for text in ["", "null", "[]", "7", "{", "{}", r#"{"op":"0","t":5,"d":null}"#, r#"{"op":900,"op":3}"#] {
        assert_eq!(interaction(text), None, "{text}");
    }
}

#[test]
fn an_interaction_without_content_is_none() {
    assert_eq!(interaction(r#"{"op":0,"t":"INTERACTION_CREATE","s":1,"d":null}"#), None);
    assert_eq!(interaction(r#"{"op":0,"t":"INTERACTION_CREATE","s":1}"#), None);
}

#[test]
fn exactly_the_documented_close_codes_are_fatal_and_name_a_remedy() {
    let fatal: Vec<u16> = (1000..=4999).filter(|code| Ending::Closed(Some(*code)).fatal().is_some()).collect();
    assert_eq!(fatal, [4004, 4010, 4011, 4012, 4013, 4014]);
    for code in fatal {
        let error = Ending::Closed(Some(code)).fatal().unwrap();
        assert!(error.to_string().contains(&code.to_string()));
    }
    assert!(Ending::Closed(Some(4004)).fatal().unwrap().to_string().contains("DISCORD_TOKEN"));
    assert!(Ending::Closed(None).fatal().is_none());
    assert!(Ending::Silent.fatal().is_none());
}

#[test]
fn a_session_is_given_up_only_where_resuming_cannot_work() {
    let spoils = |code, active| Ending::Closed(Some(code)).spoils_session(active);
    for active in [true, false] {
        assert!(spoils(4007, active) && spoils(4009, active));
        for code in [1000, 1001, 1006, 4000, 4001, 4002, 4005, 4008] {
            assert!(!spoils(code, active), "{code}");
        }
    }
    assert!(spoils(4003, false) && !spoils(4003, true));
    assert!(!Ending::Asked(Op::RECONNECT).spoils_session(true));
    assert!(!Ending::Silent.spoils_session(true));
}
