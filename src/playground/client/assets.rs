//! The page's files: in the binary, or in a folder while somebody works on them.

use std::borrow::Cow;
use std::fs;
use std::path::{Component, Path, PathBuf};

use include_dir::{Dir, include_dir};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/playground/page");

/// Where the files are.
#[derive(Clone, Debug)]
pub(super) enum Assets {
    Embedded,
    Folder(PathBuf),
}

impl Assets {
    /// The content type and the bytes of a file, by its path below the folder.
    pub(super) fn find(&self, path: &str) -> Option<(&'static str, Cow<'static, [u8]>)> {
        let path = Path::new(path);
        let is_below = path.components().all(|part| matches!(part, Component::Normal(_)));
        let kind = content_type(path).filter(|_| is_below)?;
        let bytes = match self {
            Self::Embedded => Cow::Borrowed(EMBEDDED.get_file(path)?.contents()),
            Self::Folder(folder) => Cow::Owned(fs::read(folder.join(path)).ok()?),
        };
        Some((kind, bytes))
    }
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

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/playground/page");
        for assets in [Assets::Embedded, Assets::Folder(folder)] {
            let (kind, bytes) = assets.find("index.html").expect("the page is there");
            assert!(kind.starts_with("text/html") && bytes.starts_with(b"<!doctype html>"));
            for path in ["", "../page/index.html", "/etc/hosts.svg", "./../mod.rs", "no.js", "a/../index.html", ".."] {
                assert!(assets.find(path).is_none(), "{path}");
            }
        }
    }
}
