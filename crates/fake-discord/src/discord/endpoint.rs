//! The HTTP endpoint of the bot: its address, the key that signs, and deliveries.

use std::io;

use super::super::caller::{self, EndpointRefused, Keys};
use super::super::delivery::Delivery;
use super::super::ids::Id;
use super::Discord;

impl Discord {
    /// The application's public key in hex: what to give to the bot as `DISCORD_PUBLIC_KEY`.
    #[must_use]
    pub fn public_key(&self) -> String {
        self.look(|state| state.endpoint.keys.public())
    }

    /// Signs with a new key from now on. Returns its public half.
    ///
    /// # Errors
    ///
    /// If the system has no random bytes.
    pub fn rotate_key(&self) -> io::Result<String> {
        let keys = Keys::new()?;
        let public = keys.public();
        self.change(|state, now| {
            state.endpoint.keys = keys;
            state.journal.note(now, "requests to the endpoint are signed with a new key");
        });
        Ok(public)
    }

    /// The headers with which Discord would post this body at this moment.
    #[must_use]
    pub fn signed(&self, body: &[u8]) -> Vec<(&'static str, String)> {
        let now = self.shared().now();
        self.look(|state| caller::headers(&state.endpoint.keys, &caller::unix_seconds(state, now).to_string(), body))
    }

    /// The same with any timestamp: the signature is valid, however old or odd that is.
    #[must_use]
    pub fn signed_at(&self, timestamp: &str, body: &[u8]) -> Vec<(&'static str, String)> {
        self.look(|state| caller::headers(&state.endpoint.keys, timestamp, body))
    }

    /// Where interactions are posted; `None` while they go over the gateway.
    #[must_use]
    pub fn endpoint(&self) -> Option<String> {
        self.look(|state| state.endpoint.address.as_ref().map(ToString::to_string))
    }

    /// Sets the endpoint as the developer portal does, after a PING with a valid signature and one with another. Empty
    /// text clears it. Without success, what was set before stays.
    ///
    /// # Errors
    ///
    /// If the endpoint does not answer as Discord wants it.
    pub async fn set_endpoint(&self, url: &str) -> Result<(), EndpointRefused> {
        let address = if url.is_empty() { None } else { Some(caller::verify(&self.shared(), url).await?) };
        self.change(|state, now| caller::set(state, address, now));
        Ok(())
    }

    /// Does what Discord does now and then: posts PINGs with every kind of bad signature. An endpoint that answers one
    /// of them with anything but 401 is taken away.
    ///
    /// # Errors
    ///
    /// What was wrong first, if anything was.
    pub async fn probe_endpoint(&self) -> Result<(), EndpointRefused> {
        caller::probe_routinely(&self.shared()).await
    }

    /// Every delivery of an interaction to the endpoint that has ended, in that order.
    #[must_use]
    pub fn deliveries(&self, interaction: Id) -> Vec<Delivery> {
        self.look(|state| {
            let known = state.world.interactions.get(&interaction);
            known.map(|known| known.deliveries.clone()).unwrap_or_default()
        })
    }
}
