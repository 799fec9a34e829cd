//! Somebody who may ask a run to stop where it stands.

use std::sync::atomic::{AtomicBool, Ordering};

/// Asked once a row; what is not asked for changes nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stop(Option<&'static AtomicBool>);

impl Stop {
    pub const NEVER: Stop = Stop(None);

    /// Stops once the flag is set.
    pub fn on(flag: &'static AtomicBool) -> Stop {
        Stop(Some(flag))
    }

    /// Whether anybody is there to ask.
    pub fn is_watched(self) -> bool {
        self.0.is_some()
    }

    pub fn asked(self) -> bool {
        self.0.is_some_and(|flag| flag.load(Ordering::SeqCst))
    }
}
