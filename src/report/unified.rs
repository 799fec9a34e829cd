//! The difference of two texts in the unified format, as `diff -u` prints it and `patch` reads it.

use std::collections::BTreeMap;

/// Lines shown around a change.
const CONTEXT: usize = 3;

/// Nothing where the texts are equal.
pub fn unified(path: &str, old: &str, new: &str) -> String {
    let (old, new) = (lines(old), lines(new));
    let steps = steps(&old, &new);
    let hunks = hunks(&steps);
    let mut text = String::new();
    for hunk in &hunks {
        if text.is_empty() {
            text = format!("--- {path}\n+++ {path}\n");
        }
        write_hunk(&mut text, &steps[..hunk.start], &steps[hunk.clone()]);
    }
    text
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step<'a> {
    Same(&'a str),
    Gone(&'a str),
    Come(&'a str),
}

/// From the old text to the new one, line by line; in each change what goes stands before what comes.
fn steps<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Step<'a>> {
    let mut pairs = Vec::new();
    let letters = |line: &&str| line.split_whitespace().collect::<String>();
    let (old_letters, new_letters) = (old.iter().map(letters).collect(), new.iter().map(letters).collect());
    Pairing { old: &old_letters, new: &new_letters, pairs: &mut pairs }.between(0, old.len(), 0, new.len());
    pairs.retain(|(a, b)| old[*a] == new[*b]);
    pairs.push((old.len(), new.len()));
    let mut steps = Vec::new();
    let (mut a, mut b) = (0, 0);
    for (next_a, next_b) in pairs {
        steps.extend(old[a..next_a].iter().map(|line| Step::Gone(line)));
        steps.extend(new[b..next_b].iter().map(|line| Step::Come(line)));
        steps.extend(old.get(next_a).map(|line| Step::Same(line)));
        (a, b) = (next_a + 1, next_b + 1);
    }
    steps
}

/// Pairs lines of the same letters, whatever their white space: what begins and ends alike, then lines that are the
/// only ones of their kind in both texts, then what lies between these.
struct Pairing<'a> {
    old: &'a Vec<String>,
    new: &'a Vec<String>,
    pairs: &'a mut Vec<(usize, usize)>,
}

impl Pairing<'_> {
    fn between(&mut self, mut a: usize, mut a_end: usize, mut b: usize, mut b_end: usize) {
        while a < a_end && b < b_end && self.old[a] == self.new[b] {
            self.pairs.push((a, b));
            (a, b) = (a + 1, b + 1);
        }
        let mut tail = Vec::new();
        while a < a_end && b < b_end && self.old[a_end - 1] == self.new[b_end - 1] {
            (a_end, b_end) = (a_end - 1, b_end - 1);
            tail.push((a_end, b_end));
        }
        let anchors = self.anchors(a, a_end, b, b_end);
        for (next_a, next_b) in &anchors {
            self.between(a, *next_a, b, *next_b);
            self.pairs.push((*next_a, *next_b));
            (a, b) = (next_a + 1, next_b + 1);
        }
        if !anchors.is_empty() {
            self.between(a, a_end, b, b_end);
        }
        self.pairs.extend(tail.into_iter().rev());
    }

    /// The longest row of pairs of unique lines that rises in both texts.
    fn anchors(&self, a: usize, a_end: usize, b: usize, b_end: usize) -> Vec<(usize, usize)> {
        let mut seen: BTreeMap<&str, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        (a..a_end).for_each(|at| seen.entry(&self.old[at]).or_default().0.push(at));
        (b..b_end).for_each(|at| seen.entry(&self.new[at]).or_default().1.push(at));
        let mut unique: Vec<(usize, usize)> = Vec::new();
        for (old, new) in seen.into_values() {
            if let ([old], [new]) = (old.as_slice(), new.as_slice()) {
                unique.push((*old, *new));
            }
        }
        unique.sort_unstable();
        rising(&unique)
    }
}

/// The longest part of pairs whose second numbers rise, by patience sorting.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut piles: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (index, (_, b)) in pairs.iter().enumerate() {
        let pile = piles.partition_point(|top| pairs[*top].1 < *b);
        before.push(pile.checked_sub(1).map(|left| piles[left]));
        match piles.get_mut(pile) {
            Some(top) => *top = index,
            None => piles.push(index),
        }
    }
    let mut row = Vec::new();
    let mut at = piles.last().copied();
    while let Some(index) = at {
        row.push(pairs[index]);
        at = before[index];
    }
    row.reverse();
    row
}

/// Changes with the lines around them; those that touch are one.
fn hunks(steps: &[Step]) -> Vec<std::ops::Range<usize>> {
    let mut hunks: Vec<std::ops::Range<usize>> = Vec::new();
    let changed = steps.iter().enumerate().filter(|(_, step)| !matches!(step, Step::Same(_)));
    for (index, _) in changed {
        let (start, end) = (index.saturating_sub(CONTEXT), (index + CONTEXT + 1).min(steps.len()));
        match hunks.last_mut() {
            Some(last) if last.end >= start => last.end = end,
            _ => hunks.push(start..end),
        }
    }
    hunks
}

fn write_hunk(text: &mut String, before: &[Step], hunk: &[Step]) {
    let old = |steps: &[Step]| steps.iter().filter(|step| !matches!(step, Step::Come(_))).count();
    let new = |steps: &[Step]| steps.iter().filter(|step| !matches!(step, Step::Gone(_))).count();
    let place = |before: usize, count: usize| match count {
        0 => format!("{before},0"),
        1 => format!("{}", before + 1),
        _ => format!("{},{count}", before + 1),
    };
    text.push_str(&format!("@@ -{} +{} @@\n", place(old(before), old(hunk)), place(new(before), new(hunk))));
    for step in hunk {
        let (sign, line) = match step {
            Step::Same(line) => (' ', line),
            Step::Gone(line) => ('-', line),
            Step::Come(line) => ('+', line),
        };
        text.push(sign);
        text.push_str(line);
        if !line.ends_with('\n') {
            text.push_str("\n\\ No newline at end of file\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_do_not_differ() {
        assert_eq!(unified("a", "", ""), "");
        assert_eq!(unified("a", "x\ny\n", "x\ny\n"), "");
    }

    #[test]
    fn a_change_stands_between_three_lines() {
        let old = "1\n2\n3\n4\n5\n  6\n7\n8\n9\n10\n";
        let new = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";
        assert_eq!(unified("a", old, new), "--- a\n+++ a\n@@ -3,7 +3,7 @@\n 3\n 4\n 5\n-  6\n+6\n 7\n 8\n 9\n");
    }

    #[test]
    fn what_goes_and_what_comes_are_counted() {
        let expected = "--- a\n+++ a\n@@ -0,0 +1,2 @@\n+x\n+y\n";
        assert_eq!(unified("a", "", "x\ny\n"), expected);
        let expected = "--- a\n+++ a\n@@ -1,2 +0,0 @@\n-x\n-y\n";
        assert_eq!(unified("a", "x\ny\n", ""), expected);
        let expected = "--- a\n+++ a\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n";
        assert_eq!(unified("a", "x", "x\n"), expected);
    }

    #[test]
    fn moved_and_repeated_lines_leave_a_difference_that_leads_from_one_text_to_the_other() {
        // Any texts of few words: applying the difference to the old one gives the new one.
        let mut seed = 7u64;
        let mut draw = |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % most
        };
        for _ in 0..500 {
            let mut text = || -> String {
                let count = draw(12);
                (0..count).map(|_| ["a\n", " a\n", "b\n", "c\n", "\n", "d e\n"][draw(6) as usize]).collect()
            };
            let (old, new) = (text(), text());
            let (old, new) = (lines(&old), lines(&new));
            let steps = steps(&old, &new);
            let keep = |wanted: fn(&Step) -> bool| -> Vec<&str> {
                let kept = steps.iter().filter(|step| wanted(step));
                kept.map(|step| match step {
                    Step::Same(line) | Step::Gone(line) | Step::Come(line) => *line,
                })
                .collect()
            };
            assert_eq!(keep(|step| !matches!(step, Step::Come(_))), old);
            assert_eq!(keep(|step| !matches!(step, Step::Gone(_))), new);
        }
    }
}
