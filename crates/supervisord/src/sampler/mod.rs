//! What the programs use: processor time and memory of their process trees, read from `/proc`.
//!
//! Nothing is read unless somebody watches, or did within the last hour: a [`Sampler`] is asked
//! for samples, and its task sleeps without a timer otherwise. The file system is read on a
//! thread of its own, everything else is plain computation.

mod history;
mod meter;
mod proc;
mod task;
mod tree;

pub(crate) use task::Sampler;
