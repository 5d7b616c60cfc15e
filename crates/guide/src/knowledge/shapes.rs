//! The shapes of the YAML files, and how they become plain data. Unknown keys are refused; every text remembers its
//! line, so that a problem can be reported where it stands.

use schemars::JsonSchema;
use serde::Deserialize;

use super::ShelfGuide;
use super::entry::{self, Aspect, Body, Entry, EntryId, Kind, Shelf, Statement};
use super::limits::Limits;
use super::located::At;
use super::notes::Notes;

type Text = At<String>;

/// The id of an interview tip.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct TipId(Text);

/// The id of an industry.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct IndustryId(Text);

/// One statement with its sources.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Say {
    /// One or two sentences.
    say: Text,
    /// File names of the documents that say so.
    sources: Vec<Text>,
}

/// Statements that share their sources.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    /// One statement an item.
    say: Vec<Text>,
    /// File names of the documents that say so.
    sources: Vec<Text>,
}

type Groups = Vec<Group>;

/// One side of a comparison: a `role`, or the `name` of a job that has no entry.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SideShape {
    /// The id of the role.
    role: Option<Text>,
    /// The name of a job that has no entry.
    name: Option<Text>,
    /// What starts this side's line.
    label: Text,
    /// Other names people type for a job that has no entry.
    #[serde(default)]
    also_known_as: Vec<Text>,
}

/// One aspect of a comparison.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RowShape {
    /// What is compared; decides the heading.
    aspect: Aspect,
    /// What holds for the first side.
    first: Text,
    /// What holds for the second side.
    second: Text,
    /// File names of the documents that say so.
    sources: Vec<Text>,
}

/// One heading of a topic.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionShape {
    /// The heading.
    heading: Text,
    /// What stands under it.
    statements: Groups,
}

/// A document of `sources.yaml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceShape {
    /// The document's file name, which statements cite.
    pub file: Text,
    /// Its title; in brackets where it has none of its own.
    pub title: Text,
    /// Who published it, where the document says so.
    pub publisher: Text,
    /// What small print calls it.
    pub label: Text,
    /// What kind of text it is, with the interest its author has.
    pub kind: Text,
}

/// `commands.yaml`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CommandsShape {
    /// `/role`
    #[serde(default)]
    pub role: ShelfShape,
    /// `/compare`: the documented comparisons
    #[serde(default)]
    pub compare: ShelfShape,
    /// `/industry`
    #[serde(default)]
    pub industry: ShelfShape,
    /// `/career`
    #[serde(default)]
    pub career: ShelfShape,
    /// `/faq`
    #[serde(default)]
    pub faq: ShelfShape,
    /// `/topic`
    #[serde(default)]
    pub topic: ShelfShape,
}

/// What one command shows first, and its ambiguous names.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ShelfShape {
    /// Ids of the entries people need most, best first.
    #[serde(default)]
    pub first: Vec<Text>,
    /// Names that mean several entries.
    #[serde(default)]
    pub shared_names: Vec<SharedNameShape>,
}

/// A name that means several entries.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SharedNameShape {
    /// The name as people type it.
    pub name: Text,
    /// Ids of the entries it can mean, the likeliest first.
    pub means: Vec<Text>,
}

/// A shape that holds one entry.
pub(super) trait Shape: for<'de> Deserialize<'de> + JsonSchema {
    /// Which entries these are.
    const KIND: Kind;

    /// Turns the shape into an entry and notes what must be checked. `None` when it has no usable id.
    fn into_entry(self, notes: &mut Notes) -> Option<Entry>;
}

/// Declares the shape of each kind: the keys that every entry has, and the kind's own.
macro_rules! shapes {
    ($(
        $(#[$about:meta])*
        $shape:ident for $kind:ident { $( $(#[$key_about:meta])* $key:ident => $field:ident: $type:ty, )* }
    )*) => { $(
        $(#[$about])*
        #[derive(Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $shape {
            /// The entry's lasting name, such as `industry/healthcare`.
            id: Text,
            /// Older ids of the same entry.
            #[serde(default)]
            also_id: Vec<Text>,
            /// The subject, as a heading.
            title: Text,
            /// The title for a button; required when the title is longer than 25 characters.
            short: Option<Text>,
            /// What to expect, for a list.
            tagline: Text,
            /// One emoji.
            emoji: Option<Text>,
            /// Names people type.
            also_known_as: Vec<Text>,
            /// Questions that this entry answers, as people ask them.
            asked_as: Vec<Text>,
            /// The answer outright.
            lead: Say,
            $( $(#[$key_about])* $key: $type, )*
            /// Where the sources differ.
            #[serde(default)]
            disagreement: Groups,
            /// What to be careful about, in the editors' voice.
            caution: Option<Text>,
            /// The entry is thin because the sources are.
            #[serde(default)]
            sources_say_no_more: bool,
            /// Ids of entries to read next, best first.
            related: Vec<Text>,
            /// The day the text was compared with its sources: `2026-11-21`.
            reviewed: Text,
        }

        impl Shape for $shape {
            const KIND: Kind = Kind::$kind;

            fn into_entry(self, notes: &mut Notes) -> Option<Entry> {
                notes.begin(&self.id.value, self.id.line);
                let id = notes.own_id(&self.id, Self::KIND);
                let entry = Entry {
                    id: id.clone().unwrap_or_else(Notes::no_id),
                    also_id: notes.older_ids(&self.also_id),
                    short: notes.short(self.short, &self.title),
                    title: notes.title(self.title),
                    tagline: notes.phrase("tagline", self.tagline, Limits::TAGLINE),
                    emoji: self.emoji.map(|emoji| notes.emoji(emoji)),
                    also_known_as: notes.aliases("also_known_as", self.also_known_as),
                    asked_as: notes.questions(self.asked_as),
                    lead: self.lead.lower("lead", notes),
                    body: Body::$kind(entry::$kind {
                        $( $field: self.$key.lower(stringify!($key).trim_start_matches("r#"), notes), )*
                    }),
                    disagreement: self.disagreement.lower("disagreement", notes),
                    caution: self.caution.map(|caution| notes.text("caution", caution, Limits::CAUTION)),
                    sources_say_no_more: self.sources_say_no_more,
                    related: notes.related(&self.related),
                    reviewed: notes.reviewed(&self.reviewed),
                };
                id.map(|_| entry)
            }
        }
    )* };
}

shapes! {
    /// A job and what it is.
    RoleShape for Role {
        /// What they do.
        #[serde(default)]
        does => does: Groups,
        /// Who they work with.
        #[serde(default)]
        works_with => works_with: Groups,
        /// What it takes.
        #[serde(default)]
        needs => needs: Groups,
        /// Where the job sits among others.
        #[serde(default)]
        level => level: Groups,
        /// What it is not.
        #[serde(default)]
        differs => differs: Groups,
        /// A concrete situation.
        #[serde(default)]
        example => example: Groups,
    }

    /// Two jobs side by side; the lead is the verdict.
    ComparisonShape for Comparison {
        /// The side that is shown first.
        first => first: SideShape,
        /// The other side.
        second => second: SideShape,
        /// Aspect by aspect.
        rows => rows: Vec<RowShape>,
        /// Where they meet.
        #[serde(default)]
        overlap => overlap: Groups,
        /// One situation with both in it.
        #[serde(default)]
        example => example: Groups,
    }

    /// Something a TPM does.
    ResponsibilityShape for Responsibility {
        /// What it involves.
        #[serde(default)]
        involves => involves: Groups,
        /// Why it matters.
        #[serde(default)]
        matters => matters: Groups,
        /// What it is not.
        #[serde(default)]
        differs => differs: Groups,
        /// A concrete situation.
        #[serde(default)]
        example => example: Groups,
    }

    /// Something a TPM must be good at.
    SkillShape for Skill {
        /// What it looks like.
        #[serde(default)]
        looks_like => looks_like: Groups,
        /// Why it matters.
        #[serde(default)]
        matters => matters: Groups,
        /// A concrete situation.
        #[serde(default)]
        example => example: Groups,
    }

    /// A sector that hires TPMs.
    IndustryShape for Industry {
        /// What the work looks like.
        #[serde(default)]
        work => work: Groups,
        /// What changes here: metrics, regulation, partners, pace.
        #[serde(default)]
        changes => changes: Groups,
        /// Id of the interview tip for this industry.
        interview => interview: Option<TipId>,
        /// How to angle a résumé.
        #[serde(default)]
        resume => resume: Groups,
        /// Ids of industries close by.
        #[serde(default)]
        neighbours => neighbours: Vec<IndustryId>,
    }

    /// How to prepare for an interview.
    InterviewTipShape for InterviewTip {
        /// What to prepare.
        #[serde(default)]
        prepare => prepare: Groups,
        /// What to show.
        #[serde(default)]
        show => show: Groups,
        /// Id of the industry that the tip is for.
        industry => industry: Option<IndustryId>,
    }

    /// A named employer.
    CompanyShape for Company {
        /// What the company is known for.
        #[serde(default)]
        known_for => known_for: Groups,
        /// Companies that a list names.
        #[serde(default)]
        list => list: Groups,
    }

    /// A step on the way to the job or up from it.
    CareerShape for Career {
        /// Its place on the path, 1 to 9.
        step => step: Option<At<u8>>,
        /// Whether people do without it.
        #[serde(default)]
        optional => optional: bool,
        /// What to do.
        #[serde(default)]
        r#do => to_do: Groups,
        /// How to show it.
        #[serde(default)]
        show => show: Groups,
        /// How long it takes.
        #[serde(default)]
        time => time: Groups,
        /// What it leads to.
        #[serde(default)]
        leads_to => leads_to: Groups,
        /// Ways in.
        #[serde(default)]
        routes => routes: Groups,
    }

    /// Anything else, under headings of its own.
    TopicShape for Topic {
        /// Headings and what stands under them.
        #[serde(default)]
        sections => sections: Vec<SectionShape>,
    }

    /// A numbered question; the title is the question, the lead the answer.
    FaqShape for Faq {
        /// Its number, 1 to 99, never given to another question.
        number => number: At<u8>,
        /// What more there is to it.
        #[serde(default)]
        detail => detail: Groups,
        /// What to do.
        #[serde(default)]
        how => how: Groups,
        /// Concrete cases.
        #[serde(default)]
        example => example: Groups,
    }
}

/// From a shape to plain data, noting under `key` what must be checked.
trait Lower {
    type Lowered;

    fn lower(self, key: &str, notes: &mut Notes) -> Self::Lowered;
}

impl Lower for Say {
    type Lowered = Statement;

    fn lower(self, key: &str, notes: &mut Notes) -> Statement {
        let sources = notes.citations(&format!("{key}.sources"), &self.sources, self.say.line);
        Statement { text: notes.text(format_args!("{key}.say"), self.say, Limits::LEAD), sources }
    }
}

impl Lower for Groups {
    type Lowered = Vec<Statement>;

    fn lower(self, key: &str, notes: &mut Notes) -> Vec<Statement> {
        notes.count(key, self.iter().map(|group| &group.say));
        let mut statements = Vec::new();
        for (place, group) in self.into_iter().enumerate() {
            let line = group.say.first().map_or(0, |text| text.line);
            let sources = notes.citations(&format!("{key}[{place}].sources"), &group.sources, line);
            for (item, text) in group.say.into_iter().enumerate() {
                let text = notes.text(format_args!("{key}[{place}].say[{item}]"), text, Limits::STATEMENT);
                statements.push(Statement { text, sources: sources.clone() });
            }
        }
        statements
    }
}

impl Lower for SideShape {
    type Lowered = entry::Side;

    fn lower(self, key: &str, notes: &mut Notes) -> entry::Side {
        if self.role.is_some() == self.name.is_some() {
            notes.problem(key, self.label.line, "give either role or name".to_owned());
        }
        let role = self.role.and_then(|role| notes.reference(&format!("{key}.role"), &role, Some(Kind::Role)));
        entry::Side {
            role,
            name: self.name.map_or_else(String::new, |name| notes.side_name(key, "name", name, Limits::TITLE)),
            label: notes.side_name(key, "label", self.label, Limits::SHORT),
            also_known_as: notes.aliases(&format!("{key}.also_known_as"), self.also_known_as),
        }
    }
}

impl Lower for Vec<RowShape> {
    type Lowered = Vec<entry::Row>;

    fn lower(self, key: &str, notes: &mut Notes) -> Vec<entry::Row> {
        notes.row_count(key, self.len());
        self.into_iter()
            .enumerate()
            .map(|(place, row)| entry::Row {
                aspect: row.aspect,
                sources: notes.citations(&format!("{key}[{place}].sources"), &row.sources, row.first.line),
                first: notes.phrase(&format!("{key}[{place}].first"), row.first, Limits::ROW),
                second: notes.phrase(&format!("{key}[{place}].second"), row.second, Limits::ROW),
            })
            .collect()
    }
}

impl Lower for Vec<SectionShape> {
    type Lowered = Vec<entry::TopicSection>;

    fn lower(self, key: &str, notes: &mut Notes) -> Vec<entry::TopicSection> {
        self.into_iter()
            .enumerate()
            .map(|(place, section)| entry::TopicSection {
                heading: notes.text(format_args!("{key}[{place}].heading"), section.heading, Limits::HEADING),
                statements: section.statements.lower(&format!("{key}[{place}].statements"), notes),
            })
            .collect()
    }
}

impl Lower for Option<TipId> {
    type Lowered = Option<EntryId>;

    fn lower(self, key: &str, notes: &mut Notes) -> Option<EntryId> {
        self.and_then(|TipId(id)| notes.reference(key, &id, Some(Kind::InterviewTip)))
    }
}

impl Lower for Option<IndustryId> {
    type Lowered = Option<EntryId>;

    fn lower(self, key: &str, notes: &mut Notes) -> Option<EntryId> {
        self.and_then(|IndustryId(id)| notes.reference(key, &id, Some(Kind::Industry)))
    }
}

impl Lower for Vec<IndustryId> {
    type Lowered = Vec<EntryId>;

    fn lower(self, key: &str, notes: &mut Notes) -> Vec<EntryId> {
        if let Some(IndustryId(id)) = self.get(Limits::NEIGHBOURS) {
            notes.problem(key, id.line, format!("has {} ids; name at most {}", self.len(), Limits::NEIGHBOURS));
        }
        self.iter().filter_map(|IndustryId(id)| notes.reference(key, id, Some(Kind::Industry))).collect()
    }
}

impl Lower for Option<At<u8>> {
    type Lowered = Option<u8>;

    fn lower(self, key: &str, notes: &mut Notes) -> Option<u8> {
        self.map(|step| notes.number(key, &step, Limits::STEPS))
    }
}

impl Lower for At<u8> {
    type Lowered = u8;

    fn lower(self, key: &str, notes: &mut Notes) -> u8 {
        notes.number(key, &self, Limits::FAQS)
    }
}

impl Lower for bool {
    type Lowered = Self;

    fn lower(self, _key: &str, _notes: &mut Notes) -> Self {
        self
    }
}

impl ShelfShape {
    /// What one shelf shows first, and its ambiguous names; `key` is where that stands.
    pub(super) fn lower(&self, key: &str, shelf: Shelf, notes: &mut Notes) -> ShelfGuide {
        let first = self.first.iter().filter_map(|id| notes.on_shelf(&format!("{key}.first"), id, shelf)).collect();
        let shared_names = self
            .shared_names
            .iter()
            .enumerate()
            .map(|(number, shared)| {
                let path = format!("{key}.shared_names[{number}]");
                if shared.means.len() < 2 {
                    let message = "means fewer than two entries: make it an alias".to_owned();
                    notes.problem(&path, shared.name.line, message);
                }
                let means: Vec<EntryId> =
                    shared.means.iter().filter_map(|id| notes.on_shelf(&format!("{path}.means"), id, shelf)).collect();
                (notes.shared_name(&format!("{path}.name"), &shared.name, shelf, &means), means)
            })
            .collect();
        ShelfGuide { first, shared_names }
    }
}
