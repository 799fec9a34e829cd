//! How a command may end: the one table of exit codes.

/// The code is a promise to scripts: it never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Exit {
    /// It did its job. A breach alone is not a failure.
    #[default]
    Done,
    /// The file is invalid, or has warnings under `--deny warnings`.
    Invalid,
    /// It was called wrongly, or a file it was given cannot be read or written.
    Usage,
    /// What `--fail-on` names happened.
    Happened,
    /// A test failed, or there was none, or coverage is below `--min`.
    TestFailed,
    /// `diff --exit-code` found a difference.
    Differs,
    /// `fmt --check` found a file that is not in its canonical layout.
    WouldChange,
    /// A resource limit was reached.
    Limit,
    /// A bug of ours.
    Bug,
    /// Somebody pressed Ctrl-C: what is printed is what was done by then.
    Interrupted,
}

impl Exit {
    pub fn code(self) -> u8 {
        ENDS.iter().find(|end| end.exit == self).map_or(70, |end| end.code)
    }

    /// Of two files, the worse end counts: a bug before an interruption, that before a limit, a limit before an
    /// unreadable file, that before an invalid one, any of these before a verdict.
    pub fn worse(self, other: Exit) -> Exit {
        let rank = |exit| match exit {
            Exit::Done => 0,
            Exit::Differs => 1,
            Exit::WouldChange => 2,
            Exit::Happened => 3,
            Exit::TestFailed => 4,
            Exit::Invalid => 5,
            Exit::Usage => 6,
            Exit::Limit => 7,
            Exit::Interrupted => 8,
            Exit::Bug => 9,
        };
        if rank(other) > rank(self) { other } else { self }
    }
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct End {
    pub code: u8,
    pub exit: Exit,
    pub sentence: &'static str,
}

const fn end(code: u8, exit: Exit, sentence: &'static str) -> End {
    End { code, exit, sentence }
}

/// Every code: the help, the reference page and the tests read this.
pub const ENDS: &[End] = &[
    end(0, Exit::Done, "did its job; a breach alone is not a failure"),
    end(1, Exit::Invalid, "the file is invalid, or has warnings under --deny warnings"),
    end(2, Exit::Usage, "called wrongly, or a file cannot be read or written"),
    end(3, Exit::Happened, "what --fail-on names happened"),
    end(4, Exit::TestFailed, "a test failed, or there was none, or coverage is below --min"),
    end(5, Exit::Differs, "diff --exit-code found a difference"),
    end(6, Exit::WouldChange, "fmt --check would change a file"),
    end(7, Exit::Limit, "a resource limit was reached"),
    end(70, Exit::Bug, "a bug of ours"),
    end(130, Exit::Interrupted, "interrupted: what was printed is what was done by then"),
];

/// The table as the long help prints it.
pub fn table() -> String {
    let lines = ENDS.iter().map(|end| format!("\n  {:<5}{}", end.code, end.sentence));
    format!("Exit codes:{}", lines.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_has_one_code() {
        let all = [
            Exit::Done,
            Exit::Invalid,
            Exit::Usage,
            Exit::Happened,
            Exit::TestFailed,
            Exit::Differs,
            Exit::WouldChange,
            Exit::Limit,
            Exit::Bug,
            Exit::Interrupted,
        ];
        for exit in all {
            assert_eq!(ENDS.iter().filter(|end| end.exit == exit).count(), 1, "{exit:?}");
            assert!(table().contains(&format!("\n  {:<5}", exit.code())), "{exit:?}");
            assert_eq!(exit.worse(Exit::Done), exit);
            assert_eq!(Exit::Done.worse(exit), exit);
        }
        assert!(ENDS.is_sorted_by_key(|end| end.code));
    }
}
