//! Where the database is: `DATABASE_URL`, checked and parsed once. Nothing prints it, since it may hold a password.

use std::fmt::{self, Write as _};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use url::{Host, Url};

/// The address of a database.
#[derive(Clone)]
pub struct DatabaseUrl(Kind);

#[derive(Clone)]
enum Kind {
    File(PathBuf),
    Memory,
    Postgres(Box<Url>),
}

/// What keeps the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file, or memory, of this process.
    Sqlite,
    /// A server.
    Postgres,
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// What is wrong with an address, as the end of a sentence that begins with the name of the setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressProblem {
    /// Neither engine.
    #[error("must be sqlite:FILE, such as sqlite:tpm-guide.db, or postgres://USER:PASSWORD@HOST/DATABASE")]
    Unknown,
    /// A file with options after a question mark.
    #[error("must name a file and nothing more, such as sqlite:tpm-guide.db: leave out what follows the question mark")]
    FileWithOptions,
    /// PostgreSQL without a host. sqlx would take one from the environment.
    #[error("does not name PostgreSQL's host: write postgres://USER:PASSWORD@HOST/DATABASE")]
    NoHost,
    /// PostgreSQL across a network, where TLS may be left out or not verified.
    #[error(
        "leads over a network without verified TLS: add ?sslmode=verify-full, or set DATABASE_INSECURE=true if everyone in \
         that network may read and change what is stored"
    )]
    Unencrypted,
}

impl DatabaseUrl {
    /// The file with this path.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self(Kind::File(path.into()))
    }

    /// A database in the memory of this process, which ends with its [`Store`](super::Store).
    pub fn memory() -> Self {
        Self(Kind::Memory)
    }

    /// The engine that keeps it.
    pub fn engine(&self) -> Engine {
        match self.0 {
            Kind::File(_) | Kind::Memory => Engine::Sqlite,
            Kind::Postgres(_) => Engine::Postgres,
        }
    }

    /// Checks that a connection to PostgreSQL across a network is encrypted, and its server verified.
    ///
    /// # Errors
    ///
    /// When it is on another machine, and the URL does not ask for verified TLS.
    pub fn check_encryption(&self) -> Result<(), AddressProblem> {
        let Kind::Postgres(url) = &self.0 else { return Ok(()) };
        // The last one counts, as it does for sqlx.
        let mode = url.query_pairs().filter(|(key, _)| ["sslmode", "ssl-mode"].contains(&&**key)).last();
        let is_verified = mode.is_some_and(|(_, mode)| mode.eq_ignore_ascii_case("verify-full"));
        let hosts = hosts(url);
        if is_verified || hosts.iter().all(|host| is_local(host)) { Ok(()) } else { Err(AddressProblem::Unencrypted) }
    }

    /// The path of the file, if it is one.
    pub fn path(&self) -> Option<&Path> {
        match &self.0 {
            Kind::File(path) => Some(path),
            Kind::Memory | Kind::Postgres(_) => None,
        }
    }

    /// Whether it is in memory.
    pub(super) fn is_memory(&self) -> bool {
        matches!(self.0, Kind::Memory)
    }

    /// As sqlx reads it. It must not be printed.
    pub(super) fn for_sqlx(&self) -> String {
        match &self.0 {
            Kind::File(path) => format!("sqlite:{}", encoded(path)),
            Kind::Memory => "sqlite::memory:".to_owned(),
            Kind::Postgres(url) => url.to_string(),
        }
    }
}

/// A path as sqlx decodes it: a `%`, a `?` or a space in a file's name must not mean anything.
fn encoded(path: &Path) -> String {
    let mut encoded = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-".contains(byte) {
            encoded.push(char::from(*byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// All hosts that a URL of PostgreSQL names, in its authority or as a parameter: sqlx takes the last one.
fn hosts(url: &Url) -> Vec<String> {
    let authority = url.host_str().filter(|host| !host.is_empty()).map(str::to_owned);
    let parameters = url.query_pairs().filter(|(key, _)| ["host", "hostaddr"].contains(&&**key));
    authority.into_iter().chain(parameters.map(|(_, host)| host.into_owned())).collect()
}

/// Whether a host is this machine: loopback, or a folder that holds a socket.
fn is_local(host: &str) -> bool {
    let is_socket = host.starts_with('/') || host.to_ascii_lowercase().starts_with("%2f");
    let address = match Host::parse(host) {
        Ok(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
        Ok(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
        _ => host.parse().ok(),
    };
    is_socket || host == "localhost" || address.is_some_and(|address| address.is_loopback())
}

impl FromStr for DatabaseUrl {
    type Err = AddressProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(rest) = text.strip_prefix("sqlite:") {
            let path = rest.strip_prefix("//").unwrap_or(rest);
            return match path {
                ":memory:" => Ok(Self::memory()),
                "" => Err(AddressProblem::Unknown),
                path if path.contains('?') => Err(AddressProblem::FileWithOptions),
                path => Ok(Self::file(path)),
            };
        }
        let url: Url = text.parse().map_err(|_| AddressProblem::Unknown)?;
        if !["postgres", "postgresql"].contains(&url.scheme()) {
            return Err(AddressProblem::Unknown);
        }
        if hosts(&url).is_empty() { Err(AddressProblem::NoHost) } else { Ok(Self(Kind::Postgres(Box::new(url)))) }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.engine().fmt(formatter)
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DatabaseUrl({})", self.engine())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> DatabaseUrl {
        text.parse().unwrap_or_else(|problem| panic!("{text}: {problem}"))
    }

    #[test]
    fn a_file_is_a_path_and_every_character_of_it_is_kept() {
        for (text, path) in [
            ("sqlite:tpm-guide.db", "tpm-guide.db"),
            ("sqlite:///var/lib/guide.db", "/var/lib/guide.db"),
            ("sqlite:/var/lib/guide.db", "/var/lib/guide.db"),
            ("sqlite:data/50% of it.db", "data/50% of it.db"),
        ] {
            assert_eq!(parse(text).path(), Some(Path::new(path)), "{text}");
        }
        assert_eq!(parse("sqlite:data/50% of it.db").for_sqlx(), "sqlite:data/50%25%20of%20it.db");
        assert!(parse("sqlite::memory:").is_memory());
    }

    #[test]
    fn what_is_no_address_is_said_without_repeating_it() {
        for (text, problem) in [
            ("", AddressProblem::Unknown),
            ("sqlite:", AddressProblem::Unknown),
            ("guide.db", AddressProblem::Unknown),
            ("mysql://me:secret@host/db", AddressProblem::Unknown),
            ("sqlite:guide.db?mode=ro", AddressProblem::FileWithOptions),
            ("postgres:///guide", AddressProblem::NoHost),
            ("postgres://", AddressProblem::NoHost),
        ] {
            let said = text.parse::<DatabaseUrl>().expect_err(text);
            assert_eq!(said, problem, "{text}");
            assert!(!said.to_string().contains("secret"), "{said}");
        }
    }

    #[test]
    fn postgres_is_on_this_machine_or_verified() {
        for fine in [
            "postgres://me:secret@127.0.0.1/guide",
            "postgresql://me@localhost:5433/guide",
            "postgres://me@[::1]/guide",
            "postgres://me@%2Frun%2Fpostgresql/guide",
            "postgres:///guide?host=/run/postgresql",
            "postgres://me:secret@db.example.org/guide?sslmode=verify-full",
        ] {
            assert_eq!(parse(fine).check_encryption(), Ok(()), "{fine}");
        }
        for open in [
            "postgres://me:secret@db.example.org/guide",
            "postgres://me:secret@10.0.0.7/guide?sslmode=require",
            "postgres://me:secret@db/guide?sslmode=verify-full&sslmode=disable",
            "postgres://me@localhost/guide?host=db.example.org",
            "postgres:///guide?hostaddr=10.0.0.7",
        ] {
            assert_eq!(parse(open).check_encryption(), Err(AddressProblem::Unencrypted), "{open}");
        }
    }

    #[test]
    fn nothing_printable_holds_the_address() {
        for text in ["postgres://curator:secret@db.example.org/guide", "sqlite:private/guide.db"] {
            let url = parse(text);
            let printed = format!("{url} {url:?} {url:#?}");
            for part in ["curator", "secret", "example", "private", "guide.db"] {
                assert!(!printed.contains(part), "{printed}");
            }
        }
    }
}
