//! Scenarios with a real daemon and real processes.
//!
//! Each runs against our daemon, or against the original with `SUPERVISOR_TESTS_DAEMON=original`.

mod access;
mod api;
mod api_logs;
mod boot;
mod companions;
mod container;
mod deployments;
mod event_stream;
mod fastcgi;
mod follow;
mod groups;
mod inherited;
mod json_output;
mod listeners;
mod lives;
mod log_lives;
mod metrics;
mod output;
mod pages;
mod proxy;
mod reload;
mod remote;
mod samples;
mod scale;
mod shell;
mod signals;
mod socket_files;
mod stops;
mod superlance;
