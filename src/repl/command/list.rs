//! `:list`

use super::Answer;
use crate::repl::session::Session;
use crate::repl::trouble::unknown;
use crate::report::table::{Cell, Column, Table};
use crate::syntax::ast::{Block, Item};
use crate::syntax::words::BLOCK_KINDS;

/// What is listed besides the kinds of block.
const OTHERS: &[&str] = &["lines", "typed", "waiting"];

pub fn list(session: &mut Session, rest: &str) -> Answer {
    match rest {
        "typed" => return Ok(texts(session.standing.pieces.iter().map(|piece| piece.text.as_str()))),
        "waiting" => return Ok(texts(session.drafts.iter().map(|piece| piece.text.as_str()))),
        _ => {}
    }
    let wanted = rest.strip_suffix("ies").map(|it| format!("{it}y")).unwrap_or_else(|| rest.to_owned());
    let known = BLOCK_KINDS.iter().map(|(keyword, _)| *keyword);
    let singular = known.clone().find(|keyword| wanted == *keyword || wanted == format!("{keyword}s"));
    if !rest.is_empty() && singular.is_none() && rest != "lines" {
        return Err(unknown("kind", rest, known.chain(OTHERS.iter().copied())));
    }
    let deal = session.deal()?;
    let mut table = Table::new("list", "")
        .column(Column::left("Kind"))
        .column(Column::left("Name").key())
        .column(Column::left("What"))
        .column(Column::left("Clause"));
    for item in &deal.tree.items {
        let row = match item {
            Item::Block(block) => row(block),
            Item::Computed(line) => {
                let of = deal.model.lines.iter().find(|it| it.label.name == line.name.text).map(|it| &it.value.of);
                let kind = of.map_or_else(String::new, crate::check::described);
                ["line".to_owned(), line.name.text.clone(), kind, cites(&line.cites)]
            }
        };
        let [kind, name, what, clause] = row;
        let is_wanted = rest.is_empty() || singular == Some(&kind) || (rest == "lines" && kind == "line");
        if is_wanted && name != crate::repl::fork::SCENARIO {
            table.row(vec![Cell::text(kind), Cell::text(name), Cell::text(what), Cell::text(clause)]);
        }
    }
    Ok(session.tables(&[table]))
}

fn row(block: &Block) -> [String; 4] {
    let keyword = BLOCK_KINDS.iter().find(|(_, kind)| *kind == block.kind).map_or("", |(keyword, _)| keyword);
    let name = block.handle.as_ref().map_or_else(String::new, |handle| handle.text.clone());
    let title = block.title.as_ref().map_or_else(String::new, |title| title.text.clone());
    [keyword.to_owned(), name, title, cites(&block.cites)]
}

fn cites(cites: &[crate::syntax::ast::Cite]) -> String {
    cites.iter().map(|cite| cite.text.as_str()).collect::<Vec<_>>().join(", ")
}

fn texts<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let text: Vec<String> = texts.map(|text| format!("{}\n", crate::diagnostic::sanitize::sanitize(text))).collect();
    if text.is_empty() { "(none)\n".to_owned() } else { text.concat() }
}
