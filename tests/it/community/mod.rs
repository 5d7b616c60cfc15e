//! Servers' own entries, end to end: staff who write them, members who read them, on each transport and engine.

/// The whole story, from a new entry to its removal, with two editors on two replicas.
mod story;
/// Two servers, and the user's own installation: nothing of one is seen in another.
mod isolation;
/// Members without rights, editors by role, and replayed controls.
mod rights;
/// What members see: private answers, removal, restarts, what is replaced and switched off.
mod members;
/// What people type to do harm is shown as text.
mod hostile;
/// Messages that become entries, limits, files that cannot be imported, repeated interactions.
mod writing;
/// What staff read, panel by panel.
mod panels;
/// When things break: the process, PostgreSQL, a file, a row, a server that is left.
mod faults;
pub(crate) mod support;
