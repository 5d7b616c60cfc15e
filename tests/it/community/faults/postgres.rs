//! PostgreSQL stopped, slow, silent, away at the start, or lost in the middle of a save. The fake Discord keeps its three
//! seconds: an answer that is late is none.

use std::time::Duration;

use fake_discord::Discord;
use sqlx::{AnyConnection, Connection as _};
use tpm_guide::store::{Engine, check};

use super::support::*;
use crate::store::proxy::{Mode, Proxy};
use crate::store::support::patient;
use crate::support::{called_by, enter};

/// How the metrics are asked for.
const METRICS: (&str, &str) = ("METRICS_ADDR", "127.0.0.1:0");

/// What PostgreSQL takes for every answer while it is slow.
const SLOW: Duration = Duration::from_secs(5);

/// The bot on a database behind a proxy; nothing where PostgreSQL is not there.
async fn behind_a_proxy(transport: Transport, mode: Mode) -> Option<(Proxy, Database, Fixture)> {
    let direct = Database::postgres().await?;
    let (proxy, address) = Proxy::before(&direct).await;
    proxy.set(mode);
    let through = Database::at(Engine::Postgres, address);
    let fixture = joined(punctual().await, transport, &through, &[METRICS]).await;
    Some((proxy, direct, fixture))
}

#[tokio::test(flavor = "multi_thread")]
async fn while_postgres_is_stopped_answers_go_on_and_it_comes_back_without_a_restart() {
    for (transport, how) in [(Transport::Gateway, "stop"), (Transport::Http, "kill")] {
        let Some(mut server) = Server::start() else { return };
        let fixture = joined(punctual().await, transport, &server.database, &[METRICS]).await;
        warm_and_cold(&fixture).await;
        let shown = async |name: &str| metric(&fixture.bot, &format!("tpm_guide_store_{name}")).await;
        assert_eq!((shown("servers").await, shown("servers_kept").await), (2, 1), "home is warm, the workshop is cold");
        assert!((1_000..1_000_000).contains(&shown("bytes_kept").await) && shown("loads_total").await >= 2);
        assert_eq!(shown("failures_total").await, 0);
        server.does(how);
        goes_on_without_the_store(&fixture).await;
        assert!(shown("failures_total").await > 0);
        server.does("start");
        comes_back(&fixture).await;
        assert_eq!(check(&server.database.url(), &mut |_, _| ()).await.unwrap(), []);
        fixture.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_postgres_is_slow_silent_or_cut_off_answers_go_on_in_time() {
    for (transport, mode) in [
        (Transport::Gateway, Mode::Delay(SLOW)),
        (Transport::Http, Mode::Delay(SLOW)),
        (Transport::Http, Mode::Stall),
        (Transport::Gateway, Mode::Cut),
    ] {
        let Some((proxy, _, fixture)) = behind_a_proxy(transport, Mode::Forward).await else { return };
        warm_and_cold(&fixture).await;
        proxy.set(mode);
        goes_on_without_the_store(&fixture).await;
        proxy.set(Mode::Forward);
        comes_back(&fixture).await;
        fixture.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_starts_without_postgres_answers_and_opens_the_store_later() {
    let after_the_greeting = [Mode::StallAt("statement_timeout"), Mode::StallAt("migration")];
    for mode in [Mode::Cut, Mode::Delay(SLOW), Mode::Stall].into_iter().chain(after_the_greeting) {
        let Some((proxy, direct, fixture)) = behind_a_proxy(Transport::Gateway, mode).await else { return };
        let (mia, ada) = (fixture.discord.member("mia"), fixture.discord.member("ada"));
        fixture.bot.says("the shipped guide answers meanwhile", 1).await;
        assert!(types(&ada, "/faq question:3").await.text().len() > 100);
        assert_eq!(title(&types(&mia, "/guide list").await), AWAY);
        assert_eq!(watched(&fixture.bot, "/readyz").await.0, 200);
        proxy.set(Mode::Forward);
        fixture.bot.says("the store is open", 1).await;
        adds(&mia, STANDUP).await;
        assert!(types(&ada, "/topic name:standup").await.text().contains("at ten, on voice"));
        assert_eq!(check(&direct.url(), &mut |_, _| ()).await.unwrap(), []);
        fixture.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_process_changed_during_an_outage_is_seen_after_it() {
    let Some((proxy, direct, fixture)) = behind_a_proxy(Transport::Gateway, Mode::Forward).await else { return };
    let (mia, ada) = (fixture.discord.member("mia"), fixture.discord.member("ada"));
    adds(&mia, STANDUP).await;
    assert!(types(&ada, "/topic name:standup").await.text().contains("at ten, on voice"));
    proxy.set(Mode::Cut);
    let store = direct.store().await;
    let guild = fixture.discord.home().0;
    let mut entry = store.load(guild).await.unwrap().entries.remove(0);
    entry.content.body = "Changed meanwhile.".to_owned();
    crate::store::support::edits(&store, guild, "standup", 1, entry.content).await.unwrap();
    assert!(types(&ada, "/topic name:standup").await.text().contains("at ten, on voice"), "what was true");
    proxy.set(Mode::Forward);
    let changed = async { while !types(&ada, "/topic name:standup").await.text().contains("Changed meanwhile.") {} };
    assert!(tokio::time::timeout(BOUND, changed).await.is_ok(), "{}", fixture.story());
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_click_during_an_outage_can_be_made_again_and_what_was_written_is_shown() {
    for transport in [Transport::Gateway, Transport::Http] {
        let Some((proxy, direct, fixture)) = behind_a_proxy(transport, Mode::Forward).await else { return };
        let (mia, ada) = (fixture.discord.member("mia"), fixture.discord.member("ada"));
        let preview = drafts(&mia, STANDUP).await;
        let form = opens(&mia, "/guide add").await;
        proxy.set(Mode::Cut);
        let told = clicks(&mia, &preview, "Publish").await;
        assert_eq!(title(&told), AWAY);
        let lost = submits(&mia, &form, &[("Title", "Retro"), ("Answer", "We look back on Fridays.")]).await;
        assert_eq!(title(&lost), AWAY);
        assert!(lost.text().contains("We look back on Fridays."), "it can be copied: {}", lost.text());
        proxy.set(Mode::Forward);
        let mut again = told;
        let published = async {
            while title(&again) == AWAY {
                again = clicks(&mia, &again, "Try again").await;
            }
        };
        assert!(tokio::time::timeout(BOUND, published).await.is_ok(), "{}", fixture.story());
        assert_eq!(title(&again), "Published");
        assert!(types(&ada, "/topic name:standup").await.text().contains("at ten, on voice"));
        assert_eq!(check(&direct.url(), &mut |_, _| ()).await.unwrap(), []);
        fixture.close().await;
    }
}

/// PostgreSQL ends the sessions of the bot.
async fn ends_every_session(direct: &Database) {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(direct.address()).await.expect("a connection");
    let statement = "SELECT COUNT(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                     WHERE datname = current_database() AND pid <> pg_backend_pid()) AS ended";
    sqlx::raw_sql(statement).execute(&mut connection).await.expect("they end");
    connection.close().await.expect("it ends");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_postgres_ends_in_the_middle_of_a_save_has_saved_all_of_it_or_nothing() {
    let Some(database) = Database::postgres().await else { return };
    let fixture = joined(punctual().await, Transport::Http, &database, &[]).await;
    let (mia, guild) = (fixture.discord.member("mia"), fixture.discord.home().0);
    let (mut saved, mut refused) = (0, 0);
    for round in 0..20 {
        let (name, text) = (format!("Entry {round}"), format!("About entry {round}."));
        let input = [("Title", name.as_str()), ("Answer", &text)];
        let preview = loop {
            // The sessions that were ended before may still be noticed one by one.
            let opened = mia.types("/guide add").await.unwrap();
            let Ok(form) = opened.modal() else { continue };
            let preview = submits(&mia, form, &input).await;
            if title(&preview) != AWAY {
                break preview;
            }
        };
        let (clicked, ()) = tokio::join!(mia.clicks(&preview, "Publish"), async {
            // A random moment of the save, and no wait for a state: whatever it meets has to hold.
            tokio::time::sleep(Duration::from_millis(40).mul_f64(fastrand::f64())).await;
            ends_every_session(&database).await;
        });
        let told = answered(&clicked.unwrap());
        let store = tpm_guide::store::Store::open(&database.url(), patient()).await.unwrap();
        let entries = store.load(guild).await.unwrap().entries;
        let is_there = entries.iter().any(|entry| entry.content.title == name && entry.content.body == text);
        store.close().await;
        match title(&told).as_str() {
            "Published" => assert!(is_there, "round {round}: what was confirmed is lost\n{}", fixture.story()),
            AWAY => {}
            other => panic!("round {round}: {other}\n{}", fixture.story()),
        }
        saved += usize::from(is_there);
        refused += usize::from(title(&told) == AWAY);
        assert_eq!(check(&database.url(), &mut |_, _| ()).await.unwrap(), []);
    }
    println!("{saved} of 20 saved, {refused} refused");
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_stops_while_postgres_is_silent_does_not_wait_for_it() {
    for transport in [Transport::Gateway, Transport::Http] {
        let Some((proxy, _, fixture)) = behind_a_proxy(transport, Mode::Forward).await else { return };
        warm_and_cold(&fixture).await;
        proxy.set(Mode::Stall);
        types(&fixture.discord.member("ada"), "/topic name:standup").await;
        let said = fixture.close().await;
        assert!(said.contains("what was counted in the last seconds is lost"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_refuses_the_user_or_lacks_the_database_ends_the_start_with_78_and_one_line() {
    let Some(database) = Database::postgres().await else { return };
    let discord: Discord = punctual().await;
    let none = database.address().replacen("/case_", "/no_case_", 1);
    let other = database.address().replace("user=guide", "user=nobody&password=hush");
    for (address, line) in
        [(none, "PostgreSQL has no database with the name in DATABASE_URL"), (other, "PostgreSQL refuses the user")]
    {
        for bot in
            [enter(&discord, &[], &[("DATABASE_URL", &address)]), called_by(&discord, &[("DATABASE_URL", &address)])]
        {
            let (status, said) = bot.ends().await;
            assert_eq!(status.code(), Some(78), "{said}");
            assert!(said.lines().last().is_some_and(|last| last.contains(line)), "{said}");
            assert!(!said.contains("hush"), "{said}");
        }
    }
}
