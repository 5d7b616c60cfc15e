//! Files at their signed addresses: rule F01.

use std::sync::Arc;
use std::time::Duration;

use super::super::errors::Refusal;
use super::super::faults::AttachmentFault;
use super::super::ids::Id;
use super::super::state::State;
use super::{Answer, Call};

/// A file that is downloaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Download {
    pub filename: String,
    pub content_type: Option<String>,
    pub bytes: Arc<[u8]>,
    /// What happens to it on its way.
    pub fault: Option<AttachmentFault>,
}

/// F01: without the signature, or a day later, there is nothing.
pub(super) fn download(state: &mut State, call: &Call, id: Id, now: Duration) -> Result<Answer, Refusal> {
    if call.method != "GET" {
        return Err(Refusal::wrong_method());
    }
    let unix_ms = state.world.unix_ms(now);
    let file = state.world.attachments.get(&id).filter(|file| file.is_at(&call.path, &call.query, unix_ms));
    let Some(file) = file else {
        return Err(Refusal::new("F01", 404, 0, "This content is no longer available."));
    };
    let download = Download {
        filename: file.filename.clone(),
        content_type: file.content_type.clone(),
        bytes: Arc::clone(&file.bytes),
        fault: state.faults.strike_download(),
    };
    let status = if matches!(download.fault, Some(AttachmentFault::Redirect(_))) { 302 } else { 200 };
    Ok(Answer { file: Some(download), ..Answer::nothing().with_status(status) })
}
