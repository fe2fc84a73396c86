//! The methods of the daemon that clients of ours use, typed (`xmlrpc.md` section 4).
//!
//! Every method fails as [`Client::call`] does, and if the answer is not of the promised type.
#![expect(
    clippy::missing_errors_doc,
    reason = "all methods fail alike; see the module"
)]

use supervisor_api::{Channel, ConfigDiff, ProcessInfo};
use supervisor_xmlrpc::Value;

use crate::answer::{Answer, ConfigInfo, ProcessResult, config_info, process_info, process_result};
use crate::client::Client;
use crate::error::ClientError;

impl Client {
    /// Returns the version of the interface, by the name that old daemons know it by.
    pub async fn api_version(&mut self) -> Result<String, ClientError> {
        self.ask("supervisor.getVersion", &[]).await?.text()
    }

    /// Returns the version of the daemon.
    pub async fn supervisor_version(&mut self) -> Result<String, ClientError> {
        self.ask("supervisor.getSupervisorVersion", &[])
            .await?
            .text()
    }

    /// Returns the daemon's process id.
    pub async fn pid(&mut self) -> Result<i64, ClientError> {
        self.ask("supervisor.getPID", &[]).await?.number()
    }

    /// Describes one process.
    pub async fn process(&mut self, name: &str) -> Result<ProcessInfo, ClientError> {
        let method = "supervisor.getProcessInfo";
        self.ask(method, &[name.into()]).await?.process()
    }

    /// Describes all processes by group and name.
    pub async fn processes(&mut self) -> Result<Vec<ProcessInfo>, ClientError> {
        let method = "supervisor.getAllProcessInfo";
        self.ask(method, &[]).await?.each(process_info)
    }

    /// Describes the configuration of all processes by name.
    pub async fn configured(&mut self) -> Result<Vec<ConfigInfo>, ClientError> {
        let method = "supervisor.getAllConfigInfo";
        self.ask(method, &[]).await?.each(config_info)
    }

    /// Starts a process and waits until it runs.
    pub async fn start(&mut self, name: &str) -> Result<(), ClientError> {
        self.tell("supervisor.startProcess", &[name.into()]).await
    }

    /// Starts the processes of a group.
    pub async fn start_group(&mut self, group: &str) -> Result<Vec<ProcessResult>, ClientError> {
        self.results("supervisor.startProcessGroup", &[group.into()])
            .await
    }

    /// Starts all processes.
    pub async fn start_all(&mut self) -> Result<Vec<ProcessResult>, ClientError> {
        self.results("supervisor.startAllProcesses", &[]).await
    }

    /// Stops a process and waits until it has ended.
    pub async fn stop(&mut self, name: &str) -> Result<(), ClientError> {
        self.tell("supervisor.stopProcess", &[name.into()]).await
    }

    /// Stops the processes of a group.
    pub async fn stop_group(&mut self, group: &str) -> Result<Vec<ProcessResult>, ClientError> {
        self.results("supervisor.stopProcessGroup", &[group.into()])
            .await
    }

    /// Stops all processes.
    pub async fn stop_all(&mut self) -> Result<Vec<ProcessResult>, ClientError> {
        self.results("supervisor.stopAllProcesses", &[]).await
    }

    /// Sends a signal to a process.
    pub async fn signal(&mut self, name: &str, signal: &str) -> Result<(), ClientError> {
        let params = [name.into(), signal.into()];
        self.tell("supervisor.signalProcess", &params).await
    }

    /// Sends a signal to the processes of a group.
    pub async fn signal_group(
        &mut self,
        group: &str,
        signal: &str,
    ) -> Result<Vec<ProcessResult>, ClientError> {
        let params = [group.into(), signal.into()];
        self.results("supervisor.signalProcessGroup", &params).await
    }

    /// Sends a signal to all processes.
    pub async fn signal_all(&mut self, signal: &str) -> Result<Vec<ProcessResult>, ClientError> {
        self.results("supervisor.signalAllProcesses", &[signal.into()])
            .await
    }

    /// Empties the logs of a process.
    pub async fn clear(&mut self, name: &str) -> Result<(), ClientError> {
        self.tell("supervisor.clearProcessLogs", &[name.into()])
            .await
    }

    /// Empties the logs of all processes.
    pub async fn clear_all(&mut self) -> Result<Vec<ProcessResult>, ClientError> {
        self.results("supervisor.clearAllProcessLogs", &[]).await
    }

    /// Reads a part of the daemon's own log.
    pub async fn main_log(&mut self, offset: i64, length: i64) -> Result<String, ClientError> {
        let params = [offset.into(), length.into()];
        self.ask("supervisor.readLog", &params).await?.text()
    }

    /// Reads a part of a process's log.
    pub async fn process_log(
        &mut self,
        name: &str,
        channel: Channel,
        offset: i64,
        length: i64,
    ) -> Result<String, ClientError> {
        let method = match channel {
            Channel::Stdout => "supervisor.readProcessStdoutLog",
            Channel::Stderr => "supervisor.readProcessStderrLog",
        };
        let params = [name.into(), offset.into(), length.into()];
        self.ask(method, &params).await?.text()
    }

    /// Lets the daemon parse its configuration anew and returns what differs.
    pub async fn reload_config(&mut self) -> Result<ConfigDiff, ClientError> {
        self.ask("supervisor.reloadConfig", &[]).await?.diff()
    }

    /// Puts a group of the parsed configuration to work.
    pub async fn add_group(&mut self, group: &str) -> Result<(), ClientError> {
        self.tell("supervisor.addProcessGroup", &[group.into()])
            .await
    }

    /// Lets the daemon forget a stopped group.
    pub async fn remove_group(&mut self, group: &str) -> Result<(), ClientError> {
        self.tell("supervisor.removeProcessGroup", &[group.into()])
            .await
    }

    /// Writes to a process's standard input.
    pub async fn send_stdin(&mut self, name: &str, text: &str) -> Result<(), ClientError> {
        let params = [name.into(), text.into()];
        self.tell("supervisor.sendProcessStdin", &params).await
    }

    /// Ends the daemon.
    pub async fn shutdown(&mut self) -> Result<(), ClientError> {
        self.tell("supervisor.shutdown", &[]).await
    }

    /// Restarts the daemon.
    pub async fn restart(&mut self) -> Result<(), ClientError> {
        self.tell("supervisor.restart", &[]).await
    }

    async fn ask(&mut self, method: &'static str, params: &[Value]) -> Result<Answer, ClientError> {
        let value = self.call(method, params).await?;
        Ok(Answer { method, value })
    }

    /// Calls a method whose value says nothing: what matters is that it is no fault.
    async fn tell(&mut self, method: &'static str, params: &[Value]) -> Result<(), ClientError> {
        self.ask(method, params).await?;
        Ok(())
    }

    async fn results(
        &mut self,
        method: &'static str,
        params: &[Value],
    ) -> Result<Vec<ProcessResult>, ClientError> {
        self.ask(method, params).await?.each(process_result)
    }
}
