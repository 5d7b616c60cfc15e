//! The servers that the bot is in, page by page.

use std::num::NonZeroU64;

use serde::Deserialize;

use super::application::id;
use super::request::Request;
use super::route::{GUILDS_PAGE, Route};
use super::{Rest, RestError};

const WHAT: &str = "listing the bot's servers";

impl Rest {
    /// Fetches the ids of up to 200 servers that the bot is in: those with the lowest ids above `after`.
    ///
    /// # Errors
    ///
    /// See [`RestError`].
    pub async fn guilds_page(&self, after: u64) -> Result<Vec<u64>, RestError> {
        let page: Vec<Guild> = self.fetch(WHAT, &Request::new(Route::GetGuilds { after })).await?;
        Ok(page.into_iter().map(|Guild { id }| id.get()).collect())
    }

    /// Fetches the ids of all servers that the bot is in. The listing is complete, or there is none: what is missing from a
    /// part of it says nothing.
    ///
    /// # Errors
    ///
    /// See [`RestError`].
    pub async fn guilds(&self) -> Result<Vec<u64>, RestError> {
        let mut guilds = Vec::new();
        let mut after = 0;
        loop {
            let page = self.guilds_page(after).await?;
            let is_last = page.len() < GUILDS_PAGE;
            // A page that goes back would be followed by the same one for ever.
            let highest = page.iter().copied().max().filter(|highest| *highest > after);
            guilds.extend(page);
            after = match highest {
                _ if is_last => return Ok(guilds),
                Some(highest) => highest,
                None => return Err(RestError::Unreadable { what: WHAT, line: 1, column: 1 }),
            };
        }
    }
}

/// A server as it is listed, of which only the id is read.
#[derive(Deserialize)]
struct Guild {
    #[serde(deserialize_with = "id")]
    id: NonZeroU64,
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    /// What is listed from a server on this machine that gives these pages, and the queries that it got.
    async fn listed(pages: &[&[u64]]) -> (Result<Vec<u64>, RestError>, Vec<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let rest = Rest::without_token(&format!("http://{}", listener.local_addr().unwrap()).parse().unwrap()).unwrap();
        let serve = async {
            let mut queries = Vec::new();
            for page in pages {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut request = vec![0; 4096];
                let length = stream.read(&mut request).await.unwrap();
                let request = String::from_utf8_lossy(&request[..length]).into_owned();
                queries.push(request.split([' ', '?']).nth(2).unwrap_or_default().to_owned());
                let mut body = String::new();
                for id in *page {
                    let separator = if body.is_empty() { "[" } else { "," };
                    write!(body, "{separator}{{\"id\":\"{id}\",\"name\":\"x\"}}").unwrap();
                }
                let body = if body.is_empty() { "[]".to_owned() } else { body + "]" };
                let head = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
                stream.write_all((head + &body).as_bytes()).await.unwrap();
            }
            queries
        };
        tokio::join!(rest.guilds(), serve)
    }

    #[tokio::test]
    async fn pages_are_fetched_until_one_is_not_full() {
        let all: Vec<u64> = (1..=450).collect();
        let (guilds, queries) = listed(&[&all[..200], &all[200..400], &all[400..]]).await;
        assert_eq!((guilds.unwrap(), queries.len()), (all.clone(), 3));
        assert_eq!(queries, ["limit=200&after=0", "limit=200&after=200", "limit=200&after=400"]);
        assert_eq!(listed(&[&[]]).await.0.unwrap(), [0; 0]);
        let (exact, queries) = listed(&[&all[..200], &[]]).await;
        assert_eq!((exact.unwrap().len(), queries.len()), (200, 2));
        assert_eq!(listed(&[&all[..199]]).await.0.unwrap().len(), 199);
    }

    #[tokio::test]
    async fn a_part_of_the_servers_is_no_listing() {
        let all: Vec<u64> = (1..=200).collect();
        let (repeated, _) = listed(&[&all, &all]).await;
        assert!(matches!(repeated, Err(RestError::Unreadable { .. })), "{repeated:?}");
        let (unreadable, _) = listed(&[&all, &[0]]).await;
        assert!(matches!(unreadable, Err(RestError::Unreadable { .. })), "{unreadable:?}");
    }

    #[test]
    fn a_server_without_an_id_makes_the_page_unreadable() {
        let ids = |text: &str| {
            let page: Result<Vec<Guild>, _> = serde_json::from_str(text);
            page.ok().map(|page| page.into_iter().map(|guild| guild.id.get()).collect::<Vec<u64>>())
        };
        assert_eq!(ids(r#"[{"id":"5","name":"x","owner":false},{"id":"6"}]"#), Some(vec![5, 6]));
        for text in [r#"[{"id":"0"}]"#, r#"[{"name":"x"}]"#, r#"[{"id":null}]"#, "{}", "[7]"] {
            assert_eq!(ids(text), None, "{text}");
        }
    }
}
