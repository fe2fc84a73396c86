//! What forked children tell about their start, after the daemon has gone on.

use tokio::io::Interest;
use tokio::task::JoinSet;

use crate::kernel::{self, LaunchFailure, LaunchReport};

/// The reports that are still awaited. They are bounded by the children: a report ends when its
/// child executes its program or dies.
#[derive(Debug, Default)]
pub(crate) struct Reports(JoinSet<()>);

impl Reports {
    /// Waits for a report without standing in anybody's way; must be called inside the runtime.
    pub(crate) fn expect(
        &mut self,
        report: LaunchReport,
        tell: impl FnOnce(LaunchFailure) + Send + 'static,
    ) {
        // Those that came meanwhile need no place any more.
        while self.0.try_join_next().is_some() {}
        let Ok(mut report) = kernel::watch(report) else {
            return;
        };
        self.0.spawn(async move {
            let outcome = report
                .async_io_mut(Interest::READABLE, LaunchReport::read)
                .await;
            if let Ok(Some(failure)) = outcome {
                tell(failure);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use std::io::{PipeWriter, Write as _, pipe};
    use std::os::fd::OwnedFd;
    use std::sync::mpsc;
    use std::time::Duration;

    use nix::fcntl::{FcntlArg, OFlag, fcntl};
    use tokio::runtime::Handle;
    use tokio::task::yield_now;
    use tokio::time::timeout;

    use super::*;
    use crate::kernel::Step;

    /// Makes a report whose child is on its way until the other end is dropped.
    fn pending() -> (LaunchReport, PipeWriter) {
        let (reader, writer) = pipe().unwrap();
        let reader = OwnedFd::from(reader);
        fcntl(&reader, FcntlArg::F_SETFL(OFlag::O_NONBLOCK)).unwrap();
        (LaunchReport::new(reader), writer)
    }

    async fn until_alive(count: usize) {
        let wait = async {
            while Handle::current().metrics().num_alive_tasks() != count {
                yield_now().await;
            }
        };
        timeout(Duration::from_secs(20), wait).await.unwrap();
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_report_that_nobody_waits_for_any_more_ends() {
        let mut reports = Reports::default();
        let (report, _child) = pending();
        reports.expect(report, |_| {});
        until_alive(1).await;

        drop(reports);

        until_alive(0).await;
    }

    #[tokio::test(flavor = "current_thread")]
    async fn reports_that_came_take_no_room() {
        let mut reports = Reports::default();
        for _ in 0..3 {
            let (report, child) = pending();
            reports.expect(report, |_| {});
            drop(child);
            until_alive(0).await;
        }

        assert_eq!(reports.0.len(), 1);
    }

    #[tokio::test(flavor = "current_thread")]
    async fn p_53_a_failure_is_told() {
        let mut reports = Reports::default();
        let (report, mut child) = pending();
        let (tell, told) = mpsc::channel();
        reports.expect(report, move |failure| tell.send(failure).unwrap());

        let failure = LaunchFailure {
            step: Step::Execute,
            errno: libc::ENOEXEC,
        };
        child.write_all(&failure.encode()).unwrap();
        until_alive(0).await;

        assert_eq!(told.try_recv(), Ok(failure));
    }
}
