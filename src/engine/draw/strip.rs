//! Some neighbouring paths at a time: enough for vectors, few enough to stay in the nearest cache.

use crate::engine::lanes::{Chunk, WIDTH};

/// Paths in a strip.
pub const STRIP: usize = 128;

/// One number a path.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub struct Strip(pub [f64; STRIP]);

impl Strip {
    pub const ZERO: Strip = Strip([0.0; STRIP]);

    /// Copies the first paths into the chunks of a column, as many as there are.
    #[inline(always)]
    pub fn write(&self, chunks: &mut [Chunk]) {
        for (chunk, lanes) in chunks.iter_mut().zip(self.0.chunks_exact(WIDTH)) {
            chunk.0.copy_from_slice(lanes);
        }
    }
}
