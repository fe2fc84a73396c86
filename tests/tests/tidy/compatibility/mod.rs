//! The table of compatibility: what the contract asks for, how far that is met, and which test
//! proves it.
//!
//! The data is in `tests/conformance/`; `docs/compatibility.md` is made from it.

mod contract;
mod differences;
mod ids;
mod page;
mod proofs;
mod rows;
mod rules;
