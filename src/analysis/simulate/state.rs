//! What a simulation remembers of the paths so far: it merges exactly, in any order.

use super::attribution::Shares;
use super::figures::{Figures, Sight, TrancheFigures};
use super::result::NoRate;
use super::watch::Watch;
use super::years;
use crate::analysis::statistics::{
    Block, Column, Counter, Design, Joint, Mask, Moments, Return, Sample, Tally, Times, copy, follow, room, truths,
};
use crate::engine::batch::Answers;
use serde::{Deserialize, Serialize};

/// One scenario's paths.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    pub paths: u64,
    /// Paths that the exact engine ran.
    pub exact_paths: u64,
    pub breach: Happened,
    pub event_of_default: Happened,
    pub acceleration: Happened,
    pub levels: Vec<LevelState>,
    /// By covenant, then by test date.
    pub fans: Vec<Vec<Tally>>,
    pub tranches: Vec<TrancheState>,
    pub loss: Sample,
    /// By watched process; empty for those that make nobody default.
    pub parties: Vec<Times>,
    pub measures: Vec<Sample>,
    /// Defaults of two: tranches first, then parties, each given each.
    pub joint: Vec<Vec<Joint>>,
    pub shares: Shares,
}

/// Something that happens once, if at all.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Happened {
    pub times: Times,
    /// In years from closing, among the paths on which it does.
    pub years: Moments,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LevelState {
    pub first: Happened,
    /// By row.
    pub fails: Vec<Counter>,
    pub tested: Vec<u64>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TrancheState {
    pub default: Happened,
    pub event_of_default: Times,
    pub payment_default: Times,
    pub maturity_default: Times,
    pub accelerated: Counter,
    pub loses: Counter,
    pub loss: Sample,
    pub loss_discounted: Sample,
    pub exposure: Sample,
    pub severity: Sample,
    pub received: Sample,
    pub outstanding: Sample,
    pub life: Sample,
    pub rate: Sample,
    pub no_rate: NoRate,
    pub outstanding_by_time: Moments,
}

impl Happened {
    fn new(rows: usize) -> Happened {
        Happened { times: Times::new(rows), years: Moments::default() }
    }

    fn add(&mut self, rows: &Column, years: &[f64], buffer: &mut Column, block: &Block) {
        if known(rows).is_empty() {
            return;
        }
        self.times.add(rows, block);
        if block.design != Design::Pairs {
            return;
        }
        follow(buffer, [rows], block.lanes, |[row]| if row.is_nan() { row } else { years[row as usize] });
        self.years.add(buffer, block);
    }

    /// What the times alone say of the years: nothing of pairs, which were added path by path.
    fn settle(&mut self, years: &[i128], design: Design) {
        if design != Design::Pairs {
            let counters: Vec<Counter> = (0..years.len()).map(|row| self.times.at(row)).collect();
            self.years = Moments::counted(years.iter().copied().zip(&counters));
        }
    }

    fn merge(&mut self, other: &Happened) {
        self.times.merge(&other.times);
        self.years.merge(&other.years);
    }
}

/// What a thread needs beside the state.
#[derive(Debug, Default)]
pub struct Desk {
    pub figures: Figures,
    buffer: Column,
    masks: Vec<Mask>,
}

impl State {
    pub fn new(watch: &Watch) -> State {
        let rows = watch.rows();
        let parties = watch.processes.iter().filter(|it| it.party.is_some()).count();
        let who = watch.tranches.len() + parties;
        let room = room(watch.covenants.iter().map(|it| it.rows.len()).sum());
        let level =
            LevelState { first: Happened::new(rows), fails: vec![Counter::default(); rows], tested: vec![0; rows] };
        let tranche = TrancheState {
            default: Happened::new(rows),
            event_of_default: Times::new(rows),
            payment_default: Times::new(rows),
            maturity_default: Times::new(rows),
            ..TrancheState::default()
        };
        State {
            paths: 0,
            exact_paths: 0,
            breach: Happened::new(rows),
            event_of_default: Happened::new(rows),
            acceleration: Happened::new(rows),
            levels: vec![level; watch.levels.len()],
            fans: watch.covenants.iter().map(|it| vec![Tally::new(room); it.rows.len()]).collect(),
            tranches: vec![tranche; watch.tranches.len()],
            loss: Sample::default(),
            parties: vec![Times::new(rows); watch.processes.len()],
            measures: vec![Sample::default(); watch.measures.len()],
            joint: vec![vec![Joint::default(); who]; who],
            shares: Shares::new(watch),
        }
    }

    /// A block whose figures are on the desk, but for what was drawn.
    pub fn add(&mut self, sight: &Sight, answers: &Answers, desk: &mut Desk, block: &Block) {
        let (watch, years, figures, buffer) = (&sight.watch, &sight.years, &desk.figures, &mut desk.buffer);
        self.paths += block.lanes as u64;
        self.breach.add(&figures.breach, years, buffer, block);
        self.event_of_default.add(&figures.event_of_default, years, buffer, block);
        self.acceleration.add(&figures.acceleration, years, buffer, block);
        for ((state, level), first) in self.levels.iter_mut().zip(&watch.levels).zip(&figures.first_failed) {
            state.first.add(first, years, buffer, block);
            let rows = watch.covenants.iter().find(|it| it.covenant == level.covenant);
            for &row in rows.map_or(&[][..], |it| &it.rows) {
                copy(buffer, answers.profile(level.failed, row), block.lanes);
                let (tested, fails) = truths(buffer);
                state.tested[row] += tested;
                if fails > 0 {
                    state.fails[row].add_hits(fails, block, || Mask::of(buffer, |value| value == 1.0).pairs());
                }
            }
        }
        for (fan, covenant) in self.fans.iter_mut().zip(&watch.covenants) {
            for (tally, &row) in fan.iter_mut().zip(&covenant.rows) {
                tally.add_answers(answers.profile(covenant.value, row), block.lanes, buffer);
            }
        }
        for (state, figures) in self.tranches.iter_mut().zip(&figures.tranches) {
            state.add(figures, years, buffer, block);
        }
        self.loss.add(&figures.loss, block);
        for (state, measure) in self.measures.iter_mut().zip(&figures.measures) {
            state.add(measure, block);
        }
    }

    /// What was drawn on the block.
    pub fn add_drives(&mut self, sight: &Sight, desk: &mut Desk, block: &Block) {
        let figures = &desk.figures;
        for (times, rows) in self.parties.iter_mut().zip(&figures.party_default) {
            times.add(rows, block);
        }
        let tranches = figures.tranches.iter().map(|it| &it.default);
        let processes = sight.watch.processes.iter().zip(&figures.party_default);
        let parties = processes.filter(|(process, _)| process.party.is_some()).map(|(_, rows)| rows);
        desk.masks.clear();
        desk.masks.extend(tranches.chain(parties).map(known));
        for (of, joint) in desk.masks.iter().zip(&mut self.joint) {
            for (given, joint) in desk.masks.iter().zip(joint) {
                if !given.is_empty() {
                    joint.add(of, given, block);
                }
            }
        }
        self.shares.add(figures);
    }

    pub fn merge(&mut self, other: &State) {
        self.paths = self.paths.saturating_add(other.paths);
        self.exact_paths = self.exact_paths.saturating_add(other.exact_paths);
        self.breach.merge(&other.breach);
        self.event_of_default.merge(&other.event_of_default);
        self.acceleration.merge(&other.acceleration);
        for (into, from) in self.levels.iter_mut().zip(&other.levels) {
            into.first.merge(&from.first);
            into.fails.iter_mut().zip(&from.fails).for_each(|(into, from)| into.merge(from));
            into.tested.iter_mut().zip(&from.tested).for_each(|(into, from)| *into = into.saturating_add(*from));
        }
        for (into, from) in self.fans.iter_mut().flatten().zip(other.fans.iter().flatten()) {
            into.merge(from);
        }
        self.tranches.iter_mut().zip(&other.tranches).for_each(|(into, from)| into.merge(from));
        self.loss.merge(&other.loss);
        self.parties.iter_mut().zip(&other.parties).for_each(|(into, from)| into.merge(from));
        self.measures.iter_mut().zip(&other.measures).for_each(|(into, from)| into.merge(from));
        for (into, from) in self.joint.iter_mut().flatten().zip(other.joint.iter().flatten()) {
            into.merge(from);
        }
        self.shares.merge(&other.shares);
    }

    /// Once all paths of a part are added: puts what is kept in order, so that states of the same paths are the same, and
    /// works out what need not be added path by path.
    pub fn settle(&mut self, watch: &Watch, design: Design) {
        let years = years_of(watch);
        let once = [&mut self.breach, &mut self.event_of_default, &mut self.acceleration].into_iter();
        let levels = self.levels.iter_mut().map(|it| &mut it.first);
        let tranches = self.tranches.iter_mut().map(|it| &mut it.default);
        once.chain(levels).chain(tranches).for_each(|it| it.settle(&years, design));
        self.fans.iter_mut().flatten().for_each(Tally::settle);
        let of_tranches = self.tranches.iter_mut().flat_map(TrancheState::samples);
        of_tranches.chain(&mut self.measures).chain([&mut self.loss]).for_each(Sample::settle);
    }

    /// Whether it is of the same levels, dates, tranches and drivers: a file may hold anything.
    pub fn is_like(&self, other: &State) -> bool {
        let levels =
            |it: &State| -> Vec<[usize; 2]> { it.levels.iter().map(|it| [it.fails.len(), it.tested.len()]).collect() };
        let fans = |it: &State| -> Vec<usize> { it.fans.iter().map(Vec::len).collect() };
        let joint = |it: &State| -> Vec<usize> { it.joint.iter().map(Vec::len).collect() };
        let counts = |it: &State| [it.tranches.len(), it.measures.len(), it.parties.len(), it.times().count()];
        levels(self) == levels(other)
            && fans(self) == fans(other)
            && joint(self) == joint(other)
            && counts(self) == counts(other)
            && self.times().zip(other.times()).all(|(own, other)| own.is_like(other))
            && self.shares.is_like(&other.shares)
    }

    fn times(&self) -> impl Iterator<Item = &Times> {
        let once = [&self.breach, &self.event_of_default, &self.acceleration];
        let levels = self.levels.iter().map(|it| &it.first);
        let tranches = self
            .tranches
            .iter()
            .flat_map(|it| [&it.default.times, &it.event_of_default, &it.payment_default, &it.maturity_default]);
        once.into_iter().chain(levels).map(|it| &it.times).chain(tranches).chain(&self.parties)
    }
}

impl TrancheState {
    fn add(&mut self, figures: &TrancheFigures, years: &[f64], buffer: &mut Column, block: &Block) {
        self.default.add(&figures.default, years, buffer, block);
        self.event_of_default.add(&figures.event_of_default, block);
        self.payment_default.add(&figures.payment_default, block);
        self.maturity_default.add(&figures.maturity_default, block);
        self.accelerated.add(&known(&figures.claim), block);
        self.loses.add(&Mask::of(&figures.loss, |loss| loss > 0.0), block);
        self.loss.add(&figures.loss, block);
        self.loss_discounted.add(&figures.loss_discounted, block);
        self.exposure.add(&figures.exposure, block);
        self.severity.add(&figures.severity, block);
        self.received.add(&figures.received, block);
        self.outstanding.add(&figures.outstanding, block);
        self.life.add(&figures.life, block);
        self.rate.add(&figures.rate, block);
        self.outstanding_by_time.add(&figures.outstanding_by_time, block);
        for (_, why) in &figures.without_a_rate {
            match why {
                Return::Rate(_) => {}
                Return::None => self.no_rate.none += 1,
                Return::Several(_) => self.no_rate.several += 1,
            }
        }
    }

    fn samples(&mut self) -> [&mut Sample; 8] {
        [
            &mut self.loss,
            &mut self.loss_discounted,
            &mut self.exposure,
            &mut self.severity,
            &mut self.received,
            &mut self.outstanding,
            &mut self.life,
            &mut self.rate,
        ]
    }

    fn merge(&mut self, other: &TrancheState) {
        self.default.merge(&other.default);
        self.event_of_default.merge(&other.event_of_default);
        self.payment_default.merge(&other.payment_default);
        self.maturity_default.merge(&other.maturity_default);
        self.accelerated.merge(&other.accelerated);
        self.loses.merge(&other.loses);
        let from = [
            &other.loss,
            &other.loss_discounted,
            &other.exposure,
            &other.severity,
            &other.received,
            &other.outstanding,
            &other.life,
            &other.rate,
        ];
        self.samples().into_iter().zip(from).for_each(|(into, from)| into.merge(from));
        self.no_rate.none = self.no_rate.none.saturating_add(other.no_rate.none);
        self.no_rate.several = self.no_rate.several.saturating_add(other.no_rate.several);
        self.outstanding_by_time.merge(&other.outstanding_by_time);
    }
}

/// The paths on which a figure is available.
fn known(figure: &Column) -> Mask {
    Mask::of(figure, |value| !value.is_nan())
}

/// Each row in years from closing, at the scale of [`years::unit`].
pub fn years_of(watch: &Watch) -> Vec<i128> {
    let one = years::one();
    watch
        .at
        .iter()
        .map(|&at| (i128::from(at) * one + i128::from(years::PARTS) / 2) / i128::from(years::PARTS))
        .collect()
}
