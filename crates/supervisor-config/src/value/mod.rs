//! One grammar per type of value, with Supervisor's error texts (C-88 to C-108).

mod environment;
mod error;
#[cfg(test)]
mod golden;
mod grants;
mod lists;
mod names;
mod numbers;
mod people;
mod places;
mod sockets;
mod words;

pub use error::ValueError;
pub use grants::GrantError;
pub use sockets::url as check_url;

pub(crate) use environment::environment;
pub(crate) use grants::{grants, host_names, unix_others, unix_roles};
pub(crate) use lists::{event_types, exit_codes, strings};
pub(crate) use names::name;
pub(crate) use numbers::{bytes, clamped, count, integer, octal, signed_bytes};
pub(crate) use people::{group_id, user, user_and_group};
pub(crate) use places::{LogName, directory, log_name, path};
pub(crate) use sockets::{fcgi_address, port};
pub(crate) use words::{auto_restart, boolean, level, signal};
