//! The settings, and that nothing prints a secret. Helpers first: environments as they may be set.

use std::path::Path;
use std::process::Command;

use secrecy::ExposeSecret;
use tempfile::TempDir;

use super::*;
use crate::knowledge::Place;

/// Looks real, is not.
const LOOKS_REAL: &str = "MTMxMDAwMDAwMDAwMDAwMDAwMQ.GaBcDe.x_0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZab";

/// An environment with these variables.
fn environment(variables: &[(&str, &str)]) -> Environment {
    variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The settings of an environment with a token and these variables.
fn config(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let mut all = vec![(TOKEN, LOOKS_REAL)];
    all.extend(variables);
    Config::from_environment(&environment(&all))
}

/// The mistakes, which must not repeat any value.
fn mistakes(variables: &[(&str, &str)]) -> Vec<String> {
    let error = Config::from_environment(&environment(variables)).expect_err("a mistake");
    for (_, value) in variables.iter().filter(|(name, value)| *name == TOKEN && value.len() > 3) {
        assert!(!format!("{error} {error:?}").contains(value), "{error}");
    }
    error.0
}

/// A folder with this `.env`.
fn dotenv(text: &[u8]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(".env"), text).expect("a file");
    folder
}

#[test]
fn a_token_is_enough() {
    let config = config(&[]).unwrap();
    assert_eq!(config.token.expose_secret(), LOOKS_REAL);
    assert_eq!((config.guild, config.state, config.log), (None, None, Log::default()));
    assert!(config.api.is_discord());
}

#[test]
fn a_missing_token_and_an_empty_one_name_the_variable() {
    for variables in [&[][..], &[(TOKEN, "")], &[(TOKEN, "  ")]] {
        let mistakes = mistakes(variables);
        assert_eq!(mistakes.len(), 1);
        assert!(mistakes[0].starts_with("DISCORD_TOKEN is not set: "), "{mistakes:?}");
    }
}

#[test]
fn what_can_be_no_token_is_not_repeated() {
    for token in ["two words", "emoji🏥emoji", "line\nbreak.a.b", "tab\tbed.a.b", "Bot two words"] {
        let mistakes = mistakes(&[(TOKEN, token)]);
        assert!(mistakes[0].starts_with("DISCORD_TOKEN does not look like a bot's token: "), "{mistakes:?}");
    }
}

#[test]
fn all_mistakes_are_told_together() {
    let mistakes = mistakes(&[
        (TOKEN, "not a token"),
        (GUILD, "my server"),
        (API_URL, "https://me:password@proxy.example/path"),
        (SHARDS, "1 of 4"),
        (LOG_FORMAT, "xml"),
        (LOG_QUESTIONS, "yes"),
        (STATE, "/no/such/folder"),
    ]);
    let named: Vec<&str> = mistakes.iter().map(|mistake| mistake.split(' ').next().unwrap()).collect();
    assert_eq!(named, [TOKEN, GUILD, API_URL, SHARDS, LOG_FORMAT, LOG_QUESTIONS, STATE]);
    let together = ConfigError(mistakes).to_string();
    assert_eq!(together.lines().count(), 7);
    assert!(!together.contains("password"), "{together}");
}

#[test]
fn a_server_is_a_number_and_not_zero() {
    assert_eq!(config(&[(GUILD, " 900000000000000001 ")]).unwrap().guild, Some(900_000_000_000_000_001));
    for guild in ["0", "-1", "1.5", "abc", "99999999999999999999999"] {
        assert_eq!(config(&[(GUILD, guild)]).unwrap_err().0.len(), 1, "{guild}");
    }
}

#[test]
fn without_encryption_the_token_stays_on_this_machine() {
    for url in ["https://proxy.example", "http://127.0.0.1:3001", "http://[::1]:3001", "http://localhost:3001"] {
        assert!(config(&[(API_URL, url)]).is_ok(), "{url}");
    }
    for private in ["http://10.0.0.7:3000", "http://proxy:3000", "http://proxy.svc.cluster.local"] {
        let said = config(&[(API_URL, private)]).unwrap_err().to_string();
        assert!(
            said.starts_with("DISCORD_API_URL is http://") && said.contains("DISCORD_API_PRIVATE_HTTP=true"),
            "{said}"
        );
        assert!(config(&[(API_URL, private), (PRIVATE_HTTP, "false")]).is_err(), "{private}");
        assert!(config(&[(API_URL, private), (PRIVATE_HTTP, "true")]).is_ok(), "{private}");
    }
    for public in ["http://discord.com", "http://192.0.2.1", "http://evil.example:3000"] {
        for setting in [&[(API_URL, public)][..], &[(API_URL, public), (PRIVATE_HTTP, "true")]] {
            let said = config(setting).unwrap_err().to_string();
            assert!(said.starts_with("DISCORD_API_URL is http:// and leads out of this network: "), "{said}");
        }
    }
    assert_eq!(config(&[(PRIVATE_HTTP, "yes")]).unwrap_err().0, ["DISCORD_API_PRIVATE_HTTP must be true or false"]);
}

#[test]
fn the_api_is_an_origin_and_nothing_more() {
    assert_eq!(config(&[(API_URL, "http://127.0.0.1:3001")]).unwrap().api.to_string(), "http://127.0.0.1:3001");
    for url in ["127.0.0.1:3001", "http://127.0.0.1/api", "ftp://x", "nonsense"] {
        let error = config(&[(API_URL, url)]).unwrap_err();
        assert!(error.0[0].starts_with("DISCORD_API_URL is not an origin"), "{error}");
    }
}

#[test]
fn shards_are_named_or_left_to_discord() {
    for automatic in ["auto", "", " "] {
        assert_eq!(config(&[(SHARDS, automatic)]).unwrap().shards, None, "{automatic:?}");
    }
    assert_eq!(config(&[(SHARDS, " 0-3/16 ")]).unwrap().shards, Some("0-3/16".parse().unwrap()));
    for (wrong, advice) in
        [("3-0/16", "write 0-3/16"), ("16/16", "the last is 15"), ("0/0", "0/1"), ("four", "such as 0-3/16 or 2/16")]
    {
        let [mistake] = &config(&[(SHARDS, wrong)]).unwrap_err().0[..] else { panic!("one mistake: {wrong}") };
        assert!(mistake.starts_with("SHARDS ") && mistake.contains(advice) && !mistake.contains('\n'), "{mistake}");
    }
}

#[test]
fn the_state_lies_in_a_folder_that_exists() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    assert_eq!(config(&[(STATE, path)]).unwrap().state.as_deref(), Some(folder.path()));
    let missing = format!("{path}/missing");
    assert_eq!(config(&[(STATE, &missing)]).unwrap_err().0, [format!("STATE_DIR is not a folder: create {missing}")]);
}

#[test]
fn lines_are_text_or_json() {
    assert!(!config(&[(LOG_FORMAT, "text")]).unwrap().log.json);
    assert!(config(&[(LOG_FORMAT, "json")]).unwrap().log.json);
    assert_eq!(config(&[(LOG_FILTER, "debug")]).unwrap().log.filter, Some("debug".parse().unwrap()));
}

#[test]
fn words_are_logged_only_where_that_is_said_plainly() {
    assert!(config(&[(LOG_QUESTIONS, "true")]).unwrap().log.questions);
    for quiet in ["false", "", " "] {
        assert!(!config(&[(LOG_QUESTIONS, quiet)]).unwrap().log.questions, "{quiet:?}");
    }
    for unclear in ["yes", "1", "TRUE", "on"] {
        let error = config(&[(LOG_QUESTIONS, unclear)]).unwrap_err();
        assert_eq!(error.0, ["LOG_QUESTIONS must be true or false"]);
        assert!(!environment(&[(LOG_QUESTIONS, unclear)]).log().questions, "nor where settings are not checked");
    }
}

#[test]
fn what_is_set_to_nothing_counts_as_not_set() {
    let empty: Vec<(&str, &str)> = VARIABLES.iter().filter(|name| **name != TOKEN).map(|name| (*name, " ")).collect();
    let config = config(&empty).unwrap();
    assert_eq!((config.guild, config.state, config.log), (None, None, Log::default()));
    assert_eq!(environment(&empty).knowledge(None), Place::Embedded);
}

#[test]
fn the_command_line_wins_over_the_variable_and_both_over_the_embedded_copy() {
    let set = environment(&[(KNOWLEDGE, "from/variable")]);
    assert_eq!(set.knowledge(Some("from/line".into())), Place::Folder("from/line".into()));
    assert_eq!(set.knowledge(None), Place::Folder("from/variable".into()));
    assert_eq!(environment(&[]).knowledge(None), Place::Embedded);
}

#[test]
fn nothing_printable_holds_the_token() {
    let environment = environment(&[(TOKEN, LOOKS_REAL)]);
    let config = Config::from_environment(&environment).unwrap();
    assert!(!format!("{environment:?} {config:?} {config:#?}").contains("MTMxMD"));
    assert!(format!("{environment:?}").contains(TOKEN), "names may be seen");
}

#[test]
fn the_example_lists_just_what_is_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(".env.example");
    let text = std::fs::read_to_string(path).unwrap();
    let listed: Vec<&str> = text
        .lines()
        .filter_map(|line| line.trim_start_matches('#').split_once('='))
        .map(|(name, _)| name)
        .filter(|name| name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'))
        .collect();
    assert_eq!(listed, VARIABLES);
}

#[test]
fn the_example_is_a_readable_file_that_sets_a_database_and_nothing_else_yet() {
    let text = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(".env.example")).unwrap();
    let set: Vec<(String, String)> = dotenvy::from_read_iter(&text[..]).map(|pair| pair.expect("NAME=value")).collect();
    let expected = [(TOKEN, ""), (DATABASE, "sqlite:tpm-guide.db")];
    assert_eq!(set, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

// The file `.env`, and what the process was started with.

#[test]
fn a_malformed_file_is_told_without_its_content() {
    for text in [
        format!("{TOKEN} {LOOKS_REAL}\n"),
        format!("{TOKEN}='{LOOKS_REAL}\n"),
        format!("{LOOKS_REAL}\n"),
        format!("{TOKEN}={LOOKS_REAL} and more\n=x"),
    ] {
        let folder = dotenv(text.as_bytes());
        let error = Environment::with_dotenv(folder.path()).expect_err(&text);
        let said = format!("{error} {error:?}");
        assert!(!said.contains("MTMxMD"), "{said}");
        assert!(said.contains(".env cannot be read: each line must be NAME=value"), "{said}");
    }
}

#[test]
fn a_file_that_is_no_text_is_told_too() {
    let folder = dotenv(b"DISCORD_TOKEN=\xff\xfe\n");
    assert!(Environment::with_dotenv(folder.path()).is_err());
}

#[test]
fn a_folder_without_the_file_is_fine_and_no_folder_above_is_searched() {
    let folder = dotenv(b"STATE_DIR=above\n");
    let below = folder.path().join("below");
    std::fs::create_dir(&below).unwrap();
    assert_eq!(Environment::with_dotenv(&below).unwrap().get(STATE), std::env::var(STATE).ok().as_deref());
}

/// Runs one test of this file in a process of its own, with these variables and nothing else.
fn in_a_process_with(test: &str, variables: &[(&str, &str)]) {
    let this = std::env::current_exe().expect("the test program");
    let ended = Command::new(this)
        .args(["--exact", &format!("config::tests::{test}"), "--nocapture"])
        .env_clear()
        .envs(variables.iter().copied())
        .env(INSIDE, "1")
        .output()
        .expect("the test program starts");
    let said = String::from_utf8_lossy(&ended.stdout).into_owned() + &String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success() && said.contains("1 passed"), "{said}");
    assert!(!said.contains("MTMxMD"), "{said}");
}

/// Set in the process that [`in_a_process_with`] starts.
const INSIDE: &str = "TPM_GUIDE_TEST_INSIDE";

#[test]
fn real_variables_win_over_the_file() {
    const TEST: &str = "real_variables_win_over_the_file";
    if std::env::var_os(INSIDE).is_none() {
        return in_a_process_with(TEST, &[(TOKEN, LOOKS_REAL), (LOG_FORMAT, "json")]);
    }
    let folder = dotenv(b"DISCORD_TOKEN=from.the.file\nLOG_FORMAT=text\nDISCORD_GUILD_ID=42 # ours\nUNKNOWN=1\n");
    let config = Config::from_environment(&Environment::with_dotenv(folder.path()).unwrap()).unwrap();
    assert!(config.token.expose_secret() == LOOKS_REAL, "the real token");
    assert!(config.log.json);
    assert_eq!(config.guild, Some(42), "the file completes what is not set");
}

#[test]
fn commands_that_play_see_nothing_of_discord() {
    const TEST: &str = "commands_that_play_see_nothing_of_discord";
    if std::env::var_os(INSIDE).is_none() {
        let set = [(TOKEN, LOOKS_REAL), (GUILD, "42"), (API_URL, "http://127.0.0.1:1"), (KNOWLEDGE, "some/where")];
        return in_a_process_with(TEST, &set);
    }
    let environment = Environment::without_discord();
    assert_eq!(environment.0.keys().collect::<Vec<_>>(), [KNOWLEDGE]);
    assert_eq!(environment.knowledge(None), Place::Folder("some/where".into()));
}
