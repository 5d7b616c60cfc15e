//! The application that the token belongs to, and its interactions endpoint.

use std::num::NonZeroU64;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use super::request::Request;
use super::route::Route;
use super::{Rest, RestError};

/// Discord's code for an endpoint that did not answer its check as it should.
const UNVERIFIED: &str = "APPLICATION_INTERACTIONS_ENDPOINT_URL_INVALID";

impl Rest {
    /// Fetches the application.
    ///
    /// # Errors
    ///
    /// See [`RestError`].
    pub async fn current_application(&self) -> Result<Application, RestError> {
        self.fetch("asking for the application", &Request::new(Route::GetCurrentApplication)).await
    }

    /// Lets Discord send interactions to `endpoint`, or over the gateway if there is none. Discord checks the endpoint first.
    ///
    /// # Errors
    ///
    /// [`RestError::EndpointUnverified`] when it did not answer as it should; otherwise see [`RestError`].
    pub async fn set_endpoint(&self, endpoint: Option<&str>) -> Result<Application, RestError> {
        let what = "setting the interactions endpoint";
        let body = json!({ "interactions_endpoint_url": endpoint }).to_string();
        let request = Request::with_json(Route::EditCurrentApplication, body.into());
        match self.fetch(what, &request).await {
            Err(RestError::Refused { said, .. }) if said.contains(UNVERIFIED) => Err(RestError::EndpointUnverified),
            other => other,
        }
    }
}

/// The application that the token belongs to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Application {
    /// The application's id.
    pub id: u64,
    /// The application's name.
    pub name: String,
    /// The key that verifies Discord's requests to the endpoint, in hex. No secret.
    pub public_key: String,
    /// The interactions endpoint; without one, interactions arrive over the gateway.
    pub endpoint: Option<String>,
    /// Whether the application can be installed in servers.
    pub guild_install: bool,
    /// Whether the application can be installed for a user.
    pub user_install: bool,
}

impl<'de> Deserialize<'de> for Application {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// The application as Discord sends it. serenity's model asks for more and forgets `integration_types_config`.
        #[derive(Deserialize)]
        struct Sent {
            #[serde(deserialize_with = "id")]
            id: NonZeroU64,
            #[serde(default)]
            name: String,
            #[serde(default)]
            verify_key: String,
            #[serde(default)]
            interactions_endpoint_url: Option<String>,
            #[serde(default)]
            integration_types_config: Option<Map<String, Value>>,
        }
        let Sent { id, name, verify_key, interactions_endpoint_url, integration_types_config } =
            Sent::deserialize(deserializer)?;
        // Applications from before user installs say nothing and can be installed in servers.
        let allowed =
            |kind, otherwise| integration_types_config.as_ref().map_or(otherwise, |config| config.contains_key(kind));
        Ok(Self {
            id: id.get(),
            name,
            public_key: verify_key,
            endpoint: interactions_endpoint_url.filter(|url| !url.is_empty()),
            guild_install: allowed("0", true),
            user_install: allowed("1", false),
        })
    }
}

/// An id as Discord writes it: a number in quotes, never 0.
pub(super) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NonZeroU64, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(application: Value) -> Application {
        serde_json::from_value(application).unwrap()
    }

    #[test]
    fn an_application_says_how_it_can_be_installed() {
        let application = |config: Value| {
            let application = sent(json!({"id": "7", "name": "TPM Guide", "integration_types_config": config}));
            (application.guild_install, application.user_install)
        };
        assert_eq!(application(json!({"0": {}, "1": {"oauth2_install_params": null}})), (true, true));
        assert_eq!(application(json!({"1": {}})), (false, true));
        assert_eq!(application(json!({"0": {}})), (true, false));
        assert_eq!(application(json!(null)), (true, false));
        let bare = sent(json!({"id": "7"}));
        assert_eq!((bare.id, bare.guild_install, bare.user_install), (7, true, false));
    }

    #[test]
    fn an_application_without_an_id_is_none() {
        for application in [json!({}), json!({"id": "0"}), json!({"id": "x"}), json!({"id": null})] {
            assert!(serde_json::from_value::<Application>(application.clone()).is_err(), "{application}");
        }
    }

    #[test]
    fn an_application_without_an_endpoint_says_nothing_null_or_nothing_between_quotes() {
        for application in
            [json!({}), json!({"interactions_endpoint_url": null}), json!({"interactions_endpoint_url": ""})]
        {
            let mut application = application;
            application["id"] = json!("7");
            assert_eq!(sent(application).endpoint, None);
        }
        let set =
            sent(json!({"id": "7", "verify_key": "ab", "interactions_endpoint_url": "https://guide.example.org"}));
        assert_eq!((set.endpoint.as_deref(), set.public_key.as_str()), (Some("https://guide.example.org"), "ab"));
    }
}
