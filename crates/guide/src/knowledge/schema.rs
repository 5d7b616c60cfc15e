//! JSON Schemas of the files, so that an editor completes and checks them while one types.

use schemars::{JsonSchema, schema_for};

use super::entry::Kind;
use super::shapes::{
    CareerShape, CommandsShape, CompanyShape, ComparisonShape, FaqShape, IndustryShape, InterviewShape,
    ResponsibilityShape, RoleShape, SkillShape, SourceShape, TermShape, TopicShape,
};
use super::words::{RefusalShape, VocabularyShape};

/// The name and text of each schema file, to lie in `knowledge/schema/`.
pub fn files() -> Vec<(String, String)> {
    let kind = |kind: Kind, text: String| (format!("{}.json", kind.folder()), text);
    vec![
        kind(Kind::Role, text::<Vec<RoleShape>>()),
        kind(Kind::Comparison, text::<Vec<ComparisonShape>>()),
        kind(Kind::Responsibility, text::<Vec<ResponsibilityShape>>()),
        kind(Kind::Skill, text::<Vec<SkillShape>>()),
        kind(Kind::Industry, text::<Vec<IndustryShape>>()),
        kind(Kind::Interview, text::<Vec<InterviewShape>>()),
        kind(Kind::Company, text::<Vec<CompanyShape>>()),
        kind(Kind::Career, text::<Vec<CareerShape>>()),
        kind(Kind::Topic, text::<Vec<TopicShape>>()),
        kind(Kind::Faq, text::<Vec<FaqShape>>()),
        kind(Kind::Term, text::<Vec<TermShape>>()),
        ("sources.json".to_owned(), text::<Vec<SourceShape>>()),
        ("commands.json".to_owned(), text::<CommandsShape>()),
        ("vocabulary.json".to_owned(), text::<VocabularyShape>()),
        ("refusals.json".to_owned(), text::<Vec<RefusalShape>>()),
    ]
}

fn text<T: JsonSchema>() -> String {
    let mut text = serde_json::to_string_pretty(&schema_for!(T)).expect("a schema is plain JSON");
    text.push('\n');
    text
}
