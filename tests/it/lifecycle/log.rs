//! The log: what it tells, on one line each, and what it never holds.

use fake_discord::RestFault;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::super::support::{Bot, Fixture, answered, settings};
use super::FOREIGN_TOKEN;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_said_at_trace_holds_a_secret_or_a_word_of_what_was_typed() {
    for format in ["text", "json"] {
        let fixture = Fixture::open(settings(), &[], &[("RUST_LOG", "trace"), ("LOG_FORMAT", format)]).await;
        let ada = fixture.discord.member("ada");
        let faults = fixture.discord.faults();
        faults.rest("POST /interactions/*/*/callback", 1, RestFault::DroppedAfter);
        faults.rest("POST /interactions/*/*/callback", 1, RestFault::InternalError);
        answered(&ada.types("/industry name:healthcare").await.unwrap());
        answered(&ada.types("/industry name:xyzzyplugh").await.unwrap());
        answered(&ada.types("/ask question:xyzzyplugh qwrt").await.unwrap());
        let theirs = fixture.discord.member("bob").says("xyzzyplugh zxcv").unwrap();
        answered(&ada.uses("Ask TPM Guide", &theirs).await.unwrap());
        let help = answered(&ada.types("/help").await.unwrap()).text();
        assert!(help.contains("not what you typed."), "{help}");
        let message = answered(&ada.types("/career").await.unwrap());
        faults.rest("DELETE /webhooks/*/*/messages/*", 1, RestFault::BadGateway);
        ada.clicks(&message, "Remove").await.unwrap();
        fixture.discord.deleted(message.id).await.unwrap();
        faults.reconnect();
        fixture.discord.wait_resumes(1).await.unwrap();
        let said = fixture.close_after_refusals().await;
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
        let fixture = Fixture::open(settings(), &[], &environment).await;
        let (ada, bob) = (fixture.discord.member("ada"), fixture.discord.member("bob"));
        answered(&ada.types("/ask question:healthcare and life sciences").await.unwrap());
        answered(&ada.types("/ask question:qwrt zxcv").await.unwrap());
        answered(&ada.uses("Ask TPM Guide", &bob.says("healthcare and life sciences").unwrap()).await.unwrap());
        answered(&ada.uses("Ask TPM Guide", &bob.says("zxcv vbnm").unwrap()).await.unwrap());
        answered(&ada.types("/industry name:qwrt zxcv").await.unwrap());
        let help = answered(&ada.types("/help").await.unwrap()).text();
        assert_eq!(help.contains("their words are logged"), wanted, "what members are told is true: {help}");
        let said = fixture.close().await;

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
        assert_eq!(read.get("question"), None, "the words of a message are no question");
        assert_eq!(typed.get("question"), wanted.then(|| json!("qwrt zxcv")).as_ref());
        assert_eq!(said.matches("qwrt").count(), usize::from(wanted), "nothing else that was typed:\n{said}");
        assert!(!said.contains("vbnm") && !said.contains("life sciences"), "{said}");
        let totals = fields.iter().find(|fields| fields.get("asked").is_some()).expect("the totals at the end");
        let counted = ["asked", "found", "unsure", "unknown"].map(|name| totals[name].as_u64());
        assert_eq!(counted, [Some(4), Some(2), Some(0), Some(2)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_s_name_is_one_field_of_one_line() {
    let mut settings = settings();
    settings.world.application.name = "Guide\n2026-11-21T00:00:00Z  INFO tpm_guide::app: forged".to_owned();
    let fixture = Fixture::open(settings, &[], &[]).await;
    let said = fixture.close().await;
    assert!(said.lines().any(|line| line.contains("signed in") && line.contains("forged")), "{said}");
    assert!(!said.lines().any(|line| line.starts_with("2026-11-21T00:00:00Z")), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_origin_that_is_not_discord_s_is_named_at_the_start() {
    let fixture = Fixture::open(settings(), &[], &[]).await;
    let origin = fixture.discord.origin();
    let said = fixture.close().await;
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
        let fixture = Fixture::open(settings(), &[], &[("STATE_DIR", state.path().to_str().unwrap())]).await;
        let said = fixture.close().await;
        assert_eq!(said.matches("others may write into STATE_DIR").count(), warnings, "{said}");
    }
}
