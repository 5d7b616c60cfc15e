//! A document that statements are drawn from, and what it is worth knowing of it.

use time::Date;

use super::entry::When;

/// A document that statements are drawn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// What statements cite.
    pub id: String,
    /// Its title; in brackets where it has none of its own.
    pub title: String,
    /// Who published it, where the document says so.
    pub publisher: String,
    /// What small print calls it.
    pub label: String,
    /// Where it can be read, an `https` address; absent where it cannot, or where only a copy was seen.
    pub url: Option<String>,
    /// When it was written; absent where it does not say.
    pub date: Option<When>,
    /// What kind of text it is.
    pub kind: SourceKind,
    /// The day on which the editors read it.
    pub accessed: Date,
}

/// What kind of text a source is, and so what interest its author has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// An employer on its own work or hiring.
    Employer,
    /// A body that sets a standard, on that standard.
    Standard,
    /// A government, or the maker of a product on that product.
    #[serde(rename = "official documentation")]
    OfficialDocumentation,
    /// Answers of many people, counted.
    Survey,
    /// A person who does the work.
    Practitioner,
    /// A book.
    Book,
    /// A seller of training, coaching or certificates.
    #[serde(rename = "training provider")]
    TrainingProvider,
    /// A job that was advertised.
    #[serde(rename = "job advert")]
    JobAdvert,
    /// A site that lists jobs.
    #[serde(rename = "job board")]
    JobBoard,
    /// A newspaper, magazine or news site.
    Press,
    /// The editors of the guide, for steps, examples and templates that are common craft.
    Editors,
}

impl SourceKind {
    /// The kind as `sources.yaml` has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Employer => "employer",
            Self::Standard => "standard",
            Self::OfficialDocumentation => "official documentation",
            Self::Survey => "survey",
            Self::Practitioner => "practitioner",
            Self::Book => "book",
            Self::TrainingProvider => "training provider",
            Self::JobAdvert => "job advert",
            Self::JobBoard => "job board",
            Self::Press => "press",
            Self::Editors => "editors",
        }
    }

    /// What small print adds to the label, where the author has an interest that a reader should know.
    pub fn interest(self) -> Option<&'static str> {
        match self {
            Self::TrainingProvider => Some("training provider"),
            Self::JobAdvert => Some("job ad"),
            Self::JobBoard => Some("job board"),
            _ => None,
        }
    }
}

/// Why an address is not shown as a link; `None` for a sound `https` address.
///
/// It stands between the parentheses of a Markdown link, so it holds no space, no bracket and no control character, and it
/// names a public host without a user or a port that hides where it leads.
pub(super) fn unsafe_url(url: &str) -> Option<&'static str> {
    let Some(rest) = url.strip_prefix("https://") else { return Some("does not begin with https://") };
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let labels: Vec<&str> = host.split('.').collect();
    let named = labels.len() >= 2 && labels.iter().all(|label| is_label(label));
    let is_address = labels.last().is_some_and(|top| !top.bytes().all(|byte| byte.is_ascii_alphabetic()));
    if !named || is_address && !host.contains("xn--") {
        return Some("does not name a public host, such as example.org, after https://");
    }
    if path.bytes().any(|byte| !byte.is_ascii_graphic() || b"<>()[]\"'`|^{}\\".contains(&byte)) {
        return Some("holds a character that ends a link: percent-encode it, such as %28 for (");
    }
    if url.len() > LONGEST_URL {
        return Some("has more than 300 characters");
    }
    None
}

/// Whether an address can be shown as a link: see [`Source::url`].
pub fn is_safe_url(url: &str) -> bool {
    unsafe_url(url).is_none()
}

/// Characters of the longest address, so that a page of small print fits.
const LONGEST_URL: usize = 300;

#[cfg(test)]
mod tests {
    use super::{SourceKind, unsafe_url};

    #[test]
    fn a_kind_is_called_as_it_is_written() {
        let kinds = [
            SourceKind::Employer,
            SourceKind::Standard,
            SourceKind::OfficialDocumentation,
            SourceKind::Survey,
            SourceKind::Practitioner,
            SourceKind::Book,
            SourceKind::TrainingProvider,
            SourceKind::JobAdvert,
            SourceKind::JobBoard,
            SourceKind::Press,
            SourceKind::Editors,
        ];
        for kind in kinds {
            assert_eq!(serde_json::from_value::<SourceKind>(kind.as_str().into()).ok(), Some(kind));
        }
    }

    #[test]
    fn only_plain_https_addresses_are_links() {
        for url in ["https://example.org", "https://www.example.co.uk/a-b/c.html?d=1#e", "https://x.org?a=%28b%29"] {
            assert_eq!(unsafe_url(url), None, "{url}");
        }
        for url in [
            "",
            "http://example.org",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://",
            "https://localhost/x",
            "https://127.0.0.1/x",
            "https://user@example.org/x",
            "https://example.org:443/x",
            "https://example.org/a b",
            "https://example.org/a)b",
            "https://example.org/](https://evil.org",
            "https://example.org/<@1>",
            "https://exa\u{200b}mple.org/",
            "https://example.org/\u{202e}moc",
            "https://-example.org/",
        ] {
            assert!(unsafe_url(url).is_some(), "{url}");
        }
        assert!(unsafe_url(&format!("https://example.org/{}", "a".repeat(300))).is_some());
    }
}
