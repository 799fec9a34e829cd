//! Where a session stands in a waterfall, and what it stops at.

/// A walk through the steps of the periods.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    /// The row, and how many of its steps have been shown.
    pub at: Option<(usize, usize)>,
    pub breaks: Vec<Break>,
    /// Numbers are never given twice.
    pub numbered: usize,
}

/// A place to stop at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    pub number: usize,
    pub at: Stop,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// Before this step pays: `Payments.trap`.
    Step(String),
    /// In the first period at whose close this holds.
    When(String),
}

impl Walk {
    /// The deal or its world is another: the walk begins anew, and breakpoints stay.
    pub fn leave(&mut self) {
        self.at = None;
    }
}
