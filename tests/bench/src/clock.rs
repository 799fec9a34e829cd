//! Processor time, so that other work on the machine does not count.

use rustix::time::{ClockId, clock_gettime};

/// Seconds that all threads of this process have worked: the one, and those that a case starts.
pub fn process() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

/// Seconds of this process's processor time that a piece of work takes, and its answer.
pub fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = process();
    let answer = std::hint::black_box(work());
    (process() - start, answer)
}

/// The median over a few rounds.
pub fn median<T>(rounds: usize, mut work: impl FnMut() -> T) -> f64 {
    middle((0..rounds).map(|_| timed(&mut work).0).collect())
}

pub fn middle(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
