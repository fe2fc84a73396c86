//! Processes as the JSON API shows them, together with what they use.

use supervisor_api::resource::Process;
use supervisor_api::{ProcessView, Sample, Wall};

use super::usages::Usages;
use crate::time::{SystemZone, now};

/// What is the same for all processes of one answer.
pub(crate) struct ProcessViews<'a> {
    now: Wall,
    zone: SystemZone,
    usages: Usages<'a>,
}

impl<'a> ProcessViews<'a> {
    /// Prepares an answer about the present, with what was sampled last.
    pub(crate) fn new(sample: &'a Sample) -> Self {
        Self {
            now: now(),
            zone: SystemZone::read(),
            usages: Usages::of(sample),
        }
    }

    pub(crate) fn process(&self, view: &ProcessView) -> Process {
        Process::of(view, self.usages.usage(view), self.now, &self.zone)
    }
}
