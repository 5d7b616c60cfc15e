//! `multipart/form-data`: one `payload_json`, and files in fields `files[n]`.

use super::super::attachment::Upload;

/// The bytes of `payload_json`, and the files by their `n`.
type Parts = (Option<Vec<u8>>, Vec<(String, Upload)>);

/// Reads a body. The error says what is wrong with it.
pub(super) fn read(body: &[u8], boundary: &str) -> Result<Parts, &'static str> {
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    // The first delimiter has no line break before it.
    let mut rest = body.strip_prefix(&delimiter[2..]).ok_or("it does not begin with its boundary")?;
    let mut parts = Parts::default();
    loop {
        if rest.starts_with(b"--") {
            return Ok(parts);
        }
        rest = rest.strip_prefix(b"\r\n").ok_or("a boundary has no end")?;
        let end = find(rest, &delimiter).ok_or("the last boundary is missing")?;
        take(&rest[..end], &mut parts)?;
        rest = &rest[end + delimiter.len()..];
    }
}

/// Reads one part: headers, an empty line, the content.
fn take(part: &[u8], (payload, files): &mut Parts) -> Result<(), &'static str> {
    let end = find(part, b"\r\n\r\n").ok_or("a part has no headers")?;
    let headers = std::str::from_utf8(&part[..end]).map_err(|_| "headers are no UTF-8")?;
    let content = part[end + 4..].to_vec();
    let header = |wanted: &str| {
        let mut headers = headers.split("\r\n").filter_map(|line| line.split_once(':'));
        headers.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim())
    };
    let disposition = header("content-disposition").ok_or("a part has no Content-Disposition")?;
    let name = parameter(disposition, "name").ok_or("a part has no name")?;
    if name == "payload_json" {
        *payload = Some(content);
        return Ok(());
    }
    let Some(id) = name.strip_prefix("files[").and_then(|rest| rest.strip_suffix(']')) else {
        return Err("a field is neither payload_json nor files[n]");
    };
    if id.is_empty() || id.bytes().any(|byte| !byte.is_ascii_digit()) {
        return Err("n in files[n] is a number");
    }
    if files.iter().any(|(known, _)| known == id) {
        return Err("two files have the same n");
    }
    let filename = parameter(disposition, "filename").ok_or("a file has no name")?;
    let file = Upload::new(&filename, content);
    let content_type = header("content-type").map(str::to_owned).or(file.content_type);
    files.push((id.to_owned(), Upload { content_type, ..Upload::new(&filename, file.bytes) }));
    Ok(())
}

/// A parameter of a header: `name="value"`, with `\"` and `%22` for quotes in it.
fn parameter(header: &str, wanted: &str) -> Option<String> {
    let mut rest = header.split_once(';')?.1;
    loop {
        let (name, after) = rest.split_once('=')?;
        let quoted = after.trim_start().strip_prefix('"');
        let (value, next) = match quoted {
            Some(quoted) => {
                let end = quoted.match_indices('"').find(|(at, _)| !quoted[..*at].ends_with('\\'))?.0;
                (&quoted[..end], &quoted[end + 1..])
            }
            None => after.split_once(';').map_or((after, ""), |(value, _)| (value, &after[value.len()..])),
        };
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(value.replace("\\\"", "\"").replace("%22", "\""));
        }
        rest = next.trim_start().trim_start_matches(';');
    }
}

/// Where the bytes occur first.
fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + bytes[from..].iter().position(|byte| *byte == wanted[0])?;
        if bytes[at..].starts_with(wanted) {
            return Some(at);
        }
        from = at + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "--b\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"a \\\"b\\\".yaml\"\r\n";

    #[test]
    fn a_payload_and_files_are_read() {
        let body = format!(
            "--b\r\ncontent-disposition: form-data; name=payload_json\r\n\r\n{{}}\r\n{FILE}Content-Type: text/x\r\n\r\n\r\n-\r\n--b--\r\n"
        );
        let (payload, files) = read(body.as_bytes(), "b").unwrap();
        assert_eq!(payload.as_deref(), Some(&b"{}"[..]));
        let expected = Upload::new("a \"b\".yaml", "\r\n-").content_type("text/x");
        assert_eq!(files, [("0".to_owned(), expected)]);
        let untyped = read(format!("{FILE}\r\n1\r\n--b--").as_bytes(), "b").unwrap().1;
        assert_eq!(untyped[0].1.content_type.as_deref(), Some("application/x-yaml"));
    }

    #[test]
    fn what_is_cut_or_unknown_is_refused() {
        let whole = format!("{FILE}\r\n1\r\n--b--");
        for end in 0..whole.len() {
            assert!(read(&whole.as_bytes()[..end], "b").is_err(), "{end}");
        }
        for (from, to) in
            [("files[0]", "files"), ("files[0]", "files[x]"), ("files[0]", "files[]"), ("filename", "file")]
        {
            assert!(read(whole.replace(from, to).as_bytes(), "b").is_err(), "{to}");
        }
        let twice = whole.replace("--b--", &format!("{FILE}\r\n1\r\n--b--"));
        assert_eq!(read(twice.as_bytes(), "b"), Err("two files have the same n"));
    }
}
