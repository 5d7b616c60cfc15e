//! The payloads of the load generator, as the bot reads them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tpm_guide::discord::command::ASK_ABOUT;
use tpm_guide::discord::payload::{self, CommandUsed, InteractionKind, Wanted};
use tpm_guide_core::answer::Command;
use tpm_guide_core::reply::Request;

#[test]
fn the_payloads_are_about_what_discord_sends() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/loadtest/payloads");
    let mut asked = BTreeSet::new();
    let mut sizes: Vec<usize> = Vec::new();
    for file in fs::read_dir(folder).expect("payloads") {
        let path = file.expect("a file").path();
        let json = fs::read_to_string(&path).expect("text");
        let incoming = payload::read(&json).expect("an interaction");
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let kind = match name.split('-').next().expect("a word") {
            "command" | "message" => InteractionKind::Command,
            "autocomplete" => InteractionKind::Autocomplete,
            "control" => InteractionKind::Control,
            "menu" => InteractionKind::Menu,
            other => panic!("no kind is called {other}"),
        };
        assert_eq!(incoming.about.kind, kind, "{name}");
        // Removing or sharing an answer would make the server call Discord.
        let Wanted::Answer(request) = incoming.wanted else { panic!("{name} is of staff") };
        let unwanted = matches!(
            request,
            Request::Remove { .. } | Request::Share { .. } | Request::Stale { .. } | Request::UnknownCommand
        );
        assert!(!unwanted, "{name}: {request:?}");
        asked.extend(incoming.about.command.map(CommandUsed::name));
        sizes.push(json.len());
    }
    let all: BTreeSet<&str> = Command::ALL.map(Command::name).into_iter().chain([ASK_ABOUT]).collect();
    assert_eq!(asked, all, "every command is among them");
    let mean = sizes.iter().sum::<usize>() / sizes.len();
    assert!((2000..2500).contains(&mean), "{mean} bytes on average");
}
