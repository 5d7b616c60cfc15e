//! The path of a request, as routes and records read it.

/// Decodes percent signs: some libraries, discord.js among them, write `@original` as `%40original`.
///
/// `%2F` stays as it is, because a slash separates segments. What is no UTF-8, or no escape, stays too.
pub(in super::super) fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = after
            .get(..2)
            .filter(|digits| first == b'%' && digits.iter().all(u8::is_ascii_hexdigit))
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let value = escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|value| *value != b'/');
        let (byte, length) = value.map_or((first, 1), |value| (value, 3));
        bytes.push(byte);
        rest = &rest[length..];
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn escapes_are_decoded_and_the_rest_is_kept() {
        let table = [
            ("/messages/%40original", "/messages/@original"),
            ("/messages/@original", "/messages/@original"),
            ("/a%2Fb", "/a%2Fb"),
            ("/100%", "/100%"),
            ("/%zz/%4", "/%zz/%4"),
            ("/%+4", "/%+4"),
            ("/%C3%A9", "/é"),
            ("/%C3", "/%C3"),
        ];
        for (given, expected) in table {
            assert_eq!(decoded(given), expected);
        }
    }
}
