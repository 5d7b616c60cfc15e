//! How askers are told: directly, with their next answer, and what becomes of messages that do not reach them. And what is asked
//! of them before: limits, and that nothing is stored before they send it.

use fake_discord::{DirectMessageFault, Message, Person};
use serde_json::json;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};

use super::support::*;

/// A mentor answers the question of a message for those alone who asked.
async fn answers(max: &Person, queued: &Message) {
    let preview = previews(max, queued, ANSWER).await;
    assert_eq!(title(&clicks(max, &preview, "Only tell the asker").await), "On its way");
}

/// A mentor declines the question of a message.
async fn declines(max: &Person, queued: &Message) {
    let reasons = form(&max.clicks(queued, "Decline").await.unwrap());
    assert_eq!(title(&submits(max, &reasons, &[]).await), "Declined");
}

/// What only this person sees of an answer of the mentors.
fn notes(fixture: &Fixture, person: &Person) -> Vec<Message> {
    let id = person.id().ok();
    let is_note = |message: &Message| message.ephemeral_for == id && title(message) == "Your question has an answer";
    fixture.discord.all_messages().into_iter().filter(is_note).collect()
}

/// Noa asks the guide something until the note comes, which the bot may not know of yet.
async fn is_noted(fixture: &Fixture, noa: &Person) -> Message {
    let asking = async {
        while notes(fixture, noa).is_empty() {
            types(noa, "/faq question:3").await;
        }
    };
    let came = tokio::time::timeout(BOUND, asking).await;
    assert!(came.is_ok(), "no note came: {}", fixture.story());
    notes(fixture, noa).remove(0)
}

/// A note comes once: further answers bring none.
async fn is_noted_once(fixture: &Fixture, noa: &Person) {
    // The first is confirmed by the time at which the second is answered, or else it is claimed and not shown again.
    for line in ["/faq question:4", "/faq question:5", "/topic name:raid log"] {
        types(noa, line).await;
    }
    assert_eq!(notes(fixture, noa).len(), 1, "{}", fixture.story());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_asker_is_told_directly() {
    over_each_transport(async |fixture, People { max, noa, .. }| {
        let queued = sends(fixture, &noa, QUESTION, DIRECTLY).await;
        answers(&max, &queued).await;
        let told = told_directly(fixture, "noa", 1).await.remove(0);
        for said in [QUESTION, "Ask **reception** for a badge", "the mentors of a server that we share"] {
            assert!(told.text().contains(said), "{said}: {}", told.text());
        }
        told_in_channel(fixture, 0).await;
        is_noted_never(fixture, &noa).await;
    })
    .await;
}

/// What was told is not told again.
async fn is_noted_never(fixture: &Fixture, noa: &Person) {
    types(noa, "/faq question:4").await;
    types(noa, "/faq question:5").await;
    assert!(notes(fixture, noa).is_empty(), "{}", fixture.story());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_get_direct_messages_is_told_with_the_next_answer() {
    over_each_transport(async |fixture, People { max, noa, .. }| {
        let faults = fixture.discord.faults();
        let id = noa.id().unwrap();
        let faulty =
            [DirectMessageFault::Closed, DirectMessageFault::NoMutualServers, DirectMessageFault::OpenedTooFast];
        for (number, fault) in faulty.into_iter().enumerate() {
            faults.direct_messages(id, Some(fault));
            let queued = sends(fixture, &noa, OTHERS[number], DIRECTLY).await;
            answers(&max, &queued).await;
            fixture.bot.says("a message is given up", number + 1).await;
            let note = is_noted_with(fixture, &noa, OTHERS[number]).await;
            assert!(note.text().contains("Ask **reception** for a badge"), "{fault:?}: {}", note.text());
        }
        assert_eq!(notes(fixture, &noa).len(), 3, "{}", fixture.story());
        assert_eq!(fixture.discord.direct_messages("noa").len(), 0);
    })
    .await;
}

/// The note about this question.
async fn is_noted_with(fixture: &Fixture, noa: &Person, question: &str) -> Message {
    let noted = || notes(fixture, noa).into_iter().find(|note| note.text().contains(question));
    let asking = async {
        loop {
            if let Some(note) = noted() {
                return note;
            }
            types(noa, "/faq question:3").await;
        }
    };
    tokio::time::timeout(BOUND, asking).await.unwrap_or_else(|_| panic!("no note: {}", fixture.story()))
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_so_is_told_with_the_next_answer_and_once() {
    over_each_transport(async |fixture, People { max, noa, ada, .. }| {
        let queued = sends(fixture, &noa, QUESTION, NEXT).await;
        answers(&max, &queued).await;
        types(&ada, "/faq question:3").await;
        assert!(notes(fixture, &ada).is_empty() && notes(fixture, &noa).is_empty(), "it is noa's");
        let answer = types(&noa, "/faq question:3").await;
        assert!(!answer.is_ephemeral());
        let note = is_noted(fixture, &noa).await;
        assert!(note.is_ephemeral() && note.text().contains("Ask **reception** for a badge"), "{}", note.as_seen());
        is_noted_once(fixture, &noa).await;
        told_in_channel(fixture, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asked_in_a_channel_that_is_gone_or_closed_is_told_with_the_next_answer() {
    over_each_transport(async |fixture, People { max, noa, .. }| {
        for (number, name) in ["lobby", "garage"].into_iter().enumerate() {
            let channel = fixture.discord.arrange(|world| world.add_channel(world.home, name));
            let queued = sends(fixture, &noa.in_channel(name), OTHERS[number], HERE).await;
            if number == 0 {
                fixture.discord.delete_channel(channel);
            } else {
                let denied = fake_discord::permissions::SEND_MESSAGES;
                fixture.discord.arrange(|world| world.deny_in(channel, world.application.id, denied));
            }
            answers(&max, &queued).await;
            is_noted_with(fixture, &noa, OTHERS[number]).await;
            redrawn(fixture, &queued, "**Answered**").await;
        }
        assert_eq!(notes(fixture, &noa).len(), 2);
        // Where the bot cannot post, being told there is not offered.
        let ask = opens_form(&noa.in_channel("garage"), OTHERS[2]).await;
        assert!(noa.in_channel("garage").submits(&ask, &[("How do you want to get the answer?", HERE)]).await.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_mentions_at_most_eighty_askers_and_each_is_told_once() {
    let (database, transport) = (Database::sqlite(), Transport::Http);
    let fixture = opened(transport, &database, &[]).await;
    let People { mia, max, noa, .. } = people(&fixture);
    names_mentors(&mia).await;
    let queued = sends(&fixture, &noa, QUESTION, HERE).await;
    let names: Vec<String> = (1..=80).map(|number| format!("asker{number}")).collect();
    fixture.discord.arrange(|world| {
        for name in &names {
            let id = world.add_user(name, false);
            world.add_member(world.home, id, fake_discord::permissions::MEMBER);
        }
    });
    for name in &names {
        let asker = fixture.discord.member(name);
        let similar = asks(&asker, SAME, HERE).await;
        clicks(&asker, &similar, "Wait for the same answer").await;
    }
    let queued = redrawn(&fixture, &queued, "81 people wait").await;
    answers(&max, &queued).await;
    let told = told_in_channel(&fixture, 2).await;
    let mut all: Vec<String> = told.iter().flat_map(|message| notified(&fixture, message)).collect();
    all.sort();
    let mut expected: Vec<String> = names.into_iter().chain(["noa".to_owned()]).collect();
    expected.sort();
    assert_eq!(all, expected);
    let most = told.iter().map(|message| notified(&fixture, message).len()).max();
    assert_eq!(most, Some(80));
    closes(fixture).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_waits_through_a_restart() {
    for transport in [Transport::Gateway, Transport::Http] {
        let database = database_for(transport).await;
        let fixture = opened(transport, &database, &[]).await;
        let People { mia, max, noa, .. } = people(&fixture);
        names_mentors(&mia).await;
        let queued = sends(&fixture, &noa, QUESTION, NEXT).await;
        answers(&max, &queued).await;
        let fixture = restarted(fixture, &database).await;
        is_noted(&fixture, &noa).await;
        is_noted_once(&fixture, &noa).await;
        closes(fixture).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_are_said_kindly() {
    over_each_transport(async |fixture, People { mia, max, noa, ada, .. }| {
        let mut queued = Vec::new();
        for question in &OTHERS[..3] {
            queued.push(sends(fixture, &noa, question, NEXT).await);
        }
        let limited = asks(&noa, OTHERS[3], NEXT).await;
        assert_eq!(title(&limited), "Your other questions come first", "{}", limited.as_seen());
        assert!(limited.text().contains(OTHERS[3]), "nothing typed is lost: {}", limited.text());

        for message in &queued {
            declines(&max, message).await;
        }
        for question in &OTHERS[3..] {
            sends(fixture, &noa, question, NEXT).await;
        }
        let limited = asks(&noa, QUESTION, NEXT).await;
        assert_eq!(title(&limited), "Please ask again tomorrow", "{}", limited.as_seen());

        let settings = mentor_settings(&mia).await;
        let settings = answered(&mia.selects_users(&settings, &["ada"]).await.unwrap());
        assert!(
            settings.text().contains(&format!("<@{}> can't ask for now.", ada.id().unwrap())),
            "{}",
            settings.text()
        );
        let paused = asks(&ada, QUESTION, NEXT).await;
        assert_eq!(title(&paused), "You can't ask the mentors right now", "{}", paused.as_seen());
        let settings = answered(&mia.selects_users(&settings, &[]).await.unwrap());
        assert!(settings.text().contains("All members can ask again."), "{}", settings.text());
        sends(fixture, &ada, QUESTION, NEXT).await;
    })
    .await;
}

/// How many rows a table has.
async fn rows(database: &Database, table: &str) -> i64 {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(database.address()).await.expect("a connection");
    let count = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
    sqlx::query_scalar(count).fetch_one(&mut connection).await.expect("a table")
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_stored_before_a_question_is_sent() {
    for transport in [Transport::Gateway, Transport::Http] {
        let database = database_for(transport).await;
        let fixture = opened(transport, &database, &[]).await;
        let People { mia, noa, .. } = people(&fixture);
        names_mentors(&mia).await;
        let form = opens_form(&noa, QUESTION).await;
        for table in ["draft", "inquiry", "asker", "outbox"] {
            assert_eq!(rows(&database, table).await, 0, "{table}");
        }

        let short = submits(&noa, &form, &[("Your question", "why? why")]).await;
        assert_eq!(title(&short), "Your question is with the mentors", "8 letters do: {}", short.as_seen());
        let form = opens_form(&noa, OTHERS[0]).await;
        let short = submits(&noa, &form, &[("Your question", "why?")]).await;
        assert_eq!(title(&short), "Almost there", "{}", short.as_seen());
        assert_eq!((rows(&database, "inquiry").await, rows(&database, "draft").await), (1, 0));
        closes(fixture).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_member_brought_the_app_nothing_is_sent() {
    over_each_transport(async |fixture, People { ada, .. }| {
        let guest = ada.in_server(CAFE);
        let answer = types(&guest, &format!("/ask question:{QUESTION}")).await;
        assert_eq!(title(&answer), "I don't know that");
        assert!(answer.buttons().iter().all(|button| button.label != "Ask the mentors"), "{}", answer.as_seen());
        let found = types(&guest, "/ask question:do i need a degree?").await;
        assert!(found.buttons().iter().all(|button| button.label != "👍"), "{}", found.as_seen());
        for custom_id in ["t1:g:ask", "t1:g:take:1", "t1:g:missing:faq/degree-required"] {
            let data = json!({ "custom_id": custom_id, "component_type": 2 });
            let told = answered(&guest.clicks_raw(&answer, data).await.unwrap());
            assert_eq!(title(&told), "This server has not added the app", "{custom_id}: {}", told.as_seen());
        }
        assert_eq!(queue(fixture).len(), 0);
        // A server that names no mentors' channel offers none either.
        let elsewhere = types(&ada.in_server(WORKSHOP), &format!("/ask question:{QUESTION}")).await;
        assert!(elsewhere.buttons().iter().all(|button| button.label != "Ask the mentors"), "{}", elsewhere.as_seen());
    })
    .await;
}
