//! An edition of the guide: the knowledge as it was read at one moment, and the answers that were drawn from it.
//!
//! An answer depends on nothing but the request and the edition, so that it is drawn once and kept as the bytes that
//! leave, for every transport. A reload makes another edition; what was kept goes with the old one. It is found again by a
//! fingerprint of the request: what a message says on which somebody asked is held nowhere.

use std::hash::{BuildHasher, Hash, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bytes::Bytes;
use quick_cache::{Weighter, sync::Cache};
use tracing::error;

use crate::answer::{Answer, Guide, Question, Searched, answer};
use crate::discord::outgoing::{self, AfterStep};
use crate::service::{Outcome, Reply, Request, failed, respond_with};

/// The most bytes of answers that an edition keeps: all that the shipped knowledge says to commands and controls, and
/// the questions that are asked most.
const KEPT: u64 = 2 * 1024 * 1024;

/// About how many answers that is; more are kept where they are shorter.
const KEPT_ANSWERS: usize = 1_000;

/// How many answers to questions in somebody's own words are kept besides: searching is what takes longest, and an
/// answer that names a person is drawn anew each time.
const FOUND: usize = 128;

/// The most bytes that somebody may have typed for the answer to be kept: longer texts are not asked twice.
const LONGEST_KEPT: usize = 512;

/// What is sent, what comes after it, and what is told of it.
#[derive(Debug)]
pub(super) struct Drawn {
    /// The response's JSON.
    pub body: Bytes,
    /// What follows once it has arrived.
    pub after: Option<AfterStep>,
    /// How the request ended; nothing when deciding failed.
    pub outcome: Option<Outcome>,
    /// How the answer to somebody's own words was found.
    pub searched: Option<Searched>,
}

/// The guide as it was read at one moment.
#[derive(Debug)]
pub(super) struct Edition {
    /// What answers.
    pub guide: Guide,
    drawn: Cache<Fingerprint, Arc<Drawn>, Bulk>,
    found: Cache<Fingerprint, Answer>,
    seeds: [RandomState; 2],
}

/// 128 bits of a request or a question, with seeds of this process: nobody can find two that are alike, or what was asked.
type Fingerprint = [u64; 2];

impl Edition {
    /// An edition of which nothing was drawn yet.
    pub fn new(guide: Guide) -> Self {
        Self::keeping(guide, KEPT)
    }

    fn keeping(guide: Guide, bytes: u64) -> Self {
        let drawn = Cache::with_weighter(KEPT_ANSWERS, bytes, Bulk);
        Self { guide, drawn, found: Cache::new(FOUND), seeds: Default::default() }
    }

    /// What to send to `request`.
    pub fn draw(&self, request: &Request) -> Arc<Drawn> {
        let fingerprint = self.fingerprint(request);
        if let Some(drawn) = self.drawn.get(&fingerprint) {
            return drawn;
        }
        let drawn = Arc::new(guarded(|| {
            let (reply, outcome) = respond_with(&self.guide, request, |question| self.find(request, question));
            draw(&reply, Some(outcome))
        }));
        let is_worth_it = !request.names_somebody() && request.typed_bytes() <= LONGEST_KEPT;
        if is_worth_it && drawn.outcome.is_some() {
            self.drawn.insert(fingerprint, Arc::clone(&drawn));
        }
        drawn
    }

    /// The answer to `question`. What somebody asked in their own words is searched for once; the answer repeats their
    /// words, so that it is not kept where those are another person's.
    fn find(&self, request: &Request, question: &Question) -> Answer {
        let is_kept = matches!(question, Question::Ask { text } if text.len() <= LONGEST_KEPT)
            && !matches!(request, Request::AskAbout { .. });
        if !is_kept {
            return answer(&self.guide, question);
        }
        let fingerprint = self.fingerprint(question);
        self.found.get(&fingerprint).unwrap_or_else(|| {
            let found = answer(&self.guide, question);
            self.found.insert(fingerprint, found.clone());
            found
        })
    }

    fn fingerprint(&self, what: impl Hash) -> Fingerprint {
        self.seeds.each_ref().map(|seed| seed.hash_one(&what))
    }
}

fn draw(reply: &Reply, outcome: Option<Outcome>) -> Drawn {
    let outgoing::Drawn { response, after } = outgoing::draw(reply);
    let body = serde_json::to_vec(&response).expect("a response holds nothing but texts, numbers and lists");
    let searched = reply.answer().and_then(|answer| answer.searched.clone());
    Drawn { body: Bytes::from(body), after, outcome, searched }
}

/// Answers kindly when deciding panics: a fault in one answer must not stop the others.
fn guarded(decide: impl FnOnce() -> Drawn) -> Drawn {
    catch_unwind(AssertUnwindSafe(decide)).unwrap_or_else(|_| {
        error!("an answer panicked; the asker was told to try again");
        draw(&failed(), None)
    })
}

/// How much memory an answer that is kept takes.
#[derive(Clone, Debug)]
struct Bulk;

impl Weighter<Fingerprint, Arc<Drawn>> for Bulk {
    fn weight(&self, _: &Fingerprint, drawn: &Arc<Drawn>) -> u64 {
        (size_of::<Fingerprint>() + size_of::<Drawn>() + drawn.body.len()) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::Question;
    use crate::answer::tests::shipped;
    use crate::knowledge::Shelf;
    use crate::service::{Addressee, UserId};

    fn ask(question: Question, addressee: Option<Addressee>) -> Request {
        Request::Ask { question, addressee, private: false }
    }

    fn edition() -> Edition {
        Edition::new(shipped().clone())
    }

    #[test]
    fn a_panic_becomes_a_kind_private_answer() {
        let drawn = guarded(|| panic!("a fault"));
        assert_eq!(drawn.outcome, None);
        let response: serde_json::Value = serde_json::from_slice(&drawn.body).expect("plain JSON");
        assert_eq!((&response["type"], &response["data"]["flags"]), (&4.into(), &64.into()));
    }

    #[test]
    fn an_answer_is_drawn_once() {
        let edition = edition();
        let request = ask(Question::find(Shelf::Industry, "healthcare"), None);
        assert!(Arc::ptr_eq(&edition.draw(&request), &edition.draw(&request)));
    }

    #[test]
    fn what_a_message_says_is_not_kept() {
        let edition = edition();
        let words = "do you know xyzzyplugh, my neighbour's cat?";
        let about = Request::AskAbout { text: words.to_owned() };
        assert!(Arc::ptr_eq(&edition.draw(&about), &edition.draw(&about)), "its answer is");
        assert!(!String::from_utf8_lossy(&edition.draw(&about).body).contains("xyzzyplugh"));
        assert!(edition.found.is_empty());
        edition.draw(&ask(Question::ask(words), None));
        assert_eq!(edition.found.len(), 1, "what somebody asks themselves is searched for once");
    }

    #[test]
    fn what_names_somebody_or_is_very_long_is_drawn_each_time() {
        let edition = edition();
        let ben = Addressee { user: UserId(2), bot: false, asks: false };
        for request in [ask(Question::Help, Some(ben)), ask(Question::ask("x".repeat(LONGEST_KEPT + 1)), None)] {
            let (first, second) = (edition.draw(&request), edition.draw(&request));
            assert!(!Arc::ptr_eq(&first, &second));
            assert_eq!(first.body, second.body);
        }
    }

    #[test]
    fn whatever_is_asked_no_more_is_kept_than_was_agreed() {
        let little = 20_000;
        let edition = Edition::keeping(shipped().clone(), little);
        for entry in edition.guide.knowledge.entries() {
            edition.draw(&ask(Question::entry(&entry.id), None));
        }
        assert!(edition.drawn.weight() <= little, "{} bytes", edition.drawn.weight());
        assert!(edition.drawn.len() > 2);
    }
}
