//! Sharing a private answer.

use super::*;

/// The button with this label.
fn control(response: &Value, label: &str) -> Value {
    let found = controls(&response["data"]).into_iter().find(|control| control["label"] == label);
    found.unwrap_or_else(|| panic!("no {label}: {:?}", labels(response))).clone()
}

#[test]
fn every_private_answer_from_the_guide_can_be_shared() {
    for (command, custom_id) in [
        ("/industry healthcare", "t1:s:e:industry/healthcare:0"),
        ("/compare \"product owner\" \"senior tpm\"", "t1:s:p:role/product-owner:role/senior-tpm:0"),
        ("/career", "t1:s:c"),
        ("/faq all", "t1:s:l:0"),
    ] {
        let answer = asked(shipped(), command);
        for response in [show(&answer, true, None), replace(&answer, Pressed { audience: Audience::Asker, ..OWN })] {
            lawful(&response).unwrap();
            assert_eq!(labels(&response).last(), Some(&"Share in channel"), "{command}");
            assert_eq!(control(&response, "Share in channel")["custom_id"], custom_id);
            assert!(!labels(&response).contains(&"Remove"));
        }
        assert_eq!(labels(&replace(&answer, OWN)).last(), Some(&"Remove"), "a public answer needs no sharing");
    }
    for answer in [unheard_of("xyzzy"), asked(shipped(), "/help")] {
        assert!(!labels(&show(&answer, true, None)).contains(&"Share in channel"), "{}", answer.title);
    }
}

#[test]
fn a_shared_answer_cannot_be_shared_again() {
    let [update, _] = share(&healthcare(), None);
    lawful(&update).unwrap();
    assert_eq!(update["type"], json!(7), "the private answer is updated");
    assert_eq!(control(&update, "Shared")["disabled"], json!(true));
    assert!(!labels(&update).contains(&"Share in channel"));
    let before = show(&healthcare(), true, None);
    assert_eq!(update["data"]["embeds"], before["data"]["embeds"], "and shows the same");
}

#[test]
fn the_public_copy_names_the_sharer_without_a_ping_and_links_to_the_message() {
    let [_, follow_up] = share(&healthcare(), None);
    lawful(&follow_up).unwrap();
    let data = &follow_up["data"];
    assert_eq!((&data["content"], data.get("flags")), (&json!("Shared by <@42>"), None));
    assert_eq!(data["allowed_mentions"], json!({"parse": [], "users": [], "roles": []}));
    let asked_for = show(&healthcare(), false, None);
    assert_eq!(data["embeds"], asked_for["data"]["embeds"]);
    assert_eq!(data["components"], asked_for["data"]["components"], "with Remove");
    let id = |id| NonZeroU64::new(id).unwrap();
    for (guild, place) in [(Some(id(7)), "7"), (None, "@me")] {
        let [_, follow_up] = share(&healthcare(), Some(MessageRef { guild, channel: id(8), message: id(9) }));
        let link = format!("Shared by <@42>, in answer to https://discord.com/channels/{place}/8/9");
        assert_eq!(follow_up["data"]["content"], json!(link));
    }
}
