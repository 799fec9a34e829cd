//! For a terminal: whom a change favours at the left, the change beside it, the rule below.

use unicode_width::UnicodeWidthStr;

use super::{Review, of_terms, of_world};
use crate::analysis::diff::Favour;
use crate::diagnostic::sanitize::sanitize_line;
use crate::report::format::Look;

/// Columns of the word at the left.
const LEFT: usize = 12;

pub fn print(review: &Review, look: Look) -> String {
    let mut page = Page { text: String::new(), look };
    page.wrapped("", &format!("{}: {} → {}", review.deal, review.before, review.after), "");
    page.heading(&format!("Terms, {}", of_terms(review)));
    for change in &review.terms {
        page.change(change.favours, &change.line(), &change.because, change.statements());
    }
    for world in &review.worlds {
        page.heading(&format!("Outcomes, scenario {}, {}", world.scenario, of_world(world)));
        for moved in &world.changes {
            page.change(moved.favours, &moved.line(), moved.because, &[]);
        }
    }
    if let Some(why) = &review.not_run {
        page.heading(&format!("No outcomes: {why}"));
    }
    page.text
}

struct Page {
    text: String,
    look: Look,
}

impl Page {
    fn heading(&mut self, words: &str) {
        self.text.push('\n');
        self.wrapped("", words, "1");
    }

    fn change(&mut self, favour: Favour, line: &str, because: &str, notes: &[String]) {
        let word = format!("  {:<width$}", favour.word(), width = LEFT - 2);
        let colour = match favour {
            Favour::Lender => "32",
            Favour::Borrower => "33",
            Favour::Neither => "2",
        };
        self.wrapped(&self.coloured(colour, &word), line, "");
        let margin = " ".repeat(LEFT);
        for note in notes {
            self.wrapped(&margin, note, "");
        }
        self.wrapped(&margin, because, "2");
    }

    fn coloured(&self, code: &str, words: &str) -> String {
        match self.look.colour && !code.is_empty() {
            true => format!("\u{1b}[{code}m{words}\u{1b}[0m"),
            false => words.to_owned(),
        }
    }

    /// Words that go on below themselves where the screen ends.
    fn wrapped(&mut self, before: &str, words: &str, code: &str) {
        let indent = if before.is_empty() { 0 } else { LEFT };
        let room = self.look.width.saturating_sub(indent).max(20);
        let mut line = String::new();
        let mut lines = Vec::new();
        for word in sanitize_line(words).split(' ') {
            if !line.is_empty() && line.width() + 1 + word.width() > room {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
        for (index, line) in lines.iter().enumerate() {
            let margin = if index == 0 { before.to_owned() } else { " ".repeat(indent) };
            let line = self.coloured(code, line);
            self.text.push_str(&format!("{margin}{line}\n"));
        }
    }
}
