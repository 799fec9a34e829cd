//! What a waterfall step may do: pay, fall short, be held back.

use super::{Kind, Sought, sought};
use crate::engine::outcome::Reading;
use crate::model::{DrawDestination, Model, PayeeKind, Read, Step, StepAction, StepAttribute, StepId};
use crate::plan::{Action, Slot};

pub fn points(model: &Model) -> Vec<Sought> {
    let mut points = Vec::new();
    for waterfall in &model.waterfalls {
        for id in &waterfall.steps {
            let Some(step) = model.steps.get(id.index()) else { continue };
            let clause = step.label.clause.clone().or_else(|| waterfall.label.clause.clone());
            points.extend(of_step(*id, step, Kind::Step, clause));
            if step.when.is_some() {
                let (id, others) = (*id, waterfall.steps.clone());
                let at = (step.label.place, step.label.clause.clone().or_else(|| waterfall.label.clause.clone()));
                points.push(sought(Kind::Step, &*step.label.name, "is held back", at, move |it| {
                    is_held_back(it, id, &others)
                }));
            }
        }
    }
    points
}

/// Pays, and falls short where something is due.
pub fn of_step(id: StepId, step: &Step, kind: Kind, clause: Option<String>) -> Vec<Sought> {
    let name = step.label.name.as_str();
    let at = || (step.label.place, clause.clone());
    let mut points = Vec::new();
    if !matches!(step.action, StepAction::Keep) {
        points.push(sought(kind, name, "pays", at(), move |it| is_above_zero(it, Read::Step(id, StepAttribute::Paid))));
    }
    if can_fall_short(step) {
        points.push(sought(kind, name, "falls short", at(), move |it| {
            is_above_zero(it, Read::Step(id, StepAttribute::Unpaid))
        }));
    }
    points
}

/// What remains is never more than there is, a sweep takes what it gets, and a party brings whatever is missing.
fn can_fall_short(step: &Step) -> bool {
    if step.support.iter().any(|from| matches!(from, DrawDestination::Party(_))) {
        return false;
    }
    match &step.action {
        StepAction::Pay { payees, .. } => payees.iter().any(|payee| !matches!(payee.kind, PayeeKind::Principal(_))),
        StepAction::Move { .. } | StepAction::TopUp { .. } => true,
        StepAction::Remaining(_) | StepAction::Release { .. } | StepAction::Keep => false,
    }
}

/// In some period, a period end or closing.
pub fn is_above_zero(it: &Reading, read: Read) -> bool {
    it.rows().any(|row| it.read(row, read).is_some_and(|figure| figure.value > 0))
}

/// Its waterfall ran on some date, and it did not.
fn is_held_back(it: &Reading, id: StepId, others: &[StepId]) -> bool {
    let guards: Vec<Slot> = others.iter().filter_map(|other| guard(it, *other)).collect();
    let Some(own) = guard(it, id) else { return false };
    it.rows().any(|row| !it.is_set(row, own) && guards.iter().any(|guard| it.is_set(row, *guard)))
}

/// The slot that says whether a step runs.
fn guard(it: &Reading, id: StepId) -> Option<Slot> {
    let paid = *it.plan.directory.get(&Read::Step(id, StepAttribute::Paid))?;
    let mut operations = it.plan.operations.iter();
    operations.find_map(|operation| match &operation.action {
        Action::Pay(pay) if pay.paid == paid => operation.guard,
        _ => None,
    })
}
