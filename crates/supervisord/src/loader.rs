//! Reading the configuration again while programs run, off the loop's thread.

use std::sync::Arc;

use supervisor_api::config::Environment;
use supervisor_api::{Config, Configured, Origins};
use supervisor_config::{HostFiles, LoadRequest, Loaded};
use supervisor_core::{Input, LoadId, LoadPurpose};
use tokio::sync::{mpsc, watch};

use crate::known::{self, Known};
use crate::worker::Worker;

/// How many finished readings may wait for the loop.
const QUEUE: usize = 8;

/// A reading of the configuration files that has ended.
#[derive(Debug)]
pub(crate) struct Loading {
    load: LoadId,
    purpose: LoadPurpose,
    result: Result<(Box<Loaded>, Known), String>,
}

/// A reading that is to be done.
struct Job {
    load: LoadId,
    purpose: LoadPurpose,
    request: LoadRequest,
}

/// Reads the files that the daemon was started with, one reading after the other: whoever asks last has the
/// last word.
pub(crate) struct Loader {
    request: LoadRequest,
    /// As many jobs wait as clients wait for their answers.
    worker: Worker<Job, Loading>,
    /// The variables that earlier readings of this run have named; a reread knows them (C-72).
    overlay: Environment,
    /// What readers see of the configuration.
    configured: watch::Sender<Arc<Configured>>,
    /// The last good reading for a restart, which goes on from exactly this one (W-3).
    validated: Option<(LoadId, Loaded)>,
}

impl Loader {
    /// Makes the loader of a run, of what the run's own configuration has brought.
    pub(crate) fn new(
        request: LoadRequest,
        overlay: Environment,
        configured: watch::Sender<Arc<Configured>>,
    ) -> (Self, mpsc::Receiver<Loading>) {
        let (worker, receiver) = Worker::new("readings", Job::read, QUEUE);
        let loader = Self {
            request,
            worker,
            overlay,
            configured,
            validated: None,
        };
        (loader, receiver)
    }

    /// Begins to read; the outcome comes through the queue. Without a thread there is one at once.
    pub(crate) fn start(&mut self, load: LoadId, purpose: LoadPurpose) -> Option<Loading> {
        let request = self.request_for(purpose);
        let job = Job {
            load,
            purpose,
            request,
        };
        self.worker.begin(job).err().map(Job::refuse)
    }

    /// A run begins without a past, so what it is to begin with is read without one.
    fn request_for(&self, purpose: LoadPurpose) -> LoadRequest {
        let overlay = match purpose {
            LoadPurpose::Reread => self.overlay.clone(),
            LoadPurpose::Restart => Environment::new(),
        };
        LoadRequest {
            overlay,
            ..self.request.clone()
        }
    }

    /// Takes in what was read and makes the fact of it; the names in it were looked up.
    pub(crate) fn finish(&mut self, loading: Loading) -> (Input, Known) {
        let Loading {
            load,
            purpose,
            result,
        } = loading;
        let (result, known) = match result {
            Ok((loaded, known)) => (Ok(self.keep(load, purpose, *loaded)), known),
            Err(text) => (Err(text), Known::default()),
        };
        (Input::ConfigLoaded { load, result }, known)
    }

    fn keep(&mut self, load: LoadId, purpose: LoadPurpose, loaded: Loaded) -> Box<Config> {
        match purpose {
            LoadPurpose::Reread => {
                self.overlay = loaded.overlay;
                self.tell_origins(loaded.origins);
                Box::new(loaded.config)
            }
            LoadPurpose::Restart => {
                let config = Box::new(loaded.config.clone());
                self.validated = Some((load, loaded));
                config
            }
        }
    }

    /// Lets readers know where everything stands now. The daemon's own settings are those of its
    /// start (W-24).
    fn tell_origins(&self, origins: Arc<Origins>) {
        self.configured.send_modify(|configured| {
            *configured = Arc::new(Configured {
                origins,
                ..Configured::clone(configured)
            });
        });
    }

    /// Gives the request, and the configuration that a reading for a restart brought.
    pub(crate) fn into_validated(self, load: LoadId) -> (LoadRequest, Option<Loaded>) {
        let validated = self.validated.filter(|(validated, _)| *validated == load);
        (self.request, validated.map(|(_, loaded)| loaded))
    }
}

impl Job {
    fn read(self) -> Loading {
        let result = supervisor_config::load(&HostFiles, &self.request)
            .map(|loaded| {
                let known = Known::of(known::names(&loaded.config));
                (Box::new(loaded), known)
            })
            .map_err(|error| error.to_string());
        Loading {
            load: self.load,
            purpose: self.purpose,
            result,
        }
    }

    fn refuse(self) -> Loading {
        Loading {
            load: self.load,
            purpose: self.purpose,
            result: Err("there is no thread to read the configuration on".into()),
        }
    }
}

/// Returns what readers see of a configuration that a run begins with.
pub(crate) fn configured(loaded: &Loaded) -> Arc<Configured> {
    Arc::new(Configured {
        daemon: loaded.config.daemon.clone(),
        servers: loaded.config.servers.clone(),
        origins: Arc::clone(&loaded.origins),
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use nix::sys::stat::Mode;
    use nix::unistd::mkfifo;

    use super::*;

    const LIMIT: Duration = Duration::from_secs(5);
    const CHECKED: LoadId = LoadId(1);
    const LATER: LoadId = LoadId(2);

    /// A loader of files that are never read: the tests bring the readings.
    fn loader(overlay: &str) -> Loader {
        let request = LoadRequest::new(&HostFiles, "unread.conf");
        Loader::new(request, variables(overlay), told(overlay)).0
    }

    /// Where a run of this configuration tells its readers of it.
    fn told(identifier: &str) -> watch::Sender<Arc<Configured>> {
        watch::channel(configured(&loaded(identifier))).0
    }

    fn variables(name: &str) -> Environment {
        [(name.into(), "value".into())].into_iter().collect()
    }

    fn loading(load: LoadId, purpose: LoadPurpose, identifier: &str) -> Loading {
        Loading {
            load,
            purpose,
            result: Ok((Box::new(loaded(identifier)), Known::default())),
        }
    }

    fn loaded(identifier: &str) -> Loaded {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("x.conf");
        let text = format!("[supervisord]\nidentifier={identifier}\nenvironment={identifier}=1\n");
        std::fs::write(&path, text).expect("a configuration");
        let request = LoadRequest::new(&HostFiles, path.to_string_lossy());
        supervisor_config::load(&HostFiles, &request).expect("it is right")
    }

    /// A FIFO that nobody writes is a file on a server that does not answer.
    #[test]
    fn a_reading_that_hangs_takes_no_thread_of_the_runtime() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("x.conf");
        mkfifo(&path, Mode::S_IRUSR | Mode::S_IWUSR).expect("a FIFO");
        let request = LoadRequest::new(&HostFiles, path.to_string_lossy());
        let (mut loader, mut loads) = Loader::new(request, Environment::new(), told("A"));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .max_blocking_threads(1)
            .build()
            .expect("a runtime");

        let logs_are_read = runtime.block_on(async {
            assert!(loader.start(LATER, LoadPurpose::Reread).is_none());
            tokio::time::timeout(LIMIT, tokio::task::spawn_blocking(|| ())).await
        });

        // Now it comes to an end.
        std::fs::write(&path, "[supervisord]\n").expect("a reader");
        assert!(logs_are_read.is_ok());
        assert!(loads.blocking_recv().is_some());
    }

    #[test]
    fn w_3_a_restart_uses_the_reading_that_was_checked_and_no_later_one() {
        let mut loader = loader("A");

        loader.finish(loading(CHECKED, LoadPurpose::Restart, "checked"));
        loader.finish(loading(LATER, LoadPurpose::Reread, "later"));

        let (_, validated) = loader.into_validated(CHECKED);
        let identifier = validated.map(|loaded| loaded.config.daemon.identifier);
        assert_eq!(identifier.as_deref(), Some("checked"));
    }

    #[test]
    fn what_was_read_for_a_reread_is_not_kept() {
        let mut loader = loader("A");

        loader.finish(loading(LATER, LoadPurpose::Reread, "later"));

        assert_eq!(loader.into_validated(LATER).1, None);
    }

    #[test]
    fn c_72_a_reread_knows_what_the_start_named_and_a_restart_does_not() {
        let mut loader = loader("OLD");
        let known = |loader: &Loader, purpose| loader.request_for(purpose).overlay;

        assert_eq!(known(&loader, LoadPurpose::Reread), variables("OLD"));
        assert_eq!(known(&loader, LoadPurpose::Restart), Environment::new());

        loader.finish(loading(LATER, LoadPurpose::Reread, "NEW"));
        let overlay = known(&loader, LoadPurpose::Reread);
        assert!(overlay.contains_key("NEW"), "{overlay:?}");
    }
}
