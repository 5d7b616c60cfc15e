//! The response cache: a snapshot of the guide, and the answers that were rendered from it.
//!
//! An answer depends on nothing but the request and the snapshot, so that it is rendered once and kept as the bytes that
//! leave, for every transport. A reload makes another cache; what was kept goes with the old one. It is found again by a
//! fingerprint of the request: the text of a message on which a member asked is held nowhere.

use std::hash::{BuildHasher, Hash, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bytes::Bytes;
use quick_cache::{Weighter, sync::Cache};
use tpm_guide_core::answer::{Answer, Guide, Offers, Question, Searched, View, answer};
use tpm_guide_core::knowledge::EntryId;
use tpm_guide_core::reply::{Outcome, Reply, Request, failed, respond_with};
use tracing::error;

use super::communities::{GuideVersion, Held};
use crate::discord::response::{self, AfterStep};

/// The most bytes of answers that a cache keeps: all that the shipped knowledge says to commands and controls, and
/// the questions that are asked most.
const KEPT: u64 = 2 * 1024 * 1024;

/// About how many answers that is; more are kept where they are shorter.
const KEPT_ANSWERS: usize = 1_000;

/// How many answers to questions in the asker's own words are kept besides: searching is what takes longest, and an
/// answer that names a person is rendered anew each time.
const FOUND: usize = 128;

/// The most typed bytes of a request for its answer to be kept: longer texts are not asked twice.
const LONGEST_KEPT: usize = 512;

/// What is sent, what comes after it, and what is told of it.
#[derive(Debug)]
pub(super) struct Rendered {
    /// The response's JSON.
    pub body: Bytes,
    /// What follows once it has arrived.
    pub after_step: Option<AfterStep>,
    /// How the request ended; nothing when deciding failed.
    pub outcome: Option<Outcome>,
    /// How the answer to the asker's own words was found.
    pub searched: Option<Searched>,
    /// The entry that it shows.
    pub shown: Option<EntryId>,
    /// How a call of staff ended, in one word.
    pub staff: Option<&'static str>,
}

/// The guide as it was read at one moment.
#[derive(Debug)]
pub(super) struct ResponseCache {
    /// What answers.
    guide: Arc<GuideVersion>,
    rendered: Cache<Fingerprint, Arc<Rendered>, Bulk>,
    found: Cache<Fingerprint, Answer>,
    seeds: [RandomState; 2],
}

/// 128 bits of a request or a question, with seeds of this process: two that are alike, or what was asked, cannot be found.
type Fingerprint = [u64; 2];

impl ResponseCache {
    /// An empty cache for this version of the guide.
    pub fn new(guide: Guide, version: u64) -> Self {
        Self::keeping(guide, version, KEPT)
    }

    /// What answers.
    pub fn guide(&self) -> &Arc<GuideVersion> {
        &self.guide
    }

    fn keeping(guide: Guide, version: u64, bytes: u64) -> Self {
        let guide = Arc::new(GuideVersion { guide, version });
        let rendered = Cache::with_weighter(KEPT_ANSWERS, bytes, Bulk);
        Self { guide, rendered, found: Cache::new(FOUND), seeds: Default::default() }
    }

    /// What to send to `request` in a server with something of its own, or elsewhere; answers offer `offers` besides.
    pub fn render(&self, request: &Request, server: Option<(u64, &Held)>, offers: Offers) -> Arc<Rendered> {
        // What a server has of its own is never another one's answer, and no answer of it outlives a change.
        let server_version = server.map(|(guild, held)| (guild, held.revision()));
        let view = View::new(&self.guide.guide, server.map(|(_, held)| held.community())).offering(offers);
        let fingerprint = self.fingerprint((server_version, offers, request));
        if let Some(rendered) = self.rendered.get(&fingerprint) {
            return rendered;
        }
        let rendered = Arc::new(guarded(|| {
            let (reply, outcome) =
                respond_with(view, request, |question| self.find(view, server_version, request, question));
            render(&reply, Some(outcome))
        }));
        let is_worth_it = !request.names_a_person() && request.typed_bytes() <= LONGEST_KEPT;
        if is_worth_it && rendered.outcome.is_some() {
            self.rendered.insert(fingerprint, Arc::clone(&rendered));
        }
        rendered
    }

    /// The answer to `question`. A question in the asker's own words is searched for once; the answer repeats their
    /// words, so that it is not kept where those are another person's.
    fn find(&self, view: View<'_>, server: Option<(u64, i64)>, request: &Request, question: &Question) -> Answer {
        let is_kept = matches!(question, Question::Ask { text } if text.len() <= LONGEST_KEPT)
            && !matches!(request, Request::AskAbout { .. });
        if !is_kept {
            return answer(view, question);
        }
        let fingerprint = self.fingerprint((server, view.offers, question));
        self.found.get(&fingerprint).unwrap_or_else(|| {
            let found = answer(view, question);
            self.found.insert(fingerprint, found.clone());
            found
        })
    }

    fn fingerprint(&self, what: impl Hash) -> Fingerprint {
        self.seeds.each_ref().map(|seed| seed.hash_one(&what))
    }
}

fn render(reply: &Reply, outcome: Option<Outcome>) -> Rendered {
    let response = response::response(reply);
    let body = serde_json::to_vec(&response).expect("a response holds nothing but texts, numbers and lists");
    let searched = reply.answer().and_then(|answer| answer.searched.clone());
    let shown = reply.answer().and_then(|answer| match &answer.question {
        Question::Entry { id, .. } => Some(id.clone()),
        _ => None,
    });
    Rendered { body: Bytes::from(body), after_step: response::after_step(reply), outcome, searched, shown, staff: None }
}

/// Answers kindly when deciding panics: a fault in one answer must not stop the others.
fn guarded(decide: impl FnOnce() -> Rendered) -> Rendered {
    catch_unwind(AssertUnwindSafe(decide)).unwrap_or_else(|_| {
        error!("an answer panicked; the asker was told to try again");
        render(&failed(), None)
    })
}

/// How much memory an answer that is kept takes.
#[derive(Clone, Debug)]
struct Bulk;

impl Weighter<Fingerprint, Arc<Rendered>> for Bulk {
    fn weight(&self, _: &Fingerprint, rendered: &Arc<Rendered>) -> u64 {
        (size_of::<Fingerprint>() + size_of::<Rendered>() + rendered.body.len()) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tpm_guide_core::answer::Question;
    use tpm_guide_core::fixtures::answers::shipped;
    use tpm_guide_core::knowledge::Shelf;
    use tpm_guide_core::reply::{Addressee, UserId};

    fn ask(question: Question, addressee: Option<Addressee>) -> Request {
        Request::Ask { question, addressee, private: None }
    }

    fn cache() -> ResponseCache {
        ResponseCache::new(shipped().clone(), 1)
    }

    #[test]
    fn a_panic_becomes_a_kind_private_answer() {
        let rendered = guarded(|| panic!("a fault"));
        assert_eq!(rendered.outcome, None);
        let response: serde_json::Value = serde_json::from_slice(&rendered.body).expect("plain JSON");
        assert_eq!((&response["type"], &response["data"]["flags"]), (&4.into(), &64.into()));
    }

    #[test]
    fn an_answer_is_rendered_once() {
        let cache = cache();
        let request = ask(Question::find(Shelf::Industry, "healthcare"), None);
        assert!(Arc::ptr_eq(
            &cache.render(&request, None, Offers::default()),
            &cache.render(&request, None, Offers::default())
        ));
    }

    #[test]
    fn what_a_message_says_is_not_kept() {
        let cache = cache();
        let words = "do you know xyzzyplugh, my neighbour's cat?";
        let about = Request::AskAbout { text: words.to_owned() };
        assert!(
            Arc::ptr_eq(&cache.render(&about, None, Offers::default()), &cache.render(&about, None, Offers::default())),
            "its answer is"
        );
        assert!(!String::from_utf8_lossy(&cache.render(&about, None, Offers::default()).body).contains("xyzzyplugh"));
        assert!(cache.found.is_empty());
        cache.render(&ask(Question::ask(words), None), None, Offers::default());
        assert_eq!(cache.found.len(), 1, "a question of the asker's own is searched for once");
    }

    #[test]
    fn what_names_a_person_or_is_very_long_is_rendered_each_time() {
        let cache = cache();
        let ben = Addressee { user: UserId::new(2).unwrap(), bot: false, asks: false };
        for request in [ask(Question::Help, Some(ben)), ask(Question::ask("x".repeat(LONGEST_KEPT + 1)), None)] {
            let (first, second) =
                (cache.render(&request, None, Offers::default()), cache.render(&request, None, Offers::default()));
            assert!(!Arc::ptr_eq(&first, &second));
            assert_eq!(first.body, second.body);
        }
    }

    #[test]
    fn whatever_is_asked_no_more_is_kept_than_was_agreed() {
        let little = 60_000;
        let cache = ResponseCache::keeping(shipped().clone(), 1, little);
        for entry in cache.guide.guide.knowledge.entries() {
            cache.render(&ask(Question::entry(&entry.id), None), None, Offers::default());
        }
        assert!(cache.rendered.weight() <= little, "{} bytes", cache.rendered.weight());
        assert!(cache.rendered.len() > 2);
    }
}
