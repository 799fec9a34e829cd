//! `tranche`: a class of debt.

use super::super::checker::{Checker, stand_in};
use super::super::codes;
use super::super::names::Entity;
use super::super::phrase::Cursor;
use super::super::term::{Term, Terms};
use super::super::wanted::Wanted;
use crate::diagnostic::Diagnostic;
use crate::library::amortization::PROFILES;
use crate::model::fold;
use crate::model::{
    Amortization, Argument, Draw, DrawDestination, Expr, PartyId, PaymentDefault, Prepayments, RateSetting, SecuredBy,
    Tranche, UnpaidInterest,
};
use crate::quantity::{CalendarUnit, Unit};
use crate::syntax::ast::{self, BlockKind, Preposition};
use crate::time::{Date, DayCount};

impl<'a> Checker<'a> {
    pub(crate) fn build_tranches(&mut self) -> Vec<Tranche> {
        let blocks = self.blocks.tranches.clone();
        let mut tranches = Vec::new();
        for terms in blocks {
            tranches.push(self.tranche(&terms));
        }
        tranches
    }

    fn tranche(&mut self, terms: &Terms<'a>) -> Tranche {
        let place = terms.place();
        let last = self.deal.grid.end(self.deal.grid.periods()).unwrap_or(self.deal.grid.closing());
        let maturity = self.maturity(terms);
        let limit = self.required_value(terms.get("limit"), &Wanted::Money);
        let draws = terms.get("draws").map_or(Vec::new(), |term| self.draws(term, maturity));
        let opening = self.optional_value(terms.get("opening"), &Wanted::Money);
        self.check_drawn(terms, &limit, &draws, opening.is_some());
        let coupon = self.coupon(terms);
        let proceeds = self.proceeds(terms, !draws.is_empty());
        Tranche {
            label: self.label(terms.block),
            limit,
            draws,
            proceeds,
            coupon: coupon.unwrap_or_else(|| stand_in(place, Unit::rate(CalendarUnit::Year))),
            setting: self.setting(terms),
            day_count: self.day_count(terms).unwrap_or(DayCount::Act360),
            adjusted: self.is_adjusted(terms),
            capitalizes: terms
                .get("interest")
                .is_some_and(|term| self.one_of(term, &["capitalizes", "in cash"]) == Some("capitalizes")),
            upfront_fee: self.optional_value(terms.get("upfront fee"), &Wanted::Ratio),
            undrawn_fee: self.optional_value(terms.get("undrawn fee"), &Wanted::RatePerYear),
            advance: self.optional_value(terms.get("advance"), &Wanted::Money),
            amortization: self.amortization(terms, maturity).unwrap_or(Amortization::None),
            prepayments: self.prepayments(terms),
            maturity: maturity.unwrap_or(last),
            unpaid_interest: self.unpaid_interest(terms),
            payment_default: self.payment_default(terms).unwrap_or(PaymentDefault::Never),
            default_rate: self.optional_value(terms.get("default rate"), &Wanted::RatePerYear),
            secured_by: terms.get("secured by").map_or(Vec::new(), |term| self.secured_by(term)),
            borrower: self.borrower(terms),
            opening,
        }
    }

    fn maturity(&mut self, terms: &Terms<'a>) -> Option<Date> {
        let term = terms.get("maturity")?;
        let date = self.term_date(Some(term))?;
        let place = term.line.phrase.span;
        if self.deal.sound && date <= self.deal.grid.closing() {
            let message = format!("the tranche matures on {date}, and the deal closes on {}", self.deal.grid.closing());
            let diagnostic =
                Diagnostic::error(codes::DATE_ORDER, place, message).help("write a maturity after closing");
            let closing = self.blocks.deal.as_ref().and_then(|terms| terms.get("closing")).map(|term| term.line.span);
            self.report(match closing {
                Some(closing) => diagnostic.related(closing, "closing"),
                None => diagnostic,
            });
            return None;
        }
        self.check_in_grid(date, place, "maturity").then_some(date)
    }

    /// `USD 110M at closing, USD 40M on 2025-12-31`
    /// `accrues: adjusted`; between period ends when it does not say.
    fn is_adjusted(&mut self, terms: &Terms<'a>) -> bool {
        if let Some(term) = terms.get("accrues") {
            return self.one_of(term, &["unadjusted", "adjusted"]) == Some("adjusted");
        }
        if self.deal.payments.iter().skip(1).ne(self.deal.grid.ends()) {
            let assumed = format!("`{}` accrues between period ends, not between payment dates", terms.name());
            self.assume_term(terms.block, "accrues: unadjusted", assumed);
        }
        false
    }

    fn draws(&mut self, term: &Term<'a>, maturity: Option<Date>) -> Vec<Draw> {
        let mut draws = Vec::new();
        for clause in &term.line.phrase.clauses {
            draws.extend(self.draw(clause, maturity));
        }
        let closing = self.deal.grid.closing();
        if draws.iter().any(|draw| draw.on > closing) {
            self.assume("nothing is drawn of a tranche after its event of default");
        }
        draws
    }

    fn draw(&mut self, clause: &'a ast::Clause, maturity: Option<Date>) -> Option<Draw> {
        let mut cursor = Cursor::of(clause);
        let amount = self.take_value(&mut cursor, "a draw")?;
        let amount_value = self.value(amount, &Wanted::Money, "a draw", &Default::default());
        let on = cursor.operand(Preposition::At).or_else(|| cursor.operand(Preposition::On));
        self.finish(&mut cursor, "this draw");
        let Some(on) = on else {
            let message = "this draw does not say when";
            let help = "write `USD 40M on 2025-12-31` or `USD 110M at closing`";
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, clause.span, message).help(help));
            return None;
        };
        let date = self.date_in_grid(on, "this draw")?;
        if let Some(maturity) = maturity
            && date >= maturity
        {
            let message = format!("this draw on {date} does not come before maturity on {maturity}");
            self.report(
                Diagnostic::error(codes::DATE_ORDER, on.span, message).help("draw earlier, or write a later maturity"),
            );
            return None;
        }
        let value = amount_value?;
        if fold(&value, self.deal.rounding).is_some_and(|amount| amount < 0) {
            let message = "a draw is not negative";
            self.report(
                Diagnostic::error(codes::OUT_OF_BOUNDS, amount.span, message)
                    .help("write what is lent, without a minus"),
            );
            return None;
        }
        Some(Draw { amount: value, on: date })
    }

    /// What can be said before the run about what is drawn.
    fn check_drawn(&mut self, terms: &Terms<'a>, limit: &Expr, draws: &[Draw], opening: bool) {
        if draws.is_empty() && !opening && terms.get("draws").is_none() {
            let message = format!("nothing is ever drawn under tranche `{}`", terms.name());
            let help = "add `draws: USD 110M at closing`, or `opening: USD 110M` for one that is outstanding already";
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, terms.place(), message).help(help));
        }
        let known = fold(limit, self.deal.rounding);
        if known.is_some_and(|limit| limit < 0) {
            self.report(
                Diagnostic::error(codes::OUT_OF_BOUNDS, limit.place, "a limit is not negative")
                    .help("write the most that may be lent, without a minus"),
            );
            return;
        }
        let drawn: Option<i128> = draws.iter().map(|draw| fold(&draw.amount, self.deal.rounding)).sum();
        let (Some(known), Some(drawn), Some(term)) = (known, drawn, terms.get("draws")) else { return };
        if drawn > known && terms.get("limit").is_some() && limit.of.unit().is_some_and(Unit::is_money) {
            let digits = self.deal.currency.minor_digits();
            let code = self.deal.currency.code();
            let grouped = |amount| crate::quantity::decimal::grouped(amount, digits, 0, self.deal.rounding);
            let message =
                format!("the draws come to {code} {}, and the limit is {code} {}", grouped(drawn), grouped(known));
            self.report(
                Diagnostic::error(codes::DRAWS_BEYOND_LIMIT, term.line.phrase.span, message)
                    .related(limit.place, "the limit")
                    .help("draw less, or raise the limit"),
            );
        }
    }

    fn coupon(&mut self, terms: &Terms<'a>) -> Option<Expr> {
        let coupon = self.term_value(terms.get("coupon")?, &Wanted::RatePerYear)?;
        let floats = self.floats(&coupon);
        if floats && terms.get("set").is_none() {
            let message = format!("the coupon of `{}` floats and does not say when it is set", terms.name());
            let help = "add `set: in advance` (on the close of the period before) or `set: in arrears`";
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, coupon.place, message).help(help));
        }
        Some(coupon)
    }

    fn setting(&mut self, terms: &Terms<'a>) -> RateSetting {
        match terms.get("set").and_then(|term| self.one_of(term, &["in advance", "in arrears"])) {
            Some("in advance") => RateSetting::InAdvance,
            _ => RateSetting::InArrears,
        }
    }

    fn proceeds(&mut self, terms: &Terms<'a>, needed: bool) -> DrawDestination {
        let term = terms.get("proceeds");
        if term.is_none() && needed {
            let message = format!("tranche `{}` does not say where its draws go", terms.name());
            let help = "add `proceeds: to ACCOUNT`, or `proceeds: to Sponsor`";
            self.report(Diagnostic::error(codes::CASH_LOST, terms.place(), message).help(help));
        }
        self.term_destination(term).unwrap_or(DrawDestination::Party(PartyId(0)))
    }

    fn day_count(&mut self, terms: &Terms<'a>) -> Option<DayCount> {
        let known: Vec<&'static str> = DayCount::names().collect();
        DayCount::from_name(self.one_of(terms.get("day count")?, &known)?)
    }

    fn amortization(&mut self, terms: &Terms<'a>, maturity: Option<Date>) -> Option<Amortization> {
        let tables: Vec<&'a ast::Block> =
            terms.nested.iter().copied().filter(|block| block.kind == BlockKind::Table).collect();
        let term = terms.get("amortization")?;
        let mut cursor = Cursor::of(self.single(term)?);
        if let Some(ast::Element::Expr(ast::Expr { kind: ast::ExprKind::Money(code, number, unit), span })) =
            cursor.peek()
        {
            cursor.value();
            return self.per_period(term, &mut cursor, (code, *number, unit, *span), maturity);
        }
        let (entry, arguments) = self.signature(&mut cursor, PROFILES, "an amortization", None)?;
        self.finish(&mut cursor, "`amortization`");
        if entry.words != "table" && !tables.is_empty() {
            let message = "this table stands beside another amortization";
            let place = tables.first().map_or(term.line.span, |table| table.kind_span);
            self.report(
                Diagnostic::error(codes::LABEL_TWICE, place, message)
                    .help("write `amortization: table`, or drop the table"),
            );
        }
        match entry.words {
            "none" => Some(Amortization::None),
            "table" => self.amortization_table(tables.first().copied(), term),
            _ => {
                let (instalments, from) = self.instalments(term, &arguments, maturity)?;
                Some(match entry.words {
                    "level payment" => Amortization::LevelPayment { instalments, from },
                    _ => Amortization::EqualPrincipal { instalments, from },
                })
            }
        }
    }

    /// Months over the length of a period, and the first date.
    fn instalments(
        &mut self,
        term: &Term<'a>,
        arguments: &[Option<Argument>],
        maturity: Option<Date>,
    ) -> Option<(u32, Date)> {
        let place = term.line.phrase.span;
        let Some(Some(Argument::Months(months))) = arguments.first() else { return None };
        let from = match arguments.get(1) {
            Some(Some(Argument::Date(date))) => *date,
            _ => self.deal.grid.end(1)?,
        };
        let per_period = self.deal.months_per_period.max(1);
        if months % per_period != 0 {
            let message = format!("{months} months are not a whole number of periods");
            let help = format!("a period is {per_period} months here: write a multiple of it");
            self.report(Diagnostic::error(codes::SPAN, place, message).help(help));
            return None;
        }
        self.check_first_instalment(from, term, maturity)?;
        Some((months / per_period, from))
    }

    fn check_first_instalment(&mut self, from: Date, term: &Term<'a>, maturity: Option<Date>) -> Option<()> {
        let place = term.line.phrase.span;
        if let Some(maturity) = maturity
            && from > maturity
        {
            let message = format!("the first instalment on {from} comes after maturity on {maturity}");
            self.report(
                Diagnostic::error(codes::DATE_ORDER, place, message)
                    .help("write an earlier first instalment, or a later maturity"),
            );
            return None;
        }
        self.check_in_grid(from, place, "the first instalment").then_some(())
    }

    /// `USD 375_000 per period from 2026-01-31`
    fn per_period(
        &mut self,
        term: &Term<'a>,
        cursor: &mut Cursor<'a>,
        written: (&ast::Name, ast::Number, &ast::UnitText, crate::source::Span),
        maturity: Option<Date>,
    ) -> Option<Amortization> {
        let (code, number, unit, place) = written;
        let from = cursor.operand(Preposition::From).map(|operand| self.date(operand));
        self.finish(cursor, "`amortization`");
        if !matches!(unit.per.as_slice(), [name] if name.text == "period") {
            let message = "an amount of principal falls due each period";
            let help =
                format!("write `{} per period`", self.text(place).split(" per ").next().unwrap_or("USD 375_000"));
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, place, message).help(help));
            return None;
        }
        let plain = ast::UnitText { over: None, per: Vec::new(), span: unit.span };
        let amount = self.money_literal(code, number, &plain, place)?;
        let amount = self.fit(amount, &Wanted::Money, "`amortization`")?;
        let from = match from {
            Some(from) => Some(from?),
            None => None,
        };
        if let Some(from) = from {
            self.check_first_instalment(from, term, maturity)?;
        }
        Some(Amortization::PerPeriod { amount, from })
    }

    fn amortization_table(&mut self, table: Option<&'a ast::Block>, term: &Term<'a>) -> Option<Amortization> {
        let Some(table) = table else {
            let message = "there is no table of amortization";
            let help = "add it to the tranche: `table { 2027-12-31: 40% }`";
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, term.line.phrase.span, message).help(help));
            return None;
        };
        let rows = self.dated_rows(table, &Wanted::Ratio)?;
        let mut shares = Vec::new();
        for (date, value) in rows {
            shares.push((date, fold(&value, self.deal.rounding)?));
        }
        let whole: i128 = shares.iter().map(|(_, share)| share).sum();
        let one = crate::quantity::fixed::power_of_ten(crate::quantity::unit::RATIO_SCALE);
        if whole > one {
            let percent = crate::quantity::decimal::percent(whole, 2);
            let message = format!("these shares come to {percent}");
            self.report(
                Diagnostic::error(codes::SHARES, table.kind_span, message)
                    .help("write shares of the amount drawn that come to 100% at most"),
            );
            return None;
        }
        Some(Amortization::Table(shares))
    }

    fn prepayments(&mut self, terms: &Terms<'a>) -> Prepayments {
        let known = &["in order of maturity", "in inverse order of maturity", "pro rata"];
        match terms.get("prepayments").and_then(|term| self.one_of(term, known)) {
            Some("in inverse order of maturity") => Prepayments::Inverse,
            Some("pro rata") => Prepayments::ProRata,
            Some(_) => Prepayments::InOrder,
            None => {
                let assumed = format!("prepayments of `{}` shorten the next instalments first", terms.name());
                self.assume_term(terms.block, "prepayments: in order of maturity", assumed);
                Prepayments::InOrder
            }
        }
    }

    fn unpaid_interest(&mut self, terms: &Terms<'a>) -> UnpaidInterest {
        match terms.get("unpaid interest") {
            Some(term) => match self.one_of(term, &["arrears", "capitalizes"]) {
                Some("capitalizes") => UnpaidInterest::Capitalizes,
                _ => UnpaidInterest::Arrears,
            },
            None => {
                let assumed = format!("unpaid interest of `{}` stays due without interest on it", terms.name());
                self.assume_term(terms.block, "unpaid interest: arrears", assumed);
                UnpaidInterest::Arrears
            }
        }
    }

    /// `never`, `after 5 days`, `after 2 payment dates in a row`
    fn payment_default(&mut self, terms: &Terms<'a>) -> Option<PaymentDefault> {
        let term = terms.get("payment default")?;
        let clause = self.single(term)?;
        let written = self.text(clause.span);
        let words: Vec<&str> = written.split(' ').collect();
        let count = |text: &str| text.replace('_', "").parse::<u32>().ok().filter(|count| *count <= 10_000);
        let found = match words.as_slice() {
            ["never"] => Some(PaymentDefault::Never),
            ["at", "once"] => Some(PaymentDefault::AfterDays(0)),
            ["after", days, "day" | "days"] => count(days).map(|days| PaymentDefault::AfterDays(i64::from(days))),
            ["after", dates, "payment", "date" | "dates"] | ["after", dates, "payment", "dates", "in", "a", "row"] => {
                count(dates).filter(|dates| *dates > 0).map(PaymentDefault::AfterPaymentDates)
            }
            _ => None,
        };
        if found.is_none() {
            let message = format!("`payment default` cannot be `{written}`");
            let help = "write `after 5 days`, `after 2 payment dates in a row` or `never`";
            self.report(Diagnostic::error(codes::UNKNOWN_WORD, clause.span, message).help(help));
        }
        found
    }

    fn secured_by(&mut self, term: &Term<'a>) -> Vec<SecuredBy> {
        let fits = |entity| matches!(entity, Entity::Asset(_) | Entity::Account(_));
        let named = self.listed(term, "an asset or an account", fits);
        named
            .into_iter()
            .filter_map(|entity| match entity {
                Entity::Asset(id) => Some(SecuredBy::Asset(id)),
                Entity::Account(id) => Some(SecuredBy::Account(id)),
                _ => None,
            })
            .collect()
    }

    fn borrower(&mut self, terms: &Terms<'a>) -> Option<PartyId> {
        match self.named(terms.get("borrower"), "a party", |entity| matches!(entity, Entity::Party(_)))? {
            Entity::Party(id) => Some(id),
            _ => None,
        }
    }
}
