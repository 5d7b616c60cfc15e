//! Acting with files: attaching them to options of commands and to modals.

use super::super::attachment::{MAX_FILE, Upload};
use super::super::context::Context;
use super::super::ids::Id;
use super::super::modal::Modal;
use super::super::outcome::{CannotAct, Outcome};
use super::Person;

impl Person {
    /// Types a slash command with files at hand; an option takes one by its name: `/import file:entries.yaml`.
    ///
    /// # Errors
    ///
    /// If the client does not let the person send it.
    pub async fn types_with(&self, line: &str, files: &[Upload]) -> Result<Outcome, CannotAct> {
        for file in files {
            self.attaches(file)?;
        }
        self.types(line).await
    }

    /// Fills in a modal with files at hand, which its fields take by their names, and submits it.
    ///
    /// # Errors
    ///
    /// If the client does not accept the input.
    pub async fn submits_with(
        &self,
        modal: &Modal,
        input: &[(&str, &str)],
        files: &[Upload],
    ) -> Result<Outcome, CannotAct> {
        for file in files {
            self.attaches(file)?;
        }
        self.submits(modal, input).await
    }

    /// Puts a file at hand. Options of commands and fields of modals take it by its name, or by this id.
    ///
    /// # Errors
    ///
    /// If it is larger than 10 MiB, or the person cannot be here.
    pub fn attaches(&self, file: &Upload) -> Result<Id, CannotAct> {
        if file.bytes.len() > MAX_FILE {
            return Err(CannotAct::TooLarge(file.filename.clone()));
        }
        self.shared().change_quietly(|state, now| {
            let context = Context::find(&mut state.world, &self.name, &self.place)?;
            let claimed_size = state.faults.strike_size();
            let kept = state.world.keep(context.channel, file.clone(), now);
            kept.ephemeral = true;
            kept.claimed_size = claimed_size;
            Ok(kept.id)
        })
    }
}
