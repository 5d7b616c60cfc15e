//! What staff learn from counts, votes and questions to the mentors, and which entries they should look at again.

use time::{Date, Duration, OffsetDateTime};
use tpm_guide_core::answer::{Question, answer};
use tpm_guide_core::community::OwnEntry;
use tpm_guide_core::insights::{self, DayCount, EntryVotes, Insights, Missed, MissedState, PERIODS};
use tpm_guide_core::staff::{self, DueForReview, File, Notice, Reply, ReviewReason};

use super::{Answered, Desk, panel};
use crate::store;

/// The day from which the store counts days.
const FIRST_DAY: Date = OffsetDateTime::UNIX_EPOCH.date();

impl Desk<'_> {
    /// The numbers of the last days, with a picture of them.
    pub(super) async fn insights(&self, days: u16) -> Answered {
        let insights = self.numbers(days).await?;
        let picture = File {
            name: format!("insights-{}-days.png", insights.days),
            bytes: insights::chart(&insights),
            description: insights::alt_text(&insights),
        };
        Ok(Reply::Files { panel: Box::new(insights::panel(self.view(), &insights)), files: vec![picture] })
    }

    /// The numbers of the longest time as a table.
    pub(super) async fn insights_table(&self) -> Result<File, Notice> {
        let [.., longest] = PERIODS;
        let table = insights::csv(self.view(), &self.numbers(longest).await?);
        Ok(File {
            name: format!("tpm-guide-{}-insights-{}.csv", self.guild(), self.today()),
            bytes: table.into_bytes(),
            description: format!("What members asked in the last {longest} days, as a table (CSV)"),
        })
    }

    async fn numbers(&self, days: u16) -> Result<Insights, Notice> {
        let days = if PERIODS.contains(&days) { days } else { PERIODS[0] };
        let first_day = self.today() - Duration::days(i64::from(days) - 1);
        let since = (first_day - FIRST_DAY).whole_days();
        // What was counted a moment ago is among them.
        self.communities.flush().await;
        let numbers = self.communities.reached(self.store.insights(self.guild(), since, self.now).await)?;
        Ok(of_store(numbers, first_day, days))
    }

    /// The own entries that should be looked at again.
    pub(super) async fn review(&self, page: u8) -> Answered {
        let due = self.due().await?;
        Ok(panel(staff::review(self.view(), &due, page, self.today())))
    }

    /// One of them as members see it, with why.
    pub(super) async fn open_review(&self, slug: &str) -> Answered {
        let Some(due) = self.due().await?.into_iter().find(|due| due.slug == slug) else { return self.review(0).await };
        let view = self.view();
        let id = OwnEntry::id_of(slug).filter(|id| view.get(id).is_some());
        let shown = id.map(|id| answer(view, &Question::entry(&id)));
        Ok(panel(staff::review_opened(view, &due, shown, self.today())))
    }

    /// Confirms that an entry is still right.
    pub(super) async fn still_right(&self, slug: &str, revision: u32) -> Answered {
        let title = self.entry(slug)?.content.title.clone();
        let confirmed =
            self.store.confirm_review(self.guild(), self.by(), self.reviewer, slug, revision, self.now).await;
        match self.communities.reached(confirmed)? {
            Ok(()) => {
                self.changed();
                let left = self.due().await?.len();
                Ok(panel(staff::reviewed(&title, left)))
            }
            Err(refusal) => Err(self.told(refusal, None)),
        }
    }

    async fn due(&self) -> Result<Vec<DueForReview>, Notice> {
        let knowledge = &self.guide.guide.knowledge;
        let fingerprint = |id: &_| knowledge.get(id).map(tpm_guide_core::knowledge::Entry::fingerprint);
        let due = self.store.due_for_review(self.guild(), self.now, fingerprint).await;
        Ok(self.communities.reached(due)?.into_iter().map(due_of_store).collect())
    }
}

/// An entry to look at, as the core tells of it.
fn due_of_store(due: store::DueEntry) -> DueForReview {
    let mut why = Vec::new();
    if due.has_falling_votes {
        why.push(ReviewReason::FallingVotes { up: due.votes.up, down: due.votes.down });
    }
    why.extend(due.changed.into_iter().map(ReviewReason::CitedChanged));
    if due.is_old {
        let day = OffsetDateTime::from_unix_timestamp(due.reviewed_at).map_or(FIRST_DAY, OffsetDateTime::date);
        why.push(ReviewReason::TooOld(day));
    }
    DueForReview { slug: due.slug, title: due.title, revision: due.revision, why }
}

/// The store's numbers, as the core tells of them.
fn of_store(numbers: store::Insights, first_day: Date, days: u16) -> Insights {
    let asked = numbers.asked.into_iter().filter_map(|asked| {
        let day = FIRST_DAY.checked_add(Duration::days(asked.day_number))?;
        Some(DayCount { day, found: asked.found, unsure: asked.unsure, unknown: asked.unknown })
    });
    let missed = numbers.missed.into_iter().map(|missed| Missed {
        number: missed.number,
        question: missed.question,
        waiting: missed.askers,
        state: match missed.state.as_str() {
            "taken" => MissedState::Taken,
            "answered" => MissedState::Answered,
            "declined" => MissedState::Declined,
            _ => MissedState::Waiting,
        },
    });
    let votes = numbers.votes.into_iter().map(|(entry, tally)| EntryVotes { entry, up: tally.up, down: tally.down });
    Insights {
        first_day,
        days,
        asked: asked.collect(),
        shown: numbers.shown,
        missed: missed.collect(),
        votes: votes.collect(),
        answered: numbers.answered,
        declined: numbers.declined,
        waiting: numbers.waiting,
        median_seconds: numbers.median_seconds,
    }
}
