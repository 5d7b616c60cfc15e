//! The shapes of the YAML files. Unknown keys are refused; every text remembers its line, so that a problem can be reported
//! there. `lower` turns shapes into plain data.
//!
//! Long because it is a table: every key of every kind of entry, with the sentence that an editor shows for it.

mod lower;

use schemars::JsonSchema;
use serde::Deserialize;

use self::lower::Lower;
use super::diagnostics::Diagnostics;
use super::entry::{self, Aspect, Body, Entry, Kind};
use super::limits::Limits;
use super::source::SourceKind;
use super::spanned::{At, Dated};

type Text = At<String>;
type DateText = At<Dated>;

/// The id of an interview tip.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct TipId(Text);

/// The id of an industry.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct IndustryId(Text);

/// The id of a document.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct ReadOn(Vec<Text>);

/// One statement with its sources.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the key that curators write")]
pub(super) struct Say {
    /// One or two sentences.
    say: Text,
    /// Ids of the documents that say so.
    sources: Vec<Text>,
    /// When it held, for what holds for a time: `2023`, `2023-06` or `2023-06-12`.
    as_of: Option<DateText>,
}

/// Statements that share their sources.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    /// One statement an item.
    say: Vec<Text>,
    /// Ids of the documents that say so.
    sources: Vec<Text>,
    /// When they held, for what holds for a time: `2023`, `2023-06` or `2023-06-12`.
    as_of: Option<DateText>,
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
    /// Ids of the documents that say so.
    sources: Vec<Text>,
}

/// A heading of the entry's own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionShape {
    /// The heading.
    heading: Text,
    /// What stands under it.
    statements: Groups,
}

/// A text to copy and fill in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplateShape {
    /// What it is for.
    heading: Text,
    /// The text, line by line; what is to be filled in stands in square brackets.
    text: Text,
    /// Ids of the documents it is drawn from; `editors` for the editors' own.
    sources: Vec<Text>,
}

/// A question to practice on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PracticeShape {
    /// What the interviewer asks, in the editors' own words.
    ask: Text,
    /// What it tests, to follow "Tests": lower case, no full stop.
    tests: Text,
}

/// A document of `sources.yaml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceShape {
    /// What statements cite.
    pub id: Text,
    /// Its title; in brackets where it has none of its own.
    pub title: Text,
    /// Who published it, where the document says so.
    pub publisher: Text,
    /// What small print calls it.
    pub label: Text,
    /// Where it can be read: an https address. Leave it out where it cannot be read, or only a copy was seen.
    pub url: Option<Text>,
    /// When it was written: `2023`, `2023-06`, `2023-06-12` or `undated`.
    pub date: DateText,
    /// What kind of text it is.
    pub kind: SourceKind,
    /// The day on which the editors read it: `2026-11-21`.
    pub accessed: Text,
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
    /// `/interview`
    #[serde(default)]
    pub interview: ShelfShape,
    /// `/term`
    #[serde(default)]
    pub term: ShelfShape,
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

    /// Turns the shape into an entry, and collects what must be checked. `None` when it has no usable id.
    fn into_entry(self, diagnostics: &mut Diagnostics) -> Option<Entry>;
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
            /// What to do, one step an item, in order.
            #[serde(default)]
            steps: Groups,
            /// A text to copy and fill in.
            template: Option<TemplateShape>,
            $( $(#[$key_about])* $key: $type, )*
            /// Headings of the entry's own and what stands under them.
            #[serde(default)]
            sections: Vec<SectionShape>,
            /// Questions to practice on.
            #[serde(default)]
            questions: Vec<PracticeShape>,
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

            fn into_entry(self, diagnostics: &mut Diagnostics) -> Option<Entry> {
                diagnostics.begin(&self.id.value, self.id.line);
                let id = diagnostics.own_id(&self.id, Self::KIND);
                let entry = Entry {
                    id: id.clone().unwrap_or_else(Diagnostics::no_id),
                    also_id: diagnostics.older_ids(&self.also_id),
                    short: diagnostics.short(self.short, &self.title),
                    title: diagnostics.title(self.title),
                    tagline: diagnostics.phrase("tagline", self.tagline, Limits::TAGLINE),
                    emoji: self.emoji.map(|emoji| diagnostics.emoji(emoji)),
                    also_known_as: diagnostics.aliases(self.also_known_as),
                    asked_as: diagnostics.questions(self.asked_as),
                    lead: self.lead.lower("lead", diagnostics),
                    steps: self.steps.lower("steps", diagnostics),
                    template: self.template.map(|template| template.lower("template", diagnostics)),
                    body: Body::$kind(entry::$kind {
                        $( $field: self.$key.lower(stringify!($key).trim_start_matches("r#"), diagnostics), )*
                    }),
                    sections: self.sections.lower("sections", diagnostics),
                    questions: self.questions.lower("questions", diagnostics),
                    disagreement: self.disagreement.lower("disagreement", diagnostics),
                    caution: self.caution.map(|caution| diagnostics.caution(caution)),
                    sources_say_no_more: self.sources_say_no_more,
                    related: diagnostics.related(&self.related),
                    reviewed: diagnostics.reviewed(&self.reviewed),
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

    /// A part of the way from an application to an offer.
    InterviewShape for Interview {
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

    /// A step on the path to the job, or beyond it.
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
    TopicShape for Topic {}

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

    /// A word of the trade; the lead says what it means.
    TermShape for Term {
        /// Why it matters to a TPM.
        matters => matters: Groups,
        /// A concrete case.
        #[serde(default)]
        example => example: Groups,
        /// Ids of the documents to read on in.
        read_on => read_on: ReadOn,
    }
}
