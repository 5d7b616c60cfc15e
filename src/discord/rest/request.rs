//! A request before it is sent: route, body, and the headers that Discord requires. Pure.

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};

use super::origin::Origin;
use super::route::Route;

/// The `User-Agent`, in the form that Discord asks for: `DiscordBot (address, version)`. The bot has no public address of
/// its own, so that it names the library that builds the bodies.
/// <https://docs.discord.com/developers/reference#user-agent>
const AGENT: &str = "DiscordBot (https://github.com/serenity-rs/serenity, 0.12.5)";

/// A route and its body. It is built anew for each attempt, and all attempts share the body.
pub(super) struct Request<'a> {
    route: Route<'a>,
    body: Option<Bytes>,
}

impl<'a> Request<'a> {
    /// A request without a body.
    pub(super) const fn new(route: Route<'a>) -> Self {
        Self { route, body: None }
    }

    /// A request with a body, which is JSON.
    pub(super) const fn with_json(route: Route<'a>, body: Bytes) -> Self {
        Self { route, body: Some(body) }
    }

    /// The request as it goes to `origin`, with the bot's token if there is one; `None` if it would not go there.
    ///
    /// The routes of interactions need no token of the bot, and carry it all the same: without one, Discord limits all
    /// requests of an IP address together (<https://docs.discord.com/developers/topics/rate-limits#global-rate-limit>).
    pub(super) fn build(&self, origin: &Origin, authorization: Option<&HeaderValue>) -> Option<reqwest::Request> {
        let url = origin.url(&self.route.path(), self.route.query())?;
        let mut built = reqwest::Request::new(self.route.method(), url);
        let headers = built.headers_mut();
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        if let Some(authorization) = authorization {
            headers.insert(AUTHORIZATION, authorization.clone());
        }
        if let Some(body) = &self.body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *built.body_mut() = Some(body.clone().into());
        }
        Some(built)
    }
}

#[cfg(test)]
mod tests {
    use super::super::route::{CommandList, Scope};
    use super::*;
    use secrecy::SecretString;

    fn authorization() -> HeaderValue {
        let mut authorization = HeaderValue::from_static("Bot a-bots-token");
        authorization.set_sensitive(true);
        authorization
    }

    #[test]
    fn every_request_goes_to_the_chosen_origin() {
        let token = SecretString::from("t");
        for origin in ["https://discord.com", "http://127.0.0.1:3001", "http://[::1]:9", "https://proxy.example"] {
            for route in [
                Route::GetGatewayBot,
                Route::GetCurrentApplication,
                Route::EditCurrentApplication,
                Route::GetCommands(CommandList::new(7, Scope::Global).unwrap()),
                Route::OverwriteCommands(CommandList::new(7, Scope::Guild(8)).unwrap()),
                Route::create_response(9, &token).unwrap(),
                Route::delete_original_response(7, &token).unwrap(),
            ] {
                let built = Request::new(route).build(&origin.parse().unwrap(), None).unwrap();
                assert_eq!(built.method(), route.method());
                let query = route.query().map_or_else(String::new, |query| format!("?{query}"));
                assert_eq!(built.url().as_str(), format!("{origin}{}{query}", route.path()));
            }
        }
    }

    #[test]
    fn a_request_carries_what_discord_wants_and_nothing_more() {
        let headers = |request: Request<'_>, authorization: Option<&HeaderValue>| {
            let built = request.build(&Origin::default(), authorization).unwrap();
            let headers = built.headers().iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()));
            headers.collect::<Vec<_>>()
        };
        let agent = format!("user-agent: {AGENT}");
        let token = SecretString::from("t");
        let response = || Request::with_json(Route::create_response(9, &token).unwrap(), Bytes::from_static(b"{}"));
        assert_eq!(headers(Request::new(Route::GetGatewayBot), None), [agent.as_str()]);
        assert_eq!(headers(response(), None), [&agent, "content-type: application/json"]);
        assert_eq!(
            headers(response(), Some(&authorization())),
            [&agent, "authorization: Bot a-bots-token", "content-type: application/json"]
        );
    }

    #[test]
    fn the_agent_is_the_one_that_serenity_sends() {
        assert_eq!(AGENT, serenity::constants::USER_AGENT);
    }

    #[test]
    fn attempts_share_one_body() {
        let body = Bytes::from("{}".repeat(1000));
        let request = Request::with_json(Route::EditCurrentApplication, body.clone());
        for _ in 0..2 {
            let built = request.build(&Origin::default(), None).unwrap();
            let sent = built.body().and_then(reqwest::Body::as_bytes).unwrap();
            assert_eq!((sent.as_ptr(), sent.len()), (body.as_ptr(), body.len()));
        }
    }

    #[test]
    fn nothing_printable_holds_the_bots_token() {
        let built = Request::new(Route::GetGatewayBot).build(&Origin::default(), Some(&authorization())).unwrap();
        assert!(!format!("{built:?}").contains("a-bots-token"), "{built:?}");
    }
}
