//! Which instructions this machine has: chosen once at run time, here and nowhere else.
//!
//! A kernel is plain code over chunks of eight numbers. Marked `#[inline(always)]` down to its last function, it is
//! compiled three times, and the compiler turns the chunks into whatever registers each set offers. The numbers are
//! the same to the last bit in all three: every fused operation is written as `mul_add`, and nothing else is ever
//! fused or reordered.

use std::sync::OnceLock;

/// Work that gains from wide registers.
pub trait Kernel {
    type Output;

    /// To be marked `#[inline(always)]`, with all that it calls.
    fn run(self) -> Self::Output;
}

/// A set of instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// What every machine of the kind has.
    Portable,
    /// 256-bit registers and fused multiplication.
    Avx2,
    /// 512-bit registers and masks.
    Avx512,
    /// The same, and code written for the plan at hand: see `engine::native`.
    Native,
}

impl Level {
    pub const ALL: [Level; 4] = [Level::Portable, Level::Avx2, Level::Avx512, Level::Native];

    /// Whether this machine has it.
    pub fn is_here(self) -> bool {
        self <= Level::best()
    }

    /// The best this machine has.
    pub fn best() -> Level {
        static BEST: OnceLock<Level> = OnceLock::new();
        *BEST.get_or_init(detect)
    }
}

/// Runs a kernel with the best instructions this machine has.
#[inline]
pub fn dispatch<K: Kernel>(kernel: K) -> K::Output {
    dispatch_at(Level::best(), kernel)
}

/// Runs a kernel with a set of instructions, or with the best below it that this machine has.
#[inline]
pub fn dispatch_at<K: Kernel>(level: Level, kernel: K) -> K::Output {
    enter(level.min(Level::best()), kernel)
}

#[cfg(target_arch = "x86_64")]
fn detect() -> Level {
    let fused = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
    let wide = is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512bw");
    match (fused, wide) {
        (true, true) => Level::Native,
        (true, false) => Level::Avx2,
        (false, _) => Level::Portable,
    }
}

#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "a function compiled for instructions that were found on this machine a line before")]
fn enter<K: Kernel>(level: Level, kernel: K) -> K::Output {
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,avx2,fma")]
    fn avx512<K: Kernel>(kernel: K) -> K::Output {
        kernel.run()
    }

    #[target_feature(enable = "avx2,fma")]
    fn avx2<K: Kernel>(kernel: K) -> K::Output {
        kernel.run()
    }

    match level {
        // SAFETY: `dispatch_at` never asks for more than `detect` found.
        Level::Avx512 | Level::Native => unsafe { avx512(kernel) },
        // SAFETY: the same.
        Level::Avx2 => unsafe { avx2(kernel) },
        Level::Portable => kernel.run(),
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn detect() -> Level {
    Level::Portable
}

#[cfg(not(target_arch = "x86_64"))]
fn enter<K: Kernel>(_: Level, kernel: K) -> K::Output {
    kernel.run()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::float_arithmetic, reason = "kernels are what this is about")]
    use super::*;

    struct Fused([f64; 8]);

    impl Kernel for Fused {
        type Output = [u64; 8];

        #[inline(always)]
        fn run(self) -> [u64; 8] {
            self.0.map(|it| (it * 0.1).mul_add(it, -0.3).to_bits())
        }
    }

    #[test]
    fn every_level_gives_the_same_bits() {
        let numbers = [1.0, 2.5, -3.1, 1e9, 0.0, 7.7, 1e-9, 3.3];
        let bits = Level::ALL.map(|level| dispatch_at(level, Fused(numbers)));
        assert!(bits.iter().all(|it| *it == bits[0]), "{bits:?}");
    }
}
