//! A program in words, for whoever asks where the time goes.

use super::Program;
use std::fmt::Write;

impl Program {
    /// Its instructions, one a line.
    pub fn listing(&self) -> String {
        let mut text = String::new();
        let Some(code) = &self.code else { return "every path is left to the exact engine\n".into() };
        let _ = writeln!(text, "{} columns, {} masks", code.columns, code.masks);
        for (at, instruction) in code.instructions.iter().enumerate() {
            let _ = writeln!(text, "{at:6} {instruction:?}");
        }
        text
    }
}
