//! Reading the configuration again while programs run, off the loop's thread.

use supervisor_config::{HostFiles, LoadRequest, Loaded};
use supervisor_core::{Input, LoadId};
use tokio::sync::mpsc;

/// How many finished readings may wait for the loop.
const QUEUE: usize = 8;

/// A reading of the configuration files that has ended.
#[derive(Debug)]
pub(crate) struct Loading {
    load: LoadId,
    result: Result<Loaded, String>,
}

/// Reads the files that the daemon was started with.
pub(crate) struct Loader {
    request: LoadRequest,
    sender: mpsc::Sender<Loading>,
    /// What the last good reading brought: a restart goes on from it (W-3).
    validated: Option<Loaded>,
}

impl Loader {
    pub(crate) fn new(request: LoadRequest) -> (Self, mpsc::Receiver<Loading>) {
        let (sender, receiver) = mpsc::channel(QUEUE);
        (
            Self {
                request,
                sender,
                validated: None,
            },
            receiver,
        )
    }

    /// Begins to read; the outcome comes through the queue.
    pub(crate) fn start(&self, load: LoadId) {
        let request = self.request.clone();
        let sender = self.sender.clone();
        tokio::task::spawn_blocking(move || {
            let result = supervisor_config::load(&HostFiles, &request);
            let result = result.map_err(|error| error.to_string());
            // A run that is over waits for nothing.
            let _ = sender.blocking_send(Loading { load, result });
        });
    }

    /// Takes in what was read and makes the fact of it.
    pub(crate) fn finish(&mut self, Loading { load, result }: Loading) -> Input {
        let result = result.map(|loaded| {
            self.request.overlay.clone_from(&loaded.overlay);
            let config = Box::new(loaded.config.clone());
            self.validated = Some(loaded);
            config
        });
        Input::ConfigLoaded { load, result }
    }

    /// Gives the request and the configuration with which to start again.
    pub(crate) fn into_validated(self) -> (LoadRequest, Option<Loaded>) {
        (self.request, self.validated)
    }
}
