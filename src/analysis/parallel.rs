//! Threads: independent pieces of work side by side, answers in the order of the pieces.

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::{Mutex, PoisonError};

/// A number of threads that stay for as long as this does.
#[derive(Debug)]
pub struct Threads {
    /// None for one thread: the caller's own does the work.
    pool: Option<ThreadPool>,
    count: usize,
}

impl Threads {
    /// `count` threads, one at least; one where the system grants no more.
    pub fn new(count: usize) -> Threads {
        let pool = if count > 1 { ThreadPoolBuilder::new().num_threads(count).build().ok() } else { None };
        Threads { count: if pool.is_some() { count } else { 1 }, pool }
    }

    pub fn count(&self) -> usize {
        self.count
    }

    /// The answer to each piece, in the order of the pieces, whoever worked on it. A thread that is free takes the next
    /// piece: pieces that end early, since somebody wants no more, have left nothing out before.
    pub fn map<T: Send, R: Send>(
        &self,
        pieces: impl IntoIterator<Item = T, IntoIter: Send>,
        work: impl Fn(T) -> R + Sync + Send,
    ) -> Vec<R> {
        let pieces = pieces.into_iter();
        let Some(pool) = &self.pool else { return pieces.map(work).collect() };
        let numbered = pieces.enumerate();
        let work = |(number, piece)| (number, work(piece));
        let mut answers: Vec<(usize, R)> = pool.install(|| numbered.par_bridge().map(work).collect());
        answers.sort_unstable_by_key(|(number, _)| *number);
        answers.into_iter().map(|(_, answer)| answer).collect()
    }
}

/// What a thread needs to work with and is costly to make: taken for one piece, put back for the next. There are never
/// more of them than threads.
#[derive(Debug)]
pub struct Tools<T>(Mutex<Vec<T>>);

impl<T> Tools<T> {
    pub fn new() -> Tools<T> {
        Tools(Mutex::new(Vec::new()))
    }

    pub fn with<R>(&self, make: impl FnOnce() -> T, work: impl FnOnce(&mut T) -> R) -> R {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut tool = found.unwrap_or_else(make);
        let answer = work(&mut tool);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(tool);
        answer
    }

    /// Looks at all of them, in no order that may matter.
    pub fn each(&mut self) -> &mut [T] {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn into_all(self) -> Vec<T> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Default for Tools<T> {
    fn default() -> Tools<T> {
        Tools::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn answers_come_in_the_order_of_the_pieces() {
        for count in [0, 1, 2, 7] {
            let threads = Threads::new(count);
            let answers = threads.map(0..1_000u64, |piece| piece * piece);
            assert_eq!(answers, (0..1_000u64).map(|piece| piece * piece).collect::<Vec<_>>(), "{count} threads");
        }
    }

    #[test]
    fn pieces_that_end_early_leave_nothing_out_before() {
        for count in [1, 2, 7] {
            let done = AtomicU64::new(0);
            let pieces = (0..1_000u64).take_while(|_| done.load(Ordering::Relaxed) < 50);
            let answers = Threads::new(count).map(pieces, |piece| {
                done.fetch_add(1, Ordering::Relaxed);
                piece
            });
            assert!((50..50 + count as u64).contains(&(answers.len() as u64)), "{count} threads: {}", answers.len());
            assert_eq!(answers, (0..answers.len() as u64).collect::<Vec<_>>());
        }
    }

    #[test]
    fn tools_are_no_more_than_threads_and_lose_nothing() {
        let threads = Threads::new(4);
        let tools: Tools<u64> = Tools::new();
        threads.map(1..=1_000u64, |piece| tools.with(|| 0, |sum| *sum += piece));
        let sums = tools.into_all();
        assert!(sums.len() <= 4);
        assert_eq!(sums.iter().sum::<u64>(), 500_500);
    }
}
