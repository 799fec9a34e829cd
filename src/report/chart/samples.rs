//! A chart of each kind, for tests.

use super::{
    Axis, Band, Bar, Bin, Chart, Drawing, Fan, HeatMap, Histogram, Labels, Lines, Mark, Measure, Series, Tornado,
};
use crate::time::Date;

fn chart(name: &str, title: &str, drawing: Drawing) -> Chart {
    let notes = vec!["10,000 paths, seed 1, Philox4x32-10".to_string(), "coin and rent: correlation 0.30".to_string()];
    Chart { name: name.into(), title: title.into(), notes, drawing }
}

fn labels(title: &str, labels: &[&str]) -> Labels {
    Labels { title: title.into(), labels: labels.iter().map(|it| (*it).to_string()).collect() }
}

pub fn fan() -> Chart {
    let dates: Vec<Date> =
        (0..24i32).filter_map(|it| Date::new(2026 + (it / 12) as i16, (it % 12 + 1) as i8, 28)).collect();
    let falling =
        |from: f64, by: f64| -> Vec<Option<f64>> { (0..24).map(|it| Some(from - by * f64::from(it))).collect() };
    let band = |label: &str, low: f64, high: f64| Band {
        label: label.into(),
        low: falling(1.9, 0.045 + low),
        high: falling(1.9, 0.045 - high),
    };
    let bands = vec![band("5% to 95%", 0.022, 0.03), band("25% to 75%", 0.009, 0.01)];
    let middle = Series { label: "median".into(), values: falling(1.9, 0.045) };
    let level = Series { label: "below 1.25x".into(), values: vec![Some(1.25); 24] };
    let axis = Axis::new("DSCR", Measure::Multiple);
    chart("dscr", "DSCR by date", Drawing::Fan(Fan { axis, dates, bands, middle, levels: vec![level] }))
}

pub fn histogram() -> Chart {
    let counts = [6400, 820, 700, 560, 480, 390, 280, 190, 110, 50, 20];
    let bins = counts.iter().enumerate().map(|(index, &count)| Bin {
        from: index as f64 * 2e6,
        to: (index + 1) as f64 * 2e6,
        count,
    });
    let marks = vec![Mark { label: "mean".into(), at: 2.4e6 }, Mark { label: "99%".into(), at: 16.3e6 }];
    let axis = Axis::new("Loss of Senior", Measure::Money("USD".into()));
    chart("loss-senior", "Loss of Senior", Drawing::Histogram(Histogram { axis, bins: bins.collect(), marks }))
}

pub fn heat_map() -> Chart {
    let down = labels("decline", &["0%", "10%", "20%", "30%", "40%"]);
    let across = labels("utilization", &["50%", "60%", "70%", "80%", "90%"]);
    let cell = |row: usize, column: usize| match (row, column) {
        (4, 0) => None,
        _ => Some(0.9 + 0.2 * column as f64 - 0.12 * row as f64),
    };
    let cells = (0..5).map(|row| (0..5).map(|column| cell(row, column)).collect()).collect();
    let level = Some(Mark { label: "1.25x".into(), at: 1.25 });
    let axis = Axis::new("min(DSCR.value)", Measure::Multiple);
    chart("heat", "min(DSCR.value)", Drawing::HeatMap(HeatMap { axis, across, down, cells, level }))
}

pub fn tornado() -> Chart {
    let bar = |label: &str, ends: (&str, &str), low: f64, high: f64| Bar {
        label: label.into(),
        ends: (ends.0.into(), ends.1.into()),
        values: (Some(low), Some(high)),
    };
    let bars = vec![
        bar("utilization", ("70%", "90%"), 0.82, 1.51),
        bar("decline", ("10% per year", "40% per year"), 1.44, 0.93),
        bar("Senior.coupon", ("8%", "11%"), 1.28, 1.19),
    ];
    let axis = Axis::new("min(DSCR.value)", Measure::Multiple);
    chart("tornado", "What moves min(DSCR.value)", Drawing::Tornado(Tornado { axis, base: 1.23, bars }))
}

pub fn lines() -> Chart {
    let series = |label: &str, from: f64| Series {
        label: label.into(),
        values: (0..9).map(|it| (it != 4).then_some(from - 0.1 * f64::from(it))).collect(),
    };
    let across = labels("decline", &["0%", "5%", "10%", "15%", "20%", "25%", "30%", "35%", "40%"]);
    let lines = vec![series("min(DSCR.value)", 1.8), series("max(LTV.value)", 1.2)];
    let levels = vec![Mark { label: "1.25x".into(), at: 1.25 }];
    let axis = Axis::new("ratio", Measure::Multiple);
    chart("sweep", "Sweep of decline", Drawing::Lines(Lines { axis, across, lines, levels }))
}

pub fn all() -> Vec<Chart> {
    vec![fan(), histogram(), heat_map(), tornado(), lines()]
}
