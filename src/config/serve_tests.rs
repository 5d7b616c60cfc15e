//! The settings of `serve` and `health`. Helpers first: an environment with a key and other variables.

use super::*;

const KEY: &str = "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29";

fn environment(variables: &[(&str, &str)]) -> Environment {
    variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn config(variables: &[(&str, &str)]) -> Result<ServeConfig, ConfigError> {
    let mut all = vec![(PUBLIC_KEY, KEY)];
    all.extend(variables);
    ServeConfig::from_environment(&environment(&all))
}

#[test]
fn a_key_is_enough() {
    let config = config(&[]).unwrap();
    assert_eq!(config.addresses, Addresses { listen: "127.0.0.1:8080".parse().unwrap(), metrics: None });
    assert_eq!((config.limits, config.grace), (Limits::default(), Duration::from_secs(5)));
    assert!(config.api.is_discord());
}

#[test]
fn all_mistakes_are_told_together_and_each_names_its_variable() {
    let variables = [
        (PUBLIC_KEY, "not a key"),
        (LISTEN, "8080"),
        (METRICS, "everywhere"),
        (MAX_CONNECTIONS, "0"),
        (MAX_REQUESTS, "-1"),
        (MAX_BODY, "1023"),
        (MAX_BODIES, "0"),
        (BODY_MEMORY, "65535"),
        (HEADER_SECONDS, "soon"),
        (READ_SECONDS, "0"),
        (IDLE_SECONDS, "1.5"),
        (DRAIN_SECONDS, "9"),
    ];
    let mistakes = ServeConfig::from_environment(&environment(&variables)).unwrap_err().0;
    let named: Vec<&str> = mistakes.iter().map(|mistake| mistake.split(' ').next().unwrap()).collect();
    assert_eq!(named, variables.map(|(name, _)| name));
}

#[test]
fn a_missing_key_says_where_it_is_found() {
    let mistakes = ServeConfig::from_environment(&environment(&[])).unwrap_err().0;
    assert!(mistakes[0].starts_with("DISCORD_PUBLIC_KEY is not set: ") && mistakes.len() == 1, "{mistakes:?}");
}

#[test]
fn limits_are_taken_up_to_their_bounds() {
    let config = config(&[(MAX_CONNECTIONS, "1"), (MAX_BODY, "1024"), (READ_SECONDS, "3600"), (DRAIN_SECONDS, "8")]);
    let ServeConfig { limits, grace, .. } = config.unwrap();
    assert_eq!((limits.connections, limits.body, limits.read.as_secs(), grace.as_secs()), (1, 1024, 3600, 8));
}

#[test]
fn there_are_fewer_bodies_than_connections_and_memory_for_one() {
    let limits = |variables: &[(&str, &str)]| config(variables).map(|config| config.limits);
    let bodies = |connections| limits(&[(MAX_CONNECTIONS, connections)]).unwrap().bodies;
    assert_eq!((bodies("1"), bodies("2"), bodies("3"), bodies("1024")), (1, 1, 1, 512));
    assert!(limits(&[(MAX_CONNECTIONS, "8"), (MAX_BODIES, "7")]).is_ok());
    let said = limits(&[(MAX_CONNECTIONS, "8"), (MAX_BODIES, "8")]).unwrap_err().0;
    assert!(
        said.len() == 1 && said[0].starts_with("HTTP_MAX_BODIES must be less than HTTP_MAX_CONNECTIONS"),
        "{said:?}"
    );
    assert!(limits(&[(MAX_BODY, "65536"), (BODY_MEMORY, "65536")]).is_ok());
    let said = limits(&[(MAX_BODY, "65537"), (BODY_MEMORY, "65536")]).unwrap_err().0;
    assert!(said.len() == 1 && said[0].starts_with("HTTP_BODY_MEMORY must hold a whole body"), "{said:?}");
}

#[test]
fn metrics_have_an_address_of_their_own() {
    assert!(config(&[(METRICS, "localhost:8080")]).unwrap_err().0[0].starts_with("METRICS_ADDR must differ"));
    assert!(config(&[(LISTEN, "127.0.0.1:0"), (METRICS, "127.0.0.1:0")]).is_ok(), "the system chooses two ports");
}

#[test]
fn health_is_asked_where_requests_arrive_or_where_only_metrics_are() {
    let asked = |variables: &[(&str, &str)]| health_address(&environment(variables)).unwrap().to_string();
    assert_eq!(asked(&[]), "127.0.0.1:8080");
    assert_eq!(asked(&[(LISTEN, "0.0.0.0:80")]), "0.0.0.0:80");
    assert_eq!(asked(&[(METRICS, "127.0.0.1:9464")]), "127.0.0.1:9464");
    assert_eq!(asked(&[(METRICS, "127.0.0.1:9464"), (LISTEN, "0.0.0.0:80")]), "0.0.0.0:80");
}

#[test]
fn interactions_are_logged_only_where_that_is_wanted() {
    let filter = |variables: &[(&str, &str)]| config(variables).unwrap().log.filter.unwrap();
    let parsed = |directives: &str| directives.parse::<Targets>().unwrap();
    assert_eq!(filter(&[]), parsed("info,tpm_guide::answered=off,tpm_guide::unanswered=off"));
    assert_eq!(filter(&[("LOG_QUESTIONS", "true")]), parsed("info,tpm_guide::answered=off"));
    assert_eq!(filter(&[("RUST_LOG", "info")]), parsed("info"));
}
