//! What holds between entries.

use super::*;

#[test]
fn an_id_is_taken_once() {
    let taken = "the id \"topic/base\" is taken already, at en/topics/base.yaml:1";
    let twice = topic().with("id", json!("topic/base"));
    assert_eq!(problems_of(twice), [format!("{TESTED}:1: topic/base.id: {taken}")]);
    assert_eq!(problems_with("also_id", json!(["topic/base"])), tested("also_id", taken));
}

#[test]
fn an_older_id_leads_to_its_entry() {
    let files = Files::valid()
        .entry(TESTED, topic().with("also_id", json!(["topic/older"])))
        .entry(TESTED, EntryText::new("topic/other").with("related", json!(["topic/older"])));
    let knowledge = files.knowledge();
    let found = knowledge.get(&EntryId::new("topic/older").unwrap()).unwrap();
    assert_eq!(found.id.as_str(), "topic/tested");
}

#[test]
fn an_id_is_lower_case_words_with_a_slash() {
    for id in ["topic", "Topic/x", "topic/", "/x", "topic//x", "topic/ä", "topic/a_b", "topic/a b", "topic:x/y"] {
        let problems = problems_with("id", json!(id));
        let message = format!("\"{id}\" is no id: write kind/name in lower-case letters, digits and hyphens");
        assert!(problems.len() == 1 && problems[0].contains(&message), "{problems:?}");
    }
}

#[test]
fn an_id_begins_as_its_folder_asks() {
    let problems = |path: &str, id: &str| Files::valid().entry(path, EntryText::new(id)).problems();
    assert_eq!(
        problems("en/industries/x.yaml", "role/x"),
        ["en/industries/x.yaml:1: role/x.id: in the folder industries ids begin with \"industry/\"; did you mean \
          \"industry/x\"?"]
    );
    assert_eq!(
        problems("en/skills/x.yaml", "responsibility/x/y"),
        ["en/skills/x.yaml:1: responsibility/x/y.id: in the folder skills ids begin with \"skill/\" or \"topic/\"; \
          did you mean \"skill/x/y\"?"]
    );
    for kind in Kind::ALL {
        for prefix in kind.prefixes() {
            let place = format!("en/{}/x.yaml", kind.folder());
            let told = problems(&place, &format!("{prefix}/x"));
            assert!(!told.iter().any(|problem| problem.contains("ids begin with")), "{told:?}");
        }
    }
}

#[test]
fn a_reference_leads_to_an_entry() {
    let message = "there is no entry \"topic/bace\"; did you mean \"topic/base\"?";
    assert_eq!(problems_with("related", json!(["topic/bace"])), tested("related", message));
    assert_eq!(problems_with("related", json!(["xyzzy/1"])), tested("related", "there is no entry \"xyzzy/1\""));
}

#[test]
fn related_entries_are_others_and_different() {
    assert_eq!(problems_with("related", json!(["topic/tested"])), tested("related", "names the entry itself"));
    let twice = json!(["topic/base", "topic/base"]);
    assert_eq!(problems_with("related", twice), tested("related", "names \"topic/base\" twice"));
}

#[test]
fn a_reference_leads_to_the_right_kind() {
    let industry = EntryText::new("industry/x")
        .with("interview", json!("industry/health"))
        .with("neighbours", json!(["role/tpm"]));
    let files = Files::valid()
        .entry("en/industries/x.yaml", industry)
        .entry("en/interviews/x.yaml", EntryText::new("interview/x").with("industry", json!("interview/health")));
    assert_eq!(
        files.problems(),
        [
            "en/industries/x.yaml:10: industry/x.interview: \"industry/health\" is one of the industries, not of the \
             interviews",
            "en/industries/x.yaml:11: industry/x.neighbours: \"role/tpm\" is one of the roles, not of the industries",
            "en/interviews/x.yaml:10: interview/x.industry: \"interview/health\" is one of the interviews, not \
             of the industries",
        ]
    );
}

#[test]
fn a_citation_leads_to_a_source() {
    let lead = json!({"say": "x", "sources": ["a.text"]});
    assert_eq!(
        problems_with("lead", lead),
        tested("lead.sources", "sources.yaml has no \"a.text\"; did you mean \"a.txt\"?")
    );
}

#[test]
fn a_source_is_listed_once_and_whole() {
    let again = format!("{SOURCES}{}", SOURCES.lines().next().unwrap());
    let problems = Files::valid().file("en/sources.yaml", &again).problems();
    assert_eq!(problems, ["en/sources.yaml:3: a.txt.id: is listed twice"]);
    let thin =
        format!("{SOURCES}- {{id: c.txt, title: C, publisher: C, label: C, date: undated, accessed: 2026-11-21}}\n");
    let problems = Files::valid().file("en/sources.yaml", &thin).problems();
    assert_eq!(problems, ["en/sources.yaml:3: the key \"kind\" is missing"]);
}

#[test]
fn a_question_is_asked_once_in_the_whole_guide() {
    let questions = questions("what is SKILL talk, asked 1 times");
    let message = "the same question stands at en/skills/talk.yaml:6 (skill/talk.asked_as)";
    assert_eq!(problems_with("asked_as", questions), tested("asked_as", message));
}

#[test]
fn a_faq_number_is_taken_once_and_in_range() {
    let problems = |number: u16| {
        Files::valid().entry("en/faqs/two.yaml", EntryText::new("faq/two").with("number", json!(number))).problems()
    };
    let place = "en/faqs/two.yaml:10: faq/two.number:";
    assert_eq!(problems(2), NOTHING);
    assert_eq!(problems(99), NOTHING);
    assert_eq!(problems(1), [format!("{place} FAQ 1 is taken already, at en/faqs/one.yaml:10")]);
    assert_eq!(problems(0), [format!("{place} 0 is not between 1 and 99")]);
    assert_eq!(problems(100), [format!("{place} 100 is not between 1 and 99")]);
    assert_eq!(problems(256), [format!("{place} does not fit: here belongs a whole number from 1 to 99")]);
}

#[test]
fn a_step_of_the_path_is_taken_once_and_in_range() {
    let problems = |step: u8| {
        Files::valid().entry("en/career-steps/x.yaml", EntryText::new("career/x").with("step", json!(step))).problems()
    };
    let place = "en/career-steps/x.yaml:10: career/x.step:";
    assert_eq!(problems(9), NOTHING);
    assert_eq!(problems(1), [format!("{place} step 1 is taken already, at en/career-steps/first.yaml:10")]);
    assert_eq!(problems(10), [format!("{place} 10 is not between 1 and 9")]);
}

#[test]
fn a_pair_of_roles_is_compared_once() {
    let problems = |first: &str, second: &str| {
        let entry = comparison("compare/tested", first, second);
        Files::valid().entry("en/comparisons/tested.yaml", entry).problems()
    };
    let place = "en/comparisons/tested.yaml:1: compare/tested.id: compares";
    assert_eq!(problems("role/pm", "role/tpm"), [format!("{place} the same two roles as \"compare/pair\"")]);
    assert_eq!(problems("role/pm", "role/pm"), [format!("{place} a role with itself")]);
}

#[test]
fn a_side_is_a_role_or_a_job_with_a_name() {
    let side = |side: Value| {
        let entry = comparison("compare/tested", "role/tpm", "role/pm").with("second", side);
        Files::valid().entry("en/comparisons/tested.yaml", entry).problems()
    };
    assert_eq!(side(json!({"name": "Support", "label": "Help", "also_known_as": ["helpdesk"]})), NOTHING);
    let place = "en/comparisons/tested.yaml:11: compare/tested.second";
    assert_eq!(side(json!({"label": "Help"})), [format!("{place}: give either role or name")]);
    // Then the pair stands twice as well.
    let both = side(json!({"role": "role/pm", "name": "x", "label": "Help"}));
    assert!(both.contains(&format!("{place}: give either role or name")), "{both:?}");
    let taken = side(json!({"name": "Support", "label": "Help", "also_known_as": ["alias of role tpm"]}));
    assert!(taken.len() == 1 && taken[0].starts_with(&format!("{place}.also_known_as: the name")), "{taken:?}");
}
