//! From start to stop: registration, settings, restarts, reloads, and what the log tells.

use std::time::Duration;

use fake_discord::{CannotAct, Discord, Peer, RestFault, Scope, Settings};
use rustix::process::Signal;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::support::{Bot, Door, Room, answered, edit, enter, in_room, knowledge, secrets, settings, title};

/// A token as Discord gives them out, of some other bot.
const FOREIGN_TOKEN: &str = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB";

fn writes(discord: &Discord) -> usize {
    discord.requests().iter().filter(|request| request.method == "PUT").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_are_written_once_and_again_only_when_they_differ() {
    let room = Room::open(settings(), &[], &[]).await;
    assert_eq!(writes(&room.discord), 1);
    let ada = room.discord.member("ada");
    let mut names: Vec<String> = ada.is_offered().unwrap().into_iter().map(|(name, _)| name).collect();
    names.sort();
    let expected =
        ["Ask TPM Guide", "ask", "career", "compare", "faq", "help", "industry", "role", "topic", "tpm-vs-pm"];
    assert_eq!(names, expected);
    assert_eq!(ada.in_dm().is_offered().unwrap().len(), 10);
    assert_eq!(ada.in_private_channel().is_offered().unwrap().len(), 10);

    let Room { discord, bot, .. } = room;
    bot.stops().await;
    let bot = enter(&discord, &[], &[]);
    let room = Room { discord, bot, door: Door::Gateway };
    room.ready().await;
    assert_eq!(writes(&room.discord), 1, "{}", room.story());
    room.bot.says("up to date", 1).await;
    room.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_are_offered_only_where_the_application_can_be_installed() {
    let mut settings = settings();
    settings.world.application.user_install = false;
    let room = Room::open(settings, &[], &[]).await;
    let ada = room.discord.member("ada");
    assert_eq!(ada.is_offered().unwrap().len(), 10);
    assert!(ada.in_private_channel().types("/help").await.is_err());
    room.bot.says("User Install is off", 1).await;
    room.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_server_can_have_the_commands_for_itself() {
    let discord = Discord::start(settings()).await.unwrap();
    let home = discord.home().to_string();
    let bot = enter(&discord, &[], &[("DISCORD_GUILD_ID", &home)]);
    let room = Room { discord, bot, door: Door::Gateway };
    room.ready().await;
    assert!(room.discord.commands(None).is_empty());
    assert_eq!(room.discord.commands(Some(room.discord.home())).len(), 10);
    answered(&room.discord.member("ada").types("/help").await.unwrap());
    room.close().await;
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
    assert_eq!(discord.commands(None).len(), 10);
    let said = run(&["register"]).await;
    assert!(said.contains("no difference"), "{said}");
    assert_eq!(writes(&discord), 1);
    let said = run(&["register", "--remove", "--dry-run"]).await;
    assert!(said.contains("- /industry"), "deletions are shown: {said}");
    assert_eq!(discord.commands(None).len(), 10);
    run(&["register", "--remove"]).await;
    assert!(discord.commands(None).is_empty());
    let home = discord.home().to_string();
    run(&["register", "--guild", &home]).await;
    assert_eq!(discord.commands(Some(discord.home())).len(), 10);
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());
    assert_eq!(discord.identifies().len(), 0, "register opens no gateway");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_with_a_kept_session_loses_no_question() {
    let state = TempDir::new().unwrap();
    let path = state.path().to_str().unwrap().to_owned();
    let room = Room::open(settings(), &[], &[("STATE_DIR", &path)]).await;
    let ada = room.discord.member("ada");
    answered(&ada.types("/help").await.unwrap());
    let Room { discord, bot, .. } = room;
    bot.stops().await;

    let file = std::fs::read_dir(state.path()).unwrap().next().expect("a session is kept").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert!(!std::fs::read_to_string(file.path()).unwrap().contains(discord.token()));

    let meanwhile: Vec<_> =
        (1..=5).map(|number| ada.starts_typing(&format!("/faq question:{number}")).unwrap()).collect();
    let bot = enter(&discord, &[], &[("STATE_DIR", &path)]);
    let room = Room { discord, bot, door: Door::Gateway };
    for interaction in meanwhile {
        let outcome = ada.outcome(interaction).await;
        assert!(title(&answered(&outcome)).contains("FAQ"), "{}", room.story());
    }
    assert_eq!((room.discord.identifies().len(), room.discord.resumes().len()), (1, 1));
    room.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_session_that_discord_refuses_or_that_is_damaged_costs_one_new_session() {
    let state = TempDir::new().unwrap();
    let path = state.path().to_str().unwrap().to_owned();
    let room = Room::open(settings(), &[], &[("STATE_DIR", &path)]).await;
    let Room { discord, bot, .. } = room;
    bot.stops().await;
    discord.faults().forget_sessions();
    let bot = enter(&discord, &[], &[("STATE_DIR", &path)]);
    discord.wait_identifies(2).await.unwrap();
    let room = Room { discord, bot, door: Door::Gateway };
    room.bot.says("receiving interactions", 1).await;
    answered(&room.discord.member("ada").types("/help").await.unwrap());
    let Room { discord, bot, .. } = room;
    bot.stops().await;

    let file = std::fs::read_dir(state.path()).unwrap().next().unwrap().unwrap();
    std::fs::write(file.path(), "{\"session_id\": ").unwrap();
    let bot = enter(&discord, &[], &[("STATE_DIR", &path)]);
    bot.says("damaged", 1).await;
    bot.says("receiving interactions", 1).await;
    answered(&discord.member("ada").types("/help").await.unwrap());
    bot.stops().await;
    // A start right after a stop can come too soon for Discord's pace and is sent away once.
    let accepted = discord.identifies().iter().filter(|identify| identify.accepted).count();
    assert_eq!(accepted, 3, "{}", discord.transcript());
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_it_finishes_the_answers_in_hand() {
    let room = Room::open(settings(), &[], &[]).await;
    room.discord.faults().rest("POST /interactions/*/*/callback", 3, RestFault::Delayed(Duration::from_millis(700)));
    let ada = room.discord.member("ada");
    let asked: Vec<_> = (1..=3).map(|number| ada.starts_typing(&format!("/faq question:{number}")).unwrap()).collect();
    let all_arrived = |discord: &Discord| {
        discord.requests().iter().filter(|request| request.path.ends_with("/callback")).count() == 3
    };
    room.discord.wait_until("all answers are on their way", all_arrived).await.unwrap();
    let Room { discord, bot, .. } = room;
    bot.stops().await;
    for interaction in asked {
        assert!(discord.is_answered(interaction), "{}", discord.transcript());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_stops_it_as_well() {
    let room = Room::open(settings(), &[], &[]).await;
    room.bot.signal(Signal::INT);
    let (status, said) = room.bot.ends().await;
    assert_eq!(status.code(), Some(0), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_edit_is_taken_up_while_running_and_a_bad_one_is_not() {
    let folder = knowledge();
    let path = folder.path().to_str().unwrap().to_owned();
    let room = Room::open(settings(), &[], &[("KNOWLEDGE_DIR", &path)]).await;
    room.bot.says("watching", 1).await;
    let ada = room.discord.member("ada");
    let shown = async |expected: &str| {
        let message = answered(&ada.types("/industry name:healthcare").await.unwrap());
        assert!(title(&message).contains(expected), "{} instead of {expected}", title(&message));
        message
    };
    let old = shown("Healthcare and life sciences").await;

    let file = "en/industries/health.yaml";
    edit(&folder, file, "title: Healthcare and life sciences", "title: Hospitals and clinics");
    room.bot.says("knowledge reloaded", 1).await;
    shown("Hospitals and clinics").await;

    edit(&folder, file, "tagline:", "tagleine:");
    edit(&folder, "en/faqs/switching-industry.yaml", "number: 3", "number: 300");
    room.bot.says("the old one keeps serving", 1).await;
    room.bot.says("did you mean \"tagline\"?", 1).await;
    shown("Hospitals and clinics").await;

    edit(&folder, file, "tagleine:", "tagline:");
    edit(&folder, "en/faqs/switching-industry.yaml", "number: 300", "number: 3");
    room.bot.says("knowledge reloaded", 2).await;
    shown("Hospitals and clinics").await;

    // An entry that vanishes leaves buttons behind.
    let gone = "industry/healthcare";
    for item in walk(folder.path()) {
        let text = std::fs::read_to_string(&item).unwrap();
        if text.contains(gone) {
            std::fs::write(&item, text.replace(gone, "industry/hospitals")).unwrap();
        }
    }
    room.bot.signal(Signal::HUP);
    room.bot.says("knowledge reloaded", 3).await;
    let control = serde_json::json!({ "custom_id": "t1:e:industry/healthcare:0", "component_type": 2 });
    let message = answered(&ada.clicks_raw(&old, control).await.unwrap());
    assert!(message.is_ephemeral() && message.text().contains("no longer"), "{}", message.text());
    assert!(message.buttons().len() >= 3);
    room.close().await;
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.join("en")];
    while let Some(folder) = folders.pop() {
        for item in std::fs::read_dir(folder).unwrap() {
            let path = item.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn sighup_reloads_the_folder() {
    let folder = knowledge();
    let path = folder.path().to_str().unwrap().to_owned();
    let room = Room::open(settings(), &["run", "--knowledge", &path], &[]).await;
    room.bot.signal(Signal::HUP);
    room.bot.says("knowledge reloaded", 1).await;
    room.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_that_comes_while_starting_is_heeded() {
    let folder = knowledge();
    let path = folder.path().to_str().unwrap().to_owned();
    let discord = Discord::start(settings()).await.unwrap();
    discord.faults().rest("GET /applications/@me", 1, RestFault::BadGateway);
    let bot = enter(&discord, &["run", "--knowledge", &path], &[]);
    bot.says("in trouble", 1).await;
    bot.signal(Signal::HUP);
    bot.says("knowledge reloaded", 1).await;
    edit(&folder, "en/industries/health.yaml", "title: Healthcare and life sciences", "title: Hospitals and clinics");
    bot.says("knowledge reloaded", 2).await;
    bot.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_that_is_refused_does_not_keep_it_from_answering() {
    let room = Room::open(settings(), &[], &[]).await;
    let Room { discord, bot, .. } = room;
    bot.stops().await;
    let refused = RestFault::RateLimited { scope: Scope::User, retry_after: Duration::from_mins(9) };
    discord.faults().rest("GET /applications/*/commands", 1, refused);
    let bot = enter(&discord, &[], &[]);
    bot.says("not brought up to date", 1).await;
    bot.says("receiving interactions", 1).await;
    answered(&discord.member("ada").types("/help").await.unwrap());
    bot.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_in_the_folder_are_all_listed_at_the_start() {
    let folder = knowledge();
    edit(&folder, "en/industries/health.yaml", "tagline:", "tagleine:");
    edit(&folder, "en/faqs/switching-industry.yaml", "number: 3", "number: 4");
    let path = folder.path().to_str().unwrap().to_owned();
    let (status, said) =
        Bot::start(&["run"], &[("DISCORD_TOKEN", FOREIGN_TOKEN), ("KNOWLEDGE_DIR", &path)]).ends().await;
    assert_eq!(status.code(), Some(1));
    assert!(said.contains("health.yaml:") && said.contains("switching-industry.yaml:"), "{said}");
    assert!(!said.contains(FOREIGN_TOKEN));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_said_at_trace_holds_a_secret_or_a_word_of_what_was_typed() {
    for format in ["text", "json"] {
        let room = Room::open(settings(), &[], &[("RUST_LOG", "trace"), ("LOG_FORMAT", format)]).await;
        let ada = room.discord.member("ada");
        let faults = room.discord.faults();
        faults.rest("POST /interactions/*/*/callback", 1, RestFault::DroppedAfter);
        faults.rest("POST /interactions/*/*/callback", 1, RestFault::InternalError);
        answered(&ada.types("/industry name:healthcare").await.unwrap());
        answered(&ada.types("/industry name:xyzzyplugh").await.unwrap());
        answered(&ada.types("/ask question:xyzzyplugh qwrt").await.unwrap());
        let theirs = room.discord.member("bob").says("xyzzyplugh zxcv").unwrap();
        answered(&ada.uses("Ask TPM Guide", &theirs).await.unwrap());
        let message = answered(&ada.types("/help").await.unwrap());
        assert!(message.text().contains("not what you typed."), "{}", message.text());
        faults.rest("DELETE /webhooks/*/*/messages/*", 1, RestFault::BadGateway);
        ada.clicks(&message, "✕").await.unwrap();
        room.discord.deleted(message.id).await.unwrap();
        faults.reconnect();
        room.discord.wait_resumes(1).await.unwrap();
        let said = room.close_after_refusals().await;
        assert!(!said.contains("xyzzyplugh"), "{said}");
        assert!(said.contains("command") && said.contains("industry") && said.contains("answered"), "{said}");
        if format == "json" {
            for line in said.lines() {
                let _: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_without_an_answer_is_one_line_and_its_words_are_in_it_only_where_that_is_wanted() {
    for wanted in [false, true] {
        let environment = [("LOG_FORMAT", "json"), ("LOG_QUESTIONS", if wanted { "true" } else { "false" })];
        let room = Room::open(settings(), &[], &environment).await;
        let (ada, bob) = (room.discord.member("ada"), room.discord.member("bob"));
        answered(&ada.types("/ask question:healthcare and life sciences").await.unwrap());
        answered(&ada.types("/ask question:qwrt zxcv").await.unwrap());
        answered(&ada.uses("Ask TPM Guide", &bob.says("healthcare and life sciences").unwrap()).await.unwrap());
        answered(&ada.uses("Ask TPM Guide", &bob.says("zxcv vbnm").unwrap()).await.unwrap());
        answered(&ada.types("/industry name:qwrt zxcv").await.unwrap());
        let help = answered(&ada.types("/help").await.unwrap()).text();
        assert_eq!(help.contains("their words are logged"), wanted, "what members are told is true: {help}");
        let said = room.close().await;

        let lines: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let fields: Vec<&Value> = lines.iter().map(|line| &line["fields"]).collect();
        let missed = |command: &str| {
            let is_missed = |fields: &&&Value| fields["command"] == command && fields.get("confidence").is_some();
            let [missed] = fields.iter().filter(is_missed).collect::<Vec<_>>()[..] else {
                panic!("one line on {command}:\n{said}")
            };
            assert_eq!(missed["outcome"], "missing");
            missed
        };
        let (typed, read) = (missed("ask"), missed("Ask TPM Guide"));
        assert_eq!(read.get("question"), None, "the words of a message are nobody's question");
        assert_eq!(typed.get("question"), wanted.then(|| json!("qwrt zxcv")).as_ref());
        assert_eq!(said.matches("qwrt").count(), usize::from(wanted), "nothing else that was typed:\n{said}");
        assert!(!said.contains("vbnm") && !said.contains("life sciences"), "{said}");
        let totals = fields.iter().find(|fields| fields.get("asked").is_some()).expect("the totals at the end");
        let counted = ["asked", "found", "unsure", "unknown"].map(|name| totals[name].as_u64());
        assert_eq!(counted, [Some(4), Some(2), Some(0), Some(2)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_ends_it_with_78_and_is_not_repeated() {
    let discord = Discord::start(settings()).await.unwrap();
    let origin = discord.origin();
    for command in ["run", "register"] {
        let environment = [("DISCORD_TOKEN", FOREIGN_TOKEN), ("DISCORD_API_URL", origin.as_str())];
        let (status, said) = Bot::start(&[command], &environment).ends().await;
        assert_eq!(status.code(), Some(78), "{said}");
        assert!(said.contains("Discord refused the token") && !said.contains(FOREIGN_TOKEN), "{said}");
    }
    // Servers that are compatible with Discord refuse a token with this code.
    discord.faults().rest("GET /applications/@me", 1, RestFault::error(400, 40001, "Unauthorized"));
    let (status, said) = enter(&discord, &[], &[]).ends().await;
    assert_eq!(status.code(), Some(78), "{said}");
    assert!(said.contains("Discord refused the token") && !said.contains(discord.token()), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_at_the_start_is_waited_for_with_a_line_each() {
    let discord = Discord::start(settings()).await.unwrap();
    let faults = discord.faults();
    faults.rest("GET /applications/@me", 1, RestFault::BadGateway);
    faults.rest(
        "GET /gateway/bot",
        1,
        RestFault::RateLimited { scope: Scope::User, retry_after: Duration::from_millis(300) },
    );
    faults.rest("PUT /applications/*/commands", 1, RestFault::InternalError);
    let bot = enter(&discord, &[], &[]);
    let room = Room { discord, bot, door: Door::Gateway };
    room.ready().await;
    assert_eq!(room.bot.said().matches("in trouble").count(), 3, "{}", room.bot.said());
    answered(&room.discord.member("ada").types("/help").await.unwrap());
    room.close_after_refusals().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_is_not_there_is_tried_again_until_it_is_told_to_stop() {
    // Bound and never served: nothing answers there, and no other process can take the port.
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", gone.local_addr().unwrap());
    drop(gone);
    let environment = [("DISCORD_TOKEN", FOREIGN_TOKEN), ("DISCORD_API_URL", origin.as_str())];
    let bot = Bot::start(&["run"], &environment);
    bot.says("in trouble", 2).await;
    let said = bot.stops().await;
    assert!(!said.contains(FOREIGN_TOKEN), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_asks_to_wait_for_hours_is_given_up_with_1() {
    let discord = Discord::start(settings()).await.unwrap();
    let limited = RestFault::RateLimited { scope: Scope::User, retry_after: Duration::from_hours(23) };
    discord.faults().rest("GET /applications/@me", 1, limited);
    let (status, said) = enter(&discord, &[], &[]).ends().await;
    assert_eq!(status.code(), Some(1), "{said}");
    assert!(said.contains("rate limit") && !said.contains(discord.token()), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_few_sessions_left_today_are_not_spent() {
    let settings = Settings { identifies_remaining: 49, ..settings() };
    let discord = Discord::start(settings).await.unwrap();
    let (status, said) = enter(&discord, &[], &[]).ends().await;
    assert_eq!(status.code(), Some(78), "{said}");
    assert!(said.contains("49") && discord.identifies().is_empty(), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn fatal_closes_end_it_with_78_and_name_what_to_change() {
    for (code, named) in [
        (4004, "DISCORD_TOKEN"),
        (4010, "SHARDS"),
        (4011, "SHARDS"),
        (4012, "version"),
        (4013, "intents"),
        (4014, "intent"),
    ] {
        let discord = Discord::start(settings()).await.unwrap();
        discord.faults().refuse_identifies(code, u32::MAX);
        let (status, said) = enter(&discord, &[], &[]).ends().await;
        assert_eq!(status.code(), Some(78), "{code}: {said}");
        assert!(said.contains(&code.to_string()) && said.contains(named), "{code}: {said}");
        assert_eq!(discord.connections().len(), 1, "{code}: once is enough");
        for secret in secrets(&discord) {
            assert!(!said.contains(&secret));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_request_goes_to_the_stand_in_as_discord_wants_it() {
    in_room(async |room| {
        let ada = room.discord.member("ada");
        answered(&ada.types("/industry name:healthcare").await.unwrap());
        let requests = room.discord.requests();
        for request in requests.iter().filter(|request| request.sender != Peer::Discord) {
            let agent = request.header("user-agent").unwrap_or_default().to_owned();
            assert!(agent.starts_with("DiscordBot ("), "{} {}: {agent}", request.method, request.path);
        }
        assert!(matches!(ada.types("/nothing").await, Err(CannotAct::UnknownCommand(_))));
    })
    .await;
}

/// Makes a FIFO at `path`: a plain `open` of it blocks until there is a writer.
#[cfg(unix)]
fn make_fifo(path: &std::path::Path) {
    rustix::fs::mkfifoat(rustix::fs::CWD, path, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[cfg(unix)]
async fn a_pipe_among_the_files_is_a_mistake_and_delays_neither_start_nor_end() {
    let folder = knowledge();
    let path = folder.path().to_str().unwrap().to_owned();
    let discord = Discord::start(settings()).await.unwrap();
    let bot = enter(&discord, &[], &[("KNOWLEDGE_DIR", &path)]);
    let room = Room { discord, bot, door: Door::Gateway };
    room.ready().await;
    make_fifo(&folder.path().join("en/topics/pipe.yaml"));
    room.bot.says("pipe.yaml:0: is no regular file", 1).await;
    room.bot.says("the old one keeps serving", 1).await;
    answered(&room.discord.member("ada").types("/help").await.unwrap());
    room.close().await;

    for command in ["run", "check"] {
        let discord = Discord::start(settings()).await.unwrap();
        let (status, said) = enter(&discord, &[command, "--knowledge", &path], &[]).ends().await;
        assert_eq!(status.code(), Some(1), "{said}");
        assert!(said.contains("pipe.yaml:0: is no regular file"), "{said}");
    }
}

/// So do volumes of Kubernetes look: the folder that is named leads elsewhere.
#[tokio::test(flavor = "multi_thread")]
#[cfg(unix)]
async fn a_folder_that_is_a_link_is_read_and_watched() {
    let (real, named) = (knowledge(), TempDir::new().unwrap());
    std::os::unix::fs::symlink(real.path().join("en"), named.path().join("en")).unwrap();
    let path = named.path().to_str().unwrap().to_owned();
    let room = Room::open(settings(), &[], &[("KNOWLEDGE_DIR", &path)]).await;
    for (times, file) in [(1, "en/commands.yaml"), (2, "en/industries/health.yaml")] {
        let file = real.path().join(file);
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text + "\n# Edited.\n").unwrap();
        room.bot.says("knowledge reloaded", times).await;
    }
    room.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_s_name_is_one_field_of_one_line() {
    let mut settings = settings();
    settings.world.application.name = "Guide\n2026-11-21T00:00:00Z  INFO tpm_guide::app: forged".to_owned();
    let room = Room::open(settings, &[], &[]).await;
    let said = room.close().await;
    assert!(said.lines().any(|line| line.contains("signed in") && line.contains("forged")), "{said}");
    assert!(!said.lines().any(|line| line.starts_with("2026-11-21T00:00:00Z")), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_origin_that_is_not_discord_s_is_named_at_the_start() {
    let room = Room::open(settings(), &[], &[]).await;
    let origin = room.discord.origin();
    let said = room.close().await;
    let warned: Vec<&str> = said.lines().filter(|line| line.contains("DISCORD_API_URL is set")).collect();
    assert!(warned.len() == 1 && warned[0].contains("WARN") && warned[0].contains(&origin), "{said}");
    let bot = Bot::start(&["run"], &[("DISCORD_TOKEN", FOREIGN_TOKEN), ("DISCORD_API_URL", "http://192.0.2.1")]);
    let (status, said) = bot.ends().await;
    assert_eq!(status.code(), Some(78), "{said}");
    assert!(said.contains("DISCORD_API_URL is http:// and leads out of this network"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
#[cfg(unix)]
async fn a_state_folder_that_others_may_write_is_told_once() {
    use std::os::unix::fs::PermissionsExt;
    for (mode, warnings) in [(0o700, 0), (0o777, 1)] {
        let state = TempDir::new().unwrap();
        std::fs::set_permissions(state.path(), std::fs::Permissions::from_mode(mode)).unwrap();
        let room = Room::open(settings(), &[], &[("STATE_DIR", state.path().to_str().unwrap())]).await;
        let said = room.close().await;
        assert_eq!(said.matches("others may write into STATE_DIR").count(), warnings, "{said}");
    }
}

/// While Discord does not take removals, everything else goes on: a removal holds nothing that an answer needs.
#[tokio::test(flavor = "multi_thread")]
async fn removals_that_discord_does_not_take_hold_no_answer_up() {
    // One more than the answers that may be under way at a time.
    const REMOVALS: usize = 501;
    let room = Room::open(settings(), &[], &[]).await;
    let ada = room.discord.member("ada");
    let answer = answered(&ada.types("/help").await.unwrap());
    room.discord.faults().rest("DELETE /webhooks/*/*/messages/@original", u32::MAX, RestFault::InternalError);
    for _ in 0..REMOVALS {
        ada.clicks(&answer, "✕").await.unwrap();
    }
    answered(&ada.types("/faq question:1").await.unwrap());
    room.discord.faults().clear();
    room.close_after_refusals().await;
}
