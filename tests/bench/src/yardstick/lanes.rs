//! Eight floats side by side: one register of AVX-512 where the machine has it, else arrays for the compiler to vectorise.

use std::ops::{Add, Div, Mul, Sub};

/// One bit a lane.
pub type Mask = u8;

#[cfg(all(target_arch = "x86_64", target_feature = "avx512f", target_feature = "avx512dq"))]
mod registers {
    use super::Mask;
    use std::arch::x86_64::*;

    #[derive(Clone, Copy)]
    pub struct Vector(__m512d);

    #[derive(Clone, Copy)]
    pub struct Integers(__m512i);

    /// Calls an instruction of the target.
    macro_rules! with {
        ($call:expr) => {{
            // SAFETY: this module is compiled only for targets that have it; loads and stores are asserted to stay inside.
            #[allow(unused_unsafe, reason = "most of these are safe where the target has them")]
            let value = unsafe { $call };
            value
        }};
    }

    #[rustfmt::skip]
    impl Vector {
        #[inline(always)]
        pub fn of(x: f64) -> Vector { Vector(with!(_mm512_set1_pd(x))) }
        #[inline(always)]
        pub fn load(from: &[f64]) -> Vector { assert!(from.len() >= 8); Vector(with!(_mm512_loadu_pd(from.as_ptr()))) }
        #[inline(always)]
        pub fn store(self, to: &mut [f64]) { assert!(to.len() >= 8); with!(_mm512_storeu_pd(to.as_mut_ptr(), self.0)) }
        #[inline(always)]
        pub fn plus(self, b: Vector) -> Vector { Vector(with!(_mm512_add_pd(self.0, b.0))) }
        #[inline(always)]
        pub fn minus(self, b: Vector) -> Vector { Vector(with!(_mm512_sub_pd(self.0, b.0))) }
        #[inline(always)]
        pub fn times(self, b: Vector) -> Vector { Vector(with!(_mm512_mul_pd(self.0, b.0))) }
        #[inline(always)]
        pub fn over(self, b: Vector) -> Vector { Vector(with!(_mm512_div_pd(self.0, b.0))) }
        #[inline(always)]
        pub fn times_plus(self, b: Vector, c: Vector) -> Vector { Vector(with!(_mm512_fmadd_pd(self.0, b.0, c.0))) }
        #[inline(always)]
        pub fn sqrt(self) -> Vector { Vector(with!(_mm512_sqrt_pd(self.0))) }
        #[inline(always)]
        pub fn min(self, b: Vector) -> Vector { Vector(with!(_mm512_min_pd(self.0, b.0))) }
        #[inline(always)]
        pub fn max(self, b: Vector) -> Vector { Vector(with!(_mm512_max_pd(self.0, b.0))) }
        #[inline(always)]
        pub fn below(self, b: Vector) -> Mask { with!(_mm512_cmp_pd_mask::<_CMP_LT_OQ>(self.0, b.0)) }
        #[inline(always)]
        pub fn equals(self, b: Vector) -> Mask { with!(_mm512_cmp_pd_mask::<_CMP_EQ_OQ>(self.0, b.0)) }
        /// `a` where the mask is set, else `b`.
        #[inline(always)]
        pub fn select(mask: Mask, a: Vector, b: Vector) -> Vector { Vector(with!(_mm512_mask_blend_pd(mask, b.0, a.0))) }
        /// To the nearest whole number, halves to even.
        #[inline(always)]
        pub fn round(self) -> Vector { Vector(with!(_mm512_roundscale_pd::<0x08>(self.0))) }
        #[inline(always)]
        pub fn truncate(self) -> Vector { Vector(with!(_mm512_roundscale_pd::<0x0B>(self.0))) }
        /// Times 2 to a whole power.
        #[inline(always)]
        pub fn scale(self, power: Vector) -> Vector { Vector(with!(_mm512_scalef_pd(self.0, power.0))) }
        /// Between 1 and 2, and the power of 2 it goes with.
        #[inline(always)]
        pub fn split(self) -> (Vector, Vector) {
            let mantissa = with!(_mm512_getmant_pd::<_MM_MANT_NORM_1_2, _MM_MANT_SIGN_SRC>(self.0));
            (Vector(mantissa), Vector(with!(_mm512_getexp_pd(self.0))))
        }
    }

    #[rustfmt::skip]
    impl Integers {
        #[inline(always)]
        pub fn load(from: [u64; 8]) -> Integers { Integers(with!(_mm512_loadu_si512(from.as_ptr().cast()))) }
        #[inline(always)]
        pub fn add(self, b: Integers) -> Integers { Integers(with!(_mm512_add_epi64(self.0, b.0))) }
        #[inline(always)]
        pub fn xor(self, b: Integers) -> Integers { Integers(with!(_mm512_xor_si512(self.0, b.0))) }
        #[inline(always)]
        pub fn shifted<const BITS: u32>(self) -> Integers { Integers(with!(_mm512_slli_epi64::<BITS>(self.0))) }
        #[inline(always)]
        pub fn rotated<const BITS: i32>(self) -> Integers { Integers(with!(_mm512_rol_epi64::<BITS>(self.0))) }
        /// Between 0 and 1, neither included: 52 bits and a half.
        #[inline(always)]
        pub fn unit(self) -> Vector {
            let from_one = with!(_mm512_or_si512(_mm512_srli_epi64::<12>(self.0), _mm512_set1_epi64(0x3FF0_0000_0000_0000)));
            Vector(with!(_mm512_castsi512_pd(from_one))).minus(Vector::of(1.0 - f64::EPSILON / 2.0))
        }
    }
}

#[cfg(not(all(target_arch = "x86_64", target_feature = "avx512f", target_feature = "avx512dq")))]
mod registers {
    use super::Mask;
    use std::array::from_fn;

    #[derive(Clone, Copy)]
    #[repr(align(64))]
    pub struct Vector([f64; 8]);

    #[derive(Clone, Copy)]
    pub struct Integers([u64; 8]);

    #[rustfmt::skip]
    impl Vector {
        #[inline(always)]
        fn with(self, b: Vector, what: impl Fn(f64, f64) -> f64) -> Vector { Vector(from_fn(|it| what(self.0[it], b.0[it]))) }
        #[inline(always)]
        fn mask(self, b: Vector, what: impl Fn(f64, f64) -> bool) -> Mask {
            (0..8).fold(0, |mask, it| mask | (u8::from(what(self.0[it], b.0[it])) << it))
        }
        #[inline(always)]
        pub fn of(x: f64) -> Vector { Vector([x; 8]) }
        #[inline(always)]
        pub fn load(from: &[f64]) -> Vector { Vector(from_fn(|it| from[it])) }
        #[inline(always)]
        pub fn store(self, to: &mut [f64]) { to[..8].copy_from_slice(&self.0) }
        #[inline(always)]
        pub fn plus(self, b: Vector) -> Vector { self.with(b, |a, b| a + b) }
        #[inline(always)]
        pub fn minus(self, b: Vector) -> Vector { self.with(b, |a, b| a - b) }
        #[inline(always)]
        pub fn times(self, b: Vector) -> Vector { self.with(b, |a, b| a * b) }
        #[inline(always)]
        pub fn over(self, b: Vector) -> Vector { self.with(b, |a, b| a / b) }
        #[inline(always)]
        pub fn times_plus(self, b: Vector, c: Vector) -> Vector {
            let product = |a: f64, b: f64, c: f64| if cfg!(target_feature = "fma") { a.mul_add(b, c) } else { a * b + c };
            Vector(from_fn(|it| product(self.0[it], b.0[it], c.0[it])))
        }
        #[inline(always)]
        pub fn sqrt(self) -> Vector { Vector(self.0.map(f64::sqrt)) }
        #[inline(always)]
        pub fn min(self, b: Vector) -> Vector { self.with(b, |a, b| if a < b { a } else { b }) }
        #[inline(always)]
        pub fn max(self, b: Vector) -> Vector { self.with(b, |a, b| if a > b { a } else { b }) }
        #[inline(always)]
        pub fn below(self, b: Vector) -> Mask { self.mask(b, |a, b| a < b) }
        #[inline(always)]
        pub fn equals(self, b: Vector) -> Mask { self.mask(b, |a, b| a == b) }
        /// `a` where the mask is set, else `b`.
        #[inline(always)]
        pub fn select(mask: Mask, a: Vector, b: Vector) -> Vector {
            Vector(from_fn(|it| if mask >> it & 1 == 1 { a.0[it] } else { b.0[it] }))
        }
        /// To the nearest whole number, halves to even.
        #[inline(always)]
        pub fn round(self) -> Vector { Vector(self.0.map(f64::round_ties_even)) }
        #[inline(always)]
        pub fn truncate(self) -> Vector { Vector(self.0.map(f64::trunc)) }
        /// Times 2 to a whole power.
        #[inline(always)]
        pub fn scale(self, power: Vector) -> Vector {
            self.with(power, |a, power| a * f64::from_bits(((power as i64 + 1023) as u64) << 52))
        }
        /// Between 1 and 2, and the power of 2 it goes with.
        #[inline(always)]
        pub fn split(self) -> (Vector, Vector) {
            let bits = self.0.map(f64::to_bits);
            let mantissa = bits.map(|it| f64::from_bits(it & 0x000F_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000));
            (Vector(mantissa), Vector(bits.map(|it| ((it >> 52) as i64 - 1023) as f64)))
        }
    }

    #[rustfmt::skip]
    impl Integers {
        #[inline(always)]
        pub fn load(from: [u64; 8]) -> Integers { Integers(from) }
        #[inline(always)]
        pub fn add(self, b: Integers) -> Integers { Integers(from_fn(|it| self.0[it].wrapping_add(b.0[it]))) }
        #[inline(always)]
        pub fn xor(self, b: Integers) -> Integers { Integers(from_fn(|it| self.0[it] ^ b.0[it])) }
        #[inline(always)]
        pub fn shifted<const BITS: u32>(self) -> Integers { Integers(self.0.map(|it| it << BITS)) }
        #[inline(always)]
        pub fn rotated<const BITS: i32>(self) -> Integers { Integers(self.0.map(|it| it.rotate_left(BITS as u32))) }
        /// Between 0 and 1, neither included: 52 bits and a half.
        #[inline(always)]
        pub fn unit(self) -> Vector {
            let from_one = self.0.map(|it| f64::from_bits(it >> 12 | 0x3FF0_0000_0000_0000));
            Vector(from_one.map(|it| it - (1.0 - f64::EPSILON / 2.0)))
        }
    }
}

pub use registers::{Integers, Vector};

impl Vector {
    pub fn to_array(self) -> [f64; 8] {
        let mut array = [0.0; 8];
        self.store(&mut array);
        array
    }

    /// To the nearest whole number, halves up; for what is never negative.
    #[inline(always)]
    pub fn near(self) -> Vector {
        (self + Vector::of(0.5)).truncate()
    }
}

macro_rules! operator {
    ($sign:ident, $method:ident, $by:ident) => {
        impl $sign for Vector {
            type Output = Vector;

            #[inline(always)]
            fn $method(self, other: Vector) -> Vector {
                self.$by(other)
            }
        }
    };
}
operator!(Add, add, plus);
operator!(Sub, sub, minus);
operator!(Mul, mul, times);
operator!(Div, div, over);

/// A column of floats that starts on a cache line.
#[derive(Clone)]
pub struct Numbers(Vec<Line>);

#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line(#[allow(dead_code, reason = "read as one slice of floats")] [f64; 8]);

impl Numbers {
    pub fn new(count: usize) -> Numbers {
        Numbers(vec![Line([0.0; 8]); count.div_ceil(8)])
    }
}

impl std::ops::Deref for Numbers {
    type Target = [f64];

    #[inline(always)]
    fn deref(&self) -> &[f64] {
        // SAFETY: a line is eight floats and nothing else, lines lie without gaps, and all of them are set.
        unsafe { std::slice::from_raw_parts(self.0.as_ptr().cast(), self.0.len() * 8) }
    }
}

impl std::ops::DerefMut for Numbers {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [f64] {
        // SAFETY: as above, and borrowed alone.
        unsafe { std::slice::from_raw_parts_mut(self.0.as_mut_ptr().cast(), self.0.len() * 8) }
    }
}

/// Within one unit in the last place over the range of a logarithm of prices.
#[inline(always)]
pub fn exp(x: Vector) -> Vector {
    let power = (x * Vector::of(std::f64::consts::LOG2_E)).round();
    // ln 2 in two parts.
    let rest = power.times_plus(Vector::of(-6.931_471_803_691_238e-1), x);
    let rest = power.times_plus(Vector::of(-1.908_214_929_270_587_7e-10), rest);
    // 1 / k!
    const C: [f64; 12] = [
        1.0,
        1.0,
        1.0 / 2.0,
        1.0 / 6.0,
        1.0 / 24.0,
        1.0 / 120.0,
        1.0 / 720.0,
        1.0 / 5_040.0,
        1.0 / 40_320.0,
        1.0 / 362_880.0,
        1.0 / 3_628_800.0,
        1.0 / 39_916_800.0,
    ];
    let pair = |at: usize| rest.times_plus(Vector::of(C[at + 1]), Vector::of(C[at]));
    let (second, fourth) = (rest * rest, rest * rest * (rest * rest));
    let four = |at: usize| second.times_plus(pair(at + 2), pair(at));
    fourth.times_plus(fourth.times_plus(four(8), four(4)), four(0)).scale(power)
}

/// Of a positive number that is not tiny.
#[inline(always)]
pub fn ln(x: Vector) -> Vector {
    let one = Vector::of(1.0);
    let (mantissa, power) = x.split();
    // Around 1: from the root of a half to the root of 2.
    let big = Vector::of(std::f64::consts::SQRT_2).below(mantissa);
    let mantissa = Vector::select(big, mantissa * Vector::of(0.5), mantissa);
    let power = Vector::select(big, power + one, power);
    // ln m = 2 artanh s = 2s (1 + s²/3 + s⁴/5 + …)
    let s = (mantissa - one) / (mantissa + one);
    let z = s * s;
    let mut sum = Vector::of(1.0 / 19.0);
    for odd in (3..=17).rev().step_by(2) {
        sum = sum.times_plus(z, Vector::of(1.0 / odd as f64));
    }
    let twice = s + s;
    power.times_plus(Vector::of(std::f64::consts::LN_2), (sum * z).times_plus(twice, twice))
}

/// Cosine and sine of a share of a full turn, by its nearest quarter and the rest.
#[inline(always)]
pub fn cos_sin_of_turn(turn: Vector) -> (Vector, Vector) {
    let quarters = turn * Vector::of(4.0);
    let quarter = quarters.round();
    let angle = (quarters - quarter) * Vector::of(std::f64::consts::FRAC_PI_2);
    let z = angle * angle;
    // Taylor's, without the first term: -1/3!, 1/5!, … and -1/2!, 1/4!, …
    const SIN: [f64; 7] = [
        -1.0 / 6.0,
        1.0 / 120.0,
        -1.0 / 5_040.0,
        1.0 / 362_880.0,
        -1.0 / 39_916_800.0,
        1.0 / 6_227_020_800.0,
        -1.0 / 1_307_674_368_000.0,
    ];
    const COS: [f64; 8] = [
        -1.0 / 2.0,
        1.0 / 24.0,
        -1.0 / 720.0,
        1.0 / 40_320.0,
        -1.0 / 3_628_800.0,
        1.0 / 479_001_600.0,
        -1.0 / 87_178_291_200.0,
        1.0 / 20_922_789_888_000.0,
    ];
    let series = |terms: &[f64]| {
        let last = Vector::of(terms[terms.len() - 1]);
        terms[..terms.len() - 1].iter().rev().fold(last, |sum, &term| sum.times_plus(z, Vector::of(term))) * z
    };
    let sin = series(&SIN).times_plus(angle, angle);
    let cos = series(&COS) + Vector::of(1.0);
    let [first, second, third] = [1.0, 2.0, 3.0].map(|it| quarter.equals(Vector::of(it)));
    let swapped = first | third;
    let signed = |mask: Mask, value: Vector| Vector::select(mask, Vector::of(0.0) - value, value);
    let turned = (Vector::select(swapped, sin, cos), Vector::select(swapped, cos, sin));
    (signed(first | second, turned.0), signed(second | third, turned.1))
}
