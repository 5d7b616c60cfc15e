//! How a connection ends, and what becomes of its session.

use axum::extract::ws::{CloseFrame, Message};
use tokio::time::timeout;

use super::{CLOSE_TIMEOUT, Connection};

/// How a connection ends.
pub(super) enum End {
    /// The bot closed it, with this code.
    ByPeer(Option<u16>),
    /// The fake Discord closes it.
    Close(Option<u16>),
    /// It broke, or was broken.
    Lost,
}

impl Connection {
    /// Closes the connection, and keeps or ends its session.
    pub(super) async fn finish(mut self, end: End) {
        let (by_discord, code) = match &end {
            End::Close(code) => (true, *code),
            End::ByPeer(code) => (false, *code),
            End::Lost => (false, None),
        };
        let ends_session = match &end {
            End::ByPeer(code) => matches!(code, Some(1000 | 1001)),
            End::Close(code) => matches!(code, Some(4004 | 4007 | 4009 | 4010..=4014)),
            End::Lost => false,
        };
        let number = self.number;
        self.shared.change(|state, now| {
            state.journal.note(now, &format!("gateway: connection {number} ends, code {code:?}"));
            if ends_session {
                state.gateway.forget_session_of(number);
            } else if let Some((_, session)) = state.gateway.session_of(number) {
                session.connection = None;
            }
            if let Some(connection) = state.gateway.connection(number) {
                connection.closed = Some(now);
                connection.close_code = code;
                connection.closed_by_discord = by_discord;
            }
        });
        match end {
            End::Close(code) => {
                let frame = code.map(|code| CloseFrame { code, reason: "".into() });
                let closing = async {
                    if self.socket.send(Message::Close(frame)).await.is_ok() {
                        while let Some(Ok(_)) = self.socket.recv().await {}
                    }
                };
                let _ = timeout(CLOSE_TIMEOUT, closing).await;
            }
            // The library has queued the answer to the close frame; reading on sends it.
            End::ByPeer(_) => {
                let _ = timeout(CLOSE_TIMEOUT, self.socket.recv()).await;
            }
            End::Lost => {}
        }
        // A black hole keeps its socket: dropping it would tell the bot.
        self.control.released().await;
        self.shared.change_quietly(|state, _| state.gateway.open.remove(&number));
    }
}
