//! Access: bots with the token of this fake Discord, and no page of another site.

use fake_discord::{Discord, RestFault};
use reqwest::header::ORIGIN;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use super::support::{BOUND, Gateway, Rest, discord, identify};

/// The `Origin` headers of a request, and whether it is served.
fn origins(discord: &Discord) -> Vec<(Vec<String>, bool)> {
    let own = discord.origin();
    let port: u16 = own.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).expect("a port");
    let mut table = vec![
        (vec![], true),
        (vec![own.clone()], true),
        (vec![own.clone(), own.clone()], false),
        (vec![own.clone(), "http://evil.example".to_owned()], false),
    ];
    for foreign in [
        String::new(),
        "null".to_owned(),
        "http://evil.example".to_owned(),
        format!("http://evil.example:{port}"),
        format!("{own}.evil.example"),
        format!("{own}/"),
        format!("https://127.0.0.1:{port}"),
        format!("http://localhost:{port}"),
        format!("http://127.0.0.1:{}", port ^ 1),
        "http://127.0.0.1".to_owned(),
    ] {
        table.push((vec![foreign], false));
    }
    table
}

/// The status of a WebSocket's handshake: 101 is an open one.
async fn upgrade(discord: &Discord, path: &str, origins: &[String]) -> u16 {
    let url = format!("{}/{path}/?v=10&encoding=json", discord.origin().replace("http", "ws"));
    let mut request = url.into_client_request().expect("an address");
    for origin in origins {
        request.headers_mut().append(ORIGIN, origin.parse().expect("a header"));
    }
    match connect_async(request).await {
        Ok((_, response)) => response.status().as_u16(),
        Err(Error::Http(response)) => response.status().as_u16(),
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn the_gateway_opens_to_no_other_site_s_page() {
    let discord = discord().await;
    for (origins, is_served) in origins(&discord) {
        let expected = if is_served { 101 } else { 403 };
        for path in ["gateway", "resume"] {
            assert_eq!(upgrade(&discord, path, &origins).await, expected, "{path} from {origins:?}");
        }
    }
    discord.wait_connections(4).await.unwrap();
    assert_eq!(discord.connections().len(), 4);
}

#[tokio::test]
async fn the_api_answers_no_other_site_s_page() {
    let discord = discord().await;
    let rest = Rest::new(&discord);
    for (origins, is_served) in origins(&discord) {
        let expected = if is_served { 200 } else { 403 };
        for path in ["/gateway", "/users/@me"] {
            let request =
                origins.iter().fold(rest.request("GET", path), |request, origin| request.header(ORIGIN, origin));
            let answer = rest.send(request).await.unwrap();
            assert_eq!(answer.status, expected, "{path} from {origins:?}");
            assert!(answer.header("access-control-allow-origin").is_none(), "{path} from {origins:?}");
        }
    }
    assert_eq!(discord.requests().len(), 4, "only what is served is remembered");
    assert!(discord.refusals().is_empty(), "another site's page is not the bot");
}

#[tokio::test]
async fn another_site_s_request_is_refused_before_it_is_read() {
    let discord = discord().await;
    let rest = Rest::new(&discord);
    discord.faults().rest("GET /users/@me", 1, RestFault::BadGateway);
    let foreign = rest.request("GET", "/users/@me").header(ORIGIN, "http://evil.example");
    assert_eq!(rest.send(foreign).await.unwrap().status, 403);
    assert_eq!(rest.call("GET", "/users/@me", Value::Null).await.status, 502, "the fault waited for the bot");
    discord.faults().gateway_unavailable(true);
    assert_eq!(upgrade(&discord, "gateway", &["null".to_owned()]).await, 403);

    let address = discord.origin().replace("http://", "");
    let head = format!(
        "POST /api/v10/applications/1/commands HTTP/1.1\r\nHost: {address}\r\nOrigin: null\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
    );
    let mut stream = TcpStream::connect(&address).await.expect("it listens");
    stream.write_all(head.as_bytes()).await.expect("written");
    let mut answer = String::new();
    timeout(BOUND, stream.read_to_string(&mut answer)).await.expect("no body is waited for").expect("text");
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
}

#[tokio::test]
async fn each_fake_has_a_token_of_its_own() {
    let (first, second) = (discord().await, discord().await);
    assert_ne!(first.token(), second.token());
    for token in [first.token(), second.token()] {
        let parts: Vec<&str> = token.split('.').collect();
        let [_, name, random] = parts[..] else { panic!("three parts, as a bot's token has: {token}") };
        assert_eq!(name, "not-a-real-token");
        let random = random.strip_prefix("valid-on-loopback-only-").expect("it says where it is valid");
        assert!(random.len() == 32 && random.bytes().all(|byte| byte.is_ascii_hexdigit()), "128 bits: {random}");
    }

    let mut stranger = Rest::new(&first);
    second.token().clone_into(&mut stranger.token);
    assert_eq!(stranger.call("GET", "/users/@me", Value::Null).await.status, 401);
    for (op, data) in [
        (2, identify(second.token())),
        (6, json!({ "token": second.token(), "session_id": "x", "seq": 1 })),
        (2, identify("discord.not-a-real-token.valid-on-loopback-only")),
    ] {
        let mut gateway = Gateway::dial(&first).await;
        gateway.hello().await;
        gateway.send(op, data).await;
        assert_eq!(gateway.close_code().await, Some(4004));
    }
}
