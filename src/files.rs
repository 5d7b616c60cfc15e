//! Reads untrusted files: only regular ones, up to a limit, and without blocking.
//!
//! Opening a FIFO blocks until another process writes to it, and reading a device may never end.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

/// Whether symbolic links are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    /// The link's target is read.
    Follow,
    /// A link is refused: only this program writes the file, so a link in its place is an attack.
    Refuse,
}

/// Errors of reading a file.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is a folder, a FIFO, a socket, a device or a refused link.
    #[error("it is not a regular file")]
    NotRegular,
    /// It is longer than the limit.
    #[error("it is longer than {0} bytes")]
    TooLong(u64),
    /// The system reported an error.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl ReadError {
    /// Whether the path does not exist.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Io(error) if error.kind() == io::ErrorKind::NotFound)
    }
}

/// Reads the regular file at `path`, up to `longest` bytes.
///
/// # Errors
///
/// See [`ReadError`].
pub fn read_regular(path: &Path, longest: u64, links: Links) -> Result<Vec<u8>, ReadError> {
    let file = open(path, links)?;
    // Of the open file, not of the path, which may lead elsewhere by now.
    let found = file.metadata()?;
    if !found.is_file() {
        return Err(ReadError::NotRegular);
    }
    if found.len() > longest {
        return Err(ReadError::TooLong(longest));
    }
    let mut content = Vec::new();
    file.take(longest.saturating_add(1)).read_to_end(&mut content)?;
    if content.len() as u64 > longest { Err(ReadError::TooLong(longest)) } else { Ok(content) }
}

#[cfg(unix)]
fn open(path: &Path, links: Links) -> Result<File, ReadError> {
    use rustix::fs::OFlags;
    use rustix::io::Errno;
    use std::os::unix::fs::OpenOptionsExt as _;
    let refused = if links == Links::Refuse { OFlags::NOFOLLOW } else { OFlags::empty() };
    // Without NONBLOCK, opening a FIFO waits for its writer. It does not affect regular files.
    let flags = refused | OFlags::NONBLOCK | OFlags::NOCTTY;
    let opened = OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path);
    opened.map_err(|error| match error.raw_os_error().map(Errno::from_raw_os_error) {
        // A refused link. Without `Refuse`, this is a chain of links that is too long.
        Some(Errno::LOOP) if links == Links::Refuse => ReadError::NotRegular,
        // A socket, or a device without a driver.
        Some(Errno::NXIO | Errno::OPNOTSUPP) => ReadError::NotRegular,
        _ => ReadError::Io(error),
    })
}

#[cfg(not(unix))]
fn open(path: &Path, links: Links) -> Result<File, ReadError> {
    let found = if links == Links::Refuse { path.symlink_metadata()? } else { path.metadata()? };
    if found.is_file() { Ok(OpenOptions::new().read(true).open(path)?) } else { Err(ReadError::NotRegular) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::tempdir;

    #[test]
    fn a_file_is_read_up_to_its_limit_and_no_further() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "12345").unwrap();
        assert_eq!(read_regular(&path, 5, Links::Refuse).unwrap(), b"12345");
        assert!(matches!(read_regular(&path, 4, Links::Refuse), Err(ReadError::TooLong(4))));
        assert!(read_regular(&folder.path().join("none"), 5, Links::Follow).unwrap_err().is_not_found());
        assert!(matches!(read_regular(folder.path(), 5, Links::Follow), Err(ReadError::NotRegular)));
    }

    #[test]
    #[cfg(unix)]
    fn a_fifo_a_device_and_a_refused_link_are_not_read() {
        let folder = tempdir().unwrap();
        let (fifo, link, file) = (folder.path().join("fifo"), folder.path().join("link"), folder.path().join("file"));
        rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR).unwrap();
        fs::write(&file, "12345").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        for path in [&fifo, &socket, Path::new("/dev/zero")] {
            for links in [Links::Follow, Links::Refuse] {
                assert!(matches!(read_regular(path, 5, links), Err(ReadError::NotRegular)), "{}", path.display());
            }
        }
        assert_eq!(read_regular(&link, 5, Links::Follow).unwrap(), b"12345");
        assert!(matches!(read_regular(&link, 5, Links::Refuse), Err(ReadError::NotRegular)));
    }
}
