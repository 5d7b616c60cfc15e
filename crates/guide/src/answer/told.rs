//! What a mentor wrote for those who asked, without an entry: drawn by the same blocks as an own entry.

use super::contents::{Citation, Line};
use super::{About, Answer, Question, own};
use crate::community::{Content, OwnEntry, shown};
use crate::knowledge::{Body, Date, Reviewer};

/// The words of a mentor as an answer without controls, whole on one page; `None` where nothing can be read in them.
pub fn mentors_words(title: &str, body: &str, source: Option<&str>) -> Option<Answer> {
    let content = Content {
        title: title.to_owned(),
        body: body.to_owned(),
        source: source.map(str::to_owned),
        ..Content::default()
    };
    let told =
        OwnEntry { slug: "told".to_owned(), content, reviewed: Date::MIN, reviewer: Reviewer::Editor, revision: 0 };
    let entry = told.to_entry()?;
    let Body::Own(written) = &entry.body else { return None };
    let mut answer = Answer::new(About::Own, Question::entry(&entry.id), entry.title.clone());
    answer.lead = Some(Line::own(shown(&entry.lead.text))).filter(|lead| !lead.text.is_empty());
    answer.sections = own::sections(written);
    answer.read_on = written
        .source
        .iter()
        .map(|source| Citation { mark: 0, name: shown(&source.name), url: source.url.clone() })
        .collect();
    answer.remark = Some("From a mentor of this server. It is not in the guide.".to_owned());
    Some(answer)
}
