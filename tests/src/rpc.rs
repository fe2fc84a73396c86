//! Calls to a daemon, by our own client.

use std::path::PathBuf;

use supervisor_api::ProcessInfo;
use supervisor_api::config::Credentials;
use supervisor_client::{Client, ClientError, Endpoint, RemoteFault, Value};

use crate::process::{Pid, Proc};
use crate::wait::LIMIT;

/// Whom to call, and as whom.
pub(crate) struct Address<'a> {
    pub(crate) socket: PathBuf,
    pub(crate) credentials: Option<&'a Credentials>,
}

impl Address<'_> {
    /// Calls a method, on a connection of its own. The outer error means that no daemon answered.
    pub(crate) fn call(
        &self,
        method: &str,
        parameters: &[Value],
    ) -> Result<Result<Value, RemoteFault>, ClientError> {
        match block_on(self.client().call(method, parameters)) {
            Ok(value) => Ok(Ok(value)),
            Err(ClientError::Fault(fault)) => Ok(Err(fault)),
            Err(error) => Err(error),
        }
    }

    /// Asks for the description of one process.
    pub(crate) fn process(&self, name: &str) -> Result<ProcessInfo, ClientError> {
        block_on(self.client().process(name))
    }

    /// Asks for the descriptions of all processes.
    pub(crate) fn processes(&self) -> Result<Vec<ProcessInfo>, ClientError> {
        block_on(self.client().processes())
    }

    fn client(&self) -> Client {
        Client::new(Endpoint::Unix(self.socket.clone()), self.credentials)
    }
}

impl From<&ProcessInfo> for Proc {
    fn from(info: &ProcessInfo) -> Self {
        Self(Pid::try_from(info.pid).expect("pids are small"))
    }
}

/// Drives one call to its end; no daemon may be silent for longer than the limit of all waits.
fn block_on<T>(call: impl Future<Output = Result<T, ClientError>>) -> Result<T, ClientError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime
        .block_on(async { tokio::time::timeout(LIMIT, call).await })
        .unwrap_or_else(|_| panic!("the daemon has not answered for {LIMIT:?}"))
}
