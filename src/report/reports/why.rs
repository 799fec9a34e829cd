//! Where a number comes from, as a tree; and the shocks that moved it.

use crate::analysis::why::{Node, Why};
use crate::report::table::{Cell, Column, Table};
use crate::source::{SourceId, Sources};

/// Cells are wrapped at spaces, and a tree must keep its shape.
const SPACE: char = '\u{a0}';

pub fn tables(why: &Why, sources: &Sources) -> Vec<Table> {
    let mut tree = Table::new("why", format!("{} on {} = {}", why.root.name, why.root.date, why.root.value))
        .column(Column::left("Figure").key())
        .column(Column::right("Value"))
        .column(Column::left("How"))
        .column(Column::left("Where"));
    push(&mut tree, &why.root, "", "", None, (sources, why.root.place.source));
    let mut tables = vec![tree];
    if !why.shocks.is_empty() {
        let mut shocks = Table::new("why-shocks", "How much each shock moved it")
            .column(Column::left("Shock"))
            .column(Column::right("Without it"))
            .column(Column::right("Moved by"))
            .column(Column::left("Clause"));
        for moved in &why.shocks {
            shocks.row(vec![
                Cell::text(&*moved.shock),
                Cell::text(&*moved.without_words),
                Cell::text(&*moved.change_words),
                super::cell::text(&moved.clause),
            ]);
        }
        shocks.note("each shock is taken out on its own; what they do together is not the sum");
        tables.push(shocks);
    }
    tables
}

/// What places are told from: the sources, and the file of the deal.
type Told<'a> = (&'a Sources, SourceId);

fn push(table: &mut Table, node: &Node, branch: &str, below: &str, above: Option<&Node>, told: Told) {
    let on = match above {
        Some(above) if above.date == node.date => String::new(),
        _ => format!("@{}", node.date),
    };
    let name = node.name.replace(' ', &SPACE.to_string());
    table.row(vec![
        Cell::text(format!("{branch}{name}{on}")),
        Cell::text(&*node.value),
        Cell::text(&*node.how),
        Cell::text(place(node, told)),
    ]);
    let last = node.parts.len() + usize::from(node.more > 0);
    for (index, part) in node.parts.iter().enumerate() {
        let (turn, line) =
            if index + 1 == last { ("└─", "\u{a0}\u{a0}\u{a0}") } else { ("├─", "│\u{a0}\u{a0}") };
        push(table, part, &format!("{below}{turn}{SPACE}"), &format!("{below}{line}"), Some(node), told);
    }
    if node.more > 0 {
        table.row(vec![
            Cell::text(format!("{below}└─{SPACE}…")),
            Cell::Empty,
            Cell::text(format!("{} more", node.more)),
        ]);
    }
}

/// `line 120 [TS 7.1]`; with its path in another file than the deal's.
fn place(node: &Node, (sources, deal): Told) -> String {
    let line = sources.position(node.place).line;
    let line = match node.place.source == deal {
        true => format!("line {line}"),
        false => format!("{}:{line}", sources.path(node.place.source)),
    };
    node.clause.as_ref().map_or(line.clone(), |clause| format!("{line} [{clause}]"))
}
