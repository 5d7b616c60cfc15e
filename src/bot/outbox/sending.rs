//! One attempt of one delivery: what the core says it shows, the request, and what the store is told afterwards.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;
use tpm_guide_core::answer::View;
use tpm_guide_core::mentors::{self, Inquiry, Place};
use tpm_guide_core::staff::{Post, Press};
use tracing::{error, info, warn};

use super::decision::{self, Attempt, Next};
use super::{Worker, now};
use crate::bot::communities::Held;
use crate::discord::custom_id::{Control, encode};
use crate::discord::response::post;
use crate::discord::rest::{MESSAGES_PAGE, Posted, SendError};
use crate::store::{DIGEST_SECONDS, Delivery, DigestNumbers, Load, Purpose, Store, StoreError};

/// Milliseconds of Discord's first second, from which ids of messages count
/// (<https://docs.discord.com/developers/reference#snowflakes>).
const EPOCH: i64 = 1_420_070_400_000;

/// How many pages of a channel are searched for a message that may have been posted.
const PAGES: usize = 10;

/// The longest pause that is waited for within one turn; a longer one is found out by the next attempt.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// What an attempt got done.
#[derive(Clone, Copy, Debug, Default)]
struct Done {
    /// The message: its channel, which is that of the post in a forum, and its id.
    at: Option<(u64, u64)>,
    /// How long its channel takes no other message.
    pause: Option<Duration>,
}

/// The message that a delivery changes, as channel and message. What tells askers is posted, and the message of their question
/// is another one.
fn posted_of(delivery: &Delivery, load: &Load) -> Option<(u64, u64)> {
    load.posted.filter(|_| delivery.purpose == Purpose::Queue)
}

impl Worker {
    /// Tries one delivery. `false` where what follows it in its channel has to wait.
    pub(super) async fn send(&self, store: &Store, delivery: &Delivery) -> Result<bool, StoreError> {
        let communities = &self.communities;
        let Some(load) = communities.reached(store.begin(self.holder, delivery, now()).await)? else {
            return Ok(true);
        };
        let is_forum = load.settings.mentors.is_some_and(|channel| channel.is_forum);
        let posted = posted_of(delivery, &load);
        let attempt = decision::attempt(delivery, posted.is_some(), is_forum, now());
        // What an earlier attempt has posted shows what was known then: it is drawn again.
        let may_be_older = posted.is_none() && delivery.started_at.is_some();
        let version = if may_be_older { 0 } else { load.version };
        let result = match attempt {
            Attempt::GiveUp => {
                return self.give_up(store, delivery).await;
            }
            Attempt::Look => match self.find(delivery, is_forum).await {
                Ok(Some(at)) => Ok(Done { at: Some(at), pause: None }),
                Ok(None) => {
                    // It is not there: another nonce, since this one may be forgotten, or answered with what was deleted.
                    communities.reached(store.renew_nonce(delivery, now()).await)?;
                    return Ok(true);
                }
                Err(error) => Err(error),
            },
            Attempt::Send => self.request(store, delivery, &load).await,
        };
        match result {
            Ok(Done { at, pause }) => {
                communities.reached(store.delivered(delivery, version, at, now()).await)?;
                if let Some(pause) = pause {
                    sleep(pause.min(LONGEST_PAUSE)).await;
                }
                Ok(true)
            }
            Err(problem) => self.follow(store, delivery, &load, &problem).await,
        }
    }

    /// Does what follows a failed attempt.
    async fn follow(
        &self,
        store: &Store,
        delivery: &Delivery,
        load: &Load,
        problem: &SendError,
    ) -> Result<bool, StoreError> {
        let communities = &self.communities;
        let guild = delivery.guild;
        let is_in_forum = posted_of(delivery, load).is_some_and(|(channel, _)| channel != delivery.destination);
        match decision::next(delivery, load.attempts, is_in_forum, problem, now()) {
            Next::Again { at, is_clean } => {
                warn!(guild, purpose = delivery.purpose.as_str(), again_in = at - now(), "a message waits: {problem}");
                communities.reached(store.retry(delivery, at, is_clean).await)?;
                Ok(false)
            }
            Next::Repost => {
                info!(guild, "a question's message was deleted; it is posted again");
                communities.reached(store.renew_nonce(delivery, now()).await)?;
                Ok(true)
            }
            Next::Unarchive => {
                let thread = posted_of(delivery, load).map_or(delivery.destination, |(channel, _)| channel);
                match self.rest.unarchive(thread).await {
                    Ok(()) => {
                        communities.reached(store.retry(delivery, now(), false).await)?;
                        Ok(false)
                    }
                    // Not once more: archived again and again would never end.
                    Err(SendError::Archived) => self.give_up(store, delivery).await,
                    Err(problem) => Box::pin(self.follow(store, delivery, load, &problem)).await,
                }
            }
            Next::GiveUp => {
                info!(guild, purpose = delivery.purpose.as_str(), "a message is given up: {problem}");
                self.give_up(store, delivery).await
            }
            Next::Broken(why) => {
                error!(guild, "the mentors' channel cannot be used: {problem}");
                communities.reached(store.broken(guild, delivery.destination, why, now()).await)?;
                communities.forget(guild);
                Ok(false)
            }
        }
    }

    async fn give_up(&self, store: &Store, delivery: &Delivery) -> Result<bool, StoreError> {
        self.communities.reached(store.give_up(delivery).await)?;
        self.communities.refresh_notes().await;
        Ok(true)
    }

    /// The request of an attempt.
    async fn request(&self, store: &Store, delivery: &Delivery, load: &Load) -> Result<Done, SendError> {
        if delivery.purpose == Purpose::Delete {
            let found = match delivery.message {
                Some(message) => Some((delivery.destination, message)),
                None => self.find_anywhere(delivery).await?,
            };
            let Some((channel, message)) = found else { return Ok(Done::default()) };
            return match self.rest.delete_message(channel, message).await {
                // Without its channel it is gone as well.
                Ok(()) | Err(SendError::Unknown { .. }) => Ok(Done::default()),
                Err(problem) => Err(problem),
            };
        }
        let Some(post) = self.post(store, delivery, load).await else { return Ok(Done::default()) };
        if let Some((channel, message)) = posted_of(delivery, load) {
            let sent = self.rest.edit_message(channel, message, post::edit(&post)).await?;
            return Ok(Done { at: load.posted, pause: sent.pause });
        }
        let nonce = Some(delivery.delivery);
        let is_forum = load.settings.mentors.is_some_and(|channel| channel.is_forum);
        let sent = match delivery.purpose {
            Purpose::Direct => {
                let channel = self.rest.open_direct_channel(delivery.destination).await?;
                self.rest.create_message(channel, post::post(&post, nonce)).await?
            }
            Purpose::Queue | Purpose::Digest if is_forum => {
                let name = load.inquiry.as_ref().map_or_else(mentors::digest_name, mentors::thread_name);
                self.rest.create_post(delivery.destination, post::forum_post(&name, &post)).await?
            }
            _ => self.rest.create_message(delivery.destination, post::post(&post, nonce)).await?,
        };
        Ok(Done { at: Some((sent.channel, sent.message)), pause: sent.pause })
    }

    /// What a delivery shows; `None` where there is nothing to show any more.
    async fn post(&self, store: &Store, delivery: &Delivery, load: &Load) -> Option<Post> {
        let responses = self.live.kept_responses();
        let guide = responses.guide();
        let inquiry: Option<&Inquiry> = load.inquiry.as_ref();
        let held: Option<Arc<Held>> = match inquiry {
            Some(inquiry) => self.communities.with_answer(delivery.guild, guide, inquiry).await,
            None => self.communities.of(delivery.guild, guide).await,
        };
        let view = View::new(&guide.guide, held.as_deref().map(Held::community));
        match delivery.purpose {
            Purpose::Queue => Some(mentors::post_of(view, inquiry?, delivery.ping)),
            Purpose::Channel => Some(mentors::told(view, inquiry?, &load.members, Place::Channel)),
            Purpose::Direct => Some(mentors::told(view, inquiry?, &load.members, Place::Direct)),
            Purpose::Digest => {
                let since = delivery.made_at - DIGEST_SECONDS;
                let numbers = self.communities.reached(store.digest(delivery.guild, since, now()).await).ok()?;
                let DigestNumbers { open, oldest, sent, answered, declined } = numbers;
                Some(mentors::digest(&mentors::DigestNumbers { open, oldest, sent, answered, declined }, now()))
            }
            Purpose::Delete => None,
        }
    }

    /// The same where it is not known whether its channel is a forum: a forum itself has no messages.
    async fn find_anywhere(&self, delivery: &Delivery) -> Result<Option<(u64, u64)>, SendError> {
        match self.find(delivery, false).await {
            Ok(Some(found)) => Ok(Some(found)),
            Ok(None) | Err(SendError::Refused { .. }) => self.find(delivery, true).await,
            Err(SendError::Unknown { .. } | SendError::Forbidden { .. }) => Ok(None),
            Err(problem) => Err(problem),
        }
    }

    /// The message of a question, where an earlier attempt got through.
    async fn find(&self, delivery: &Delivery, is_forum: bool) -> Result<Option<(u64, u64)>, SendError> {
        let Some(number) = delivery.number else { return Ok(None) };
        if is_forum {
            let posts = self.rest.active_posts(delivery.guild, delivery.destination).await?;
            let start = mentors::thread_name_start(number);
            let found = posts.iter().find(|post| post.name.starts_with(&start));
            return Ok(found.map(|post| (post.thread, post.thread)));
        }
        // A minute earlier: the clocks of two machines differ.
        let since = (delivery.started_at.unwrap_or(delivery.made_at) - 60) * 1_000 - EPOCH;
        let mut after = u64::try_from(since).unwrap_or(0) << 22;
        let control = encode(&Control::Staff(Press::Answer(number)));
        let is_it =
            |posted: &&Posted| posted.author_is_app && posted.custom_ids.iter().any(|id| Some(id) == control.as_ref());
        for _ in 0..PAGES {
            let posted = self.rest.messages_after(delivery.destination, after).await?;
            if let Some(found) = posted.iter().find(is_it) {
                return Ok(Some((delivery.destination, found.id)));
            }
            match posted.last() {
                Some(last) if posted.len() >= MESSAGES_PAGE => after = last.id,
                _ => break,
            }
        }
        Ok(None)
    }
}
