//! Receives request bodies: limits how many arrive at the same time, and how much memory they take together.
//!
//! No body is verified yet, so any client can begin one and never finish it. When one of the limits is reached, the slowest
//! body is evicted, which is the one that began first. When the next one was refused instead, 256 such clients made the
//! endpoint refuse 464 of 469 signed requests. A body that has arrived together with its head, as Discord's do behind a
//! proxy that buffers, is read at once and takes no slot.

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

use super::signature::SignedMessage;
use crate::http::Limits;

/// Why a body was not received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyError {
    /// It exceeds the limit.
    TooLong,
    /// It took too long.
    TooSlow,
    /// It was the slowest when another one needed its slot or memory.
    Evicted,
    /// The connection or its encoding broke.
    Broken,
}

/// Receives bodies within the limits.
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
    /// The size of all buffers together.
    reserved: usize,
}

/// One body so far. Dropping it tells the receiver that it was evicted.
#[derive(Debug)]
struct Buffer {
    number: u64,
    message: SignedMessage,
    _receiver: oneshot::Sender<Infallible>,
}

impl Bodies {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, arriving: Mutex::default(), evicted: AtomicU64::new(0) }
    }

    /// Bodies that are arriving now, and the bytes reserved for them.
    pub(super) fn arriving(&self) -> (usize, usize) {
        let arriving = self.lock();
        (arriving.bodies.len(), arriving.reserved)
    }

    /// Bodies that were evicted.
    pub(super) fn evicted(&self) -> u64 {
        self.evicted.load(Ordering::Relaxed)
    }

    /// Receives `body` into `message`, behind the timestamp.
    pub(super) async fn receive(&self, mut message: SignedMessage, mut body: Body) -> Result<SignedMessage, BodyError> {
        // A declared length over the limit is refused before the body arrives. Without one, the body is refused as soon as
        // it exceeds the limit, and the rest is not read.
        if body.size_hint().lower() > self.limits.body as u64 {
            return Err(BodyError::TooLong);
        }
        let longest = self.limits.body;
        let alone = |data: &Bytes| {
            if data.len() > message.remaining(longest) {
                return Err(BodyError::TooLong);
            }
            message.append(data, longest);
            Ok(())
        };
        if let Some(read) = at_once(fill(&mut body, alone)).await {
            return read.map(|()| message);
        }
        let (slot, evicted) = self.begin(message);
        tokio::select! {
            // What has arrived counts, even at the deadline.
            biased;
            read = fill(&mut body, |data| slot.append(data)) => read?,
            _ = evicted => return Err(BodyError::Evicted),
            () = sleep(self.limits.read) => return Err(BodyError::TooSlow),
        }
        slot.finish().ok_or(BodyError::Evicted)
    }

    /// Takes a slot for one more body. The receiver is closed when the body is evicted.
    fn begin(&self, message: SignedMessage) -> (Slot<'_>, oneshot::Receiver<Infallible>) {
        let (sender, receiver) = oneshot::channel();
        let mut arriving = self.lock();
        while arriving.is_full(&self.limits, message.reserved()) {
            self.evict_slowest(&mut arriving);
        }
        let number = arriving.next;
        arriving.next += 1;
        arriving.reserved += message.reserved();
        arriving.bodies.push_back(Buffer { number, message, _receiver: sender });
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
    /// Whether a buffer of `reserved` bytes needs the slot or memory of another one.
    fn is_full(&self, limits: &Limits, reserved: usize) -> bool {
        let is_empty = self.bodies.is_empty();
        !is_empty && (self.bodies.len() >= limits.bodies || self.reserved + reserved > limits.body_memory)
    }

    fn find(&self, number: u64) -> Option<usize> {
        self.bodies.binary_search_by_key(&number, |buffer| buffer.number).ok()
    }

    fn pop(&mut self, index: usize) -> Option<SignedMessage> {
        let Buffer { message, .. } = self.bodies.remove(index)?;
        self.reserved -= message.reserved();
        Some(message)
    }
}

/// One body's slot, free again when this is dropped.
#[derive(Debug)]
struct Slot<'a> {
    bodies: &'a Bodies,
    number: u64,
}

impl Slot<'_> {
    /// Appends `data`, and evicts the slowest bodies until the memory suffices.
    fn append(&self, data: &Bytes) -> Result<(), BodyError> {
        let Limits { body: longest, body_memory, .. } = self.bodies.limits;
        let mut arriving = self.bodies.lock();
        loop {
            let index = arriving.find(self.number).ok_or(BodyError::Evicted)?;
            let message = &arriving.bodies[index].message;
            if data.len() > message.remaining(longest) {
                return Err(BodyError::TooLong);
            }
            let others = arriving.reserved - message.reserved();
            // The last remaining body may always grow to its own limit.
            if others == 0 || others + message.reserved_with(data.len(), longest) <= body_memory {
                let message = &mut arriving.bodies[index].message;
                message.append(data, longest);
                arriving.reserved = others + message.reserved();
                return Ok(());
            }
            self.bodies.evict_slowest(&mut arriving);
        }
    }

    /// Takes the body out, unless it was evicted.
    fn finish(self) -> Option<SignedMessage> {
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

/// Passes each part of the body to `append` until it ends. May be dropped at any time, and called again.
async fn fill(body: &mut Body, mut append: impl FnMut(&Bytes) -> Result<(), BodyError>) -> Result<(), BodyError> {
    while !body.is_end_stream()
        && let Some(frame) = body.frame().await
    {
        // Any other frame holds trailers, which are ignored.
        if let Ok(data) = frame.map_err(|_| BodyError::Broken)?.into_data() {
            append(&data)?;
        }
    }
    Ok(())
}

/// The output of `reading`, if it needs nothing more from the client. hyper begins to read a body when it is first polled, so
/// that one which has arrived with its head is there at the second poll.
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
