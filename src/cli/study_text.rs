//! The text of a `study` block, written from flags: the checker of the language then reads it like any other.

use super::arguments::{Place, Simulate, World};

/// What diagnostics call it.
pub const SOURCE: &str = "command line";

/// A block with one question, line by line.
#[derive(Debug, Clone, Default)]
pub struct StudyText {
    lines: Vec<(&'static str, String)>,
}

impl StudyText {
    /// `simulate: 10_000 paths, seed 1, antithetic`
    pub fn simulate(asked: &Simulate) -> StudyText {
        let mut line = format!(
            "{} paths, seed {}",
            asked.paths.as_deref().unwrap_or("10_000"),
            asked.seed.as_deref().unwrap_or("1")
        );
        if asked.antithetic {
            line.push_str(", antithetic");
        }
        if asked.sobol {
            line.push_str(", sobol");
        }
        let mut text = StudyText::asking("simulate", line).within_world(&asked.world);
        text.lines.extend(asked.stop.iter().map(|stop| ("stop", stop.clone())));
        text
    }

    pub fn asking(question: &'static str, line: String) -> StudyText {
        StudyText { lines: vec![(question, line)] }
    }

    pub fn line(mut self, label: &'static str, line: impl Into<String>) -> StudyText {
        self.lines.push((label, line.into()));
        self
    }

    pub fn within(mut self, place: &Place) -> StudyText {
        if !place.under.is_empty() {
            self.lines.push(("under", place.under.join(", ")));
        }
        if !place.set.is_empty() {
            let given: Vec<String> = place.set.iter().map(|it| format!("{} = {}", it.name, it.value)).collect();
            self.lines.push(("given", given.join(", ")));
        }
        self
    }

    pub fn within_world(self, world: &World) -> StudyText {
        let mut text = self.within(&world.place);
        text.lines.extend(world.measure.iter().map(|measure| ("measure", measure.clone())));
        text
    }

    /// A flag is one line of the block: what would begin another could say more than was asked.
    pub fn finish(self) -> Result<String, String> {
        if let Some((label, line)) = self.lines.iter().find(|(_, line)| line.chars().any(char::is_control)) {
            return Err(format!("what is given for `{label}` holds a line break or a control character: `{line}`"));
        }
        let lines: String = self.lines.iter().map(|(label, line)| format!("  {label}: {line}\n")).collect();
        Ok(format!("study {{\n{lines}}}\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::arguments::Assignment;

    #[test]
    fn flags_become_a_block() {
        let place = Place {
            under: vec!["base".into(), "Collapse".into()],
            set: vec![Assignment { name: "utilization".into(), value: "70%".into() }],
        };
        let world = World { measure: vec!["min(DSCR.value)".into(), "Senior.recovery".into()], place };
        let text = StudyText::asking("sweep", "decline from 0% per year to 40% per year in 4 steps".into());
        let expected = "\
study {
  sweep: decline from 0% per year to 40% per year in 4 steps
  under: base, Collapse
  given: utilization = 70%
  measure: min(DSCR.value)
  measure: Senior.recovery
}
";
        assert_eq!(text.within_world(&world).finish().as_deref(), Ok(expected));
    }

    #[test]
    fn a_flag_is_one_line() {
        let text = StudyText::asking("solve", "a from 1 to 2".into()).line("so that", "b = 1\n  given: c = 2");
        assert!(text.finish().expect_err("two lines").starts_with("what is given for `so that`"));
    }
}
