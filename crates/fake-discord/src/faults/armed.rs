//! The faults that are armed, and what they strike.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use super::super::ids::Id;
use super::{AttachmentFault, DirectMessageFault, EndpointFault, RestFault};

/// A fault that waits for requests to strike.
#[derive(Clone, Debug)]
pub(super) struct Script {
    pub pattern: String,
    pub left: u32,
    pub fault: RestFault,
}

/// A closing code that answers the next few handshakes of a kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refusing {
    pub code: u16,
    pub left: u32,
}

/// The faults that are armed.
#[derive(Debug, Default)]
pub(in super::super) struct Armed {
    pub(super) scripts: Vec<Script>,
    pub(super) identifies: VecDeque<Refusing>,
    pub(super) resumes: VecDeque<Refusing>,
    pub(in super::super) withhold_acks: bool,
    pub(in super::super) unavailable: bool,
    pub(in super::super) close_after_handshake: u32,
    pub(in super::super) reconnect_instead_of_hello: u32,
    pub(in super::super) duplicate_next: u32,
    pub(in super::super) swap_next: bool,
    pub(in super::super) late: VecDeque<Duration>,
    pub(super) deliveries: VecDeque<(EndpointFault, u32)>,
    pub(super) downloads: VecDeque<(AttachmentFault, u32)>,
    pub(super) sizes: VecDeque<(u64, u32)>,
    pub(super) direct_messages: HashMap<Id, DirectMessageFault>,
}

impl Armed {
    /// The fault that strikes this request, if one does; counts it down.
    pub(in super::super) fn strike_request(&mut self, method: &str, path: &str) -> Option<RestFault> {
        let script =
            self.scripts.iter_mut().find(|script| script.left > 0 && matches(&script.pattern, method, path))?;
        script.left -= 1;
        let fault = script.fault.clone();
        self.scripts.retain(|script| script.left > 0);
        Some(fault)
    }

    /// The fault that strikes the next delivery to the endpoint; counts it down.
    pub(in super::super) fn strike_delivery(&mut self) -> Option<EndpointFault> {
        take_first(&mut self.deliveries)
    }

    /// The fault that strikes the next download of a file; counts it down.
    pub(in super::super) fn strike_download(&mut self) -> Option<AttachmentFault> {
        take_first(&mut self.downloads)
    }

    /// The size that the next attached file claims; counts it down.
    pub(in super::super) fn strike_size(&mut self) -> Option<u64> {
        take_first(&mut self.sizes)
    }

    /// Why a person gets no direct messages, if they get none.
    pub(in super::super) fn direct_message_fault(&self, user: Id) -> Option<DirectMessageFault> {
        self.direct_messages.get(&user).copied()
    }

    /// The code with which the next identify is closed.
    pub(in super::super) fn strike_identify(&mut self) -> Option<u16> {
        strike(&mut self.identifies)
    }

    /// The code with which the next resume is closed.
    pub(in super::super) fn strike_resume(&mut self) -> Option<u16> {
        strike(&mut self.resumes)
    }
}

/// Counts down and tells whether there was something left.
pub(in super::super) fn take_one(left: &mut u32) -> bool {
    let struck = *left > 0;
    *left = left.saturating_sub(1);
    struck
}

fn take_first<T: Clone>(queue: &mut VecDeque<(T, u32)>) -> Option<T> {
    let (fault, left) = queue.front_mut()?;
    let fault = fault.clone();
    *left = left.saturating_sub(1);
    queue.retain(|(_, left)| *left > 0);
    Some(fault)
}

fn strike(queue: &mut VecDeque<Refusing>) -> Option<u16> {
    let first = queue.front_mut()?;
    first.left = first.left.saturating_sub(1);
    let code = first.code;
    queue.retain(|refusing| refusing.left > 0);
    Some(code)
}

/// Whether a pattern like `POST /interactions/*/*/callback` fits. `*` stands for one segment, alone for everything.
fn matches(pattern: &str, method: &str, path: &str) -> bool {
    let (wanted_method, wanted_path) = match pattern.split_once(' ') {
        Some((method, path)) => (Some(method), path),
        None => (None, pattern),
    };
    if wanted_method.is_some_and(|wanted| wanted != "*" && wanted != method) {
        return false;
    }
    if wanted_path == "*" {
        return true;
    }
    let path = path.strip_prefix("/api/v10").unwrap_or(path);
    let (wanted, actual): (Vec<_>, Vec<_>) = (wanted_path.split('/').collect(), path.split('/').collect());
    wanted.len() == actual.len()
        && wanted.iter().zip(&actual).all(|(wanted, actual)| *wanted == "*" || wanted == actual)
}
