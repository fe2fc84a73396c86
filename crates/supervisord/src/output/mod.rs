//! The streams of the children: pipes, logs, rotation, followers.
