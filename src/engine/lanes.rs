//! Columns of numbers, one a path: aligned to cache lines, padded apart, eight to a chunk.

use std::borrow::Borrow;

/// Numbers in one chunk: a vector register of 512 bits, two of 256.
pub const WIDTH: usize = 8;

/// Bytes of a chunk.
pub const CHUNK: usize = size_of::<Chunk>();

/// Eight neighbouring paths.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(align(64))]
pub struct Chunk(pub [f64; WIDTH]);

impl Chunk {
    pub const ZERO: Chunk = Chunk([0.0; WIDTH]);

    pub fn of(value: f64) -> Chunk {
        Chunk([value; WIDTH])
    }
}

impl Borrow<[f64; WIDTH]> for Chunk {
    fn borrow(&self) -> &[f64; WIDTH] {
        &self.0
    }
}

/// Columns of one length, each starting on a cache line and one line apart from the next, so that columns do not all
/// fall on the same sets of the cache.
#[derive(Debug, Clone)]
pub struct Columns {
    chunks: usize,
    data: Vec<Chunk>,
}

impl Columns {
    /// `columns` columns of zeros for at least `lanes` paths.
    pub fn new(columns: usize, lanes: usize) -> Columns {
        let chunks = lanes.div_ceil(WIDTH);
        Columns { chunks, data: vec![Chunk::ZERO; columns * (chunks + 1)] }
    }

    /// Paths in each column.
    pub fn lanes(&self) -> usize {
        self.chunks * WIDTH
    }

    pub fn chunks(&self) -> usize {
        self.chunks
    }

    /// How many columns there are.
    pub fn count(&self) -> usize {
        self.data.len() / (self.chunks + 1)
    }

    pub fn column(&self, column: usize) -> &[Chunk] {
        let from = column * (self.chunks + 1);
        &self.data[from..from + self.chunks]
    }

    pub fn column_mut(&mut self, column: usize) -> &mut [Chunk] {
        let from = column * (self.chunks + 1);
        &mut self.data[from..from + self.chunks]
    }

    /// Where the first column begins; the next one is a chunk further than its chunks.
    pub fn start(&self) -> *const Chunk {
        self.data.as_ptr()
    }

    pub fn start_mut(&mut self) -> *mut Chunk {
        self.data.as_mut_ptr()
    }

    #[inline]
    pub fn get(&self, column: usize, lane: usize) -> f64 {
        self.column(column)[lane / WIDTH].0[lane % WIDTH]
    }

    #[inline]
    pub fn set(&mut self, column: usize, lane: usize, value: f64) {
        self.column_mut(column)[lane / WIDTH].0[lane % WIDTH] = value;
    }
}

/// The drivers of a block of paths: a column for each driver in each row, whole numbers at the driver's scale.
#[derive(Debug, Clone)]
pub struct Drives {
    pub drivers: usize,
    pub columns: Columns,
}

impl Drives {
    pub fn new(drivers: usize, rows: usize, lanes: usize) -> Drives {
        Drives { drivers, columns: Columns::new(drivers * rows, lanes) }
    }

    /// Where a driver's values in a row are.
    pub fn at(&self, driver: usize, row: usize) -> usize {
        row * self.drivers + driver
    }

    /// Sets a driver on one path, the same on every row.
    pub fn hold(&mut self, driver: usize, rows: usize, lane: usize, value: f64) {
        for row in 0..rows {
            let column = self.at(driver, row);
            self.columns.set(column, lane, value);
        }
    }
}
