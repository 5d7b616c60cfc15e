//! Which sentences of a message ask: in a long story one or two do, and the rest tells what surrounds them.

use unicode_segmentation::UnicodeSegmentation;

/// How much a word counts that stands in a sentence which asks nothing, of what it counts in one that asks.
const STORY: f32 = 0.3;
/// Words of the longest message of which every sentence counts alike.
const SHORT: usize = 24;
/// Most sentences that are taken to ask.
const ASKING: usize = 2;

/// A sentence of a message and how much its words count, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sentence<'q> {
    pub text: &'q str,
    pub counts: f32,
}

/// The sentences of a message, in order. All of a short one count alike.
pub(super) fn sentences(message: &str) -> Vec<Sentence<'_>> {
    let whole = || vec![Sentence { text: message, counts: 1.0 }];
    if !is_story(message) {
        return whole();
    }
    let texts: Vec<&str> =
        message.split_sentence_bounds().flat_map(str::lines).filter(|text| has_words(text)).collect();
    if texts.len() < 2 {
        return whole();
    }
    let last = texts.len() - 1;
    let mut scores: Vec<(u32, usize)> =
        texts.iter().enumerate().map(|(place, text)| (asks(text) + u32::from(place == last), place)).collect();
    // Of sentences that ask alike, the later one is likelier to be the question.
    scores.sort_by_key(|(score, place)| std::cmp::Reverse((*score, *place)));
    let most = scores[0].0;
    let asking: Vec<usize> = scores
        .iter()
        .take(ASKING)
        .filter(|(score, _)| *score + 1 >= most && *score > 0)
        .map(|(_, place)| *place)
        .collect();
    let counts = |place: usize| if asking.contains(&place) { 1.0 } else { STORY };
    texts.into_iter().enumerate().map(|(place, text)| Sentence { text, counts: counts(place) }).collect()
}

/// Whether a message is so long that most of it tells and little of it asks.
pub(super) fn is_story(message: &str) -> bool {
    message.split_whitespace().nth(SHORT).is_some()
}

fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// How much a sentence looks like a question: its mark, then the words that begin one.
fn asks(sentence: &str) -> u32 {
    /// Words that begin a question, or a clause that is one.
    const OPENERS: [&str; 24] = [
        "how", "what", "whats", "which", "where", "who", "when", "why", "should", "shall", "can", "could", "do",
        "does", "did", "is", "are", "am", "would", "will", "any", "anyone", "explain", "tell",
    ];
    /// Words of one who asks in a plain sentence.
    const PLEAS: [&str; 10] =
        ["advice", "tips", "help", "wondering", "wonder", "ideas", "suggestions", "recommend", "looking", "advise"];
    let marked = if sentence.trim_end().ends_with('?') { 3 } else { 0 };
    let folded = sentence.to_lowercase().replace(['\'', '’'], "");
    let words: Vec<&str> = folded.unicode_words().collect();
    let opens = words.first().is_some_and(|word| OPENERS.contains(word))
        || words.windows(2).any(|two| {
            matches!(
                two[0],
                "so" | "and" | "but" | "or" | "question" | "also" | "please" | "pls" | "idea" | "know" | "sure"
            ) && OPENERS.contains(&two[1])
        })
        || words
            .windows(3)
            .any(|three| matches!(three, ["how", "do", "i"] | ["what", "should", "i"] | ["should", "i", _]));
    let pleads = words.iter().any(|word| PLEAS.contains(word));
    marked + if opens { 2 } else { 0 } + u32::from(pleads)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_message_counts_as_a_whole() {
        let message = "I failed the loop. What now?";
        assert_eq!(sentences(message), [Sentence { text: message, counts: 1.0 }]);
    }

    #[test]
    fn the_sentence_that_asks_counts_and_the_story_breaks_ties() {
        let story = "I have been a QA lead for six years at a bank in Krakow and my manager left in spring. We use Jira \
                     and I run all releases. My wife thinks I am wasting my time there. How do I move to a TPM role from \
                     here? Thanks a lot for reading.";
        let counts: Vec<f32> = sentences(story).iter().map(|sentence| sentence.counts).collect();
        assert_eq!(counts, [STORY, STORY, STORY, 1.0, STORY]);
    }

    #[test]
    fn a_question_without_its_mark_is_found_by_its_words() {
        let story = "my program is six weeks late and the vendor stopped answering, i told no one so far because my boss \
                     is on leave\nalso we lost two engineers\nwhat should i do first";
        let asking: Vec<&str> = sentences(story)
            .into_iter()
            .filter(|sentence| sentence.counts > STORY)
            .map(|one| one.text.trim())
            .collect();
        assert_eq!(asking, ["what should i do first"]);
    }
}
