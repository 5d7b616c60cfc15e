//! The files of `deploy` and the pages of `docs` against the program and against each other: metrics, settings, ports.
//! `deploy/check` checks them with nginx, Kubernetes' tools, Prometheus and the others.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tpm_guide::config;
use tpm_guide::observe::{METRICS, Metric, MetricKind};
use tpm_guide::store::{DRAFT_SECONDS, DRAFTS_KEPT, LEFT_DAYS, REMOVED_KEPT, REVISIONS_KEPT, Retention, SHOWN_DAYS};

/// Metrics of the process that are documented.
const OF_THE_PROCESS: [&str; 4] =
    ["process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds", "process_start_time_seconds"];

/// The labels that Prometheus adds to every series.
const OF_PROMETHEUS: [&str; 3] = ["job", "instance", "le"];

/// The beginnings of the settings' names, by which misspelt ones are found.
const SETTINGS_BEGIN: [&str; 15] = [
    "DATABASE_",
    "DISCORD_",
    "ENTRIES_",
    "ENTRY_",
    "LISTEN_",
    "METRICS_",
    "KNOWLEDGE_",
    "STATE_",
    "MEMBER_",
    "KEEP_",
    "FORGOTTEN_",
    "LOG_",
    "HTTP_",
    "DRAIN_",
    "SHARDS",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Every file below `deploy`, the pages of `docs`, and the README.
fn files() -> Vec<(String, String)> {
    let mut found: Vec<PathBuf> = vec![root().join("README.md")];
    let pages = fs::read_dir(root().join("docs")).expect("a folder").map(|item| item.expect("a file").path());
    found.extend(pages.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    let mut folders = vec![root().join("deploy")];
    while let Some(folder) = folders.pop() {
        for item in fs::read_dir(folder).expect("a folder") {
            let path = item.expect("a file").path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    let named = |path: PathBuf| {
        let name = path.strip_prefix(root()).expect("below the root").to_string_lossy().replace('\\', "/");
        let text = read(&name);
        (name, text)
    };
    found.into_iter().map(named).collect()
}

/// The words of a text: letters, digits and underscores.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}

/// Every query of the dashboard: those of the panels, the annotations and the variables.
fn queries(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            let own = fields.iter().filter(|(name, _)| ["expr", "query", "definition"].contains(&name.as_str()));
            let own = own.filter_map(|(_, value)| value.as_str()).map(str::to_owned);
            own.chain(fields.values().flat_map(queries)).collect()
        }
        Value::Array(items) => items.iter().flat_map(queries).collect(),
        _ => Vec::new(),
    }
}

fn dashboard() -> Vec<String> {
    let whole: Value = serde_json::from_str(&read("deploy/grafana-dashboard.json")).expect("JSON");
    queries(&whole)
}

/// The series' name without what a histogram appends; `None` if no metric is called so.
fn metric(word: &str) -> Option<&'static Metric> {
    let base = ["_bucket", "_sum", "_count"].iter().find_map(|end| word.strip_suffix(end));
    let has =
        |metric: &&Metric| metric.name == word || (metric.kind == MetricKind::Histogram && Some(metric.name) == base);
    METRICS.iter().find(has)
}

/// The names in a text that look like metrics of ours and are none.
fn unknown_metrics(text: &str) -> BTreeSet<&str> {
    words(text)
        .filter(|word| word.starts_with("tpm_guide_") || word.starts_with("process_"))
        .filter(|word| metric(word).is_none() && !OF_THE_PROCESS.contains(word))
        .collect()
}

/// The labels by which a text selects a metric that does not have them.
fn unknown_labels(text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for (at, _) in text.match_indices("tpm_guide_") {
        let name = words(&text[at..]).next().unwrap_or_default();
        let Some(Metric { labels, .. }) = metric(name) else { continue };
        let Some(selector) = text[at + name.len()..].strip_prefix('{') else { continue };
        let selector = selector.split('}').next().unwrap_or_default();
        for (end, _) in selector.match_indices('=') {
            let before = selector[..end].trim_end_matches('!');
            let label = before.rsplit(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').next();
            let label = label.unwrap_or_default();
            if !label.is_empty() && !labels.contains(&label) && !OF_PROMETHEUS.contains(&label) {
                wrong.push(format!("{name}{{{label}}}"));
            }
        }
    }
    wrong
}

/// What stands between `before` and the next character that is no digit, at each place of `before`.
fn numbers_after(text: &str, before: &str) -> BTreeSet<u16> {
    let digits = |(at, _)| -> Option<u16> {
        let rest = &text[at + before.len()..];
        rest[..rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len())].parse().ok()
    };
    text.match_indices(before).filter_map(digits).collect()
}

#[test]
fn the_dashboard_and_the_alerts_use_existing_metrics_and_labels() {
    let queries = dashboard();
    assert!(queries.len() > 30, "the queries are found: {}", queries.len());
    let rules = [read("deploy/alerts.yaml"), read("deploy/alerts_test.yaml")];
    for text in queries.iter().chain(&rules) {
        assert!(unknown_metrics(text).is_empty(), "{:?} in {text}", unknown_metrics(text));
        assert!(unknown_labels(text).is_empty(), "{:?} in {text}", unknown_labels(text));
    }
}

#[test]
fn operations_explains_every_metric_and_no_other() {
    let page = read("docs/operations.md");
    assert_eq!(unknown_metrics(&page), BTreeSet::new());
    let explained: BTreeSet<&str> = words(&page).collect();
    let names = METRICS.iter().map(|metric| metric.name).chain(OF_THE_PROCESS);
    let missing: Vec<&str> = names.filter(|name| !explained.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_metric_is_in_the_dashboard() {
    let queries = dashboard().join("\n");
    let shown: BTreeSet<&str> = words(&queries).filter_map(metric).map(|metric| metric.name).collect();
    let missing: Vec<&str> = METRICS.iter().map(|metric| metric.name).filter(|name| !shown.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn unknown_metrics_and_labels_are_found() {
    assert_eq!(unknown_metrics("rate(tpm_guide_answers_total[5m]) / process_threads").len(), 2);
    assert!(unknown_metrics("tpm_guide_answer_seconds_bucket, process_open_fds, tpm_guide").is_empty());
    assert_eq!(unknown_metrics("tpm_guide_http_responses_total_bucket").len(), 1);
    assert_eq!(unknown_labels(r#"tpm_guide_http_limit{job="a", kind!="b"}"#), ["tpm_guide_http_limit{kind}"]);
    assert!(unknown_labels(r#"tpm_guide_http_limit{limit=~"a|b"} tpm_guide_ready"#).is_empty());
}

#[test]
fn every_alert_is_tested_says_what_to_do_and_is_in_operations() {
    let (rules, tests, page) =
        (read("deploy/alerts.yaml"), read("deploy/alerts_test.yaml"), read("docs/operations.md"));
    let alerts: Vec<&str> = rules.split("- alert: ").skip(1).collect();
    assert!(alerts.len() > 10);
    for alert in alerts {
        let name = alert.lines().next().unwrap_or_default();
        for (what, text) in [("deploy/alerts_test.yaml", &tests), ("docs/operations.md", &page)] {
            assert!(words(text).any(|word| word == name), "{name} is not in {what}");
        }
        assert!(alert.contains("summary:") && alert.contains("action:"), "{name} does not say what to do");
    }
}

#[test]
fn all_named_settings_exist() {
    for (file, text) in files() {
        let unknown: Vec<&str> = words(&text)
            .filter(|word| SETTINGS_BEGIN.iter().any(|begin| word.starts_with(begin)))
            // `DISCORD_` alone is a way to say "all of these".
            .filter(|word| !config::VARIABLES.contains(word) && !SETTINGS_BEGIN.contains(word))
            .collect();
        assert!(unknown.is_empty(), "{file}: {unknown:?}");
    }
}

#[test]
fn the_configuration_page_has_a_row_for_every_setting() {
    let page = read("docs/configuration.md");
    let has_row = |name: &&&str| page.lines().any(|line| line.starts_with(&format!("| `{name}` |")));
    let missing: Vec<&&str> = config::VARIABLES.iter().filter(|name| !has_row(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_configuration_page_names_the_defaults_of_the_example() {
    let (page, example) = (read("docs/configuration.md"), read(".env.example"));
    // What is optional and has one default stands there as a comment; these two show a value and have none.
    let shown = example.lines().filter_map(|line| line.strip_prefix('#')?.split_once('='));
    let defaults = shown.filter(|(name, value)| {
        !value.is_empty() && config::VARIABLES.contains(name) && !["METRICS_ADDR", "HTTP_MAX_BODIES"].contains(name)
    });
    for (name, value) in defaults {
        let row = page.lines().find(|line| line.starts_with(&format!("| `{name}` |"))).expect("a row");
        assert!(row.contains(&format!("`{value}`")), "{name}: {value} is not in {row}");
    }
}

/// The lines of a page outside its blocks of code.
fn prose(page: &str) -> Vec<&str> {
    let mut in_code = false;
    let is_prose = |line: &&str| {
        let is_fence = line.trim_start().starts_with("```");
        in_code ^= is_fence;
        !in_code && !is_fence
    };
    page.lines().filter(is_prose).collect()
}

/// The anchors of a page: its headings, as GitHub names them.
fn anchors(page: &str) -> BTreeSet<String> {
    let headings = prose(page).into_iter().filter_map(|line| line.strip_prefix('#'));
    let anchor = |heading: &str| {
        let heading = heading.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
        heading.chars().filter(|letter| letter.is_alphanumeric() || "-_".contains(*letter)).collect()
    };
    headings.map(anchor).collect()
}

#[test]
fn links_between_the_pages_lead_to_files_and_headings_that_exist() {
    let mut pages: Vec<String> =
        files().into_iter().map(|(file, _)| file).filter(|file| !file.starts_with("deploy")).collect();
    let others = ["ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "knowledge/README.md"];
    pages.extend(others.map(str::to_owned));
    let mut links = 0;
    for page in &pages {
        let text = read(page);
        for target in
            prose(&text).iter().flat_map(|line| line.split("](").skip(1)).filter_map(|rest| rest.split(')').next())
        {
            // The last one leads to a page of GitHub, beside the repository's files.
            if target.starts_with("http") || target == "../../releases" {
                continue;
            }
            links += 1;
            let (path, heading) = target.split_once('#').unwrap_or((target, ""));
            let folder = Path::new(page).parent().expect("a folder");
            let file = if path.is_empty() { root().join(page) } else { root().join(folder).join(path) };
            assert!(file.exists(), "{page}: {target}");
            let has_heading = || anchors(&fs::read_to_string(&file).expect("a page")).contains(heading);
            assert!(heading.is_empty() || has_heading(), "{page}: {target}");
        }
    }
    assert!(links > 50, "the links are found: {links}");
}

#[test]
fn ports_agree() {
    let [image, compose, deployment, settings] = [
        "deploy/Dockerfile",
        "deploy/compose.yaml",
        "deploy/kubernetes/deployment.yaml",
        "deploy/kubernetes/kustomization.yaml",
    ]
    .map(read);
    let listens = BTreeSet::from([8080]);
    assert_eq!(numbers_after(&image, "LISTEN_ADDR=0.0.0.0:"), listens);
    assert_eq!(numbers_after(&image, "EXPOSE "), listens);
    assert_eq!(numbers_after(&compose, "server replica-1:"), listens);
    assert_eq!(numbers_after(&compose, "server replica-2:"), listens);
    assert_eq!(numbers_after(&settings, "LISTEN_ADDR=0.0.0.0:"), listens);
    assert_eq!(numbers_after(&deployment, "name: http, containerPort: "), listens);

    let metrics = numbers_after(&settings, "METRICS_ADDR=0.0.0.0:");
    assert_eq!(metrics.len(), 1);
    assert_eq!(numbers_after(&compose, "METRICS_ADDR: 0.0.0.0:"), metrics);
    assert_eq!(numbers_after(&deployment, "name: metrics, containerPort: "), metrics);
    assert_eq!(numbers_after(&deployment, "prometheus.io/port: \""), metrics);
    let [gateway, gateway_settings, gateway_compose] = [
        "deploy/kubernetes/sqlite/statefulset.yaml",
        "deploy/kubernetes/sqlite/kustomization.yaml",
        "deploy/compose.sqlite.yaml",
    ]
    .map(read);
    assert_eq!(numbers_after(&gateway_settings, "METRICS_ADDR=0.0.0.0:"), metrics);
    assert_eq!(numbers_after(&gateway, "name: metrics, containerPort: "), metrics);
    assert_eq!(numbers_after(&gateway, "prometheus.io/port: \""), metrics);
    assert_eq!(numbers_after(&gateway_compose, "METRICS_ADDR: 127.0.0.1:"), metrics);

    let database = BTreeSet::from([5432]);
    let postgres = read("deploy/kubernetes/postgres.yaml");
    assert_eq!(numbers_after(&postgres, "name: postgres, port: "), database);
    assert_eq!(numbers_after(&postgres, "name: postgres, containerPort: "), database);
    let allowed = numbers_after(&read("deploy/kubernetes/networkpolicy.yaml"), "{ port: ");
    assert!(allowed.is_superset(&database), "{allowed:?}");

    let replicas = numbers_after(&read("deploy/replicas.conf"), "server 127.0.0.1:");
    assert_eq!(numbers_after(&read("deploy/Caddyfile"), " 127.0.0.1:"), replicas);
    assert_eq!(numbers_after(&read("deploy/systemd/tpm-guide@.service"), "tpm-guide@"), replicas);
    let monitor = numbers_after(&read("deploy/nginx.conf"), "listen 127.0.0.1:");
    assert_eq!(numbers_after(&compose, "http://127.0.0.1:"), monitor);
}

#[test]
fn the_tables_of_the_database_are_all_in_the_privacy_page() {
    let page = read("docs/privacy.md");
    let migrations = fs::read_dir(root().join("migrations")).expect("a folder");
    let texts = migrations.map(|file| fs::read_to_string(file.expect("a file").path()).expect("text"));
    let text = texts.collect::<Vec<_>>().join("\n");
    let tables: Vec<&str> = text.split("CREATE TABLE ").skip(1).filter_map(|rest| rest.split(' ').next()).collect();
    assert!(tables.len() > 5, "the tables are found: {tables:?}");
    let named: BTreeSet<&str> = page.lines().filter(|line| line.starts_with("| `")).flat_map(words).collect();
    let missing: Vec<&&str> = tables.iter().filter(|table| !named.contains(**table)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_privacy_page_says_for_how_long() {
    let page = read("docs/privacy.md");
    let Retention { answered_days, waiting_days, counts_days, audit_days } = Retention::default();
    for (text, number) in [
        ("days after the server removed the bot", LEFT_DAYS),
        ("KEEP_AUDIT_DAYS", audit_days.into()),
        ("KEEP_COUNTS_DAYS", counts_days.into()),
        ("KEEP_ANSWERED_DAYS", answered_days.into()),
        ("KEEP_WAITING_DAYS", waiting_days.into()),
        ("days after the answer", answered_days.into()),
        ("days after you asked", waiting_days.into()),
        ("who changed what is deleted after", audit_days.into()),
        ("Votes are deleted after", counts_days.into()),
        ("| 90 days |", SHOWN_DAYS),
        ("the last 50 of an entry", REVISIONS_KEPT),
        ("the 200 newest", i64::try_from(REMOVED_KEPT).expect("a small number")),
        ("1 hour, then deleted", DRAFT_SECONDS / 3_600),
        ("20 of a member in a server", DRAFTS_KEPT),
    ] {
        let line = page.lines().find(|line| line.contains(text)).unwrap_or_else(|| panic!("{text}"));
        assert!(words(line).any(|word| word == number.to_string()), "{number} is not in {line}");
    }
}

#[test]
fn every_manager_waits_longer_than_a_shutdown_takes() {
    for (file, before) in [
        ("deploy/kubernetes/deployment.yaml", "terminationGracePeriodSeconds: "),
        ("deploy/kubernetes/sqlite/statefulset.yaml", "terminationGracePeriodSeconds: "),
        ("deploy/systemd/tpm-guide@.service", "TimeoutStopSec="),
        ("deploy/compose.yaml", "stop_grace_period: "),
        ("deploy/compose.sqlite.yaml", "stop_grace_period: "),
    ] {
        // PostgreSQL is waited for longer.
        assert_eq!(numbers_after(&read(file), before).first(), Some(&15), "{file}");
    }
}
