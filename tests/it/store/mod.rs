//! The store: one contract, on SQLite always and on PostgreSQL where it is there.

/// Publishing, editing, removing, restoring; limits and names.
mod entries;
/// Settings, imports, what changed, and the end of a server.
mod servers;
/// Migrations, copies, backups, checks, broken databases, and the command line.
mod databases;
/// Counts of questions and of shown entries.
mod counts;
/// Numbers for staff.
mod insights;
/// Entries that should be looked at again.
mod review;
/// `tpm-guide store forget`, and doing deletions again.
mod forget;
/// What is deleted because of its age.
mod retention;
/// What is stored about a member, and deleting it.
mod members;
/// Votes on entries.
mod votes;
/// Questions to mentors: the words of their tests.
mod mentors;
/// Sending a question, joining one, and the limits of members.
mod asking;
/// Claims, answers, and two mentors at once.
mod answers;
/// The outbox: what is due, attempts, and the lease.
mod outbox;
/// Notes, digests, and a mentors' channel that cannot be used.
mod channel;
/// PostgreSQL away, slow, or lost in the middle.
mod outages;
/// The texts of SQL.
mod statements;
/// A way to PostgreSQL that can be slowed down, stalled and cut.
pub(crate) mod proxy;
pub(crate) mod support;
