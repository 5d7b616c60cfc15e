//! Sub-commands as people type them, with completion in them.

use fake_discord::{CannotAct, Discord};
use serde_json::{Map, Value, json};

use super::support::{Bot, Rest, discord, says};

/// A bot with `/guide`, which repeats the options that it hears.
async fn guide() -> (Discord, Bot) {
    let discord = discord().await;
    let completed = |name: &str| json!({ "type": 3, "name": name, "description": "d", "autocomplete": true });
    let mut entry = completed("entry");
    entry["required"] = json!(true);
    let sub = |name: &str, options: Value| json!({ "type": 1, "name": name, "description": "d", "options": options });
    let answer = Rest::new(&discord)
        .register(json!([{ "name": "guide", "description": "d", "contexts": [0], "options": [
            sub("add", json!([completed("replaces")])),
            sub("edit", json!([entry, { "type": 5, "name": "draft", "description": "d" }])),
            sub("list", json!([])),
        ] }]))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let bot = Bot::start(&discord, |interaction| {
        if interaction["type"] == 4 {
            let choices = json!([{ "name": "Frequent questions", "value": "faq" }]);
            return json!({ "type": 8, "data": { "choices": choices } });
        }
        says(&interaction["data"]["options"].to_string())
    })
    .await;
    (discord, bot)
}

#[tokio::test]
async fn a_sub_command_carries_its_own_options() {
    let (discord, _bot) = guide().await;
    let mia = discord.member("mia");
    let table = [
        ("/guide list", json!([{ "name": "list", "type": 1, "options": [] }])),
        ("/guide add", json!([{ "name": "add", "type": 1, "options": [] }])),
        (
            "/guide add replaces:faq",
            json!([{ "name": "add", "type": 1, "options": [{ "name": "replaces", "type": 3, "value": "faq" }] }]),
        ),
        (
            "/guide edit entry:a b: c draft:true",
            json!([{ "name": "edit", "type": 1, "options": [
                { "name": "entry", "type": 3, "value": "a b: c" }, { "name": "draft", "type": 5, "value": true },
            ] }]),
        ),
    ];
    for (line, options) in table {
        let outcome = mia.types(line).await.unwrap();
        assert_eq!(discord.payload(outcome.interaction).unwrap()["data"]["options"], options, "{line}");
    }
    let unknown = |name: &str| CannotAct::UnknownCommand(name.to_owned());
    for line in ["/guide", "/guide replaces:faq", "/guide drop", "/guide List"] {
        let refused = mia.types(line).await.unwrap_err();
        assert!(matches!(refused, CannotAct::UnknownCommand(_)), "{line}: {refused:?}");
    }
    assert_eq!(mia.types("/guide list now").await.unwrap_err(), CannotAct::UnknownOption("now".to_owned()));
    assert_eq!(mia.types("/guide edit").await.unwrap_err(), CannotAct::MissingOption("entry".to_owned()));
    assert_eq!(mia.types("/guide drop").await.unwrap_err(), unknown("/guide drop"));
    assert_eq!(mia.in_dm().types("/guide list").await.unwrap_err(), unknown("/guide"));
}

#[tokio::test]
async fn an_option_of_a_sub_command_is_completed() {
    let (discord, _bot) = guide().await;
    let mia = discord.member("mia");
    let completed = mia.completes("/guide add replaces:fre").await.unwrap();
    assert_eq!(completed.choices().unwrap()[0].value, "faq");
    let data = discord.payload(completed.interaction).unwrap()["data"].clone();
    let focused = json!({ "name": "replaces", "type": 3, "value": "fre", "focused": true });
    assert_eq!(data["options"], json!([{ "name": "add", "type": 1, "options": [focused] }]));
    let picked = mia.picks("/guide edit entry:fre", "Frequent questions").await.unwrap();
    let data = discord.payload(picked.interaction).unwrap()["data"].clone();
    assert_eq!(data["options"][0]["options"], json!([{ "name": "entry", "type": 3, "value": "faq" }]));

    // A page fills in a form; the sub-command stands in the command's name.
    let fields = |fields: Value| -> Map<String, Value> { fields.as_object().cloned().unwrap() };
    let filled = fields(json!({ "entry": "faq", "draft": true }));
    let outcome = mia.fills_in("guide edit", &filled).await.unwrap();
    let data = discord.payload(outcome.interaction).unwrap()["data"].clone();
    assert_eq!(data["options"][0]["options"][1]["value"], true);
    let completed = mia.completes_field("guide edit", ("entry", "f"), &fields(json!({ "draft": true }))).await.unwrap();
    assert_eq!(completed.choices().unwrap().len(), 1);
    let data = discord.payload(completed.interaction).unwrap()["data"].clone();
    assert_eq!(data["options"][0]["options"][1]["focused"], true);
    assert!(matches!(mia.fills_in("guide", &Map::new()).await, Err(CannotAct::UnknownCommand(_))));
}
