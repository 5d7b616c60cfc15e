//! What to do with a delivery, before an attempt and after it. Pure: the time is an argument, in seconds since 1970.

use tpm_guide_core::mentors::Limits;

use crate::discord::rest::SendError;
use crate::store::{Delivery, Purpose};

/// The longest pause between two attempts, in seconds.
const LONGEST_PAUSE: i64 = 300;

/// The pause after a refusal that only an operator or a new version can mend, in seconds.
const REFUSED_PAUSE: i64 = 3_600;

/// How often a message that Discord refuses is tried: for a day.
const REFUSED_ATTEMPTS: u32 = 24;

/// The pause while the token is refused, in seconds.
const TOKEN_PAUSE: i64 = 60;

/// What an attempt is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attempt {
    /// Send it.
    Send,
    /// Look whether an earlier attempt got through, and send it only if not.
    Look,
    /// Send nothing: it may have got through, and its nonce no longer keeps it from being sent twice.
    GiveUp,
}

/// What follows an attempt that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Another attempt, at this time; `is_clean` says that nothing can have been sent by this one.
    Again {
        /// When.
        at: i64,
        /// Whether nothing was sent.
        is_clean: bool,
    },
    /// The message that was to be changed is gone: it is posted anew.
    Repost,
    /// The thread has to be taken out of the archive first.
    Unarchive,
    /// No more attempts: the askers are told with their next answer; what has no askers is dropped.
    GiveUp,
    /// The mentors' channel cannot be used: why, in words for staff.
    Broken(&'static str),
}

/// What the next attempt of `delivery` is to do. A message that is known already is changed, which can be repeated.
pub(super) fn attempt(delivery: &Delivery, is_posted: bool, is_forum: bool, now: i64) -> Attempt {
    let Some(started_at) = delivery.started_at else { return Attempt::Send };
    let is_idempotent = is_posted || delivery.purpose == Purpose::Delete;
    // A nonce keeps a message from being posted twice, but no post of a forum.
    let has_nonce = !(is_forum && matches!(delivery.purpose, Purpose::Queue | Purpose::Digest));
    if is_idempotent || has_nonce && now - started_at < Limits::NONCE_SECONDS {
        return Attempt::Send;
    }
    if delivery.purpose == Purpose::Queue { Attempt::Look } else { Attempt::GiveUp }
}

/// What follows a failed attempt of `delivery`, which had been tried `attempts` times with this one; `is_in_forum` says that a
/// message in a post of its own was to be changed.
pub(super) fn next(delivery: &Delivery, attempts: u32, is_in_forum: bool, error: &SendError, now: i64) -> Next {
    let is_clean = delivery.started_at.is_none() && !error.may_have_happened();
    let again = |pause: i64| Next::Again { at: now + pause, is_clean };
    let in_mentors_channel = matches!(delivery.purpose, Purpose::Queue | Purpose::Digest);
    match error {
        SendError::RateLimited { after, .. } | SendError::Held { after } => {
            again(i64::try_from(after.as_secs()).unwrap_or(LONGEST_PAUSE) + 1)
        }
        SendError::Unconfirmed(_) | SendError::Unreached(_) => again((1_i64 << attempts.min(8)).min(LONGEST_PAUSE)),
        SendError::Unauthorized => again(TOKEN_PAUSE),
        SendError::Archived => Next::Unarchive,
        SendError::Unknown { code: UNKNOWN_MESSAGE } if delivery.purpose == Purpose::Queue => Next::Repost,
        // With its post, the channel of the message is gone, and not the forum.
        SendError::Unknown { .. } if delivery.purpose == Purpose::Queue && is_in_forum => Next::Repost,
        SendError::Forbidden { .. } if in_mentors_channel => Next::Broken(
            "the bot may not post there any more. Check its permissions in that channel: View Channel, Send Messages, Embed \
             Links and Read Message History",
        ),
        SendError::Unknown { .. } if in_mentors_channel => {
            Next::Broken("the channel is gone, or the bot was removed from the server")
        }
        SendError::Locked if in_mentors_channel => Next::Broken("the thread is locked"),
        SendError::NeedsTag if in_mentors_channel => Next::Broken(
            "the forum demands a tag for each post, which the bot does not know. Turn that off for the forum",
        ),
        SendError::Refused { .. } if delivery.purpose == Purpose::Queue && attempts < REFUSED_ATTEMPTS => {
            again(REFUSED_PAUSE)
        }
        _ => Next::GiveUp,
    }
}

/// Discord's code for a message that is gone.
const UNKNOWN_MESSAGE: i64 = 10008;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const NOW: i64 = 1_000_000;

    fn delivery(purpose: Purpose, started_at: Option<i64>) -> Delivery {
        Delivery {
            guild: 1,
            delivery: 2,
            purpose,
            number: Some(3),
            destination: 4,
            message: None,
            ping: None,
            made_at: NOW - 500,
            attempts: 0,
            started_at,
        }
    }

    #[test]
    fn what_never_began_is_sent() {
        for purpose in [Purpose::Queue, Purpose::Channel, Purpose::Direct, Purpose::Digest, Purpose::Delete] {
            for is_forum in [false, true] {
                assert_eq!(attempt(&delivery(purpose, None), false, is_forum, NOW), Attempt::Send);
            }
        }
    }

    #[test]
    fn a_nonce_is_trusted_for_its_window_and_no_longer() {
        let (inside, outside) = (Some(NOW - Limits::NONCE_SECONDS + 1), Some(NOW - Limits::NONCE_SECONDS));
        for purpose in [Purpose::Channel, Purpose::Direct, Purpose::Digest] {
            assert_eq!(attempt(&delivery(purpose, inside), false, false, NOW), Attempt::Send);
            assert_eq!(attempt(&delivery(purpose, outside), false, false, NOW), Attempt::GiveUp);
        }
        assert_eq!(attempt(&delivery(Purpose::Queue, inside), false, false, NOW), Attempt::Send);
        assert_eq!(attempt(&delivery(Purpose::Queue, outside), false, false, NOW), Attempt::Look);
    }

    #[test]
    fn a_post_of_a_forum_has_no_nonce_and_a_change_needs_none() {
        let just_now = Some(NOW - 1);
        assert_eq!(attempt(&delivery(Purpose::Queue, just_now), false, true, NOW), Attempt::Look);
        assert_eq!(attempt(&delivery(Purpose::Digest, just_now), false, true, NOW), Attempt::GiveUp);
        assert_eq!(attempt(&delivery(Purpose::Queue, Some(0)), true, true, NOW), Attempt::Send);
        assert_eq!(attempt(&delivery(Purpose::Delete, Some(0)), false, false, NOW), Attempt::Send);
        // An asker's channel is no forum, whatever the mentors' is.
        assert_eq!(attempt(&delivery(Purpose::Channel, just_now), false, true, NOW), Attempt::Send);
    }

    #[test]
    fn who_cannot_be_told_gets_a_note_and_a_channel_that_cannot_be_used_is_told_to_staff() {
        for code in [50007, 50278, 40003] {
            assert_eq!(
                next(&delivery(Purpose::Direct, None), 1, false, &SendError::CannotDirect { code }, NOW),
                Next::GiveUp
            );
        }
        for error in [SendError::Forbidden { code: 50013 }, SendError::Unknown { code: 10003 }, SendError::Locked] {
            for purpose in [Purpose::Channel, Purpose::Direct, Purpose::Delete] {
                assert_eq!(next(&delivery(purpose, None), 1, false, &error, NOW), Next::GiveUp);
            }
            for purpose in [Purpose::Queue, Purpose::Digest] {
                assert!(matches!(next(&delivery(purpose, None), 1, false, &error, NOW), Next::Broken(_)), "{error}");
            }
        }
    }

    #[test]
    fn only_an_attempt_that_sent_nothing_leaves_no_trace() {
        let unreached = SendError::Unreached("refused".to_owned());
        let unconfirmed = SendError::Unconfirmed("too slow".to_owned());
        let is_clean =
            |started_at, error: &SendError| match next(&delivery(Purpose::Channel, started_at), 1, false, error, NOW) {
                Next::Again { is_clean, .. } => is_clean,
                other => panic!("{other:?}"),
            };
        assert!(is_clean(None, &unreached));
        assert!(!is_clean(None, &unconfirmed));
        assert!(!is_clean(Some(NOW), &unreached), "an earlier attempt may have got through");
    }

    #[test]
    fn pauses_grow_and_follow_what_discord_asks_for() {
        let pause =
            |attempts, error: &SendError| match next(&delivery(Purpose::Queue, None), attempts, false, error, NOW) {
                Next::Again { at, .. } => at - NOW,
                other => panic!("{other:?}"),
            };
        let unreached = SendError::Unreached(String::new());
        assert_eq!([1, 2, 8, 40].map(|attempts| pause(attempts, &unreached)), [2, 4, 256, 256]);
        let after = Duration::from_millis(7_200);
        assert_eq!(pause(1, &SendError::RateLimited { after, is_global: true, is_shared: false }), 8);
        assert_eq!(pause(1, &SendError::Held { after }), 8);
    }

    #[test]
    fn a_message_that_mentors_deleted_is_posted_anew() {
        let gone = SendError::Unknown { code: UNKNOWN_MESSAGE };
        assert_eq!(next(&delivery(Purpose::Queue, None), 1, false, &gone, NOW), Next::Repost);
        assert_eq!(next(&delivery(Purpose::Queue, None), 1, false, &SendError::Archived, NOW), Next::Unarchive);
        // The post of a forum is a channel.
        let no_channel = SendError::Unknown { code: 10003 };
        assert_eq!(next(&delivery(Purpose::Queue, None), 1, true, &no_channel, NOW), Next::Repost);
    }
}
