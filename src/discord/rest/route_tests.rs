//! Routes against the methods and paths that Discord documents.

use super::*;

fn token(text: &str) -> SecretString {
    SecretString::from(text)
}

#[test]
fn every_route_has_the_method_and_the_path_that_discord_documents() {
    let token = token("aW50ZXJhY3Rpb24");
    let global = CommandList::new(7, Scope::Global).unwrap();
    let guild = CommandList::new(7, Scope::Guild(8)).unwrap();
    let [channel, message] = [9, 10].map(|id| NonZeroU64::new(id).unwrap());
    for (route, documented) in [
        (Route::GetCurrentUser, "GET /api/v10/users/@me"),
        (Route::CreateDirectChannel, "POST /api/v10/users/@me/channels"),
        (Route::GetMessages { channel, after: 8 }, "GET /api/v10/channels/9/messages?limit=100&after=8"),
        (Route::CreateMessage { channel }, "POST /api/v10/channels/9/messages"),
        (Route::EditMessage { channel, message }, "PATCH /api/v10/channels/9/messages/10"),
        (Route::DeleteMessage { channel, message }, "DELETE /api/v10/channels/9/messages/10"),
        (Route::StartForumThread { forum: channel }, "POST /api/v10/channels/9/threads"),
        (Route::GetActiveThreads { guild: channel }, "GET /api/v10/guilds/9/threads/active"),
        (Route::ModifyChannel { channel }, "PATCH /api/v10/channels/9"),
        (Route::GetGateway, "GET /api/v10/gateway"),
        (Route::GetGatewayBot, "GET /api/v10/gateway/bot"),
        (Route::GetCurrentApplication, "GET /api/v10/applications/@me"),
        (Route::EditCurrentApplication, "PATCH /api/v10/applications/@me"),
        (Route::GetGuilds { after: 9 }, "GET /api/v10/users/@me/guilds?limit=200&after=9"),
        (Route::GetCommands(global), "GET /api/v10/applications/7/commands?with_localizations=true"),
        (Route::GetCommands(guild), "GET /api/v10/applications/7/guilds/8/commands?with_localizations=true"),
        (Route::OverwriteCommands(global), "PUT /api/v10/applications/7/commands"),
        (Route::OverwriteCommands(guild), "PUT /api/v10/applications/7/guilds/8/commands"),
        (
            Route::create_response(u64::MAX, &token).unwrap(),
            "POST /api/v10/interactions/18446744073709551615/aW50ZXJhY3Rpb24/callback",
        ),
        (
            Route::delete_original_response(7, &token).unwrap(),
            "DELETE /api/v10/webhooks/7/aW50ZXJhY3Rpb24/messages/@original",
        ),
        (Route::create_follow_up(7, &token).unwrap(), "POST /api/v10/webhooks/7/aW50ZXJhY3Rpb24"),
    ] {
        let query = route.query().map_or_else(String::new, |query| format!("?{query}"));
        assert_eq!(format!("{} {}{query}", route.method(), route.path()), documented);
    }
}

#[test]
fn only_the_routes_of_interactions_need_no_token_of_the_bot() {
    let token = token("t");
    for route in [
        Route::create_response(1, &token).unwrap(),
        Route::delete_original_response(1, &token).unwrap(),
        Route::create_follow_up(1, &token).unwrap(),
    ] {
        assert_eq!(route.credential(), Credential::Interaction, "{route:?}");
    }
    for route in [Route::GetCurrentUser, Route::CreateDirectChannel, Route::GetGatewayBot] {
        assert_eq!(route.credential(), Credential::Bot, "{route:?}");
    }
}

#[test]
fn an_id_of_zero_is_in_no_route() {
    let token = token("t");
    assert_eq!(CommandList::new(0, Scope::Global), None);
    assert_eq!(CommandList::new(0, Scope::Guild(8)), None);
    assert_eq!(CommandList::new(7, Scope::Guild(0)), None);
    assert_eq!(Route::create_response(0, &token), None);
    assert_eq!(Route::delete_original_response(0, &token), None);
    assert_eq!(Route::create_follow_up(0, &token), None);
}

#[test]
fn a_token_cannot_lead_elsewhere() {
    let fits = |text: &str| {
        let token = token(text);
        let routes = [Route::create_response(1, &token), Route::delete_original_response(1, &token)];
        assert_eq!(routes[0].is_some(), routes[1].is_some(), "{text}");
        routes[0].is_some()
    };
    for good in ["aW50ZXJhY3Rpb24", "a-b_c=", "standin.token:1"] {
        assert!(fits(good), "{good}");
    }
    for bad in ["", ".", "..", "a/b", "a?b", "a#b", "a%2fb", "a b", "a\nb", "\u{e9}", "a\\b"] {
        assert!(!fits(bad), "{bad}");
    }
}

#[test]
fn nothing_printable_holds_the_token() {
    let token = token("aW50ZXJhY3Rpb24");
    for route in [Route::create_response(1, &token), Route::delete_original_response(1, &token)] {
        assert!(!format!("{route:?}").contains("aW50"), "{route:?}");
    }
}
