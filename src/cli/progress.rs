//! How far long work has come: a line on a terminal that rewrites itself, nothing anywhere else.

#![expect(clippy::disallowed_types, reason = "the rate of work is a matter of the clock, and no figure reads it")]

use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::environment;

/// Columns of the bar.
const WIDE: u64 = 30;
/// Between two pictures.
const PAUSE: Duration = Duration::from_millis(100);
/// Work shorter than this shows nothing at all.
const PATIENCE: Duration = Duration::from_millis(400);

/// One piece of work. Any thread may say how far it is.
pub struct Progress {
    /// What is counted: `paths`.
    unit: &'static str,
    shown: Option<Mutex<Shown>>,
}

struct Shown {
    begun: Instant,
    last: Option<Instant>,
}

impl Progress {
    /// Shown where standard error is a terminal with somebody before it.
    pub fn new(unit: &'static str, quiet: bool) -> Progress {
        let watched = !environment::is_dumb_terminal() && !environment::is_automatic();
        let shows = !quiet && watched && io::stderr().is_terminal();
        let shown = shows.then(|| Mutex::new(Shown { begun: Instant::now(), last: None }));
        Progress { unit, shown }
    }

    /// So much of it is done.
    pub fn at(&self, done: u64, all: u64) {
        let Some(mut shown) = self.shown.as_ref().and_then(|it| it.lock().ok()) else { return };
        let now = Instant::now();
        let since = now.duration_since(shown.begun);
        if since < PATIENCE || shown.last.is_some_and(|last| now.duration_since(last) < PAUSE) {
            return;
        }
        shown.last = Some(now);
        write(&format!("\r{}\u{1b}[K", line(self.unit, done, all, since)));
    }

    /// Leaves the line empty for what comes next.
    pub fn clear(&self) {
        let Some(mut shown) = self.shown.as_ref().and_then(|it| it.lock().ok()) else { return };
        if shown.last.take().is_some() {
            write("\r\u{1b}[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

fn write(text: &str) {
    let mut stream = io::stderr().lock();
    // Nobody is left to tell if this fails.
    let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
}

/// `━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌  50%  500,000 of 1,000,000 paths, 1,250,000 a second, 1 s left`
fn line(unit: &str, done: u64, all: u64, since: Duration) -> String {
    let done = done.min(all);
    let whole = all.max(1);
    let full = (u128::from(done) * u128::from(WIDE) / u128::from(whole)) as usize;
    let percent = u128::from(done) * 100 / u128::from(whole);
    let elapsed = since.as_millis().max(1);
    let rate = u128::from(done) * 1000 / elapsed;
    let left = if done == 0 { None } else { Some(u128::from(all - done) * elapsed / u128::from(done)) };
    let left = left.map_or(String::new(), |left| format!(", {} left", lasting(left)));
    format!(
        "{}{} {percent:>3}%  {} of {} {unit}, {} a second{left}",
        "━".repeat(full),
        "╌".repeat(WIDE as usize - full),
        grouped(done.into()),
        grouped(all.into()),
        grouped(rate),
    )
}

/// `45 s`, `3 min 5 s`, `2 h 10 min`
fn lasting(milliseconds: u128) -> String {
    let seconds = milliseconds.div_ceil(1000);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

fn grouped(count: u128) -> String {
    crate::quantity::decimal::grouped(count.min(i128::MAX as u128) as i128, 0, 0, Default::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_way_is_half_a_bar_and_as_long_again() {
        let text = line("paths", 500_000, 1_000_000, Duration::from_millis(400));
        let expected = "━━━━━━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌  50%  500,000 of 1,000,000 paths, 1,250,000 a second, 1 s left";
        assert_eq!(text, expected);
        assert!(line("paths", 0, 0, Duration::ZERO).ends_with("0 of 0 paths, 0 a second"));
        assert!(line("runs", 9, 3, Duration::from_secs(1)).contains("100%  3 of 3 runs"));
    }

    #[test]
    fn time_left_in_the_largest_words() {
        assert_eq!(lasting(44_001), "45 s");
        assert_eq!(lasting(185_000), "3 min 5 s");
        assert_eq!(lasting(7_800_000), "2 h 10 min");
    }

    #[test]
    fn nothing_shows_where_nobody_looks() {
        let progress = Progress::new("paths", true);
        progress.at(1, 2);
        assert!(progress.shown.is_none());
    }
}
