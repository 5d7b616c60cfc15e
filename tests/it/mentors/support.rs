//! The words of these tests: a server with mentors and newcomers, and what each of them does in a few words.

use fake_discord::{Discord, Id, Message, Modal, Person, Settings};
use tpm_guide::store::Engine;

pub use crate::community::support::{CAFE, WORKSHOP, adds_entry, button, clicks, closes, form, submits, types};
use crate::community::support::{furnish, joined};
pub use crate::store::support::Database;
pub use crate::support::{BOUND, Fixture, Transport, answered, title};

/// A question that the shipped guide cannot answer, and the same in other words.
pub const QUESTION: &str = "How do I get a parking badge for the Leeds office?";
pub const SAME: &str = "where do i get the parking badge for the leeds office";

/// Others that it cannot answer either, and that mean something else each.
pub const OTHERS: [&str; 5] = [
    "what is the wifi password on the third floor?",
    "which bus goes to the summer party?",
    "who feeds the goldfish at reception?",
    "when does the canteen serve pancakes?",
    "where is the spare projector cable?",
];

/// The choices of how to be told.
pub const HERE: &str = "In this channel";
pub const DIRECTLY: &str = "By direct message";
pub const NEXT: &str = "With my next answer here";

/// The choice of how to be told, in the form of a question.
const HOW: &str = "How do you want to get the answer?";

/// What a mentor answers with.
pub const ANSWER: &[(&str, &str)] =
    &[("Title", "Parking in Leeds"), ("Answer", "Ask **reception** for a badge; bring your contract.")];

/// The people of the home server.
pub struct People {
    /// Manages the server.
    pub mia: Person,
    /// A mentor.
    pub max: Person,
    /// A newcomer.
    pub noa: Person,
    /// Members.
    pub ada: Person,
    pub bob: Person,
}

/// The people of the home server; mia and max are where the mentors are.
pub fn people(fixture: &Fixture) -> People {
    let member = |name: &str| fixture.discord.member(name);
    People {
        mia: member("mia").in_channel("mentors"),
        max: member("max").in_channel("mentors"),
        noa: member("noa"),
        ada: member("ada"),
        bob: member("bob"),
    }
}

/// The key of votes. With SQLite, the program makes one.
const KEY: (&str, &str) = ("MEMBER_KEY", "7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a");

/// A database for a test over a transport: each engine has its turn, where PostgreSQL is there.
pub async fn database_for(transport: Transport) -> Database {
    match transport {
        Transport::Gateway => Database::sqlite(),
        Transport::Http => Database::postgres().await.unwrap_or_else(Database::sqlite),
    }
}

/// A bot with this store in a server with a mentors' channel, which no settings name yet.
pub async fn opened(transport: Transport, database: &Database, environment: &[(&str, &str)]) -> Fixture {
    // As many messages as tests want, without Discord's pauses between them.
    let settings = Settings { messages_per_window: 100, ..crate::support::settings() };
    let discord = Discord::start(settings).await.expect("loopback has a free port");
    discord.arrange(|world| {
        furnish(world);
        world.add_mentors();
    });
    entered(discord, transport, database, environment).await
}

/// The bot in this Discord. Over HTTP it has the token, without which it posts nothing.
pub async fn entered(
    discord: Discord,
    transport: Transport,
    database: &Database,
    environment: &[(&str, &str)],
) -> Fixture {
    let token = discord.token().to_owned();
    let key: &[(&str, &str)] = if database.engine == Engine::Postgres { &[KEY] } else { &[] };
    let environment = [&[("DISCORD_TOKEN", token.as_str())], key, environment].concat();
    joined(discord, transport, database, &environment).await
}

/// Stops the bot and starts it anew with the same store.
pub async fn restarted(fixture: Fixture, database: &Database) -> Fixture {
    let Fixture { discord, bot, transport } = fixture;
    bot.stops().await;
    entered(discord, transport, database, &[]).await
}

/// Runs a test over each transport, in a server where settings name the mentors and their channel; closing the
/// fixture checks that nothing went wrong unnoticed.
pub async fn over_each_transport(test: impl AsyncFn(&Fixture, People)) {
    for transport in [Transport::Gateway, Transport::Http] {
        over(transport, &test).await;
    }
}

/// The same over one of them.
pub async fn over(transport: Transport, test: impl AsyncFn(&Fixture, People)) {
    let database = database_for(transport).await;
    let fixture = opened(transport, &database, &[]).await;
    let people = people(&fixture);
    names_mentors(&people.mia).await;
    test(&fixture, people).await;
    closes(fixture).await;
}

/// The settings of questions to mentors.
pub async fn mentor_settings(mia: &Person) -> Message {
    let settings = types(mia, "/guide settings").await;
    clicks(mia, &settings, "Mentors and votes").await
}

/// Mia names `#mentors` and the role of mentors.
pub async fn names_mentors(mia: &Person) {
    let settings = mentor_settings(mia).await;
    let settings = answered(&mia.selects_channels(&settings, &["mentors"]).await.unwrap());
    assert!(settings.text().contains("Members can ask the mentors"), "{}", settings.as_seen());
    let settings = answered(&mia.selects_roles(&settings, &["Mentors"]).await.unwrap());
    assert!(settings.text().contains("Members with that role may answer"), "{}", settings.as_seen());
}

/// Picks from the menu with this placeholder.
pub async fn picks(person: &Person, message: &Message, placeholder: &str, values: &[&str]) -> Message {
    let menus = message.menus();
    let menu = menus.iter().find(|menu| menu.placeholder.as_deref() == Some(placeholder));
    let menu = menu.unwrap_or_else(|| panic!("no {placeholder}:\n{}", message.as_seen()));
    let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
    answered(&person.selects_values(message, &menu.custom_id, &values).await.unwrap())
}

/// A member asks the guide what it does not know, and gets the form of a question to the mentors.
pub async fn opens_form(asker: &Person, question: &str) -> Modal {
    let told = types(asker, &format!("/ask question:{question}")).await;
    form(
        &asker
            .clicks(&told, "Ask the mentors")
            .await
            .unwrap_or_else(|problem| panic!("{problem}:\n{}", told.as_seen())),
    )
}

/// A member asks the guide, then the mentors; what the member is told.
pub async fn asks(asker: &Person, question: &str, how: &str) -> Message {
    let form = opens_form(asker, question).await;
    submits(asker, &form, &[(HOW, how)]).await
}

/// The same where no open question is like it: the message in the mentors' channel.
pub async fn sends(fixture: &Fixture, asker: &Person, question: &str, how: &str) -> Message {
    let known = queue(fixture).len();
    let told = asks(asker, question, how).await;
    assert_eq!(title(&told), "Your question is with the mentors", "{}", told.as_seen());
    queued(fixture, known + 1).await.pop().expect("there is one more")
}

/// The mentors' channel.
pub fn mentors_channel(fixture: &Fixture) -> Id {
    fixture.discord.channel(fixture.discord.home(), "mentors").expect("it is there")
}

/// The messages that the bot posted in the mentors' channel, oldest first.
pub fn queue(fixture: &Fixture) -> Vec<Message> {
    fixture.discord.posts(mentors_channel(fixture))
}

/// The same, once there are so many.
pub async fn queued(fixture: &Fixture, count: usize) -> Vec<Message> {
    posted(fixture, mentors_channel(fixture), count).await
}

/// What the bot posted in a channel, once there are so many messages.
pub async fn posted(fixture: &Fixture, channel: Id, count: usize) -> Vec<Message> {
    let posted = |discord: &Discord| Some(discord.posts(channel)).filter(|posts| posts.len() >= count);
    let posts = fixture.discord.wait_for(&format!("message {count} of the bot"), posted).await;
    let posts = posts.unwrap_or_else(|problem| panic!("{problem}\n{}", fixture.bot.said()));
    assert_eq!(posts.len(), count, "{}", fixture.story());
    posts
}

/// What the bot posted in `#general`, once there are so many messages.
pub async fn told_in_channel(fixture: &Fixture, count: usize) -> Vec<Message> {
    let general = fixture.discord.channel(fixture.discord.home(), "general").expect("it is there");
    posted(fixture, general, count).await
}

/// What the bot posted to a person directly, once there are so many messages.
pub async fn told_directly(fixture: &Fixture, person: &str, count: usize) -> Vec<Message> {
    let told = |discord: &Discord| Some(discord.direct_messages(person)).filter(|posts| posts.len() >= count);
    let posts = fixture.discord.wait_for(&format!("direct message {count} to {person}"), told).await;
    let posts = posts.unwrap_or_else(|problem| panic!("{problem}\n{}", fixture.bot.said()));
    assert_eq!(posts.len(), count, "{}", fixture.story());
    posts
}

/// The message once it says this.
pub async fn redrawn(fixture: &Fixture, message: &Message, words: &str) -> Message {
    let says = |discord: &Discord| discord.message(message.id).filter(|message| message.text().contains(words));
    let redrawn = fixture.discord.wait_for(&format!("a message that says {words:?}"), says).await;
    redrawn.unwrap_or_else(|problem| panic!("{problem}\n{}", fixture.bot.said()))
}

/// A mentor writes an answer to the question of this message; its preview.
pub async fn previews(mentor: &Person, queued: &Message, answer: &[(&str, &str)]) -> Message {
    let form = form(&mentor.clicks(queued, "Answer").await.unwrap_or_else(|problem| panic!("{problem}")));
    submits(mentor, &form, answer).await
}

/// The names of those whom a message notified.
pub fn notified(fixture: &Fixture, message: &Message) -> Vec<String> {
    fixture.discord.notified(message.id)
}
