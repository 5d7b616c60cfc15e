//! The page's files: in the binary, or in a folder while a developer changes them.

use std::borrow::Cow;
use std::fs;
use std::path::{Component, Path, PathBuf};

use include_dir::{Dir, include_dir};
use tokio::task::spawn_blocking;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/page");

/// Where the files are.
#[derive(Clone, Debug)]
pub(super) enum Assets {
    Embedded,
    Folder(PathBuf),
}

impl Assets {
    /// The content type and the bytes of a file, by its path below the folder.
    pub(super) async fn find(&self, path: &str) -> Option<(&'static str, Cow<'static, [u8]>)> {
        let path = Path::new(path);
        let is_below = path.components().all(|part| matches!(part, Component::Normal(_)));
        let kind = content_type(path).filter(|_| is_below)?;
        let bytes = match self {
            Self::Embedded => Cow::Borrowed(EMBEDDED.get_file(path)?.contents()),
            Self::Folder(folder) => {
                let (folder, path) = (folder.clone(), path.to_owned());
                Cow::Owned(spawn_blocking(move || read(&folder, &path)).await.ok()??)
            }
        };
        Some((kind, bytes))
    }
}

/// Reads a regular file of the folder. Links are followed, but not out of the folder.
fn read(folder: &Path, path: &Path) -> Option<Vec<u8>> {
    let folder = folder.canonicalize().ok()?;
    let file = folder.join(path).canonicalize().ok()?;
    // Opening a pipe waits for its writer, and a device may have no end.
    let is_served = file.starts_with(folder) && file.metadata().ok()?.is_file();
    if is_served { fs::read(file).ok() } else { None }
}

/// Files of other types are not served.
fn content_type(path: &Path) -> Option<&'static str> {
    Some(match path.extension()?.to_str()? {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nothing_outside_the_folder_is_served() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/page");
        for assets in [Assets::Embedded, Assets::Folder(folder)] {
            let (kind, bytes) = assets.find("index.html").await.expect("the page is there");
            assert!(kind.starts_with("text/html") && bytes.starts_with(b"<!doctype html>"));
            for path in ["", "../page/index.html", "/etc/hosts.svg", "./../mod.rs", "no.js", "a/../index.html", ".."] {
                assert!(assets.find(path).await.is_none(), "{path}");
            }
        }
    }
}
