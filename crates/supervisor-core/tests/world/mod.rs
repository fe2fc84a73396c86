//! A simulated world around the machine: it plays the kernel, the shell and the clients.

mod clients;
mod config;
mod facts;
mod invariants;
mod kernel;
mod mutant;
mod script;
mod simulator;
mod speech;

pub(crate) use clients::{effect_text, remove};
pub(crate) use config::{fcgi_program, fcgi_socket, group, groups, pool, program};
pub(crate) use facts::Latency;
pub(crate) use invariants::Violation;
pub(crate) use mutant::Mutant;
pub(crate) use script::{Life, Reaction};
pub(crate) use simulator::World;
pub(crate) use speech::Speech;
