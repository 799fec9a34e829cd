//! Whole sentences, for a screen reader.

use super::{Review, of_terms, of_world};
use crate::analysis::diff::Favour;
use crate::diagnostic::sanitize::sanitize_line;

pub fn print(review: &Review) -> String {
    let mut lines = vec![format!("{}, {} compared with {}.", review.deal, review.after, review.before)];
    lines.push(format!("Terms, {}.", of_terms(review)));
    for change in &review.terms {
        let notes: String = change.statements().iter().map(|note| format!(" {note}.")).collect();
        lines.push(format!("{}.{notes} {}", spoken(&change.line()), why(change.favours, &change.because)));
    }
    for world in &review.worlds {
        lines.push(format!("Outcomes of scenario {}, {}.", world.scenario, of_world(world)));
        let told = world.changes.iter().map(|it| format!("{}. {}", spoken(&it.line()), why(it.favours, it.because)));
        lines.extend(told);
    }
    lines.extend(review.not_run.iter().map(|why| format!("There are no outcomes: {why}.")));
    lines.iter().map(|line| format!("{}\n", sanitize_line(line))).collect()
}

fn spoken(line: &str) -> String {
    line.replace(" → ", ", now ").replace(" [", ", cited as ").replace(']', "")
}

fn why(favour: Favour, because: &str) -> String {
    match favour {
        Favour::Neither => format!("It favours neither: {because}."),
        favour => format!("It favours the {}: {because}.", favour.word()),
    }
}
