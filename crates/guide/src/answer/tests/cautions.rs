//! A caution stands beside its statement on every page, also on those that are made of several entries.

use super::*;

/// An entry with a caution.
fn careful(id: &str, caution: &str) -> EntryText {
    EntryText::new(id).with("caution", json!(caution))
}

fn caution(files: &Files, question: &Question) -> Option<String> {
    let guide = Guide::new(files.knowledge());
    let shown = answer(&guide, question);
    sound(&shown).unwrap();
    shown.caution
}

fn pair() -> Question {
    Question::Pair { first: id("role/one"), second: id("role/other"), page: 0 }
}

fn roles(one: EntryText, other: EntryText) -> Files {
    Files::valid().entry("en/roles/x.yaml", one).entry("en/roles/x.yaml", other)
}

#[test]
fn a_composed_comparison_carries_the_cautions_of_both_roles_once() {
    let both = roles(careful("role/one", "Mind this."), careful("role/other", "Mind that."));
    assert_eq!(caution(&both, &pair()).as_deref(), Some("Mind this. Mind that."));
    let same = roles(careful("role/one", "Mind this."), careful("role/other", "Mind this."));
    assert_eq!(caution(&same, &pair()).as_deref(), Some("Mind this."));
    let none = roles(EntryText::new("role/one"), EntryText::new("role/other"));
    assert_eq!(caution(&none, &pair()), None);
}

#[test]
fn cautions_that_are_long_together_are_not_lost_silently() {
    let (one, other) = (format!("{}.", "x".repeat(199)), format!("{}.", "y".repeat(99)));
    let long = roles(careful("role/one", &one), careful("role/other", &other));
    let expected = format!("{one} There is more to be careful about under Short other.");
    assert_eq!(caution(&long, &pair()), Some(expected));
    let other = &other[1..];
    let fitting = roles(careful("role/one", &one), careful("role/other", other));
    assert_eq!(caution(&fitting, &pair()), Some(format!("{one} {other}")), "300 characters are not too long");
}

#[test]
fn an_industry_carries_the_caution_of_its_interview_tip_and_does_not_speak_for_the_sources_of_both() {
    let industry = careful("industry/x", "One law.").with("sources_say_no_more", json!(true));
    let tip = careful("interview/x", "Other law.").with("prepare", groups(&["Read."]));
    let files = Files::valid()
        .entry("en/industries/x.yaml", industry.clone().with("interview", json!("interview/x")))
        .entry("en/interviews/x.yaml", tip);
    let shown = answer(&Guide::new(files.knowledge()), &Question::entry(&id("industry/x")));
    assert_eq!((shown.caution.as_deref(), shown.remark), (Some("One law. Other law."), None));
    let alone = Files::valid().entry("en/industries/x.yaml", industry);
    let shown = answer(&Guide::new(alone.knowledge()), &Question::entry(&id("industry/x")));
    assert_eq!(shown.remark.as_deref(), Some("The sources say no more about this."));
}

#[test]
fn the_career_path_carries_the_cautions_of_what_it_shows_and_names_the_steps_that_have_one() {
    let step = |number: u8| {
        careful(&format!("career/step-{number}"), &format!("Step {number} is steep.")).with("step", json!(number))
    };
    let files = Files::valid()
        .without("en/career-steps/first.yaml")
        .entry("en/career-steps/x.yaml", step(1))
        .entry("en/career-steps/x.yaml", step(2))
        .entry("en/career-steps/x.yaml", step(3))
        .entry("en/career-steps/x.yaml", EntryText::new("career/step-4").with("step", json!(4)));
    let named = "There is more to be careful about under Short step-1, Short step-2 and Short step-3.";
    assert_eq!(caution(&files, &Question::CareerPath).as_deref(), Some(named));
    let way = careful("career/way", "Times differ.").with("time", groups(&["Years."]));
    let files = files.entry("en/career-steps/x.yaml", way);
    assert_eq!(caution(&files, &Question::CareerPath), Some(format!("Times differ. {named}")));
}

#[test]
fn a_name_that_both_roles_of_a_composed_comparison_share_is_a_caution() {
    let shared =
        "role:\n  first: [role/one]\n  shared_names:\n    - name: tech pm\n      means: [role/one, role/other]\n";
    let files = roles(careful("role/one", "Mind this."), EntryText::new("role/other")).file("en/commands.yaml", shared);
    assert_eq!(
        caution(&files, &pair()).as_deref(),
        Some("Mind this. “tech PM” can mean any of these: Short one or Short other.")
    );
    let managers = asked(shipped(), "/compare \"product manager\" \"project manager\"");
    let said = "“PM” can mean any of these: Product manager, Project manager or Program manager.";
    assert!(managers.caution.is_some_and(|caution| caution.ends_with(said)));
}

#[test]
fn every_page_of_a_composed_comparison_in_the_guide_carries_the_cautions_of_its_roles() {
    let guide = shipped();
    let roles: Vec<&Entry> = guide.knowledge.on(Shelf::Role).collect();
    for first in &roles {
        for second in roles
            .iter()
            .filter(|second| guide.knowledge.comparison(&first.id, &second.id).is_none() && second.id != first.id)
        {
            let pair = Question::Pair { first: first.id.clone(), second: second.id.clone(), page: 0 };
            for role in [first, second] {
                let Some(expected) = &role.caution else { continue };
                for page in pages(guide, &pair) {
                    let shown = page.caution.unwrap_or_default();
                    let named = shown.contains(&format!("under {}", role.short));
                    assert!(shown.contains(expected.as_str()) || named, "{}: {shown}", page.title);
                }
            }
        }
    }
}
