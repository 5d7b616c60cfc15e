//! Who sees a response, and whom it pings.

use super::*;

#[test]
fn a_public_answer_can_be_removed_and_a_private_one_cannot() {
    let flags = |response: &Value| response["data"]["flags"].as_u64().unwrap_or_default();
    let public = show(&healthcare(), false, None);
    assert_eq!((flags(&public), labels(&public).contains(&"Remove")), (0, true));
    let private = show(&healthcare(), true, None);
    assert_eq!((flags(&private), labels(&private).contains(&"Remove")), (64, false));
    assert!(labels(&replace(&healthcare(), OWN)).contains(&"Remove"));
    assert!(!labels(&replace(&healthcare(), Pressed { audience: Audience::Asker, ..OWN })).contains(&"Remove"));
}

#[test]
fn whoever_is_answered_is_named_above_and_alone_pinged() {
    let response = show(&healthcare(), false, Some(Named { user: UserId::new(42).unwrap(), ping: true }));
    assert_eq!(response["data"]["content"], "For <@42>:");
    assert_eq!(response["data"]["allowed_mentions"]["users"], json!(["42"]));
    assert_eq!(response["data"]["allowed_mentions"]["parse"], json!([]));
}

#[test]
fn whoever_must_not_be_pinged_is_named_only() {
    let response = show(&healthcare(), false, Some(Named { user: UserId::new(42).unwrap(), ping: false }));
    assert_eq!(response["data"]["content"], "For <@42>:");
    assert_eq!(response["data"]["allowed_mentions"], json!({"parse": [], "users": [], "roles": []}));
}

#[test]
fn nobody_can_be_pinged_by_anything_else() {
    for response in [show(&healthcare(), false, None), show(&healthcare(), true, None), replace(&healthcare(), OWN)] {
        let mentions = &response["data"]["allowed_mentions"];
        assert_eq!((&mentions["parse"], &mentions["users"], &mentions["roles"]), (&json!([]), &json!([]), &json!([])));
    }
}
