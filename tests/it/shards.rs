//! Shards end to end: one process with several, several processes that share them, restarts, and the setting.

use fake_discord::{Discord, Settings};
use futures_util::future::join_all;
use tempfile::TempDir;

use super::support::{Bot, Fixture, Transport, a_server_for_each, answered, enter, settings};

/// A fake Discord that recommends four shards, each with a server of its own.
async fn four() -> Discord {
    let mut settings = Settings { shards: 4, max_concurrency: 4, ..settings() };
    a_server_for_each(4, &mut settings.world);
    Discord::start(settings).await.expect("loopback has a free port")
}

async fn connected(discord: &Discord, total: u64) {
    let wanted: Vec<_> = (0..total).map(|shard| (shard, total)).collect();
    discord.wait_until("all shards", |discord| discord.connected_shards() == wanted).await.unwrap();
    let has_commands = |discord: &Discord| !discord.commands(None).is_empty();
    discord.wait_until("commands", has_commands).await.unwrap();
}

/// Asks in every server and in direct messages, and expects one answer each.
async fn everybody_is_answered_once(discord: &Discord) {
    let ada = discord.member("ada");
    let servers = (0..4).map(|shard| ada.in_server(&format!("shard {shard}")));
    for person in servers.chain([ada.clone(), ada.in_dm()]) {
        let outcome = person.types("/help").await.unwrap();
        answered(&outcome);
        assert_eq!(discord.callbacks_for(outcome.interaction), 1, "{}", discord.transcript());
    }
}

/// Requests about the registered commands.
fn registrations(discord: &Discord) -> usize {
    discord.requests().iter().filter(|request| request.path.ends_with("/commands")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_process_serves_as_many_shards_as_discord_recommends() {
    join_all([&[][..], &[("SHARDS", "auto")]].map(async |automatic| {
        let discord = four().await;
        let bot = enter(&discord, &[], automatic);
        connected(&discord, 4).await;
        everybody_is_answered_once(&discord).await;
        let said = Fixture { discord, bot, transport: Transport::Gateway }.close().await;
        assert!(said.contains("0-3/4"), "{said}");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_answer_everything_once_and_one_registers() {
    let discord = four().await;
    let one = enter(&discord, &[], &[("SHARDS", "0-1/4")]);
    let other = enter(&discord, &[], &[("SHARDS", "2-3/4")]);
    connected(&discord, 4).await;
    everybody_is_answered_once(&discord).await;
    assert_eq!(registrations(&discord), 2, "read once, written once\n{}", discord.transcript());
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());
    let (one, other) = (one.stops().await, other.stops().await);
    assert!(one.contains("slash command") && !other.contains("slash command"), "{other}");
    let answers = |said: &str| said.matches("outcome=\"answered\"").count();
    assert_eq!(answers(&one) + answers(&other), 6, "{one}\n{other}");
    assert!(answers(&one) >= 3 && answers(&other) >= 2, "{one}\n{other}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_with_kept_sessions_resumes_every_shard_of_every_process() {
    let state = TempDir::new().unwrap();
    let path = state.path().to_str().unwrap().to_owned();
    let discord = four().await;
    let start = |shards| enter(&discord, &[], &[("STATE_DIR", path.as_str()), ("SHARDS", shards)]);
    let both = [start("0-1/4"), start("2-3/4")];
    connected(&discord, 4).await;
    for bot in both {
        bot.says("receiving interactions", 2).await;
        bot.stops().await;
    }
    let files: Vec<_> = std::fs::read_dir(state.path()).unwrap().map(Result::unwrap).collect();
    assert_eq!(files.len(), 4, "{files:?}");
    #[cfg(unix)]
    for file in files {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    let ada = discord.member("ada");
    let meanwhile: Vec<_> = (0..4)
        .map(|shard| ada.in_server(&format!("shard {shard}")).starts_typing("/faq question:3").unwrap())
        .collect();
    // Who has which shards may change, as long as the total does not.
    let both = [start("0-2/4"), start("3/4")];
    let all = |discord: &Discord| meanwhile.iter().all(|interaction| discord.is_answered(*interaction));
    discord.wait_until("answers", all).await.unwrap();
    assert_eq!((discord.identifies().len(), discord.resumes().len()), (4, 4), "{}", discord.transcript());
    for bot in both {
        bot.stops().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_that_is_wrong_ends_it_with_78_and_one_line() {
    for (shards, advice) in [("3-0/4", "write 0-3/4"), ("4/4", "the last is 3"), ("0/0", "0/1"), ("all", "0-3/16")] {
        let environment = [("DISCORD_TOKEN", "some.bots.token"), ("SHARDS", shards)];
        let (status, said) = Bot::start(&["run"], &environment).ends().await;
        assert_eq!((status.code(), said.lines().count()), (Some(78), 1), "{said}");
        assert!(said.contains("SHARDS") && said.contains(advice), "{said}");
    }
}
