//! Flags that may be known: on no path, on all, or as a flag tells.

use super::tape::{Logic, Made, Operation, Tape};

/// On which paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    Never,
    Always,
    Flag(Made),
}

impl From<bool> for Where {
    fn from(always: bool) -> Where {
        if always { Where::Always } else { Where::Never }
    }
}

impl Tape {
    pub fn and(&mut self, a: Where, b: Where) -> Where {
        match (a, b) {
            (Where::Never, _) | (_, Where::Never) => Where::Never,
            (Where::Always, it) | (it, Where::Always) => it,
            (Where::Flag(a), Where::Flag(b)) if a == b => Where::Flag(a),
            (Where::Flag(a), Where::Flag(b)) => match (self.operation(a), self.operation(b)) {
                (_, Operation::Not(other)) => self.except(Where::Flag(a), Where::Flag(other)),
                (Operation::Not(other), _) => self.except(Where::Flag(b), Where::Flag(other)),
                _ => self.logic(Logic::And, a.max(b), a.min(b)),
            },
        }
    }

    pub fn or(&mut self, a: Where, b: Where) -> Where {
        match (a, b) {
            (Where::Always, _) | (_, Where::Always) => Where::Always,
            (Where::Never, it) | (it, Where::Never) => it,
            (Where::Flag(a), Where::Flag(b)) if a == b => Where::Flag(a),
            (Where::Flag(a), Where::Flag(b)) => self.logic(Logic::Or, a.max(b), a.min(b)),
        }
    }

    /// The first, and not the second.
    pub fn except(&mut self, a: Where, b: Where) -> Where {
        match (a, b) {
            (Where::Never, _) | (_, Where::Always) => Where::Never,
            (it, Where::Never) => it,
            (Where::Always, it) => self.not(it),
            (Where::Flag(a), Where::Flag(b)) if a == b => Where::Never,
            (Where::Flag(a), Where::Flag(b)) => match self.operation(b) {
                Operation::Not(other) => self.and(Where::Flag(a), Where::Flag(other)),
                _ => self.logic(Logic::AndNot, a, b),
            },
        }
    }

    pub fn not(&mut self, a: Where) -> Where {
        match a {
            Where::Never => Where::Always,
            Where::Always => Where::Never,
            Where::Flag(a) => match self.operation(a) {
                Operation::Not(inner) => Where::Flag(inner),
                _ => Where::Flag(self.make(Operation::Not(a))),
            },
        }
    }

    /// One number or the other.
    pub fn choose(&mut self, on: Where, yes: Made, no: Made) -> Made {
        match on {
            Where::Never => no,
            Where::Always => yes,
            Where::Flag(_) if yes == no => yes,
            Where::Flag(flag) => self.make(Operation::Choose { flag, yes, no }),
        }
    }

    /// Leaves these paths.
    pub fn leave(&mut self, on: Where) {
        let flag = match on {
            Where::Never => return,
            Where::Flag(flag) => flag,
            Where::Always => self.everywhere(),
        };
        self.put(Operation::Leave(flag));
        if !self.is_open() {
            self.learn(flag);
        }
    }

    /// A flag that is true on every path.
    pub fn everywhere(&mut self) -> Made {
        let zero = self.constant(0.0);
        self.make(Operation::Compare(super::Compare::Equal, zero, zero, None))
    }

    fn logic(&mut self, how: Logic, a: Made, b: Made) -> Where {
        Where::Flag(self.make(Operation::Logic(how, a, b)))
    }
}
