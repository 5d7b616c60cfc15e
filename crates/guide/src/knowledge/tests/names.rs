//! Names that lead to one entry, and what `commands.yaml` says of those that lead to several.

use super::*;

#[test]
fn an_alias_is_taken_once_on_a_shelf_after_folding() {
    let taken = "the name \"alias of topic base\" is taken already, at en/topics/base.yaml:5 \
                 (topic/base.also_known_as); list it under shared_names in commands.yaml when it means both";
    for alias in ["alias of topic base", "ALIAS of  tópic-base!"] {
        assert_eq!(problems_with("also_known_as", json!([alias])), tested("also_known_as", taken));
    }
    // A skill stands on the same shelf as a topic, a role on another.
    let skill = EntryText::new("skill/x").with("also_known_as", json!(["alias of topic base"]));
    assert_eq!(Files::valid().entry("en/skills/x.yaml", skill).problems().len(), 1);
    let role = EntryText::new("role/x").with("also_known_as", json!(["alias of topic base"]));
    assert_eq!(Files::valid().entry("en/roles/x.yaml", role).problems(), NOTHING);
}

/// What is told of a name that something else has.
fn taken(name: &str, place: &str) -> String {
    format!(
        "the name \"{name}\" is taken already, at {place}; list it under shared_names in commands.yaml when it means \
         both"
    )
}

#[test]
fn an_alias_is_not_what_another_entry_is_called() {
    for (alias, name, place) in [
        ("The topic, base", "the topic base", "en/topics/base.yaml:2 (topic/base.title)"),
        ("SHORT: base", "short base", "en/topics/base.yaml:3 (topic/base.short)"),
        ("base", "base", "en/topics/base.yaml:1 (topic/base.id)"),
        ("topic base", "topic base", "en/topics/base.yaml:1 (topic/base.id)"),
    ] {
        assert_eq!(problems_with("also_known_as", json!([alias])), tested("also_known_as", &taken(name, place)));
    }
    assert_eq!(problems_with("also_known_as", json!(["The topic tested", "tested"])), NOTHING);
}

#[test]
fn an_alias_is_not_another_entrys_number() {
    let problems = |file: &str, id: &str, number: &str, alias: &str| {
        let entry = EntryText::new(id).with("also_known_as", json!([alias])).with(number, json!(2));
        Files::valid().entry(file, entry).problems()
    };
    for alias in ["1", "FAQ 1", "question 1"] {
        let message = taken(&alias.to_lowercase(), "en/faqs/one.yaml:10 (faq/one.number)");
        let place = "en/faqs/two.yaml:5: faq/two.also_known_as";
        assert_eq!(problems("en/faqs/two.yaml", "faq/two", "number", alias), [format!("{place}: {message}")]);
    }
    let message = taken("step 1", "en/career-steps/first.yaml:10 (career/first.step)");
    let place = "en/career-steps/x.yaml:5: career/x.also_known_as";
    assert_eq!(problems("en/career-steps/x.yaml", "career/x", "step", "Step 1"), [format!("{place}: {message}")]);
    assert_eq!(problems("en/faqs/two.yaml", "faq/two", "number", "2"), NOTHING);
}

#[test]
fn of_a_name_and_an_alias_the_alias_is_told_wherever_it_stands() {
    let role = EntryText::new("role/tpm").with("related", json!(["role/pm"])).with("also_known_as", json!(["pm"]));
    let files = Files::valid().file("en/roles/roles.yaml", &format!("{role}{}", EntryText::new("role/pm")));
    let message = taken("pm", "en/roles/roles.yaml:10 (role/pm.id)");
    assert_eq!(files.problems(), [format!("en/roles/roles.yaml:5: role/tpm.also_known_as: {message}")]);
}

#[test]
fn a_job_without_an_entry_has_names_of_its_own_beside_the_roles() {
    let problems = |name: &str, label: &str| {
        let entry =
            comparison("compare/tested", "role/tpm", "role/pm").with("second", json!({"name": name, "label": label}));
        Files::valid().entry("en/comparisons/tested.yaml", entry).problems()
    };
    assert_eq!(problems("Support", "Help"), NOTHING);
    let place = "en/comparisons/tested.yaml:11: compare/tested.second";
    let title = "the name \"the role pm\" is taken already, at en/roles/roles.yaml:11 (role/pm.title)";
    assert_eq!(problems("The role PM", "Help"), [format!("{place}.name: {title}")]);
    let id = "the name \"pm\" is taken already, at en/roles/roles.yaml:10 (role/pm.id)";
    assert_eq!(problems("Support", "PM"), [format!("{place}.label: {id}")]);
}

#[test]
fn an_alias_stands_once_in_its_entry() {
    assert_eq!(
        problems_with("also_known_as", json!(["one name", "One-name"])),
        tested("also_known_as", "holds the name \"one name\" twice")
    );
}

#[test]
fn a_name_that_two_entries_have_leads_to_neither_and_is_told_before_that() {
    let one = EntryText::new("faq/two").with("also_known_as", json!(["3"])).with("number", json!(2));
    let three = EntryText::new("faq/three").with("number", json!(3));
    let files = Files::valid().entry("en/faqs/x.yaml", one).entry("en/faqs/x.yaml", three);
    assert_eq!(files.problems().len(), 1);
    let commands = "faq:\n  shared_names:\n    - {name: '3', means: [faq/three, faq/two]}\n";
    assert_eq!(files.file("en/commands.yaml", commands).problems(), NOTHING);
}

#[test]
fn an_alias_holds_a_letter_or_digit() {
    assert_eq!(
        problems_with("also_known_as", json!(["?!"])),
        tested("also_known_as", "\"?!\" holds no letter or digit")
    );
}

#[test]
fn titles_on_a_shelf_differ_after_folding() {
    let problems = problems_with("title", json!("THE topic – base"));
    let message = taken("the topic base", "en/topics/base.yaml:2 (topic/base.title)");
    assert_eq!(problems, [format!("{TESTED}:2: topic/tested.title: {message}")]);
}

// What commands.yaml says.

#[test]
fn shared_names_mean_several_and_each_that_has_the_name() {
    let commands = "role:\n  first: [role/tmp, industry/health]\n  shared_names:\n    - name: pms\n      \
                    means: [role/tpm]\n    - {name: Alias of role-TPM, means: [role/tpm, role/pm]}\n    \
                    - {name: short pm, means: [role/tpm, role/tpm]}\n    - {name: PMs, means: [role/pm, role/tpm]}\n";
    assert_eq!(
        Files::valid().file("en/commands.yaml", commands).problems(),
        [
            "en/commands.yaml:2: role.first: \"industry/health\" is one of the industries, not of the roles",
            "en/commands.yaml:2: role.first: there is no entry \"role/tmp\"; did you mean \"role/tpm\"?",
            "en/commands.yaml:4: role.shared_names[0]: means fewer than two entries: make it an alias",
            "en/commands.yaml:8: role.shared_names[3].name: the name \"pms\" is listed already, at line 4",
            "en/roles/roles.yaml:12: role/pm.short: the name \"short pm\" means only the entries listed at \
             en/commands.yaml:7 (role.shared_names[2].name): add this entry there, or leave it out here",
        ]
    );
}

#[test]
fn an_unknown_command_is_told_with_what_was_probably_meant() {
    let problems = Files::valid().file("en/commands.yaml", "rol: {}\n").problems();
    assert_eq!(problems, ["en/commands.yaml:1: rol: unknown key \"rol\"; did you mean \"role\"?"]);
}

#[test]
fn a_topic_command_may_start_with_any_kind_on_its_shelf() {
    let commands = "topic:\n  first: [skill/talk, company/maker, topic/base]\n";
    let files = Files::valid().file("en/commands.yaml", commands);
    assert_eq!(files.problems(), NOTHING);
    let knowledge = files.knowledge();
    let first: Vec<&str> = knowledge.most_needed_first(Shelf::Topic).iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(first[..3], ["skill/talk", "company/maker", "topic/base"]);
    assert_eq!(first.len(), knowledge.on(Shelf::Topic).count());
}
