//! What a text may hold.

use super::*;

#[test]
fn an_empty_text_is_told_from_a_missing_one() {
    for empty in ["", "   ", "\u{3000}"] {
        assert_eq!(
            problems_with("tagline", json!(empty)),
            tested("tagline", "is empty: write a text or leave the key out")
        );
    }
    assert_eq!(problems_with("tagline", Value::Null), tested("tagline", "is empty: write a text or leave the key out"));
}

#[test]
fn bold_italic_and_code_are_welcome() {
    assert_eq!(problems_with("tagline", json!("**Bold**, *italic* and `code`, 2 < 3 and a_b")), NOTHING);
}

#[test]
fn other_markdown_is_refused() {
    for text in
        ["# Title", "### Title", "- item", "> quote", "-# small", "||spoiler||", "~~gone~~", "__line__", "```block```"]
    {
        let message = "holds markdown that is not allowed: only **bold**, *italic* and `code`";
        assert_eq!(problems_with("tagline", json!(text)), tested("tagline", message), "{text}");
    }
}

#[test]
fn what_is_opened_is_closed() {
    for text in ["**bold", "*italic", "`code", "**bold*"] {
        let message = "opens **bold**, *italic* or `code` without closing it";
        assert_eq!(problems_with("tagline", json!(text)), tested("tagline", message), "{text}");
    }
}

#[test]
fn links_are_refused() {
    for text in ["see https://example.org", "[here](x)"] {
        let message = "holds a link: statements cite their sources, and links are not shown";
        assert_eq!(problems_with("tagline", json!(text)), tested("tagline", message), "{text}");
    }
}

#[test]
fn mentions_are_refused() {
    for text in ["ask <@123>", "in <#123>", "<:smile:1>", "<t:1700000000>", "</role:1>", "hi @everyone", "hi @here"] {
        let message = "holds a mention: write names as plain words";
        assert_eq!(problems_with("tagline", json!(text)), tested("tagline", message), "{text}");
    }
}

#[test]
fn html_is_refused_and_not_called_a_mention() {
    for text in ["<b>x</b>", "a <br> b", "</p>", "<!-- x -->"] {
        let message = "holds HTML or another mark that begins with <: write it without";
        assert_eq!(problems_with("tagline", json!(text)), tested("tagline", message), "{text}");
    }
}

#[test]
fn templates_are_refused() {
    for text in ["Hello {{ name }}", "{% if x %}"] {
        let message = "holds a template, which nothing fills in: write the words";
        assert_eq!(problems_with("tagline", json!(text)), tested("tagline", message), "{text}");
    }
}

#[test]
fn characters_that_are_not_seen_are_refused() {
    for text in ["a\u{202e}b", "a\u{200b}b", "a\u{2066}b", "a\u{ad}b", "a\u{2028}b", "\u{3164}"] {
        let message = "holds a character that is not seen or turns the direction of the text: type the text anew";
        assert_eq!(problems_with("tagline", json!(text)), tested("tagline", message), "{text:?}");
    }
}

#[test]
fn a_tagline_and_a_side_of_a_row_end_without_a_full_stop() {
    let message = "ends in a full stop: leave it out here";
    assert_eq!(problems_with("tagline", json!("What to expect.")), tested("tagline", message));
    let entry = comparison("compare/tested", "role/tpm", "role/third").with("rows", json!([row("this.", "that")]));
    let files = Files::valid()
        .entry("en/roles/third.yaml", EntryText::new("role/third"))
        .entry("en/comparisons/tested.yaml", entry);
    assert_eq!(files.problems(), [format!("en/comparisons/tested.yaml:12: compare/tested.rows[0].first: {message}")]);
}

#[test]
fn line_breaks_and_control_characters_are_refused() {
    for text in ["two\nlines", "a\ttab", "a\u{85}b"] {
        let message = "holds a line break or control character: write one plain sentence (in YAML, use `>-`)";
        assert_eq!(problems_with("tagline", json!(text)), tested("tagline", message), "{text:?}");
    }
}

#[test]
fn an_emoji_is_one_picture() {
    for emoji in ["🏥", "⚖️", "⚖", "❓", "↔️", "1️⃣", "👩🏽‍💻", "🏳️‍🌈", "🇩🇪", "❤️‍🔥", "🗂️", "🏴󠁧󠁢󠁷󠁬󠁳󠁿"]
    {
        assert_eq!(problems_with("emoji", json!(emoji)), NOTHING, "{emoji}");
    }
    for emoji in [
        "",
        "x",
        "1",
        "!",
        ":)",
        "🏥🏥",
        "🏥 ",
        "🇩",
        "🇩🇪🇫🇷",
        "\u{200d}",
        "🏥\u{200d}",
        "é",
        ":smile:",
        "∑",
        "←",
        "🇩🇩",
        "🏥\u{fe0f}\u{fe0f}",
    ] {
        assert_eq!(problems_with("emoji", json!(emoji)), tested("emoji", &format!("\"{emoji}\" is not one emoji")));
    }
}
