//! Fetching a file that a member attached to a command: from Discord's own addresses only, bounded in size and time.

use std::time::Duration;

use reqwest::Url;
use tokio::time::timeout;

use super::Rest;
use super::request::plain;

/// Errors of fetching a file, worded for the member who attached it. Their text holds no URL.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum AttachmentError {
    /// The address is not one of Discord's.
    #[error("This file is not on Discord's servers. Attach it to the command itself.")]
    Elsewhere,
    /// The file has more bytes than are read.
    #[error("This file is larger than {} KiB. Split it, or leave something out.", .most / 1024)]
    TooLarge {
        /// The most bytes that are read.
        most: usize,
    },
    /// Discord refused it, or pointed elsewhere.
    #[error("Discord no longer has this file. Attach it again.")]
    Gone,
    /// It did not arrive whole, or not in time.
    #[error("Discord did not send this file in time. Try again in a moment.")]
    Unavailable,
}

impl Rest {
    /// Fetches the file at `url`, which a client named: at most `most` bytes, `within` this time.
    ///
    /// The bot's token is not sent along: the address is signed.
    ///
    /// # Errors
    ///
    /// See [`AttachmentError`].
    pub async fn fetch_attachment(&self, url: &str, most: usize, within: Duration) -> Result<Vec<u8>, AttachmentError> {
        let url = self.origin.attachment(url).ok_or(AttachmentError::Elsewhere)?;
        timeout(within, self.download(url, most)).await.unwrap_or(Err(AttachmentError::Unavailable))
    }

    async fn download(&self, url: Url, most: usize) -> Result<Vec<u8>, AttachmentError> {
        let unavailable = |_| AttachmentError::Unavailable;
        let too_large = AttachmentError::TooLarge { most };
        let mut response = self.client.execute(plain(url)).await.map_err(unavailable)?;
        match response.status().as_u16() {
            200 => {}
            // No redirect is followed.
            300..500 => return Err(AttachmentError::Gone),
            _ => return Err(AttachmentError::Unavailable),
        }
        if response.content_length().is_some_and(|length| length > most as u64) {
            return Err(too_large);
        }
        // What a server says about the length need not be so.
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unavailable)? {
            if bytes.len() + chunk.len() > most {
                return Err(too_large);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    const MOST: usize = 1024;
    const LONG: Duration = Duration::from_secs(30);

    /// What is fetched from a server on this machine that sends `response` to anything, and what the server was sent.
    async fn fetched(response: Vec<u8>, within: Duration) -> (Result<Vec<u8>, AttachmentError>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let url = format!("{origin}/attachments/1/2/entries.yaml?ex=1&is=2&hm=3");
        let rest = Rest::without_token(&origin.parse().unwrap()).unwrap();
        let serve = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 4096];
            let length = stream.read(&mut request).await.unwrap();
            let _ = stream.write_all(&response).await;
            let is_whole = response.windows(4).any(|end| end == b"\r\n\r\n");
            if !is_whole {
                // The connection stays open, and nothing comes.
                let _ = stream.read(&mut [0; 1]).await;
            }
            String::from_utf8_lossy(&request[..length]).into_owned()
        };
        tokio::join!(rest.fetch_attachment(&url, MOST, within), serve)
    }

    fn response(head: &str, bytes: usize) -> Vec<u8> {
        format!("HTTP/1.1 {head}\r\nconnection: close\r\n\r\n{}", "x".repeat(bytes)).into_bytes()
    }

    #[tokio::test]
    async fn a_file_is_fetched_up_to_its_bound() {
        let (file, request) = fetched(response("200 OK\r\ncontent-length: 1024", MOST), LONG).await;
        assert_eq!(file.unwrap().len(), MOST);
        assert!(request.starts_with("GET /attachments/1/2/entries.yaml?ex=1&is=2&hm=3 HTTP/1.1"), "{request}");
        assert!(!request.to_lowercase().contains("authorization"), "{request}");
        let announced = response("200 OK\r\ncontent-length: 1025", MOST + 1);
        assert_eq!(fetched(announced, LONG).await.0, Err(AttachmentError::TooLarge { most: MOST }));
        // Without a length, the end of the connection ends the file.
        assert_eq!(fetched(response("200 OK", MOST), LONG).await.0.unwrap().len(), MOST);
        assert_eq!(fetched(response("200 OK", MOST + 1), LONG).await.0, Err(AttachmentError::TooLarge { most: MOST }));
    }

    #[tokio::test]
    async fn a_redirect_is_not_followed_and_an_expired_address_is_gone() {
        for head in ["302 Found\r\nlocation: http://127.0.0.1:9/", "404 Not Found", "403 Forbidden"] {
            assert_eq!(fetched(response(head, 0), LONG).await.0, Err(AttachmentError::Gone), "{head}");
        }
        assert_eq!(fetched(response("502 Bad Gateway", 0), LONG).await.0, Err(AttachmentError::Unavailable));
    }

    #[tokio::test]
    async fn a_file_that_is_cut_short_or_never_comes_is_unavailable() {
        let short = response("200 OK\r\ncontent-length: 100", 50);
        assert_eq!(fetched(short, LONG).await.0, Err(AttachmentError::Unavailable));
        let silent = b"HTTP/1.1 200 OK\r\n".to_vec();
        assert_eq!(fetched(silent, Duration::from_millis(50)).await.0, Err(AttachmentError::Unavailable));
    }

    #[tokio::test]
    async fn another_address_is_not_even_called() {
        let rest = Rest::without_token(&"http://127.0.0.1:9".parse().unwrap()).unwrap();
        let fetched = rest.fetch_attachment("https://cdn.discordapp.com/attachments/1/2/x", MOST, LONG).await;
        assert_eq!(fetched, Err(AttachmentError::Elsewhere));
        assert!(AttachmentError::TooLarge { most: 1 << 20 }.to_string().contains("1024 KiB"));
    }
}
