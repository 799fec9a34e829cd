//! Pictures of a simulation: fans of covenants, histograms of losses and measures, breaches by date.

use super::super::labels::{at, axis};
use super::joint::percent;
use super::{over, provenance};
use crate::analysis::simulate::{CovenantFutures, FanDate, Futures, Simulation};
use crate::analysis::statistics::{self, Summary};
use crate::engine::outcome::Figure;
use crate::report::chart::{
    Axis, Band, Bin, Chart, Drawing, Fan, Histogram, Labels, Lines, Mark, Measure, Series, file_name, place,
};

/// Everything worth a file.
pub fn charts(simulation: &Simulation) -> Vec<Chart> {
    let mut charts = fans(simulation);
    charts.extend(breaches(simulation));
    charts.extend(histograms(simulation));
    charts
}

/// The loss of all tranches, or of the only one.
pub fn loss(simulation: &Simulation) -> Vec<Chart> {
    let of = |futures: &Futures| {
        let whose = if futures.tranches.len() > 1 { "Loss of all tranches" } else { "Loss" };
        futures.loss.mean.as_ref().filter(|mean| mean.value != 0)?;
        drawn(simulation, futures, ("loss", whose), &futures.loss, OF_LOSSES)
    };
    simulation.scenarios.iter().filter_map(of).collect()
}

pub fn histograms(simulation: &Simulation) -> Vec<Chart> {
    let mut charts = Vec::new();
    for futures in &simulation.scenarios {
        for measure in &futures.measures {
            charts.extend(drawn(
                simulation,
                futures,
                (&measure.measure, &measure.measure),
                &measure.summary,
                BOTH_ENDS,
            ));
        }
        for tranche in &futures.tranches {
            let title = format!("Loss of {}", tranche.tranche);
            charts.extend(drawn(simulation, futures, (&title, &title), &tranche.loss, OF_LOSSES));
            let title = format!("IRR of {}", tranche.tranche);
            charts.extend(drawn(simulation, futures, (&title, &title), &tranche.internal_rate_of_return, BOTH_ENDS));
        }
        if futures.tranches.len() > 1 {
            charts.extend(drawn(simulation, futures, ("loss", "Loss of all tranches"), &futures.loss, OF_LOSSES));
        }
    }
    charts
}

/// Quantiles worth a mark where much is bad, and where both ends matter.
const OF_LOSSES: &[&str] = &["95%", "99%"];
const BOTH_ENDS: &[&str] = &["5%", "95%"];

fn drawn(
    simulation: &Simulation,
    futures: &Futures,
    (name, title): (&str, &str),
    summary: &Summary,
    marked: &[&str],
) -> Option<Chart> {
    let (some, rest) = nonzero(&summary.histogram);
    let bins: Vec<Bin> =
        rest.iter().map(|bin| Bin { from: at(&bin.from), to: at(&bin.to), count: bin.count }).collect();
    let of = summary.mean.as_ref().map(|it| &it.of)?;
    if bins.is_empty() {
        return None;
    }
    let of_some = some.map_or(String::new(), |it| format!(" where there is any ({} of paths)", percent(it.value)));
    let mean = summary.mean.iter().map(|it| Mark { label: "mean".into(), at: at(it) });
    let quantiles = summary.quantiles.iter().filter(|it| marked.contains(&it.share.literal().as_str()));
    let quantiles = quantiles.map(|it| Mark { label: it.share.literal(), at: at(&it.value) });
    let marks = mean.chain(quantiles).collect();
    Some(Chart {
        name: file_name(&[name, scenario(simulation, futures)]),
        title: format!("{title}{of_some}, {}", over(simulation, futures)),
        notes: provenance(simulation),
        drawing: Drawing::Histogram(Histogram { axis: axis(title, of), bins, marks }),
    })
}

/// The bins without the one of zero alone, where it would dwarf many others, and the share of the paths in them.
fn nonzero(bins: &[statistics::Bin]) -> (Option<Figure>, &[statistics::Bin]) {
    match bins {
        [zero, rest @ ..] if zero.to.value == 0 && zero.from.value == 0 && rest.iter().any(|it| it.from != it.to) => {
            let count = |bins: &[statistics::Bin]| bins.iter().map(|bin| i128::from(bin.count)).sum();
            (statistics::ratio(count(rest), count(bins)), rest)
        }
        bins => (None, bins),
    }
}

pub fn fans(simulation: &Simulation) -> Vec<Chart> {
    let mut charts = Vec::new();
    for futures in &simulation.scenarios {
        for covenant in futures.covenants.iter().filter(|it| it.fan.iter().any(|date| date.available > 0)) {
            charts.push(fan(simulation, futures, covenant));
        }
    }
    charts
}

fn fan(simulation: &Simulation, futures: &Futures, covenant: &CovenantFutures) -> Chart {
    // Dates on which nothing was tested on any path would only be gaps.
    let dates: Vec<&FanDate> = covenant.fan.iter().filter(|it| !it.quantiles.is_empty()).collect();
    let of = |place: usize| dates.iter().map(|it| it.quantiles.get(place).map(|it| at(&it.value))).collect::<Vec<_>>();
    let shares: Vec<String> =
        dates.first().map_or(Vec::new(), |it| it.quantiles.iter().map(|it| it.share.literal()).collect());
    let half = shares.len() / 2;
    let bands = (0..half).map(|index| {
        let (low, high) = (index, shares.len() - 1 - index);
        let label = format!("{} to {}", shares.get(low).map_or("", |it| it), shares.get(high).map_or("", |it| it));
        Band { label, low: of(low), high: of(high) }
    });
    let levels = covenant.levels.iter().filter_map(|level| {
        let threshold = level.threshold.as_ref()?;
        Some(Series { label: level.level.clone(), values: vec![Some(at(threshold)); dates.len()] })
    });
    let in_percent = covenant.levels.iter().any(|level| level.level.contains('%'));
    let measure = match (covenant.unit.is_empty(), in_percent) {
        (true, true) => Measure::Percent,
        (true, false) => Measure::Multiple,
        (false, _) => Measure::Number(covenant.unit.clone()),
    };
    Chart {
        name: file_name(&["fan", &covenant.covenant, scenario(simulation, futures)]),
        title: format!("{} by date, {}", covenant.covenant, over(simulation, futures)),
        notes: provenance(simulation),
        drawing: Drawing::Fan(Fan {
            axis: Axis::new(covenant.covenant.clone(), measure),
            bands: bands.collect(),
            middle: Series { label: "median".into(), values: of(half) },
            levels: levels.collect(),
            dates: dates.iter().map(|it| it.date).collect(),
        }),
    }
}

/// How likely each level has failed by each date.
fn breaches(simulation: &Simulation) -> Vec<Chart> {
    let one = |futures: &Futures| {
        let mut dates: Vec<crate::time::Date> =
            futures.covenants.iter().flat_map(|it| &it.levels).flat_map(|it| &it.by_date).map(|it| it.date).collect();
        dates.sort_unstable();
        dates.dedup();
        let mut lines = Vec::new();
        for covenant in &futures.covenants {
            for level in &covenant.levels {
                // Between two of its dates a level has failed as often as on the last of them.
                let mut last = None;
                let values = dates.iter().map(|date| {
                    if let Some(found) = level.by_date.iter().find(|it| it.date == *date) {
                        last = Some(place(found.by.share.value, found.by.share.of.scale()));
                    }
                    last
                });
                let values = values.collect();
                lines.push(Series { label: format!("{} {}", covenant.covenant, level.level), values });
            }
        }
        (!dates.is_empty() && !lines.is_empty()).then(|| Chart {
            name: file_name(&["breaches", scenario(simulation, futures)]),
            title: format!("Failed by each date, {}", over(simulation, futures)),
            notes: provenance(simulation),
            drawing: Drawing::Lines(Lines {
                axis: Axis::new("share of paths", Measure::Percent),
                across: Labels { title: "test date".into(), labels: dates.iter().map(ToString::to_string).collect() },
                lines,
                levels: Vec::new(),
            }),
        })
    };
    simulation.scenarios.iter().filter_map(one).collect()
}

/// Named only where there are several.
fn scenario<'a>(simulation: &Simulation, futures: &'a Futures) -> &'a str {
    if simulation.scenarios.len() > 1 { &futures.scenario } else { "" }
}
