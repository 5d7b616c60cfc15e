//! Entries as a file, out and in.

use std::time::Duration;

use tpm_guide_core::community::{self, Imported};
use tpm_guide_core::staff::{self, Attachment, DraftId, File, Notice, Reply};

use super::{Answered, Desk, new_draft, panel};
use crate::store::{Draft, Refusal, Target};

/// How long fetching a file may take, of the three seconds that Discord waits.
const FETCHING: Duration = Duration::from_millis(1_200);

/// The most bytes of a file that is imported.
const FILE: usize = 1024 * 1024;

impl Desk<'_> {
    /// The entries as YAML, and the numbers of the last days as a table.
    pub(super) async fn export(&self) -> Answered {
        let entries = &self.held.stored().entries;
        let text = community::export(entries, self.today());
        let name = format!("tpm-guide-{}-{}.yaml", self.guild(), self.today());
        let file =
            File { name, bytes: text.into_bytes(), description: "The entries of this server, as YAML".to_owned() };
        let files = vec![file, self.insights_table().await?];
        Ok(Reply::Files { panel: Box::new(staff::exported(entries.len())), files })
    }

    /// Reads a file, and shows what it would change. Nothing is changed yet.
    pub(super) async fn import(&self, file: Option<&Attachment>) -> Answered {
        let file = file.ok_or_else(|| Notice::BadFile(vec!["no file came along".to_owned()]))?;
        let told = |problem: String| Notice::BadFile(vec![problem]);
        if file.size > FILE as u64 {
            return Err(told("the file has more than 1 MiB: leave entries out".to_owned()));
        }
        let bytes =
            self.rest.fetch_attachment(&file.url, FILE, FETCHING).await.map_err(|problem| told(problem.to_string()))?;
        let text = String::from_utf8(bytes).map_err(|_| told("the file is no text in UTF-8".to_owned()))?;
        let entries = community::import(&text, self.store.limit()).map_err(Notice::BadFile)?;
        let changes = staff::changes_of_import(&entries, &self.held.stored().entries);
        let id = new_draft();
        let entries = entries.into_iter().map(|Imported { slug, content }| (Some(slug), content)).collect();
        let target = Target::Import { base_revision: self.held.revision(), entries };
        let draft = Draft { id: id.0, target };
        self.communities.reached(self.store.save_draft(self.guild(), self.by(), &draft, self.now).await)?;
        Ok(panel(staff::import_preview(id, &changes)))
    }

    pub(super) async fn apply_import(&self, id: DraftId) -> Answered {
        let applied = self.store.import(self.guild(), self.by(), self.reviewer, id.0, self.now).await;
        match self.communities.reached(applied)? {
            Ok(imported) => {
                self.changed();
                Ok(panel(staff::imported(imported.id, imported.added, imported.changed, imported.unchanged)))
            }
            Err(refusal) => Err(self.told(refusal, None)),
        }
    }

    pub(super) async fn undo_import(&self, import: u64) -> Answered {
        let undone = self.store.undo_import(self.guild(), self.by(), self.reviewer, import, self.now).await;
        match self.communities.reached(undone)? {
            Ok(()) => {
                self.changed();
                Ok(panel(staff::import_undone()))
            }
            Err(Refusal::Gone) => Err(Notice::NoImport),
            Err(refusal) => Err(self.told(refusal, None)),
        }
    }
}
