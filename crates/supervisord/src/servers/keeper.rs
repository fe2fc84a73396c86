//! Unix servers stay reachable: when somebody deletes the file of a socket, it is bound again
//! (W-26). A file that somebody else has put there stays, until it goes.

use std::future::pending;
use std::io;

use supervisor_api::Level;
use supervisor_api::config::ServerConfig;
use tokio::sync::{mpsc, watch};

use crate::logging;
use crate::sockets::{self, FileWatch, Listener, SocketError, SocketFile};

/// The servers with a file.
#[derive(Default)]
pub(super) struct Keeper(Vec<Kept>);

/// One of them.
struct Kept {
    server: ServerConfig,
    file: SocketFile,
    /// Where the server takes its next socket from.
    successors: mpsc::Sender<supervisor_http::Listener>,
    /// What was said last about a place that cannot be used.
    complaint: Option<String>,
}

impl Keeper {
    pub(super) fn add(
        &mut self,
        server: ServerConfig,
        file: SocketFile,
        successors: mpsc::Sender<supervisor_http::Listener>,
    ) {
        self.0.push(Kept {
            server,
            file,
            successors,
            complaint: None,
        });
    }

    /// Keeps the files in their places until `stop` becomes true, and removes them then.
    pub(super) async fn keep(mut self, mut stop: watch::Receiver<bool>) {
        tokio::select! {
            biased;
            // A sender that is gone means the same.
            _ = stop.wait_for(|stop| *stop) => {}
            () = self.look_after_all() => {}
        }
        self.0.iter().for_each(|kept| kept.file.remove());
    }

    async fn look_after_all(&mut self) {
        if self.0.is_empty() {
            return pending().await;
        }
        if let Err(error) = self.watch().await {
            let text = format!("cannot watch over the files of sockets: {error}");
            logging::log(Level::Warn, &text);
        }
        pending().await
    }

    /// Looks after the files whenever one may have gone.
    async fn watch(&mut self) -> io::Result<()> {
        let mut watch = FileWatch::new()?;
        loop {
            watch.clear();
            for kept in &mut self.0 {
                kept.look_after(&mut watch)?;
            }
            watch.changed().await?;
        }
    }
}

impl Kept {
    /// Sees to it that the socket can be found, and that its next loss is noticed.
    fn look_after(&mut self, watch: &mut FileWatch) -> io::Result<()> {
        // What happens after the watch has begun is news, so nothing is missed in between.
        let watched = watch.add_file(self.file.path());
        if watched.is_ok() && self.file.is_in_place() {
            return Ok(());
        }
        watch.add_place(self.file.path())?;
        if self.file.is_in_place() {
            return Ok(());
        }
        match sockets::bind(&self.server.address) {
            Ok(Listener::Unix { listener, file }) => {
                self.replace(supervisor_http::Listener::Unix(listener), file);
            }
            Ok(Listener::Inet(_)) => unreachable!("a server with a file is on a Unix socket"),
            Err(error) => self.complain(&error),
        }
        Ok(())
    }

    fn replace(&mut self, listener: supervisor_http::Listener, file: SocketFile) {
        self.complaint = None;
        self.file = file;
        let text = format!(
            "the socket of [{}] was gone, listening on {} again",
            self.server.section,
            self.file.path().display()
        );
        logging::log(Level::Warn, &text);
        // The server may just be ending; nobody needs the socket then.
        let _ = self.successors.try_send(listener);
    }

    /// Tells once why clients cannot reach the server.
    fn complain(&mut self, error: &SocketError) {
        let text = format!(
            "the socket of [{}] is gone, nobody can reach it: {error}",
            self.server.section
        );
        if self.complaint.as_ref() != Some(&text) {
            logging::log(Level::Critical, &text);
            self.complaint = Some(text);
        }
    }
}
