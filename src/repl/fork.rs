//! What is tried: changes on top of the session's scenario, as shocks and a scenario of their own.

use super::entry::Piece;
use super::standing::Standing;

/// The scenario of what is tried.
pub const SCENARIO: &str = "what_if";

/// The blocks that say what is tried.
pub fn pieces(standing: &Standing) -> Vec<Piece> {
    let blocks = blocks(standing, SCENARIO, SCENARIO);
    blocks.into_iter().map(|piece| Piece { tried: true, ..piece }).collect()
}

/// A shock for each change, called after `shock`, and the scenario with all of them.
pub fn blocks(standing: &Standing, scenario: &str, shock: &str) -> Vec<Piece> {
    if standing.forks.is_empty() {
        return Vec::new();
    }
    let names: Vec<String> = (1..=standing.forks.len()).map(|number| format!("{shock}_{number}")).collect();
    let shocks = names.iter().zip(&standing.forks).map(|(name, change)| format!("shock {name} {{ {change} }}"));
    let under = &standing.under;
    let scenario = format!("scenario {scenario}: {under} with {}", names.join(", "));
    shocks.chain([scenario]).map(Piece::typed).collect()
}
