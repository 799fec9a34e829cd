//! Places that are given out and taken back.

/// Those that are free, and how many there ever were.
#[derive(Debug, Default)]
pub struct Places {
    pub free: Vec<u32>,
    pub most: u32,
}

impl Places {
    pub fn take(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.most += 1;
            self.most - 1
        })
    }
}
