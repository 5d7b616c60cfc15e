//! A value that remembers where it stands, so that a problem can be reported there.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_yaml::Spanned;

/// A value and the line it stands on.
#[derive(Debug)]
pub(super) struct At<T> {
    pub value: T,
    pub line: u64,
}

impl<'de> Deserialize<'de> for At<u8> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<u8>::deserialize(deserializer)?;
        Ok(Self { value: spanned.value, line: spanned.referenced.line() })
    }
}

impl<'de> Deserialize<'de> for At<String> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Words>::deserialize(deserializer)?;
        Ok(Self { value: spanned.value.0, line: spanned.referenced.line() })
    }
}

impl<'de> Deserialize<'de> for At<Vec<At<String>>> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Vec<At<String>>>::deserialize(deserializer)?;
        Ok(Self { value: spanned.value, line: spanned.referenced.line() })
    }
}

impl<'de> Deserialize<'de> for At<Dated> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Dated>::deserialize(deserializer)?;
        Ok(Self { value: spanned.value, line: spanned.referenced.line() })
    }
}

/// A date as it is written: a year alone is a number to YAML.
#[derive(Debug, JsonSchema)]
pub(super) struct Dated(#[schemars(with = "DateSchema")] pub String);

/// What an editor accepts as a date.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum DateSchema {
    Year(u16),
    Text(String),
}

impl<'de> Deserialize<'de> for Dated {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DateVisitor;

        impl Visitor<'_> for DateVisitor {
            type Value = String;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date such as 2023 or 2023-06")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
                Ok(text.to_owned())
            }

            fn visit_u64<E: Error>(self, year: u64) -> Result<String, E> {
                Ok(year.to_string())
            }
        }

        deserializer.deserialize_any(DateVisitor).map(Self)
    }
}

/// A text, and not a number or a yes that only looks like one.
struct Words(String);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WordsVisitor).map(Self)
    }
}

struct WordsVisitor;

impl WordsVisitor {
    fn needs_quotes<E: Error>(written: impl fmt::Display) -> Result<String, E> {
        Err(E::custom(format!("does not fit: here belongs a text; put {written} in quotes")))
    }
}

impl<'de> Visitor<'de> for WordsVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    // The reader of the text reports that it is empty.
    fn visit_unit<E: Error>(self) -> Result<String, E> {
        Ok(String::new())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<String, E> {
        Self::needs_quotes(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<String, E> {
        Self::needs_quotes(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<String, E> {
        Self::needs_quotes(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<String, E> {
        Self::needs_quotes(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _items: A) -> Result<String, A::Error> {
        Err(A::Error::custom("does not fit: here belongs a text, not a list"))
    }

    fn visit_map<A: MapAccess<'de>>(self, _keys: A) -> Result<String, A::Error> {
        Err(A::Error::custom("does not fit: here belongs a text; put a text that holds \": \" in quotes"))
    }
}

impl<T: JsonSchema> JsonSchema for At<T> {
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }

    fn inline_schema() -> bool {
        true
    }
}
