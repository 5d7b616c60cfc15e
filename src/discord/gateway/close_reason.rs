//! Close reasons: why a connection ends, and what follows for its session and for the program.

use std::fmt;

use tpm_guide_core::text::on_one_line;
use twilight_gateway::CloseFrame;

use super::GatewayError;
use super::payload::Op;

/// Characters of a close frame's text that are kept at most.
const LONGEST_TEXT: usize = 120;

/// Why a connection ended.
#[derive(Debug, PartialEq)]
pub(super) enum CloseReason {
    /// Discord asked for another connection, with this opcode. twilight keeps or drops the session accordingly. The answer
    /// to the close frame is not awaited: a peer that never sends it would leave the bot deaf for 10 s.
    Requested(u8),
    /// Closed by Discord.
    Closed {
        /// The close code, if there was one; 1006 stands for a connection that broke.
        code: Option<u16>,
        /// The reason that stands beside the code, on one line and cut; often empty.
        text: String,
    },
    /// It could not be made.
    Unreachable(String),
    /// Nothing was received for too long.
    Silent,
    /// The receiver of the interactions was dropped.
    ReceiverDropped,
}

impl CloseReason {
    /// The reason that a close frame gives, or that there was none. Its text is the peer's, so that it is cut and made one
    /// line.
    pub(super) fn from_frame(frame: Option<CloseFrame<'_>>) -> Self {
        let text = frame.as_ref().map(|frame| on_one_line(&frame.reason, LONGEST_TEXT));
        Self::Closed { code: frame.map(|frame| frame.code), text: text.unwrap_or_default() }
    }

    /// The error to end with, if no further connection can help.
    pub(super) const fn fatal(&self) -> Option<GatewayError> {
        let code = match self {
            Self::ReceiverDropped => return Some(GatewayError::ReceiverDropped),
            Self::Closed { code: Some(code), .. } => *code,
            _ => return None,
        };
        let remedy = match code {
            4004 => {
                "Discord refused the token. Set DISCORD_TOKEN to the one that the Developer Portal shows under Bot \
                 (after a reset, the old one is void)"
            }
            4010 => {
                "Discord has no such shard. Leave SHARDS out, so that there are as many as Discord recommends, or \
                 correct it: every process of the bot must name the same number after the slash"
            }
            4011 => {
                "the bot is in more servers than its shards may serve (2500 each). Leave SHARDS out and start again, so \
                 that there are as many as Discord recommends, or name more after the slash in every process"
            }
            4012 => "Discord no longer speaks this version of its API. Update TPM Guide",
            4013 => "the intents are refused although this program asks for GUILDS at most. Update TPM Guide",
            4014 => {
                "an intent is not allowed although this program asks for no privileged one. Look at Privileged Gateway \
                 Intents in the Developer Portal under Bot, and update TPM Guide"
            }
            _ => return None,
        };
        Some(GatewayError::Fatal { code, remedy })
    }

    /// Whether another RESUME would end the same way. `active`: the session was accepted on this connection.
    pub(super) const fn invalidates_session(&self, active: bool) -> bool {
        match self {
            // Invalid sequence, session timed out.
            Self::Closed { code: Some(4007 | 4009), .. } => true,
            // "Not authenticated" also means "this session has been invalidated" when it answers a resume.
            Self::Closed { code: Some(4003), .. } => !active,
            _ => false,
        }
    }
}

impl fmt::Display for CloseReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Requested(Op::RECONNECT) => formatter.write_str("Discord asked to reconnect"),
            Self::Requested(_) => formatter.write_str("Discord asked for another session"),
            Self::Closed { code: Some(1006), .. } => formatter.write_str("the connection broke"),
            Self::Closed { code: Some(code), text } => {
                write!(formatter, "closed with code {code}")?;
                if text.is_empty() { Ok(()) } else { write!(formatter, " ({text:?})") }
            }
            Self::Closed { code: None, .. } => formatter.write_str("closed without a code"),
            Self::Unreachable(cause) => write!(formatter, "could not connect: {cause}"),
            Self::Silent => formatter.write_str("nothing received for too long"),
            Self::ReceiverDropped => formatter.write_str("the receiver of the interactions is gone"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed(code: u16) -> CloseReason {
        CloseReason::Closed { code: Some(code), text: String::new() }
    }

    #[test]
    fn exactly_the_documented_close_codes_are_fatal_and_name_a_remedy() {
        let fatal: Vec<u16> = (1000..=4999).filter(|code| closed(*code).fatal().is_some()).collect();
        assert_eq!(fatal, [4004, 4010, 4011, 4012, 4013, 4014]);
        for code in fatal {
            let error = closed(code).fatal().unwrap();
            assert!(error.to_string().contains(&code.to_string()));
        }
        let said = |code| closed(code).fatal().unwrap().to_string();
        assert!(said(4004).contains("DISCORD_TOKEN"));
        assert!(said(4010).contains("SHARDS") && said(4011).contains("SHARDS"));
        assert!(CloseReason::Closed { code: None, text: String::new() }.fatal().is_none());
        assert!(CloseReason::Silent.fatal().is_none());
    }

    #[test]
    fn a_session_is_given_up_only_where_resuming_cannot_work() {
        let invalidates = |code, active| closed(code).invalidates_session(active);
        for active in [true, false] {
            assert!(invalidates(4007, active) && invalidates(4009, active));
            for code in [1000, 1001, 1006, 4000, 4001, 4002, 4005, 4008] {
                assert!(!invalidates(code, active), "{code}");
            }
        }
        assert!(invalidates(4003, false) && !invalidates(4003, true));
        assert!(!CloseReason::Requested(Op::RECONNECT).invalidates_session(true));
        assert!(!CloseReason::Silent.invalidates_session(true));
    }

    #[test]
    fn the_reason_of_the_peer_stands_beside_the_code() {
        assert_eq!(closed(4000).to_string(), "closed with code 4000");
        let spoken = CloseReason::Closed { code: Some(4004), text: "Authentication \"failed\".".to_owned() };
        assert_eq!(spoken.to_string(), r#"closed with code 4004 ("Authentication \"failed\".")"#);
    }

    #[test]
    fn the_text_of_a_close_frame_is_one_line_and_bounded() {
        let said = |reason: &str| CloseReason::from_frame(Some(CloseFrame::new(4000, reason))).to_string();
        let forged = said("Bye.\n2026-11-21T00:00:00Z  INFO forged\u{202e}\u{7}");
        assert_eq!(forged, r#"closed with code 4000 ("Bye. 2026-11-21T00:00:00Z INFO forged")"#);
        assert!(said(&"x".repeat(10_000)).chars().count() < 160);
        assert_eq!(said(""), "closed with code 4000");
        assert_eq!(CloseReason::from_frame(None).to_string(), "closed without a code");
    }
}
