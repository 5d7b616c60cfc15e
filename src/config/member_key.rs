//! The key of the HMACs by which a vote is a member's, and a deletion is known again: ids can be enumerated, so that a plain
//! hash of one hides nothing. The key lies outside of the database and of its backups.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretBox};
use sha2::Sha256;
use tempfile::NamedTempFile;

use super::{ConfigError, MEMBER_KEY, MEMBER_KEY_FILE};

/// The bytes of a key.
const BYTES: usize = 32;

/// The most bytes of a file that are read: a key has 64, and a line break.
const LONGEST: u64 = 256;

/// What must be written as a key.
pub(super) const SHAPE: &str = "64 hex digits, such as `openssl rand -hex 32` prints";

/// A key of HMACs. Copies share it; nothing prints it.
#[derive(Clone, Debug)]
pub struct MemberKey(Arc<SecretBox<[u8; BYTES]>>);

impl MemberKey {
    /// A key that no other process has.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn random() -> Result<Self, ConfigError> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes)
            .map_err(|_| ConfigError(vec![format!("{MEMBER_KEY} cannot be made: no random numbers")]))?;
        Ok(Self(Arc::new(SecretBox::new(Box::new(bytes)))))
    }

    /// The key that a text says, with or without space around it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut bytes = Box::new([0; BYTES]);
        hex::decode_to_slice(text.trim(), &mut *bytes).ok()?;
        Some(Self(Arc::new(SecretBox::new(bytes))))
    }

    /// What stands for a member as a voter.
    pub fn voter(&self, member: u64) -> String {
        self.hmac(&[&member.to_string()])
    }

    /// What stands for a voter in the list of deletions: what the database holds cannot be found in the list without the key.
    pub fn forgotten(&self, voter: &str) -> String {
        self.hmac(&["forgotten ", voter])
    }

    /// The HMAC-SHA-256 of a text, in hex.
    fn hmac(&self, parts: &[&str]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose_secret()).expect("HMAC takes keys of any length");
        for part in parts {
            mac.update(part.as_bytes());
        }
        hex::encode(mac.finalize().into_bytes())
    }
}

/// Where the key is.
#[derive(Clone)]
pub enum KeySource {
    /// The setting itself.
    Value(MemberKey),
    /// A file.
    File {
        /// Its path.
        path: PathBuf,
        /// Whether `run` and `serve` make it: where one machine alone uses it.
        is_made: bool,
    },
    /// Nowhere.
    None,
}

impl fmt::Debug for KeySource {
    /// Without the path, which may be that of the database.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Value(_) => "Value",
            Self::File { .. } => "File",
            Self::None => "None",
        })
    }
}

impl KeySource {
    /// The key, which is made if it is missing and this program makes it. `None` where no key is set.
    ///
    /// # Errors
    /// When the file is missing and not made, or can be read by others, or holds something else.
    pub fn open_or_make(&self) -> Result<Option<MemberKey>, ConfigError> {
        if let Self::File { path, is_made: true } = self
            && !path.exists()
        {
            make(path).map_err(|error| mistake(path, &format!("cannot be made: {error}")))?;
        }
        self.open()
    }

    /// The key. `None` where no key is set, or the program has not made one yet.
    ///
    /// # Errors
    /// As [`open_or_make`](Self::open_or_make).
    pub fn open(&self) -> Result<Option<MemberKey>, ConfigError> {
        match self {
            Self::Value(key) => Ok(Some(key.clone())),
            Self::File { path, is_made } => match read(path) {
                Ok(key) => Ok(Some(key)),
                Err(Unreadable::Missing) if *is_made => Ok(None),
                Err(problem) => Err(mistake(path, &problem.to_string())),
            },
            Self::None => Ok(None),
        }
    }
}

/// A mistake in the file of the key.
fn mistake(path: &Path, problem: &str) -> ConfigError {
    ConfigError(vec![format!("{MEMBER_KEY_FILE} {problem}: {}", path.display())])
}

/// Why a file holds no key.
#[derive(Debug, thiserror::Error)]
enum Unreadable {
    #[error("does not exist; write {SHAPE} into it, the same for all processes, and give it mode 600")]
    Missing,
    #[error("is not a file")]
    NotRegular,
    #[cfg(unix)]
    #[error("can be read by other users; give it mode 600")]
    Permissions,
    #[error("must hold {SHAPE}")]
    Content,
    #[error("cannot be read: {0}")]
    Io(io::Error),
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound { Self::Missing } else { Self::Io(error) }
    }
}

fn read(path: &Path) -> Result<MemberKey, Unreadable> {
    // Before it is opened: a FIFO would wait for a writer.
    if !fs::metadata(path)?.is_file() {
        return Err(Unreadable::NotRegular);
    }
    let file = File::open(path)?;
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&file.metadata()?.permissions()) & 0o077 != 0 {
        return Err(Unreadable::Permissions);
    }
    let mut text = String::new();
    let is_text = file.take(LONGEST).read_to_string(&mut text);
    match is_text {
        Err(error) if error.kind() != io::ErrorKind::InvalidData => Err(error.into()),
        _ => MemberKey::parse(&text).ok_or(Unreadable::Content),
    }
}

/// Makes a file with a new key and mode 600: whole, or not at all. Of two processes that try, one does.
fn make(path: &Path) -> io::Result<()> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|problem| io::Error::other(problem.to_string()))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(folder)?;
    writeln!(file, "{}", hex::encode(bytes))?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Err(problem) if problem.error.kind() != io::ErrorKind::AlreadyExists => Err(problem.error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &Path) -> KeySource {
        KeySource::File { path: path.to_owned(), is_made: true }
    }

    #[test]
    fn a_member_is_another_voter_under_another_key() {
        let key = MemberKey::parse(&"0b".repeat(32)).unwrap();
        assert_eq!(key.voter(900), "d0ff895befcf48316750ede3b7f0b23cd345d49319bbf8dc85697020220145a2");
        assert_ne!(key.voter(900), key.voter(901));
        assert_ne!(key.voter(900), MemberKey::random().unwrap().voter(900));
        assert_ne!(key.forgotten(&key.voter(900)), key.voter(900));
        assert!(!format!("{key:?}").contains("11"), "{key:?}");
    }

    #[test]
    fn a_missing_file_is_made_once_and_read_by_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let source = file(&folder.path().join("guide.db.key"));
        assert!(source.open().unwrap().is_none(), "looking makes nothing");
        let made = source.open_or_make().unwrap().unwrap();
        let again = source.open_or_make().unwrap().unwrap();
        assert_eq!((made.voter(1), again.voter(1)), (again.voter(1), source.open().unwrap().unwrap().voter(1)));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        #[cfg(unix)]
        {
            let mode = fs::metadata(folder.path().join("guide.db.key")).unwrap().permissions();
            assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode) & 0o777, 0o600);
        }
    }

    #[test]
    fn what_is_no_key_is_refused_by_the_name_of_its_setting() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let said = |source: &KeySource| source.open_or_make().unwrap_err().to_string();
        for text in ["", "short", &"0g".repeat(32), &"00".repeat(33), &"é".repeat(200)] {
            fs::write(&path, text).unwrap();
            #[cfg(unix)]
            fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
            let told = said(&file(&path));
            assert!(told.starts_with("MEMBER_KEY_FILE must hold 64 hex digits"), "{told}");
            assert!(text.is_empty() || !told.contains(text), "{told}");
        }
        assert!(said(&file(folder.path())).starts_with("MEMBER_KEY_FILE is not a file: "));
        assert!(said(&file(&folder.path().join("none/key"))).starts_with("MEMBER_KEY_FILE cannot be made: "));
        let shared = KeySource::File { path: folder.path().join("none"), is_made: false };
        assert!(said(&shared).starts_with("MEMBER_KEY_FILE does not exist; "));
        assert!(shared.open().is_err(), "it is no key that is still to be made");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, "00".repeat(32)).unwrap();
        for (mode, is_fine) in [(0o640, false), (0o604, false), (0o600, true), (0o400, true)] {
            fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
            assert_eq!(file(&path).open().is_ok(), is_fine, "{mode:o}");
        }
    }
}
