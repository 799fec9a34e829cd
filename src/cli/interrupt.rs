//! Ctrl-C: the first asks the work to stop where it stands, the second ends the process.

use std::sync::atomic::{AtomicBool, Ordering};

use super::exit::Exit;

static ASKED: AtomicBool = AtomicBool::new(false);

/// Set once somebody has pressed Ctrl-C. Listens from the first call on: until then, Ctrl-C ends the process as usual.
pub fn asked() -> &'static AtomicBool {
    // A second call has its listener already.
    let _ = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::SeqCst) {
            std::process::exit(i32::from(Exit::Interrupted.code()));
        }
    });
    &ASKED
}
