//! The JSON API under `/api/v1`: resources to read, and actions by POST.
//!
//! Each handler translates between HTTP and the [`Backend`](supervisor_api::Backend); the shapes
//! are those of [`supervisor_api::resource`], and every error is a problem document (RFC 9457).
//! What is served is written beside each handler and gathered in [`openapi`].

mod act;
mod answer;
mod body;
mod commands;
mod configuration;
mod control;
mod daemon;
pub(crate) mod daemon_view;
mod events;
mod groups;
mod lines;
mod logs;
mod openapi;
mod permit;
mod problem;
pub(crate) mod process_views;
mod processes;
mod query;
mod range;
mod routes;
pub(crate) mod usages;

pub(crate) use problem::as_problems;
pub(crate) use routes::routes;
