//! What people type to do harm is text: in the preview, the answer, the help, the list, the history, and everywhere else.

use fake_discord::Message;

use super::support::*;

/// Pings, what is not seen, a link under another's name, and the ends of code.
const TITLE: &str = "@everyone **Free** [nitro](https://evil.example) \u{202e}`x`";
const ANSWER: &str = "@everyone @here <@1100000000000000011> <@&1100000000000000100> **hi**\u{200b}\u{202e}\n\
    [https://discord.com](https://evil.example/login) and [Our rules](https://evil.example)\n\
    ```\n@everyone ``` ''' ```\n``` <@1100000000000000011>\n## @everyone\n- ```\n- ||<@1100000000000000012>||";
const QUESTION: &str = "@everyone who is <@1100000000000000012>?";
const NAME: &str = "<@1100000000000000012> ```free```";
const SOURCE: &str = "[https://discord.com](https://evil.example) @everyone";

/// Everything that is written in a message, its controls included, but for texts to copy: nothing in those is read as markup.
fn written(message: &Message) -> String {
    message.as_seen().split("```").step_by(2).collect()
}

/// Expects that what a message shows is inert.
fn is_inert(what: &str, message: &Message) {
    let text = written(message);
    for ping in ["@everyone", "@here", "<@1100000000000000012>", "<@&1"] {
        assert!(!text.contains(ping), "{what} says {ping}:\n{text}");
    }
    assert!(!text.contains('\u{202e}'), "{what} turns the text around:\n{text}");
    // Each link is called by the beginning of its address.
    for (at, _) in text.match_indices("](") {
        let name = text[..at].rsplit('[').next().unwrap_or_default();
        let address = text[at + 2..].trim_start_matches('<').trim_start_matches("https://");
        assert!(address.starts_with(name), "{what} masks a link as {name}:\n{text}");
    }
    for embed in &message.embeds {
        let description = embed["description"].as_str().unwrap_or_default();
        assert_eq!(description.matches("```").count() % 2, 0, "{what} leaves code open:\n{description}");
    }
    assert!(message.mentions.is_empty() && message.mention_roles.is_empty() && !message.mention_everyone, "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_entry_is_inert_wherever_it_is_shown() {
    over_each_transport(async |fixture| {
        let (mia, ada) = (fixture.discord.member("mia"), fixture.discord.member("ada"));
        let filled = [
            ("Title", TITLE),
            ("Answer", ANSWER),
            ("Other names", NAME),
            ("Questions it answers", QUESTION),
            ("Source", SOURCE),
        ];
        let preview = drafts(&mia, &filled).await;
        is_inert("the preview", &preview);
        let published = clicks(&mia, &preview, "Publish").await;
        is_inert("what was published", &published);
        let named = "everyone Free nitro(https://evil.example) x";
        for line in [format!("/topic name:{named}"), "/ask question:free nitro".to_owned(), "/help".to_owned()] {
            let answer = types(&ada, &line).await;
            is_inert(&line, &answer);
            assert!(written(&answer).contains("everyone Free"), "{line}: {}", answer.as_seen());
        }
        let list = types(&mia, "/guide list").await;
        is_inert("the list", &list);
        let opened = answered(&mia.selects(&list, &list.menus()[0].options[0].label).await.unwrap());
        is_inert("the entry among staff", &opened);
        let edit = form(&mia.clicks(&opened, "Edit").await.unwrap());
        let preview = submits(&mia, &edit, &[("Answer", &format!("```{ANSWER}"))]).await;
        clicks(&mia, &preview, "Publish").await;
        let history = types(&mia, "/guide history entry:own/everyone-free-nitro-https-evil").await;
        is_inert("the history", &history);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_difference_and_a_conflict_hold_their_code() {
    over_each_transport(async |fixture| {
        let mia = fixture.discord.member("mia");
        adds_entry(&mia, "Harmless", "Text.").await;
        let (first, second) =
            (opens(&mia, "/guide edit entry:harmless").await, opens(&mia, "/guide edit entry:harmless").await);
        let preview = submits(&mia, &first, &[("Answer", ANSWER), ("Source", SOURCE)]).await;
        clicks(&mia, &preview, "Publish").await;
        let preview = submits(&mia, &second, &[("Answer", "Mine. ```"), ("Other names", NAME)]).await;
        let conflict = clicks(&mia, &preview, "Publish").await;
        assert_eq!(title(&conflict), "This entry has changed meanwhile");
        let history = types(&mia, "/guide history entry:harmless").await;
        let revision = answered(&mia.selects(&history, "Revision 2").await.unwrap());
        for (what, shown) in [("the conflict", conflict), ("the revision", revision)] {
            let description = shown.embeds[0]["description"].as_str().unwrap();
            let parts: Vec<&str> = description.split("```").collect();
            assert_eq!(parts.len(), 3, "{what} has one text of code:\n{description}");
            for outside in [parts[0], parts[2]] {
                assert!(!outside.contains("everyone") && !outside.contains("evil"), "{what}:\n{description}");
            }
            assert!(!shown.text().contains('\u{202e}') && shown.mentions.is_empty(), "{what}:\n{description}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_file_or_name_is_repeated_as_text() {
    over_each_transport(async |fixture| {
        let mia = fixture.discord.member("mia");
        let told = types(&mia, "/guide edit entry:@everyone ```x").await;
        assert_eq!(title(&told), "No entry of this server has that name");
        is_inert("a name that is none", &told);
        let file = "- {id: topic/a, title: '@everyone [x](https://evil.example)', '<@1100000000000000012>': 1}\n";
        let upload = fake_discord::Upload::new("@everyone.yaml", file);
        let told = answered(&mia.types_with("/guide import file:_everyone.yaml", &[upload]).await.unwrap());
        assert_eq!(title(&told), "That file can't be imported");
        is_inert("a file that is none", &told);
    })
    .await;
}
