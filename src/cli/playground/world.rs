//! The world of the playground: who is there, and how the server is set up before a visitor comes.

use fake_discord::{Id, Settings, permissions};
use tpm_guide_core::community::{self, MentorsChannel};

use crate::bot::now;
use crate::store::{Roles, Store, StoreError};

/// What the bot is called in the fake Discord.
const NAME: &str = "TPM Guide";

/// Who answers questions in the home server, and where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answering {
    /// The channel that newcomers do not see.
    pub channel: Id,
    /// The role of the mentors.
    pub role: Id,
    /// The member who manages the server.
    pub manager: Id,
}

/// Discord as it is in production, with an application of our name. Bob may be made an editor, Max is a mentor, Noa a
/// newcomer, and there is a second server, to which entries can travel.
pub(super) fn settings() -> (Settings, Option<Answering>) {
    let mut settings = Settings::default();
    let world = &mut settings.world;
    NAME.clone_into(&mut world.application.name);
    if let Some(bot) = world.users.get_mut(&world.application.id) {
        NAME.clone_into(&mut bot.display_name);
    }
    let people = ["ada", "bob", "mia"].map(|name| world.user_named(name).map(|user| user.id));
    let [Some(ada), Some(bob), Some(mia)] = people else { return (settings, None) };
    let home = world.home;
    let editors = world.add_role(home, "Editors", false);
    world.give_role(home, bob, editors);
    world.allow_command(home, "guide", editors);
    let mentors = world.add_mentors();
    let second = world.add_guild("Second server", mia, true);
    world.add_member(second, ada, permissions::MEMBER);
    world.add_member(second, mia, permissions::MEMBER | permissions::MANAGE_GUILD);
    (settings, Some(Answering { channel: mentors.channel, role: mentors.role, manager: mia }))
}

/// Sets the mentors' channel and role as a manager would by `/guide settings`, so that a visitor can ask at once. The ids are
/// new in each run: what a database kept of an earlier one is replaced.
pub(super) async fn prepare(store: &Store, guild: Id, answering: Answering) -> Result<(), StoreError> {
    let Answering { channel, role, manager } = answering;
    let change = |settings: &mut community::Settings, roles: &mut Roles| {
        settings.mentors = Some(MentorsChannel { id: channel.0, is_forum: false });
        roles.mentors = vec![role.0];
    };
    store.change_settings(guild.0, manager.0, now(), "The playground names its mentors.", change).await.map(drop)
}
