//! What a process has used, as Linux tells in `/proc`.

use std::fs;
use std::time::Duration;

use anyhow::Context;

/// Length of the ticks in `/proc/PID/stat`: 1/100 s on every Linux.
const TICK: Duration = Duration::from_millis(10);

/// What a process has used so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    /// Processor time of all its threads, in user and kernel mode.
    pub cpu: Duration,
    /// Memory that it holds, in bytes.
    pub resident: u64,
    /// The most that it ever held.
    pub peak: u64,
}

impl Usage {
    /// Reads what `pid` has used.
    pub fn of(pid: u32) -> anyhow::Result<Self> {
        let read = |file: &str| {
            let path = format!("/proc/{pid}/{file}");
            fs::read_to_string(&path).with_context(|| format!("reading {path}: is the server's process id {pid}?"))
        };
        let coarse = ticks(&read("stat")?).context("/proc/PID/stat is not as expected")?;
        let status = read("status")?;
        let kib = |key| Some(kib(&status, key)? * 1024);
        Ok(Self {
            // The first counts threads that have ended, in ticks; the second those that live, in nanoseconds.
            cpu: coarse.max(of_threads(pid)),
            resident: kib("VmRSS:").context("/proc/PID/status has no VmRSS")?,
            peak: kib("VmHWM:").context("/proc/PID/status has no VmHWM")?,
        })
    }
}

/// Processor time in `/proc/PID/stat`: fields 14 and 15. The name in field 2 may hold anything, brackets too.
fn ticks(stat: &str) -> Option<Duration> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    Some(TICK * (user + system))
}

/// Processor time of the threads that live, from each one's `schedstat`; nothing where the kernel does not tell.
fn of_threads(pid: u32) -> Duration {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    threads.filter_map(|thread| on_processor(&fs::read_to_string(thread.path().join("schedstat")).ok()?)).sum()
}

/// The first number of `schedstat`: nanoseconds on a processor.
fn on_processor(schedstat: &str) -> Option<Duration> {
    schedstat.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

fn kib(status: &str, key: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(key))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_processor_time_stands_after_the_name_whatever_the_name_is() {
        let stat = "4242 (tpm) guide (1) S 1 4242 4242 0 -1 4194304 900 0 0 0 512 34 0 0 20 0 3 0 811 99 1200";
        assert_eq!(ticks(stat), Some(Duration::from_millis(5460)));
        assert_eq!(ticks("4242 (cut off"), None);
    }

    #[test]
    fn schedstat_tells_nanoseconds_and_status_kibibytes() {
        assert_eq!(on_processor("5123456789 1000 42\n"), Some(Duration::from_nanos(5_123_456_789)));
        let status = "Name:\ttpm-guide\nVmHWM:\t   10240 kB\nVmRSS:\t    9216 kB\n";
        assert_eq!((kib(status, "VmRSS:"), kib(status, "VmHWM:")), (Some(9216), Some(10240)));
        assert_eq!(kib(status, "VmSwap:"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_has_used_something() {
        let usage = Usage::of(std::process::id()).expect("our own process");
        assert!(usage.resident > 0 && usage.peak >= usage.resident);
    }
}
