//! What mentors do: an answer for the asker alone, an entry that is there already, a kind refusal, two mentors at once, claims,
//! and drafts.

use fake_discord::Person;
use serde_json::json;

use super::support::*;

/// Presses what was on a message a moment ago.
async fn presses(person: &Person, message: &fake_discord::Message, custom_id: &str) -> fake_discord::Message {
    let data = json!({ "custom_id": custom_id, "component_type": 2 });
    answered(&person.clicks_raw(message, data).await.unwrap())
}

/// Bob becomes a mentor, who is no staff.
fn bob_becomes_a_mentor(fixture: &Fixture) -> Person {
    fixture.discord.arrange(|world| {
        let role = world.guilds[&world.home].role_named("Mentors").expect("it was added").id;
        let bob = world.user_named("bob").expect("he is there from the start").id;
        world.give_role(world.home, bob, role);
    });
    fixture.discord.member("bob").in_channel("mentors")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_for_the_asker_alone_changes_nothing_in_the_guide() {
    over_each_transport(async |fixture, People { max, noa, bob, .. }| {
        let queued = sends(fixture, &noa, QUESTION, HERE).await;
        let preview = previews(&max, &queued, ANSWER).await;
        let told = clicks(&max, &preview, "Only tell the asker").await;
        assert!(told.text().contains("The guide has not changed."), "{}", told.as_seen());
        let told = told_in_channel(fixture, 1).await.remove(0);
        assert!(told.text().contains("Ask **reception** for a badge"), "{}", told.text());
        assert_eq!(notified(fixture, &told), ["noa"]);
        let done = redrawn(fixture, &queued, "for those who asked, without an entry: **Parking in Leeds**").await;
        assert!(done.buttons().is_empty(), "{}", done.as_seen());
        assert_eq!(title(&types(&bob, &format!("/ask question:{QUESTION}")).await), "I don't know that");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_is_there_answers_and_is_found_by_these_words_in_this_server_only() {
    over_each_transport(async |fixture, People { max, noa, ada, bob, .. }| {
        let queued = sends(fixture, &noa, QUESTION, HERE).await;
        let offered = clicks(&max, &queued, "It is in the guide").await;
        assert_eq!(title(&offered), "Which entry answers #1?", "{}", offered.as_seen());
        let search = form(&max.clicks(&offered, "Search the guide").await.unwrap());
        let found = submits(&max, &search, &[("What is it about?", "do I need a degree?")]).await;
        assert_eq!((found.id, title(&found).as_str()), (offered.id, "Which entry answers #1?"));
        let entry = found.menus()[0].options[0].label.clone();
        let preview = answered(&max.selects(&found, &entry).await.unwrap());
        assert_eq!(title(&preview), "Does this answer #1?", "{}", preview.as_seen());
        assert!(preview.text().contains("Nothing is sent yet."), "{}", preview.text());
        let pointed = clicks(&max, &preview, "Point them to it").await;
        assert_eq!(title(&pointed), "On its way", "{}", pointed.as_seen());

        let told = told_in_channel(fixture, 1).await.remove(0);
        assert!(told.text().contains(&entry), "{}", told.text());
        redrawn(fixture, &queued, &format!("with an entry of the guide: **{entry}**")).await;
        let answer = types(&bob, &format!("/ask question:{QUESTION}")).await;
        assert!(answer.text().contains(&entry) && title(&answer) != "I don't know that", "{}", answer.as_seen());
        let elsewhere = types(&ada.in_server(WORKSHOP), &format!("/ask question:{QUESTION}")).await;
        assert_eq!(title(&elsewhere), "I don't know that", "{}", elsewhere.as_seen());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_declined_kindly_and_without_a_name() {
    over_each_transport(async |fixture, People { max, noa, .. }| {
        let queued = sends(fixture, &noa, QUESTION, HERE).await;
        let reasons = form(&max.clicks(&queued, "Decline").await.unwrap());
        let asked = submits(&max, &reasons, &[("Why?", "Another reason")]).await;
        assert_eq!(title(&asked), "Which reason?", "{}", asked.as_seen());
        let reasons = form(&max.clicks(&asked, "Write it").await.unwrap());
        let words = ("In your own words", "The facilities desk knows.");
        let declined = submits(&max, &reasons, &[("Why?", "It is about something else"), words]).await;
        assert_eq!(title(&declined), "Declined", "{}", declined.as_seen());

        let told = told_in_channel(fixture, 1).await.remove(0);
        assert_eq!(told.content, format!("<@{}> About your question to the mentors:", noa.id().unwrap()));
        for said in ["The mentors can't answer this one", "can't help with", "The facilities desk knows."] {
            assert!(told.text().contains(said), "{said}: {}", told.text());
        }
        assert!(!told.text().contains(&max.id().unwrap().to_string()), "{}", told.text());
        let done = redrawn(fixture, &queued, "**Declined** by").await;
        assert_eq!((title(&done).as_str(), done.buttons().len()), ("🚫 Question #1", 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_of_two_mentors_sees_what_the_first_did_and_keeps_what_they_wrote() {
    over_each_transport(async |fixture, People { mia, max, noa, bob, .. }| {
        let queued = sends(fixture, &noa, QUESTION, HERE).await;
        let preview = previews(&max, &queued, &[("Title", "Badges"), ("Answer", "The zebra desk has them.")]).await;
        let late_form = form(&max.clicks(&queued, "Answer").await.unwrap());
        let first = previews(&mia, &queued, ANSWER).await;
        assert_eq!(title(&clicks(&mia, &first, "Publish as entry").await), "Published");

        let late = clicks(&max, &preview, "Publish as entry").await;
        assert_eq!(title(&late), "Another mentor was first", "{}", late.as_seen());
        for first in [format!("**Answered** by <@{}>", mia.id().unwrap()), "Parking in Leeds".to_owned()] {
            assert!(late.text().contains(&first), "{first}: {}", late.text());
        }
        let edited = form(&max.clicks(&late, "Edit again").await.unwrap());
        assert_eq!(edited.field("Answer").unwrap().preset(), ["The zebra desk has them."], "nothing is lost");
        let published = clicks(&max, &late, "Publish as entry").await;
        assert_eq!(title(&published), "Published", "{}", published.as_seen());
        assert!(types(&bob, "/topic name:badges").await.text().contains("The zebra desk has them."));

        // Forms that were open, and buttons that were there a moment ago.
        let late = submits(&max, &late_form, &[("Title", "Badges 2"), ("Answer", "There are some.")]).await;
        let late = clicks(&max, &late, "Only tell the asker").await;
        assert_eq!(title(&late), "Another mentor was first", "{}", late.as_seen());
        for pressed in ["t1:g:take:1", "t1:g:release:1", "t1:g:answer:1", "t1:g:in-guide:1", "t1:g:decline:1"] {
            let late = presses(&max, &queued, pressed).await;
            assert_eq!(title(&late), "Another mentor was first", "{pressed}: {}", late.as_seen());
            assert!(late.is_ephemeral());
        }
        let told = told_in_channel(fixture, 1).await.remove(0);
        assert!(told.text().contains("Ask **reception** for a badge"), "the first answer, once: {}", told.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_is_released_by_its_mentor_or_staff_alone() {
    over_each_transport(async |fixture, People { mia, max, noa, .. }| {
        let bob = bob_becomes_a_mentor(fixture);
        let queued = sends(fixture, &noa, QUESTION, HERE).await;
        let taken = clicks(&bob, &queued, "Take").await;
        assert!(taken.text().contains(&format!("**Taken** by <@{}>", bob.id().unwrap())), "{}", taken.text());

        let refused = presses(&max, &queued, "t1:g:take:1").await;
        assert!(refused.is_ephemeral() && title(&refused) == "It is taken", "{}", refused.as_seen());
        let refused = clicks(&max, &taken, "Release").await;
        assert_eq!(title(&refused), "It is taken", "{}", refused.as_seen());
        let still = fixture.discord.message(queued.id).unwrap();
        assert!(still.text().contains("**Taken** by"), "{}", still.text());
        let released = clicks(&bob, &taken, "Release").await;
        assert_eq!((released.id, title(&released).as_str()), (queued.id, "⏳ Question #1"));

        let taken = clicks(&max, &released, "Take").await;
        let released = clicks(&mia, &taken, "Release").await;
        assert_eq!(title(&released), "⏳ Question #1", "staff may: {}", released.as_seen());
        // A mentor who has not taken it may answer it.
        let taken = clicks(&max, &released, "Take").await;
        let preview = previews(&bob, &taken, ANSWER).await;
        assert_eq!(title(&clicks(&bob, &preview, "Publish as entry").await), "Published");
        redrawn(fixture, &queued, &format!("**Answered** by <@{}>", bob.id().unwrap())).await;
        assert_eq!(queue(fixture).len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mentor_edits_and_discards_a_draft() {
    over_each_transport(async |fixture, People { max, noa, .. }| {
        let queued = sends(fixture, &noa, QUESTION, HERE).await;
        let answer = form(&max.clicks(&queued, "Answer").await.unwrap());
        assert_eq!(answer.field("Questions it answers").unwrap().preset(), [QUESTION], "the asker's words");
        let preview = submits(&max, &answer, ANSWER).await;
        let again = form(&max.clicks(&preview, "Edit again").await.unwrap());
        let better = submits(&max, &again, &[("Answer", "Ask the front desk.")]).await;
        assert!(better.id == preview.id && better.text().contains("Ask the front desk."), "{}", better.as_seen());
        let gone = clicks(&max, &better, "Discard").await;
        assert!(gone.text().contains("Your answer is gone, and nothing was sent."), "{}", gone.as_seen());
        let late = presses(&max, &better, &button(&better, "Publish as entry")).await;
        assert_eq!(title(&late), "That answer is gone", "{}", late.as_seen());
        let still = fixture.discord.message(queued.id).unwrap();
        assert_eq!(title(&still), "⏳ Question #1");
        told_in_channel(fixture, 0).await;
    })
    .await;
}
