//! `:info`

use std::collections::BTreeSet;

use super::{Answer, needs};
use crate::check::described;
use crate::diagnostic::sanitize::sanitize;
use crate::model::{ExprKind, Read};
use crate::repl::deal::Deal;
use crate::repl::session::Session;
use crate::repl::trouble::unknown;
use crate::repl::value::meaning;
use crate::report::table::{Cell, Column, Table};
use crate::source::Span;
use crate::syntax::ast::{self, Item};
use crate::syntax::walk::each_expression;

pub fn info(session: &mut Session, rest: &str) -> Answer {
    if rest.is_empty() {
        return Err(needs("info"));
    }
    let deal = session.deal()?;
    let owner = rest.split('.').next().unwrap_or(rest);
    let Some((name, place)) = declared(deal, owner) else {
        let names: Vec<String> = deal.tree.items.iter().filter_map(name_of).collect();
        return Err(unknown("name", owner, names.iter().map(String::as_str)));
    };
    let mut said = String::new();
    if rest == owner {
        let at = session.told_place(place);
        said.push_str(&format!("{at}\n{}\n", sanitize(deal.sources.slice(place))));
        let members = members(session, deal, &name);
        if !members.rows.is_empty() {
            said.push_str(&format!("\n{}", session.tables(&[members])));
        }
    } else {
        let meaning = meaning(session, rest)?;
        let sentence = match meaning.expr.kind {
            ExprKind::Read(read) => sentence(read).unwrap_or(""),
            _ => "",
        };
        let at = session.told_place(place);
        said.push_str(&format!("{rest}, {}\n{sentence}\nof {name}, {at}\n", described(&meaning.expr.of)));
    }
    said.push_str(&format!("\n{}\n", readers(deal, rest, &name)));
    Ok(said)
}

/// The name and the place of the item that declares it.
fn declared(deal: &Deal, name: &str) -> Option<(String, Span)> {
    let item = deal.tree.items.iter().find(|item| name_of(item).as_deref() == Some(name))?;
    let place = match item {
        Item::Block(block) => block.span,
        Item::Computed(line) => line.span,
    };
    Some((name.to_owned(), place))
}

fn name_of(item: &Item) -> Option<String> {
    match item {
        Item::Block(block) if block.kind == ast::BlockKind::Deal => Some("deal".to_owned()),
        Item::Block(block) => block.handle.as_ref().map(|handle| handle.text.clone()),
        Item::Computed(line) => Some(line.name.text.clone()),
    }
}

/// Its figures with their kinds.
fn members(session: &Session, deal: &Deal, name: &str) -> Table {
    let mut table = Table::new("info", "")
        .column(Column::left("Figure").key())
        .column(Column::left("Kind"))
        .column(Column::left("What it is"));
    let own = format!("{name}.");
    for (path, expr) in deal.figures(session.world.files()).iter().filter(|(path, _)| path.starts_with(&own)) {
        let said = match expr.kind {
            ExprKind::Read(read) => sentence(read).unwrap_or(""),
            _ => "",
        };
        table.row(vec![Cell::text(path.as_str()), Cell::text(described(&expr.of)), Cell::text(said)]);
    }
    table
}

/// What the figure of a block is, in a sentence.
fn sentence(read: Read) -> Option<&'static str> {
    Some(match read {
        Read::Asset(_, it) => it.sentence(),
        Read::Contract(_, it) => it.sentence(),
        Read::Account(_, it) => it.sentence(),
        Read::Fee(_, it) => it.sentence(),
        Read::Tranche(_, it) => it.sentence(),
        Read::Step(_, it) => it.sentence(),
        Read::Covenant(_, it) => it.sentence(),
        Read::Liquidation(_, it) => it.sentence(),
        Read::Party(_, it) => it.sentence(),
        Read::Period(it) => it.sentence(),
        Read::AssetValue(..) => "A value of all its units, as its line says.",
        Read::Line(_) | Read::Input(_) | Read::Curve(_) | Read::State(_) | Read::Remaining(_) | Read::Estate => {
            return None;
        }
    })
}

/// The items that name it, in the order of the text; tests are counted.
fn readers(deal: &Deal, path: &str, owner: &str) -> String {
    let wanted: Vec<&str> = path.split('.').collect();
    let mut found = BTreeSet::new();
    let mut readers = Vec::new();
    let mut tests = 0;
    for item in &deal.tree.items {
        let name = name_of(item);
        if name.as_deref() == Some(owner) {
            continue;
        }
        let mut reads = false;
        each_expression(&mut item.clone(), &mut |expr| {
            if let ast::ExprKind::Path(names) = &expr.kind {
                reads |=
                    names.len() >= wanted.len() && names.iter().zip(&wanted).all(|(name, part)| name.text == *part);
            }
        });
        match name {
            Some(name) if reads && found.insert(name.clone()) => readers.push(format!("`{name}`")),
            None if reads => tests += 1,
            _ => {}
        }
    }
    match tests {
        0 => {}
        1 => readers.push("1 test".to_owned()),
        many => readers.push(format!("{many} tests")),
    }
    if readers.is_empty() { "nothing reads it".to_owned() } else { format!("read by {}", readers.join(", ")) }
}
