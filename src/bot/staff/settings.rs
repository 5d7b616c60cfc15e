//! The settings of a server. Only members who manage it change them.

use tpm_guide_core::community::Settings;
use tpm_guide_core::knowledge::{EntryId, Kind, Reviewer, is_safe_url};
use tpm_guide_core::staff::{self, Filled, Notice, Press, Reply};

use super::{Answered, Desk, panel};
use crate::store::Roles;

impl Desk<'_> {
    /// The settings; `changed` says what was changed just now.
    pub(super) fn settings(&self, changed: Option<String>) -> Answered {
        self.may_change()?;
        let stored = self.held.stored();
        Ok(panel(staff::settings(&stored.settings, &stored.editors, changed)))
    }

    pub(super) fn may_change(&self) -> Result<(), Notice> {
        if self.reviewer == Reviewer::Manager { Ok(()) } else { Err(Notice::NoRightsToSettings) }
    }

    pub(super) async fn press_setting(&self, press: &Press, picked: &[String]) -> Answered {
        self.may_change()?;
        match press {
            Press::SetPrivate(private) => {
                let private = *private;
                let said = if private { "Answers are private from now on." } else { "Answers are public from now on." };
                self.change(said.to_owned(), move |settings, _| settings.private_by_default = private).await
            }
            Press::SetEditors => {
                let roles: Vec<u64> = picked.iter().filter_map(|role| role.parse().ok()).collect();
                let said = match roles.len() {
                    0 => "Only members who manage the server edit from now on.".to_owned(),
                    1 => "Members with that role may edit from now on.".to_owned(),
                    count => format!("Members with one of these {count} roles may edit from now on."),
                };
                self.change(said, move |_, stored| stored.editors = roles).await
            }
            Press::SetHiddenKinds => {
                let kinds: Vec<Kind> = picked.iter().filter_map(|folder| staff::kind_named(folder)).collect();
                let said = match kinds.len() {
                    0 => "Every kind of shipped entries is on.".to_owned(),
                    _ => "Members no longer get what is switched off.".to_owned(),
                };
                self.change(said, move |settings, _| settings.hidden_kinds = kinds.into_iter().collect()).await
            }
            Press::PickKind => {
                self.entries_of(picked.first().map_or("", String::as_str), 0, &self.held.stored().settings)
            }
            Press::TurnHidden(folder, page) => self.entries_of(folder, *page, &self.held.stored().settings),
            Press::SetHidden(folder, page) => self.set_hidden(folder, *page, picked).await,
            Press::Rules => Ok(Reply::Form(Box::new(staff::rules_form(&self.held.stored().settings)))),
            _ => self.settings(None),
        }
    }

    /// Switches off just the picked entries among those that a page of the menu showed.
    async fn set_hidden(&self, folder: &str, page: u8, picked: &[String]) -> Answered {
        let shown: Vec<EntryId> = self.shipped_of(folder).into_iter().map(|(id, _)| id).collect();
        let shown: Vec<EntryId> = staff::page_of(&shown, page).to_vec();
        let picked: Vec<EntryId> =
            picked.iter().filter_map(|id| EntryId::new(id)).filter(|id| shown.contains(id)).collect();
        let change = move |settings: &mut Settings, _: &mut Roles| {
            settings.hidden.retain(|id| !shown.contains(id));
            settings.hidden.extend(picked);
        };
        let (settings, _) = self.store_settings("entries switched off", change).await?;
        self.entries_of(folder, page, &settings)
    }

    fn entries_of(&self, folder: &str, page: u8, settings: &Settings) -> Answered {
        let kind = staff::kind_named(folder).ok_or(Notice::Unknown)?;
        Ok(panel(staff::entries_of_kind(kind, page, &self.shipped_of(folder), settings)))
    }

    /// The shipped entries of a kind by title.
    fn shipped_of(&self, folder: &str) -> Vec<(EntryId, String)> {
        let entries = self.guide.guide.knowledge.entries().iter();
        let of_kind = entries.filter(|entry| entry.kind().folder() == folder);
        let mut titled: Vec<(EntryId, String)> = of_kind.map(|entry| (entry.id.clone(), entry.title.clone())).collect();
        titled.sort_by_key(|(_, title)| title.to_lowercase());
        titled
    }

    /// Sets or removes the link to the rules.
    pub(super) async fn set_rules(&self, filled: &Filled) -> Answered {
        self.may_change()?;
        let rules = staff::rules_of(filled);
        if rules.as_deref().is_some_and(|link| !is_safe_url(link)) {
            return Err(Notice::BadLink);
        }
        let said = if rules.is_some() { "`/help` shows the link from now on." } else { "`/help` shows no link." };
        self.change(said.to_owned(), move |settings, _| settings.rules = rules).await
    }

    /// Changes the settings, and shows them with what was changed.
    async fn change(&self, said: String, change: impl FnOnce(&mut Settings, &mut Roles) + Send) -> Answered {
        let (settings, roles) = self.store_settings(&said, change).await?;
        Ok(panel(staff::settings(&settings, &roles.editors, Some(said))))
    }

    pub(super) async fn store_settings(
        &self,
        what: &str,
        change: impl FnOnce(&mut Settings, &mut Roles) + Send,
    ) -> Result<(Settings, Roles), Notice> {
        let changed = self.store.change_settings(self.guild(), self.by(), self.now, what, change).await;
        let changed = self.communities.reached(changed)?;
        self.changed();
        Ok(changed)
    }
}
