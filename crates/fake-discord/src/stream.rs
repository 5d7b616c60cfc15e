//! A TCP stream that injects faults: it can become a black hole, end, or be reset while it is in use.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use futures_util::task::AtomicWaker;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Notify;

const OPEN: u8 = 0;
const BLACK_HOLE: u8 = 1;
const CUT: u8 = 2;
const RESET: u8 = 3;

#[derive(Debug, Default)]
struct Switch {
    position: AtomicU8,
    reader: AtomicWaker,
    writer: AtomicWaker,
    turned: Notify,
}

/// Controls the faults of one stream.
#[derive(Clone, Debug, Default)]
pub(super) struct StreamControl(Arc<Switch>);

impl StreamControl {
    /// Reads and writes nothing from now on, but keeps the socket open.
    pub(super) fn swallow_everything(&self) {
        self.turn(BLACK_HOLE);
    }

    /// Ends the connection, as a process that exits does.
    pub(super) fn cut(&self) {
        self.turn(CUT);
    }

    /// Ends the connection with a TCP reset.
    pub(super) fn reset(&self) {
        self.turn(RESET);
    }

    /// Whether this is a black hole.
    pub(super) fn is_black_hole(&self) -> bool {
        self.position() == BLACK_HOLE
    }

    /// Whether the connection is still held, apart from the list of streams.
    pub(super) fn is_in_use(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }

    /// Resolves when this is no black hole (any more).
    pub(super) async fn released(&self) {
        loop {
            let turned = self.0.turned.notified();
            if !self.is_black_hole() {
                return;
            }
            turned.await;
        }
    }

    fn position(&self) -> u8 {
        self.0.position.load(Ordering::SeqCst)
    }

    fn turn(&self, position: u8) {
        self.0.position.store(position, Ordering::SeqCst);
        self.0.reader.wake();
        self.0.writer.wake();
        self.0.turned.notify_waiters();
    }
}

/// A TCP stream that obeys its control.
#[derive(Debug)]
pub(super) struct FaultyStream {
    stream: TcpStream,
    control: StreamControl,
}

impl FaultyStream {
    pub(super) fn new(stream: TcpStream) -> Self {
        let control = StreamControl::default();
        Self { stream, control }
    }

    /// The control of this stream.
    pub(super) fn control(&self) -> StreamControl {
        self.control.clone()
    }

    /// Whether to go on, wait, or fail.
    fn gate(&self) -> Poll<io::Result<()>> {
        match self.control.position() {
            OPEN => Poll::Ready(Ok(())),
            BLACK_HOLE => Poll::Pending,
            CUT => Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
            _ => {
                // If this fails the peer sees an orderly end instead of a reset; nothing better can be done here.
                let _ = self.stream.set_zero_linger();
                Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
            }
        }
    }
}

impl AsyncRead for FaultyStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.control.0.reader.register(context.waker());
        std::task::ready!(self.gate())?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for FaultyStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.control.0.writer.register(context.waker());
        std::task::ready!(self.gate())?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.control.0.writer.register(context.waker());
        std::task::ready!(self.gate())?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.control.0.writer.register(context.waker());
        std::task::ready!(self.gate())?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
