//! What each operation reads and writes: what `why` and the cost of a plan walk along.

use super::{Action, ImpactForm, Instalment, ProjectedInstalment, SaleTerms, Sharing, Slot, Tested, Until};

impl Action {
    /// Slots it writes.
    pub fn outputs(&self) -> Vec<Slot> {
        match self {
            Action::Copy { out, .. }
            | Action::Add { out, .. }
            | Action::Subtract { out, .. }
            | Action::Negate { out, .. }
            | Action::Absolute { out, .. }
            | Action::Multiply { out, .. }
            | Action::Divide { out, .. }
            | Action::Rescale { out, .. }
            | Action::Minimum { out, .. }
            | Action::Maximum { out, .. }
            | Action::Compare { out, .. }
            | Action::And { out, .. }
            | Action::Or { out, .. }
            | Action::Not { out, .. }
            | Action::Select { out, .. }
            | Action::Available { out, .. }
            | Action::Power { out, .. }
            | Action::Prior { out, .. }
            | Action::Window { out, .. }
            | Action::Accrue { out, .. }
            | Action::Instalment { out, .. }
            | Action::Remedy { out, .. }
            | Action::Project { out, .. } => vec![*out],
            Action::Require { .. } => Vec::new(),
            Action::CompareQuotient(it) => vec![it.out],
            Action::Transfer { from_balance, to_balance, .. } => {
                [*from_balance, *to_balance].into_iter().flatten().collect()
            }
            Action::Pay(pay) => {
                let mut slots = vec![pay.due, pay.paid, pay.unpaid, pay.support];
                slots.extend(pay.from.iter().filter_map(|it| it.balance));
                for payment in &pay.payments {
                    slots.extend(payment.to_balance);
                    slots.extend(&payment.reduces);
                    slots.extend(&payment.raises);
                }
                slots
            }
            Action::Test(test) => vec![test.failed, test.streak],
            Action::Hold(hold) => vec![hold.hold, hold.passes],
            Action::LotPrice(lot) => vec![lot.out],
            Action::ForcedSale(sale) => vec![sale.gross, sale.net],
        }
    }

    /// Slots it reads to find what it writes, in the order of the text where there is one.
    pub fn inputs(&self) -> Vec<Slot> {
        match self {
            Action::Copy { a, .. }
            | Action::Negate { a, .. }
            | Action::Absolute { a, .. }
            | Action::Rescale { a, .. }
            | Action::Not { a, .. }
            | Action::Available { a, .. } => vec![*a],
            Action::Add { a, b, .. }
            | Action::Subtract { a, b, .. }
            | Action::Multiply { a, b, .. }
            | Action::Divide { a, b, .. }
            | Action::Minimum { a, b, .. }
            | Action::Maximum { a, b, .. }
            | Action::Compare { a, b, .. }
            | Action::And { a, b, .. }
            | Action::Or { a, b, .. } => vec![*a, *b],
            Action::Select { condition, yes, no, .. } => vec![*condition, *yes, *no],
            Action::Power { base, exponent, .. } => vec![*base, *exponent],
            Action::Prior { of, .. } | Action::Window { of, .. } => vec![*of],
            Action::CompareQuotient(it) => vec![it.numerator, it.denominator, it.level],
            Action::Accrue { terms, .. } => {
                terms.iter().flat_map(|it| [it.amount, it.rate, it.days, it.basis]).collect()
            }
            Action::Instalment { instalment, .. } => match &**instalment {
                Instalment::Equal { drawn, number, .. } => vec![*drawn, *number],
                Instalment::Level { balance, rate, days, basis, left } => vec![*balance, *rate, *days, *basis, *left],
            },
            Action::Project { projection, .. } => {
                let it = projection;
                let mut slots = vec![it.balance, it.arrears, it.rate, it.days, it.basis];
                slots.extend(it.instalments.iter().flat_map(|it| match it {
                    ProjectedInstalment::Equal { drawn, number, .. } => vec![*drawn, *number],
                    ProjectedInstalment::Level { left, rate, days, basis } => vec![*left, *rate, *days, *basis],
                    ProjectedInstalment::Amount { amount, active } => vec![*amount, *active],
                    ProjectedInstalment::Share { drawn, share } => vec![*drawn, *share],
                }));
                slots.extend(it.ahead);
                slots
            }
            Action::Require { holds, .. } => vec![*holds],
            Action::Remedy { top, bottom, level, .. } => vec![*top, *bottom, *level],
            Action::Transfer { amount, .. } => vec![*amount],
            Action::Pay(pay) => {
                let mut slots: Vec<Slot> = pay.payments.iter().map(|it| it.due).collect();
                slots.extend(pay.from.iter().filter_map(|it| it.balance));
                slots.extend(pay.limit);
                if let Sharing::ProRata(weights) = &pay.sharing {
                    slots.extend(weights);
                }
                slots
            }
            Action::Test(test) => {
                let mut slots = match test.tested {
                    Tested::Quotient { numerator, denominator, .. } => vec![numerator, denominator],
                    Tested::Value(slot) | Tested::Condition(slot) => vec![slot],
                };
                slots.extend(test.threshold);
                slots
            }
            Action::Hold(hold) => match hold.until {
                Until::From(date) => vec![hold.failed, date],
                Until::Passes(_) | Until::Permanent => vec![hold.failed],
            },
            Action::LotPrice(lot) => {
                let mut slots = vec![lot.price, lot.lot, lot.used];
                slots.extend(lot.terms.slots());
                slots
            }
            Action::ForcedSale(sale) => {
                let mut slots = vec![sale.value, sale.units];
                slots.extend([sale.plan, sale.drift, sale.carry, sale.costs].into_iter().flatten());
                slots.extend(sale.terms.slots());
                slots
            }
        }
    }
}

impl SaleTerms {
    fn slots(&self) -> Vec<Slot> {
        let mut slots = match self.impact {
            ImpactForm::None => Vec::new(),
            ImpactForm::Flat(it) | ImpactForm::Linear(it) | ImpactForm::Exponential(it) | ImpactForm::Formula(it) => {
                vec![it]
            }
            ImpactForm::SquareRoot { alpha, volume } => vec![alpha, volume],
        };
        slots.extend([self.depth, self.refill, self.scrap].into_iter().flatten());
        slots
    }
}
