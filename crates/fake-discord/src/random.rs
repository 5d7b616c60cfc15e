//! Random texts, for the token and the key of the page.

use std::io;

/// 128 bits from the system's generator, in hex.
///
/// # Errors
///
/// If the system has no random bytes.
pub(super) fn hex() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}
