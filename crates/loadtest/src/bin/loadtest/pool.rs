//! Signed requests, ready to be sent: some thousands, in turn, each signed again before a server finds it stale.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use ed25519_dalek::SigningKey;
use fastrand::Rng;
use hyper::body::Bytes;
use hyper::header::HeaderValue;
use loadtest::signing::sign;
use serde_json::Value;

use crate::payloads::{Kind, Payload};

/// Servers refuse what was signed more than 5 minutes ago.
const FRESH: Duration = Duration::from_mins(2);
/// Stands for the words of /ask until they are made up.
const WORDS: &str = "the words come here";
/// What questions are made of, besides one word that was not asked before.
const USUAL: &[&str] = &[
    "how",
    "do",
    "i",
    "become",
    "a",
    "tpm",
    "without",
    "degree",
    "from",
    "engineering",
    "what",
    "does",
    "salary",
    "interview",
    "career",
    "skills",
    "program",
    "manager",
    "agile",
    "healthcare",
    "is",
    "it",
    "hard",
    "to",
    "get",
    "into",
    "with",
    "years",
    "of",
    "experience",
    "certification",
    "roadmap",
    "stakeholders",
    "risk",
    "mentor",
];

/// A request as it goes out.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub kind: Kind,
    pub timestamp: HeaderValue,
    pub signature: HeaderValue,
    pub body: Bytes,
}

/// Servers to ask in: `count` ids from `first` on.
#[derive(Clone, Copy, Debug)]
pub struct Guilds {
    pub first: u64,
    pub count: u32,
}

/// The requests of one thread.
#[derive(Debug)]
pub struct Pool {
    entries: Vec<Entry>,
    next: usize,
    key: SigningKey,
    rng: Rng,
}

#[derive(Debug)]
struct Entry {
    prepared: Prepared,
    signed: Duration,
    /// What stands before and after the words of a question that is new each time.
    around: Option<(String, String)>,
}

impl Pool {
    /// `size` requests from `payloads` in an order of chance, each with an id and a token of its own. With `distinct`,
    /// each /ask has new words whenever it is sent; with `guilds`, they come from these servers in turn.
    pub fn new(
        payloads: &[Payload],
        size: usize,
        key: SigningKey,
        seed: u64,
        distinct: bool,
        guilds: Option<Guilds>,
    ) -> anyhow::Result<Self> {
        let mut rng = Rng::with_seed(seed);
        let mut entries = Vec::with_capacity(size);
        for (number, payload) in (0..).zip(payloads.iter().cycle().take(size)) {
            let guild = guilds.map(|guilds| guilds.first + number % u64::from(guilds.count));
            entries.push(Entry::new(payload, guild, &mut rng, distinct)?);
        }
        rng.shuffle(&mut entries);
        let now = unix_time();
        for entry in &mut entries {
            entry.sign(now, &key);
        }
        Ok(Self { entries, next: 0, key, rng })
    }

    /// The next request, signed within the last two minutes.
    pub fn next(&mut self) -> Prepared {
        self.next_at(unix_time())
    }

    fn next_at(&mut self, now: Duration) -> Prepared {
        let size = self.entries.len();
        let entry = &mut self.entries[self.next];
        self.next = (self.next + 1) % size;
        if let Some((before, after)) = &entry.around {
            entry.prepared.body = [before, &question(&mut self.rng), after].map(String::as_str).concat().into();
        }
        if entry.around.is_some() || now.saturating_sub(entry.signed) > FRESH {
            entry.sign(now, &self.key);
        }
        entry.prepared.clone()
    }
}

impl Entry {
    fn new(payload: &Payload, guild: Option<u64>, rng: &mut Rng, distinct: bool) -> anyhow::Result<Self> {
        let Payload { kind, mut json } = payload.clone();
        if let (Some(guild), Some(of_payload)) = (guild, payload.json["guild_id"].as_str()) {
            // Many keys name it; no other string is the same.
            let quoted = |id: &str| format!("\"{id}\"");
            let text = json.to_string().replace(&quoted(of_payload), &quoted(&guild.to_string()));
            json = serde_json::from_str(&text).context("a payload with another server's id")?;
        }
        json["id"] = Value::from(rng.u64(1_300_000_000_000_000_000..1_400_000_000_000_000_000).to_string());
        let length = json["token"].as_str().map_or(0, str::len);
        json["token"] = (0..length).map(|_| rng.alphanumeric()).collect::<String>().into();
        let mut around = None;
        if distinct && kind == Kind::Ask {
            json["data"]["options"][0]["value"] = WORDS.into();
            let text = json.to_string();
            let (before, after) = text.split_once(WORDS).context("an /ask without options")?;
            around = Some((before.to_owned(), after.to_owned()));
        }
        let unsigned = HeaderValue::from_static("");
        let body = json.to_string().into();
        let prepared = Prepared { kind, timestamp: unsigned.clone(), signature: unsigned, body };
        Ok(Self { prepared, signed: Duration::ZERO, around })
    }

    fn sign(&mut self, now: Duration, key: &SigningKey) {
        let timestamp = now.as_secs().to_string();
        let signature = sign(key, &timestamp, &self.prepared.body);
        self.prepared.timestamp = HeaderValue::try_from(timestamp).expect("digits");
        self.prepared.signature = HeaderValue::try_from(signature).expect("hex digits");
        self.signed = now;
    }
}

/// Words that were not asked before.
fn question(rng: &mut Rng) -> String {
    let usual = rng.usize(4..10);
    let mut words: Vec<&str> = (0..usual).map(|_| USUAL[rng.usize(..USUAL.len())]).collect();
    let new: String = (0..rng.usize(8..12)).map(|_| rng.lowercase()).collect();
    words.insert(rng.usize(..=usual), &new);
    words.join(" ")
}

fn unix_time() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};
    use std::path::Path;

    use super::*;
    use crate::payloads::{Choice, PAYLOADS, read};
    use loadtest::signing;

    fn pool(choice: Choice, distinct: bool) -> Pool {
        let payloads = read(Path::new(PAYLOADS), &[choice]).expect("payloads");
        Pool::new(&payloads, 100, signing::key(1), 1, distinct, None).expect("a pool")
    }

    #[test]
    fn requests_come_from_each_server_in_turn_and_name_no_other() {
        let payloads = read(Path::new(PAYLOADS), &[Choice::Ask]).expect("payloads");
        let of_payloads = payloads[0].json["guild_id"].as_str().expect("an id").to_owned();
        let guilds = Some(Guilds { first: 7_000, count: 10 });
        let mut pool = Pool::new(&payloads, 100, signing::key(1), 1, false, guilds).expect("a pool");
        let mut asked: HashMap<String, u32> = HashMap::new();
        for _ in 0..100 {
            let body = pool.next().body;
            let text = std::str::from_utf8(&body).expect("JSON");
            assert!(!text.contains(&of_payloads), "{text}");
            let json: Value = serde_json::from_str(text).expect("JSON");
            assert_eq!(json["guild_id"], json["authorizing_integration_owners"]["0"]);
            *asked.entry(json["guild_id"].as_str().expect("an id").to_owned()).or_default() += 1;
        }
        let expected = (7_000..7_010).map(|id: u64| (id.to_string(), 10));
        assert_eq!(asked, expected.collect());
    }

    #[test]
    fn a_request_is_signed_again_once_it_is_older_than_two_minutes() {
        let mut pool = pool(Choice::All, false);
        let signed = pool.entries[0].signed;
        let first = pool.next_at(signed);
        pool.next = 0;
        let soon = pool.next_at(signed + FRESH);
        assert_eq!((&soon.timestamp, &soon.signature), (&first.timestamp, &first.signature));
        pool.next = 0;
        let late = signed + FRESH + Duration::from_secs(1);
        let again = pool.next_at(late);
        assert_eq!(again.timestamp.to_str().expect("digits"), late.as_secs().to_string());
        assert_eq!(again.signature, *sign(&signing::key(1), &late.as_secs().to_string(), &again.body));
    }

    #[test]
    fn every_request_is_an_interaction_of_its_own_and_the_same_seed_gives_the_same() {
        let (mut one, mut other) = (pool(Choice::All, false), pool(Choice::All, false));
        let bodies: HashSet<Bytes> = (0..100).map(|_| one.next().body).collect();
        assert_eq!(bodies.len(), 100);
        assert!((0..100).all(|_| bodies.contains(&other.next().body)));
    }

    #[test]
    fn distinct_questions_never_repeat_and_are_json() {
        let mut pool = pool(Choice::Ask, true);
        let mut asked = HashSet::new();
        for _ in 0..1000 {
            let json: Value = serde_json::from_slice(&pool.next().body).expect("JSON");
            let question = json["data"]["options"][0]["value"].as_str().expect("words").to_owned();
            assert!((3..=200).contains(&question.len()), "{question}");
            assert!(asked.insert(question));
        }
    }
}
