//! The listener on 127.0.0.1. It can be closed, so that connections are refused, and opened again on the same port.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::stream::{FaultyStream, StreamControl};

/// The state of the listener: wanted, and actual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ListenerState {
    wanted_open: bool,
    is_open: bool,
}

/// Opens and closes the listener, and resets every connection that it accepted.
#[derive(Clone, Debug)]
pub(super) struct ListenerControl {
    state: watch::Sender<ListenerState>,
    streams: Arc<Mutex<Vec<StreamControl>>>,
}

impl ListenerControl {
    /// Refuses new connections. Returns when they are refused.
    pub(super) async fn close(&self) {
        self.turn(false).await;
    }

    /// Takes connections again. Returns when they are taken.
    pub(super) async fn open(&self) {
        self.turn(true).await;
    }

    /// Resets every connection there is.
    pub(super) fn reset_everyone(&self) {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        streams.drain(..).for_each(|stream| stream.reset());
    }

    async fn turn(&self, open: bool) {
        self.state.send_modify(|state| state.wanted_open = open);
        let mut state = self.state.subscribe();
        // The only error is that the listener is gone, and then there is nothing to wait for.
        let _ = state.wait_for(|state| state.is_open == open).await;
    }
}

/// Accepts connections while it is open.
pub(super) struct LoopbackListener {
    socket: Option<TcpListener>,
    address: SocketAddr,
    control: ListenerControl,
    state: watch::Receiver<ListenerState>,
}

impl LoopbackListener {
    /// Binds 127.0.0.1; port 0 lets the system choose.
    pub(super) async fn bind(port: u16) -> io::Result<(Self, ListenerControl)> {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = socket.local_addr()?;
        let (sender, state) = watch::channel(ListenerState { wanted_open: true, is_open: true });
        let control = ListenerControl { state: sender, streams: Arc::default() };
        let listener = Self { socket: Some(socket), address, control: control.clone(), state };
        Ok((listener, control))
    }

    /// The port that is bound.
    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Opens or closes as wanted. Returns when it is open and bound.
    async fn obey(&mut self) -> &TcpListener {
        loop {
            let wanted_open = self.state.borrow_and_update().wanted_open;
            if !wanted_open {
                self.socket = None;
                self.tell(false);
                // The sender lives in `self.control`, so this cannot fail.
                let _ = self.state.changed().await;
            } else if self.socket.is_some() {
                break;
            } else {
                match TcpListener::bind(self.address).await {
                    Ok(socket) => {
                        self.socket = Some(socket);
                        self.tell(true);
                    }
                    Err(error) => {
                        tracing::warn!("the fake Discord cannot open its port again yet: {error}");
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                }
            }
        }
        self.socket.as_ref().expect("the loop ends when the socket is there")
    }

    fn tell(&self, is_open: bool) {
        self.control.state.send_if_modified(|state| {
            let changed = state.is_open != is_open;
            state.is_open = is_open;
            changed
        });
    }
}

impl Listener for LoopbackListener {
    type Io = FaultyStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let mut state = self.state.clone();
            let socket = self.obey().await;
            let accepted = tokio::select! {
                accepted = socket.accept() => accepted,
                _ = state.wait_for(|state| !state.wanted_open) => continue,
            };
            match accepted {
                Ok((stream, peer)) => {
                    // Without, small frames would wait for each other's acknowledgement.
                    let _ = stream.set_nodelay(true);
                    let stream = FaultyStream::new(stream);
                    let mut streams = self.control.streams.lock().unwrap_or_else(PoisonError::into_inner);
                    streams.retain(StreamControl::is_in_use);
                    streams.push(stream.control());
                    drop(streams);
                    return (stream, peer);
                }
                Err(error) => {
                    tracing::warn!("the fake Discord could not accept a connection: {error}");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(self.address)
    }
}

impl Connected<IncomingStream<'_, LoopbackListener>> for StreamControl {
    fn connect_info(stream: IncomingStream<'_, LoopbackListener>) -> Self {
        stream.io().control()
    }
}
