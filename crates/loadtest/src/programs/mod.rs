//! Programs that are measured, each in a process of its own: started, put under load, and ended.

mod cold;
mod load;
mod pinned;
mod server;

pub use self::cold::{answer, first_answer};
pub use self::load::{Latency, Load, Run};
pub use self::pinned::Pinned;
pub use self::server::{Program, Server};

use std::path::PathBuf;

use anyhow::Context;

/// A program that was given, or the one that cargo puts beside this one.
pub fn beside(given: Option<&PathBuf>, name: &str) -> anyhow::Result<PathBuf> {
    let path = match given {
        Some(path) => path.clone(),
        None => std::env::current_exe().context("looking for ourselves")?.with_file_name(name),
    };
    path.canonicalize().with_context(|| format!("{} is missing: cargo build --release -p loadtest", path.display()))
}

/// A setting as it is typed: `NAME=VALUE`.
pub fn setting(written: &str) -> Result<(String, String), String> {
    let (name, value) = written.split_once('=').ok_or("NAME=VALUE is needed")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// The middle of some values; of an even number, the mean of the two in the middle.
pub fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let (low, high) = (values.get(values.len().checked_sub(1)? / 2)?, values.get(values.len() / 2)?);
    Some(low.midpoint(*high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median(Vec::new()), None);
    }

    #[test]
    fn a_setting_has_a_name_and_a_value() {
        assert_eq!(setting("RUST_LOG=warn"), Ok(("RUST_LOG".to_owned(), "warn".to_owned())));
        assert!(setting("RUST_LOG").is_err());
    }
}
