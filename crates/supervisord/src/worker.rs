//! A thread for what may take its time: name services, and files on a server that may be gone.
//!
//! It is nobody else's, so that what hangs on it keeps nothing else waiting.

use std::io;
use std::sync::mpsc as queue;
use std::thread;

use tokio::sync::mpsc;

/// Does jobs in the order in which they were asked for. Its thread begins with the first one, and
/// ends when this is dropped and no job is left.
#[derive(Debug)]
pub(crate) struct Worker<Job, Answer> {
    name: &'static str,
    work: fn(Job) -> Answer,
    answers: mpsc::Sender<Answer>,
    /// What bounds its length is up to those who ask.
    jobs: Option<queue::Sender<Job>>,
}

impl<Job, Answer> Worker<Job, Answer>
where
    Job: Send + 'static,
    Answer: Send + 'static,
{
    /// Makes a worker that has nothing to do yet; so many of its answers may wait to be taken.
    pub(crate) fn new(
        name: &'static str,
        work: fn(Job) -> Answer,
        most_answers: usize,
    ) -> (Self, mpsc::Receiver<Answer>) {
        let (answers, receiver) = mpsc::channel(most_answers);
        let worker = Self {
            name,
            work,
            answers,
            jobs: None,
        };
        (worker, receiver)
    }

    /// Begins a job; the answer comes through the queue. Without a thread to do it, the job comes
    /// back.
    pub(crate) fn begin(&mut self, job: Job) -> Result<(), Job> {
        let Ok(jobs) = self.jobs.take().map_or_else(|| self.start(), Ok) else {
            return Err(job);
        };
        // A thread that has died is replaced the next time.
        jobs.send(job).map_err(|queue::SendError(job)| job)?;
        self.jobs = Some(jobs);
        Ok(())
    }

    fn start(&self) -> io::Result<queue::Sender<Job>> {
        let (sender, jobs) = queue::channel::<Job>();
        let (work, answers) = (self.work, self.answers.clone());
        // Nobody waits for its end: it may hang.
        thread::Builder::new()
            .name(self.name.into())
            .spawn(move || {
                for job in jobs {
                    if answers.blocking_send(work(job)).is_err() {
                        return;
                    }
                }
            })?;
        Ok(sender)
    }
}
