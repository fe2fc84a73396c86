//! Reading the configuration again while programs run, off the loop's thread.

use supervisor_api::Config;
use supervisor_api::config::Environment;
use supervisor_config::{HostFiles, LoadRequest, Loaded};
use supervisor_core::{Input, LoadId, LoadPurpose};
use tokio::sync::mpsc;

use crate::lookups::{self, Identities};

/// How many finished readings may wait for the loop.
const QUEUE: usize = 8;

/// A reading of the configuration files that has ended.
#[derive(Debug)]
pub(crate) struct Loading {
    load: LoadId,
    purpose: LoadPurpose,
    result: Result<(Loaded, Identities), String>,
}

/// Reads the files that the daemon was started with.
pub(crate) struct Loader {
    request: LoadRequest,
    sender: mpsc::Sender<Loading>,
    /// The variables that earlier readings of this run have named; a reread knows them (C-72).
    overlay: Environment,
    /// The last good reading for a restart, which goes on from exactly this one (W-3).
    validated: Option<(LoadId, Loaded)>,
}

impl Loader {
    /// Makes the loader of a run; `overlay` is what the run's own configuration has brought.
    pub(crate) fn new(
        request: LoadRequest,
        overlay: Environment,
    ) -> (Self, mpsc::Receiver<Loading>) {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let loader = Self {
            request,
            sender,
            overlay,
            validated: None,
        };
        (loader, receiver)
    }

    /// Begins to read; the outcome comes through the queue.
    pub(crate) fn start(&self, load: LoadId, purpose: LoadPurpose) {
        let request = self.request_for(purpose);
        let sender = self.sender.clone();
        tokio::task::spawn_blocking(move || {
            let result = supervisor_config::load(&HostFiles, &request)
                .map(|loaded| {
                    let identities = lookups::identities(&loaded.config);
                    (loaded, identities)
                })
                .map_err(|error| error.to_string());
            // A run that is over waits for nothing.
            let _ = sender.blocking_send(Loading {
                load,
                purpose,
                result,
            });
        });
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

    /// Takes in what was read and makes the fact of it; the users that it names were looked up.
    pub(crate) fn finish(&mut self, loading: Loading) -> (Input, Identities) {
        let Loading {
            load,
            purpose,
            result,
        } = loading;
        let (result, identities) = match result {
            Ok((loaded, identities)) => (Ok(self.keep(load, purpose, loaded)), identities),
            Err(text) => (Err(text), Identities::new()),
        };
        (Input::ConfigLoaded { load, result }, identities)
    }

    fn keep(&mut self, load: LoadId, purpose: LoadPurpose, loaded: Loaded) -> Box<Config> {
        match purpose {
            LoadPurpose::Reread => {
                self.overlay = loaded.overlay;
                Box::new(loaded.config)
            }
            LoadPurpose::Restart => {
                let config = Box::new(loaded.config.clone());
                self.validated = Some((load, loaded));
                config
            }
        }
    }

    /// Gives the request, and the configuration that a reading for a restart brought.
    pub(crate) fn into_validated(self, load: LoadId) -> (LoadRequest, Option<Loaded>) {
        let validated = self.validated.filter(|(validated, _)| *validated == load);
        (self.request, validated.map(|(_, loaded)| loaded))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHECKED: LoadId = LoadId(1);
    const LATER: LoadId = LoadId(2);

    /// A loader of files that are never read: the tests bring the readings.
    fn loader(overlay: &str) -> Loader {
        let request = LoadRequest::new(&HostFiles, "unread.conf");
        Loader::new(request, variables(overlay)).0
    }

    fn variables(name: &str) -> Environment {
        [(name.into(), "value".into())].into_iter().collect()
    }

    fn loading(load: LoadId, purpose: LoadPurpose, identifier: &str) -> Loading {
        Loading {
            load,
            purpose,
            result: Ok((loaded(identifier), Identities::new())),
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
