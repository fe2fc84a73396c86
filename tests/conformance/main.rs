//! The conformance kit: the original and we live through the same sessions and must say the same.
//!
//! A session is a configuration and a sequence of things that people and programs do: calls,
//! commands, signals, deaths. Scripted ones are in `sessions/`, and any number can be generated
//! from a seed. What may differ from run to run is in `masks.json`.

mod clients;
mod comparison;
mod generate;
mod generated;
mod masks;
mod player;
mod scripted;
mod session;
mod settling;
mod transcript;
