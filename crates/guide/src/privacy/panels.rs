//! What a member sees of their own data, and before and after it is deleted.

use super::about::{AboutMember, ServerData};
use crate::staff::line::counted;
use crate::staff::{Button, File, Panel, Press, PrivacyPress, Reply, Row, Scope, Style};
use crate::text::disarmed;

/// Open questions that are listed, at most.
const QUESTIONS: usize = 10;

/// What is stored about the member who asks.
pub fn shown(about: &AboutMember, scope: Scope) -> Panel {
    let data: Vec<&ServerData> = about.servers.iter().filter(|data| !data.is_empty()).collect();
    if data.is_empty() {
        return nothing(scope);
    }
    let mut text = vec![listed(&data)];
    let open: Vec<String> = data
        .iter()
        .flat_map(|data| data.questions.iter().filter(|question| question.is_open()))
        .take(QUESTIONS)
        .map(|question| format!("- **#{}** {}", question.number, disarmed(&question.question, 100)))
        .collect();
    if !open.is_empty() {
        text.push(format!("You wait for an answer to:\n{}", open.join("\n")));
    }
    let is_everywhere = scope == Scope::Everywhere;
    let servers = counted(data.len() as u64, "server", "servers");
    let mut buttons = vec![
        Button::new("Download all of it", Press::Privacy(PrivacyPress::Export, scope), Style::Primary),
        Button::new("Delete…", Press::Privacy(PrivacyPress::Delete, scope), Style::Danger),
    ];
    if !is_everywhere {
        buttons.push(everywhere());
    }
    Panel {
        title: title(scope).to_owned(),
        text,
        small_print: Some(if is_everywhere {
            format!("In {servers}. What you only read or ask the guide is not stored.")
        } else {
            "What you only read or ask the guide is not stored.".to_owned()
        }),
        rows: vec![Row::Buttons(buttons)],
        ..Panel::default()
    }
}

fn title(scope: Scope) -> &'static str {
    match scope {
        Scope::Server => "What is stored about you in this server",
        Scope::Everywhere => "What is stored about you everywhere",
    }
}

fn everywhere() -> Button {
    Button::new("In all servers", Press::Privacy(PrivacyPress::Show, Scope::Everywhere), Style::Plain)
}

/// Nothing is stored.
fn nothing(scope: Scope) -> Panel {
    let here = if scope == Scope::Server { "in this server" } else { "in any server" };
    Panel {
        title: "Nothing is stored about you".to_owned(),
        text: vec![format!(
            "No question to mentors, no vote and no entry of yours {here}. What you only read or ask the guide is not stored."
        )],
        rows: if scope == Scope::Server { vec![Row::Buttons(vec![everywhere()])] } else { Vec::new() },
        ..Panel::default()
    }
}

/// What is stored, a line each with its count.
fn listed(data: &[&ServerData]) -> String {
    let count = |part: fn(&ServerData) -> usize| data.iter().map(|data| part(data)).sum::<usize>() as u64;
    let sent = count(|data| data.questions.iter().filter(|question| !question.is_joined).count());
    let joined = count(|data| data.questions.iter().filter(|question| question.is_joined).count());
    let lines = [
        (sent, counted(sent, "question to the mentors", "questions to the mentors")),
        (joined, counted(joined, "question of others that you wait for", "questions of others that you wait for")),
        {
            let votes = count(|data| data.votes.len());
            (votes, counted(votes, "vote on an answer", "votes on answers"))
        },
        {
            let drafts = count(|data| data.drafts.len());
            (drafts, format!("{}, kept for an hour", counted(drafts, "draft", "drafts")))
        },
        {
            let revisions = count(|data| data.revisions.len());
            (
                revisions,
                counted(revisions, "revision of an entry that you wrote", "revisions of entries that you wrote"),
            )
        },
        {
            let work = count(|data| data.answered_as_mentor.len());
            (
                work,
                counted(work, "question that you dealt with as a mentor", "questions that you dealt with as a mentor"),
            )
        },
        {
            let changes = count(|data| data.changes.len());
            (changes, counted(changes, "change that you made as staff", "changes that you made as staff"))
        },
        {
            let paused = count(|data| usize::from(data.paused_since.is_some()));
            (paused, "that staff do not let you ask the mentors for now".to_owned())
        },
    ];
    let lines: Vec<String> =
        lines.into_iter().filter(|(count, _)| *count > 0).map(|(_, line)| format!("- {line}")).collect();
    lines.join("\n")
}

/// The question before it is deleted.
pub fn confirm_deletion(about: &AboutMember, scope: Scope) -> Panel {
    let data: Vec<&ServerData> = about.servers.iter().filter(|data| !data.is_empty()).collect();
    if data.is_empty() {
        return nothing(scope);
    }
    let here = if scope == Scope::Server { "in this server" } else { "in all servers" };
    Panel {
        title: format!("Delete what is stored about you {here}?"),
        text: vec![
            listed(&data),
            "Your questions are withdrawn, also from the mentors' channel; one that others wait for stays for them. Votes and \
             drafts go. Entries and answers that you wrote stay, without your name. It can't be undone."
                .to_owned(),
        ],
        rows: vec![Row::Buttons(vec![
            Button::new("Delete", Press::Privacy(PrivacyPress::ConfirmDelete, scope), Style::Danger),
            Button::new("Download it first", Press::Privacy(PrivacyPress::Export, scope), Style::Plain),
            Button::new("Keep it", Press::Privacy(PrivacyPress::Show, scope), Style::Plain),
        ])],
        ..Panel::default()
    }
}

/// It is deleted.
pub fn deleted(scope: Scope) -> Panel {
    let stored =
        if scope == Scope::Server { "Nothing that is stored in this server" } else { "Nothing that is stored" };
    Panel {
        title: "Deleted".to_owned(),
        text: vec![format!(
            "{stored} names you any more. If the operator restores an older backup, this is deleted again."
        )],
        small_print: Some(
            "Messages that were posted before, and mention you, are Discord's: you can ask staff to delete them."
                .to_owned(),
        ),
        rows: if scope == Scope::Server { vec![Row::Buttons(vec![everywhere()])] } else { Vec::new() },
        ..Panel::default()
    }
}

/// Everything as a file.
pub fn exported(about: &AboutMember, scope: Scope) -> Reply {
    let bytes = serde_json::to_vec_pretty(about).unwrap_or_default();
    let here = if scope == Scope::Server { "in this server" } else { "in all servers" };
    Reply::Files {
        panel: Box::new(Panel {
            title: "Your data".to_owned(),
            text: vec![format!("Everything that is stored about you {here}, as a JSON file that only you see.")],
            ..Panel::default()
        }),
        files: vec![File {
            name: "tpm-guide-about-me.json".to_owned(),
            bytes,
            description: format!("Everything that TPM Guide stores about you {here}, as JSON"),
        }],
    }
}
