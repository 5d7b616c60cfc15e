//! Programs held to one processor each, where that is possible.

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::available_parallelism;

/// Which processors are used.
#[derive(Clone, Copy, Debug)]
pub struct Pinned {
    cores: Option<(usize, usize)>,
}

impl Pinned {
    /// `taskset` and two processors, or a warning.
    pub fn find(server: usize, client: usize) -> Self {
        let tried = Command::new("taskset").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        let there = tried.is_ok_and(|status| status.success());
        let several = available_parallelism().is_ok_and(|cores| cores.get() > server.max(client));
        if !(there && several) {
            eprintln!("warning: nothing is held to a processor: that needs taskset and one for each side");
        }
        Self { cores: (there && several).then_some((server, client)) }
    }

    /// Every program on whichever processor is free.
    pub fn nowhere() -> Self {
        Self { cores: None }
    }

    /// `program`, to be run on the servers' processor.
    pub fn server(self, program: &Path) -> Command {
        on(self.cores.map(|(server, _)| server), program)
    }

    /// `program`, to be run on the clients' processor.
    pub fn client(self, program: &Path) -> Command {
        on(self.cores.map(|(_, client)| client), program)
    }
}

/// taskset becomes the program: the process id stays.
fn on(core: Option<usize>, program: &Path) -> Command {
    let Some(core) = core else { return Command::new(program) };
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", &core.to_string()]).arg(program);
    command
}

/// Prints a command as it could be typed.
pub fn tell(command: &Command) {
    let settings = command.get_envs().filter_map(|(name, value)| Some((name.to_str()?, value?.to_str()?)));
    let settings: Vec<String> =
        settings.filter(|(name, _)| *name != "PATH").map(|(name, value)| format!("{name}={value} ")).collect();
    let arguments = command.get_args().map(|argument| format!(" {}", argument.display()));
    let arguments: Vec<String> = arguments.collect();
    eprintln!("$ {}{}{}", settings.concat(), command.get_program().display(), arguments.concat());
}
