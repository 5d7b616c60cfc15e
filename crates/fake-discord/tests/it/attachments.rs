//! Files that people attach to commands, and their signed addresses: rule F01.

use std::time::Duration;

use fake_discord::{AttachmentFault, CannotAct, Discord, RestFault, Upload};
use reqwest::redirect::Policy;
use serde_json::{Value, json};

use super::support::{BOUND, Bot, Rest, discord, says};

const MIB: usize = 1024 * 1024;

async fn importing() -> (Discord, Bot) {
    let discord = discord().await;
    let file = json!({ "type": 11, "name": "file", "description": "d", "required": true });
    let note = json!({ "type": 3, "name": "note", "description": "d" });
    Rest::new(&discord)
        .register(json!([{ "name": "guide", "description": "d", "options": [
            { "type": 1, "name": "import", "description": "d", "options": [file, note] },
        ] }]))
        .await;
    let bot = Bot::start(&discord, |_| says("seen")).await;
    (discord, bot)
}

/// The attachment object that the bot is sent with a file.
async fn sent(discord: &Discord, upload: Upload) -> Value {
    let line = format!("/guide import file:{}", upload.filename);
    let outcome = discord.member("mia").types_with(&line, &[upload]).await.unwrap();
    let data = discord.payload(outcome.interaction).unwrap()["data"].clone();
    let id = data["options"][0]["options"][0]["value"].as_str().unwrap().to_owned();
    data["resolved"]["attachments"][id].clone()
}

/// A client that follows no redirect, as a careful bot is.
fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().redirect(Policy::none()).timeout(BOUND).build().unwrap()
}

fn url(attachment: &Value) -> String {
    attachment["url"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_option_takes_a_file_that_the_bot_can_download() {
    let (discord, _bot) = importing().await;
    let bytes = "kind: own\ntitle: \u{fc}\n";
    let file = sent(&discord, Upload::new("my entries.yaml", bytes)).await;
    let expected = json!({ "filename": "my_entries.yaml", "size": bytes.len(), "content_type": "application/x-yaml",
        "ephemeral": true, "proxy_url": file["url"] });
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(file[key], *value, "{key}");
    }
    let address = url(&file);
    let id = file["id"].as_str().unwrap();
    let path = address.strip_prefix(&discord.origin()).unwrap();
    assert!(path.starts_with("/attachments/") && path.contains(&format!("/{id}/my_entries.yaml?ex=")), "{path}");
    let response = client().get(&address).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(
        (header("content-type").as_str(), header("content-length")),
        ("application/x-yaml", bytes.len().to_string())
    );
    assert_eq!(response.text().await.unwrap(), bytes);
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());

    let typed = sent(&discord, Upload::new("LICENSE", "x").content_type("text/plain")).await;
    assert_eq!(typed["content_type"], "text/plain");
    assert!(sent(&discord, Upload::new("LICENSE", "x")).await.get("content_type").is_none());
}

#[tokio::test]
async fn without_its_signature_a_file_is_not_there() {
    let (discord, _bot) = importing().await;
    let address = url(&sent(&discord, Upload::new("a.yaml", "x")).await);
    let (path, query) = address.split_once('?').unwrap();
    let forged = query.replace("hm=", "hm=0");
    for wrong in
        [path.to_owned(), format!("{path}?{forged}"), address.replace("a.yaml", "b.yaml"), format!("{address}x=1")]
    {
        let answer = client().get(&wrong).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{wrong}");
        assert_eq!(discord.refusals().last().map(|broken| broken.rule), Some("F01"));
    }
    assert_eq!(client().post(&address).send().await.unwrap().status(), 405);
}

#[tokio::test]
async fn what_cannot_be_attached_is_not_sent() {
    let (discord, _bot) = importing().await;
    let mia = discord.member("mia");
    let largest = Upload::new("a.bin", vec![0; 10 * MIB]);
    assert!(mia.types_with("/guide import file:a.bin", &[largest]).await.is_ok());
    let larger = Upload::new("b.bin", vec![0; 10 * MIB + 1]);
    let refused = mia.types_with("/guide import file:b.bin", &[larger]).await.unwrap_err();
    assert_eq!(refused, CannotAct::TooLarge("b.bin".to_owned()));
    let missing = mia.types("/guide import file:c.bin").await;
    assert!(matches!(missing, Err(CannotAct::BadValue { .. })), "{missing:?}");
    assert_eq!(mia.types("/guide import").await.unwrap_err(), CannotAct::MissingOption("file".to_owned()));
}

#[tokio::test]
async fn downloads_can_be_told_to_fail() {
    let (discord, _bot) = importing().await;
    let address = url(&sent(&discord, Upload::new("a.yaml", "0123456789")).await);
    let faults = discord.faults();
    let get = async || client().get(&address).send().await;

    faults.attachment(1, AttachmentFault::Slow(Duration::from_millis(1)));
    assert_eq!(get().await.unwrap().text().await.unwrap(), "0123456789");
    faults.attachment(1, AttachmentFault::Longer(3 * MIB as u64 + 5));
    let long = get().await.unwrap();
    assert_eq!(long.content_length(), None);
    assert_eq!(long.bytes().await.unwrap().len(), 3 * MIB + 5);
    faults.attachment(1, AttachmentFault::Redirect("http://192.0.2.1/secret".to_owned()));
    let elsewhere = get().await.unwrap();
    assert_eq!(
        (elsewhere.status().as_u16(), &elsewhere.headers()["location"]),
        (302, &"http://192.0.2.1/secret".parse().unwrap())
    );
    faults.rest("GET /attachments/*/*/*", 1, RestFault::error(500, 0, "500: Internal Server Error"));
    assert_eq!(get().await.unwrap().status(), 500);
    faults.rest("GET /attachments/*/*/*", 1, RestFault::DroppedBefore);
    assert!(get().await.is_err());
    faults.rest("GET /attachments/*/*/*", 1, RestFault::SlowBody(Duration::from_millis(1)));
    assert_eq!(get().await.unwrap().text().await.unwrap(), "0123456789");
    assert_eq!(get().await.unwrap().status(), 200, "every fault struck once");

    faults.claim_size(1, 7);
    let lie = sent(&discord, Upload::new("b.yaml", "0123456789")).await;
    assert_eq!(lie["size"], 7);
    assert_eq!(client().get(url(&lie)).send().await.unwrap().content_length(), Some(10));
    assert_eq!(sent(&discord, Upload::new("c.yaml", "0123456789")).await["size"], 10);
}
