//! Whole configurations, loaded on a machine made up by the test.

mod ctl;
mod eventlistener;
mod expansion;
mod fcgi_program;
mod group;
mod http_access;
mod include;
mod messages;
mod program;
mod properties;
mod rpcinterface;
mod scopes;
mod secrets;
mod server;
mod supervisord;
mod support;

use std::sync::Arc;
use support::{attempt, program, program_refusal, refusal, warnings};

use supervisor_api::Level;

use crate::files::testing::FakeFiles;
use crate::{ConfigError, LoadRequest, Loaded, Overrides, load};
pub(crate) use support::{loaded, machine, request, variables};
