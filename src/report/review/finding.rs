//! Each change as a finding on its clause in the new deal: a warning where it favours the borrower, else a note.

use super::Review;
use crate::analysis::diff::{Favour, Place as Where};
use crate::report::findings::{Finding, Level, OUTCOME_CHANGED, Place, Rule, TERM_CHANGED, fingerprint};
use crate::source::{Sources, Span};

/// `sources` and `deal` are of the new deal: where there is nothing left to point at, its heading stands for it.
pub fn findings(review: &Review, deal: Span, sources: &Sources) -> Vec<Finding> {
    let terms = review.terms.iter().map(|change| {
        let place = match change.place {
            Where::After(place) => place,
            Where::Before(_) => deal,
        };
        let about = [change.kind.word(), &change.name, &change.term];
        found(TERM_CHANGED, Place::of(place, sources), &about, change.line(), (change.favours, &change.because))
    });
    let outcomes = review.worlds.iter().flat_map(|world| {
        world.changes.iter().map(|moved| {
            let message = format!("{}, scenario `{}`", moved.line(), world.scenario);
            let about = [world.scenario.as_str(), &moved.of, moved.figure];
            found(
                OUTCOME_CHANGED,
                Place::of(moved.place.unwrap_or(deal), sources),
                &about,
                message,
                (moved.favours, moved.because),
            )
        })
    });
    terms.chain(outcomes).collect()
}

fn found(rule: Rule, place: Place, about: &[&str], message: String, (favours, because): (Favour, &str)) -> Finding {
    let identity: Vec<&str> = [&[rule.id, place.path.as_str()][..], about].concat();
    Finding {
        rule,
        level: if favours == Favour::Borrower { Level::Warning } else { Level::Note },
        subject: about.join(" ").trim().to_owned(),
        message,
        label: String::new(),
        fingerprint: fingerprint(&identity),
        place,
        related: Vec::new(),
        help: Some(match favours {
            Favour::Neither => format!("it favours neither: {because}"),
            favours => format!("it favours the {}: {because}", favours.word()),
        }),
    }
}
