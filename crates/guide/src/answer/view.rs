//! The guide as one server sees it: the shipped entries, its own, and without those that it has switched off.

use super::Guide;
use crate::community::Community;
use crate::knowledge::{Body, Career, Entry, EntryId, Faq, Shelf};
use crate::search::{Corpus, NamesView, OWN_FIRST};

/// The guide, and what one server adds to it and switches off.
#[derive(Clone, Copy, Debug)]
pub struct View<'g> {
    /// The shipped guide.
    pub guide: &'g Guide,
    /// What the server adds and switches off; `None` where it does neither, and in direct messages.
    pub community: Option<&'g Community>,
    /// What answers here offer besides.
    pub offers: Offers,
}

/// What an answer to a question in the asker's own words offers besides, where the server and the program can do it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Offers {
    /// To ask the mentors.
    pub mentors: bool,
    /// To vote.
    pub votes: bool,
}

impl<'g> From<&'g Guide> for View<'g> {
    fn from(guide: &'g Guide) -> Self {
        Self::new(guide, None)
    }
}

impl<'g> View<'g> {
    /// The guide as a server with these entries and settings sees it.
    pub fn new(guide: &'g Guide, community: Option<&'g Community>) -> Self {
        Self { guide, community, offers: Offers::default() }
    }

    /// The same with answers that offer this besides.
    #[must_use]
    pub fn offering(self, offers: Offers) -> Self {
        Self { offers, ..self }
    }

    /// The entry with this id, or the own entry that replaces it; `None` for one that is switched off.
    pub fn get(self, id: &EntryId) -> Option<&'g Entry> {
        let Some(community) = self.community else { return self.guide.knowledge.get(id) };
        if let Some(own) = community.get(id) {
            return Some(own);
        }
        let place = self.guide.knowledge.place(id)?;
        community.replacement(place).or_else(|| self.seen(place))
    }

    /// Every entry: the shipped ones in the order of the files, then the own ones.
    pub fn entries(self) -> impl Iterator<Item = &'g Entry> {
        let shipped = (0..self.guide.knowledge.entries().len()).filter_map(move |place| self.seen(place));
        shipped.chain(self.own())
    }

    /// The server's own entries.
    pub fn own(self) -> &'g [Entry] {
        self.community.map_or(&[][..], Community::entries)
    }

    /// The names of what is seen here.
    pub fn names(self) -> NamesView<'g> {
        NamesView::new(&self.guide.names, self.community.map(Community::overlay))
    }

    /// What questions are looked up in here.
    pub fn corpus(self) -> Corpus<'g> {
        Corpus::new(&self.guide.index, self.community.map(Community::overlay))
    }

    /// Whether answers are for the asker alone where they do not say.
    pub fn is_private_by_default(self) -> bool {
        self.community.is_some_and(|community| community.settings().private_by_default)
    }

    /// Whether the entry with this id is one that the server has switched off.
    pub(super) fn is_switched_off(self, id: &EntryId) -> bool {
        self.guide.knowledge.get(id).is_some() && self.get(id).is_none()
    }

    /// The shipped entries that one command looks in.
    pub(super) fn on(self, shelf: Shelf) -> impl Iterator<Item = &'g Entry> {
        self.entries().filter(move |entry| entry.kind().shelf() == shelf)
    }

    /// The entries of a shelf with those that people need most first. Own entries stand first among the topics.
    pub(super) fn most_needed_first(self, shelf: Shelf) -> Vec<&'g Entry> {
        let shipped = self.guide.knowledge.most_needed_first(shelf).into_iter();
        let Some(community) = self.community else { return shipped.collect() };
        let shipped = shipped.filter(|entry| community.is_seen(self.guide.knowledge.place(&entry.id)));
        let own = if shelf == Shelf::Topic { self.own() } else { &[] };
        let (first, rest) = own.split_at(own.len().min(OWN_FIRST));
        first.iter().chain(shipped).chain(rest).collect()
    }

    /// The documented comparison of two roles, in either order.
    pub(super) fn comparison(self, one: &EntryId, other: &EntryId) -> Option<&'g Entry> {
        self.get(&self.guide.knowledge.comparison(one, other)?.id)
    }

    /// The FAQs in the order of their numbers.
    pub(super) fn faqs(self) -> Vec<(&'g Entry, &'g Faq)> {
        let mut faqs = self.guide.knowledge.faqs();
        faqs.retain(|(entry, _)| self.shows(entry));
        faqs
    }

    /// The numbered steps of the career path, in order.
    pub(super) fn career_steps(self) -> Vec<(&'g Entry, u8, &'g Career)> {
        let mut steps = self.guide.knowledge.career_steps();
        steps.retain(|(entry, ..)| self.shows(entry));
        steps
    }

    /// Own entries that a shipped entry leads to.
    pub(super) fn own_related_to(self, entry: &Entry) -> Option<&'g Entry> {
        if matches!(entry.body, Body::Own(_)) {
            return None;
        }
        self.community?.related_to(self.guide.knowledge.place(&entry.id)?)
    }

    /// Whether a shipped entry is neither switched off nor replaced.
    fn shows(self, entry: &Entry) -> bool {
        self.community.is_none_or(|community| community.is_seen(self.guide.knowledge.place(&entry.id)))
    }

    /// The shipped entry at a place, where it is neither switched off nor replaced.
    fn seen(self, place: usize) -> Option<&'g Entry> {
        let is_seen = self.community.is_none_or(|community| community.is_seen(Some(place)));
        self.guide.knowledge.entries().get(place).filter(|_| is_seen)
    }
}
