//! Answers for a terminal: the same order as in Discord, as text. Bold and dim where the terminal shows them.

use anstyle::Style;
use tpm_guide_core::answer::{About, Answer, Attribution, Guide, Layout, Question, Section, as_command};
use tpm_guide_core::reply::Reply;
use tpm_guide_core::text::shortened;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const UNDERLINED: Style = Style::new().underline();

/// The width of lines where there is no terminal, in columns.
pub const PLAIN_WIDTH: usize = 80;

/// Draws what a member would see, `width` columns wide, with escape codes that the caller strips where they do not
/// belong.
pub fn draw(reply: &Reply, guide: &Guide, width: usize) -> String {
    match reply {
        Reply::Show { answer, .. } | Reply::Share { answer, .. } | Reply::Replace { answer, .. } => {
            draw_answer(answer, guide, width)
        }
        Reply::Remove => "(the answer is removed)\n".to_owned(),
        Reply::Suggest(suggestions) => {
            let lines: Vec<String> =
                suggestions.iter().map(|suggestion| format!("{} = {}", suggestion.name, suggestion.value)).collect();
            lines.join("\n") + "\n"
        }
    }
}

fn draw_answer(answer: &Answer, guide: &Guide, width: usize) -> String {
    let attribution = answer.attribution.as_ref();
    let mut blocks = vec![wrap(&styled(BOLD, &answer.headline()), width, "")];
    blocks.extend(answer.repeated(shortened).map(|asked| wrap(&asked, width, "")));
    blocks.extend(answer.note.as_ref().map(|note| wrap(&styled(DIM, note), width, "")));
    blocks.extend(answer.lead.as_ref().map(|lead| wrap(&marks_drawn(&lead.marked(attribution)), width, "")));
    blocks.extend(answer.sections.iter().map(|part| section(part, attribution, width)));
    blocks.extend(answer.caution.as_ref().map(|caution| wrap(&format!("! {}", marks_drawn(caution)), width, "  ")));
    let small_print: Vec<String> = answer
        .small_print(|source| source.name.clone())
        .iter()
        .map(|print| wrap(&styled(DIM, print), width, ""))
        .collect();
    if !small_print.is_empty() {
        blocks.push(small_print.join("\n"));
    }
    blocks.extend(next_commands(answer, guide).map(|commands| wrap(&commands, width, "  ")));
    blocks.extend(instead(answer, guide).map(|commands| wrap(&commands, width, "  ")));
    blocks.join("\n\n") + "\n"
}

fn section(section: &Section, attribution: Option<&Attribution>, width: usize) -> String {
    let heading = (!section.heading.is_empty()).then(|| wrap(&styled(UNDERLINED, &section.heading), width, ""));
    let mut drawn: Vec<String> = heading.into_iter().collect();
    for (place, line) in section.lines.iter().enumerate() {
        let (bullet, indent) = match section.layout {
            Layout::Lines => (String::new(), ""),
            Layout::Bullets | Layout::Questions => ("- ".to_owned(), "  "),
            Layout::Steps { first } => (format!("{}. ", first + place), "   "),
            Layout::Verbatim => ("    ".to_owned(), "    "),
        };
        let text = match section.layout {
            Layout::Verbatim => line.text.clone(),
            _ => marks_drawn(&line.marked(attribution)),
        };
        drawn.push(wrap(&format!("{bullet}{text}"), width, indent));
    }
    drawn.join("\n")
}

/// `→ /industry fintech · /faq 2`: the controls, as commands to type.
fn next_commands(answer: &Answer, guide: &Guide) -> Option<String> {
    // A page has no command of its own: `preview --all` shows them all.
    let asks = |question: &&Question| !matches!(question, Question::Entry { page: 1.., .. });
    let commands: Vec<String> = answer
        .links
        .iter()
        .map(|link| &link.question)
        .filter(asks)
        .map(|question| as_command(guide, question))
        .collect();
    (!commands.is_empty()).then(|| format!("→ {}", commands.join(" · ")))
}

/// What else may have been meant, where the question was searched for or nothing was found. Menus of siblings are left
/// out: they are long.
fn instead(answer: &Answer, guide: &Guide) -> Option<String> {
    let is_drawn = answer.searched.is_some() || answer.about == About::Missing;
    let menu = answer.menu.as_ref().filter(|_| is_drawn)?;
    let shows_siblings = menu.options.iter().any(|option| option.current);
    let commands: Vec<String> = menu.options.iter().map(|option| as_command(guide, &option.question)).collect();
    (!shows_siblings).then(|| format!("{} {}", menu.prompt, commands.join(" · ")))
}

/// The guide's small markdown as escape codes: `**bold**` and `*italic*`; code stays as it is.
fn marks_drawn(text: &str) -> String {
    let mut drawn = String::with_capacity(text.len());
    for (place, bold) in text.split("**").enumerate() {
        let mut part = String::new();
        for (place, italic) in bold.split('*').enumerate() {
            let italic = italic.replace('`', "");
            part.push_str(&if place % 2 == 1 { styled(Style::new().italic(), &italic) } else { italic });
        }
        drawn.push_str(&if place % 2 == 1 { styled(BOLD, &part) } else { part });
    }
    drawn
}

fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

fn wrap(text: &str, width: usize, indent: &str) -> String {
    // Commands and compounds stay whole: lines break between words only.
    let options = textwrap::Options::new(width)
        .subsequent_indent(indent)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(text, options)
}

#[cfg(test)]
mod answer_tests;
#[cfg(test)]
mod tests;
