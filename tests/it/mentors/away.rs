//! While the store is away: members and mentors are told so, what they typed is shown to be copied, and it goes on when the store is
//! back.

use fake_discord::{Message, Modal, Person};
use tokio::time::timeout;
use tpm_guide::store::Engine;

use super::support::*;
use crate::store::proxy::{Mode, Proxy};

/// How they are told.
const AWAY: &str = "Not now, sorry";

/// Sends a form until the store takes it.
async fn sends_until_it_is_back(person: &Person, form: &Modal, input: &[(&str, &str)]) -> Message {
    let sending = async {
        loop {
            let told = submits(person, form, input).await;
            if title(&told) != AWAY {
                return told;
            }
        }
    };
    timeout(BOUND, sending).await.expect("the store comes back")
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_typed_is_lost() {
    for (transport, mode) in [(Transport::Gateway, Mode::Cut), (Transport::Http, Mode::Stall)] {
        let Some(direct) = Database::postgres().await else { return };
        let (proxy, address) = Proxy::before(&direct).await;
        let through = Database::at(Engine::Postgres, address);
        let fixture = opened(transport, &through, &[]).await;
        let People { mia, max, noa, ada, .. } = people(&fixture);
        names_mentors(&mia).await;
        let queued = sends(&fixture, &noa, QUESTION, HERE).await;
        let ask = opens_form(&ada, OTHERS[0]).await;
        let answer = form(&max.clicks(&queued, "Answer").await.unwrap());
        let voted = types(&ada, "/ask question:do i need a degree?").await;

        proxy.set(mode);
        let context = ("What helps to answer it", "I came by bus.");
        let told = submits(&ada, &ask, &[context]).await;
        assert!(told.is_ephemeral() && title(&told) == AWAY, "{}", told.as_seen());
        assert!(told.text().contains(OTHERS[0]) && told.text().contains("I came by bus."), "{}", told.text());
        button(&told, "Open the form again");
        let told = submits(&max, &answer, ANSWER).await;
        assert!(title(&told) == AWAY && told.text().contains("Ask **reception** for a badge"), "{}", told.as_seen());
        for (person, message, label) in [(&max, &queued, "Take"), (&ada, &voted, "👍")] {
            let told = clicks(person, message, label).await;
            assert_eq!(title(&told), AWAY, "{label}: {}", told.as_seen());
            button(&told, "Try again");
        }
        assert_eq!(title(&fixture.discord.message(queued.id).unwrap()), "⏳ Question #1");
        assert!(types(&ada, "/faq question:3").await.text().len() > 100, "the guide answers");

        proxy.set(Mode::Forward);
        let sent = sends_until_it_is_back(&ada, &ask, &[context]).await;
        assert_eq!(title(&sent), "Your question is with the mentors", "{}", sent.as_seen());
        let preview = sends_until_it_is_back(&max, &answer, ANSWER).await;
        clicks(&max, &preview, "Publish as entry").await;
        told_in_channel(&fixture, 1).await;
        redrawn(&fixture, &queued, "**Answered**").await;
        assert_eq!(super::support::queued(&fixture, 2).await.len(), 2);
        closes(fixture).await;
    }
}
