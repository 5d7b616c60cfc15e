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
struct Door {
    wanted_open: bool,
    is_open: bool,
}

/// Opens and closes the listener, and resets every connection that it accepted.
#[derive(Clone, Debug)]
pub(super) struct Gatekeeper {
    door: watch::Sender<Door>,
    streams: Arc<Mutex<Vec<StreamControl>>>,
}

impl Gatekeeper {
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
        self.door.send_modify(|door| door.wanted_open = open);
        let mut door = self.door.subscribe();
        // The only error is that the listener is gone, and then there is nothing to wait for.
        let _ = door.wait_for(|door| door.is_open == open).await;
    }
}

/// Accepts connections while it is open.
pub(super) struct LoopbackListener {
    socket: Option<TcpListener>,
    address: SocketAddr,
    keeper: Gatekeeper,
    door: watch::Receiver<Door>,
}

impl LoopbackListener {
    /// Binds 127.0.0.1; port 0 lets the system choose.
    pub(super) async fn bind(port: u16) -> io::Result<(Self, Gatekeeper)> {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = socket.local_addr()?;
        let (sender, door) = watch::channel(Door { wanted_open: true, is_open: true });
        let keeper = Gatekeeper { door: sender, streams: Arc::default() };
        let listener = Self { socket: Some(socket), address, keeper: keeper.clone(), door };
        Ok((listener, keeper))
    }

    /// The port that is bound.
    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Opens or closes as wanted. Returns when it is open and bound.
    async fn obey(&mut self) -> &TcpListener {
        loop {
            let wanted_open = self.door.borrow_and_update().wanted_open;
            if !wanted_open {
                self.socket = None;
                self.tell(false);
                // The sender lives in `self.keeper`, so this cannot fail.
                let _ = self.door.changed().await;
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
        self.keeper.door.send_if_modified(|door| {
            let changed = door.is_open != is_open;
            door.is_open = is_open;
            changed
        });
    }
}

impl Listener for LoopbackListener {
    type Io = FaultyStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let mut door = self.door.clone();
            let socket = self.obey().await;
            let accepted = tokio::select! {
                accepted = socket.accept() => accepted,
                _ = door.wait_for(|door| !door.wanted_open) => continue,
            };
            match accepted {
                Ok((stream, peer)) => {
                    // Without, small frames would wait for each other's acknowledgement.
                    let _ = stream.set_nodelay(true);
                    let stream = FaultyStream::new(stream);
                    let mut streams = self.keeper.streams.lock().unwrap_or_else(PoisonError::into_inner);
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
