//! Content types.

/// Whether a content type is JSON, with or without parameters.
pub(super) fn is_json(content_type: Option<&str>) -> bool {
    content_type.and_then(|given| given.split(';').next()).is_some_and(|kind| kind.trim() == "application/json")
}
