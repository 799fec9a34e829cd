//! What a command found, for people and for the programs of continuous integration: one model, many formats.
//!
//! A finding is a diagnostic, something that happened in a run, or an expectation that failed. It knows its place
//! without the text it came from, and carries a fingerprint that survives moved lines.

mod finding;
pub mod format;
mod happened;
mod place;
mod rule;
mod uncovered;
mod verdict;

pub use finding::{Finding, Level, fingerprint};
pub use happened::{covenants, happened};
pub use place::{Place, Point, Region};
pub use rule::{OTHER_LAYOUT, OUTCOME_CHANGED, RULES, Rule, TERM_CHANGED};
pub use uncovered::uncovered;
pub use verdict::{Tested, tested};

use std::collections::{BTreeMap, BTreeSet};

use crate::source::hash_of;

/// All that one call of a command found.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// `check`, `lint`, `run`, `test`, `coverage`, `diff` or `fmt`.
    pub command: &'static str,
    pub files: Vec<Examined>,
    /// Fingerprints met, and how many findings had each.
    twins: BTreeMap<String, u32>,
}

/// What was found in one of the files named.
#[derive(Debug, Clone, Default)]
pub struct Examined {
    pub path: String,
    pub findings: Vec<Finding>,
    /// Of the file, or in a run the levels of its covenants.
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
        for finding in tests.iter_mut().flat_map(|test| &mut test.findings).chain(findings) {
            finding.move_under(base);
            let twin = self.twins.entry(finding.fingerprint.clone()).or_default();
            *twin += 1;
            if *twin > 1 {
                finding.fingerprint = hash_of(format!("{}\n{twin}", finding.fingerprint).as_bytes());
            }
        }
        self.files.push(examined);
    }

    /// Makes errors of what a rule of these warns of.
    pub fn raise(&mut self, rules: &BTreeSet<&str>) {
        let each = self
            .files
            .iter_mut()
            .flat_map(|file| file.findings.iter_mut().chain(file.tests.iter_mut().flat_map(|test| &mut test.findings)));
        for finding in each.filter(|it| it.level == Level::Warning && rules.contains(it.rule.id)) {
            finding.level = Level::Error;
        }
    }

    /// Every finding, file by file, those of tests first.
    pub fn all(&self) -> impl Iterator<Item = &Finding> {
        self.files.iter().flat_map(|file| file.tests.iter().flat_map(|it| &it.findings).chain(&file.findings))
    }

    pub fn tests(&self) -> impl Iterator<Item = &Tested> {
        self.files.iter().flat_map(|file| &file.tests)
    }

    /// `2 of 3 tests passed`; of a run, whose scenario may be meant to breach, `1 of 2 covenant levels held`.
    pub fn verdict(&self) -> Option<String> {
        let (tests, passed) = (self.tests().count(), self.tests().filter(|test| test.passed()).count());
        let (what, did) = if self.command == "run" { ("covenant level", "held") } else { ("test", "passed") };
        (tests > 0).then(|| format!("{passed} of {} {did}", number(tests, what)))
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
