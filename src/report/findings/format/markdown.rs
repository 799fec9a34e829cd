//! A summary for a page or a comment: how it ended, the tests, what was found, then the tables of a run.

use super::super::{Findings, number};
use crate::report::diagnostics::SHOWN;
use crate::report::format::{Look, markdown};
use crate::report::table::{Cell, Column, Table};

/// A page of GitHub takes 1 MiB a step; beyond half of that nobody reads on.
const BYTES: usize = 512 * 1024;

pub fn print(findings: &Findings) -> String {
    summary(findings, &[])
}

/// With the tables that fit a page.
pub fn summary(findings: &Findings, tables: &[Table]) -> String {
    let mut text = format!("## deal {}: {}\n", findings.command, findings.counted());
    let files: Vec<String> = findings.files.iter().map(|file| markdown::escaped(&file.path)).collect();
    text.push_str(&format!("\n{}: {}\n", number(files.len(), "file"), files.join(", ")));
    if let Some(verdict) = findings.verdict() {
        text.push_str(&format!("\n{verdict}\n"));
    }
    if findings.all().next().is_some() {
        text.push('\n');
        text.push_str(&markdown::print(&[found(findings)], Look::default()));
    }
    let mut left_out = 0;
    for table in tables {
        let printed = markdown::print(std::slice::from_ref(table), Look::default());
        if left_out > 0 || text.len() + printed.len() > BYTES {
            left_out += 1;
        } else {
            text.push('\n');
            text.push_str(&printed);
        }
    }
    if left_out > 0 {
        text.push_str(&format!("\n{} left out: a summary holds no more\n", number(left_out, "table")));
    }
    text
}

fn found(findings: &Findings) -> Table {
    let mut table = Table::new("findings", "Found")
        .column(Column::left("Level"))
        .column(Column::left("Rule"))
        .column(Column::left("Where"))
        .column(Column::left("What"))
        .column(Column::left("Help"));
    for finding in findings.all().take(SHOWN) {
        table.row(vec![
            Cell::text(finding.level.word()),
            Cell::text(finding.rule.id),
            Cell::text(finding.place.to_string()),
            Cell::text(finding.line()),
            finding.help.as_ref().map_or(Cell::Empty, Cell::text),
        ]);
    }
    let more = findings.all().count().saturating_sub(SHOWN);
    if more > 0 {
        table.note(format!("and {more} more"));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_says_what_it_leaves_out() {
        let mut large = Table::new("large", "Large").column(Column::left("Word"));
        for _ in 0..BYTES / 8 {
            large.row(vec![Cell::text("words")]);
        }
        let small = Table::new("small", "Small").column(Column::left("Word"));
        let text = summary(&Findings::new("run"), &[small.clone(), large, small]);
        assert!(text.starts_with("## deal run: nothing found\n\n0 files: \n\n### Small\n"), "{text}");
        assert!(text.ends_with("\n2 tables left out: a summary holds no more\n"), "{text}");
    }
}
