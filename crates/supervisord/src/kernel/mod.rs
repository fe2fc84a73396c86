//! The door to the kernel: everything that makes, signals and reaps processes.
