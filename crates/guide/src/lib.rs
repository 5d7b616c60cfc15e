//! The pure middle of TPM Guide: what to answer, decided without Discord, a runtime, files, the environment or a clock.
//!
//! What day it is, and the text of the files, arrive as arguments. The modules stand here in reading order.

// YAML text in; a whole, valid `Knowledge`, or every problem with its file and line, out.
pub mod knowledge;
// Which entry a name means, which one answers a question, and what to suggest for a text that is being typed.
pub mod search;
// What a server adds to the guide: entries of its own, their checks, and settings.
pub mod community;
// `answer(View, &Question) -> Answer`: which facts, in which order, under which headings.
pub mod answer;
// `respond(View, &Request) -> Reply`: who may, who sees it, in place or as a copy.
pub mod reply;
// What staff do with their server's entries and settings, and what they see.
pub mod staff;
// Questions to the mentors of a server: forms, messages in their channel, and what askers are told.
pub mod mentors;
// What is stored about a member, as they see it, take it with them, and delete it.
pub mod privacy;
// What members asked in some days, for staff: numbers in words, a chart and a table.
pub mod insights;
// Text cut to a length, and text of members made inert.
pub mod text;

// A small guide, questions and laws of answers, for tests.
#[cfg(any(test, feature = "fixtures"))]
pub mod fixtures;
