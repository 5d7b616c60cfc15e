//! The story of the playground: a question that the guide cannot answer, a mentor's answer, and the next member who asks.
//!
//! Once its question was sent, the guide knows the answer, or is about to: so that it can be played again, there are
//! several, each about something else.

use std::sync::Arc;
use std::time::Duration;

use fake_discord::{ClientHandle, Step, Story, StoryAct};
use tokio::time::interval;

use crate::bot::Communities;
use crate::store::{Store, StoreError};

/// The pause before each step: the time to read its words.
const PACE_MS: u64 = 3_000;

/// How often is looked which story comes next.
const LOOK: Duration = Duration::from_secs(2);

/// What a story is about.
#[derive(Debug)]
struct Subject {
    /// What the newcomer asks.
    question: &'static str,
    /// The title of the mentor's answer, and of the entry that it becomes.
    title: &'static str,
    body: &'static str,
    source: &'static str,
    /// What the next member asks, in other words.
    asked_again: &'static str,
}

const SUBJECTS: [Subject; 3] = [
    Subject {
        question: "When does the study group of this server meet?",
        title: "The study group",
        body: "Every **Thursday at 18:00 UTC**, on voice, for an hour.\n\n- Newcomers are welcome: just listen the first time\n\
               - We read one chapter a week and bring one question each",
        source: "Pinned in #general",
        asked_again: "which day is study group",
    },
    Subject {
        question: "Where can I join the book club?",
        title: "The book club",
        body: "On the **first Monday of the month**, on voice.\n\n- The book is voted on a month before\n\
               - You need not have finished it",
        source: "Pinned in #general",
        asked_again: "how does the book club work",
    },
    Subject {
        question: "Who may present at demo night?",
        title: "Demo night",
        body: "**Every member**: ten minutes for what you built or learned, and five for questions.\n\n\
               1. Send a mentor one sentence on it\n2. You get a date",
        source: "Pinned in #general",
        asked_again: "can I show something at demo night",
    },
];

/// Offers on the page the first story that was not played in this server, for as long as there is one. Never ends.
pub(super) async fn offer(communities: Arc<Communities>, guild: u64, handle: ClientHandle) {
    let mut looks = interval(LOOK);
    let mut offered = None;
    loop {
        looks.tick().await;
        let Ok(store) = communities.store() else { continue };
        // What cannot be read now is looked at again.
        let Ok(next) = first_new(store, guild).await else { continue };
        if offered != Some(next) {
            handle.story(next.and_then(|next| SUBJECTS.get(next)).map(story));
            offered = Some(next);
        }
    }
}

/// The first subject that members did not ask about, and that has no entry.
async fn first_new(store: &Store, guild: u64) -> Result<Option<usize>, StoreError> {
    let open = store.open_inquiries(guild, 0).await?;
    let entries = store.load(guild).await?.entries;
    Ok(SUBJECTS.iter().position(|subject| {
        let is_open = open.iter().any(|inquiry| inquiry.question == subject.question);
        !is_open && entries.iter().all(|entry| entry.content.title != subject.title)
    }))
}

fn story(subject: &Subject) -> Story {
    let becomes = |person: &str, place: &str| StoryAct::Becomes { person: person.to_owned(), place: place.to_owned() };
    let asks = |words: &str| StoryAct::Types { line: format!("/ask {words}") };
    let clicks = |label: &str| StoryAct::Clicks { label: label.to_owned() };
    let reads = |text: &str| StoryAct::Reads { text: text.to_owned() };
    let submits = |fields: &[(&str, &str)]| StoryAct::Submits {
        fields: fields.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect(),
    };
    let answer = [("Title", subject.title), ("Answer", subject.body), ("Source", subject.source)];
    let steps = vec![
        Step::new(
            "Noa is new here, and wants to know something that only this community knows.",
            becomes("noa", "general"),
        ),
        Step::new("Noa asks the guide.", asks(subject.question)),
        Step::new("The guide doesn't guess. Only Noa sees this.", reads("I don't know that")),
        Step::new("There is a button for that.", clicks("Ask the mentors")),
        Step::new("The question is filled in already. Noa sends it.", submits(&[])),
        Step::new("Now it is with the mentors.", reads("Your question is with the mentors")),
        Step::new(
            "Max is a mentor. The question is in #mentors, where newcomers can't look.",
            becomes("max", "mentors"),
        ),
        Step::new("Max takes it, so that two mentors don't write at once.", clicks("Take")),
        Step::new("Max answers.", clicks("Answer")),
        Step::new("A title, the answer, and where it comes from.", submits(&answer)),
        Step::new("A preview: nothing is sent yet.", reads("This is how members will see it")),
        Step::new("Max publishes it: it becomes an entry of the guide.", clicks("Publish as entry")),
        Step::new("Noa wanted to be told by direct message.", becomes("noa", "dm")),
        Step::new("Here is the answer.", reads("Your question has an answer")),
        Step::new("Days later, Ada wonders about the same.", becomes("ada", "general")),
        Step::new("Ada asks in other words.", asks(subject.asked_again)),
        Step::new("The guide knows it now.", reads(subject.title)),
    ];
    Story { title: "Show me".to_owned(), pace_ms: PACE_MS, steps }
}

#[cfg(test)]
mod tests {
    use fake_discord::Id;
    use time::Date;
    use tpm_guide_core::answer::{About, Answer, Question, View, answer};
    use tpm_guide_core::community::{Community, Content, OwnEntry, Settings};
    use tpm_guide_core::fixtures::answers::shipped;
    use tpm_guide_core::knowledge::Reviewer;
    use tpm_guide_core::mentors::{NewInquiry, Tell};
    use tpm_guide_core::search::{OpenQuestion, same_question};

    use super::super::world::{Answering, prepare};
    use super::*;
    use crate::store::{DatabaseUrl, Options};

    fn asked(own: &[OwnEntry], words: &str) -> Answer {
        let community = Community::build(shipped(), own, Settings::default());
        answer(View::new(shipped(), Some(&community)), &Question::ask(words))
    }

    /// The entry as it is published: with the asker's words as a question.
    fn entry(subject: &Subject) -> OwnEntry {
        let content = Content {
            title: subject.title.to_owned(),
            body: subject.body.to_owned(),
            asked_as: vec![subject.question.to_owned()],
            source: Some(subject.source.to_owned()),
            ..Content::default()
        };
        assert_eq!(content.problems(), []);
        let slug = subject.title.to_lowercase().replace(' ', "-");
        OwnEntry { slug, content, reviewed: Date::MIN, reviewer: Reviewer::Editor, revision: 1 }
    }

    #[test]
    fn a_question_has_no_answer_until_the_mentor_writes_it_and_then_in_other_words_too() {
        let mut own = Vec::new();
        for subject in &SUBJECTS {
            for words in [subject.question, subject.asked_again] {
                assert_eq!(asked(&own, words).about, About::Missing, "{words}");
            }
            assert_eq!(asked(&own, subject.question).title, "I don't know that");
            own.push(entry(subject));
            assert_eq!(asked(&own, subject.asked_again).title, asked(&own, subject.title).title);
            assert!(asked(&own, subject.asked_again).title.contains(subject.title));
        }
    }

    #[test]
    fn no_question_is_taken_for_an_earlier_one() {
        for (number, subject) in (1..).zip(&SUBJECTS) {
            let others = SUBJECTS.iter().filter(|other| other.question != subject.question);
            let open: Vec<_> = others.map(|other| OpenQuestion { number, text: other.question }).collect();
            assert_eq!(same_question(&shipped().index, &open, subject.question), None, "{}", subject.question);
        }
    }

    #[tokio::test]
    async fn a_story_that_began_is_followed_by_the_next() {
        let store = Store::open(&DatabaseUrl::memory(), Options::default()).await.expect("memory");
        assert_eq!(first_new(&store, 1).await, Ok(Some(0)));
        let answering = Answering { channel: Id(2), role: Id(3), manager: Id(4) };
        prepare(&store, Id(1), answering).await.expect("it is open");
        let new = NewInquiry {
            question: SUBJECTS[0].question.to_owned(),
            context: None,
            about: None,
            tell: Tell::Next,
            channel: None,
            nearest: Vec::new(),
        };
        store.send_inquiry(1, 5, 6, &new, 7).await.expect("it is open").expect("sent");
        assert_eq!(first_new(&store, 1).await, Ok(Some(1)));
    }
}
