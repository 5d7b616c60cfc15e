//! Who may do what: rights are checked with every press and every form, whatever is forged, and servers know nothing of each other.

use fake_discord::{Message, Person};
use serde_json::{Value, json};

use super::support::*;

/// What members are told who are no mentors, and who are no staff.
const NO_MENTOR: &str = "You can't answer for the mentors";
const NO_STAFF: &str = "You can't edit this server's entries";

async fn forces(person: &Person, message: &Message, custom_id: &str) -> Message {
    let data = json!({ "custom_id": custom_id, "component_type": 2 });
    answered(&person.clicks_raw(message, data).await.unwrap())
}

/// A form, filled in and sent without having been opened.
fn forged_form(custom_id: &str) -> Value {
    let field =
        |name: &str, value: &str| json!({ "type": 18, "component": { "type": 4, "custom_id": name, "value": value } });
    let fields = [field("title", "Zebra"), field("body", "Stripes."), field("text", "Zebra"), field("words", "zebra")];
    json!({ "type": 5, "data": { "custom_id": custom_id, "components": fields } })
}

async fn sends_form(person: &Person, custom_id: &str) -> Message {
    answered(&person.sends_raw_interaction(forged_form(custom_id)).await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_without_rights_is_refused_whatever_they_forge() {
    over_each_transport(async |fixture, People { max, noa, bob, .. }| {
        let queued = sends(fixture, &noa, QUESTION, HERE).await;
        let preview = previews(&max, &queued, ANSWER).await;
        assert!(bob.in_channel("mentors").clicks(&queued, "Take").await.is_err(), "he does not see the channel");

        let public = types(&bob, "/faq question:3").await;
        let of_mentors = [
            "t1:g:take:1".to_owned(),
            "t1:g:release:1".to_owned(),
            "t1:g:answer:1".to_owned(),
            "t1:g:in-guide:1".to_owned(),
            "t1:g:search:1".to_owned(),
            "t1:g:pick:1".to_owned(),
            "t1:g:point:1:faq/degree-required".to_owned(),
            "t1:g:decline:1".to_owned(),
            button(&preview, "Publish as entry"),
            button(&preview, "Only tell the asker"),
            button(&preview, "Edit again"),
        ];
        for custom_id in &of_mentors {
            let told = forces(&bob, &public, custom_id).await;
            assert!(told.is_ephemeral() && title(&told) == NO_MENTOR, "{custom_id}: {}", told.as_seen());
        }
        let forms = [
            "t1:g:form:answer:1",
            "t1:g:form:answer-draft:0000000000000001",
            "t1:g:form:search:1",
            "t1:g:form:decline:1",
        ];
        for custom_id in forms {
            assert_eq!(title(&sends_form(&bob, custom_id).await), NO_MENTOR, "{custom_id}");
        }
        // A mentor is no staff.
        let of_staff = ["mentor-settings", "mentors-channel", "end-mentors", "mentors", "ping", "paused", "votes:off"];
        for word in of_staff {
            for member in [&bob, &max.in_channel("general")] {
                let told = forces(member, &public, &format!("t1:g:{word}")).await;
                assert_eq!(title(&told), NO_STAFF, "{word}: {}", told.as_seen());
            }
        }
        let refused = of_mentors.len() + forms.len() + 2 * of_staff.len();
        let line = "outcome=\"refused\"";
        fixture.bot.says(line, refused).await;
        assert_eq!(fixture.bot.said().matches(line).count(), refused, "a line each: {}", fixture.bot.said());
        assert!(!fixture.bot.said().contains("Zebra"), "not what was typed");

        let still = fixture.discord.message(queued.id).unwrap();
        assert_eq!((title(&still).as_str(), still.edited), ("⏳ Question #1", None), "nothing changed");
        told_in_channel(fixture, 0).await;
        assert_eq!(title(&clicks(&max, &preview, "Publish as entry").await), "Published");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_loses_the_role_of_mentors_is_refused_at_the_next_press() {
    over_each_transport(async |fixture, People { max, noa, .. }| {
        let queued = sends(fixture, &noa, QUESTION, HERE).await;
        let preview = previews(&max, &queued, ANSWER).await;
        let id = max.id().unwrap();
        fixture.discord.arrange(|world| {
            let role = world.guilds[&world.home].role_named("Mentors").expect("it was added").id;
            world.take_role(world.home, id, role);
        });
        let here = max.in_channel("general");
        let public = types(&here, "/faq question:3").await;
        for label in ["Publish as entry", "Only tell the asker", "Edit again"] {
            let told = forces(&here, &public, &button(&preview, label)).await;
            assert_eq!(title(&told), NO_MENTOR, "{label}: {}", told.as_seen());
        }
        told_in_channel(fixture, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_of_another_server_touch_nothing() {
    over_each_transport(async |fixture, People { mia, max, noa, .. }| {
        let queued = sends(fixture, &noa, QUESTION, HERE).await;
        let preview = previews(&mia, &queued, ANSWER).await;
        let there = mia.in_server(WORKSHOP);
        let public = types(&there, "/faq question:3").await;
        for pressed in ["t1:g:take:1", "t1:g:release:1", "t1:g:answer:1", "t1:g:in-guide:1", "t1:g:decline:1"] {
            let told = forces(&there, &public, pressed).await;
            assert_eq!(title(&told), "That question is gone", "{pressed}: {}", told.as_seen());
        }
        for label in ["Publish as entry", "Only tell the asker", "Edit again"] {
            let told = forces(&there, &public, &button(&preview, label)).await;
            assert_eq!(title(&told), "That answer is gone", "{label}: {}", told.as_seen());
        }
        assert_eq!(title(&sends_form(&there, "t1:g:form:decline:1").await), "That question is gone");
        let told = forces(&there, &public, "t1:g:ask").await;
        assert_eq!(title(&told), "The mentors can't be asked here", "{}", told.as_seen());

        let still = fixture.discord.message(queued.id).unwrap();
        assert_eq!((title(&still).as_str(), still.edited), ("⏳ Question #1", None), "nothing changed");
        told_in_channel(fixture, 0).await;
        // Nor is another member's draft one's own.
        let told = forces(&max, &queued, &button(&preview, "Publish as entry")).await;
        assert_eq!(title(&told), "That answer is gone", "{}", told.as_seen());
        assert_eq!(title(&clicks(&mia, &preview, "Publish as entry").await), "Published");
    })
    .await;
}
