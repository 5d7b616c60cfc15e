//! The words of these tests: a fixture with a store, more people and servers in its Discord, and what staff do in a few words.

use fake_discord::{Discord, Id, Message, Modal, Outcome, Person, World, permissions};

pub use crate::store::support::Database;
pub use crate::support::{BOUND, Bot, Fixture, Transport, answered, title};
use crate::support::{called_by, enter, settings};

/// Another server with the bot, which mia manages too; ada is a member.
pub const WORKSHOP: &str = "Workshop";

/// A server without the bot. Ada is a member, and brings the app that she installed for herself.
pub const CAFE: &str = "Café";

/// A role of the home server.
pub const EDITORS: &str = "Editors";

/// An own entry in the words of its form, as most tests want it.
pub const STANDUP: &[(&str, &str)] = &[
    ("Title", "Standup"),
    ("Answer", "We meet **daily** at ten, on voice."),
    ("Other names", "daily huddle"),
    ("Questions it answers", "when is standup?\nwhen do we meet every day?"),
    ("Source", "https://example.org/handbook"),
];

/// A fixture whose bot has this store. In its Discord are further servers and a role.
pub async fn opened(transport: Transport, database: &Database, environment: &[(&str, &str)]) -> Fixture {
    let discord = Discord::start(settings()).await.expect("loopback has a free port");
    discord.arrange(furnish);
    joined(discord, transport, database, environment).await
}

/// Adds the further servers and the role.
pub fn furnish(world: &mut World) {
    let person = |world: &World, name: &str| world.user_named(name).expect("they are there from the start").id;
    let (ada, bob, mia) = (person(world, "ada"), person(world, "bob"), person(world, "mia"));
    world.add_role(world.home, EDITORS, false);
    let workshop = world.add_guild(WORKSHOP, mia, true);
    world.add_member(workshop, mia, permissions::MEMBER | permissions::MANAGE_GUILD | permissions::MANAGE_MESSAGES);
    let cafe = world.add_guild(CAFE, bob, false);
    for guild in [workshop, cafe] {
        world.add_member(guild, ada, permissions::MEMBER);
        world.add_member(guild, bob, permissions::MEMBER);
    }
}

/// The bot, started in this Discord and ready.
pub async fn joined(
    discord: Discord,
    transport: Transport,
    database: &Database,
    environment: &[(&str, &str)],
) -> Fixture {
    let environment = [&[("DATABASE_URL", database.address())], environment].concat();
    match transport {
        Transport::Gateway => {
            let fixture = Fixture { bot: enter(&discord, &[], &environment), discord, transport };
            fixture.ready().await;
            fixture
        }
        Transport::Http => {
            let (registered, said) = enter(&discord, &["register"], &environment).ends().await;
            assert!(registered.success(), "{said}");
            let bot = called_by(&discord, &environment);
            answers_by(&discord, &bot).await;
            Fixture { discord, bot, transport }
        }
    }
}

/// Discord calls this bot from now on.
pub async fn answers_by(discord: &Discord, bot: &Bot) {
    let url = format!("http://{}/interactions", bot.address().await);
    if let Err(problem) = discord.set_endpoint(&url).await {
        panic!("{problem}\n{}\n--- the bot ---\n{}", discord.transcript(), bot.said());
    }
}

/// Stops the bot and starts it anew with the same store.
pub async fn restarted(fixture: Fixture, database: &Database) -> Fixture {
    let Fixture { discord, bot, transport } = fixture;
    bot.stops().await;
    joined(discord, transport, database, &[]).await
}

/// Runs a test over each transport, with SQLite; closing the fixture checks that nothing went wrong unnoticed.
pub async fn over_each_transport(test: impl AsyncFn(&Fixture)) {
    for transport in [Transport::Gateway, Transport::Http] {
        let database = Database::sqlite();
        let fixture = opened(transport, &database, &[]).await;
        test(&fixture).await;
        closes(fixture).await;
    }
}

/// Stops the bot and expects that nothing was refused and no secret was said. On a busy machine a response can be sent again
/// that had arrived: that Discord refuses, and no harm is done.
pub async fn closes(fixture: Fixture) -> String {
    let is_again = |refusal: &fake_discord::BrokenRule| refusal.what.contains("40060");
    let refusals: Vec<_> = fixture.discord.refusals().into_iter().filter(|refusal| !is_again(refusal)).collect();
    assert!(refusals.is_empty(), "{refusals:?}\n{}", fixture.story());
    fixture.close_after_refusals().await
}

/// The form that pops up.
pub fn form(outcome: &Outcome) -> Modal {
    outcome.modal().unwrap_or_else(|problem| panic!("{problem}")).clone()
}

/// Clicks, and reads what comes.
pub async fn clicks(person: &Person, message: &Message, label: &str) -> Message {
    let clicked = person.clicks(message, label).await;
    answered(&clicked.unwrap_or_else(|problem| panic!("{problem}:\n{}", message.as_seen())))
}

/// Types a command, and reads what comes.
pub async fn types(person: &Person, line: &str) -> Message {
    answered(&person.types(line).await.unwrap_or_else(|problem| panic!("{line}: {problem}")))
}

/// Types a command that opens a form.
pub async fn opens(person: &Person, line: &str) -> Modal {
    form(&person.types(line).await.unwrap_or_else(|problem| panic!("{line}: {problem}")))
}

/// Fills in a form, and reads what comes.
pub async fn submits(person: &Person, form: &Modal, input: &[(&str, &str)]) -> Message {
    answered(&person.submits(form, input).await.unwrap_or_else(|problem| panic!("{problem}")))
}

/// A member of staff fills in a new entry, and reads its preview.
pub async fn drafts(staff: &Person, input: &[(&str, &str)]) -> Message {
    let form = opens(staff, "/guide add").await;
    submits(staff, &form, input).await
}

/// The same and *Publish*: the panel that says so.
pub async fn adds(staff: &Person, input: &[(&str, &str)]) -> Message {
    let preview = drafts(staff, input).await;
    let published = clicks(staff, &preview, "Publish").await;
    assert_eq!(title(&published), "Published", "{}", published.as_seen());
    published
}

/// A manager adds an entry with this title and answer.
pub async fn adds_entry(staff: &Person, title: &str, answer: &str) -> Message {
    adds(staff, &[("Title", title), ("Answer", answer)]).await
}

/// The role that editors have, in the home server.
pub fn editors(discord: &Discord) -> Id {
    discord.arrange(|world| world.guilds[&world.home].role_named(EDITORS).expect("it was added").id)
}

/// What autocomplete offers.
pub async fn offered(person: &Person, line: &str) -> Vec<String> {
    let outcome = person.completes(line).await.unwrap_or_else(|problem| panic!("{line}: {problem}"));
    outcome.choices().unwrap_or_else(|problem| panic!("{problem}")).iter().map(|choice| choice.name.clone()).collect()
}

/// The `custom_id` of the button with this label.
pub fn button(message: &Message, label: &str) -> String {
    let button = message.buttons().into_iter().find(|button| button.label == label);
    button.and_then(|button| button.custom_id).unwrap_or_else(|| panic!("no {label}:\n{}", message.as_seen()))
}

/// The file that follows `/guide export`.
pub async fn exports(fixture: &Fixture, staff: &Person) -> String {
    let known: Vec<Id> = fixture.discord.all_messages().into_iter().map(|message| message.id).collect();
    let asked = staff.types("/guide export").await.unwrap();
    assert_eq!(asked.callback().map(|callback| callback["type"].clone()), Some(5.into()), "{asked:?}");
    let file = |discord: &Discord| {
        let mut files = discord.all_messages().into_iter().filter(|message| !message.attachments.is_empty());
        files.rfind(|message| !known.contains(&message.id))
    };
    let message = fixture.discord.wait_for("the file", file).await.unwrap_or_else(|problem| panic!("{problem}"));
    assert!(message.is_ephemeral(), "only who asked for it gets it");
    message.attachments[0].text()
}
