//! The libraries that bots are made of understand what the fake Discord sends.

use fake_discord::{GuildSize, Upload};
use serde_json::{Value, json};
use serenity::all::{
    Command, ComponentInteractionDataKind, CurrentApplicationInfo, CurrentUser, GuildCreateEvent, GuildDeleteEvent,
    GuildInfo, Interaction, Message, ReadyEvent,
};
use serenity::model::gateway::BotGateway;
use twilight_gateway::{ConfigBuilder, Intents, Message as Frame, Shard, ShardId};

use super::support::{Bot, Gateway, Rest, discord, identify, settings, some_commands, text};

fn parse<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}\n{value:#}"))
}

#[tokio::test]
async fn serenity_parses_every_answer_and_event() {
    let discord = discord().await;
    let rest = Rest::new(&discord);
    let commands = rest.register(some_commands()).await.body;
    assert_eq!(parse::<Vec<Command>>(&commands).len(), 3);
    let get = async |path: &str| rest.call("GET", path, Value::Null).await.body;
    let path = format!("/applications/{}/commands?with_localizations=true", rest.application);
    assert_eq!(parse::<Vec<Command>>(&get(&path).await).len(), 3);
    assert!(parse::<CurrentUser>(&get("/users/@me").await).bot);
    let application: CurrentApplicationInfo = parse(&get("/applications/@me").await);
    assert_eq!(application.integration_types_config.len(), 2);
    parse::<BotGateway>(&get("/gateway/bot").await);

    let mut gateway = Gateway::dial(&discord).await;
    gateway.hello().await;
    let mut data = identify(discord.token());
    data["intents"] = json!(1);
    gateway.send(2, data).await;
    parse::<ReadyEvent>(&gateway.dispatch("READY").await["d"]);
    parse::<GuildCreateEvent>(&gateway.dispatch("GUILD_CREATE").await["d"]);
}

#[tokio::test]
async fn serenity_parses_every_kind_of_interaction() {
    let discord = discord().await;
    let rest = Rest::new(&discord);
    rest.register(some_commands()).await;
    let _bot = Bot::start(&discord, |interaction| match interaction["type"].as_u64() {
        Some(4) => json!({ "type": 8, "data": { "choices": [{ "name": "n", "value": "v" }] } }),
        Some(3) if interaction["data"]["custom_id"] == "form" => json!({ "type": 9, "data": {
            "title": "t", "custom_id": "m",
            "components": [{ "type": 1, "components": [{ "type": 4, "custom_id": "i", "label": "l", "style": 1 }] }],
        } }),
        _ => json!({ "type": 4, "data": {
            "content": "x",
            "embeds": [{ "title": "t", "fields": [{ "name": "n", "value": "v" }] }],
            "components": [
                { "type": 1, "components": [{ "type": 2, "style": 1, "label": "Form", "custom_id": "form" }] },
                { "type": 1, "components": [{ "type": 3, "custom_id": "s", "options": [{ "label": "One", "value": "1" }] }] },
            ],
        } }),
    })
    .await;
    let ada = discord.member("ada");
    let typed = ada.types("/industry name:x for:@bob private:true").await.unwrap();
    let message = typed.answered().unwrap().clone();
    let completed = ada.completes("/industry name:x").await.unwrap();
    let selected = ada.selects(&message, "One").await.unwrap();
    let clicked_answer = ada.clicks(selected.answered().unwrap(), "Form").await.unwrap();
    let submitted = ada.submits(clicked_answer.modal().unwrap(), &[("l", "why")]).await.unwrap();
    let said = ada.says("hello").unwrap();
    let used = ada.uses("Ask about this", &said).await.unwrap();
    let dm = ada.in_dm().types("/industry name:x").await.unwrap();
    let private = ada.in_private_channel().types("/industry name:x").await.unwrap();
    let kinds: Vec<u8> = [&typed, &completed, &selected, &clicked_answer, &submitted, &used, &dm, &private]
        .iter()
        .map(|outcome| parse::<Interaction>(&discord.payload(outcome.interaction).unwrap()).kind().into())
        .collect();
    assert_eq!(kinds, [2, 4, 3, 3, 5, 2, 2, 2]);
    for outcome in [&typed, &selected, &submitted, &dm] {
        let token = discord.payload(outcome.interaction).unwrap()["token"].clone();
        let original = rest.webhook("GET", &json!({ "token": token }), "/messages/@original", Value::Null).await.body;
        let parsed: Message = parse(&original);
        assert!(parsed.interaction_metadata.is_some());
    }
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());
}

#[tokio::test]
async fn serenity_parses_servers_files_and_roles() {
    let discord = discord().await;
    let rest = Rest::new(&discord);
    let file = json!({ "type": 11, "name": "file", "description": "d" });
    let role = json!({ "type": 8, "name": "role", "description": "d" });
    rest.register(json!([{ "name": "guide", "description": "d", "options": [
        { "type": 1, "name": "import", "description": "d", "options": [file, role] },
    ] }]))
    .await;
    let home = discord.home();
    let editors = discord.arrange(|world| {
        world.enlarge(home, GuildSize::LARGEST);
        world.add_role(home, "Editors", true)
    });
    let mut gateway = Gateway::dial(&discord).await;
    gateway.hello().await;
    let mut data = identify(discord.token());
    data["intents"] = json!(1);
    gateway.send(2, data).await;
    let created: GuildCreateEvent = parse(&gateway.dispatch("GUILD_CREATE").await["d"]);
    assert_eq!((created.guild.channels.len(), created.guild.roles.len()), (501, 252));
    discord.outage(home, true);
    assert!(parse::<GuildDeleteEvent>(&gateway.dispatch("GUILD_DELETE").await["d"]).guild.unavailable);
    discord.remove_app(home);
    assert!(!parse::<GuildDeleteEvent>(&gateway.dispatch("GUILD_DELETE").await["d"]).guild.unavailable);
    discord.outage(home, false);
    discord.add_app(home);
    let listed = rest.call("GET", "/users/@me/guilds", Value::Null).await.body;
    assert_eq!(parse::<Vec<GuildInfo>>(&listed)[0].id.get(), home.0);

    let mia = discord.member("mia");
    mia.attaches(&Upload::new("a.yaml", "a: 1")).unwrap();
    let asked = mia.starts_typing("/guide import file:a.yaml role:@Editors").unwrap();
    let sent = gateway.dispatch("INTERACTION_CREATE").await["d"].clone();
    let command = parse::<Interaction>(&sent).command().expect("a command");
    let attached = command.data.resolved.attachments.values().next().expect("a file");
    assert_eq!((attached.filename.as_str(), attached.size), ("a.yaml", 4));
    assert_eq!(command.data.resolved.roles.values().next().expect("a role").id.get(), editors.0);

    let select = json!({ "type": 6, "custom_id": "roles", "max_values": 2 });
    let body = json!({ "type": 4, "data": { "content": "x", "components": [{ "type": 1, "components": [select] }] } });
    rest.callback(&sent, body).await;
    let posted = mia.outcome(asked).await.answered().unwrap().clone();
    let choosing = tokio::spawn(async move { mia.selects_roles(&posted, &["Editors"]).await });
    let chosen = gateway.dispatch("INTERACTION_CREATE").await["d"].clone();
    let ComponentInteractionDataKind::RoleSelect { values } =
        parse::<Interaction>(&chosen).message_component().expect("a component").data.kind
    else {
        panic!("roles were selected: {chosen}");
    };
    assert_eq!(values[0].get(), editors.0);
    let boundary = "--b\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"a.txt\"\r\n\r\nx\r\n--b--";
    let path = format!("/interactions/{}/{}/callback", text(&chosen["id"]), text(&chosen["token"]));
    let payload = "--b\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n\r\n{\"type\":4}\r\n";
    let request = rest.request("POST", &path).header("content-type", "multipart/form-data; boundary=b");
    assert_eq!(rest.send(request.body(format!("{payload}{boundary}"))).await.unwrap().status, 204);
    assert!(choosing.await.unwrap().unwrap().answered().is_ok());
    let original = rest.webhook("GET", &chosen, "/messages/@original", Value::Null).await.body;
    assert_eq!(parse::<Message>(&original).attachments[0].filename, "a.txt");
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());
}

/// Reads on until a dispatch with this name.
async fn hears(shard: &mut Shard, name: &str) {
    use futures_util::StreamExt as _;
    while let Some(frame) = shard.next().await {
        if let Ok(Frame::Text(text)) = frame {
            let frame: Value = serde_json::from_str(&text).unwrap();
            if frame["t"] == name {
                return;
            }
        }
    }
    panic!("the shard ended before {name}");
}

#[tokio::test]
async fn twilight_connects_hears_and_resumes() {
    let discord = fake_discord::Discord::start(settings()).await.unwrap();
    Rest::new(&discord).register(some_commands()).await;
    let url = format!("{}/gateway", discord.origin().replace("http", "ws"));
    let config = ConfigBuilder::new(discord.token().to_owned(), Intents::empty()).proxy_url(url).build();
    let mut shard = Shard::with_config(ShardId::ONE, config);
    hears(&mut shard, "READY").await;
    let ada = discord.member("ada");
    ada.starts_typing("/help").unwrap();
    hears(&mut shard, "INTERACTION_CREATE").await;
    discord.faults().drop_connections();
    ada.starts_typing("/help").unwrap();
    hears(&mut shard, "INTERACTION_CREATE").await;
    hears(&mut shard, "RESUMED").await;
    assert_eq!((discord.identifies().len(), discord.resumes().len()), (1, 1));
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());
}
