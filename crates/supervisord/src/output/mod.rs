//! The bytes of the children: from their pipes into their logs, past the decisions.
//!
//! [`Output`] is one table of channels on one epoll instance of its own. It has no task and no
//! thread: the runtime registers its descriptor once, calls [`Output::ready`] when that is
//! readable and [`Output::handle_deadline`] at [`Output::next_deadline`]. [`LogFile`] is one open
//! log with rotation, which the activity log uses as well. [`Feeds`] tells followers (`tail -f`)
//! that a log has grown; they read the bytes from the file. [`read`] cuts parts out of logs.

mod logfile;
mod spec;
mod table;

pub use logfile::Limits;
pub use spec::{AttachError, ChannelSpec, ChildEnds, ChildSpec, StdinError, StdinSpec, Turn};
pub use table::Output;
