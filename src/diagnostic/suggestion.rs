//! "Did you mean": the nearest of the names that would have been right.

/// The candidate nearest to what was written, if it is near enough to be a slip of the hand.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A counterparty may send a name of a megabyte; no slip of the hand is that long.
    if written.len() > 64 {
        return None;
    }
    let lower = written.to_lowercase();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let distance = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
        let near_enough = distance <= (written.chars().count() / 3).max(1);
        if near_enough && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_slips_of_the_hand_only() {
        let names = ["tranche", "covenant", "account"];
        assert_eq!(nearest("tranch", names), Some("tranche"));
        assert_eq!(nearest("covenent", names), Some("covenant"));
        assert_eq!(nearest("Account", names), Some("account"));
        assert_eq!(nearest("bond", names), None);
    }
}
