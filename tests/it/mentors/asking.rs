//! The ways to the mentors: below what the guide does not know, as the last choice below what it found, and below what it says about
//! a member's message. And what people type to do harm, which is shown as text.

use super::support::*;

/// The choice below an answer that was found.
const INSTEAD: &str = "Something else: ask the mentors";

#[tokio::test(flavor = "multi_thread")]
async fn what_was_found_and_not_meant_leads_to_the_mentors() {
    over_each_transport(async |fixture, People { noa, .. }| {
        for (line, question) in [
            ("/ask question:do i need a degree?", "do i need a degree?"),
            ("/ask question:what does a tpm do? private:true", "what does a tpm do?"),
        ] {
            let answer = types(&noa, line).await;
            let ask = form(&noa.selects(&answer, INSTEAD).await.unwrap_or_else(|_| panic!("{}", answer.as_seen())));
            assert_eq!(ask.field("Your question").unwrap().preset(), [question], "{line}: the whole question");
            assert_eq!(fixture.discord.message(answer.id).unwrap().text(), answer.text(), "the answer stays");
        }
        // What is asked for by name is what is meant.
        let named = types(&noa, "/faq question:3").await;
        assert!(noa.selects(&named, INSTEAD).await.is_err(), "{}", named.as_seen());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_question_comes_whole() {
    over_each_transport(async |fixture, People { noa, .. }| {
        let long = format!("{} {}", OTHERS[0], "zq ".repeat(84).trim_end());
        assert_eq!(long.len(), 297, "as long as `/ask` takes them, about");
        let ask = opens_form(&noa, &long).await;
        assert_eq!(ask.field("Your question").unwrap().preset(), [long.as_str()]);
        submits(&noa, &ask, &[]).await;
        let queued = queued(fixture, 1).await.remove(0);
        assert!(queued.text().contains(&long), "{}", queued.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_message_that_was_asked_about_only_what_the_asker_types_is_stored() {
    over_each_transport(async |fixture, People { noa, bob, .. }| {
        let said = bob.says("zebra parking: which gate of the garage is open on sundays?").unwrap();
        let told = answered(&noa.uses("Ask TPM Guide", &said).await.unwrap());
        let ask = form(&noa.clicks(&told, "Ask the mentors").await.unwrap_or_else(|_| panic!("{}", told.as_seen())));
        assert_eq!(ask.field("Your question").unwrap().preset(), [""], "another member's words");
        let typed = ("Your question", OTHERS[1]);
        submits(&noa, &ask, &[typed, ("What helps to answer it", "I am new here.")]).await;
        let queued = queued(fixture, 1).await.remove(0);
        assert!(queued.text().contains(OTHERS[1]) && queued.text().contains("I am new here."), "{}", queued.text());
        assert!(!queued.text().contains("zebra"), "{}", queued.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_who_waits_already_waits_once_and_may_send_another_question() {
    over_each_transport(async |fixture, People { max, noa, ada, .. }| {
        let first = sends(fixture, &noa, QUESTION, HERE).await;
        let similar = asks(&noa, SAME, HERE).await;
        let joined = clicks(&noa, &similar, "Wait for the same answer").await;
        assert!(joined.text().contains("You are waiting for **#1**."), "{}", joined.as_seen());
        let similar = asks(&ada, SAME, HERE).await;
        let send = button(&similar, "Send mine");
        let sent = clicks(&ada, &similar, "Send mine").await;
        assert!(sent.text().contains("It is **#2**."), "{}", sent.as_seen());
        let data = serde_json::json!({ "custom_id": send, "component_type": 2 });
        let again = answered(&ada.clicks_raw(&similar, data).await.unwrap());
        assert_eq!(title(&again), "That question is gone", "{}", again.as_seen());
        let queue = queued(fixture, 2).await;
        assert!(queue[1].text().contains(SAME), "{}", queue[1].text());
        // One that was answered meanwhile cannot be joined.
        let similar = asks(&ada, &format!("{QUESTION} "), HERE).await;
        let preview = previews(&max, &first, ANSWER).await;
        clicks(&max, &preview, "Only tell the asker").await;
        let late = clicks(&ada, &similar, "Wait for the same answer").await;
        assert_eq!(title(&late), "That question is no longer open", "{}", late.as_seen());
        clicks(&ada, &late, "Send mine").await;
        queued(fixture, 3).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_words_are_shown_as_text_and_ping_no_one() {
    over_each_transport(async |fixture, People { max, noa, ada, .. }| {
        let role = fixture.discord.arrange(|world| world.guilds[&world.home].role_named("Mentors").expect("a role").id);
        let hostile = format!("@everyone <@{}> <@&{role}> **zq** `x` [a](https://evil.example) zq?", ada.id().unwrap());
        let ask = opens_form(&noa, OTHERS[0]).await;
        let (how, here) = ("How do you want to get the answer?", HERE);
        let fields = [("Your question", hostile.as_str()), ("What helps to answer it", hostile.as_str()), (how, here)];
        submits(&noa, &ask, &fields).await;
        let queued = queued(fixture, 1).await.remove(0);
        assert!(!queued.text().contains("](https"), "no link: {}", queued.text());
        assert!(!queued.text().contains("**zq**"), "no markup: {}", queued.text());
        assert_eq!(notified(fixture, &queued), [""; 0]);

        let title_field = hostile.chars().take(60).collect::<String>();
        let answer = [("Title", title_field.as_str()), ("Answer", hostile.as_str())];
        let preview = previews(&max, &queued, &answer).await;
        clicks(&max, &preview, "Only tell the asker").await;
        let told = told_in_channel(fixture, 1).await.remove(0);
        assert_eq!(notified(fixture, &told), ["noa"], "{}", told.as_seen());
        redrawn(fixture, &queued, "**Answered**").await;

        let ask = opens_form(&noa, OTHERS[1]).await;
        submits(&noa, &ask, &[("Your question", hostile.as_str()), (how, here)]).await;
        let queued = super::support::queued(fixture, 2).await.remove(1);
        let decline = form(&max.clicks(&queued, "Decline").await.unwrap());
        submits(&max, &decline, &[("Why?", "Another reason"), ("In your own words", hostile.as_str())]).await;
        let told = told_in_channel(fixture, 2).await.remove(1);
        assert_eq!(notified(fixture, &told), ["noa"], "{}", told.as_seen());
    })
    .await;
}
