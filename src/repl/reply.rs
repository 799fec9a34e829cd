//! What comes of a line, and how it should look.

use crate::report::format;

/// How answers and problems should look.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    pub tables: format::Look,
    /// Colour in what is wrong.
    pub colour_problems: bool,
}

/// What came of one line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    pub parts: Vec<Part>,
    /// The session is over.
    pub ends: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Answer(String),
    /// Worth knowing, and nothing wrong.
    Note(String),
    Problem(String),
}

impl Reply {
    pub fn failed(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Problem(_)))
    }

    /// All of it in one text, as a transcript has it.
    pub fn text(&self) -> String {
        let text = |part: &Part| match part {
            Part::Answer(text) | Part::Note(text) | Part::Problem(text) => text.clone(),
        };
        self.parts.iter().map(text).collect()
    }
}
