//! The words of the tests of questions to mentors: a server with mentors, members who ask, and the worker of the outbox.

use tpm_guide::store::{Delivery, Draft, Load, OUTBOX, Purpose, Sent, Store, Target};
use tpm_guide_core::community::{Content, MentorsChannel};
use tpm_guide_core::knowledge::{EntryId, Reviewer};
use tpm_guide_core::mentors::{Inquiry, Limited, NewInquiry, State, Tell};

use super::support::*;

/// The mentors' channel.
pub const MENTORS: MentorsChannel = MentorsChannel { id: 70, is_forum: false };

/// The channel in which members ask.
pub const HALL: u64 = 71;

/// Two members.
pub const CARLA: u64 = u64::MAX - 5;
pub const DAN: u64 = 22;

/// The worker of the outbox, and another one.
pub const WORKER: u64 = u64::MAX;
pub const RIVAL: u64 = 2;

/// Names a mentors' channel, or none.
pub async fn names_channel(store: &Store, guild: u64, channel: Option<MentorsChannel>) {
    store.change_settings(guild, ADA, NOW, "mentors", |settings, _| settings.mentors = channel).await.unwrap();
}

/// A store with a mentors' channel in the first server.
pub async fn with_mentors(database: &Database) -> Store {
    let store = database.store().await;
    names_channel(&store, GUILD, Some(MENTORS)).await;
    store
}

/// A question of a member who wants to be told in the channel.
pub fn question(text: &str) -> NewInquiry {
    NewInquiry {
        question: text.to_owned(),
        context: None,
        about: None,
        tell: Tell::Channel,
        channel: Some(HALL),
        nearest: vec![EntryId::new("role/tpm").expect("an id")],
    }
}

/// The same with another way to be told.
pub fn told(text: &str, tell: Tell) -> NewInquiry {
    NewInquiry { tell, ..question(text) }
}

/// A member sends a question, or is limited.
pub async fn sends(store: &Store, guild: u64, by: u64, new: &NewInquiry, at: i64) -> Result<Sent, Limited> {
    store.send_inquiry(guild, by, draft_id(), new, at).await.expect("the store works")
}

/// A member sends a question; its number.
pub async fn asks(store: &Store, guild: u64, by: u64, new: &NewInquiry) -> u64 {
    sends(store, guild, by, new, NOW).await.expect("it is sent").number
}

/// A member waits for the answer to a question as well.
pub async fn joins(store: &Store, by: u64, number: u64, new: NewInquiry) {
    let id = draft_id();
    store.save_draft(GUILD, by, &Draft { id, target: Target::Inquiry { new } }, NOW).await.unwrap();
    store.join_inquiry(GUILD, by, number, id, NOW).await.unwrap().expect("joined");
}

/// The question as it is.
pub async fn found(store: &Store, number: u64) -> Inquiry {
    store.inquiry(GUILD, number, NOW).await.unwrap().expect("it is there")
}

/// A mentor drafts an answer.
pub async fn drafts_answer(store: &Store, by: u64, number: u64, content: Content) -> u64 {
    let id = draft_id();
    store.save_draft(GUILD, by, &Draft { id, target: Target::Answer { number, content } }, NOW).await.unwrap();
    id
}

/// What is due.
pub async fn due(store: &Store, now: i64) -> Vec<Delivery> {
    store.due(now, 100).await.unwrap()
}

/// What is due, in a word and a destination each.
pub async fn due_briefly(store: &Store, now: i64) -> Vec<(Purpose, u64)> {
    due(store, now).await.into_iter().map(|delivery| (delivery.purpose, delivery.destination)).collect()
}

/// The worker has the lease for long.
pub async fn holds_lease(store: &Store) {
    assert!(store.take_lease(OUTBOX, WORKER, NOW, NOW + 1_000_000).await.unwrap());
}

/// The worker begins an attempt.
pub async fn begins(store: &Store, delivery: &Delivery, now: i64) -> Option<Load> {
    store.begin(WORKER, delivery, now).await.unwrap()
}

/// The worker sends everything that is due; the messages of questions get the ids of their numbers.
pub async fn sends_all(store: &Store, now: i64) -> Vec<(Delivery, Load)> {
    let mut sent = Vec::new();
    loop {
        let due = due(store, now).await;
        if due.is_empty() {
            return sent;
        }
        for delivery in due {
            let Some(load) = begins(store, &delivery, now).await else { continue };
            let posted = delivery.number.filter(|_| delivery.purpose == Purpose::Queue);
            let posted = load.posted.or_else(|| Some((delivery.destination, 1_000 + posted?)));
            store.delivered(&delivery, load.version, posted, now).await.unwrap();
            sent.push((delivery, load));
        }
    }
}

/// Something in every table that questions have.
pub async fn fill_questions(store: &Store, guild: u64) {
    names_channel(store, guild, Some(MENTORS)).await;
    let number = asks(store, guild, CARLA, &told("When is stand-up?", Tell::Direct)).await;
    store.decline(guild, ADA, number, "ask in the channel", NOW).await.unwrap().unwrap();
    let number = asks(store, guild, CARLA, &question("Who owns the roadmap?")).await;
    let entry = EntryId::new("role/tpm").unwrap();
    store.point_to(guild, ADA, Reviewer::Editor, number, &entry, NOW).await.unwrap().unwrap();
    let number = asks(store, guild, CARLA, &question("Where do I start?")).await;
    let inquiry = store.take(guild, ADA, number, NOW).await.unwrap().unwrap();
    assert_eq!(inquiry.state, State::Taken { by: Some(ADA), at: NOW });
    store.set_paused(guild, ADA, &[BOB], NOW).await.unwrap();
    store.broken(guild, MENTORS.id, "no permission", NOW).await.unwrap();
}
