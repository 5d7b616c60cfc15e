//! `tpm-guide preview`: what a member would see, without Discord.

use std::io::{self, Write};

use serde::Serialize;
use tpm_guide_core::answer::{Guide, Page, Question, answer, as_command};
use tpm_guide_core::knowledge::{EntryId, Kind, Shelf};
use tpm_guide_core::reply::{Reply, Request, line, respond};

use super::args::Preview;
use super::output::{name_source, print, width};
use crate::discord::response::{self, CreateInteractionResponse};
use crate::failure::Failure;
use crate::knowledge::{Place, load_today};
use crate::terminal;

pub(super) fn preview(options: &Preview, place: &Place) -> Result<(), Failure> {
    let guide = Guide::new(load_today(place)?.knowledge.clone());
    name_source(place, options.verbose);
    let request = |question| Request::Ask { question, addressee: None, private: None };
    let asked: Vec<(String, Request)> = if options.all {
        everything(&guide).into_iter().map(|(command, question)| (command, request(question))).collect()
    } else {
        let typed = options.line.join(" ");
        let request = line::read(&typed).map_err(|error| Failure::Usage(error.to_string()))?;
        vec![(typed, request)]
    };
    print(|out| {
        let mut out = Output { json: options.json, labelled: options.all, width: width(), out };
        asked.iter().try_for_each(|(command, request)| out.print(&guide, command, &respond(&guide, request).0))
    })
}

struct Output<'a> {
    json: bool,
    labelled: bool,
    width: usize,
    out: &'a mut dyn Write,
}

impl Output<'_> {
    fn print(&mut self, guide: &Guide, command: &str, reply: &Reply) -> io::Result<()> {
        if self.json {
            let response = response::response(reply);
            return if self.labelled {
                writeln!(self.out, "{}", serde_json::to_string(&Labelled { command, response })?)
            } else {
                writeln!(self.out, "{}", serde_json::to_string(&response)?)
            };
        }
        if self.labelled {
            writeln!(self.out, "{}\n> {command}\n", "─".repeat(self.width))?;
        }
        write!(self.out, "{}", terminal::draw(reply, guide, self.width))?;
        if self.labelled { writeln!(self.out) } else { Ok(()) }
    }
}

/// One line of `--all --json`.
#[derive(Serialize)]
struct Labelled<'a> {
    command: &'a str,
    response: CreateInteractionResponse,
}

/// Every question that has an answer of its own, page by page, with the command that asks it.
fn everything(guide: &Guide) -> Vec<(String, Question)> {
    let knowledge = &guide.knowledge;
    let role = |name: &str| EntryId::new(&format!("role/{name}"));
    let mut asked: Vec<(String, Question)> = Vec::new();
    if let (Some(first), Some(second)) = (role("tpm"), role("product-manager")) {
        asked.push(("/tpm-vs-pm".to_owned(), Question::Pair { first, second, page: 0 }));
    }
    for shelf in Shelf::ALL {
        match shelf {
            Shelf::Career => asked.push(("/career".to_owned(), Question::CareerPath)),
            Shelf::Faq => asked.push(("/faq all".to_owned(), Question::FaqList { page: 0 })),
            _ => {}
        }
        let mut entries: Vec<_> = knowledge.on(shelf).collect();
        match shelf {
            Shelf::Faq => entries = knowledge.faqs().into_iter().map(|(entry, _)| entry).collect(),
            Shelf::Topic => entries.sort_by_key(|entry| Kind::ALL.iter().position(|kind| *kind == entry.kind())),
            _ => {}
        }
        asked.extend(
            entries
                .into_iter()
                .map(|entry| Question::entry(&entry.id))
                .map(|question| (as_command(guide, &question), question)),
        );
    }
    let roles: Vec<_> = knowledge.on(Shelf::Role).collect();
    for (place, first) in roles.iter().enumerate() {
        for second in &roles[place + 1..] {
            if knowledge.comparison(&first.id, &second.id).is_none() {
                let question = Question::Pair { first: first.id.clone(), second: second.id.clone(), page: 0 };
                asked.push((as_command(guide, &question), question));
            }
        }
    }
    asked.push(("/help".to_owned(), Question::Help));
    asked.into_iter().flat_map(|(command, question)| pages(guide, &command, &question)).collect()
}

/// The question itself, then those that its pages lead to.
fn pages(guide: &Guide, command: &str, question: &Question) -> Vec<(String, Question)> {
    let mut pages = vec![(command.to_owned(), question.clone())];
    let mut next = answer(guide, question).paging.and_then(|paging| paging.next);
    while let Some(question) = next {
        let number = Page::try_from(pages.len() + 1).unwrap_or(Page::MAX);
        next = answer(guide, &question).paging.and_then(|paging| paging.next);
        pages.push((format!("{command} (page {number})"), question));
    }
    pages
}
