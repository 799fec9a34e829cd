//! Covenants, their levels with consequences and cures; states.

use super::super::fact::{Book, Entry, Kind, Value, weigh};
use super::super::words;
use crate::model::{
    Consequence, Covenant, Cure, CureKind, Deadline, Level, LevelTest, Measure, State, TestDates, TestPosition,
    TrancheId, Until, Waiver,
};

pub fn state(book: &mut Book, state: &State) {
    let State { label } = state;
    book.open(Kind::State, label);
}

pub fn covenant<'m>(book: &mut Book<'m>, covenant: &'m Covenant) {
    let Covenant { label, measure, dates, waivers, position, levels, fail_when_not_available } = covenant;
    let mut entry = book.open(Kind::Covenant, label);
    let model = entry.model();
    match measure {
        // Factor and kind follow from the two.
        Measure::Quotient { numerator, denominator, factor: _, of: _ } => {
            entry.expr("measure", numerator);
            entry.expr("measure, divided by", denominator);
        }
        Measure::Value(value) => entry.expr("measure", value),
        Measure::Undisclosed => entry.word("measure", "undisclosed"),
    }
    let TestDates { tested, text } = dates;
    let days = std::iter::once(model.deal.grid.closing()).chain(model.deal.grid.ends().iter().copied());
    let days: Vec<String> = days.zip(tested).filter(|(_, tested)| **tested).map(|(day, _)| day.to_string()).collect();
    let mut value = Value::number(text.clone(), days.len() as i128, "test dates");
    value.canon = days.join(" ");
    entry.say("tested", "", value, label.place);
    for Waiver { row, by } in waivers {
        let date = row
            .checked_sub(1)
            .and_then(|at| model.deal.grid.ends().get(at))
            .map_or(model.deal.grid.closing(), |it| *it);
        let by = words::label(&model.amendments, by.index(), |it| &it.label);
        entry.has("waived", format!("on {date} by {by}"));
    }
    entry.word(
        "tested before",
        match position {
            TestPosition::BeforeWaterfall(id) => words::label(&model.waterfalls, id.index(), |it| &it.label),
            TestPosition::BeforeStep(id) => words::label(&model.steps, id.index(), |it| &it.label),
            TestPosition::Close => "nothing: on closing values".to_owned(),
        },
    );
    let na = if *fail_when_not_available { "fails" } else { "is not tested" };
    entry.number("when n/a", na, i128::from(*fail_when_not_available), "fails");
    entry.order("levels", levels.iter().map(|it| level_name(&label.name, it)).collect());
    levels.iter().for_each(|it| level(book, &label.name, it));
}

fn level_name(covenant: &str, level: &Level) -> String {
    format!("{covenant} {}", level.text)
}

fn level<'m>(book: &mut Book<'m>, covenant: &str, level: &'m Level) {
    let Level { text: _, clause, place, test, in_a_row, consequences, cure: remedy } = level;
    let name = level_name(covenant, level);
    let mut entry = book.about(Kind::Level, &name, Some((Kind::Covenant, covenant)), *place);
    clause.iter().for_each(|clause| entry.word("cites", clause));
    match test {
        LevelTest::Below(value) => entry.expr("below", value),
        LevelTest::Above(value) => entry.expr("above", value),
        LevelTest::When(condition) => entry.expr("when", condition),
    }
    entry.number("tests in a row", in_a_row.to_string(), i128::from(*in_a_row), "tests");
    consequences.iter().for_each(|it| consequence(&mut entry, "", it));
    if let Some(remedy) = remedy {
        cure(&mut entry, remedy);
    }
}

fn consequence<'m>(entry: &mut Entry<'_, 'm>, before: &str, consequence: &'m Consequence) {
    let model = entry.model();
    let tranche = |id: &TrancheId| words::tranche(model, *id);
    let tranches = |of: &[TrancheId]| {
        let mut names: Vec<String> = of.iter().map(tranche).collect();
        names.sort();
        names.join(", ")
    };
    match consequence {
        Consequence::Enter { state, until } => {
            let name = words::label(&model.states, state.index(), |it| &it.label);
            held(entry, &format!("{before}enter {name}"), *until);
        }
        Consequence::EventOfDefault { of } => {
            entry.has("consequence", format!("{before}event of default of {}", tranches(of)));
        }
        Consequence::Accelerate => entry.has("consequence", format!("{before}accelerate")),
        Consequence::RequirePrepayment { of, to, within, otherwise } => {
            let what = format!("{before}require prepayment of {}", tranche(of));
            entry.has("consequence", &what);
            entry.item_expr("prepay to", &what, to);
            deadline(entry, &what, *within, otherwise);
        }
        Consequence::RequireTopUp { account, amount, within, otherwise } => {
            let what = format!("{before}require top-up of {}", words::account(model, *account));
            entry.has("consequence", &what);
            entry.item_expr("top up by", &what, amount);
            deadline(entry, &what, *within, otherwise);
        }
        Consequence::StopDraws { of, until } => held(entry, &format!("{before}stop draws of {}", tranches(of)), *until),
        Consequence::ChangeMargin { of, by, until } => {
            let what = format!("{before}change margin of {}", tranche(of));
            held(entry, &what, *until);
            entry.item_expr("margin by", &what, by);
        }
    }
}

/// A consequence that holds until something.
fn held(entry: &mut Entry, what: &str, until: Until) {
    entry.has("consequence", what);
    let (text, count, of) = match until {
        Until::Passed => ("until passed".to_owned(), 1, "passes"),
        Until::Passes(count) => (format!("until {count} passes"), i128::from(count), "passes"),
        Until::Permanent => ("for good".to_owned(), i128::from(u32::MAX), "passes"),
        Until::Date(date) => (format!("until {date}"), i128::from(date.day_number()), "date"),
    };
    entry.item_number("holds", what, text, count, of);
}

fn deadline<'m>(entry: &mut Entry<'_, 'm>, what: &str, within: Option<Deadline>, otherwise: &'m [Consequence]) {
    if let Some(Deadline { within }) = within {
        let (count, of) = weigh(within);
        entry.item_number("within", what, within.to_string(), count, of);
    }
    otherwise.iter().for_each(|it| consequence(entry, &format!("{what}, else "), it));
}

fn cure<'m>(entry: &mut Entry<'_, 'm>, cure: &'m Cure) {
    let Cure { kind, from, within, at_most, place } = cure;
    let model = entry.model();
    entry.at(*place);
    entry.word(
        "cure",
        match kind {
            CureKind::Equity { counted_as, to } => {
                let line = words::label(&model.lines, counted_as.index(), |it| &it.label);
                format!("equity to {} counted as {line}", words::account(model, *to))
            }
            CureKind::Prepayment { of } => {
                format!("prepayment of {}", words::label(&model.tranches, of.index(), |it| &it.label))
            }
        },
    );
    entry.word("cure from", words::party(model, *from));
    entry.duration("cure within", *within);
    let (text, most) = match at_most {
        Some(most) => (format!("{most} times"), i128::from(*most)),
        None => ("any number of times".to_owned(), i128::from(u32::MAX)),
    };
    entry.number("cures at most", text, most, "times");
}
