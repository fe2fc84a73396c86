//! Confirmation of commands that end the daemon (T-19).

use crate::error::CommandError;
use crate::session::Session;

impl Session {
    /// Asks whether to go on, if there is somebody to ask.
    pub(crate) async fn confirm(&mut self, question: &str) -> Result<bool, CommandError> {
        if !self.interactive {
            return Ok(true);
        }
        let answer = self.console.ask(question).await?;
        Ok(answer.starts_with(['y', 'Y']))
    }
}
