//! What losses go with: which driver, how much of it, in a straight line and by classes.

use super::figures::Figures;
use super::result::{Attribution, DriverShare};
use super::watch::{Draws, Watch};
use crate::analysis::statistics::{
    Column, Mask, Moments, Whole, add_products, coefficients, follow, ratio, ratio_type, total,
};
use crate::engine::draw::elementary::ln;
use crate::engine::outcome::Figure;
use crate::model::{Model, Type};
use crate::quantity::sums::{Products, between, covariance, mean};
use crate::quantity::{power_of_ten, unit::RATIO_SCALE};
use serde::{Deserialize, Serialize};

/// Decimals kept of the logarithm of a factor.
const LOG_SCALE: u32 = 9;

/// Classes of a driver's end value; the outer two hold everything beyond.
const CLASSES: usize = 129;

/// Width of a class of factors, in their logarithm: an eighth, at [`LOG_SCALE`].
const LOG_CLASS: i64 = 125_000_000;

/// Sums over paths of drivers, of losses, and of both together. The first loss is that of all tranches; then comes each
/// tranche's own.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Shares {
    paths: u64,
    drivers: Vec<DriverSums>,
    losses: Vec<LossSums>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct DriverSums {
    /// Of the end value: the logarithm of a factor.
    sum: Whole,
    /// Of its products with this driver and each one after it.
    products: Vec<Products>,
    /// Of the end value as drawn.
    plain: Whole,
    /// Paths by class.
    classes: Vec<u64>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct LossSums {
    /// Paths with a loss.
    paths: u64,
    drivers: Vec<LossDriver>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct LossDriver {
    /// Of loss times end value.
    products: Products,
    /// Over paths with a loss: of the end value as drawn, of the value at default.
    plain: Whole,
    at_default: Whole,
    /// Loss by class.
    classes: Vec<Whole>,
}

impl Shares {
    pub fn new(watch: &Watch) -> Shares {
        let count = watch.processes.len();
        let driver = |index: usize| DriverSums {
            products: vec![Products::default(); count - index],
            classes: vec![0; CLASSES],
            ..DriverSums::default()
        };
        let in_loss = LossDriver { classes: vec![Whole(0); CLASSES], ..LossDriver::default() };
        let loss = LossSums { paths: 0, drivers: vec![in_loss; count] };
        Shares { paths: 0, drivers: (0..count).map(driver).collect(), losses: vec![loss; watch.tranches.len() + 1] }
    }

    pub fn add(&mut self, figures: &Figures) {
        self.paths += figures.lanes as u64;
        let ends = &figures.ends;
        for (index, sums) in self.drivers.iter_mut().enumerate() {
            sums.sum.0 += total(&ends[index].value).1;
            sums.plain.0 += total(&figures.at_end[index]).1;
            for (products, other) in sums.products.iter_mut().zip(&ends[index..]) {
                add_products(products, &ends[index].value, &other.value);
            }
            ends[index].classes.iter().for_each(|&class| sums.classes[class] += 1);
        }
        let losses = std::iter::once(&figures.loss).chain(figures.tranches.iter().map(|it| &it.loss));
        for (sums, losses) in self.losses.iter_mut().zip(losses) {
            for (driver, end) in sums.drivers.iter_mut().zip(ends) {
                add_products(&mut driver.products, &end.value, losses);
            }
            let lose = Mask::of(losses, |loss| loss > 0.0);
            sums.paths += lose.count();
            for (index, driver) in sums.drivers.iter_mut().enumerate() {
                let (end, at, classes) = (&figures.at_end[index], &figures.at_default[index], &ends[index].classes);
                for lane in lose.lanes() {
                    let at = if at[lane].is_nan() { end[lane] } else { at[lane] };
                    driver.plain.0 += i128::from(end[lane] as i64);
                    driver.at_default.0 += i128::from(at as i64);
                    driver.classes[classes[lane]].0 += i128::from(losses[lane] as i64);
                }
            }
        }
    }

    pub fn merge(&mut self, other: &Shares) {
        let count = |into: &mut u64, from: u64| *into = into.saturating_add(from);
        count(&mut self.paths, other.paths);
        for (into, from) in self.drivers.iter_mut().zip(&other.drivers) {
            into.sum.add(from.sum.0);
            into.plain.add(from.plain.0);
            into.products.iter_mut().zip(&from.products).for_each(|(into, from)| into.merge(from));
            into.classes.iter_mut().zip(&from.classes).for_each(|(into, from)| count(into, *from));
        }
        for (into, from) in self.losses.iter_mut().zip(&other.losses) {
            count(&mut into.paths, from.paths);
            for (into, from) in into.drivers.iter_mut().zip(&from.drivers) {
                into.products.merge(&from.products);
                into.plain.add(from.plain.0);
                into.at_default.add(from.at_default.0);
                into.classes.iter_mut().zip(&from.classes).for_each(|(into, from)| into.add(from.0));
            }
        }
    }

    /// Whether it is of the same drivers and losses.
    pub fn is_like(&self, other: &Shares) -> bool {
        let drivers = |it: &Shares| -> Vec<[usize; 2]> {
            it.drivers.iter().map(|it| [it.products.len(), it.classes.len()]).collect()
        };
        let losses = |it: &Shares| -> Vec<Vec<usize>> {
            it.losses.iter().map(|it| it.drivers.iter().map(|it| it.classes.len()).collect()).collect()
        };
        drivers(self) == drivers(other) && losses(self) == losses(other)
    }

    /// What the losses go with; a loss that never comes, and one that is the same on every path, has nothing to say.
    pub fn attribution(&self, model: &Model, watch: &Watch, losses: &[&Moments]) -> Vec<Attribution> {
        let several = watch.tranches.len() > 1;
        let names = std::iter::once(None).chain(model.tranches.iter().map(|it| Some(it.label.name.clone())));
        let all = names.zip(&self.losses).zip(losses);
        all.filter(|((name, sums), _)| sums.paths > 0 && (name.is_none() || several) && !watch.processes.is_empty())
            .map(|((name, sums), loss)| self.one(model, watch, name, sums, loss))
            .collect()
    }

    fn one(&self, model: &Model, watch: &Watch, name: Option<String>, sums: &LossSums, loss: &Moments) -> Attribution {
        let count = self.drivers.len();
        let with_each = |a: usize, b: usize| {
            let (first, second) = (a.min(b), a.max(b));
            let products = &self.drivers[first].products[second - first];
            covariance(self.paths, self.drivers[first].sum.0, self.drivers[second].sum.0, products)
        };
        let covariances: Vec<Vec<f64>> = (0..count).map(|a| (0..count).map(|b| with_each(a, b)).collect()).collect();
        let with_loss: Vec<f64> = (0..count)
            .map(|it| covariance(self.paths, self.drivers[it].sum.0, loss.sum(), &sums.drivers[it].products))
            .collect();
        let spread = loss.spread();
        let line = coefficients(&covariances, &with_loss);
        let shares: Vec<Option<f64>> =
            line.iter().zip(&with_loss).map(|(b, c)| Some((*b)? * c / spread).filter(|it| it.is_finite())).collect();
        let explained = shares.iter().flatten().sum::<f64>();
        let drivers = watch.processes.iter().enumerate().map(|(index, process)| {
            let (driver, in_loss) = (&self.drivers[index], &sums.drivers[index]);
            let of = plain_type(&process.draws);
            let figure = |count: u64, sum: Whole| match process.draws {
                Draws::Default => ratio(sum.0, i128::from(count)),
                _ => mean(count, sum.0).map(|value| Figure::new(value, of.clone())),
            };
            let both = (covariances[index][index] * spread).sqrt();
            let classes: Vec<(u64, i128)> =
                driver.classes.iter().zip(&in_loss.classes).map(|(&count, sum)| (count, sum.0)).collect();
            DriverShare {
                process: model.processes[process.process].label.name.clone(),
                of: match process.draws {
                    Draws::Factor => "factor",
                    Draws::Amount { .. } => "amount",
                    Draws::Default => "default",
                },
                mean: figure(self.paths, driver.plain),
                mean_with_loss: figure(sums.paths, in_loss.plain),
                mean_at_default: figure(sums.paths, in_loss.at_default),
                correlation: share(with_loss[index] / both),
                alone: share(between(&classes) / spread),
                share: shares[index].and_then(share),
            }
        });
        Attribution { tranche: name, drivers: drivers.collect(), explained: share(explained) }
    }
}

/// How a driver ends on the paths of a block.
#[derive(Debug, Default)]
pub struct End {
    /// For the sums: the logarithm of a factor, anything else as it is.
    value: Column,
    classes: Vec<usize>,
}

impl End {
    pub fn read(&mut self, draws: &Draws, at_end: &Column, lanes: usize) {
        let log = |value: f64| {
            let factor = value.max(1.0) / power_of_ten(RATIO_SCALE) as f64;
            (ln(factor) * power_of_ten(LOG_SCALE) as f64).round()
        };
        match draws {
            Draws::Factor => follow(&mut self.value, [at_end], lanes, |[value]| log(value)),
            Draws::Amount { .. } | Draws::Default => self.value.clone_from(at_end),
        }
        self.classes.clear();
        let ends = self.value.iter().map(|&end| end as i64);
        match draws {
            Draws::Factor => self.classes.extend(ends.map(|end| class_of(end, LOG_CLASS))),
            Draws::Amount { class, .. } => self.classes.extend(ends.map(|end| class_of(end, *class))),
            Draws::Default => self.classes.extend(ends.map(|end| class_of(end, 1))),
        }
    }
}

/// Class 64 begins at zero.
#[inline]
fn class_of(end: i64, width: i64) -> usize {
    let middle = CLASSES as i64 / 2;
    end.div_euclid(width).saturating_add(middle).clamp(0, CLASSES as i64 - 1) as usize
}

fn plain_type(draws: &Draws) -> Type {
    match draws {
        Draws::Amount { of, .. } => of.clone(),
        Draws::Factor | Draws::Default => ratio_type(),
    }
}

/// A real number as a ratio; `None` for one that is none.
fn share(value: f64) -> Option<Figure> {
    let one = power_of_ten(RATIO_SCALE) as f64;
    value.is_finite().then(|| Figure::new((value * one).round() as i128, ratio_type()))
}
