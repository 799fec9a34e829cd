//! What the deal says is meant to be so, and what it says so of in vain.

use std::collections::BTreeSet;

use super::ground::Ground;
use crate::diagnostic::Diagnostic;
use crate::library::lint::{Lint, UNUSED_ALLOW};

/// Says how the file can say that it is meant.
fn with_a_way_out(mut finding: Diagnostic, lint: &str) -> Diagnostic {
    if let Some(help) = &mut finding.help {
        help.push_str(&format!("; where it is meant, say `allow {lint} because \"…\"`"));
    }
    finding
}

/// The findings that no `allow` covers, and the `allow`s that cover none; of a lint that was not asked nothing is said.
pub fn without(found: Vec<Diagnostic>, ground: &Ground, judged: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
    let allowances = &ground.model.allowances;
    let mut used = BTreeSet::new();
    let mut left = Vec::new();
    for finding in found {
        let name = Lint::of(finding.code).map_or("", |lint| lint.name);
        let by: Vec<usize> =
            (0..allowances.len()).filter(|&index| allowances[index].covers(name, finding.place)).collect();
        if by.is_empty() {
            left.push(with_a_way_out(finding, name));
        }
        used.extend(by);
    }
    if judged("unused-allow") {
        let idle = allowances.iter().enumerate().filter(|(index, it)| !used.contains(index) && judged(it.lint));
        left.extend(idle.map(|(_, it)| {
            let message = format!("this `allow {}` silences nothing", it.lint);
            Diagnostic::warning(UNUSED_ALLOW, it.place, message).help("delete it: what it spoke of is no longer so")
        }));
    }
    left
}
