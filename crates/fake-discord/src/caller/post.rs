//! A request to the endpoint on its way: where to, what it carries, what comes back, and how it can go wrong.

use std::error::Error;
use std::fmt;
use std::io;
use std::iter;
use std::net::IpAddr;
use std::time::Duration;

use futures_util::stream;
use reqwest::{Body, Client, Response, Url, redirect};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::super::delivery::EndpointAnswer;
use super::super::rest::MAX_REQUEST;

/// In how many pieces a slow body comes.
const PIECES: usize = 8;

/// Where the endpoint is. Discord insists on https with a public certificate; the fake Discord never leaves the machine, so
/// that it takes plain http, and on loopback only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Address(Url);

impl Address {
    /// The address, if it is one that the fake Discord may call.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let host = url.host_str()?;
        let ip: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
        let is_loopback = ip.map_or(host == "localhost", |ip| ip.is_loopback());
        (url.scheme() == "http" && is_loopback).then_some(Self(url))
    }

    /// The path, without the query.
    pub(super) fn path(&self) -> &str {
        self.0.path()
    }

    /// What follows the question mark.
    pub(super) fn query(&self) -> &str {
        self.0.query().unwrap_or_default()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Names and values of headers, as Discord writes them.
pub(super) type Headers = Vec<(&'static str, String)>;

/// A request that is ready to be posted.
#[derive(Clone, Debug)]
pub(super) struct Parcel {
    pub address: Address,
    pub headers: Headers,
    pub body: Vec<u8>,
}

/// Why nothing came back.
#[derive(Clone, Debug)]
pub(super) struct Silence(pub String);

/// Posts, and waits for the answer as long as Discord does.
#[derive(Debug)]
pub(in super::super) struct Poster {
    client: Client,
    deadline: Duration,
}

impl Poster {
    /// # Errors
    ///
    /// If the HTTP client cannot be built.
    pub(in super::super) fn new(deadline: Duration) -> io::Result<Self> {
        let client = Client::builder().no_proxy().redirect(redirect::Policy::none()).timeout(deadline);
        Ok(Self { client: client.build().map_err(io::Error::other)?, deadline })
    }

    /// One that shares no connection with this one.
    pub(super) fn another(&self) -> Result<Self, Silence> {
        Self::new(self.deadline).map_err(|error| Silence(error.to_string()))
    }

    /// Posts, on a connection that may have been used before.
    pub(super) async fn post(&self, parcel: &Parcel) -> Result<EndpointAnswer, Silence> {
        self.send(parcel, parcel.body.clone().into()).await
    }

    /// The headers at once, the body in a few chunks with a pause before each.
    pub(super) async fn post_slowly(&self, parcel: &Parcel, pause: Duration) -> Result<EndpointAnswer, Silence> {
        let size = parcel.body.len().div_ceil(PIECES).max(1);
        let pieces: Vec<Vec<u8>> = parcel.body.chunks(size).map(<[u8]>::to_vec).collect();
        let body = stream::unfold(pieces.into_iter(), move |mut pieces| async move {
            let piece = pieces.next()?;
            sleep(pause).await;
            Some((Ok::<_, io::Error>(piece), pieces))
        });
        self.send(parcel, Body::wrap_stream(body)).await
    }

    async fn send(&self, parcel: &Parcel, body: Body) -> Result<EndpointAnswer, Silence> {
        let request = self.client.post(parcel.address.0.clone()).body(body);
        let request = parcel.headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
        let read = async { read(request.send().await?).await };
        read.await.map_err(|error| self.silence(&error))
    }

    /// Posts on a connection of its own, and resets that instead of reading the answer: right after the request, or when
    /// the answer has come.
    pub(super) async fn post_and_cut(&self, parcel: &Parcel, when_answered: bool) -> io::Result<()> {
        let addresses = parcel.address.0.socket_addrs(|| None)?;
        let mut stream = TcpStream::connect(addresses.as_slice()).await?;
        stream.write_all(&parcel.as_bytes()).await?;
        if when_answered {
            // Without an answer in time there is nothing to leave unread, and the connection ends all the same.
            let _ = timeout(self.deadline, stream.readable()).await;
        }
        stream.set_zero_linger()
    }

    fn silence(&self, error: &reqwest::Error) -> Silence {
        if error.is_timeout() {
            return Silence(format!("no answer within {:?}", self.deadline));
        }
        let mut cause: &dyn Error = error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        Silence(format!("no answer: {cause}"))
    }
}

impl Parcel {
    /// The request as it stands on the wire.
    fn as_bytes(&self) -> Vec<u8> {
        let url = &self.address.0;
        let authority = url.authority();
        let target = iter::once(url.path()).chain(url.query()).collect::<Vec<_>>().join("?");
        let mut head =
            format!("POST {target} HTTP/1.1\r\nhost: {authority}\r\ncontent-length: {}\r\n", self.body.len());
        for (name, value) in &self.headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        head.push_str("\r\n");
        [head.as_bytes(), &self.body].concat()
    }
}

/// Reads an answer, up to the size that Discord accepts.
async fn read(mut response: Response) -> reqwest::Result<EndpointAnswer> {
    let status = response.status().as_u16();
    let headers = response.headers().iter();
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers = headers.map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_REQUEST {
            break;
        }
    }
    Ok(EndpointAnswer { status, headers, body })
}
