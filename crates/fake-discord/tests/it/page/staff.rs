//! What staff of a server do on the page: sub-commands, files, forms of several fields, roles.

use reqwest::header::HeaderMap;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use super::super::support::{BOUND, Rest, says, settings};
use super::browser::key;
use super::site::Site;

/// The people of the world have these ids.
const ADA: u64 = 1_100_000_000_000_000_011;

fn guide() -> Value {
    json!([{ "name": "guide", "description": "d", "default_member_permissions": "32", "options": [
        { "type": 1, "name": "settings", "description": "d" },
        { "type": 1, "name": "import", "description": "d", "options": [
            { "type": 11, "name": "file", "description": "d", "required": true },
            { "type": 3, "name": "note", "description": "d" },
        ] },
    ] }])
}

/// The page of a server with the role Editors, which ada has.
async fn site() -> Site {
    let mut settings = settings();
    let world = &mut settings.world;
    let (home, ada) = (world.home, world.user_named("ada").expect("ada").id);
    let editors = world.add_role(home, "Editors", true);
    world.give_role(home, ada, editors);
    world.allow_command(home, "guide", editors);
    let site = Site::with(settings, |interaction| match interaction["type"].as_u64() {
        Some(2) if interaction["data"]["options"][0]["name"] == "settings" => {
            json!({ "type": 9, "data": { "title": "t", "custom_id": "m", "components": [
                { "type": 18, "label": "Roles", "component": { "type": 6, "custom_id": "roles", "min_values": 0, "max_values": 2, "required": false } },
                { "type": 18, "label": "Text", "component": { "type": 4, "custom_id": "text", "style": 2 } },
            ] } })
        }
        _ => says(&interaction["data"].to_string()),
    })
    .await;
    Rest::new(&site.discord).register(guide()).await;
    site
}

fn client() -> Client {
    Client::builder().no_proxy().timeout(BOUND).build().expect("a client")
}

impl Site {
    async fn attaches(&self, key: &str, path: &str, bytes: Vec<u8>) -> (StatusCode, String) {
        let url = format!("{}files/{path}", self.url);
        let response = client().post(url).header("x-key", key).body(bytes).send().await.expect("an answer");
        (response.status(), response.text().await.expect("a text"))
    }
}

#[tokio::test]
async fn a_file_is_attached_with_the_key_of_the_session() {
    let site = site().await;
    let key = key(&site.url).await;
    let (status, text) = site.attaches(&key, "ada/general/my%20guide.yaml", b"a: 1".to_vec()).await;
    assert_eq!(status, 200, "{text}");
    let id = serde_json::from_str::<Value>(&text).expect("JSON")["id"].clone();
    let mut ada = site.browser("ada", "general").await;
    let outcome =
        ada.does(json!({ "act": "command", "name": "guide import", "options": { "file": id, "note": "n" } })).await;
    assert_eq!(outcome["status"], "answered", "{outcome}");
    let seen = ada.sees_last();
    let sent = &seen["inspect"]["sent"]["data"];
    let file = &sent["resolved"]["attachments"][id.as_str().expect("an id")];
    assert_eq!((&file["filename"], &file["size"]), (&json!("my_guide.yaml"), &json!(4)));
    assert_eq!(sent["options"][0]["options"][0], json!({ "name": "file", "type": 11, "value": id }));
    assert_eq!(seen["interaction"]["name"], "guide import", "with the sub-command");
    assert_eq!(seen["interaction"]["options"][1]["value"], "n", "and its own options");

    for (key, path, status) in [
        ("wrong", "ada/general/a", 403),
        (key.as_str(), "zoe/general/a", 400),
        (key.as_str(), "ada/cellar/a", 400),
        (key.as_str(), "ada/general", 404),
    ] {
        assert_eq!(site.attaches(key, path, b"x".to_vec()).await.0, status, "{path}");
    }
    let most = 10 * 1024 * 1024;
    assert_eq!(site.attaches(&key, "ada/general/a", vec![0; most]).await.0, 200);
    assert_eq!(site.attaches(&key, "ada/general/a", vec![0; most + 1]).await.0, 400);
    assert_eq!(site.attaches(&key, "ada/general/a", vec![0; most + 2]).await.0, 413);
    let elsewhere = client().post(format!("{}files/ada/general/a", site.url)).header("x-key", &key);
    let elsewhere = elsewhere.header("origin", "http://evil.example").send().await.expect("an answer");
    assert_eq!(elsewhere.status(), 403);
}

#[tokio::test]
async fn a_file_of_a_message_is_saved_from_the_page() {
    let site = site().await;
    let mut mia = site.browser("mia", "general").await;
    assert_eq!(mia.types("/guide import").await["status"], "cannot");
    let asked = site
        .discord
        .member("mia")
        .types_with("/guide import file:a.yaml", &[fake_discord::Upload::new("a.yaml", "x")])
        .await;
    let asked = asked.expect("an answer");
    let rest = Rest::new(&site.discord);
    let token = site.discord.payload(asked.interaction).expect("it was sent")["token"].clone();
    let body =
        "--b\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"guide.html\"\r\n\r\n<b>\r\n--b--\r\n";
    let path = format!("/webhooks/{}/{}", rest.application, token.as_str().expect("a token"));
    let request = rest.request("POST", &path).header("content-type", "multipart/form-data; boundary=b").body(body);
    assert_eq!(rest.send(request).await.expect("an answer").status, 200);
    let seen = mia.sees_that(|messages| messages.last().is_some_and(|last| last["attachments"][0].is_object())).await;
    let file = seen.last().expect("a message")["attachments"][0].clone();
    assert_eq!((&file["filename"], &file["size"]), (&json!("guide.html"), &json!(3)));
    let address = format!("{}{}", site.url.trim_end_matches('/'), file["url"].as_str().expect("an address"));
    let response = client().get(&address).send().await.expect("an answer");
    let headers: HeaderMap = response.headers().clone();
    assert_eq!(
        (response.status().as_u16(), &headers["content-type"]),
        (200, &"application/octet-stream".parse().expect("a value"))
    );
    assert_eq!(headers["content-disposition"], "attachment; filename=\"guide.html\"");
    assert!(headers.contains_key("content-security-policy"));
    assert_eq!(response.text().await.expect("a text"), "<b>");
    let unsigned = address.split_once('?').expect("a query").0;
    assert_eq!(client().get(unsigned).send().await.expect("an answer").status(), 404);
}

#[tokio::test]
async fn roles_are_told_and_chosen_in_a_form() {
    let site = site().await;
    let mut ada = site.browser("ada", "general").await;
    let welcome = ada.told("welcome").await;
    let general = &welcome["places"][0];
    assert_eq!(
        (&general["people"]["ada"]["roles"], &general["people"]["bob"]["roles"]),
        (&json!(["Editors"]), &json!([]))
    );
    assert_eq!(welcome["people"][0]["id"], ADA.to_string());
    assert_eq!(general["roles"][0]["name"], "Editors");
    let role = general["roles"][0]["id"].clone();
    let commands = ada.told("commands").await;
    assert_eq!((&commands[0]["name"], &commands[0]["restricted"]), (&json!("guide"), &json!(true)));
    assert_eq!(commands[0]["options"][1]["options"][1]["autocomplete"], false);
    let bob = site.browser("bob", "general").await.told("commands").await;
    assert_eq!(bob, json!([]), "without the role the command is not offered");

    let opened = ada.types("/guide settings").await;
    assert_eq!(opened["status"], "modal", "{opened}");
    let submits = |fields: Value| json!({ "act": "submits", "modal": opened["interaction"], "fields": fields });
    for bad in [json!({ "text": [] }), json!({ "text": "x", "roles": ["7"] })] {
        assert_eq!(ada.does(submits(bad.clone())).await["status"], "cannot", "{bad}");
    }
    assert_eq!(ada.does(submits(json!({ "text": "x", "roles": [role] }))).await["status"], "answered");
    let sent = ada.sees_last()["inspect"]["sent"]["data"].clone();
    assert_eq!(sent["components"][0]["component"]["values"], json!([role]));
    assert_eq!(ada.does(submits(json!({ "text": "x", "roles": [] }))).await["status"], "answered");
}

#[tokio::test]
async fn another_server_is_another_place() {
    let mut settings = settings();
    let world = &mut settings.world;
    let mia = world.user_named("mia").expect("mia").id;
    let elsewhere = world.add_guild("Else / where", mia, true);
    world.add_member(elsewhere, mia, fake_discord::permissions::ADMINISTRATOR);
    world.add_guild("Without people", mia, true);
    let site = Site::with(settings, |interaction| says(&interaction["guild_id"].to_string())).await;
    let mut browser = site.browser("mia", "general").await;
    let places = browser.told("welcome").await["places"].clone();
    let ids: Vec<&Value> = places.as_array().expect("a list").iter().map(|place| &place["id"]).collect();
    assert_eq!(ids, ["general", "Else / where/general", "dm"]);
    assert_eq!((&places[0]["server"], &places[1]["server"]), (&json!("Playground"), &json!("Else / where")));
    assert_eq!(places[1]["people"], json!({ "mia": { "role": "administrator", "roles": [] } }));
    browser.be("mia", "Else / where/general", "en-US").await;
    assert_eq!(browser.types("/help").await["status"], "answered");
    assert_eq!(browser.sees_last()["content"], format!("\"{elsewhere}\""));
    let (status, text) =
        site.attaches(&key(&site.url).await, "mia/Else%20%2F%20where%2Fgeneral/a", b"x".to_vec()).await;
    assert_eq!(status, 200, "{text}");
    let (status, _) = site.attaches(&key(&site.url).await, "ada/Else%20%2F%20where%2Fgeneral/a", b"x".to_vec()).await;
    assert_eq!(status, 400, "she is not in it");
}
