//! A server with mentors: their role, their channel, one of them, and a newcomer.

use super::super::ids::Id;
use super::{World, permissions};

/// What [`World::add_mentors`] added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mentors {
    /// The role "Mentors", which only those may mention who may mention everyone.
    pub role: Id,
    /// The channel `#mentors`, which mentors, the owner and the app see.
    pub channel: Id,
    /// The mentor `max`.
    pub mentor: Id,
    /// The newcomer `noa`, who holds no role.
    pub newcomer: Id,
}

impl World {
    /// Adds mentors and a newcomer to the home server.
    pub fn add_mentors(&mut self) -> Mentors {
        let (home, app) = (self.home, self.application.id);
        let owner = self.guilds.get(&home).map(|home| home.owner);
        let role = self.add_role(home, "Mentors", false);
        let channel = self.add_channel(home, "mentors");
        let [mentor, newcomer] = ["max", "noa"].map(|name| self.add_user(name, false));
        for user in [mentor, newcomer] {
            self.add_member(home, user, permissions::MEMBER);
        }
        self.give_role(home, mentor, role);
        self.deny_in(channel, home, permissions::VIEW_CHANNEL);
        for whom in [Some(role), Some(app), owner].into_iter().flatten() {
            self.allow_in(channel, whom, permissions::VIEW_CHANNEL);
        }
        Mentors { role, channel, mentor, newcomer }
    }
}
