//! A program's machine code, written by the thread that asks first; the others go on without until it is there.

use super::Written;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

#[derive(Debug, Default)]
pub struct Writing {
    begun: AtomicBool,
    done: OnceLock<Option<Written>>,
}

/// What somebody who asks for machine code is told.
#[derive(Debug, Clone, Copy)]
pub enum Asked<'a> {
    /// Another thread is writing it.
    NotYet,
    /// This machine, or this program, has none.
    Never,
    There(&'a Written),
}

impl Writing {
    pub fn ask(&self, write: impl FnOnce() -> Option<Written>) -> Asked<'_> {
        if self.done.get().is_none() {
            if self.begun.swap(true, Ordering::Relaxed) {
                return Asked::NotYet;
            }
            let _ = self.done.set(write());
        }
        match self.done.get() {
            Some(Some(written)) => Asked::There(written),
            _ => Asked::Never,
        }
    }
}
