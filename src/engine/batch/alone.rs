//! An operation that floats cannot do: done on one path, as the exact engine does it.

use super::bounds::CHECKED;
use super::code::{Alone, whole};
use crate::engine::exact::Single;

impl Alone {
    /// Reads by place among its `reads`; false where it fails.
    pub fn run(&self, exact: &mut Single, read: impl Fn(usize) -> f64) -> bool {
        for (place, &(slot, _)) in self.reads.iter().enumerate() {
            exact.set(slot, whole(read(place)));
        }
        // An operation's own states are overwritten by it: the known ones among them are set anew.
        for &(slot, value) in &self.known {
            exact.set(slot, value);
        }
        exact.run(self.operation, self.row).is_ok()
    }

    /// What the last run left, by place among its `writes`; `None` where a float cannot be relied on to hold it.
    pub fn written(&self, exact: &Single, place: usize) -> Option<f64> {
        match exact.get(self.writes[place].0) {
            None => Some(f64::NAN),
            Some(value) if value.abs() <= CHECKED as i128 => Some(value as f64),
            Some(_) => None,
        }
    }
}
