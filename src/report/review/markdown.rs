//! For a comment on a pull request: what favours whom at a glance, long lists folded away.

use super::{Review, of_terms, of_world};
use crate::analysis::diff::Favour;
use crate::report::format::{Look, markdown};
use crate::report::table::{Cell, Column, Table};

/// Rows that are shown without a click.
const SHORT: usize = 12;

pub fn print(review: &Review) -> String {
    let escaped = markdown::escaped;
    let verdict = if review.differs() { "" } else { ": no change" };
    let mut text = format!("## {}{verdict}\n\n", escaped(&review.deal));
    text.push_str(&format!("{} → {}\n", escaped(&review.before), escaped(&review.after)));
    let terms = review.terms.iter().map(|it| (it.favours, it.line(), it.statements().join("; "), it.because.as_str()));
    text.push_str(&part(&format!("Terms, {}", of_terms(review)), terms.collect()));
    for world in &review.worlds {
        let rows = world.changes.iter().map(|it| (it.favours, it.line(), String::new(), it.because));
        let title = format!("Outcomes, scenario {}, {}", world.scenario, of_world(world));
        text.push_str(&part(&title, rows.collect()));
    }
    if let Some(why) = &review.not_run {
        text.push_str(&format!("\nNo outcomes: {}\n", escaped(why)));
    }
    text
}

fn part(title: &str, rows: Vec<(Favour, String, String, &str)>) -> String {
    if rows.is_empty() {
        return format!("\n### {}\n", markdown::escaped(title));
    }
    let count = rows.len();
    let mut table = Table::new("changes", "")
        .column(Column::left("Favours"))
        .column(Column::left("Change"))
        .column(Column::left("Rule"));
    for (favours, line, notes, because) in rows {
        let line = if notes.is_empty() { line } else { format!("{line} ({notes})") };
        table.row(vec![Cell::text(favours.word()), Cell::text(line), Cell::text(because)]);
    }
    let printed = markdown::print(&[table], Look::default());
    let title = markdown::escaped(title);
    match count > SHORT {
        true => format!("\n<details>\n<summary>{title}</summary>\n\n{printed}\n</details>\n"),
        false => format!("\n### {title}\n\n{printed}"),
    }
}
