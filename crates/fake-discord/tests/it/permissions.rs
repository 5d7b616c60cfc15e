//! Roles and permissions of members: in payloads, and as what hides a command.

use fake_discord::{CannotAct, Id, permissions};
use serde_json::{Value, json};

use super::support::{Bot, Rest, discord, says};

fn guide() -> Value {
    let needed = permissions::MANAGE_GUILD.to_string();
    json!([
        {
            "name": "guide", "description": "d", "contexts": [0], "default_member_permissions": needed,
            "options": [{ "type": 1, "name": "list", "description": "d" }],
        },
        { "name": "Add to the guide", "type": 3, "contexts": [0], "default_member_permissions": needed },
        { "name": "role", "description": "d", "options": [{ "type": 8, "name": "which", "description": "d" }] },
    ])
}

#[tokio::test]
async fn a_command_is_hidden_from_members_without_its_permissions() {
    let discord = discord().await;
    Rest::new(&discord).register(guide()).await;
    let _bot = Bot::start(&discord, |_| says("done")).await;
    let (ada, mia) = (discord.member("ada"), discord.member("mia"));
    let hidden = |name: &str| CannotAct::NotPermitted(name.to_owned());
    let said = mia.says("a text").unwrap();
    assert_eq!(ada.types("/guide list").await.unwrap_err(), hidden("guide"));
    assert_eq!(ada.uses("Add to the guide", &said).await.unwrap_err(), hidden("Add to the guide"));
    assert_eq!(ada.types("/weather").await.unwrap_err(), CannotAct::UnknownCommand("/weather".to_owned()));
    assert!(mia.types("/guide list").await.unwrap().answered().is_ok());
    assert!(mia.uses("Add to the guide", &said).await.unwrap().answered().is_ok());

    // Manage Server, and no longer.
    let id = ada.id().unwrap();
    discord.arrange(|world| world.grant(world.home, id, permissions::MANAGE_GUILD));
    assert!(ada.types("/guide list").await.unwrap().answered().is_ok());
    discord.arrange(|world| world.revoke(world.home, id, permissions::MANAGE_GUILD));
    assert_eq!(ada.types("/guide list").await.unwrap_err(), hidden("guide"));

    // An administrator allows the command for a role.
    let editors = discord.arrange(|world| world.add_role(world.home, "Editors", true));
    discord.arrange(|world| world.allow_command(world.home, "guide", editors));
    assert_eq!(ada.types("/guide list").await.unwrap_err(), hidden("guide"));
    discord.arrange(|world| world.give_role(world.home, id, editors));
    assert!(ada.types("/guide list").await.unwrap().answered().is_ok());
    assert_eq!(ada.uses("Add to the guide", &said).await.unwrap_err(), hidden("Add to the guide"));
    discord.arrange(|world| world.take_role(world.home, id, editors));
    assert_eq!(ada.types("/guide list").await.unwrap_err(), hidden("guide"));
}

#[tokio::test]
async fn interactions_carry_roles_and_permissions() {
    let discord = discord().await;
    Rest::new(&discord).register(guide()).await;
    let _bot = Bot::start(&discord, |_| says("done")).await;
    let ada = discord.member("ada");
    let id = ada.id().unwrap();
    let roles: Vec<Id> = discord.arrange(|world| {
        let roles = ["Editors", "Readers"].map(|name| world.add_role(world.home, name, false));
        for role in roles {
            world.give_role(world.home, id, role);
        }
        world.give_role(world.home, id, Id(7));
        world.give_role(world.home, id, roles[0]);
        world.add_member(world.home, id, permissions::MEMBER | permissions::MANAGE_GUILD);
        roles.to_vec()
    });
    let outcome = ada.types("/role which:@Readers").await.unwrap();
    let payload = discord.payload(outcome.interaction).unwrap();
    assert_eq!(payload["member"]["roles"], json!(roles), "each once, and only what the server has");
    let held: u64 = payload["member"]["permissions"].as_str().unwrap().parse().unwrap();
    assert_eq!(held & permissions::MANAGE_GUILD, permissions::MANAGE_GUILD);
    assert_eq!(held & permissions::ADMINISTRATOR, 0);
    let resolved = &payload["data"]["resolved"]["roles"][roles[1].to_string()];
    assert_eq!((&resolved["name"], &resolved["permissions"]), (&json!("Readers"), &json!("0")));
    let by_mention = ada.types(&format!("/role which:<@&{}>", roles[0])).await.unwrap();
    let payload = discord.payload(by_mention.interaction).unwrap();
    assert_eq!(payload["data"]["options"][0]["value"], json!(roles[0]));
}

#[tokio::test]
async fn needed_permissions_are_written_in_digits() {
    let discord = discord().await;
    let rest = Rest::new(&discord);
    let command = |needed: Value| json!([{ "name": "c", "description": "d", "default_member_permissions": needed }]);
    for needed in [json!("32"), json!("0"), json!(32), Value::Null] {
        assert_eq!(rest.register(command(needed.clone())).await.status, 200, "{needed}");
    }
    for needed in [json!("+32"), json!("0x20"), json!(""), json!(" 32"), json!("-1"), json!(-1), json!(1.5), json!([])]
    {
        let answer = rest.register(command(needed.clone())).await;
        assert_eq!(answer.problems(), ["0.default_member_permissions: MODEL_TYPE_CONVERT"], "{needed}");
        assert_eq!(discord.refusals().last().map(|broken| broken.rule), Some("C15"));
    }
}
