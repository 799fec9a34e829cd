//! What happened in a run, as findings: each on the clause it happened under, once, with its first date.

use super::finding::fingerprint;
use super::{Finding, Level, Place, Rule, Tested, rule};
use crate::engine::outcome::{Breach, CovenantOutcome, Event, EventKind, Outcome, Status, as_level};
use crate::model::Model;
use crate::quantity::decimal::percent;
use crate::report::reports::verdicts::quoted;
use crate::source::{Sources, Span};

/// What followed, by kind and name, then losses.
pub fn happened(model: &Model, outcome: &Outcome, sources: &Sources) -> Vec<Finding> {
    let run = Ran { model, outcome, sources };
    let mut findings = run.events();
    findings.extend(run.losses());
    findings
}

/// Every level of every covenant that was tested, with its breach if it has one.
pub fn covenants(model: &Model, outcome: &Outcome, sources: &Sources) -> Vec<Tested> {
    let run = Ran { model, outcome, sources };
    outcome.covenants.iter().flat_map(|covenant| run.levels(covenant)).collect()
}

/// A run to be told of.
struct Ran<'a> {
    model: &'a Model,
    outcome: &'a Outcome,
    sources: &'a Sources,
}

impl Ran<'_> {
    /// What makes the finding this one: the deal, the world it ran in and what it happened to, but no line and no date.
    fn finding(&self, rule: Rule, place: Span, about: &[&str], message: String) -> Finding {
        let deal = self.sources.path(self.model.deal.label.place.source);
        let world = self.world();
        let identity: Vec<&str> = [&[rule.id, deal][..], about, &[world.as_str()]].concat();
        Finding {
            rule,
            level: Level::Warning,
            subject: about.join(" "),
            message,
            label: String::new(),
            place: Place::of(place, self.sources),
            related: Vec::new(),
            help: None,
            fingerprint: fingerprint(&identity),
        }
    }

    /// `base with utilization = 70%`
    fn world(&self) -> String {
        let given: Vec<String> = self.outcome.given.iter().map(|it| format!("{} = {}", it.name, it.value)).collect();
        let given = if given.is_empty() { String::new() } else { format!(" with {}", given.join(", ")) };
        format!("{}{given}", self.outcome.scenario)
    }

    /// `deal why tower.deal DSCR.value@2027-12-31 --under Squeeze --set utilization=70%`
    fn why(&self, figure: &str) -> String {
        let deal = self.sources.path(self.model.deal.label.place.source);
        let mut words = vec!["deal why".to_owned(), quoted(deal), quoted(figure)];
        if self.outcome.scenario != "base" {
            words.push(format!("--under {}", quoted(&self.outcome.scenario)));
        }
        words.extend(
            self.outcome.given.iter().map(|it| format!("--set {}", quoted(&format!("{}={}", it.name, it.value)))),
        );
        format!("`{}` walks the figure back", words.join(" "))
    }

    fn levels(&self, of: &CovenantOutcome) -> Vec<Tested> {
        let Some(covenant) = self.model.covenants.iter().find(|it| it.label.name == of.name) else { return Vec::new() };
        let mut names: Vec<&str> = Vec::new();
        for level in of.tests.iter().flat_map(|test| &test.levels) {
            if !names.contains(&level.level.as_str()) {
                names.push(&level.level);
            }
        }
        let tested = names.into_iter().map(|level| {
            let place = covenant.levels.iter().find(|it| it.text == level).map_or(covenant.label.place, |it| it.place);
            let breaches = self.outcome.breaches.iter();
            let failed: Vec<&Breach> = breaches.filter(|it| it.covenant == of.name && it.level == level).collect();
            Tested {
                title: format!("{} {level}", of.name),
                under: self.world(),
                place: Place::of(place, self.sources),
                findings: failed.first().map(|first| self.breach(first, &failed, place)).into_iter().collect(),
                stopped: false,
            }
        });
        tested.collect()
    }

    fn breach(&self, first: &Breach, all: &[&Breach], place: Span) -> Finding {
        let value = first.value.as_ref().map(|value| format!(" at {}", as_level(value, &first.level)));
        let clause = first.clause.as_ref().map(|clause| format!(" [{clause}]"));
        let message = format!(
            "`{}` is breached{}: `{}`{} on {}{}, scenario `{}`",
            first.covenant,
            clause.unwrap_or_default(),
            first.level,
            value.unwrap_or_default(),
            first.date,
            more(all.len(), "test date"),
            self.world(),
        );
        let about = [first.covenant.as_str(), first.level.as_str()];
        let mut finding = self.finding(rule::COVENANT_BREACH, place, &about, message);
        if !all.iter().any(|it| matches!(it.status, Status::Breached | Status::Pending)) {
            finding.level = Level::Note;
            finding.message.push_str("; cured");
        }
        finding.help = Some(self.why(&format!("{}.value@{}", first.covenant, first.date)));
        finding
    }

    fn events(&self) -> Vec<Finding> {
        let mut kinds: Vec<(Rule, &Event, usize)> = Vec::new();
        for event in &self.outcome.events {
            let Some(rule) = rule_of(event.kind) else { continue };
            match kinds.iter_mut().find(|(known, first, _)| known.id == rule.id && first.of == event.of) {
                Some((_, _, times)) => *times += 1,
                None => kinds.push((rule, event, 1)),
            }
        }
        kinds.into_iter().filter_map(|(rule, first, times)| self.event(rule, first, times)).collect()
    }

    fn event(&self, rule: Rule, first: &Event, times: usize) -> Option<Finding> {
        let what = match first.kind {
            EventKind::StateEntered => format!("state `{}` is entered", first.of),
            EventKind::MissedPayment => format!("`{}` is not paid what is due, {}", first.of, first.text),
            EventKind::PaymentDefault => format!("`{}` is in payment default", first.of),
            EventKind::MaturityDefault => format!("`{}` is not repaid at maturity", first.of),
            EventKind::EventOfDefault => format!("event of default of `{}`", first.of),
            _ => "the debt is accelerated".to_owned(),
        };
        let message = format!("{what} on {}{}, scenario `{}`", first.date, more(times, "date"), self.world());
        Some(self.finding(rule, self.place_of(first)?, &[&first.of], message))
    }

    /// Where the thing an event is of is declared.
    fn place_of(&self, event: &Event) -> Option<Span> {
        let model = self.model;
        let named = |label: &crate::model::Label| (label.name == event.of).then_some(label.place);
        match event.kind {
            EventKind::StateEntered => model.states.iter().find_map(|it| named(&it.label)),
            EventKind::Acceleration => model.enforcement.as_ref().map(|it| it.label.place),
            _ => model.tranches.iter().find_map(|it| named(&it.label)),
        }
    }

    fn losses(&self) -> Vec<Finding> {
        let losses = self.outcome.recoveries.iter().filter(|recovery| recovery.is_loss());
        let found = losses.filter_map(|recovery| {
            let tranche = self.model.tranches.iter().find(|it| it.label.name == recovery.tranche)?;
            let share = recovery.nominal.as_ref().map(|it| format!("recovers {} of its claim", percent(it.value, 1)));
            let what = share.unwrap_or_else(|| "is not repaid by the end of the run".to_owned());
            let message = format!("`{}` {what}, scenario `{}`", recovery.tranche, self.world());
            Some(self.finding(rule::LOSS, tranche.label.place, &[&recovery.tranche], message))
        });
        found.collect()
    }
}

fn rule_of(kind: EventKind) -> Option<Rule> {
    match kind {
        EventKind::StateEntered => Some(rule::STATE_ENTERED),
        EventKind::MissedPayment => Some(rule::MISSED_PAYMENT),
        EventKind::PaymentDefault | EventKind::MaturityDefault => Some(rule::PAYMENT_DEFAULT),
        EventKind::EventOfDefault => Some(rule::EVENT_OF_DEFAULT),
        EventKind::Acceleration => Some(rule::ACCELERATION),
        _ => None,
    }
}

/// ` and on 3 more test dates`
fn more(times: usize, what: &str) -> String {
    match times.saturating_sub(1) {
        0 => String::new(),
        1 => format!(" and on 1 more {what}"),
        more => format!(" and on {more} more {what}s"),
    }
}
