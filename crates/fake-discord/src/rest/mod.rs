//! The REST API: its routes and their access. A pure function from request to answer; `http` serves it.

mod application;
mod body;
mod channels;
mod commands;
mod files;
mod interactions;
mod guilds;
mod limits;
mod messages;
mod multipart;
mod path;
mod query;
mod route;
mod threads;
mod webhooks;

use std::time::Duration;

use serde_json::{Value, json};

pub(super) use self::body::Body;
use self::body::body;
pub(super) use self::files::Download;
pub(super) use self::limits::{bucket_of, told as limit_told};
pub(super) use self::path::decoded;
use self::route::Route;
use super::attachment;
use super::caller::{Address, EndpointRefused};
use super::errors::Refusal;
use super::ids::Id;
use super::interaction::Interaction;
use super::limits::Limit;
use super::settings::Settings;
use super::state::State;
use super::wire;

/// The largest request there may be, in bytes.
pub(super) const MAX_REQUEST: usize = 25 * 1024 * 1024;

/// A request, read from its socket.
#[derive(Clone, Debug, Default)]
pub(super) struct Call {
    pub method: String,
    /// Without the query.
    pub path: String,
    pub query: String,
    /// Names in lowercase.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Call {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn asks_for(&self, flag: &str) -> bool {
        let wanted = [format!("{flag}=true"), format!("{flag}=1")];
        self.query.split('&').any(|pair| wanted.iter().any(|wanted| wanted == pair))
    }
}

/// The answer to a request: a status, and JSON unless there is nothing to say.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    pub status: u16,
    pub body: Option<Value>,
    /// Seconds to wait, on a 429 for everything.
    pub retry_after: Option<f64>,
    /// The file that is downloaded.
    pub file: Option<Download>,
    /// The limit of the route, if it has one of its own.
    pub limit: Option<Limit>,
}

impl Answer {
    pub(super) fn json(status: u16, body: Value) -> Self {
        Self { body: Some(body), ..Self::nothing().with_status(status) }
    }

    fn nothing() -> Self {
        Self { status: 204, body: None, retry_after: None, file: None, limit: None }
    }

    fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }
}

/// What the API needs to know besides the world.
pub(super) struct Api<'a> {
    pub settings: &'a Settings,
    /// The token that the bot has to show.
    pub token: &'a str,
    pub gateway_url: &'a str,
    /// What came of verifying the endpoint that the request wants to set.
    pub endpoint: Option<&'a Result<Address, EndpointRefused>>,
}

/// The URL that has to be verified before the request is answered: it wants to be the endpoint.
pub(super) fn wanted_endpoint(call: &Call, token: &str) -> Option<String> {
    let route = Route::find(&call.path).filter(|route| *route == Route::Application && call.method == "PATCH")?;
    admit(call, &route, token).ok()?;
    application::wanted_endpoint(&body(call, &route).ok()?.json).map(str::to_owned)
}

/// The interaction that a request is about, by the token in its path.
pub(super) fn interaction_of(state: &State, path: &str) -> Option<Id> {
    let (Route::Callback { token, .. } | Route::FollowUps { token, .. } | Route::FollowUp { token, .. }) =
        Route::find(path)?
    else {
        return None;
    };
    state.world.interaction_with_token(token).map(|interaction| interaction.id)
}

/// Whether this is the route on which interactions are answered.
pub(super) fn is_callback(path: &str) -> bool {
    matches!(Route::find(path), Some(Route::Callback { .. }))
}

/// Whether a webhook is called while the answer that opens it may still be on its way from the endpoint.
pub(super) fn awaits_an_answer(state: &State, path: &str) -> bool {
    let interaction = interaction_of(state, path).and_then(|id| state.world.interactions.get(&id));
    !is_callback(path) && interaction.is_some_and(Interaction::awaits_an_answer)
}

/// Answers a request, changing the world as it says.
pub(super) fn answer(state: &mut State, api: &Api<'_>, call: &Call, now: Duration) -> Result<Answer, Refusal> {
    if let Some(id) = attachment::id_in(&call.path) {
        return files::download(state, call, id, now);
    }
    let Some(route) = Route::find(&call.path) else {
        return Err(Refusal::unknown_route());
    };
    admit(call, &route, api.token)?;
    if !route.is_of_interaction() && is_over_the_limit(state, api.settings, now) {
        return Ok(Answer { retry_after: Some(1.0), ..Answer::json(429, rate_limit_body(1.0, true)) });
    }
    if limits::count(state, api.settings, &route, &call.method, now) {
        return routed(state, api, call, &route, now);
    }
    let limit = limits::told(state, api.settings, &call.method, &call.path, now);
    let retry_after = limit.map_or(1.0, |limit| limit.reset_after.as_secs_f64());
    Ok(Answer::json(429, rate_limit_body(retry_after, false)))
}

/// Answers a request that was admitted.
fn routed(state: &mut State, api: &Api<'_>, call: &Call, route: &Route<'_>, now: Duration) -> Result<Answer, Refusal> {
    let body = body(call, route)?;
    let json = &body.json;
    match *route {
        Route::Gateway => Ok(Answer::json(200, json!({ "url": api.gateway_url }))),
        Route::GatewayBot => {
            let body = wire::gateway_bot(api.settings, api.gateway_url, state.identifies_remaining);
            Ok(Answer::json(200, body))
        }
        Route::Me => Ok(Answer::json(200, wire::me(&state.world))),
        Route::MyGuilds => guilds::list(state, &call.query),
        Route::DirectMessages => channels::open_direct_messages(state, json, now),
        Route::Channel { channel } if call.method == "PATCH" => channels::edit(state, channel, json, now),
        Route::Channel { channel } => channels::get(state, channel),
        Route::Messages { channel } if call.method == "POST" => {
            messages::create(state, api.settings, channel, &body, now)
        }
        Route::Messages { channel } => messages::list(state, api.settings, channel, &call.query),
        Route::Message { channel, message } => match call.method.as_str() {
            "GET" => messages::get(state, api.settings, channel, message),
            "PATCH" => messages::edit(state, channel, message, &body, now),
            _ => messages::delete(state, channel, message, now),
        },
        Route::Threads { channel } => threads::create(state, channel, &body, now),
        Route::ActiveThreads { guild } => threads::list_active(state, guild),
        Route::Application if call.method == "PATCH" => application::edit(state, api.endpoint, json, now),
        Route::Application | Route::AuthorizedApplication => Ok(application::get(state)),
        Route::Commands { application, guild } => {
            let scope = commands::scope(state, application, guild)?;
            match call.method.as_str() {
                "GET" => Ok(commands::list(state, scope, call.asks_for("with_localizations"))),
                "POST" => commands::create(state, scope, json, now),
                _ => commands::replace_all(state, scope, json, now),
            }
        }
        Route::Command { application, guild, command } => {
            let scope = commands::scope(state, application, guild)?;
            let id = commands::existing(state, scope, command)?;
            match call.method.as_str() {
                "GET" => commands::get(state, scope, id),
                "PATCH" => commands::edit(state, scope, id, json, now),
                _ => Ok(commands::delete(state, scope, id)),
            }
        }
        Route::Callback { interaction, token } => {
            let with_response = call.asks_for("with_response");
            interactions::callback(state, api.settings, (interaction, token), &body, with_response, now)
        }
        Route::FollowUps { application, token } => {
            let id = webhooks::interaction(state, api.settings, application, token, now)?;
            webhooks::follow_up(state, id, &body, now)
        }
        Route::FollowUp { application, token, message } => {
            let id = webhooks::interaction(state, api.settings, application, token, now)?;
            let message = webhooks::message(state, id, message)?;
            match call.method.as_str() {
                "GET" => webhooks::get(state, message),
                "PATCH" => webhooks::edit(state, id, message, &body, now),
                _ => Ok(webhooks::delete(state, id, message)),
            }
        }
    }
}

/// Access to a route: with a bot's name, a method that the route has, and the token where it is needed.
fn admit(call: &Call, route: &Route<'_>, token: &str) -> Result<(), Refusal> {
    let agent = call.header("user-agent").unwrap_or_default();
    // With an interaction's token, Discord takes any: discord.py sends that of its HTTP library there.
    let is_admitted = if route.is_of_interaction() { !agent.is_empty() } else { looks_like_a_bot(agent) };
    if !is_admitted {
        return Err(Refusal::new("R01", 403, 40333, "internal network error"));
    }
    if !route.methods().contains(&call.method.as_str()) {
        return Err(Refusal::wrong_method());
    }
    let needs_token = !route.is_of_interaction() && *route != Route::Gateway;
    if needs_token && call.header("authorization") != Some(&format!("Bot {token}")) {
        return Err(Refusal::new("C21", 401, 0, "401: Unauthorized"));
    }
    Ok(())
}

/// Takes the first response to an interaction from an HTTP answer, by the rules of the callback route.
pub(super) fn take_response(
    state: &mut State,
    settings: &Settings,
    id: Id,
    body: &Value,
    now: Duration,
) -> Result<(), Refusal> {
    interactions::accept(state, settings, id, &Body::of(body.clone()), now).map(|_| ())
}

/// The body of a 429.
pub(super) fn rate_limit_body(retry_after: f64, global: bool) -> Value {
    json!({ "message": "You are being rate limited.", "retry_after": retry_after, "global": global })
}

/// R01: `DiscordBot (address, version)`. Some libraries, discord.py among them, leave out the comma, which Discord permits.
fn looks_like_a_bot(user_agent: &str) -> bool {
    let inside = user_agent.strip_prefix("DiscordBot (");
    inside.is_some_and(|inside| inside.contains(' ') && inside.contains(')'))
}

/// R04: the limit of requests per second, which the routes of interactions do not count for.
fn is_over_the_limit(state: &mut State, settings: &Settings, now: Duration) -> bool {
    let recent = &mut state.counted_requests;
    while recent.front().is_some_and(|&at| now.saturating_sub(at) >= Duration::from_secs(1)) {
        recent.pop_front();
    }
    if recent.len() >= settings.requests_per_second {
        state.journal.broke(now, "R04", "more requests per second than allowed".to_owned());
        return true;
    }
    state.counted_requests.push_back(now);
    false
}
