//! Every due has a step that pays it: interest, principal, fees.

use super::block::waterfall::Paid;
use super::checker::Checker;
use super::codes;
use super::names::count;
use crate::diagnostic::Diagnostic;
use crate::model::{FeeId, Tranche, TrancheId};

impl<'a> Checker<'a> {
    /// Reports what falls due and is never paid.
    pub(crate) fn check_dues(&mut self, tranches: &[Tranche]) {
        if !self.broken_steps.is_empty() {
            return; // one of them may have been meant to
        }
        for (index, tranche) in tranches.iter().enumerate() {
            let id = TrancheId(count(index));
            let name = tranche.label.name.clone();
            let dues = [
                (Paid::Interest(id), !tranche.capitalizes, "interest"),
                (Paid::Principal(id), true, "scheduled principal"),
                (Paid::UpfrontFee(id), tranche.upfront_fee.is_some(), "upfront fee"),
                (Paid::UndrawnFee(id), tranche.undrawn_fee.is_some(), "undrawn fee"),
            ];
            for (paid, is_due, words) in dues {
                if is_due && !self.paid.contains(&paid) {
                    let message = format!("no step pays the {words} of `{name}`");
                    let help = format!("add `pay {words} on {name}` to a waterfall");
                    self.report(Diagnostic::error(codes::NEVER_PAID, tranche.label.place, message).help(help));
                }
            }
        }
        for (index, terms) in self.blocks.fees.clone().into_iter().enumerate() {
            if !self.paid.contains(&Paid::Fee(FeeId(count(index)))) {
                let message = format!("no step pays the fee `{}`", terms.name());
                let help = format!("add `pay {}` to a waterfall", terms.name());
                self.report(Diagnostic::error(codes::NEVER_PAID, terms.place(), message).help(help));
            }
        }
    }
}
