//! What people say that no entry says: other words for its subjects, and questions about something else. All of it
//! stands here as it is written in the files; the search decides how words are compared.

/// Words that people use, and the guide's own for the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Short forms, each listed once.
    pub abbreviations: Vec<Abbreviation>,
    /// Lists of two or more that mean the same, the guide's own word first. None stands in two of them.
    pub synonyms: Vec<Vec<String>>,
    /// Lists of two or more: a question with one of the others is probably about the first. Weaker than synonyms.
    pub near: Vec<Vec<String>>,
    /// Phrases that say nothing about the subject.
    pub filler: Vec<String>,
    /// Words of other languages. One that several languages share has one meaning.
    pub languages: Vec<Translation>,
}

/// A short form and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abbreviation {
    /// One word, such as `pgm`.
    pub short: String,
    /// What it stands for, the likeliest first; never empty.
    pub means: Vec<String>,
}

/// A word of another language and the guide's own for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translation {
    /// As people type it, such as `gehalt`.
    pub word: String,
    /// The guide's word, such as `salary`.
    pub means: String,
}

/// Questions that the guide must not answer, because it knows nothing of their subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What they are about, for curators.
    pub about: String,
    /// The questions as people ask them; never empty.
    pub questions: Vec<String>,
}
