//! The application that the bot under test is.

use super::ids::Id;

/// The application that the bot under test is.
#[derive(Clone, Debug)]
pub struct Application {
    /// The application's id; the bot user has the same one.
    pub id: Id,
    /// Its name, which is the bot user's name too.
    pub name: String,
    /// Whether it can be installed to a server (`integration_types_config["0"]`).
    pub guild_install: bool,
    /// Whether it can be installed to a user (`integration_types_config["1"]`).
    pub user_install: bool,
}

impl Application {
    /// The installation types that are enabled: 0 server, 1 user.
    #[must_use]
    pub fn integration_types(&self) -> Vec<u64> {
        let both = [(0, self.guild_install), (1, self.user_install)];
        both.into_iter().filter_map(|(kind, enabled)| enabled.then_some(kind)).collect()
    }
}
