//! The mentors' channel: what the bot lacks there, a channel that is deleted or closed to it, threads and forums, a bot that is
//! removed and added again, and the role that a new question pings.

use fake_discord::{Discord, Id, Message, Person, permissions};

use super::support::*;

/// Has the panel that a command brings, once it says this: what the bot posts fails a moment later than members are told.
async fn says(staff: &Person, line: &str, words: &str) -> Message {
    let asking = async {
        loop {
            let panel = types(staff, line).await;
            if panel.text().contains(words) {
                return panel;
            }
        }
    };
    tokio::time::timeout(BOUND, asking).await.unwrap_or_else(|_| panic!("{line} never says {words:?}"))
}

/// A further channel of the home server.
fn adds_channel(fixture: &Fixture, name: &str) -> Id {
    fixture.discord.arrange(|world| world.add_channel(world.home, name))
}

/// The bot may not do this in a channel any more, or may again.
fn denies(fixture: &Fixture, channel: Id, denied: u64) {
    fixture.discord.arrange(|world| world.deny_in(channel, world.application.id, denied));
}

fn allows(fixture: &Fixture, channel: Id, allowed: u64) {
    fixture.discord.arrange(|world| world.allow_in(channel, world.application.id, allowed));
}

/// Mia picks the mentors' channel.
async fn names_channel(mia: &Person, name: &str) -> Message {
    let settings = mentor_settings(mia).await;
    answered(&mia.selects_channels(&settings, &[name]).await.unwrap())
}

/// The titles of messages.
fn titles(messages: &[Message]) -> Vec<String> {
    messages.iter().map(title).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_without_permissions_is_not_set_and_what_is_missing_is_named() {
    for transport in [Transport::Gateway, Transport::Http] {
        let database = database_for(transport).await;
        let fixture = opened(transport, &database, &[]).await;
        let People { mia, noa, .. } = people(&fixture);
        let quiet = adds_channel(&fixture, "quiet");
        denies(&fixture, quiet, permissions::SEND_MESSAGES | permissions::EMBED_LINKS);
        let settings = names_channel(&mia, "quiet").await;
        let lacks = format!("<#{quiet}> was not set: I lack *Send Messages* and *Embed Links* there.");
        assert!(settings.text().contains(&lacks), "{}", settings.text());
        assert!(settings.text().contains("**Channel**: none yet"), "{}", settings.text());
        let told = types(&noa, &format!("/ask question:{QUESTION}")).await;
        assert!(told.buttons().iter().all(|button| button.label != "Ask the mentors"), "{}", told.as_seen());

        allows(&fixture, quiet, permissions::SEND_MESSAGES | permissions::EMBED_LINKS);
        let settings = answered(&mia.selects_channels(&settings, &["quiet"]).await.unwrap());
        assert!(settings.text().contains(&format!("is a message in <#{quiet}>")), "{}", settings.text());
        asks(&noa, QUESTION, HERE).await;
        posted(&fixture, quiet, 1).await;
        closes(fixture).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_channel_is_deleted_questions_wait_and_go_on_in_another_one() {
    over_each_transport(async |fixture, People { mia, max, noa, ada, bob }| {
        let (mia, max) = (mia.in_channel("general"), max.in_channel("general"));
        sends(fixture, &noa, QUESTION, HERE).await;
        fixture.discord.delete_channel(mentors_channel(fixture));
        let sent = asks(&ada, OTHERS[0], HERE).await;
        assert_eq!(title(&sent), "Your question is with the mentors", "{}", sent.as_seen());
        let list = says(&mia, "/guide list", "Questions to mentors wait since").await;
        assert!(list.text().contains("the channel is gone"), "{}", list.text());
        // What comes meanwhile waits as well.
        let sent = asks(&bob, OTHERS[1], HERE).await;
        assert_eq!(title(&sent), "Your question is with the mentors", "{}", sent.as_seen());

        let helpers = adds_channel(fixture, "helpers");
        let settings = clicks(&mia, &list, "Mentors and votes").await;
        let settings = answered(&mia.selects_channels(&settings, &["helpers"]).await.unwrap());
        assert!(!settings.text().contains("wait since"), "{}", settings.text());
        let queue = posted(fixture, helpers, 3).await;
        assert_eq!(titles(&queue), ["⏳ Question #1", "⏳ Question #2", "⏳ Question #3"], "in their order");
        let max = max.in_channel("helpers");
        let preview = previews(&max, &queue[0], ANSWER).await;
        clicks(&max, &preview, "Publish as entry").await;
        told_in_channel(fixture, 1).await;
        redrawn(fixture, &queue[0], "**Answered**").await;
        assert_eq!(fixture.discord.posts(helpers).len(), 3, "none is there twice");
        assert!(!types(&mia, "/guide list").await.text().contains("wait since"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_a_permission_is_lost_questions_wait_until_the_channel_is_picked_again() {
    over_each_transport(async |fixture, People { mia, noa, ada, .. }| {
        let first = sends(fixture, &noa, QUESTION, HERE).await;
        let channel = mentors_channel(fixture);
        denies(fixture, channel, permissions::SEND_MESSAGES);
        asks(&ada, OTHERS[0], HERE).await;
        let told = says(&mia, "/guide settings", "Questions to mentors wait since").await;
        assert!(told.text().contains("may not post there any more"), "{}", told.text());

        let settings = clicks(&mia, &told, "Mentors and votes").await;
        let settings = answered(&mia.selects_channels(&settings, &["mentors"]).await.unwrap());
        assert!(settings.text().contains("I lack *Send Messages* there"), "{}", settings.text());
        allows(fixture, channel, permissions::SEND_MESSAGES);
        let settings = answered(&mia.selects_channels(&settings, &["mentors"]).await.unwrap());
        assert!(!settings.text().contains("wait since"), "{}", settings.text());
        let queue = queued(fixture, 2).await;
        assert_eq!(
            (queue[0].id, titles(&queue)),
            (first.id, vec!["⏳ Question #1".to_owned(), "⏳ Question #2".to_owned()])
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_channel_takes_the_open_questions_and_they_leave_the_old_one() {
    over_each_transport(async |fixture, People { mia, max, noa, ada, .. }| {
        let first = sends(fixture, &noa, QUESTION, HERE).await;
        let second = sends(fixture, &ada, OTHERS[0], HERE).await;
        let preview = previews(&max, &first, ANSWER).await;
        clicks(&max, &preview, "Publish as entry").await;
        redrawn(fixture, &first, "**Answered**").await;
        let helpers = adds_channel(fixture, "helpers");
        names_channel(&mia, "helpers").await;
        let moved = posted(fixture, helpers, 1).await;
        assert_eq!(titles(&moved), ["⏳ Question #2"]);
        fixture.discord.deleted(second.id).await.unwrap();
        assert_eq!(titles(&queue(fixture)), ["✅ Question #1"], "what is answered stays where it was");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_that_was_put_away_is_brought_back() {
    over_each_transport(async |fixture, People { mia, max, noa, ada, .. }| {
        let parent = mentors_channel(fixture);
        let thread = fixture.discord.arrange(|world| {
            let mia = world.user_named("mia").expect("she is there from the start").id;
            world.add_thread(parent, "questions", mia)
        });
        let settings = names_channel(&mia, "questions").await;
        assert!(settings.text().contains(&format!("is a message in <#{thread}>")), "{}", settings.text());
        asks(&noa, QUESTION, HERE).await;
        let waiting = posted(fixture, thread, 1).await.remove(0);

        fixture.discord.arrange(|world| world.archive(thread, true));
        let similar = asks(&ada, SAME, HERE).await;
        clicks(&ada, &similar, "Wait for the same answer").await;
        let waiting = redrawn(fixture, &waiting, "2 people wait").await;
        let max = max.in_channel(&thread.to_string());
        let preview = previews(&max, &waiting, ANSWER).await;
        fixture.discord.arrange(|world| world.archive(thread, true));
        clicks(&max, &preview, "Publish as entry").await;
        redrawn(fixture, &waiting, "**Answered**").await;
        posted(fixture, thread, 1).await;
    })
    .await;
}

/// The posts of a forum, as threads with their names.
fn posts_of(discord: &Discord, forum: Id) -> Vec<(Id, String)> {
    discord.arrange(|world| {
        let posts = world.channels.values().filter(|channel| channel.parent == Some(forum));
        posts.map(|post| (post.id, post.name.clone())).collect()
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_forum_each_question_is_a_post() {
    over_each_transport(async |fixture, People { mia, max, noa, ada, .. }| {
        let forum = fixture.discord.arrange(|world| world.add_forum(world.home, "desk", &["open"], false));
        let settings = names_channel(&mia, "desk").await;
        assert!(settings.text().contains(&format!("is a post in <#{forum}>")), "{}", settings.text());
        asks(&noa, QUESTION, HERE).await;
        asks(&ada, OTHERS[0], HERE).await;
        let both = |discord: &Discord| Some(posts_of(discord, forum)).filter(|posts| posts.len() == 2);
        let posts = fixture.discord.wait_for("two posts", both).await.unwrap();
        let names: Vec<&str> = posts.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, [format!("#1 · {QUESTION}"), format!("#2 · {}", OTHERS[0])]);

        let (post, _) = posts[0];
        let waiting = posted(fixture, post, 1).await.remove(0);
        let max = max.in_channel(&post.to_string());
        let taken = clicks(&max, &waiting, "Take").await;
        assert_eq!(title(&taken), "✋ Question #1");
        let preview = previews(&max, &taken, ANSWER).await;
        clicks(&max, &preview, "Publish as entry").await;
        redrawn(fixture, &waiting, "**Answered**").await;
        told_in_channel(fixture, 1).await;
        assert_eq!(posts_of(&fixture.discord, forum).len(), 2);

        // A post that mentors deleted comes again with the next change.
        let (gone, name) = &posts[1];
        fixture.discord.delete_channel(*gone);
        let similar = asks(&noa, OTHERS[0], HERE).await;
        clicks(&noa, &similar, "Wait for the same answer").await;
        let again = |discord: &Discord| {
            posts_of(discord, forum).into_iter().find(|(post, again)| post != gone && again == name)
        };
        let (post, _) = fixture.discord.wait_for("the post again", again).await.unwrap();
        let waiting = posted(fixture, post, 1).await.remove(0);
        assert!(waiting.text().contains("2 people wait"), "{}", waiting.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forum_that_demands_tags_is_told_to_staff() {
    over_each_transport(async |fixture, People { mia, noa, .. }| {
        let forum = fixture.discord.arrange(|world| world.add_forum(world.home, "desk", &["open"], true));
        names_channel(&mia, "desk").await;
        asks(&noa, QUESTION, HERE).await;
        let told = says(&mia, "/guide list", "Questions to mentors wait since").await;
        assert!(told.text().contains("demands a tag"), "{}", told.text());
        fixture.discord.arrange(|world| {
            let forum = world.channels.get_mut(&forum).and_then(|channel| channel.forum.as_mut());
            forum.expect("it is one").requires_tag = false;
        });
        names_channel(&mia, "desk").await;
        let one = |discord: &Discord| (posts_of(discord, forum).len() == 1).then_some(());
        fixture.discord.wait_for("a post", one).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_is_removed_and_added_again_goes_on() {
    over_each_transport(async |fixture, People { max, noa, ada, .. }| {
        let waiting = sends(fixture, &noa, QUESTION, HERE).await;
        let home = fixture.discord.home();
        fixture.discord.remove_app(home);
        if fixture.transport == Transport::Gateway {
            fixture.bot.says("the bot was removed from a server", 1).await;
        }
        fixture.discord.add_app(home);
        if fixture.transport == Transport::Gateway {
            fixture.bot.says("the bot is in a server again", 1).await;
        }
        let similar = asks(&ada, SAME, HERE).await;
        clicks(&ada, &similar, "Wait for the same answer").await;
        let waiting = redrawn(fixture, &waiting, "2 people wait").await;
        let preview = previews(&max, &waiting, ANSWER).await;
        clicks(&max, &preview, "Publish as entry").await;
        let told = told_in_channel(fixture, 1).await.remove(0);
        assert_eq!(notified(fixture, &told), ["ada", "noa"]);
        assert_eq!(queue(fixture).len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_pinged_by_a_new_question_and_not_by_the_next() {
    over_each_transport(async |fixture, People { mia, max, noa, ada, .. }| {
        let role = fixture.discord.arrange(|world| world.guilds[&world.home].role_named("Mentors").expect("a role").id);
        let settings = mentor_settings(&mia).await;
        let settings = picks(&mia, &settings, "A role to ping for new questions…", &["Mentors"]).await;
        assert!(settings.text().contains(&format!("**Ping**: <@&{role}>")), "{}", settings.text());
        let first = sends(fixture, &noa, QUESTION, HERE).await;
        assert_eq!(
            (notified(fixture, &first), first.content.as_str()),
            (vec!["max".to_owned()], &*format!("<@&{role}> A new question"))
        );
        let second = sends(fixture, &ada, OTHERS[0], HERE).await;
        assert_eq!((notified(fixture, &second), second.content.as_str()), (Vec::new(), ""));
        // Being redrawn pings no one.
        let taken = clicks(&max, &first, "Take").await;
        redrawn(fixture, &taken, "**Taken**").await;
        assert!(fixture.discord.pings().iter().all(|ping| !ping.by_edit), "{:?}", fixture.discord.pings());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_could_not_be_used_is_tried_when_the_bot_is_added_again() {
    let database = Database::sqlite();
    // Over HTTP, no event tells of it.
    let fixture = opened(Transport::Gateway, &database, &[]).await;
    let People { mia, noa, .. } = people(&fixture);
    names_mentors(&mia).await;
    let (channel, home) = (mentors_channel(&fixture), fixture.discord.home());
    denies(&fixture, channel, permissions::SEND_MESSAGES);
    asks(&noa, QUESTION, HERE).await;
    says(&mia, "/guide list", "Questions to mentors wait since").await;
    fixture.discord.remove_app(home);
    fixture.bot.says("the bot was removed from a server", 1).await;
    allows(&fixture, channel, permissions::SEND_MESSAGES);
    fixture.discord.add_app(home);
    queued(&fixture, 1).await;
    assert!(!types(&mia, "/guide list").await.text().contains("wait since"));
    closes(fixture).await;
}
