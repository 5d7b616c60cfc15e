//! Registration of the commands: what is written, when, and where.

use std::time::Duration;

use fake_discord::{Discord, RestFault, Scope};

use super::super::support::{Fixture, Transport, answered, enter, settings};

fn writes(discord: &Discord) -> usize {
    discord.requests().iter().filter(|request| request.method == "PUT").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_are_written_once_and_again_only_when_they_differ() {
    let fixture = Fixture::open(settings(), &[], &[]).await;
    assert_eq!(writes(&fixture.discord), 1);
    let ada = fixture.discord.member("ada");
    let mut names: Vec<String> = ada.is_offered().unwrap().into_iter().map(|(name, _)| name).collect();
    names.sort();
    let expected = [
        "Ask TPM Guide",
        "ask",
        "career",
        "compare",
        "faq",
        "help",
        "industry",
        "interview",
        "role",
        "term",
        "topic",
        "tpm-vs-pm",
    ];
    assert_eq!(names, expected);
    assert_eq!(ada.in_dm().is_offered().unwrap().len(), 12);
    assert_eq!(ada.in_private_channel().is_offered().unwrap().len(), 12);

    let Fixture { discord, bot, .. } = fixture;
    bot.stops().await;
    let bot = enter(&discord, &[], &[]);
    let fixture = Fixture { discord, bot, transport: Transport::Gateway };
    fixture.ready().await;
    assert_eq!(writes(&fixture.discord), 1, "{}", fixture.story());
    fixture.bot.says("up to date", 1).await;
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_are_offered_only_where_the_application_can_be_installed() {
    let mut settings = settings();
    settings.world.application.user_install = false;
    let fixture = Fixture::open(settings, &[], &[]).await;
    let ada = fixture.discord.member("ada");
    assert_eq!(ada.is_offered().unwrap().len(), 12);
    assert!(ada.in_private_channel().types("/help").await.is_err());
    fixture.bot.says("User Install is off", 1).await;
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_server_can_have_the_commands_for_itself() {
    let discord = Discord::start(settings()).await.unwrap();
    let home = discord.home().to_string();
    let bot = enter(&discord, &[], &[("DISCORD_GUILD_ID", &home)]);
    let fixture = Fixture { discord, bot, transport: Transport::Gateway };
    fixture.ready().await;
    assert!(fixture.discord.commands(None).is_empty());
    assert_eq!(fixture.discord.commands(Some(fixture.discord.home())).len(), 12);
    answered(&fixture.discord.member("ada").types("/help").await.unwrap());
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn register_shows_the_difference_and_writes_only_when_it_may() {
    let discord = Discord::start(settings()).await.unwrap();
    let run = async |arguments: &[&str]| {
        let (status, said) = enter(&discord, arguments, &[]).ends().await;
        assert_eq!(status.code(), Some(0), "{said}");
        said
    };
    let said = run(&["register", "--dry-run"]).await;
    assert!(said.contains("+ /industry") && said.contains("dry run"), "{said}");
    assert_eq!(writes(&discord), 0);
    let said = run(&["register"]).await;
    assert!(said.contains("+ /industry"), "{said}");
    assert_eq!(discord.commands(None).len(), 12);
    let said = run(&["register"]).await;
    assert!(said.contains("no difference"), "{said}");
    assert_eq!(writes(&discord), 1);
    let said = run(&["register", "--remove", "--dry-run"]).await;
    assert!(said.contains("- /industry"), "deletions are shown: {said}");
    assert_eq!(discord.commands(None).len(), 12);
    run(&["register", "--remove"]).await;
    assert!(discord.commands(None).is_empty());
    let home = discord.home().to_string();
    run(&["register", "--guild", &home]).await;
    assert_eq!(discord.commands(Some(discord.home())).len(), 12);
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());
    assert_eq!(discord.identifies().len(), 0, "register opens no gateway");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_that_is_refused_does_not_keep_it_from_answering() {
    let fixture = Fixture::open(settings(), &[], &[]).await;
    let Fixture { discord, bot, .. } = fixture;
    bot.stops().await;
    let refused = RestFault::RateLimited { scope: Scope::User, retry_after: Duration::from_mins(9) };
    discord.faults().rest("GET /applications/*/commands", 1, refused);
    let bot = enter(&discord, &[], &[]);
    bot.says("not brought up to date", 1).await;
    bot.says("receiving interactions", 1).await;
    answered(&discord.member("ada").types("/help").await.unwrap());
    bot.stops().await;
}
