//! What staff get: panels and files, at Discord's limits and beyond them.

use tpm_guide_core::staff::{
    Button, DraftId, File, Form, FormId, Panel, Pick, PickOption, Press, Reply as StaffReply, RolePick, Row, Style,
};

use super::*;
use crate::discord::response::staff;

fn drawn(reply: &StaffReply, is_in_place: bool) -> Value {
    serde_json::from_slice(&staff::response(reply, is_in_place)).expect("a response is JSON")
}

fn panel(panel: Panel) -> Value {
    let drawn = drawn(&StaffReply::Panel(Box::new(panel)), false);
    keeps_the_rules(&drawn["data"]).unwrap_or_else(|rule| panic!("{rule}"));
    drawn
}

/// Whether a message of staff's breaks a rule of Discord's; the rule, if it does.
fn keeps_the_rules(data: &Value) -> Result<(), String> {
    let check = |holds: bool, rule: &str| if holds { Ok(()) } else { Err(format!("{rule}: {data:#}")) };
    check(data["allowed_mentions"]["parse"] == json!([]), "something may be parsed for mentions")?;
    let embeds = data["embeds"].as_array().ok_or("an update would keep the old embeds")?;
    check(!embeds.is_empty(), "the message is empty")?;
    let mut total = 0;
    for embed in embeds {
        total += length(&embed["title"]) + length(&embed["description"]);
        let twilight: Embed = serde_json::from_value(embed.clone()).map_err(|error| error.to_string())?;
        twilight_validate::embed::embed(&twilight).map_err(|error| error.to_string())?;
    }
    check(total <= limits::EMBED_TOTAL, "the embeds are too long")?;
    let components = data["components"].as_array().ok_or("an update would keep the old components")?;
    check(components.len() <= 5, "too many rows")?;
    for component in components {
        let twilight: Component = serde_json::from_value(component.clone()).map_err(|error| error.to_string())?;
        twilight_validate::component::component_v1(&twilight).map_err(|error| format!("{error}: {component:#}"))?;
    }
    let mut custom_ids = HashSet::new();
    for control in controls(data) {
        let custom_id = control["custom_id"].as_str().ok_or("a control without custom_id")?;
        check(matches!(decode(custom_id), Some(Control::Staff(_))), "a custom_id is not of staff")?;
        check(custom_ids.insert(custom_id), "a custom_id stands twice")?;
    }
    Ok(())
}

fn description(drawn: &Value) -> &str {
    drawn["data"]["embeds"][0]["description"].as_str().unwrap_or_default()
}

fn button(label: &str, press: Press) -> Button {
    Button::new(label, press, Style::Plain)
}

fn option(value: impl Into<String>) -> PickOption {
    PickOption { label: "A kind".to_owned(), value: value.into(), description: None, is_chosen: false }
}

fn pick(options: Vec<PickOption>) -> Pick {
    Pick { press: Press::PickKind, prompt: "Which?".to_owned(), options, fewest: 1, most: 1 }
}

#[test]
fn a_panel_is_private_and_changes_in_place() {
    let reply = StaffReply::Panel(Box::new(Panel {
        title: "Stand-ups".to_owned(),
        text: vec!["One.".to_owned(), "Two.".to_owned()],
        warnings: vec!["It has no source.".to_owned()],
        small_print: Some("The draft is kept for an hour.".to_owned()),
        ..Panel::default()
    }));
    let new = drawn(&reply, false);
    assert_eq!((&new["type"], &new["data"]["flags"]), (&json!(4), &json!(64)));
    let said = "One.\n\nTwo.\n\n⚠️ It has no source.\n\n-# The draft is kept for an hour.";
    assert_eq!((new["data"]["embeds"][0]["title"].as_str(), description(&new)), (Some("Stand-ups"), said));
    let update = drawn(&reply, true);
    assert_eq!((&update["type"], &update["data"]["components"]), (&json!(7), &json!([])), "old controls go");
    assert_eq!(update["data"]["embeds"], new["data"]["embeds"]);
    for message in [new, update] {
        keeps_the_rules(&message["data"]).unwrap();
    }
    assert_eq!(staff::after_step(&reply), None);
}

#[test]
fn a_preview_looks_as_the_answer_that_members_get() {
    let answer = healthcare();
    let members = show(&answer, false, None);
    let drawn = panel(Panel { title: "Preview".to_owned(), preview: Some(Box::new(answer)), ..Panel::default() });
    assert_eq!(drawn["data"]["embeds"][1], members["data"]["embeds"][0]);
    assert_eq!(drawn["data"]["components"], json!([]), "but for its controls");
}

#[test]
fn every_answer_fits_below_the_longest_panel() {
    let long = longest();
    for answer in everything(shipped()).into_iter().chain(everything(&long)) {
        let drawn = panel(Panel {
            title: "é".repeat(300),
            text: vec!["é ".repeat(5000)],
            warnings: vec!["w".repeat(300); 9],
            small_print: Some("one\ntwo".to_owned()),
            preview: Some(Box::new(answer)),
            ..Panel::default()
        });
        assert!(description(&drawn).contains("⚠️ www"), "warnings stay: {drawn}");
    }
}

#[test]
fn a_panel_is_cut_at_what_an_embed_takes() {
    let length_of = |length: usize| {
        let drawn = panel(Panel { title: "T".to_owned(), text: vec!["x".repeat(length)], ..Panel::default() });
        description(&drawn).chars().count()
    };
    assert_eq!((length_of(4095), length_of(4096), length_of(4097)), (4095, 4096, 4096));
    let title = |length: usize| {
        let drawn = panel(Panel { title: "t".repeat(length), ..Panel::default() });
        drawn["data"]["embeds"][0]["title"].as_str().unwrap().chars().count()
    };
    assert_eq!((title(256), title(257)), (256, 256));
}

#[test]
fn code_that_is_cut_is_closed() {
    let code = format!("Before\n```diff\n{}\n```\nafter", "- line\n".repeat(900));
    let drawn = panel(Panel { title: "T".to_owned(), text: vec![code], ..Panel::default() });
    let said = description(&drawn);
    assert!(said.ends_with("…\n```") && said.matches("```").count() == 2, "{said}");
}

#[test]
fn buttons_and_rows_are_bounded_and_each_control_stands_once() {
    let row = |from: u8, count: u8| {
        Row::Buttons((from..from + count).map(|page| button("Page", Press::List(page))).collect())
    };
    let shape = |rows: Vec<Row>| -> Vec<usize> {
        let drawn = panel(Panel { title: "T".to_owned(), rows, ..Panel::default() });
        let rows = drawn["data"]["components"].as_array().unwrap().clone();
        rows.iter().map(|row| row["components"].as_array().unwrap().len()).collect()
    };
    assert_eq!(shape(vec![row(0, 5)]), [5]);
    assert_eq!(shape(vec![row(0, 6)]), [5]);
    assert_eq!(shape((0..5).map(|place| row(place * 5, 2)).collect()), [2; 5]);
    assert_eq!(shape((0..6).map(|place| row(place * 5, 2)).collect()), [2; 5]);
    assert_eq!(shape(vec![row(0, 2), row(1, 2), row(0, 1)]), [2, 1]);
    assert_eq!(shape(vec![Row::Buttons(vec![button("Edit", Press::Edit("no slug".to_owned()))])]), [0; 0]);
}

#[test]
fn a_button_says_what_it_does_and_looks_like_it() {
    let look = |style, is_enabled| {
        let button = Button { label: "L".repeat(81), press: Press::Publish(DraftId(7)), style, is_enabled };
        let rows = vec![Row::Buttons(vec![button])];
        panel(Panel { title: "T".to_owned(), rows, ..Panel::default() })["data"]["components"][0]["components"][0]
            .clone()
    };
    for (style, number) in [(Style::Primary, 1), (Style::Plain, 2), (Style::Danger, 4)] {
        let drawn = look(style, true);
        assert_eq!((&drawn["style"], &drawn["disabled"]), (&json!(number), &json!(false)));
        assert_eq!(drawn["custom_id"], "t1:g:publish:0000000000000007");
        assert_eq!(length(&drawn["label"]), 80);
    }
    assert_eq!(look(Style::Plain, false)["disabled"], true);
}

/// A menu as it is drawn, if it is.
fn menu_of(pick: Pick) -> Option<Value> {
    let drawn = panel(Panel { title: "T".to_owned(), rows: vec![Row::Pick(pick)], ..Panel::default() });
    drawn["data"]["components"].as_array()?.first().map(|row| row["components"][0].clone())
}

#[test]
fn a_menu_has_one_to_twenty_five_different_options() {
    let count = |count: usize| {
        let menu = menu_of(pick((0..count).map(|place| option(place.to_string())).collect()));
        menu.map(|menu| menu["options"].as_array().unwrap().len())
    };
    assert_eq!((count(0), count(1), count(25), count(26)), (None, Some(1), Some(25), Some(25)));
    let odd = vec![option("a"), option("a"), option(""), option("v".repeat(101)), option("v".repeat(100))];
    assert_eq!(menu_of(pick(odd)).unwrap()["options"].as_array().unwrap().len(), 2);
    let long = PickOption { label: "l".repeat(101), description: Some("d".repeat(101)), ..option("x") };
    let nameless = PickOption { label: " ".to_owned(), description: Some(String::new()), ..option("y") };
    let menu = menu_of(Pick { prompt: "p".repeat(151), ..pick(vec![long, nameless]) }).unwrap();
    assert_eq!((length(&menu["options"][0]["label"]), length(&menu["options"][0]["description"])), (100, 100));
    assert_eq!((&menu["options"][1]["label"], menu["options"][1].get("description")), (&json!("y"), None));
    assert_eq!(length(&menu["placeholder"]), 150);
}

#[test]
fn no_more_is_picked_than_a_menu_allows() {
    let chosen = |most: u8, fewest: u8| {
        let options = ["a", "b", "c"].map(|value| PickOption { is_chosen: true, ..option(value) }).to_vec();
        let menu = menu_of(Pick { most, fewest, ..pick(options) }).unwrap();
        let chosen = menu["options"].as_array().unwrap().iter().filter(|option| option["default"] == true).count();
        (menu["min_values"].as_u64().unwrap(), menu["max_values"].as_u64().unwrap(), chosen)
    };
    assert_eq!(chosen(2, 0), (0, 2, 2));
    assert_eq!(chosen(25, 1), (1, 3, 3));
    assert_eq!(chosen(0, 9), (1, 1, 1));
}

#[test]
fn a_menu_of_roles_shows_those_that_are_picked() {
    let roles = |chosen: Vec<u64>, most: u8| {
        let roles = RolePick { press: Press::SetEditors, prompt: "Who may edit?".to_owned(), chosen, most };
        let drawn = panel(Panel { title: "T".to_owned(), rows: vec![Row::Roles(roles)], ..Panel::default() });
        drawn["data"]["components"][0]["components"][0].clone()
    };
    let menu = roles(vec![5, 0, 5, 6], 10);
    assert_eq!((&menu["type"], &menu["min_values"], &menu["max_values"]), (&json!(6), &json!(0), &json!(10)));
    assert_eq!(menu["default_values"], json!([{"id": "5", "type": "role"}, {"id": "6", "type": "role"}]));
    assert_eq!(menu["custom_id"], "t1:g:editors");
    let ids = |most| roles((1..=40).collect(), most)["default_values"].as_array().unwrap().len();
    assert_eq!((ids(0), ids(25), ids(26)), (1, 25, 25));
}

#[test]
fn menus_of_members_and_of_channels_show_those_that_are_picked() {
    let drawn = |row: Row| {
        let drawn = panel(Panel { title: "T".to_owned(), rows: vec![row], ..Panel::default() });
        drawn["data"]["components"][0]["components"][0].clone()
    };
    let picked = |press| RolePick { press, prompt: "Who?".to_owned(), chosen: vec![7, 7, 0, 8], most: 1 };
    let expected = |kind: u8, word: &str, custom_id: &str| {
        json!({"type": kind, "custom_id": custom_id, "placeholder": "Who?", "min_values": 0, "max_values": 1,
            "default_values": [{"id": "7", "type": word}]})
    };
    assert_eq!(drawn(Row::Members(picked(Press::SetPaused))), expected(5, "user", "t1:g:paused"));
    let mut channels = expected(8, "channel", "t1:g:mentors-channel");
    channels["channel_types"] = json!([0, 5, 10, 11, 12, 15]);
    assert_eq!(drawn(Row::Channels(picked(Press::SetMentorsChannel))), channels);
}

#[test]
fn a_file_follows_the_response_privately() {
    let file =
        |name: &str, bytes: &[u8]| File { name: name.to_owned(), bytes: bytes.to_vec(), description: "d".repeat(1025) };
    let reply = StaffReply::Files {
        panel: Box::new(Panel { title: "Your entries".to_owned(), ..Panel::default() }),
        files: vec![file("entries.yaml", b"entries: []"), file("insights.csv", b"day")],
    };
    assert_eq!(drawn(&reply, false), json!({"type": 5, "data": {"flags": 64}}));
    assert_eq!(drawn(&reply, true)["type"], 6);
    let Some(AfterStep::FollowUpFiles { json, files }) = staff::after_step(&reply) else { panic!("no file") };
    let sent: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), &bytes[..])).collect();
    assert_eq!(sent, [("entries.yaml", &b"entries: []"[..]), ("insights.csv", b"day")]);
    let message: Value = serde_json::from_slice(&json).unwrap();
    keeps_the_rules(&message).unwrap();
    assert_eq!(message["flags"], 64);
    let attachment = &message["attachments"][0];
    assert_eq!((&attachment["id"], &attachment["filename"]), (&json!(0), &json!("entries.yaml")));
    assert_eq!(message["attachments"][1]["filename"], "insights.csv");
    assert_eq!(length(&attachment["description"]), 1024);
}

#[test]
fn what_takes_longer_follows_a_deferral_as_a_message_of_its_own() {
    let reply = StaffReply::Panel(Box::new(Panel { title: "Import".to_owned(), ..Panel::default() }));
    for is_in_place in [false, true] {
        let deferral: Value = serde_json::from_slice(&staff::deferral(is_in_place)).unwrap();
        assert_eq!(deferral["type"], if is_in_place { 6 } else { 5 });
    }
    let Some(AfterStep::FollowUp(json)) = staff::follow_up(&reply) else { panic!("no message") };
    let message: Value = serde_json::from_slice(&json).unwrap();
    keeps_the_rules(&message).unwrap();
    assert_eq!((&message["flags"], message.get("type")), (&json!(64), None));
    let form = Form { id: FormId::Rules, title: "Rules".to_owned(), fields: Vec::new(), choice: None, remark: None };
    assert_eq!(staff::follow_up(&StaffReply::Form(Box::new(form))), None);
}
