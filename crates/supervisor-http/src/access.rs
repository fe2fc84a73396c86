//! Who may do what: from a request to a role, and from a role to an action.
//!
//! The gate looks at every request first. A handler then takes an [`Access`], or a
//! [`ClassicAccess`] if it serves what Supervisor served too, asks it for the role it needs, and
//! acts through `App::act` only.

mod act;
mod attempts;
mod form_token;
mod gate;
mod given;
mod granted;
mod guard;
mod hosts;
mod judge;
mod key;
mod refusal;
mod secret;
#[cfg(test)]
mod testing;
mod verdicts;

pub(crate) use act::ActError;
pub(crate) use form_token::Session;
pub(crate) use gate::gate;
pub(crate) use granted::{Access, ClassicAccess, Denied};
pub use guard::{Guard, PeerGroups};
pub(crate) use key::Key;
