//! The door to the file system, the user database and the host, so that loading is testable.

mod host;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod wildcard;

use std::io;

pub use host::HostFiles;

/// A row of the user database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub uid: u32,
    pub gid: u32,
    pub home: String,
}

/// What loading a configuration needs to know of the world.
pub trait Files {
    /// Reads a whole file.
    ///
    /// # Errors
    /// The file cannot be opened or read.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;

    /// Tells whether something is at a path.
    fn exists(&self, path: &str) -> bool;

    /// Tells whether a path is a directory.
    fn is_dir(&self, path: &str) -> bool;

    /// Tells whether a path is a directory in which this process can make files.
    fn is_usable_dir(&self, path: &str) -> bool;

    /// Tells whether a path is a file that this process can execute.
    fn is_executable(&self, path: &str) -> bool;

    /// Returns the names of what is in a directory, in no certain order.
    fn names_in(&self, directory: &str) -> Vec<String>;

    /// Looks a user up by name.
    fn user_named(&self, name: &str) -> Option<User>;

    /// Looks a user up by id.
    fn user_with_id(&self, uid: u32) -> Option<User>;

    /// Looks a group's id up by name.
    fn group_named(&self, name: &str) -> Option<u32>;

    /// Tells whether a group id is known.
    fn has_group_id(&self, gid: u32) -> bool;

    /// Returns this process's user id.
    fn own_uid(&self) -> u32;

    /// Returns the machine's name, as `uname -n` shows it.
    fn host_name(&self) -> String;

    /// Returns the current directory.
    fn current_dir(&self) -> String;
}
