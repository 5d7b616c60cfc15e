//! Content types.

/// Whether a content type is JSON, with or without parameters.
pub(super) fn is_json(content_type: Option<&str>) -> bool {
    content_type.and_then(|given| given.split(';').next()).is_some_and(|kind| kind.trim() == "application/json")
}

/// The boundary of `multipart/form-data`, if a content type is that.
pub(super) fn multipart_boundary(content_type: Option<&str>) -> Option<String> {
    let (kind, parameters) = content_type?.split_once(';')?;
    if kind.trim() != "multipart/form-data" {
        return None;
    }
    let mut parameters = parameters.split(';').filter_map(|parameter| parameter.trim().split_once('='));
    let boundary = parameters.find(|(name, _)| name.eq_ignore_ascii_case("boundary"))?.1.trim_matches('"');
    (!boundary.is_empty()).then(|| boundary.to_owned())
}
