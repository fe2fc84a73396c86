//! The bytes of the children: from their pipes into their logs, past the decisions.
//!
//! [`Output`] is one table of channels on one epoll instance of its own. It has no task and no
//! thread: the runtime registers its descriptor once, calls [`Output::ready`] when that is
//! readable and [`Output::handle_deadline`] at [`Output::next_deadline`]. [`LogFile`] is one open
//! log with rotation, which the activity log uses as well. [`Feeds`] tells followers (`tail -f`)
//! that a log has grown; they read the bytes from the file. [`read()`] cuts parts out of logs.
//! [`Output::take_heard`] is the one way from here to the core: what event listeners answer, what
//! log events carry, and what programs write between the tags of process communication.

mod ansi;
mod autolog;
mod capture;
mod channel;
mod child;
mod copy;
mod descriptor;
mod feed;
mod follow;
mod growth;
mod health;
mod heard;
mod logfile;
mod notice;
mod open;
mod pipes;
mod read;
mod regular;
mod rotate;
mod sink;
mod spec;
mod stdin;
mod stream;
mod syslog;
mod table;
mod tags;
mod tally;
mod token;

pub use autolog::{AUTO_MODE, create as create_auto_log, remove_old as remove_old_auto_logs};
pub use feed::Feeds;
pub use follow::{Follower, follow};
pub use heard::{Heard, HeardKind};
pub use logfile::{Limits, LogFile, Progress};
pub use read::{READ_MAX, read, size_of};
pub use spec::{
    AttachError, ChannelSpec, ChildEnds, ChildSpec, StdinError, StdinSpec, Tells, Turn,
};
pub use syslog::{Frame, Syslog};
pub use table::Output;
pub use tally::Tally;
