//! Whether a sentence seems to have a verb. A guess: no dictionary is asked, and where a word may be a verb, it counts as one.
//!
//! What counts: forms of *be*, *have* and *do* and the modals; past forms; verbs that are hardly ever nouns; verbs that are
//! nouns as well where the word before or after speaks for the verb. Fitted by hand to the leads of the shipped knowledge:
//! of 300 that have a verb, none is taken for one without.

use std::collections::HashSet;

/// Auxiliaries, modals, contractions with one, and irregular past forms.
const ALWAYS: &str = "
    am is are was were be been isn't aren't wasn't weren't has have had haven't hasn't hadn't do does did don't doesn't
    didn't can cannot can't could couldn't may might must shall should shouldn't will won't would wouldn't
    it's that's there's here's he's she's who's what's let's i'm you're we're they're you've we've they've you'll they'll
    became began bought brought built came chose drew drove fell felt found gave got grew held kept knew led left lost
    made meant met paid ran rose said sat saw sent showed shown sold spent spoke stood took taught told thought
    understood went won wrote";

/// Verbs that are hardly ever nouns, in their base form.
const VERBS: &str = "
    accept achieve adapt add adjust advise agree align allow announce anticipate apply appoint argue arrange ask assess
    assign assume attend avoid become begin belong bring build buy carry choose collect combine come communicate compare
    compete complete connect consider consist contain continue contribute coordinate correct create decide define deliver
    depend describe deserve determine develop differ discuss distinguish divide draw earn eliminate employ enable
    encourage end ensure enter escalate establish exceed exist expect explain facilitate fill find finish follow gather
    get give go grow happen hear identify ignore illustrate improve include increase indicate inform inspect intend
    introduce invest involve join keep know last learn let lie like listen live lose make manage mean meet merge
    negotiate offer operate organize outline overlap oversee own perform pick predict prefer prepare present prevent
    prioritize prove provide publish put raise react realize receive recommend reduce refer reflect refuse reject relate
    rely remain remember remove repeat replace reply represent require resolve respond reveal run say see seek seem
    select sell send serve settle sit solve speak specialize spend stand start stay stop strengthen submit succeed
    suggest suit summarize suppose take teach tell tend think translate treat understand unite vary want watch weigh
    win worry write";

/// Verbs that are nouns as well, in their base form.
const NOUNS_TOO: &str = "
    account act address aim answer approach balance base bear bridge call care cause center change charge check claim
    clear close coach comment concern control copy cost count cover cut deal delay demand design detail document draft
    drive drop estimate face fail fall favor feature feel fit fix focus form function gain guide handle help hide hire
    hold influence interview issue judge lack lead leave level limit link list look lower maintain mark match matter
    measure mention mentor mind miss mix monitor move name need note open order pass pay place plan play point practice
    process produce program promise promote protect pull push question range rank reach read record release report
    request rest result return review reward rise scale schedule score search secure separate set shape share shift show
    sign skip sort sound span split spread staff state step structure study supply support surface switch talk target
    test track train transfer trust try turn update use value view visit wait walk wish work";

/// A word before which a noun is unlikely.
const BEFORE_A_VERB: &str = "
    i you we they it he she who that which what and or but to then also not never only often usually always first
    please so";

/// A word that follows the verb of which it begins the object.
const AFTER_A_VERB: &str = "
    a an the its their your his her our this these those no each every all any many most several some one two three four
    five six seven eight nine ten half how what when where whether which why who to from after at into through up out
    together";

/// The lists above, to be looked up in.
pub(super) struct Verbs {
    always: HashSet<&'static str>,
    hardly_nouns: HashSet<&'static str>,
    nouns_too: HashSet<&'static str>,
    before: HashSet<&'static str>,
    after: HashSet<&'static str>,
}

impl Verbs {
    pub fn new() -> Self {
        let set = |list: &'static str| list.split_whitespace().collect();
        Self {
            always: set(ALWAYS),
            hardly_nouns: set(VERBS),
            nouns_too: set(NOUNS_TOO),
            before: set(BEFORE_A_VERB),
            after: set(AFTER_A_VERB),
        }
    }

    /// Whether a text seems to have a verb.
    pub fn are_in(&self, text: &str) -> bool {
        let words = words(text);
        (0..words.len()).any(|place| self.is_one(&words, place))
    }

    fn is_one(&self, words: &[String], place: usize) -> bool {
        let word = words[place].as_str();
        let base = |set: &HashSet<&str>, forms: &[String]| forms.iter().any(|form| set.contains(form.as_str()));
        let (present, past) = (third_person(word), past(word));
        if self.always.contains(word)
            || self.hardly_nouns.contains(word)
            || base(&self.hardly_nouns, &present)
            || base(&self.hardly_nouns, &past)
            || base(&self.nouns_too, &past)
        {
            return true;
        }
        let before = place.checked_sub(1).map(|place| words[place].as_str());
        let after = words.get(place + 1).map(String::as_str);
        let is_base = self.nouns_too.contains(word);
        let follows =
            |marks: fn(&str) -> bool| before.is_some_and(|before| marks(before) || self.before.contains(before));
        // Show how you work. In an interview, show how you work.
        if is_base && (before.is_none() || follows(is_punctuation)) {
            return true;
        }
        // A program manager (PM) runs programs and plans them.
        if base(&self.nouns_too, &present) && follows(|before| before == ")") {
            return true;
        }
        // Several do: a plural and a base form.
        if is_base && before.is_some_and(|before| before.ends_with('s')) {
            return true;
        }
        // One does it to something: any third person, and what begins an object.
        !present.is_empty() && after.is_some_and(|after| self.after.contains(after) || is_number(after))
    }
}

/// The words of a text in lower case, with each mark of punctuation as a word of its own.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut inside = false;
    for character in text.chars() {
        let character = if character == '’' { '\'' } else { character };
        let joins = character.is_alphanumeric() || "'-".contains(character);
        match words.last_mut() {
            Some(word) if joins && inside => word.extend(character.to_lowercase()),
            _ if joins => words.push(character.to_lowercase().collect()),
            _ if !character.is_whitespace() && character != '*' => words.push(character.to_string()),
            _ => {}
        }
        inside = joins;
    }
    words
}

fn is_punctuation(word: &str) -> bool {
    !word.contains(char::is_alphanumeric)
}

fn is_number(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_digit())
}

/// What a word would be the third person of; nothing for a word that cannot be one.
fn third_person(word: &str) -> Vec<String> {
    let Some(stem) = word.strip_suffix('s').filter(|stem| stem.len() > 2) else { return Vec::new() };
    if stem.ends_with(['s', 'u', 'i', '\'']) {
        return Vec::new();
    }
    let mut bases = vec![stem.to_owned()];
    bases.extend(stem.strip_suffix('e').map(str::to_owned));
    bases.extend(stem.strip_suffix("ie").map(|stem| format!("{stem}y")));
    bases
}

/// What a word would be the past of.
fn past(word: &str) -> Vec<String> {
    let Some(stem) = word.strip_suffix("ed") else { return Vec::new() };
    let mut bases = vec![stem.to_owned(), format!("{stem}e")];
    bases.extend(stem.strip_suffix('i').map(|stem| format!("{stem}y")));
    // planned, referred
    let mut characters = stem.chars().rev();
    if let (Some(last), Some(other)) = (characters.next(), characters.next())
        && last == other
    {
        bases.push(stem[..stem.len() - last.len_utf8()].to_owned());
    }
    bases
}

#[cfg(test)]
mod tests {
    use super::Verbs;

    #[test]
    fn a_sentence_has_a_verb() {
        let verbs = Verbs::new();
        for text in [
            "A technical program manager (TPM) is the liaison between stakeholders.",
            "A project manager runs one specific, short-term project at a time.",
            "TPMs lead work and influence people.",
            "Plan for a few years in related work.",
            "Search for engineering program manager (EPM) as well.",
            "In a TPM interview, show how you work.",
            "The way up leads from TPM to senior TPM.",
            "ServiceNow names five soft skills.",
            "ISO 26262 grades hazards; the strictest of them wins.",
            "An undated recipe plans 90 minutes.",
            "Usually not. Most TPMs don’t write code.",
            "They planned, tried and referred.",
            "It’s a list of **risks**.",
        ] {
            assert!(verbs.are_in(text), "{text}");
        }
    }

    #[test]
    fn a_phrase_has_none() {
        let verbs = Verbs::new();
        for text in [
            "Long programs, such as clinical data platforms and electronic health records (EHR).",
            "Technical programs of several teams, with a plan, a schedule and a risk register.",
            "Cloud, APIs, infrastructure and machine learning.",
            "Holding the timeline without letting quality slip.",
            "Usually not.",
            "Resolving issues across the business of 3 teams.",
            "",
            "—",
        ] {
            assert!(!verbs.are_in(text), "{text}");
        }
    }
}
