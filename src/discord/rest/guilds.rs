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
    use super::*;

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
