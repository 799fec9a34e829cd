//! Checked expressions into arithmetic operations; names into the slots that keep them.

use super::lowering::Lowering;
use crate::model::{
    Arithmetic, Comparison, Dated, Expr, ExprKind, Fold, LeverTarget, LineId, PeriodAttribute, Read, ShockTarget, Type,
    Window,
};
use crate::plan::{Action, CompareQuotient, FoldKind, Slot};

impl Lowering<'_> {
    /// Emits the operations of an expression and gives the slot of its value.
    pub fn expression(&mut self, expr: &Expr) -> Slot {
        let guard = self.b.set_guard(None);
        let place = std::mem::replace(&mut self.b.place, expr.place);
        let slot = self.lower(expr);
        self.b.place = place;
        self.b.set_guard(guard);
        slot
    }

    fn lower(&mut self, expr: &Expr) -> Slot {
        match &expr.kind {
            ExprKind::Constant(value) => match self.lever(LeverTarget::Constant(expr.place)) {
                Some(slot) => slot,
                None => self.b.constant(expr.of.clone(), self.case.constant(expr.place, *value)),
            },
            ExprKind::Read(read) => self.read(*read),
            ExprKind::Prior(read) => self.prior(*read),
            ExprKind::Arithmetic(how, a, b) => {
                let (a, b) = (self.expression(a), self.expression(b));
                self.arithmetic(*how, a, b, expr.of.clone())
            }
            ExprKind::Negative(a) => {
                let a = self.expression(a);
                let out = self.b.flow(expr.of.clone());
                self.b.push(Action::Negate { out, a });
                out
            }
            ExprKind::Absolute(a) => {
                let a = self.expression(a);
                let out = self.b.flow(expr.of.clone());
                self.b.push(Action::Absolute { out, a });
                out
            }
            ExprKind::Convert(a, fraction) => {
                let a = self.expression(a);
                self.b.rescale(a, expr.of.clone(), *fraction)
            }
            ExprKind::Comparison(how, a, b) => self.comparison(*how, a, b),
            ExprKind::And(a, b) => {
                let (a, b) = (self.expression(a), self.expression(b));
                self.b.and(a, b)
            }
            ExprKind::Or(a, b) => {
                let (a, b) = (self.expression(a), self.expression(b));
                self.b.or(a, b)
            }
            ExprKind::Not(a) => {
                let a = self.expression(a);
                self.b.not(a)
            }
            ExprKind::If(condition, yes, no) => {
                let condition = self.expression(condition);
                let (yes, no) = (self.expression(yes), self.expression(no));
                self.b.select(condition, yes, no)
            }
            ExprKind::Minimum(parts) => self.folded(parts, |it, a, b| it.b.minimum(a, b)),
            ExprKind::Maximum(parts) => self.folded(parts, |it, a, b| it.b.maximum(a, b)),
            ExprKind::Window(fold, of, window) => self.window(*fold, of, *window, expr.of.clone()),
            ExprKind::Projection(tranche, periods) => self.projection(*tranche, *periods),
            ExprKind::Dated(dated) => self.dated(dated),
        }
    }

    fn arithmetic(&mut self, how: Arithmetic, a: Slot, b: Slot, of: Type) -> Slot {
        match how {
            Arithmetic::Add => self.b.add(a, b),
            Arithmetic::Subtract => self.b.subtract(a, b),
            Arithmetic::Multiply { numerator, denominator } => self.b.multiply_by(a, b, of, (numerator, denominator)),
            Arithmetic::Divide { numerator, denominator } => self.b.divide_by(a, b, of, (numerator, denominator)),
        }
    }

    fn folded(&mut self, parts: &[Expr], join: impl Fn(&mut Self, Slot, Slot) -> Slot) -> Slot {
        let slots: Vec<Slot> = parts.iter().map(|part| self.expression(part)).collect();
        let mut rest = slots.into_iter();
        let first = rest.next().unwrap_or_else(|| self.zero_money());
        rest.fold(first, |a, b| join(self, a, b))
    }

    /// A quotient against a level is compared by cross-multiplication: exactly at the level is exactly at it.
    fn comparison(&mut self, how: Comparison, a: &Expr, b: &Expr) -> Slot {
        let ExprKind::Arithmetic(Arithmetic::Divide { numerator, denominator }, over, under) = &a.kind else {
            let (a, b) = (self.expression(a), self.expression(b));
            return self.b.compare(how, a, b);
        };
        let (top, bottom) = (self.expression(over), self.expression(under));
        let level = self.expression(b);
        let (left, right) = self.cross(top, bottom, level, (*numerator, *denominator));
        let out = self.b.flow(Type::Boolean);
        self.b.push(Action::CompareQuotient(Box::new(CompareQuotient {
            out,
            how,
            numerator: top,
            denominator: bottom,
            level,
            left,
            right,
        })));
        out
    }

    /// The factors that make `top × left` and `level × bottom × right` whole numbers of one scale.
    pub fn cross(&self, top: Slot, bottom: Slot, level: Slot, fraction: (i128, i128)) -> (i128, i128) {
        let (left, right) = (self.b.scale(top), self.b.scale(level) + self.b.scale(bottom));
        crate::plan::scaled(left, right, fraction)
    }

    fn window(&mut self, fold: Fold, of: &Expr, window: Window, result: Type) -> Slot {
        let credits = if fold == Fold::Sum { self.credit_for(of) } else { Vec::new() };
        let of = self.expression(of);
        let fold = match fold {
            Fold::Sum => FoldKind::Sum,
            Fold::Average => FoldKind::Average,
            Fold::Minimum => FoldKind::Minimum,
            Fold::Maximum => FoldKind::Maximum,
        };
        let out = self.b.flow(result.clone());
        self.b.push(Action::Window { out, of, fold, periods: window.periods, or_fewer: window.or_fewer });
        credits.into_iter().fold(out, |sum, credit| {
            let counted = self.b.flow(result.clone());
            self.b.push(Action::Window { out: counted, of: credit, fold, periods: window.periods, or_fewer: true });
            self.b.add(sum, counted)
        })
    }

    fn dated(&mut self, dated: &Dated) -> Slot {
        let after = self.expression(&dated.after);
        dated.until.iter().rev().fold(after, |later, (until, value)| {
            let value = self.expression(value);
            let until = *until;
            let before = self.flags_by(|_, end| end <= until);
            self.b.select(before, value, later)
        })
    }

    fn prior(&mut self, read: Read) -> Slot {
        let of = match self.directory.get(&read) {
            Some(&slot) => slot,
            None => match read {
                Read::Line(line) => self.line_slot(line),
                _ => self.read(read),
            },
        };
        self.b.prior(of)
    }

    /// The slot of a name, emitting what it needs the first time it is read.
    pub fn read(&mut self, read: Read) -> Slot {
        if let Read::Line(line) = read {
            return self.line(line);
        }
        if let Some(&slot) = self.directory.get(&read) {
            return slot;
        }
        if self.depth >= super::DEEPEST {
            self.too_deep = self.too_deep.or(Some(self.b.place));
            return self.zero_money();
        }
        self.depth += 1;
        let guard = self.b.set_guard(None);
        let place = self.b.place;
        let slot = match read {
            Read::Line(line) => self.line(line),
            Read::Input(input) => {
                let slot = self.inputs[input.index()];
                self.shocked(ShockTarget::Input(input), slot)
            }
            Read::Curve(curve) => self.curve(curve),
            Read::Asset(asset, attribute) => self.asset(asset, attribute),
            Read::AssetValue(asset, line) => self.asset_value(asset, line),
            Read::Contract(contract, attribute) => self.contract(contract, attribute),
            Read::Party(party, attribute) => self.party(party, attribute),
            Read::Account(account, attribute) => self.account(account, attribute),
            Read::Fee(fee, attribute) => self.fee(fee, attribute),
            Read::Tranche(tranche, attribute) => self.tranche(tranche, attribute),
            Read::State(state) => self.states[state.index()],
            Read::Step(step, attribute) => self.step(step, attribute),
            Read::Covenant(covenant, attribute) => self.covenant(covenant, attribute),
            Read::Liquidation(liquidation, attribute) => self.liquidation(liquidation, attribute),
            Read::Period(attribute) => self.period(attribute),
            Read::Remaining(account) => self.accounts[account.index()].balance,
            Read::Estate => self.estate(),
        };
        self.b.place = place;
        self.b.set_guard(guard);
        self.depth -= 1;
        slot
    }

    fn period(&mut self, attribute: PeriodAttribute) -> Slot {
        match attribute {
            PeriodAttribute::Index => self.calendar.index,
            PeriodAttribute::Hours => self.calendar.hours,
            PeriodAttribute::Days => self.calendar.days,
            PeriodAttribute::Months => self.calendar.months,
            PeriodAttribute::End => self.calendar.end,
            PeriodAttribute::IsLast => self.calendar.last,
            PeriodAttribute::IsPayment => self.calendar.payment,
        }
    }

    fn line_slot(&mut self, id: LineId) -> Slot {
        if let Some(&slot) = self.directory.get(&Read::Line(id)) {
            return slot;
        }
        let line = &self.model.lines[id.index()];
        let place = std::mem::replace(&mut self.b.place, line.label.place);
        let slot = self.b.named_flow(line.label.name.clone(), line.value.of.clone());
        self.b.place = place;
        self.directory.insert(Read::Line(id), slot);
        slot
    }

    /// A line is computed once a period; one that reads running stocks, again whenever cash may have moved since.
    /// Lines that wait for each other are emitted from the far end of their row, so that no depth of them recurses.
    fn line(&mut self, id: LineId) -> Slot {
        let mut waiting = vec![(id, false)];
        while let Some((id, read)) = waiting.pop() {
            if self.is_emitted(id) {
                continue;
            }
            if read {
                self.emit_line(id);
                continue;
            }
            waiting.push((id, true));
            let before = waited_for(&self.model.lines[id.index()].value);
            waiting.extend(before.into_iter().rev().map(|id| (id, false)));
        }
        self.line_slot(id)
    }

    fn is_emitted(&self, id: LineId) -> bool {
        let stamp = if self.model.lines[id.index()].running { self.epoch } else { 0 };
        self.emitted.get(&id) == Some(&stamp)
    }

    fn emit_line(&mut self, id: LineId) {
        let slot = self.line_slot(id);
        let line = &self.model.lines[id.index()];
        self.emitted.insert(id, if line.running { self.epoch } else { 0 });
        let guard = self.b.set_guard(None);
        let place = std::mem::replace(&mut self.b.place, line.label.place);
        let value = self.expression(&line.value);
        let value = self.shocked(ShockTarget::Line(id), value);
        let first = match &line.first {
            Some(first) => self.expression(first),
            None => self.b.constant(line.value.of.clone(), crate::plan::NOT_AVAILABLE),
        };
        self.b.push(Action::Select { out: slot, condition: self.calendar.closing, yes: first, no: value });
        self.b.place = place;
        self.b.set_guard(guard);
    }
}

/// The lines an expression reads in the same period.
fn waited_for(expr: &Expr) -> Vec<LineId> {
    match expr.kind {
        ExprKind::Read(Read::Line(id)) => vec![id],
        ExprKind::Prior(_) => Vec::new(),
        _ => expr.parts().into_iter().flat_map(waited_for).collect(),
    }
}
