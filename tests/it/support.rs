//! A fixture: the real binary as a child process, connected to the fake Discord, and the words that tests are written in.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fake_discord::{Discord, Message, Outcome, Settings, World, permissions};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::time::timeout;

/// Generous: a busy machine is slow, and a test that waits this long has failed anyway.
pub const BOUND: Duration = Duration::from_mins(1);

/// What most tests want: Discord's rules, with enough time for a busy machine.
pub fn settings() -> Settings {
    Settings {
        deadline: Duration::from_secs(20),
        identify_window: Duration::from_millis(50),
        wait_timeout: BOUND,
        ..Settings::default()
    }
}

/// A server for each of so many shards, named after it ("shard 2"), with ada in it.
pub fn a_server_for_each(shards: u32, world: &mut World) {
    let ada = world.user_named("ada").expect("she is there from the start").id;
    for _ in 0..shards {
        let id = world.add_guild("", ada, true);
        world.add_member(id, ada, permissions::MEMBER);
        let guild = world.guilds.get_mut(&id).expect("it was just added");
        guild.name = format!("shard {}", (id.0 >> 22) % u64::from(shards));
    }
}

/// The bot's process and everything it said.
pub struct Bot {
    child: Child,
    said: Arc<Mutex<String>>,
    lines: watch::Receiver<usize>,
    readers: Vec<tokio::task::JoinHandle<()>>,
    /// Where it was started; gone when the bot is.
    _folder: TempDir,
}

impl Bot {
    /// Starts `tpm-guide` in an empty folder with nothing but `environment`.
    pub fn start(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::start_in(TempDir::new().expect("a folder"), arguments, environment)
    }

    /// The same in a folder that holds something.
    pub fn start_in(folder: TempDir, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = Command::new(Self::binary());
        command.args(arguments);
        Self::spawn(folder, command, environment)
    }

    /// The program. Measurements may want another build of it.
    pub fn binary() -> PathBuf {
        let binary = std::env::var_os("TPM_GUIDE_BINARY").map(std::fs::canonicalize);
        binary.map_or_else(|| env!("CARGO_BIN_EXE_tpm-guide").into(), |path| path.expect("a binary"))
    }

    /// The same by a command that ends in being the program.
    pub fn spawn(folder: TempDir, mut command: Command, environment: &[(&str, &str)]) -> Self {
        let mut child = command
            .current_dir(folder.path())
            .env_clear()
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the binary starts");
        let said = Arc::new(Mutex::new(String::new()));
        let (told, lines) = watch::channel(0);
        let told = Arc::new(told);
        let readers = vec![
            tokio::spawn(listen(child.stdout.take().expect("piped"), Arc::clone(&said), Arc::clone(&told))),
            tokio::spawn(listen(child.stderr.take().expect("piped"), Arc::clone(&said), told)),
        ];
        Self { child, said, lines, readers, _folder: folder }
    }

    /// Everything it said so far.
    pub fn said(&self) -> String {
        self.said.lock().expect("no reader panics").clone()
    }

    /// Waits until it has said `words` `times` times.
    pub async fn says(&self, words: &str, times: usize) {
        let mut lines = self.lines.clone();
        let waited = timeout(BOUND, lines.wait_for(|_| self.said().matches(words).count() >= times)).await;
        assert!(matches!(waited, Ok(Ok(_))), "it never said {words:?} {times} times, but:\n{}", self.said());
    }

    /// Where it listens for what `line` speaks of, once it says so.
    pub async fn listens(&self, line: &str) -> SocketAddr {
        self.says(line, 1).await;
        let said = self.said();
        let line = said.lines().find(|said| said.contains(line)).expect("it was said");
        let address = line.rsplit_once("address=").map(|(_, address)| address.trim().trim_matches('"'));
        address.and_then(|address| address.parse().ok()).unwrap_or_else(|| panic!("no address: {line}"))
    }

    /// Where Discord's requests arrive.
    pub async fn address(&self) -> SocketAddr {
        self.listens("listening for Discord's requests").await
    }

    /// How long it has kept a processor busy, where the system tells.
    pub fn processor_time(&self) -> Option<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()?)).ok()?;
        // After the name in brackets: user and system time are the 12th and 13th, in hundredths of a second.
        let mut times = stat.rsplit_once(')')?.1.split_whitespace().skip(11).map(str::parse::<u64>);
        let ticks = times.next()?.ok()? + times.next()?.ok()?;
        Some(Duration::from_millis(10 * ticks))
    }

    /// How much memory it holds, in bytes, where the system tells.
    pub fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()?)).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
    }

    /// Sends a signal.
    pub fn signal(&self, signal: rustix::process::Signal) {
        let id = self.child.id().and_then(|id| i32::try_from(id).ok()).expect("it is running");
        let id = rustix::process::Pid::from_raw(id).expect("a process id");
        rustix::process::kill_process(id, signal).expect("it is ours");
    }

    /// The process.
    pub fn process(&self) -> u32 {
        self.child.id().expect("it is running")
    }

    /// Waits until it has ended, and gives everything it said.
    pub async fn ends(mut self) -> (ExitStatus, String) {
        let status = timeout(BOUND, self.child.wait()).await;
        let Ok(Ok(status)) = status else { panic!("it does not end:\n{}", self.said()) };
        for reader in self.readers.drain(..) {
            reader.await.expect("no reader panics");
        }
        (status, self.said())
    }

    /// Tells it to stop, and expects that it does so in order.
    pub async fn stops(self) -> String {
        self.signal(rustix::process::Signal::TERM);
        let (status, said) = self.ends().await;
        assert_eq!(status.code(), Some(0), "{said}");
        assert!(!said.contains("panicked"), "{said}");
        said
    }
}

async fn listen(pipe: impl AsyncRead + Unpin, said: Arc<Mutex<String>>, told: Arc<watch::Sender<usize>>) {
    let mut lines = BufReader::new(pipe).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let _ = writeln!(said.lock().expect("no reader panics"), "{line}");
        told.send_modify(|lines| *lines += 1);
    }
}

/// The way on which interactions reach the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// `tpm-guide run`, connected to the gateway.
    Gateway,
    /// `tpm-guide serve`, called by Discord.
    Http,
}

/// The bot in a Discord of its own.
pub struct Fixture {
    /// Discord.
    pub discord: Discord,
    /// The bot.
    pub bot: Bot,
    /// How they speak with each other.
    pub transport: Transport,
}

impl Fixture {
    /// Opens a fixture with further settings of the bot and waits until both are ready.
    pub async fn open(settings: Settings, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let discord = Discord::start(settings).await.expect("loopback has a free port");
        let bot = enter(&discord, arguments, environment);
        let fixture = Self { discord, bot, transport: Transport::Gateway };
        fixture.ready().await;
        fixture
    }

    /// Opens a fixture whose Discord calls the bot over HTTP. Its commands were registered, and its endpoint was checked.
    pub async fn called(settings: Settings, environment: &[(&str, &str)]) -> Self {
        let discord = Discord::start(settings).await.expect("loopback has a free port");
        let (registered, said) = enter(&discord, &["register"], &[]).ends().await;
        assert!(registered.success(), "{said}");
        let bot = called_by(&discord, environment);
        let url = format!("http://{}/interactions", bot.address().await);
        if let Err(problem) = discord.set_endpoint(&url).await {
            panic!("{problem}\n{}\n--- the bot ---\n{}", discord.transcript(), bot.said());
        }
        Self { discord, bot, transport: Transport::Http }
    }

    /// Opens a fixture with this transport.
    pub async fn with(transport: Transport) -> Self {
        match transport {
            Transport::Gateway => Self::open(settings(), &[], &[]).await,
            Transport::Http => Self::called(settings(), &[]).await,
        }
    }

    /// Waits until the commands are registered and the session is there.
    pub async fn ready(&self) {
        if let Err(problem) = self.discord.wait_ready().await {
            panic!("{problem}\n{}", self.bot.said());
        }
        self.bot.says("receiving interactions", 1).await;
    }

    /// Everything that happened, for a failure.
    pub fn story(&self) -> String {
        format!("{}\n--- the bot ---\n{}", self.discord.transcript(), self.bot.said())
    }

    /// Stops the bot and expects that nothing was refused and no secret was said.
    pub async fn close(self) -> String {
        let refusals = self.discord.refusals();
        assert!(refusals.is_empty(), "{refusals:?}\n{}", self.story());
        self.close_after_refusals().await
    }

    /// The same for a test that makes Discord refuse something.
    pub async fn close_after_refusals(self) -> String {
        let secrets = secrets(&self.discord);
        let said = self.bot.stops().await;
        for secret in secrets {
            assert!(!said.contains(&secret), "a secret was said:\n{said}");
        }
        said
    }
}

/// The bot's token and those of all interactions so far.
pub fn secrets(discord: &Discord) -> Vec<String> {
    let requests = discord.requests();
    let written = requests.iter().filter_map(|request| {
        let mut parts =
            request.path.split('/').skip_while(|part| !matches!(*part, "interactions" | "webhooks")).skip(2);
        parts.next().map(str::to_owned)
    });
    let delivered = requests.iter().filter_map(|request| Some(request.body["token"].as_str()?.to_owned()));
    written.chain(delivered).chain([discord.token().to_owned()]).filter(|secret| secret.len() > 8).collect()
}

/// Starts a bot that this Discord may call, on a port of its own.
pub fn called_by(discord: &Discord, environment: &[(&str, &str)]) -> Bot {
    let (origin, key) = (discord.origin(), discord.public_key());
    let mut all = vec![
        ("DISCORD_PUBLIC_KEY", key.as_str()),
        ("DISCORD_API_URL", &origin),
        ("LISTEN_ADDR", "127.0.0.1:0"),
        ("DRAIN_SECONDS", "0"),
    ];
    all.extend_from_slice(environment);
    Bot::start(&["serve"], &all)
}

/// Starts the bot in this Discord.
pub fn enter(discord: &Discord, arguments: &[&str], environment: &[(&str, &str)]) -> Bot {
    let origin = discord.origin();
    let mut all = vec![("DISCORD_TOKEN", discord.token()), ("DISCORD_API_URL", origin.as_str())];
    all.extend_from_slice(environment);
    Bot::start(if arguments.is_empty() { &["run"] } else { arguments }, &all)
}

/// Runs a test in a fixture of its own over each transport; closing it checks that nothing went wrong unnoticed.
pub async fn over_each_transport(test: impl AsyncFn(&Fixture)) {
    for transport in [Transport::Gateway, Transport::Http] {
        let fixture = Fixture::with(transport).await;
        test(&fixture).await;
        fixture.close().await;
    }
}

/// The message that answered.
pub fn answered(outcome: &Outcome) -> Message {
    outcome.answered().unwrap_or_else(|problem| panic!("{problem}")).clone()
}

/// The title of its embed, or the first line of its text.
pub fn title(message: &Message) -> String {
    let embed = message.embeds.first().and_then(|embed| embed["title"].as_str());
    embed.map_or_else(|| message.content.lines().next().unwrap_or_default().to_owned(), str::to_owned)
}

/// A copy of the shipped knowledge that a test may change.
pub fn knowledge() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge"), folder.path());
    folder
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for item in std::fs::read_dir(from).expect("a folder") {
        let item = item.expect("a file");
        let target = to.join(item.file_name());
        if item.path().is_dir() {
            copy(&item.path(), &target);
        } else {
            std::fs::copy(item.path(), target).expect("copied");
        }
    }
}

/// Replaces the first `old` in a file below `folder`.
pub fn edit(folder: &TempDir, file: &str, old: &str, new: &str) {
    let path: PathBuf = folder.path().join(file);
    let text = std::fs::read_to_string(&path).expect("a text");
    assert!(text.contains(old), "{file} does not hold {old:?}");
    std::fs::write(path, text.replacen(old, new, 1)).expect("written");
}
