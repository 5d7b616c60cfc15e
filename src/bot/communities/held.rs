//! What one server has, ready to answer.

use quick_cache::Weighter;
use std::sync::Arc;
use tpm_guide_core::community::Community;

use super::GuideVersion;
use crate::store::Stored;

/// What one server has, and what it is for answers together with one version of the shipped guide.
#[derive(Debug)]
pub struct Held {
    stored: Arc<Stored>,
    community: Community,
    version: u64,
    bytes: u64,
}

impl Held {
    /// Builds what was stored for a version of the guide.
    pub fn build(guide: &GuideVersion, stored: Stored) -> Self {
        Self::from(guide, Arc::new(stored))
    }

    fn from(guide: &GuideVersion, stored: Arc<Stored>) -> Self {
        let community =
            Community::with_wordings(&guide.guide, &stored.entries, stored.settings.clone(), &stored.wordings);
        let texts: usize = stored.entries.iter().map(|entry| size_of_val(entry) + text_bytes(&entry.content)).sum();
        let wordings = stored.wordings.iter().map(|kept| size_of_val(kept) + kept.0.as_str().len() + kept.1.capacity());
        let texts = texts + wordings.sum::<usize>();
        let bytes = (size_of::<Self>() + texts + community.bytes()) as u64;
        Self { stored, community, version: guide.version, bytes }
    }

    /// The same for another version of the guide, without asking the store.
    pub fn rebuilt(&self, guide: &GuideVersion) -> Self {
        Self::from(guide, Arc::clone(&self.stored))
    }

    /// What was stored.
    pub fn stored(&self) -> &Stored {
        &self.stored
    }

    /// What it is for answers.
    pub fn community(&self) -> &Community {
        &self.community
    }

    /// The revision of the server that it shows.
    pub fn revision(&self) -> i64 {
        self.stored.revision
    }

    /// Whether it was built for this version of the guide.
    pub fn is_for(&self, guide: &GuideVersion) -> bool {
        self.version == guide.version
    }
}

fn text_bytes(content: &tpm_guide_core::community::Content) -> usize {
    let lists = content.also_known_as.iter().chain(&content.asked_as);
    content.title.capacity()
        + content.body.capacity()
        + content.source.as_ref().map_or(0, String::capacity)
        + lists.map(|text| size_of::<String>() + text.capacity()).sum::<usize>()
}

/// How much memory a server takes.
#[derive(Clone, Debug)]
pub(super) struct Weight;

impl Weighter<u64, Arc<Held>> for Weight {
    fn weight(&self, _: &u64, held: &Arc<Held>) -> u64 {
        held.bytes
    }
}
