//! A request before it is sent: route, body, and the headers that Discord requires. Pure.

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method, RequestBuilder, Url};

use super::origin::Origin;
use super::route::{Credential, Route};

/// The `User-Agent`, in the form that Discord asks for: `DiscordBot (address, version)`. The bot has no public address of
/// its own, so that it names the library that builds the bodies.
/// <https://docs.discord.com/developers/reference#user-agent>
const AGENT: &str = "DiscordBot (https://github.com/serenity-rs/serenity, 0.12.5)";

/// A route and its body. It is built anew for each attempt, and all attempts share the body.
pub(super) struct Request<'a> {
    route: Route<'a>,
    body: Option<Bytes>,
    files: Vec<File>,
}

/// A file that goes along with a body: its name, and what is in it.
pub(super) type File = (String, Bytes);

impl<'a> Request<'a> {
    /// A request without a body.
    pub(super) const fn new(route: Route<'a>) -> Self {
        Self { route, body: None, files: Vec::new() }
    }

    /// A request with a body, which is JSON.
    pub(super) const fn with_json(route: Route<'a>, body: Bytes) -> Self {
        Self { route, body: Some(body), files: Vec::new() }
    }

    /// A request with a body, which is JSON and names the files as its attachments, from `0` on.
    pub(super) const fn with_files(route: Route<'a>, body: Bytes, files: Vec<File>) -> Self {
        Self { route, body: Some(body), files }
    }

    /// What allows the request.
    pub(super) const fn credential(&self) -> Credential {
        self.route.credential()
    }

    /// The request as [`build`](Self::build) makes it, with the parts of its files if it has any.
    pub(super) fn whole(
        &self,
        client: &Client,
        origin: &Origin,
        authorization: Option<&HeaderValue>,
    ) -> Option<reqwest::Request> {
        let built = self.build(origin, authorization)?;
        match self.form() {
            Some(form) => RequestBuilder::from_parts(client.clone(), built).multipart(form).build().ok(),
            None => Some(built),
        }
    }

    /// The parts of a request with files (<https://docs.discord.com/developers/reference#uploading-files>).
    fn form(&self) -> Option<Form> {
        if self.files.is_empty() {
            return None;
        }
        let json = Part::stream(self.body.clone().unwrap_or_default()).mime_str("application/json").ok()?;
        let mut form = Form::new().part("payload_json", json);
        for (place, (name, bytes)) in self.files.iter().enumerate() {
            let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
            let bytes = Part::stream(bytes.clone()).file_name(name).mime_str("application/octet-stream").ok()?;
            form = form.part(format!("files[{place}]"), bytes);
        }
        Some(form)
    }

    /// The request as it goes to `origin`, with the bot's token if there is one; `None` if it would not go there.
    /// The parts of files are not in it yet.
    ///
    /// The routes of interactions need no token of the bot, and carry it all the same: without one, Discord limits all
    /// requests of an IP address together (<https://docs.discord.com/developers/topics/rate-limits#global-rate-limit>).
    fn build(&self, origin: &Origin, authorization: Option<&HeaderValue>) -> Option<reqwest::Request> {
        let url = origin.url(&self.route.path(), self.route.query().as_deref())?;
        let mut built = to(self.route.method(), url);
        let headers = built.headers_mut();
        if let Some(authorization) = authorization {
            headers.insert(AUTHORIZATION, authorization.clone());
        }
        if let Some(body) = self.body.as_ref().filter(|_| self.files.is_empty()) {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *built.body_mut() = Some(body.clone().into());
        }
        Some(built)
    }
}

/// A request without a token, for an address that is no route of the API.
pub(super) fn plain(url: Url) -> reqwest::Request {
    to(Method::GET, url)
}

fn to(method: Method, url: Url) -> reqwest::Request {
    let mut request = reqwest::Request::new(method, url);
    request.headers_mut().insert(USER_AGENT, HeaderValue::from_static(AGENT));
    request
}

#[cfg(test)]
mod tests {
    use super::super::route::{CommandList, Scope};
    use super::*;
    use secrecy::SecretString;

    fn authorization() -> HeaderValue {
        let mut authorization = HeaderValue::from_static("Bot a-bots-token");
        authorization.set_sensitive(true);
        authorization
    }

    #[test]
    fn every_request_goes_to_the_chosen_origin() {
        let token = SecretString::from("t");
        for origin in ["https://discord.com", "http://127.0.0.1:3001", "http://[::1]:9", "https://proxy.example"] {
            for route in [
                Route::GetGatewayBot,
                Route::GetCurrentApplication,
                Route::EditCurrentApplication,
                Route::GetCommands(CommandList::new(7, Scope::Global).unwrap()),
                Route::OverwriteCommands(CommandList::new(7, Scope::Guild(8)).unwrap()),
                Route::create_response(9, &token).unwrap(),
                Route::delete_original_response(7, &token).unwrap(),
            ] {
                let built = Request::new(route).build(&origin.parse().unwrap(), None).unwrap();
                assert_eq!(built.method(), route.method());
                let query = route.query().map_or_else(String::new, |query| format!("?{query}"));
                assert_eq!(built.url().as_str(), format!("{origin}{}{query}", route.path()));
            }
        }
    }

    #[test]
    fn a_request_carries_what_discord_wants_and_nothing_more() {
        let headers = |request: Request<'_>, authorization: Option<&HeaderValue>| {
            let built = request.build(&Origin::default(), authorization).unwrap();
            let headers = built.headers().iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()));
            headers.collect::<Vec<_>>()
        };
        let agent = format!("user-agent: {AGENT}");
        let token = SecretString::from("t");
        let response = || Request::with_json(Route::create_response(9, &token).unwrap(), Bytes::from_static(b"{}"));
        assert_eq!(headers(Request::new(Route::GetGatewayBot), None), [agent.as_str()]);
        assert_eq!(headers(response(), None), [&agent, "content-type: application/json"]);
        assert_eq!(
            headers(response(), Some(&authorization())),
            [&agent, "authorization: Bot a-bots-token", "content-type: application/json"]
        );
    }

    #[tokio::test]
    async fn files_are_parts_beside_the_message_that_names_them() {
        let token = SecretString::from("t");
        let files = [("my \"guide\".yaml", "entries: []"), ("a.csv", "day")];
        let files = files.map(|(name, text)| (name.to_owned(), Bytes::from_static(text.as_bytes()))).to_vec();
        let route = Route::create_follow_up(7, &token).unwrap();
        let request = Request::with_files(route, Bytes::from_static(b"{\"content\":\"x\"}"), files);
        let mut whole = request.whole(&Client::new(), &Origin::default(), None).unwrap();
        let kind = whole.headers()[CONTENT_TYPE].to_str().unwrap();
        let boundary = kind.strip_prefix("multipart/form-data; boundary=").expect("parts").to_owned();
        let body = whole.body_mut().take().expect("the parts");
        let bytes = http_body_util::BodyExt::collect(body).await.unwrap().to_bytes();
        let parts = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"payload_json\"\r\nContent-Type: application/json\r\n\r\n\
             {{\"content\":\"x\"}}\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"myguide.yaml\"\r\n\
             Content-Type: application/octet-stream\r\n\r\nentries: []\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"files[1]\"; filename=\"a.csv\"\r\n\
             Content-Type: application/octet-stream\r\n\r\nday\r\n--{boundary}--\r\n"
        );
        assert_eq!(String::from_utf8_lossy(&bytes), parts);
    }

    #[test]
    fn the_agent_is_the_one_that_serenity_sends() {
        assert_eq!(AGENT, serenity::constants::USER_AGENT);
    }

    #[test]
    fn attempts_share_one_body() {
        let body = Bytes::from("{}".repeat(1000));
        let request = Request::with_json(Route::EditCurrentApplication, body.clone());
        for _ in 0..2 {
            let built = request.build(&Origin::default(), None).unwrap();
            let sent = built.body().and_then(reqwest::Body::as_bytes).unwrap();
            assert_eq!((sent.as_ptr(), sent.len()), (body.as_ptr(), body.len()));
        }
    }

    #[test]
    fn nothing_printable_holds_the_bots_token() {
        let built = Request::new(Route::GetGatewayBot).build(&Origin::default(), Some(&authorization())).unwrap();
        assert!(!format!("{built:?}").contains("a-bots-token"), "{built:?}");
    }
}
