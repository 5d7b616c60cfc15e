//! Files: what a person uploads, what a message carries, and the signed address at which each is served.

use std::sync::Arc;

use super::ids::Id;

/// The largest file that may be attached, in bytes.
pub(super) const MAX_FILE: usize = 10 * 1024 * 1024;

/// The time for which the address of a file is valid, in seconds.
const VALID_SECONDS: u64 = 24 * 60 * 60;

/// A file on a person's disk, to be attached to an option of a command or to a modal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its name.
    pub filename: String,
    /// What it claims to be.
    pub content_type: Option<String>,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl Upload {
    /// A file, with the content type that belongs to its name.
    #[must_use]
    pub fn new(filename: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let content_type = content_type_of(filename).map(str::to_owned);
        Self { filename: filename.to_owned(), content_type, bytes: bytes.into() }
    }

    /// The same file with another content type.
    #[must_use]
    pub fn content_type(self, content_type: &str) -> Self {
        Self { content_type: Some(content_type.to_owned()), ..self }
    }
}

/// A file as Discord keeps it.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// The attachment's id.
    pub id: Id,
    /// Its name, of letters, digits, `_`, `-` and `.`.
    pub filename: String,
    /// The alternative text.
    pub description: Option<String>,
    /// What it claims to be.
    pub content_type: Option<String>,
    /// What is in it.
    pub bytes: Arc<[u8]>,
    /// The channel that is part of its address.
    pub(super) channel: Id,
    /// Whether a person attached it to an interaction, so that it does not stay.
    pub(super) ephemeral: bool,
    /// The size that payloads claim, if a fault makes them lie.
    pub(super) claimed_size: Option<u64>,
    /// Unix seconds of the first moment at which the address is valid.
    issued: u64,
    /// What signs the address.
    signature: String,
}

impl Attachment {
    pub(super) fn new(id: Id, channel: Id, upload: Upload, unix_ms: u64) -> Self {
        Self {
            id,
            filename: tidied(&upload.filename),
            description: None,
            content_type: upload.content_type,
            bytes: upload.bytes.into(),
            channel,
            ephemeral: false,
            claimed_size: None,
            issued: unix_ms / 1000,
            signature: format!("{:032x}{:032x}", fastrand::u128(..), fastrand::u128(..)),
        }
    }

    /// What is in it, as text; what is no UTF-8 is replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The size that payloads tell.
    pub(super) fn size(&self) -> u64 {
        self.claimed_size.unwrap_or(self.bytes.len() as u64)
    }

    /// Where it is served: path and signed query.
    pub(super) fn address(&self) -> String {
        let Self { channel, id, filename, issued, signature, .. } = self;
        let expires = issued + VALID_SECONDS;
        format!("/attachments/{channel}/{id}/{filename}?ex={expires:x}&is={issued:x}&hm={signature}&")
    }

    /// Whether this is its address, and valid at this moment.
    pub(super) fn is_at(&self, path: &str, query: &str, unix_ms: u64) -> bool {
        let address = self.address();
        let own = address.split_once('?').unwrap_or_default();
        let parts = |query: &str| {
            let mut parts: Vec<String> = query.split('&').filter(|part| !part.is_empty()).map(str::to_owned).collect();
            parts.sort_unstable();
            parts
        };
        own.0 == path && parts(own.1) == parts(query) && unix_ms / 1000 < self.issued + VALID_SECONDS
    }
}

/// The id in a path `/attachments/CHANNEL/ID/NAME`.
pub(super) fn id_in(path: &str) -> Option<Id> {
    let mut segments = path.strip_prefix("/attachments/")?.split('/');
    segments.nth(1)?.parse().ok()
}

/// The name as Discord keeps it.
pub(super) fn tidied(filename: &str) -> String {
    let is_kept = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let name: String = filename.chars().map(|letter| if is_kept(letter) { letter } else { '_' }).collect();
    if name.trim_matches('.').is_empty() { "unknown".to_owned() } else { name }
}

/// What a file of this name claims to be.
pub(super) fn content_type_of(filename: &str) -> Option<&'static str> {
    let ending = filename.rsplit_once('.')?.1.to_ascii_lowercase();
    Some(match ending.as_str() {
        "yaml" | "yml" => "application/x-yaml",
        "json" => "application/json",
        "txt" | "log" => "text/plain; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "html" | "htm" => "text/html; charset=utf-8",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_valid_for_a_day_and_with_its_signature_only() {
        let file = Attachment::new(Id(7), Id(5), Upload::new("a b/ü.yaml", "x"), 5_000_000);
        assert_eq!((file.filename.as_str(), file.content_type.as_deref()), ("a_b__.yaml", Some("application/x-yaml")));
        let address = file.address();
        let (path, query) = address.split_once('?').unwrap();
        assert_eq!((path, id_in(path)), ("/attachments/5/7/a_b__.yaml", Some(Id(7))));
        assert!(file.is_at(path, query, 5_000_000));
        let mut parts: Vec<&str> = query.split('&').collect();
        parts.reverse();
        assert!(file.is_at(path, &parts.join("&"), 5_000_000), "in any order");
        assert!(!file.is_at(path, query, 5_000_000 + VALID_SECONDS * 1000));
        let later = query.replace("ex=", "ex=f");
        for wrong in ["", "ex=1", later.as_str(), query.trim_end_matches('&').trim_end_matches(char::is_alphanumeric)] {
            assert!(!file.is_at(path, wrong, 5_000_000), "{wrong}");
        }
        assert!(!file.is_at("/attachments/6/7/a_b__.yaml", query, 5_000_000));
        assert_eq!((id_in("/attachments/5"), id_in("/api/v10")), (None, None));
        assert_eq!(Attachment::new(Id(7), Id(5), Upload::new("..", ""), 0).filename, "unknown");
    }
}
