//! The lines of a text as they were written.

use std::ops::Range;

use crate::source::line_starts;

pub struct Lines<'a> {
    pub text: &'a str,
    starts: Vec<u32>,
}

impl<'a> Lines<'a> {
    pub fn of(text: &'a str) -> Lines<'a> {
        Lines { text, starts: line_starts(text) }
    }

    /// Which line holds a byte, from 0.
    pub fn line(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start as usize <= byte) - 1
    }

    /// Where a line begins.
    pub fn start(&self, line: usize) -> usize {
        self.starts.get(line).map_or(self.text.len(), |start| *start as usize)
    }

    /// From the start of the first line to the end of the last, without its line end.
    pub fn whole(&self, bytes: &Range<usize>) -> Range<usize> {
        let start = self.start(self.line(bytes.start));
        let end = self.start(self.line(bytes.end.max(bytes.start)) + 1);
        start..start + self.text[start..end].trim_end_matches(['\n', '\r']).len()
    }
}
