//! Where in a list each thing is, by its hash: what is made once is found again.

use std::hash::{Hash, Hasher};

/// Words folded into one: what is hashed here is small numbers that nobody chooses against us.
#[derive(Debug)]
struct Mix(u64);

impl Mix {
    fn fold(&mut self, word: u64) {
        // The golden ratio's fraction, odd.
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.fold(u64::from(byte)));
    }

    fn write_u32(&mut self, word: u32) {
        self.fold(u64::from(word));
    }

    fn write_u64(&mut self, word: u64) {
        self.fold(word);
    }

    fn write_usize(&mut self, word: usize) {
        self.fold(word as u64);
    }

    fn write_isize(&mut self, word: isize) {
        self.fold(word as u64);
    }

    fn write_i128(&mut self, word: i128) {
        self.fold(word as u64);
        self.fold((word >> 64) as u64);
    }

    fn finish(&self) -> u64 {
        self.0 >> 20
    }
}

/// A table of places in a list, half empty at least, searched from the hash's place on.
#[derive(Debug, Clone, Default)]
pub struct Known {
    places: Vec<Option<u32>>,
    count: usize,
}

impl Known {
    /// Where the thing is in the list, or where in the table it would be noted.
    pub fn find<T: Hash + PartialEq>(&self, list: &[T], thing: &T) -> Result<usize, usize> {
        let mut place = self.first(thing);
        while let Some(index) = self.places.get(place).copied().flatten() {
            if list[index as usize] == *thing {
                return Ok(index as usize);
            }
            place = (place + 1) % self.places.len();
        }
        Err(place)
    }

    fn first<T: Hash>(&self, thing: &T) -> usize {
        let mut hasher = Mix(0);
        thing.hash(&mut hasher);
        // The length is a power of two.
        hasher.finish() as usize & self.places.len().saturating_sub(1)
    }

    /// Notes a thing of the list that was not found.
    pub fn set<T: Hash + PartialEq>(&mut self, list: &[T], place: usize, index: usize) {
        self.count += 1;
        if 2 * self.count < self.places.len() {
            self.places[place] = Some(index as u32);
            return;
        }
        let noted: Vec<u32> = self.places.iter().flatten().copied().chain([index as u32]).collect();
        self.places = vec![None; (4 * self.count).next_power_of_two().max(1024)];
        for index in noted {
            if let Err(place) = self.find(list, &list[index as usize]) {
                self.places[place] = Some(index);
            }
        }
    }

    /// What was noted in place of another: a thing is found where it is noted last.
    pub fn move_to<T: Hash + PartialEq>(&mut self, list: &[T], from: usize, to: usize) {
        let mut place = self.first(&list[from]);
        while let Some(index) = self.places.get(place).copied().flatten() {
            if index as usize == from {
                self.places[place] = Some(to as u32);
                return;
            }
            place = (place + 1) % self.places.len();
        }
    }
}
