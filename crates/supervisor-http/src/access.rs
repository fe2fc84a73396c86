//! Who may do what: from a request to a role, and from a role to an action.
//!
//! The gate gives every request an [`Access`] and a [`ClassicAccess`] as extensions. A handler takes
//! the one of its kind, asks it for what it needs, and acts through `App::act` only.

mod act;
mod granted;

pub(crate) use granted::{Access, ClassicAccess, Denied};
