//! Reading files that other people may have prepared: only regular ones, never more than a bound, and without waiting.
//!
//! Opening a FIFO waits until it is written to, and reading a device may never end. Neither is what a folder of ours is for.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

/// Whether a link in the place of a file is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    /// It leads to the file.
    Follow,
    /// It is refused: the file is ours, and nothing else should be there.
    Refuse,
}

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is a folder, a FIFO, a socket, a device or a link that is not followed.
    #[error("it is no regular file")]
    NotRegular,
    /// It holds more than it may.
    #[error("it holds more than {0} bytes")]
    TooLong(u64),
    /// The system refuses.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl ReadError {
    /// Whether there is nothing at that path.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Io(error) if error.kind() == io::ErrorKind::NotFound)
    }
}

/// Reads the regular file at `path`, which may hold at most `longest` bytes.
///
/// # Errors
/// See [`ReadError`].
pub fn read_regular(path: &Path, longest: u64, links: Links) -> Result<Vec<u8>, ReadError> {
    let file = open(path, links)?;
    // Asked of what was opened, not of the path, which may lead elsewhere by now.
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
    // Without NONBLOCK, opening a FIFO waits for its writer. Reads of regular files are not changed by it.
    let flags = refused | OFlags::NONBLOCK | OFlags::NOCTTY;
    let opened = OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path);
    opened.map_err(|error| match error.raw_os_error().map(Errno::from_raw_os_error) {
        // A link that is refused, which is no regular file. A chain of links that is followed may be too long as well.
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
    fn a_file_is_read_up_to_its_bound_and_no_byte_further() {
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
    fn a_fifo_a_device_and_a_link_that_is_refused_are_not_read() {
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
