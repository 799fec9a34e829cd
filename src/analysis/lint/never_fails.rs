//! Levels that cannot fail, by their bounds or in any run: protection on paper only.

use super::bounds::{Sides, sides};
use super::ground::Ground;
use crate::diagnostic::Diagnostic;
use crate::engine::outcome::as_level;
use crate::library::lint::{ALWAYS_FAILS, NEVER_FAILS};
use crate::model::{Covenant, Level};

pub fn never(ground: &Ground) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (place, covenant, level) in levels(ground) {
        let name = &covenant.label.name;
        let help = "set it where it can be reached";
        if let Sides::Never(why) = sides(ground.model, covenant, level) {
            let message = format!("`{}` of `{name}` can never fail: {why}", level.text);
            found.push(Diagnostic::warning(NEVER_FAILS, level.place, message).help(help));
            continue;
        }
        let Some(seen) = ground.level(place.0, place.1) else { continue };
        // Something must have been tried that could have moved it, and chance must have no part in it.
        if seen.failed > 0 || seen.tests == 0 || !seen.stirred || ground.chancy.levels.contains(&place) {
            continue;
        }
        let nearest = seen.nearest.as_ref().map(|near| {
            let value = as_level(&near.value, &level.text);
            format!("; it came nearest at {value} on {}, {}", near.on, ground.world(&near.world))
        });
        let message = format!(
            "`{}` of `{name}` failed on none of {} test dates in {}{}",
            level.text,
            seen.tests,
            ground.tried(),
            nearest.unwrap_or_default(),
        );
        found.push(Diagnostic::warning(NEVER_FAILS, level.place, message).help(help));
    }
    found
}

pub fn always(ground: &Ground) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (place, covenant, level) in levels(ground) {
        let name = &covenant.label.name;
        let help = "a level that fails from the first test on says nothing when it fails: set it where the base passes";
        if let Sides::Always(why) = sides(ground.model, covenant, level) {
            let message = format!("`{}` of `{name}` always fails: {why}", level.text);
            found.push(Diagnostic::warning(ALWAYS_FAILS, level.place, message).help(help));
            continue;
        }
        let Some(seen) = ground.level(place.0, place.1) else { continue };
        if seen.tests > 0 && seen.failed == seen.tests && !ground.chancy.levels.contains(&place) {
            let message = format!(
                "`{}` of `{name}` failed on every one of {} test dates in {}",
                level.text,
                seen.tests,
                ground.tried(),
            );
            found.push(Diagnostic::warning(ALWAYS_FAILS, level.place, message).help(help));
        }
    }
    found
}

fn levels<'a>(ground: &Ground<'a>) -> impl Iterator<Item = ((usize, usize), &'a Covenant, &'a Level)> {
    let model = ground.model;
    model.covenants.iter().enumerate().flat_map(|(index, covenant)| {
        covenant.levels.iter().enumerate().map(move |(level, it)| ((index, level), covenant, it))
    })
}
