//! FAQs and their list.

use super::*;

#[test]
fn the_list_of_questions_has_pages_of_ten() {
    let guide = shipped();
    let first = asked(guide, "/faq all");
    assert_eq!(first.sections[0].lines.len(), 10);
    assert_eq!(headings(&first), ["1 to 10"]);
    let second = answer(guide, &Question::FaqList { page: 1 });
    assert_eq!(headings(&second), ["11 to 20"]);
    assert_eq!(second.paging.as_ref().map(|paging| (paging.page, paging.pages)), Some((2, 2)));
    assert_eq!(answer(guide, &Question::FaqList { page: 200 }), second);
    for command in ["/faq list", "/faq browse all", "/faq Browse all questions", "/faq ?"] {
        assert_eq!(asked(guide, command), first, "{command}");
    }
}

#[test]
fn a_question_is_found_by_its_number_however_it_is_written() {
    let third = asked(shipped(), "/faq 3");
    assert_eq!(third.title, "FAQ 3 · Will technical expectations change across industries?");
    for written in ["#3", " 3 ", "FAQ 3", "question 3", "3."] {
        assert_eq!(asked(shipped(), &format!("/faq {written}")), third, "{written}");
    }
}

#[test]
fn a_number_that_no_question_has_is_missing() {
    for written in ["0", "-1", "21", "9007199254740992", "3.5", "1e3", "no such words at all"] {
        let shown = asked(shipped(), &format!("/faq {written}"));
        assert_eq!((shown.about, shown.title.as_str()), (About::Missing, "I don't have that question"), "{written}");
        assert_eq!(shown.quoted.as_deref(), Some(written));
    }
}
