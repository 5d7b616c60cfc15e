//! How well a name fits what was written.

/// How a name fits, the best first. Equal fits are ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameMatch {
    /// It is the name.
    Exact,
    /// The name begins with it.
    Beginning,
    /// Each of its words begins a word of the name.
    Words,
    /// It is the name, or its beginning, with this many slips of the fingers.
    Typo(usize),
}

/// The best match among an entry's folded names for the folded `written`.
pub fn best_match(written: &str, names: &[String]) -> Option<NameMatch> {
    if written.is_empty() {
        return None;
    }
    names.iter().filter_map(|name| name_match(written, name)).min()
}

fn name_match(written: &str, name: &str) -> Option<NameMatch> {
    if name == written {
        return Some(NameMatch::Exact);
    }
    // One digit begins many numbers, but means one.
    let number = written.bytes().all(|byte| byte.is_ascii_digit());
    if name.starts_with(written) {
        return Some(NameMatch::Beginning);
    }
    if number {
        return None;
    }
    if written.split(' ').all(|typed| name.split(' ').any(|word| word.starts_with(typed))) {
        return Some(NameMatch::Words);
    }
    let allowed = slips_allowed(written);
    if allowed == 0 {
        return None;
    }
    let typed = written.chars().count();
    let length = name.chars().count();
    // A slip adds or drops one character at most: what is much shorter or longer need not be measured.
    if length + allowed < typed {
        return None;
    }
    let whole = if length <= typed + allowed { strsim::osa_distance(written, name) } else { usize::MAX };
    let beginning: String = name.chars().take(typed).collect();
    let slips = whole.min(strsim::osa_distance(written, &beginning) + 1);
    (slips <= allowed).then_some(NameMatch::Typo(slips))
}

/// How many slips a text of this length can have and still be recognised.
fn slips_allowed(written: &str) -> usize {
    match written.chars().count() {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    }
}

/// How alike `written` is to the nearest of the names, from 0 to 1: the share of pairs of letters they have in common.
pub fn likeness(written: &str, names: &[String]) -> f64 {
    if written.is_empty() {
        return 0.0;
    }
    names.iter().map(|name| strsim::sorensen_dice(written, name)).fold(0.0, f64::max)
}
