//! Names that are declared and never meant: everything that has a use of its own apart (tests, covenants, waterfalls).

use std::collections::BTreeSet;

use super::ground::Ground;
use crate::diagnostic::Diagnostic;
use crate::library::lint::UNUSED_NAME;
use crate::model::{Consequence, Read, StateId};
use crate::syntax::ast::{
    Block, BlockKind, Body, Element, ExpectationKind, Expr, ExprKind, Item, Line, Name, Operator, UnitText,
};
use crate::syntax::walk::each_expression;

/// Kinds whose blocks do nothing unless something names them, and what they are called.
const NAMED: &[(BlockKind, &str)] = &[
    (BlockKind::Source, "source"),
    (BlockKind::Import, "import"),
    (BlockKind::Input, "input"),
    (BlockKind::Curve, "curve"),
    (BlockKind::Unit, "unit"),
    (BlockKind::Asset, "asset"),
    (BlockKind::Contract, "contract"),
    (BlockKind::Party, "party"),
    (BlockKind::Account, "account"),
    (BlockKind::Fee, "fee"),
    (BlockKind::Tranche, "tranche"),
    (BlockKind::State, "state"),
    (BlockKind::Shock, "shock"),
    (BlockKind::Scenario, "scenario"),
];

/// Labels of a study that move what they name: that is not to use it, but for a shock.
const MOVES: &[&str] = &["sweep", "solve", "reverse", "tornado"];

pub fn judge(ground: &Ground) -> Vec<Diagnostic> {
    let mut found = never_named(ground);
    found.extend(never_entered(ground));
    found
}

/// Names of the file that was given: those of an imported one may be meant for another deal.
fn never_named(ground: &Ground) -> Vec<Diagnostic> {
    let items = &ground.file.items;
    let mut used: BTreeSet<String> = items.iter().flat_map(names_elsewhere).collect();
    let cites = ground.model.clauses.iter().flat_map(|clause| &clause.cites).filter_map(|cite| cite.source);
    used.extend(cites.map(|source| ground.model.sources[source].label.name.clone()));
    // The Sponsor is there whether or not a block says more about it.
    used.insert("Sponsor".into());
    let own = items.iter().filter_map(declared).filter(|(name, _)| name.span.source == ground.source);
    let unused = own.filter(|(name, what)| match *what {
        "import" => !is_drawn_on(ground),
        _ => !used.contains(&name.text),
    });
    let found = unused.map(|(name, what)| {
        let (why, help) = match what {
            "source" => ("nothing cites", "cite it where its terms are stated, as in `[TS 4.2]`, or delete it"),
            "scenario" => ("nothing tests or studies", "write a test under it, so that what it shows stays so"),
            "shock" => ("no scenario has", "put it into a scenario, or delete it"),
            "contract" => ("nothing reads the income of", "let a computed line read its `.billed`, or delete it"),
            _ => ("nothing refers to", "delete it, or use it where it was meant"),
        };
        Diagnostic::warning(UNUSED_NAME, name.span, format!("{why} {what} `{}`", name.text)).help(help)
    });
    found.collect()
}

/// What a deal imports is used when some name it declares is.
fn is_drawn_on(ground: &Ground) -> bool {
    let items = &ground.file.items;
    let own: BTreeSet<String> =
        items.iter().filter(|item| place_of(item).source == ground.source).flat_map(names_in).collect();
    let foreign = items.iter().filter_map(declared).filter(|(name, _)| name.span.source != ground.source);
    foreign.into_iter().any(|(name, _)| own.contains(&name.text))
}

fn place_of(item: &Item) -> crate::source::Span {
    match item {
        Item::Block(block) => block.kind_span,
        Item::Computed(line) => line.name.span,
    }
}

/// A state that no level enters: whatever waits for it waits for ever.
fn never_entered(ground: &Ground) -> Vec<Diagnostic> {
    let model = ground.model;
    let consequences = model.covenants.iter().flat_map(|it| &it.levels).flat_map(|it| &it.consequences);
    let entered: BTreeSet<StateId> = consequences.flat_map(entered).collect();
    let states = model.states.iter().enumerate().map(|(index, state)| (StateId(index as u32), state));
    let read: BTreeSet<Read> = model.terms().iter().flat_map(|term| term.reads()).collect();
    let waited = states.filter(|(id, _)| !entered.contains(id) && read.contains(&Read::State(*id)));
    let found = waited.map(|(_, state)| {
        let message = format!("no level enters state `{}`: what waits for it never happens", state.label.name);
        let help = format!("let a level `enter {} until passed`, or delete it", state.label.name);
        Diagnostic::warning(UNUSED_NAME, state.label.place, message).help(help)
    });
    found.collect()
}

pub fn entered(consequence: &Consequence) -> Vec<StateId> {
    match consequence {
        Consequence::Enter { state, .. } => vec![*state],
        Consequence::RequirePrepayment { otherwise, .. } | Consequence::RequireTopUp { otherwise, .. } => {
            otherwise.iter().flat_map(entered).collect()
        }
        _ => Vec::new(),
    }
}

/// The name an item declares, when it is of a kind that something must name.
fn declared(item: &Item) -> Option<(&Name, &'static str)> {
    match item {
        Item::Computed(line) => Some((&line.name, "line")),
        Item::Block(block) => {
            let (_, what) = NAMED.iter().find(|(kind, _)| *kind == block.kind)?;
            Some((block.handle.as_ref()?, what))
        }
    }
}

/// Names that an item refers to, its own apart.
fn names_elsewhere(item: &Item) -> BTreeSet<String> {
    let mut names = names_in(item);
    if let Some((own, _)) = declared(item) {
        names.remove(&own.text);
    }
    names
}

/// First names of all that an item refers to, units included.
fn names_in(item: &Item) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut item = item.clone();
    if let Item::Block(block) = &mut item {
        forget_what_is_moved(block);
    }
    each_expression(&mut item, &mut |expr| collect(expr, &mut names));
    names
}

fn collect(expr: &Expr, names: &mut BTreeSet<String>) {
    let mut units = |unit: &UnitText| names.extend(unit.over.iter().chain(&unit.per).map(|name| name.text.clone()));
    match &expr.kind {
        ExprKind::Percent(_, unit) | ExprKind::BasisPoints(_, unit) | ExprKind::Quantity(_, unit) => units(unit),
        ExprKind::Money(_, _, unit) => units(unit),
        // Words of a unit that is only named, and of a line that speaks of one: `depth: 5_000 GPU`.
        ExprKind::Path(path) => names.extend(path.first().map(|name| name.text.clone())),
        _ => {}
    }
}

/// A shock, a process or an amendment changes what it names, and a scenario, a test or a study may set it: none of
/// that puts it to use.
fn forget_what_is_moved(block: &mut Block) {
    match block.kind {
        BlockKind::Process => block.head.clear(),
        BlockKind::Scenario => {
            if let Body::Phrase(phrase) = &mut block.body {
                phrase.clauses.iter_mut().flat_map(|clause| &mut clause.elements).for_each(forget_assigned);
            }
        }
        _ => {}
    }
    let Body::Lines(lines) = &mut block.body else { return };
    for line in lines.iter_mut() {
        match line {
            Line::Labelled(line)
                if matches!(
                    block.kind,
                    BlockKind::Shock | BlockKind::Amendment | BlockKind::Waterfall | BlockKind::Order
                ) =>
            {
                line.head.clear();
            }
            Line::Labelled(line)
                if block.kind == BlockKind::Study && MOVES.iter().any(|label| is_word(&line.head, label)) =>
            {
                // `Rubin.rent` uses the shock; one name alone is an input.
                let elements = line.phrase.clauses.iter_mut().flat_map(|clause| &mut clause.elements);
                elements.for_each(|element| {
                    if let Element::Expr(Expr { kind: ExprKind::Path(names), .. }) = element
                        && names.len() == 1
                    {
                        names.clear();
                    }
                });
            }
            Line::Labelled(line) if !line.head.is_empty() => {
                // The first word of a line is its label.
                line.head.remove(0);
            }
            Line::Expectation(line) if line.keyword == ExpectationKind::Given => line.phrase.clauses.clear(),
            Line::Nested(nested) => forget_what_is_moved(nested),
            _ => {}
        }
    }
}

/// `utilization = 70%`
fn forget_assigned(element: &mut Element) {
    let expr = match element {
        Element::Expr(expr) => Some(expr),
        Element::Modifier(modifier) => modifier.operand.as_mut(),
    };
    if let Some(Expr { kind: ExprKind::Binary(Operator::Equal, _, name, _), .. }) = expr
        && let ExprKind::Path(names) = &mut name.kind
    {
        names.clear();
    }
}

fn is_word(head: &[Element], word: &str) -> bool {
    matches!(head, [Element::Expr(Expr { kind: ExprKind::Path(names), .. })]
        if matches!(names.as_slice(), [name] if name.text == word))
}
