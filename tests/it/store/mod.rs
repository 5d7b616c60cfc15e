//! The store: one contract, on SQLite always and on PostgreSQL where it is there.

/// Publishing, editing, removing, restoring; limits and names.
mod entries;
/// Settings, imports, what changed, and the end of a server.
mod servers;
mod support;
