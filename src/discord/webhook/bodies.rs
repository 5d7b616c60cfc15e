//! Request bodies that are still arriving: how many there may be, and how many bytes they may hold together.
//!
//! Nothing in here is verified yet, so any client can start a body and never finish it. When one of the two bounds is
//! reached, the slowest body is evicted: the one that began first. A body that has arrived together with its head, as
//! Discord's do behind a proxy that buffers, is read at once and takes no slot.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use axum::body::{Body, Bytes, HttpBody as _};
use http_body_util::BodyExt as _;
use tokio::sync::oneshot;
use tokio::time::sleep;

use super::signature::Signed;
use crate::http::Limits;

/// Why a body was not received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// It is longer than a body may be.
    TooLong,
    /// It took longer than a body may take.
    TooSlow,
    /// It was the slowest when another one needed its slot or its memory.
    Evicted,
    /// The connection or its encoding broke.
    Broken,
}

/// Receives bodies within their bounds.
#[derive(Debug)]
pub(super) struct Bodies {
    limits: Limits,
    arriving: Mutex<Arriving>,
    evicted: AtomicU64,
}

/// The bodies that are arriving, in the order in which they began.
#[derive(Debug, Default)]
struct Arriving {
    next: u64,
    bodies: VecDeque<Buffer>,
    /// What all buffers together have reserved.
    reserved: usize,
}

/// One body so far. Dropping it tells its receiver that it was evicted.
#[derive(Debug)]
struct Buffer {
    number: u64,
    signed: Signed,
    _receiver: oneshot::Sender<Infallible>,
}

impl Bodies {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, arriving: Mutex::default(), evicted: AtomicU64::new(0) }
    }

    /// How many are arriving now, and how many bytes they have reserved.
    pub(super) fn arriving(&self) -> (usize, usize) {
        let arriving = self.lock();
        (arriving.bodies.len(), arriving.reserved)
    }

    /// How many were evicted since the start.
    pub(super) fn evicted(&self) -> u64 {
        self.evicted.load(Ordering::Relaxed)
    }

    /// Receives `body` behind the timestamp in `signed`.
    pub(super) async fn receive(&self, mut signed: Signed, mut body: Body) -> Result<Signed, Failure> {
        // A length beyond the limit is refused before the body arrives; without one, as soon as it is beyond.
        if body.size_hint().lower() > self.limits.body as u64 {
            return Err(Failure::TooLong);
        }
        let longest = self.limits.body;
        let alone = |data: &Bytes| {
            if data.len() > signed.room(longest) {
                return Err(Failure::TooLong);
            }
            signed.append(data, longest);
            Ok(())
        };
        if let Some(read) = at_once(fill(&mut body, alone)).await {
            return read.map(|()| signed);
        }
        let (slot, evicted) = self.begin(signed);
        tokio::select! {
            // What has arrived counts, whatever time it is.
            biased;
            read = fill(&mut body, |data| slot.append(data)) => read?,
            _ = evicted => return Err(Failure::Evicted),
            () = sleep(self.limits.read) => return Err(Failure::TooSlow),
        }
        slot.finish().ok_or(Failure::Evicted)
    }

    /// Makes a slot for one more body; the receiver learns of its eviction.
    fn begin(&self, signed: Signed) -> (Slot<'_>, oneshot::Receiver<Infallible>) {
        let (sender, receiver) = oneshot::channel();
        let mut arriving = self.lock();
        while arriving.is_full(&self.limits, signed.reserved()) {
            self.evict_slowest(&mut arriving);
        }
        let number = arriving.next;
        arriving.next += 1;
        arriving.reserved += signed.reserved();
        arriving.bodies.push_back(Buffer { number, signed, _receiver: sender });
        (Slot { bodies: self, number }, receiver)
    }

    fn evict_slowest(&self, arriving: &mut Arriving) {
        if arriving.pop(0).is_some() {
            self.evicted.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Arriving> {
        self.arriving.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Arriving {
    /// Whether a body that has reserved so many bytes needs the slot or the memory of another one.
    fn is_full(&self, limits: &Limits, reserved: usize) -> bool {
        let is_empty = self.bodies.is_empty();
        !is_empty && (self.bodies.len() >= limits.bodies || self.reserved + reserved > limits.body_memory)
    }

    fn find(&self, number: u64) -> Option<usize> {
        self.bodies.binary_search_by_key(&number, |buffer| buffer.number).ok()
    }

    fn pop(&mut self, index: usize) -> Option<Signed> {
        let Buffer { signed, .. } = self.bodies.remove(index)?;
        self.reserved -= signed.reserved();
        Some(signed)
    }
}

/// The slot of one body, given up when this is dropped.
#[derive(Debug)]
struct Slot<'a> {
    bodies: &'a Bodies,
    number: u64,
}

impl Slot<'_> {
    /// Appends `data`, and evicts the slowest bodies until there is memory for it.
    fn append(&self, data: &Bytes) -> Result<(), Failure> {
        let Limits { body: longest, body_memory, .. } = self.bodies.limits;
        let mut arriving = self.bodies.lock();
        loop {
            let index = arriving.find(self.number).ok_or(Failure::Evicted)?;
            let signed = &arriving.bodies[index].signed;
            if data.len() > signed.room(longest) {
                return Err(Failure::TooLong);
            }
            let others = arriving.reserved - signed.reserved();
            // The last body that is left may always grow to its own limit.
            if others == 0 || others + signed.reserved_with(data.len(), longest) <= body_memory {
                let signed = &mut arriving.bodies[index].signed;
                signed.append(data, longest);
                arriving.reserved = others + signed.reserved();
                return Ok(());
            }
            self.bodies.evict_slowest(&mut arriving);
        }
    }

    /// Takes the body out, unless it was evicted.
    fn finish(self) -> Option<Signed> {
        let mut arriving = self.bodies.lock();
        let index = arriving.find(self.number)?;
        arriving.pop(index)
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        let mut arriving = self.bodies.lock();
        if let Some(index) = arriving.find(self.number) {
            arriving.pop(index);
        }
    }
}

/// Hands over everything that arrives until the body ends. May be dropped at any time, and begun again.
async fn fill(body: &mut Body, mut append: impl FnMut(&Bytes) -> Result<(), Failure>) -> Result<(), Failure> {
    while !body.is_end_stream()
        && let Some(frame) = body.frame().await
    {
        // A frame that is no data is a trailer, which says nothing here.
        if let Ok(data) = frame.map_err(|_| Failure::Broken)?.into_data() {
            append(&data)?;
        }
    }
    Ok(())
}

/// What `reading` gives without waiting for the client. hyper reads a body only once it was asked for, so that one that has
/// arrived with its head is there at the next turn.
async fn at_once<T>(reading: impl Future<Output = T>) -> Option<T> {
    let (mut reading, mut is_first) = (pin!(reading), true);
    poll_fn(|context| match reading.as_mut().poll(context) {
        Poll::Ready(read) => Poll::Ready(Some(read)),
        Poll::Pending if is_first => {
            is_first = false;
            context.waker().wake_by_ref();
            Poll::Pending
        }
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

#[cfg(test)]
#[path = "bodies_tests.rs"]
mod tests;
