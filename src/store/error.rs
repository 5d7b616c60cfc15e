//! Why the database did not do what it was asked, worded for the operator. No text holds the address, a user or a password.

use std::borrow::Cow;

/// An error of the store. What a member of staff can cause is no error, but a [`Refusal`](super::Refusal).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// There is no file, and none is to be created.
    #[error("there is no database yet where DATABASE_URL says: check its path, or run `tpm-guide store migrate`")]
    Missing,
    /// The folder of the file does not exist.
    #[error("the folder of the file in DATABASE_URL does not exist: create it, or change DATABASE_URL")]
    NoFolder,
    /// The file, or its folder, cannot be opened.
    #[error(
        "the file in DATABASE_URL cannot be opened: the program's user must be able to write to it and to its folder"
    )]
    CannotOpen,
    /// The file, its folder or the server refuses to be written to.
    #[error("the database at DATABASE_URL is read-only: let the program's user write to it, or change DATABASE_URL")]
    ReadOnly,
    /// No space is left.
    #[error(
        "the disk that holds the database at DATABASE_URL is full: free some space, or move it and change DATABASE_URL"
    )]
    Full,
    /// The disk fails, or a quota is used up.
    #[error(
        "the disk that holds the database at DATABASE_URL reports an error: check its health, its free space and quotas, or \
         change DATABASE_URL"
    )]
    Disk,
    /// Another process holds it.
    #[error(
        "the database at DATABASE_URL is locked by another process: stop that one, or give each a DATABASE_URL of its own"
    )]
    Locked,
    /// The file is something else, or damaged.
    #[error("the file in DATABASE_URL is not a database, or it is damaged: restore a backup, or change DATABASE_URL")]
    NotADatabase,
    /// The file is larger or older than what this program can read.
    #[error(
        "the database at DATABASE_URL was migrated by a newer program (its schema is of release {found}, and this program \
         reads up to {readable}): start that program, or restore a backup from before"
    )]
    Newer {
        /// The release of its schema.
        found: i64,
        /// The latest release that this program reads.
        readable: i64,
    },
    /// Its schema is not this program's, and is not to be changed now.
    #[error(
        "the schema of the database is not this program's: run `tpm-guide store migrate` with the newest program first"
    )]
    OtherSchema,
    /// The server cannot be reached.
    #[error("PostgreSQL cannot be reached at DATABASE_URL: check the host and the port, and that it runs")]
    Unreachable,
    /// The server refuses the user or the password.
    #[error("PostgreSQL refuses the user or the password in DATABASE_URL")]
    Refused,
    /// The server lacks the database.
    #[error("PostgreSQL has no database with the name in DATABASE_URL: create it, or change the name")]
    NoDatabase,
    /// The user may not do what is needed.
    #[error("PostgreSQL does not let the user in DATABASE_URL create and change tables: grant it the rights")]
    NoRights,
    /// TLS cannot be agreed on, or the certificate is not trusted.
    #[error(
        "PostgreSQL's TLS cannot be used: check that it offers TLS and that its certificate is valid for the host in \
         DATABASE_URL; ?sslrootcert=FILE trusts a private authority"
    )]
    Tls,
    /// No answer in time.
    #[error("the database at DATABASE_URL does not answer in time")]
    TooSlow,
    /// The target of a copy or backup exists or is not empty.
    #[error("{0}")]
    Target(String),
    /// Anything else.
    #[error("the database reports an error: {0}")]
    Failed(Cow<'static, str>),
}

impl StoreError {
    /// An error that this program causes itself.
    pub(super) fn failed(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Failed(text.into())
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(reported) => {
                let code = reported.code().unwrap_or_default();
                // PostgreSQL's codes have five characters; SQLite's are numbers below 10 000.
                if code.len() == 5 {
                    of_postgres(&code, reported.message())
                } else {
                    of_sqlite(&code, reported.message())
                }
            }
            // How rustls tells of a certificate that it does not trust, or of a server that does not speak TLS.
            sqlx::Error::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => Self::Tls,
            // A connection that is closed before the greeting, as by a load balancer without a server, is a fault of the
            // protocol.
            sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                Self::Unreachable
            }
            sqlx::Error::PoolTimedOut => Self::TooSlow,
            sqlx::Error::Tls(_) => Self::Tls,
            // These name a column and a type; none repeats a value or the address.
            sqlx::Error::ColumnDecode { index, .. } => Self::failed(format!("column {index} holds something else")),
            sqlx::Error::RowNotFound => Self::failed("a row is missing"),
            sqlx::Error::Configuration(_) => Self::failed("DATABASE_URL cannot be used as it is"),
            _ => Self::failed("an error of the driver"),
        }
    }
}

/// What SQLite's [code](https://www.sqlite.org/rescode.html) means: the low byte is the kind of error.
fn of_sqlite(code: &str, message: &str) -> StoreError {
    match code.parse::<u32>().map(|code| code & 0xff) {
        Ok(5 | 6) => StoreError::Locked,
        Ok(8) => StoreError::ReadOnly,
        Ok(9) => StoreError::TooSlow,
        Ok(10) => StoreError::Disk,
        Ok(11 | 26) => StoreError::NotADatabase,
        Ok(13) => StoreError::Full,
        Ok(14) => StoreError::CannotOpen,
        _ => StoreError::failed(format!("{message} (code {code})")),
    }
}

/// What PostgreSQL's [code](https://www.postgresql.org/docs/current/errcodes-appendix.html) means.
fn of_postgres(code: &str, message: &str) -> StoreError {
    match code {
        "28P01" | "28000" => StoreError::Refused,
        "3D000" => StoreError::NoDatabase,
        "42501" => StoreError::NoRights,
        "53100" => StoreError::Full,
        "58030" => StoreError::Disk,
        "25006" => StoreError::ReadOnly,
        // Too many connections, starting, shutting down, lost.
        "53300" | "57P01" | "57P02" | "57P03" | "08000" | "08001" | "08003" | "08004" | "08006" => {
            StoreError::Unreachable
        }
        // A statement or a lock that took too long.
        "57014" | "55P03" | "25P03" | "40P01" => StoreError::TooSlow,
        _ => StoreError::failed(format!("{message} (code {code})")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_sqlite_are_told_with_the_setting_to_change() {
        for (code, error) in [
            ("5", StoreError::Locked),
            ("517", StoreError::Locked),
            ("1032", StoreError::ReadOnly),
            ("13", StoreError::Full),
            ("26", StoreError::NotADatabase),
            ("267", StoreError::NotADatabase),
            ("14", StoreError::CannotOpen),
            ("778", StoreError::Disk),
        ] {
            assert_eq!(of_sqlite(code, ""), error, "{code}");
            assert!(error.to_string().contains("DATABASE_URL"), "{error}");
        }
        assert_eq!(
            of_sqlite("1", "no such table").to_string(),
            "the database reports an error: no such table (code 1)"
        );
    }

    #[test]
    fn a_certificate_that_is_not_trusted_is_told_apart_from_a_server_that_is_away() {
        let error = |kind| StoreError::from(sqlx::Error::Io(std::io::Error::new(kind, "UnknownIssuer")));
        assert_eq!(error(std::io::ErrorKind::InvalidData), StoreError::Tls);
        assert_eq!(error(std::io::ErrorKind::ConnectionRefused), StoreError::Unreachable);
    }

    #[test]
    fn codes_of_postgres_are_told_without_the_user() {
        let refused = of_postgres("28P01", "password authentication failed for user \"curator\"");
        assert_eq!(refused, StoreError::Refused);
        assert!(!refused.to_string().contains("curator"));
        for (code, error) in [
            ("3D000", StoreError::NoDatabase),
            ("53100", StoreError::Full),
            ("57P03", StoreError::Unreachable),
            ("57014", StoreError::TooSlow),
        ] {
            assert_eq!(of_postgres(code, ""), error, "{code}");
        }
    }
}
