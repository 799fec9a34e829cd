//! The batch engine against the exact one: every value of every slot, on every path, to the last digit.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

#[allow(dead_code, reason = "other tests spell deals in more ways")]
mod deals;

use deals::{Deal, Random};
use indenture::compile::{Case, compile};
use indenture::engine::batch::{LANES, Program, Worker};
use indenture::engine::dispatch::Level;
use indenture::engine::draw::{Drawer, Draws};
use indenture::engine::exact::{Failure, Run, run_path};
use indenture::engine::gauge::{Gauge, Kept};
use indenture::engine::lanes::{Chunk, WIDTH};
use indenture::model::{Model, Numbers, ScenarioId, Type};
use indenture::plan::{Driver, DriverSource, Held, NOT_AVAILABLE, Path, Plan, Slot};
use indenture::source::{MemoryFiles, Sources};

/// Generated deals in an ordinary test run; `SEEDS=10000 cargo test --release --test batch` is the long one.
const DEALS: u64 = 16;

/// Paths of each deal.
const PATHS: usize = 16;

/// What was compared, over all deals of a test.
#[derive(Debug, Default)]
struct Tally {
    cells: u64,
    paths: u64,
    /// Paths that the exact engine ran for the batch.
    exact: u64,
    failures: u64,
    /// Blocks that could be run in machine code, and those that were.
    blocks: u64,
    native: u64,
}

impl Tally {
    /// Machine code, where there is any, leaves few blocks to the instructions.
    fn is_native(&self) -> bool {
        Level::best() < Level::Native || self.native * 2 > self.blocks
    }
}

fn check(text: &str, files: &MemoryFiles) -> Model {
    let (model, problems) = indenture::read(text, "batch.deal", &mut Sources::new(), files);
    model.unwrap_or_else(|| panic!("{:?}", problems.iter().map(|it| &it.message).collect::<Vec<_>>()))
}

/// Makes drivers out of constants and columns of a plan, whatever they mean: paths then differ in anything.
fn drive_anything(plan: &mut Plan, dice: &mut Random, count: usize) {
    let free = |held: &Held| match held {
        Held::Constant(value) => *value != NOT_AVAILABLE,
        Held::Column(values) => values.iter().all(|it| *it != NOT_AVAILABLE),
        _ => false,
    };
    let slots: Vec<usize> = (0..plan.slots.len())
        .filter(|&it| matches!(plan.slots[it].of, Type::Quantity(_)) && free(&plan.slots[it].held))
        .collect();
    for _ in 0..count.min(slots.len()) {
        let slot = slots[dice.between(0, slots.len() as i64 - 1) as usize];
        let index = plan.drivers.len();
        let source = match plan.slots[slot].held {
            Held::Constant(_) => DriverSource::Lever(index),
            Held::Column(_) => DriverSource::Process(index),
            _ => continue,
        };
        let neutral = match &plan.slots[slot].held {
            Held::Constant(value) => *value,
            Held::Column(values) => values[0],
            _ => 0,
        };
        let of = plan.slots[slot].of.clone();
        plan.drivers.push(Driver { slot: Slot(slot as u32), of, neutral, source });
        plan.slots[slot].held = Held::Driver(index as u32);
    }
}

/// A number near another: the same, a share of it in whole percent (which meets ties), anything, now and then nothing
/// or less than that.
fn near(value: i128, dice: &mut Random) -> i128 {
    let size = value.abs().max(1);
    match dice.between(0, 19) {
        0 => 0,
        1 => -value,
        2..=5 => value,
        6..=12 => value * i128::from(dice.between(50, 150)) / 100,
        13 => value * i128::from(dice.between(1, 40)),
        _ => value + size * i128::from(dice.between(-1_000_000, 1_000_000)) / 1_733_377,
    }
}

fn draw(plan: &Plan, original: &Plan, dice: &mut Random) -> Path {
    let values = plan.drivers.iter().map(|driver| match &original.slots[driver.slot.index()].held {
        Held::Constant(value) => vec![near(*value, dice); plan.rows()],
        Held::Column(values) => values.iter().map(|value| near(*value, dice)).collect(),
        _ => vec![driver.neutral; plan.rows()],
    });
    Path { values: values.collect() }
}

/// Every gauge there is on a few slots, and the profiles of all that can differ.
fn everything(plan: &Plan, dice: &mut Random, all: bool) -> Kept {
    let moving = |it: &usize| !matches!(plan.slots[*it].held, Held::Constant(_) | Held::Column(_));
    let slots: Vec<Slot> = (0..plan.slots.len()).filter(moving).map(|it| Slot(it as u32)).collect();
    let mut gauges = vec![Gauge::End];
    for _ in 0..12 {
        let slot = slots[dice.between(0, slots.len() as i64 - 1) as usize];
        let weights = (0..plan.rows() as i128).collect();
        gauges.extend([Gauge::First(slot), Gauge::Count(slot), Gauge::Last(slot), Gauge::Minimum(slot)]);
        gauges.extend([Gauge::Maximum(slot), Gauge::Sum(slot), Gauge::Weighted(slot, weights)]);
    }
    let profiles = if all { slots } else { slots.into_iter().filter(|_| dice.chance(2)).collect() };
    Kept { gauges, profiles }
}

fn set(worker: &mut Worker, plan: &Plan, lane: usize, path: &Path) {
    for driver in 0..plan.drivers.len() {
        for row in 0..plan.rows() {
            let drives = worker.drives();
            let column = drives.at(driver, row);
            drives.columns.set(column, lane, path.value(driver, row).unwrap() as f64);
        }
    }
}

fn is(found: f64, wanted: Option<i128>) -> bool {
    match wanted {
        None => found.is_nan(),
        Some(wanted) => found == wanted as f64,
    }
}

/// Runs paths in one block, by instructions and in machine code, and compares every kept figure with the exact engine's.
fn compare(plan: &Plan, paths: &[Path], kept: &Kept, told: &str, tally: &mut Tally) {
    let program = Program::new(plan, kept, u64::MAX).unwrap();
    for level in [Level::Avx512, Level::Native] {
        compare_at(Worker::at(&program, level), plan, paths, kept, &format!("{told}, {level:?}"), tally);
    }
}

fn compare_at(mut worker: Worker, plan: &Plan, paths: &[Path], kept: &Kept, told: &str, tally: &mut Tally) {
    let runs: Vec<Result<Run, Failure>> = paths.iter().map(|path| run_path(plan, path, u64::MAX)).collect();
    paths.iter().enumerate().for_each(|(lane, path)| set(&mut worker, plan, lane, path));
    if let Some(failure) = runs.iter().find_map(|it| it.as_ref().err()) {
        assert_eq!(worker.run(paths.len()).err().as_ref(), Some(failure), "{told}");
        tally.failures += runs.iter().filter(|it| it.is_err()).count() as u64;
        let Some(good) = runs.iter().position(Result::is_ok) else { return };
        let failed = runs.iter().enumerate().filter(|(_, run)| run.is_err());
        failed.for_each(|(lane, _)| set(&mut worker, plan, lane, &paths[good]));
    }
    let before = worker.exact_lanes();
    let answers = worker.run(paths.len()).unwrap();
    let name = |slot: Slot| format!("{} {:?}", slot.0, plan.slots[slot.index()].name);
    for (lane, run) in runs.iter().enumerate() {
        let Ok(run) = run else { continue };
        let at = |column: &[indenture::engine::lanes::Chunk]| column[lane / WIDTH].0[lane % WIDTH];
        for (index, gauge) in kept.gauges.iter().enumerate() {
            let (found, wanted) = (at(answers.gauge(index)), gauge.read(run));
            assert!(is(found, wanted), "{told}, lane {lane}: {gauge:?} is {found}, not {wanted:?}");
        }
        for (index, slot) in kept.profiles.iter().enumerate() {
            for row in 0..plan.rows() {
                let (found, wanted) = (at(answers.profile(index, row)), run.value(row, *slot));
                assert!(
                    is(found, wanted),
                    "{told}, lane {lane}, row {row}: {} is {found}, not {wanted:?}",
                    name(*slot)
                );
                tally.cells += 1;
            }
        }
        assert!(at(answers.end()) == run.last() as f64, "{told}, lane {lane}: ends elsewhere");
        tally.paths += 1;
    }
    tally.exact += worker.exact_lanes() - before;
    tally.blocks += u64::from(worker.level() == Level::Native);
    tally.native += worker.native_blocks();
}

fn over_scenarios(model: &Model, seed: u64, paths: usize, told: &str, tally: &mut Tally) {
    for scenario in 0..model.scenarios.len() {
        let mut dice = Random::new(seed * 31 + scenario as u64);
        let original = compile(model, &Case::of(ScenarioId(scenario as u32))).unwrap();
        let mut plan = original.clone();
        let count = dice.between(1, 4) as usize;
        drive_anything(&mut plan, &mut dice, count);
        let paths: Vec<Path> = (0..paths).map(|_| draw(&plan, &original, &mut dice)).collect();
        let all = dice.chance(70);
        let kept = everything(&plan, &mut dice, all);
        compare(&plan, &paths, &kept, &format!("{told}, scenario {scenario}"), tally);
    }
}

#[test]
fn every_cell_of_every_drawn_deal_is_the_same() {
    let long: Option<u64> = std::env::var("SEEDS").ok().and_then(|it| it.parse().ok());
    let only: Option<u64> = std::env::var("SEED").ok().and_then(|it| it.parse().ok());
    let mut tally = Tally::default();
    for seed in only.map_or(0..long.unwrap_or(DEALS), |seed| seed..seed + 1) {
        let model = check(&Deal::draw(seed).text(), &MemoryFiles::new());
        over_scenarios(&model, seed, PATHS, &format!("SEED={seed}"), &mut tally);
    }
    println!("{tally:?}");
    assert!(tally.cells > 0 && tally.exact * 2 < tally.paths && tally.is_native(), "{tally:?}");
}

#[test]
fn every_cell_of_every_example_is_the_same() {
    let mut tally = Tally::default();
    for (name, model) in examples() {
        for seed in 0..if std::env::var_os("SEEDS").is_some() { 40 } else { 1 } {
            over_scenarios(&model, seed, 6, &format!("{name} {seed}"), &mut tally);
        }
    }
    println!("{tally:?}");
    assert!(tally.cells > 0 && tally.is_native(), "{tally:?}");
}

fn examples() -> Vec<(String, Model)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut files = MemoryFiles::new();
    let mut names = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let relative = path.strip_prefix(&root).unwrap().display().to_string();
            match path.extension().and_then(|it| it.to_str()) {
                _ if path.is_dir() => folders.push(path),
                Some("deal" | "csv") => {
                    files = files.with(relative.clone(), std::fs::read_to_string(&path).unwrap());
                    names.extend((path.extension().unwrap() == "deal").then_some((relative, path)));
                }
                _ => {}
            }
        }
    }
    names.sort();
    let read = |(name, path): (String, std::path::PathBuf)| {
        let (model, _) = indenture::read(&std::fs::read_to_string(path).unwrap(), &name, &mut Sources::new(), &files);
        model.map(|model| (name, model))
    };
    names.into_iter().filter_map(read).collect()
}

/// What one block leaves in memory does not reach the next: of whole blocks on drawn prices, a third of them in default,
/// machine code leaves none to others. In the last two bitcoin costs more than ten million at the end.
#[test]
fn block_after_block_is_the_same_in_machine_code() {
    let (_, model) = examples().into_iter().find(|(name, _)| name == "reference-deal.deal").unwrap();
    let plan = compile(&model, &Case { random: true, ..Case::of(ScenarioId(0)) }).unwrap();
    let tranches = plan.events.tranches.iter().flat_map(|it| {
        [Gauge::First(it.in_default), Gauge::Last(it.claim_at_acceleration), Gauge::Last(it.received_total)]
    });
    let levels = plan.events.levels.iter().map(|it| Gauge::First(it.failed));
    let profiles = plan.loans.iter().map(|loan| loan.balance).collect();
    let kept = Kept { gauges: tranches.chain(levels).collect(), profiles };
    let program = Program::new(&plan, &kept, u64::MAX).unwrap();
    let drawer = Drawer::new(&plan, &Draws { seed: 42, antithetic: false, numbers: Numbers::Random }).unwrap();
    let (mut one, mut other) = (Worker::at(&program, Level::Avx512), Worker::at(&program, Level::Native));
    let (blocks, mut defaults) = ([0, 1, 2, 3, 38, 113], 0);
    for block in blocks {
        drawer.fill(block * LANES as u64, LANES, one.drives());
        drawer.fill(block * LANES as u64, LANES, other.drives());
        let (one, other) = (one.run(LANES).unwrap(), other.run(LANES).unwrap());
        let same = |one: f64, other: f64| one.to_bits() == other.to_bits() || (one.is_nan() && other.is_nan());
        let equal = |one: &[Chunk], other: &[Chunk]| {
            one.iter().zip(other).all(|(one, other)| one.0.into_iter().zip(other.0).all(|(a, b)| same(a, b)))
        };
        for gauge in 0..kept.gauges.len() {
            assert!(equal(one.gauge(gauge), other.gauge(gauge)), "block {block}, {:?}", kept.gauges[gauge]);
        }
        for (profile, row) in (0..kept.profiles.len()).flat_map(|it| (0..plan.rows()).map(move |row| (it, row))) {
            assert!(equal(one.profile(profile, row), other.profile(profile, row)), "block {block}, row {row}");
        }
        assert!(equal(one.end(), other.end()), "block {block}");
        defaults += other.gauge(0).iter().flat_map(|it| it.0).filter(|it| !it.is_nan()).count();
    }
    assert!(defaults > 400, "{defaults}");
    assert_eq!((one.exact_lanes(), other.exact_lanes()), (0, 0));
    assert_eq!(other.native_blocks(), if Level::best() < Level::Native { 0 } else { blocks.len() as u64 });
}

/// Machine code is written at once by those who know that it pays, and never by those who know that it does not.
#[test]
fn as_many_paths_as_pay_for_it_have_machine_code() {
    let (_, model) = examples().into_iter().find(|(name, _)| name == "reference-deal.deal").unwrap();
    let plan = compile(&model, &Case { random: true, ..Case::of(ScenarioId(0)) }).unwrap();
    let kept = Kept { gauges: vec![Gauge::End], profiles: Vec::new() };
    let program = Program::new(&plan, &kept, u64::MAX).unwrap();
    let drawer = Drawer::new(&plan, &Draws { seed: 42, antithetic: false, numbers: Numbers::Random }).unwrap();
    let native = |paths: u64| {
        let mut worker = Worker::among(&program, paths);
        for _ in 0..60 {
            drawer.fill(0, 8, worker.drives());
            worker.run(8).unwrap();
        }
        worker.native_blocks()
    };
    assert_eq!(native(10_000), 0);
    assert_eq!(native(1_000_000), if Level::best() < Level::Native { 0 } else { 60 });
}

/// The lanes of a block do not know each other, nor what they are run with.
#[test]
fn the_bits_are_the_same_for_every_place_and_every_set_of_instructions() {
    let mut dice = Random::new(7);
    let model = check(&Deal::draw(3).text(), &MemoryFiles::new());
    let original = compile(&model, &Case::of(ScenarioId(0))).unwrap();
    let mut plan = original.clone();
    drive_anything(&mut plan, &mut dice, 3);
    let paths: Vec<Path> = (0..LANES).map(|_| draw(&plan, &original, &mut dice)).collect();
    let fine: Vec<&Path> = paths.iter().filter(|path| run_path(&plan, path, u64::MAX).is_ok()).collect();
    let kept = everything(&plan, &mut dice, true);
    let program = Program::new(&plan, &kept, u64::MAX).unwrap();
    let bits = |level: Level, from: usize| {
        let mut worker = Worker::at(&program, level);
        fine.iter().enumerate().for_each(|(at, path)| set(&mut worker, &plan, (at + from) % fine.len(), path));
        let answers = worker.run(fine.len()).unwrap();
        let lanes = (0..fine.len()).map(|at| (at + from) % fine.len());
        let bits = |lane: usize| {
            let of = |column: &[indenture::engine::lanes::Chunk]| column[lane / WIDTH].0[lane % WIDTH].to_bits();
            let gauges = (0..kept.gauges.len()).map(|it| of(answers.gauge(it)));
            let rows = (0..kept.profiles.len()).flat_map(|it| (0..plan.rows()).map(move |row| (it, row)));
            gauges.chain(rows.map(|(it, row)| of(answers.profile(it, row)))).collect::<Vec<u64>>()
        };
        lanes.map(bits).collect::<Vec<_>>()
    };
    let first = bits(Level::Portable, 0);
    assert!(fine.len() > LANES / 2);
    for level in Level::ALL {
        assert!(bits(level, 0) == first && bits(level, 5) == first, "{level:?}");
    }
}
