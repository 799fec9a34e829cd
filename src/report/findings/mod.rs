//! What a command found, for people and for the programs of continuous integration: one model, many formats.
//!
//! A finding is a diagnostic, something that happened in a run, or an expectation that failed. It knows its place
//! without the text it came from, and carries a fingerprint that survives moved lines.

mod finding;
pub mod format;
mod happened;
mod place;
mod rule;
mod verdict;

pub use finding::{Finding, Level};
pub use happened::happened;
pub use place::{Place, Point, Region};
pub use rule::{RULES, Rule};
pub use verdict::{Tested, tested};

use std::collections::{BTreeMap, BTreeSet};

use crate::source::hash_of;

/// All that one call of a command found.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// `check`, `run` or `test`.
    pub command: &'static str,
    pub files: Vec<Examined>,
    /// Fingerprints met, and how many findings had each.
    twins: BTreeMap<String, u32>,
    /// What was told already, with its place: two deals that import one broken file tell it once.
    told: BTreeSet<(String, String, String)>,
}

/// What was found in one of the files named.
#[derive(Debug, Clone, Default)]
pub struct Examined {
    pub path: String,
    pub findings: Vec<Finding>,
    /// Only for `test`.
    pub tests: Vec<Tested>,
}

impl Findings {
    pub fn new(command: &'static str) -> Findings {
        Findings { command, ..Findings::default() }
    }

    /// Takes what a file gave; paths are moved under `base`, the way from the current folder to the project root.
    pub fn add(&mut self, mut examined: Examined, base: &str) {
        examined.path = place::under(base, &examined.path);
        // What stopped a test is told with the test.
        let Examined { findings, tests, .. } = &mut examined;
        findings.retain(|finding| !tests.iter().any(|test| test.findings.contains(finding)));
        for test in tests.iter_mut() {
            test.place.move_under(base);
        }
        let Findings { twins, told, .. } = self;
        let mut take = |finding: &mut Finding| {
            finding.move_under(base);
            if !told.insert((finding.fingerprint.clone(), finding.place.to_string(), finding.message.clone())) {
                return false;
            }
            let twin = twins.entry(finding.fingerprint.clone()).or_default();
            *twin += 1;
            if *twin > 1 {
                finding.fingerprint = hash_of(format!("{}\n{twin}", finding.fingerprint).as_bytes());
            }
            true
        };
        findings.retain_mut(&mut take);
        for test in tests {
            test.findings.retain_mut(&mut take);
        }
        self.files.push(examined);
    }

    /// Makes errors of what a rule of these warns of.
    pub fn raise(&mut self, rules: &BTreeSet<&str>) {
        let findings = self.files.iter_mut().flat_map(|file| file.findings.iter_mut());
        for finding in findings.filter(|it| it.level == Level::Warning && rules.contains(it.rule.id)) {
            finding.level = Level::Error;
        }
    }

    /// Every finding, file by file, those of tests last.
    pub fn all(&self) -> impl Iterator<Item = &Finding> {
        self.files.iter().flat_map(|file| file.findings.iter().chain(file.tests.iter().flat_map(|it| &it.findings)))
    }

    pub fn tests(&self) -> impl Iterator<Item = &Tested> {
        self.files.iter().flat_map(|file| &file.tests)
    }

    pub fn count(&self, level: Level) -> usize {
        self.all().filter(|finding| finding.level == level).count()
    }

    /// `2 errors, 1 warning`, or `nothing found`.
    pub fn counted(&self) -> String {
        let counts = [Level::Error, Level::Warning, Level::Note].map(|level| (self.count(level), level.word()));
        let parts: Vec<String> =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| number(*count, word)).collect();
        if parts.is_empty() { "nothing found".into() } else { parts.join(", ") }
    }
}

/// `1 file`, `2 files`
fn number(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests;
