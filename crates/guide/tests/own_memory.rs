//! Whether what a server's own entries are said to take is what they take: the caller bounds its cache by that.

#![expect(clippy::disallowed_methods, reason = "the test reads the memory of its own process")]

use tpm_guide_core::community::{Community, Content, OwnEntry, Settings};
use tpm_guide_core::fixtures::answers::shipped;
use tpm_guide_core::knowledge::Reviewer;

/// The memory that this program holds, in bytes, where the system tells.
fn resident() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<f64>().ok()? * 1024.0)
}

fn own(number: usize) -> OwnEntry {
    let words =
        ["channel", "moderator", "thursday", "voice", "newsletter", "meetup", "badge", "kitchen", "photo", "quiz"];
    let word = |place: usize| words[(number + place) % words.len()];
    let sentence =
        |place: usize| format!("The {} of {} {number} is open for {}.", word(place), word(place + 3), word(place + 7));
    let content = Content {
        title: format!("{} and {} number {number}", word(0), word(1)),
        body: (0..12).map(sentence).collect::<Vec<_>>().join("\n"),
        also_known_as: (0..3).map(|place| format!("{} {number}", word(place))).collect(),
        asked_as: (0..6)
            .map(|place| format!("when is the {} with a {} {number}", word(place), word(place + 2)))
            .collect(),
        ..Content::default()
    };
    let reviewed = time::macros::date!(2026 - 11 - 22);
    OwnEntry { slug: format!("entry-{number}"), content, reviewed, reviewer: Reviewer::Manager, revision: 1 }
}

#[test]
fn the_stated_bytes_are_about_what_own_entries_take() {
    const SERVERS: usize = 400;
    let own: Vec<OwnEntry> = (0..30).map(own).collect();
    let build = || Community::build(shipped(), &own, Settings::default());
    let stated = build().bytes();
    let Some(before) = resident() else {
        println!("this system does not tell how much memory a program holds: nothing is measured");
        return;
    };
    let servers: Vec<Community> = (0..SERVERS).map(|_| build()).collect();
    let taken = (resident().expect("as before") - before) / f64::from(u32::try_from(servers.len()).expect("few"));
    let stated = f64::from(u32::try_from(stated).expect("little"));
    println!("stated {stated:.0} bytes, taken {taken:.0}");
    assert!((0.9..1.1).contains(&(stated / taken)), "stated {stated:.0} bytes, taken {taken:.0}");
}
