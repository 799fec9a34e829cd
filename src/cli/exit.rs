//! How a command may end: the one table of exit codes.

/// The code is a promise to scripts: it never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// It did its job. A breach alone is not a failure.
    Done,
    /// The file is invalid, or has warnings under `--deny warnings`.
    Invalid,
    /// It was called wrongly, or a file it was given cannot be read or written.
    Usage,
    /// What `--fail-on` names happened.
    Happened,
    /// A test failed, or there was none.
    TestFailed,
    /// A resource limit was reached.
    Limit,
    /// A bug of ours.
    Bug,
    /// Somebody pressed Ctrl-C: what is printed is what was done by then.
    Interrupted,
}

impl Exit {
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Invalid => 1,
            Exit::Usage => 2,
            Exit::Happened => 3,
            Exit::TestFailed => 4,
            Exit::Limit => 7,
            Exit::Bug => 70,
            Exit::Interrupted => 130,
        }
    }

    /// Of two files, the worse end counts: a bug before an interruption, that before a limit, a limit before an
    /// unreadable file, that before an invalid one, any of these before a verdict.
    pub fn worse(self, other: Exit) -> Exit {
        let rank = |exit| match exit {
            Exit::Done => 0,
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

/// The table as the long help prints it.
pub const TABLE: &str = "\
Exit codes:
  0    did its job; a breach alone is not a failure
  1    the file is invalid, or has warnings under --deny warnings
  2    called wrongly, or a file cannot be read or written
  3    what --fail-on names happened
  4    a test failed, or there was none
  7    a resource limit was reached
  70   a bug of ours
  130  interrupted";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_table_has_every_code() {
        let all = [
            Exit::Done,
            Exit::Invalid,
            Exit::Usage,
            Exit::Happened,
            Exit::TestFailed,
            Exit::Limit,
            Exit::Bug,
            Exit::Interrupted,
        ];
        for exit in all {
            assert!(TABLE.contains(&format!("\n  {:<5}", exit.code())), "{exit:?}");
            assert_eq!(exit.worse(Exit::Done), exit);
            assert_eq!(Exit::Done.worse(exit), exit);
        }
    }
}
