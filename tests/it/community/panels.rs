//! What staff read, panel by panel, as a person sees it: to be read as a member of staff on a phone would.

use std::fmt::Write as _;

use fake_discord::{Message, Modal, Upload};
use time::OffsetDateTime;
use time::macros::format_description;

use super::support::*;

/// Panels and forms, each below what was done to get it.
#[derive(Default)]
struct Album(String);

impl Album {
    fn shows(&mut self, what: &str, message: &Message) {
        let _ = write!(self.0, "───── {what}\n{}\n\n", message.as_seen());
    }

    fn opens(&mut self, what: &str, form: &Modal) {
        let _ = writeln!(self.0, "───── {what}\nForm: {}", form.title);
        for field in &form.fields {
            let hint = field.component["placeholder"].as_str().unwrap_or_default();
            let small_print = field.description.as_deref().unwrap_or_default();
            let _ = writeln!(self.0, "{} · {small_print} · {hint} · {:?}", field.label, field.preset());
        }
        self.0.push('\n');
    }

    /// The text without what differs from run to run.
    fn text(self, fixture: &Fixture) -> String {
        let now = OffsetDateTime::now_utc();
        let day = now.format(format_description!("[day padding:none] [month repr:short] [year]")).expect("a day");
        let month = now.format(format_description!("[month repr:short] [year]")).expect("a month");
        let text = self.0.replace(&day, "DAY").replace(&month, "MONTH").replace(&now.date().to_string(), "DATE");
        let role = editors(&fixture.discord).to_string();
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        lines.join("\n").replace(&role, "ROLE")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_from_its_form_to_its_history() {
    let database = Database::sqlite();
    let fixture = opened(Transport::Gateway, &database, &[]).await;
    let (mia, mut album) = (fixture.discord.member("mia"), Album::default());
    album.shows("/guide list, in a server without entries", &types(&mia, "/guide list").await);
    let empty = opens(&mia, "/guide add").await;
    album.opens("/guide add", &empty);
    let bare = [
        ("Title", "Do TPMs code?"),
        ("Answer", "Not here."),
        ("Other names", "TPM"),
        ("Questions it answers", "do i need a degree to be a tpm?"),
    ];
    let warned = submits(&mia, &empty, &bare).await;
    album.shows("a preview with every warning", &warned);
    let again = form(&mia.clicks(&warned, "Edit again").await.unwrap());
    album.opens("Edit again", &again);
    let too_much = "x".repeat(61);
    album.shows("what cannot be published", &submits(&mia, &again, &[("Other names", &too_much)]).await);
    album.shows("Discard", &clicks(&mia, &warned, "Discard").await);
    album.shows("a preview without a warning", &drafts(&mia, STANDUP).await);
    let published = adds(&mia, STANDUP).await;
    album.shows("Publish", &published);
    let edit = form(&mia.clicks(&published, "Edit").await.unwrap());
    let preview =
        submits(&mia, &edit, &[("Answer", "We meet **daily** at eleven.\n\n- on voice\n- in `#standup`")]).await;
    album.shows("Publish a change", &clicks(&mia, &preview, "Publish").await);
    let late = submits(&mia, &edit, &[("Answer", "We meet **daily** at nine, on voice.")]).await;
    album.shows("a conflict", &clicks(&mia, &late, "Publish").await);
    album.shows("the same name twice", &drafts(&mia, STANDUP).await);
    let list = types(&mia, "/guide list").await;
    album.shows("/guide list", &list);
    let opened = answered(&mia.selects(&list, "Standup").await.unwrap());
    album.shows("an entry from the list", &opened);
    let history = clicks(&mia, &opened, "History").await;
    album.shows("History", &history);
    album.shows("a revision", &answered(&mia.selects(&history, "Revision 2").await.unwrap()));
    let history = types(&mia, "/guide history entry:standup").await;
    album.shows("the first revision", &answered(&mia.selects(&history, "Revision 1").await.unwrap()));
    let removal = types(&mia, "/guide remove entry:standup").await;
    album.shows("/guide remove", &removal);
    let removed = clicks(&mia, &removal, "Remove").await;
    album.shows("Remove", &removed);
    album.shows("the list with what was removed", &types(&mia, "/guide list").await);
    album.shows("Undo", &clicks(&mia, &removed, "Undo").await);
    insta::assert_snapshot!("entry", album.text(&fixture));
    closes(fixture).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_files_and_refusals() {
    let database = Database::sqlite();
    let fixture = opened(Transport::Gateway, &database, &[("ENTRIES_PER_SERVER", "2")]).await;
    let (mia, bob, mut album) = (fixture.discord.member("mia"), fixture.discord.member("bob"), Album::default());
    let settings = types(&mia, "/guide settings").await;
    album.shows("/guide settings", &settings);
    clicks(&mia, &settings, "Make answers private").await;
    album.opens("Link to the rules", &form(&mia.clicks(&settings, "Link to the rules").await.unwrap()));
    album.shows("with editors", &answered(&mia.selects_roles(&settings, &[EDITORS]).await.unwrap()));
    album.shows("with a kind switched off", &answered(&mia.selects(&settings, "Terms").await.unwrap()));
    let kind = serde_json::json!({ "custom_id": "t1:g:pick-kind", "component_type": 3, "values": ["career-steps"] });
    album.shows("entries of a kind", &answered(&mia.clicks_raw(&settings, kind).await.unwrap()));

    let entry = |id: &str| {
        format!("- {{id: topic/{id}, title: {id}, lead: {{say: About it., sources: [a]}}, reviewed: 2026-11-01}}\n")
    };
    let files = |text: String| [Upload::new("entries.yaml", text)];
    let import = "/guide import file:entries.yaml";
    let preview = answered(&mia.types_with(import, &files(entry("one") + &entry("two"))).await.unwrap());
    album.shows("/guide import", &preview);
    let imported = clicks(&mia, &preview, "Import all").await;
    album.shows("Import all", &imported);
    album.shows("no room", &{
        let draft = drafts(&mia, STANDUP).await;
        clicks(&mia, &draft, "Publish").await
    });
    let bad = entry("three").replace("title", "titel");
    album.shows("a bad file", &answered(&mia.types_with(import, &files(bad)).await.unwrap()));
    album.shows("Undo", &clicks(&mia, &imported, "Undo").await);
    album.shows("no such entry", &types(&mia, "/guide edit entry:nothing").await);
    let refused = bob.types_raw("/guide", serde_json::json!([{ "name": "list", "type": 1 }]));
    album.shows("a member without rights", &answered(&refused.await.unwrap()));
    insta::assert_snapshot!("settings", album.text(&fixture));
    closes(fixture).await;
}
