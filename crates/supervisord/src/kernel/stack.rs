//! The stack on which children take their first steps.

use std::ffi::c_void;
use std::io;
use std::ptr;

/// Memory for one child at a time, with an inaccessible page below it.
#[derive(Debug)]
pub(super) struct Stack {
    base: *mut c_void,
}

/// The child makes a few dozen system calls in frames of a few hundred bytes.
const SIZE: usize = 64 * 1024;
/// A multiple of every page size in use on our platforms.
const GUARD: usize = 64 * 1024;

// SAFETY: the memory belongs to this value alone and no thread keeps anything in it.
unsafe impl Send for Stack {}

impl Stack {
    pub(super) fn new() -> io::Result<Self> {
        // SAFETY: a new anonymous mapping touches no memory that exists.
        let base = unsafe {
            libc::mmap(
                ptr::null_mut(),
                GUARD + SIZE,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_STACK | libc::MAP_NORESERVE,
                -1,
                0,
            )
        };
        if base == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let stack = Self { base };
        // SAFETY: the range is the lower part of our own mapping, which nobody uses yet.
        match unsafe { libc::mprotect(stack.base, GUARD, libc::PROT_NONE) } {
            0 => Ok(stack),
            _ => Err(io::Error::last_os_error()),
        }
    }

    /// Returns the end of the memory, where a stack that grows down begins.
    pub(super) fn top(&mut self) -> *mut c_void {
        // SAFETY: one past the end of the mapping is in bounds.
        unsafe { self.base.byte_add(GUARD + SIZE) }
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours and no child uses it: a vfork child has gone before
        // `clone` returns, and a forked one has a copy.
        unsafe { libc::munmap(self.base, GUARD + SIZE) };
    }
}
