//! The knowledge folder: edits while running, SIGHUP, mistakes, pipes and links.

use fake_discord::{Discord, RestFault};
use rustix::process::Signal;
use tempfile::TempDir;

use super::super::support::{Bot, Fixture, Transport, answered, edit, enter, knowledge, settings, title};
use super::FOREIGN_TOKEN;

#[tokio::test(flavor = "multi_thread")]
async fn a_good_edit_is_taken_up_while_running_and_a_bad_one_is_not() {
    let folder = knowledge();
    let path = folder.path().to_str().unwrap().to_owned();
    let fixture = Fixture::open(settings(), &[], &[("KNOWLEDGE_DIR", &path)]).await;
    fixture.bot.says("watching", 1).await;
    let ada = fixture.discord.member("ada");
    let shown = async |expected: &str| {
        let message = answered(&ada.types("/industry name:healthcare").await.unwrap());
        assert!(title(&message).contains(expected), "{} instead of {expected}", title(&message));
        message
    };
    let old = shown("Healthcare and life sciences").await;

    let file = "en/industries/health.yaml";
    edit(&folder, file, "title: Healthcare and life sciences", "title: Hospitals and clinics");
    fixture.bot.says("knowledge reloaded", 1).await;
    shown("Hospitals and clinics").await;

    edit(&folder, file, "tagline:", "tagleine:");
    edit(&folder, "en/faqs/switching-industry.yaml", "number: 3", "number: 300");
    fixture.bot.says("the old one keeps serving", 1).await;
    fixture.bot.says("did you mean \"tagline\"?", 1).await;
    shown("Hospitals and clinics").await;

    edit(&folder, file, "tagleine:", "tagline:");
    edit(&folder, "en/faqs/switching-industry.yaml", "number: 300", "number: 3");
    fixture.bot.says("knowledge reloaded", 2).await;
    shown("Hospitals and clinics").await;

    // An entry that vanishes leaves buttons behind.
    let gone = "industry/healthcare";
    for item in walk(folder.path()) {
        let text = std::fs::read_to_string(&item).unwrap();
        if text.contains(gone) {
            std::fs::write(&item, text.replace(gone, "industry/hospitals")).unwrap();
        }
    }
    fixture.bot.signal(Signal::HUP);
    fixture.bot.says("knowledge reloaded", 3).await;
    let control = serde_json::json!({ "custom_id": "t1:e:industry/healthcare:0", "component_type": 2 });
    let message = answered(&ada.clicks_raw(&old, control).await.unwrap());
    assert!(message.is_ephemeral() && message.text().contains("no longer"), "{}", message.text());
    assert!(message.buttons().len() >= 3);
    fixture.close().await;
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
    let fixture = Fixture::open(settings(), &["run", "--knowledge", &path], &[]).await;
    fixture.bot.signal(Signal::HUP);
    fixture.bot.says("knowledge reloaded", 1).await;
    fixture.close().await;
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
    let fixture = Fixture { discord, bot, transport: Transport::Gateway };
    fixture.ready().await;
    make_fifo(&folder.path().join("en/topics/pipe.yaml"));
    fixture.bot.says("pipe.yaml:0: is no regular file", 1).await;
    fixture.bot.says("the old one keeps serving", 1).await;
    answered(&fixture.discord.member("ada").types("/help").await.unwrap());
    fixture.close().await;

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
    let fixture = Fixture::open(settings(), &[], &[("KNOWLEDGE_DIR", &path)]).await;
    for (times, file) in [(1, "en/commands.yaml"), (2, "en/industries/health.yaml")] {
        let file = real.path().join(file);
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text + "\n# Edited.\n").unwrap();
        fixture.bot.says("knowledge reloaded", times).await;
    }
    fixture.close().await;
}
