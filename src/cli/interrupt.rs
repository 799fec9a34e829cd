//! Ctrl-C: the first asks the work to stop where it stands, the second ends the process.

use std::sync::atomic::{AtomicBool, Ordering};

use super::exit::Exit;

static ASKED: AtomicBool = AtomicBool::new(false);
/// Whoever asks again asks for the same: the process goes on.
static PATIENT: AtomicBool = AtomicBool::new(false);

/// Set once somebody has pressed Ctrl-C. Listens from the first call on: until then, Ctrl-C ends the process as usual.
pub fn asked() -> &'static AtomicBool {
    // A second call has its listener already.
    let _ = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::SeqCst) && !PATIENT.load(Ordering::SeqCst) {
            std::process::exit(i32::from(Exit::Interrupted.code()));
        }
    });
    &ASKED
}

/// The same for a session at a prompt, which only ends when it is told to.
pub fn asked_of_a_session() -> &'static AtomicBool {
    PATIENT.store(true, Ordering::SeqCst);
    asked()
}

/// What was asked has been done.
pub fn forget() {
    ASKED.store(false, Ordering::SeqCst);
}
