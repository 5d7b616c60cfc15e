//! What a vote of a member is for: an entry as it reads now, and not what replaces it.

use super::{Body, Comparison, Entry, Side, Statement};

/// Ends each text. No text holds this byte, so that no two lists of texts are the same bytes.
const END: u8 = 0xff;

impl Entry {
    /// The revision of an own entry; of a shipped one, its [`fingerprint`](Self::fingerprint).
    pub fn revision(&self) -> u32 {
        match &self.body {
            Body::Own(own) => own.revision,
            _ => self.fingerprint(),
        }
    }

    /// A hash of everything that the entry says, which is the CRC-32 of its texts: the same in every build. Names,
    /// example questions, sources and the day of review are not what it says.
    pub fn fingerprint(&self) -> u32 {
        let mut hasher = crc32fast::Hasher::new();
        let mut add = |text: &str| {
            hasher.update(text.as_bytes());
            hasher.update(&[END]);
        };
        add(&self.title);
        self.texts().into_iter().for_each(&mut add);
        for Statement { as_of, .. } in std::iter::once(&self.lead).chain(self.lists().into_iter().flatten()) {
            add(&as_of.map(|when| when.to_string()).unwrap_or_default());
        }
        if let Body::Comparison(Comparison { first, second, .. }) = &self.body {
            for Side { name, label, .. } in [first, second] {
                add(name);
                add(label);
            }
        }
        add(self.template.as_ref().map_or("", |template| &template.heading));
        add(self.caution.as_deref().unwrap_or_default());
        hasher.finalize()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::{Question, View, answer};
    use crate::fixtures::answers::shipped;
    use crate::knowledge::{Block, EntryId, When};

    fn entries() -> &'static [Entry] {
        shipped().knowledge.entries()
    }

    fn entry(id: &str) -> Entry {
        shipped().knowledge.get(&EntryId::new(id).expect("an id")).expect("a shipped entry").clone()
    }

    /// Every text that an entry says, to be changed.
    fn texts_of(entry: &mut Entry) -> Vec<&mut String> {
        let mut lists: Vec<&mut Vec<Statement>> = vec![&mut entry.steps, &mut entry.disagreement];
        let mut texts: Vec<&mut String> = vec![&mut entry.title, &mut entry.lead.text];
        for section in &mut entry.sections {
            texts.push(&mut section.heading);
            lists.push(&mut section.statements);
        }
        match &mut entry.body {
            Body::Role(role) => lists.extend([
                &mut role.does,
                &mut role.works_with,
                &mut role.needs,
                &mut role.level,
                &mut role.differs,
                &mut role.example,
            ]),
            Body::Comparison(sides) => {
                texts.extend([&mut sides.first.name, &mut sides.first.label]);
                texts.extend([&mut sides.second.name, &mut sides.second.label]);
                texts.extend(sides.rows.iter_mut().flat_map(|row| [&mut row.first, &mut row.second]));
                lists.extend([&mut sides.overlap, &mut sides.example]);
            }
            Body::Responsibility(body) => {
                lists.extend([&mut body.involves, &mut body.matters, &mut body.differs, &mut body.example]);
            }
            Body::Skill(body) => lists.extend([&mut body.looks_like, &mut body.matters, &mut body.example]),
            Body::Industry(body) => lists.extend([&mut body.work, &mut body.changes, &mut body.resume]),
            Body::Interview(body) => lists.extend([&mut body.prepare, &mut body.show]),
            Body::Company(body) => lists.extend([&mut body.known_for, &mut body.list]),
            Body::Career(body) => {
                lists.extend([&mut body.to_do, &mut body.show, &mut body.time, &mut body.leads_to, &mut body.routes]);
            }
            Body::Topic(_) => {}
            Body::Faq(body) => lists.extend([&mut body.detail, &mut body.how, &mut body.example]),
            Body::Term(body) => lists.extend([&mut body.matters, &mut body.example]),
            Body::Own(own) => {
                for Block { heading, lines, .. } in &mut own.blocks {
                    texts.push(heading);
                    texts.extend(lines);
                }
            }
        }
        if let Some(template) = &mut entry.template {
            texts.push(&mut template.heading);
            texts.extend(&mut template.lines);
        }
        texts.extend(entry.questions.iter_mut().flat_map(|question| [&mut question.ask, &mut question.tests]));
        texts.extend(&mut entry.caution);
        texts.extend(lists.into_iter().flatten().map(|statement| &mut statement.text));
        texts
    }

    #[test]
    fn whatever_text_changes_the_fingerprint_changes() {
        for shipped in entries() {
            let before = shipped.fingerprint();
            for at in 0..texts_of(&mut shipped.clone()).len() {
                for change in [|text: &mut String| text.push('x'), |text: &mut String| text.insert(0, ' ')] {
                    let mut changed = shipped.clone();
                    change(texts_of(&mut changed)[at]);
                    assert_ne!(changed.fingerprint(), before, "text {at} of {}", shipped.id);
                }
            }
        }
    }

    #[test]
    fn what_the_test_changes_is_all_that_is_read() {
        for shipped in entries() {
            let mut marked = shipped.clone();
            for text in texts_of(&mut marked) {
                text.insert(0, '§');
            }
            let unmarked: Vec<&str> = marked.texts().into_iter().filter(|text| !text.starts_with('§')).collect();
            assert_eq!(unmarked, Vec::<&str>::new(), "{}", shipped.id);
        }
    }

    #[test]
    fn a_text_that_moves_to_another_line_and_a_date_change_it_too() {
        let mut entry = entry("faq/do-tpms-code");
        let before = entry.fingerprint();
        let Body::Faq(faq) = &mut entry.body else { panic!("a FAQ") };
        let joined: String = faq.detail.iter().map(|statement| statement.text.as_str()).collect();
        faq.detail[0].text = joined;
        faq.detail.truncate(1);
        assert_ne!(entry.fingerprint(), before);
        let without_date = entry.fingerprint();
        entry.lead.as_of = When::parse("2024-05");
        assert_ne!(entry.fingerprint(), without_date);
    }

    #[test]
    fn it_is_the_same_in_every_build_and_does_not_hang_on_what_is_not_said() {
        let mut entry = entry("faq/do-tpms-code");
        let before = entry.fingerprint();
        entry.asked_as.push("code?".to_owned());
        entry.also_known_as.clear();
        entry.lead.sources.clear();
        entry.reviewed = time::macros::date!(2030 - 01 - 01);
        assert_eq!(entry.fingerprint(), before);
        entry.body = Body::Topic(super::super::Topic {});
        entry.title = "A title".to_owned();
        entry.lead.text = "A lead.".to_owned();
        entry.sections.clear();
        entry.caution = None;
        entry.steps.clear();
        entry.disagreement.clear();
        entry.questions.clear();
        assert_eq!(entry.texts(), ["A lead."]);
        // The CRC-32 of "A title", 0xff, "A lead.", and 0xff four times, by any other program.
        assert_eq!(entry.fingerprint(), 0x85c66c22);
    }

    #[test]
    fn shipped_entries_differ_in_it() {
        let mut prints: Vec<u32> = entries().iter().map(Entry::revision).collect();
        prints.sort_unstable();
        let all = prints.len();
        prints.dedup();
        assert_eq!(prints.len(), all);
        let shown = answer(View::from(shipped()), &Question::entry(&entries()[0].id));
        assert_eq!(shown.vote, None, "an entry that was not asked for in the asker's own words");
    }
}
