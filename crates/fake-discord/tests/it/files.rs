//! Files that the bot sends: multipart bodies of callbacks, follow-ups and edits. M07.

use fake_discord::Message;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::messages::Answering;
use super::support::{Answer, text};

const MIB: usize = 1024 * 1024;
const BOUNDARY: &str = "fake-discord-boundary";

/// A body with a payload and files `(field, name, content)`.
fn multipart(payload: &Value, files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"payload_json\"\r\nContent-Type: application/json\r\n\r\n{payload}\r\n"
    )
    .into_bytes();
    for (field, name, content) in files {
        let head =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n");
        body.extend([head.as_bytes(), content, b"\r\n"].concat());
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    body
}

pub fn with_files(request: RequestBuilder, payload: &Value, files: &[(&str, &str, &[u8])]) -> RequestBuilder {
    let content_type = format!("multipart/form-data; boundary=\"{BOUNDARY}\"");
    request.header("content-type", content_type).body(multipart(payload, files))
}

impl Answering {
    /// A request on the webhook of an interaction.
    async fn webhook(
        &self,
        method: &str,
        asked: &Value,
        path: &str,
        payload: Value,
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        let path = format!("/webhooks/{}/{}{path}", self.rest.application, text(&asked["token"]));
        self.rest.send(with_files(self.rest.request(method, &path), &payload, files)).await.unwrap()
    }

    async fn callback(&self, asked: &Value, payload: Value, files: &[(&str, &str, &[u8])]) -> Answer {
        let path = format!("/interactions/{}/{}/callback", text(&asked["id"]), text(&asked["token"]));
        self.rest.send(with_files(self.rest.request("POST", &path), &payload, files)).await.unwrap()
    }

    fn last_message(&self) -> Message {
        self.discord.all_messages().pop().expect("a message")
    }

    fn last_rule(&self) -> &'static str {
        self.discord.refusals().last().map_or("none", |broken| broken.rule)
    }
}

#[tokio::test]
async fn a_deferred_answer_is_filled_in_with_a_file() {
    let mut fixture = Answering::start().await;
    let asked = fixture.asked().await;
    fixture.rest.callback(&asked, json!({ "type": 5, "data": { "flags": 64 } })).await;
    let placeholder = fixture.last_message();
    assert!(placeholder.is_loading() && placeholder.is_ephemeral());
    let payload = json!({ "content": "here", "flags": 0, "attachments": [
        { "id": 0, "filename": "guide.yaml", "description": "Every entry" },
    ] });
    let answer = fixture.webhook("POST", &asked, "", payload, &[("files[0]", "ignored.yaml", b"a: 1\r\n")]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let message = fixture.last_message();
    assert_eq!(message.id, placeholder.id, "a follow-up after a deferral edits the placeholder");
    assert!(message.is_ephemeral() && !message.is_loading(), "the first response fixed it");
    let file = &message.attachments[0];
    assert_eq!((file.filename.as_str(), file.text().as_str()), ("guide.yaml", "a: 1\r\n"));
    assert_eq!(file.description.as_deref(), Some("Every entry"));
    let shown = &answer.body["attachments"][0];
    let expected = json!({ "id": file.id, "filename": "guide.yaml", "size": 6, "description": "Every entry",
        "content_type": "application/x-yaml", "url": shown["url"], "proxy_url": shown["url"] });
    assert_eq!(*shown, expected);
    let served = reqwest::get(text(&shown["url"])).await.unwrap();
    assert_eq!(served.bytes().await.unwrap(), "a: 1\r\n");
    let journal = fixture.discord.requests();
    assert_eq!(journal.iter().rev().find(|request| request.method == "POST").unwrap().body["content"], "here");
    assert!(message.as_seen().contains("guide.yaml"));
    assert!(fixture.discord.refusals().is_empty(), "{}", fixture.discord.transcript());
}

#[tokio::test]
async fn callbacks_and_edits_take_files_and_edits_keep_what_they_list() {
    let mut fixture = Answering::start().await;
    let asked = fixture.asked().await;
    let two: [(&str, &str, &[u8]); 2] = [("files[0]", "a.txt", b"a"), ("files[7]", "b.txt", b"b")];
    let answer = fixture.callback(&asked, json!({ "type": 4, "data": {} }), &two).await;
    assert_eq!(answer.status, 204, "files alone are a message: {}", answer.text);
    let names =
        |message: &Message| -> Vec<String> { message.attachments.iter().map(|file| file.filename.clone()).collect() };
    let before = fixture.last_message();
    assert_eq!(names(&before), ["a.txt", "b.txt"]);
    let gone = reqwest::get(url(&fixture, &asked, 0).await).await.unwrap();
    assert_eq!(gone.status(), 200);

    let original = "/messages/@original";
    fixture.webhook("PATCH", &asked, original, json!({ "content": "x" }), &[("files[0]", "c.txt", b"c")]).await;
    assert_eq!(names(&fixture.last_message()), ["a.txt", "b.txt", "c.txt"], "without a list, files are added");
    let address = url(&fixture, &asked, 0).await;
    let keep = json!({ "attachments": [{ "id": before.attachments[1].id, "description": "B" }, { "id": "0" }] });
    fixture.webhook("PATCH", &asked, original, keep, &[("files[0]", "d.txt", b"d")]).await;
    assert_eq!(names(&fixture.last_message()), ["b.txt", "d.txt"]);
    assert_eq!(fixture.last_message().attachments[0].description.as_deref(), Some("B"));
    assert_eq!(reqwest::get(address).await.unwrap().status(), 404, "what is not kept is gone");
    let none = fixture.rest.webhook("PATCH", &asked, original, json!({ "content": "", "attachments": [] })).await;
    assert_eq!(none.verdict(), (400, 50006), "neither text nor files");
    fixture.rest.webhook("PATCH", &asked, original, json!({ "attachments": [] })).await;
    assert_eq!(names(&fixture.last_message()), [""; 0]);
}

async fn url(fixture: &Answering, asked: &Value, index: usize) -> String {
    let message = fixture.rest.webhook("GET", asked, "/messages/@original", Value::Null).await;
    text(&message.body["attachments"][index]["url"])
}

#[tokio::test]
async fn files_have_their_limits() {
    let mut fixture = Answering::start().await;
    let mut answered = async |data: Value, files: &[(&str, &str, &[u8])]| {
        let asked = fixture.asked().await;
        let answer = fixture.callback(&asked, json!({ "type": 4, "data": data }), files).await;
        let rule = if answer.status == 204 { "none" } else { fixture.last_rule() };
        (answer, rule)
    };
    let fields: Vec<String> = (0..11).map(|index| format!("files[{index}]")).collect();
    let many = |count: usize| -> Vec<(&str, &str, &[u8])> {
        fields[..count].iter().map(|field| (field.as_str(), "f", &b"x"[..])).collect()
    };
    assert_eq!(answered(json!({}), &many(10)).await.0.status, 204);
    let (answer, rule) = answered(json!({}), &many(11)).await;
    assert_eq!((answer.verdict(), rule), ((400, 30015), "M07"));
    let largest = vec![0; 10 * MIB];
    assert_eq!(answered(json!({}), &[("files[0]", "f", &largest)]).await.0.status, 204);
    let larger = vec![0; 10 * MIB + 1];
    let (answer, rule) = answered(json!({}), &[("files[0]", "f", &larger)]).await;
    assert_eq!((answer.verdict(), rule), ((413, 40005), "M07"));

    let one: &[(&str, &str, &[u8])] = &[("files[0]", "f", b"x")];
    let described = |count: usize| json!({ "attachments": [{ "id": 0, "description": "é".repeat(count) }] });
    assert_eq!(answered(described(1024), one).await.0.status, 204);
    let (answer, rule) = answered(described(1025), one).await;
    assert_eq!(
        (answer.problems(), rule),
        (vec!["data.attachments.0.description: BASE_TYPE_MAX_LENGTH".to_owned()], "M07")
    );
    let (answer, _) = answered(json!({ "attachments": [{ "id": 1 }] }), one).await;
    assert_eq!(answer.problems(), ["data.attachments.0.id: ATTACHMENT_NOT_FOUND"]);
    let (answer, _) = answered(json!({ "attachments": [{ "filename": "f" }] }), one).await;
    assert_eq!(answer.problems(), ["data.attachments.0.id: BASE_TYPE_REQUIRED"]);
    let (answer, _) = answered(json!({ "content": "x", "attachments": [{ "id": 0 }] }), &[]).await;
    assert_eq!(answer.problems(), ["data.attachments.0.id: ATTACHMENT_NOT_FOUND"]);
    let (answer, rule) = answered(json!({}), &[("file[0]", "f", b"x")]).await;
    assert_eq!((answer.problems(), rule), (vec![": MULTIPART_INVALID".to_owned()], "R02"));
}

#[tokio::test]
async fn files_go_with_answers_to_interactions_only() {
    let fixture = Answering::start().await;
    let path = format!("/applications/{}/commands", fixture.rest.application);
    let request = with_files(fixture.rest.request("POST", &path), &json!({ "name": "c", "description": "d" }), &[]);
    let answer = fixture.rest.send(request).await.unwrap();
    assert_eq!(answer.problems(), [": CONTENT_TYPE_INVALID"]);
}
