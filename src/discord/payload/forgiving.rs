//! Reading JSON that may be anything: what has another type than the one we know counts as absent, and whatever is
//! around it is still read. One pass over objects and lists, and no tree in between: every interaction goes through this.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{Error as Strange, MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Error, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// A text, number or switch where it is one, nothing where it has another type. Its JSON is cut out first, so that even
/// half a character or a number beyond all bounds is only absent.
pub(super) fn scalar<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    let written = <&RawValue>::deserialize(deserializer)?.get();
    if written == "null" {
        return Ok(None);
    }
    Ok(serde_json::from_str(written).ok())
}

/// An object or a list where it is one, nothing where it has another type.
pub(super) fn forgiving<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_any(Known(PhantomData))
}

/// An element of a list that counts as absent where it has another type; the rest of the list stays.
pub(super) struct Perhaps<T>(pub Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Perhaps<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        forgiving(deserializer).map(Self)
    }
}

struct Known<T>(PhantomData<T>);

/// What `T` makes of a value that is no list and no object.
fn taken<'de, T: Deserialize<'de>>(value: impl IntoDeserializer<'de, Strange>) -> Option<T> {
    T::deserialize(value.into_deserializer()).ok()
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Known<T> {
    type Value = Option<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("anything")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(taken(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(taken(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(taken(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(taken(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(taken(value))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let known = T::deserialize(SeqAccessDeserializer::new(&mut list)).ok();
        // A field that is no list leaves the list unread, and what follows must be found behind it.
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(known)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let known = T::deserialize(MapAccessDeserializer::new(&mut object)).ok();
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(known)
    }
}
