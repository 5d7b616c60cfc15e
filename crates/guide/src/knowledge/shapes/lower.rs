//! From shapes to plain data.

use super::super::ShelfGuide;
use super::super::diagnostics::{Diagnostics, Numbered, Part};
use super::super::entry::{self, EntryId, Kind, Shelf, Statement};
use super::super::limits::Limits;
use super::super::spanned::At;
use super::{
    Groups, IndustryId, PracticeShape, ReadOn, RowShape, Say, SectionShape, ShelfShape, SideShape, TemplateShape, TipId,
};

/// From a shape to plain data, reporting mistakes under `key`.
pub(super) trait Lower {
    type Lowered;

    fn lower(self, key: &str, diagnostics: &mut Diagnostics) -> Self::Lowered;
}

impl Lower for Say {
    type Lowered = Statement;

    fn lower(self, key: &str, diagnostics: &mut Diagnostics) -> Statement {
        let sources = diagnostics.citations(&format!("{key}.sources"), &self.sources, self.say.line);
        let as_of = self.as_of.and_then(|date| diagnostics.as_of(&format!("{key}.as_of"), &date));
        diagnostics.prose(Part::Lead, format_args!("{key}.say"), &self.say);
        Statement { text: diagnostics.text(format_args!("{key}.say"), self.say, Limits::LEAD), sources, as_of }
    }
}

impl Lower for Groups {
    type Lowered = Vec<Statement>;

    fn lower(self, key: &str, diagnostics: &mut Diagnostics) -> Vec<Statement> {
        diagnostics.count(key, self.iter().map(|group| &group.say));
        let mut statements = Vec::new();
        for (position, group) in self.into_iter().enumerate() {
            let line = group.say.first().map_or(0, |text| text.line);
            let sources = diagnostics.citations(&format!("{key}[{position}].sources"), &group.sources, line);
            let as_of = group.as_of.and_then(|date| diagnostics.as_of(&format!("{key}[{position}].as_of"), &date));
            for (item, text) in group.say.into_iter().enumerate() {
                diagnostics.prose(Part::Statement, format_args!("{key}[{position}].say[{item}]"), &text);
                let text = diagnostics.text(format_args!("{key}[{position}].say[{item}]"), text, Limits::STATEMENT);
                statements.push(Statement { text, sources: sources.clone(), as_of });
            }
        }
        statements
    }
}

impl Lower for SideShape {
    type Lowered = entry::Side;

    fn lower(self, key: &str, diagnostics: &mut Diagnostics) -> entry::Side {
        if self.role.is_some() == self.name.is_some() {
            diagnostics.problem(key, self.label.line, "give either role or name".to_owned());
        }
        let role = self.role.and_then(|role| diagnostics.reference(&format!("{key}.role"), &role, Some(Kind::Role)));
        entry::Side {
            role,
            name: self.name.map_or_else(String::new, |name| diagnostics.side_name(key, "name", name, Limits::TITLE)),
            label: diagnostics.side_name(key, "label", self.label, Limits::SHORT),
            also_known_as: diagnostics.side_aliases(key, self.also_known_as),
        }
    }
}

impl Lower for Vec<RowShape> {
    type Lowered = Vec<entry::Row>;

    fn lower(self, key: &str, diagnostics: &mut Diagnostics) -> Vec<entry::Row> {
        diagnostics.row_count(key, self.len());
        self.into_iter()
            .enumerate()
            .map(|(position, row)| entry::Row {
                aspect: row.aspect,
                sources: diagnostics.citations(&format!("{key}[{position}].sources"), &row.sources, row.first.line),
                first: diagnostics.side(&format!("{key}[{position}].first"), row.first),
                second: diagnostics.side(&format!("{key}[{position}].second"), row.second),
            })
            .collect()
    }
}

impl Lower for Vec<SectionShape> {
    type Lowered = Vec<entry::EntrySection>;

    fn lower(self, key: &str, diagnostics: &mut Diagnostics) -> Vec<entry::EntrySection> {
        self.into_iter()
            .enumerate()
            .map(|(position, section)| entry::EntrySection {
                heading: diagnostics.text(format_args!("{key}[{position}].heading"), section.heading, Limits::HEADING),
                statements: section.statements.lower(&format!("{key}[{position}].statements"), diagnostics),
            })
            .collect()
    }
}

impl Lower for TemplateShape {
    type Lowered = entry::Template;

    fn lower(self, key: &str, diagnostics: &mut Diagnostics) -> entry::Template {
        entry::Template {
            sources: diagnostics.citations(&format!("{key}.sources"), &self.sources, self.heading.line),
            heading: diagnostics.text(format_args!("{key}.heading"), self.heading, Limits::HEADING),
            lines: diagnostics.template(&format!("{key}.text"), &self.text),
        }
    }
}

impl Lower for Vec<PracticeShape> {
    type Lowered = Vec<entry::PracticeQuestion>;

    fn lower(self, key: &str, diagnostics: &mut Diagnostics) -> Vec<entry::PracticeQuestion> {
        self.into_iter()
            .enumerate()
            .map(|(position, question)| entry::PracticeQuestion {
                ask: diagnostics.text(format_args!("{key}[{position}].ask"), question.ask, Limits::PRACTICE),
                tests: diagnostics.phrase(&format!("{key}[{position}].tests"), question.tests, Limits::TESTS),
            })
            .collect()
    }
}

impl Lower for ReadOn {
    type Lowered = Vec<String>;

    fn lower(self, key: &str, diagnostics: &mut Diagnostics) -> Vec<String> {
        diagnostics.citations(key, &self.0, 0)
    }
}

impl Lower for Option<TipId> {
    type Lowered = Option<EntryId>;

    fn lower(self, key: &str, diagnostics: &mut Diagnostics) -> Option<EntryId> {
        self.and_then(|TipId(id)| diagnostics.reference(key, &id, Some(Kind::Interview)))
    }
}

impl Lower for Option<IndustryId> {
    type Lowered = Option<EntryId>;

    fn lower(self, key: &str, diagnostics: &mut Diagnostics) -> Option<EntryId> {
        self.and_then(|IndustryId(id)| diagnostics.reference(key, &id, Some(Kind::Industry)))
    }
}

impl Lower for Vec<IndustryId> {
    type Lowered = Vec<EntryId>;

    fn lower(self, key: &str, diagnostics: &mut Diagnostics) -> Vec<EntryId> {
        if let Some(IndustryId(id)) = self.get(Limits::NEIGHBOURS) {
            diagnostics.problem(key, id.line, format!("has {} ids; name at most {}", self.len(), Limits::NEIGHBOURS));
        }
        self.iter().filter_map(|IndustryId(id)| diagnostics.reference(key, id, Some(Kind::Industry))).collect()
    }
}

impl Lower for Option<At<u8>> {
    type Lowered = Option<u8>;

    fn lower(self, key: &str, diagnostics: &mut Diagnostics) -> Option<u8> {
        self.map(|step| diagnostics.number(key, Numbered::Step, &step))
    }
}

impl Lower for At<u8> {
    type Lowered = u8;

    fn lower(self, key: &str, diagnostics: &mut Diagnostics) -> u8 {
        diagnostics.number(key, Numbered::Faq, &self)
    }
}

impl Lower for bool {
    type Lowered = Self;

    fn lower(self, _key: &str, _diagnostics: &mut Diagnostics) -> Self {
        self
    }
}

impl ShelfShape {
    /// What one shelf shows first, and its ambiguous names; `key` is where that stands.
    pub(in super::super) fn lower(&self, key: &str, shelf: Shelf, diagnostics: &mut Diagnostics) -> ShelfGuide {
        let first =
            self.first.iter().filter_map(|id| diagnostics.on_shelf(&format!("{key}.first"), id, shelf)).collect();
        let shared_names = self
            .shared_names
            .iter()
            .enumerate()
            .map(|(number, shared)| {
                let path = format!("{key}.shared_names[{number}]");
                if shared.means.len() < 2 {
                    let message = "means fewer than two entries: make it an alias".to_owned();
                    diagnostics.problem(&path, shared.name.line, message);
                }
                let means: Vec<EntryId> = shared
                    .means
                    .iter()
                    .filter_map(|id| diagnostics.on_shelf(&format!("{path}.means"), id, shelf))
                    .collect();
                (diagnostics.shared_name(&format!("{path}.name"), &shared.name, shelf, &means), means)
            })
            .collect();
        ShelfGuide { first, shared_names }
    }
}
