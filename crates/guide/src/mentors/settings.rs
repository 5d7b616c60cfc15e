//! The settings of questions to mentors and of votes, each with what it does; and what staff are told while the mentors'
//! channel cannot be used.

use super::inquiry::Limits;
use crate::community::Settings;
use crate::staff::line::{date_of, member};
use crate::staff::{Button, Panel, PickedChannel, Press, RolePick, Row, Style};
use crate::text::disarmed;

/// Roles of mentors, at most.
const MENTORS: u8 = 10;

/// Rows of controls that a message takes.
const ROWS: usize = 5;

/// The mentors' channel cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outage {
    /// The channel.
    pub channel: u64,
    /// Since when, in seconds since 1970.
    pub since: i64,
    /// Why, in words for staff.
    pub why: String,
}

/// How questions to mentors and votes stand in a server.
#[derive(Clone, Copy, Debug)]
pub struct MentorSettings<'a> {
    /// What staff set.
    pub settings: &'a Settings,
    /// The roles of the mentors.
    pub mentors: &'a [u64],
    /// Members who may not ask.
    pub paused: &'a [u64],
    /// Whether the channel cannot be used.
    pub outage: Option<&'a Outage>,
    /// A channel that was picked just now, and in which the bot lacks permissions.
    pub unusable: Option<&'a PickedChannel>,
    /// Whether the program can post messages.
    pub can_send: bool,
    /// Whether the program has the key that votes need.
    pub can_count_votes: bool,
}

/// The settings; `changed` says what was changed just now.
pub fn mentor_settings(shown: &MentorSettings<'_>, changed: Option<String>) -> Panel {
    let MentorSettings { settings, mentors, paused, .. } = *shown;
    let mut warnings: Vec<String> = Vec::new();
    if !shown.can_send {
        warnings.push(
            "Questions to mentors are off: this bot can't post messages. Its operator gives it `DISCORD_TOKEN`."
                .to_owned(),
        );
    }
    if let Some(channel) = shown.unusable {
        warnings.push(format!(
            "<#{}> was not set: I lack {} there. Allow it in *Edit Channel* → *Permissions*, then pick the channel again.",
            channel.id,
            listed(&channel.missing)
        ));
    }
    let panel = Panel {
        title: "Questions to mentors, and votes".to_owned(),
        text: changed.into_iter().map(|changed| format!("✅ {changed}")).chain([said(shown)]).collect(),
        warnings,
        small_print: Some("Each change takes effect at once.".to_owned()),
        rows: vec![
            Row::Channels(RolePick {
                press: Press::SetMentorsChannel,
                prompt: "The channel where mentors answer…".to_owned(),
                chosen: settings.mentors.iter().map(|channel| channel.id).collect(),
                most: 1,
            }),
            Row::Roles(RolePick {
                press: Press::SetMentors,
                prompt: "Roles of mentors…".to_owned(),
                chosen: mentors.to_vec(),
                most: MENTORS,
            }),
            Row::Roles(RolePick {
                press: Press::SetPing,
                prompt: "A role to ping for new questions…".to_owned(),
                chosen: settings.ping.into_iter().collect(),
                most: 1,
            }),
            Row::Members(RolePick {
                press: Press::SetPaused,
                prompt: "Members who can't ask for now…".to_owned(),
                chosen: paused.iter().copied().take(Limits::PAUSED).collect(),
                most: u8::try_from(Limits::PAUSED).unwrap_or(u8::MAX),
            }),
            Row::Buttons(buttons(shown)),
        ],
        ..Panel::default()
    };
    panel.with_outage(shown.outage)
}

/// Every setting, in words.
fn said(shown: &MentorSettings<'_>) -> String {
    let MentorSettings { settings, mentors, paused, .. } = *shown;
    let roles = |ids: &[u64]| ids.iter().map(|id| format!("<@&{id}>")).collect::<Vec<_>>().join(", ");
    let channel = match settings.mentors {
        None => "**Channel**: none yet, and members can't ask. Pick one that your mentors see and newcomers don't."
            .to_owned(),
        Some(channel) if channel.is_forum => {
            format!("**Channel**: each question is a post in <#{}>, with buttons to answer.", channel.id)
        }
        Some(channel) => {
            format!("**Channel**: each question is a message in <#{}>, with buttons to answer.", channel.id)
        }
    };
    let who = if mentors.is_empty() {
        "**Mentors**: only the staff of this server.".to_owned()
    } else {
        format!("**Mentors**: the staff of this server, and {}. They publish what they answer.", roles(mentors))
    };
    let ping = match settings.ping {
        Some(role) => {
            format!(
                "**Ping**: {} for a new question, at most once in {} hours.",
                roles(&[role]),
                Limits::PING_SECONDS / 3_600
            )
        }
        None => "**Ping**: a new question pings no one.".to_owned(),
    };
    let paused = if paused.is_empty() {
        "**Paused**: no one. All members can ask.".to_owned()
    } else {
        let members: Vec<String> = paused.iter().take(Limits::PAUSED).map(|id| member(*id)).collect();
        format!("**Paused**: {} can't ask for now.", members.join(", "))
    };
    let votes = match (settings.no_votes, shown.can_count_votes) {
        (_, false) => "**Votes**: off. The operator of this bot has given it no `MEMBER_KEY`.",
        (true, true) => "**Votes**: off.",
        (false, true) => "**Votes**: answers to `/ask` carry 👍 and 👎. Votes have no names.",
    };
    [channel, who, ping, paused, votes.to_owned()].join("\n\n")
}

fn buttons(shown: &MentorSettings<'_>) -> Vec<Button> {
    let mut buttons = Vec::new();
    if shown.can_count_votes {
        let label = if shown.settings.no_votes { "Switch votes on" } else { "Switch votes off" };
        buttons.push(Button::new(label, Press::SetVotes(shown.settings.no_votes), Style::Plain));
    }
    if shown.settings.mentors.is_some() {
        buttons.push(Button::new("End questions", Press::EndMentors, Style::Danger));
    }
    buttons.push(Button::new("All settings", Press::Settings, Style::Plain));
    buttons
}

/// Names in a row: `*View Channel* and *Send Messages*`.
fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("*{name}*")).collect();
    match &names[..] {
        [some @ .., last] if !some.is_empty() => format!("{} and {last}", some.join(", ")),
        names => names.concat(),
    }
}

impl Panel {
    /// The panel with a word, before all others, on a mentors' channel that cannot be used.
    #[must_use]
    pub fn with_outage(mut self, outage: Option<&Outage>) -> Self {
        let Some(Outage { channel, since, why }) = outage else { return self };
        let why = disarmed(why.trim_end_matches('.'), 300);
        let told = format!(
            "Questions to mentors wait since {}, because <#{channel}> can't be used: {why}. Nothing is lost. Once it is fixed, \
             pick the channel again, or another one.",
            date_of(*since)
        );
        self.warnings.insert(0, told);
        let leads_there = |row: &Row| match row {
            Row::Buttons(buttons) => buttons.iter().any(|button| button.press == Press::MentorSettings),
            Row::Channels(_) => true,
            _ => false,
        };
        if self.rows.len() < ROWS && !self.rows.iter().any(leads_there) {
            self.rows.push(Row::Buttons(vec![Button::new("Mentors and votes", Press::MentorSettings, Style::Plain)]));
        }
        self
    }
}
