//! Path i is path i: whatever block, strip, thread or set of instructions draws it.

use super::*;
use crate::engine::dispatch::{Level, dispatch_at};
use crate::plan::{RandomJump, RandomRegime, RandomTrigger};

/// One of each law, correlated, with a stressed regime and fat tails.
fn everything() -> Plan {
    let jump = |once: bool| RandomJump {
        expected: (0..=18).map(|row| if once == (row == 7) { 5 * PERCENT } else { 0 }).collect(),
        once,
        size: 65 * PERCENT,
        spread: 10 * PERCENT,
    };
    let regime = |volatility: i128, to: usize| RandomRegime {
        drift: 2 * PERCENT,
        volatility: volatility * PERCENT,
        leaves: vec![(to, ONE / 2)],
    };
    let laws = vec![
        motion(35),
        Law::Reversion { speed: 2 * ONE, volatility: 40 * PERCENT },
        Law::Jumps(jump(true)),
        Law::JumpDiffusion { drift: PERCENT, volatility: 30 * PERCENT, jump: jump(false) },
        Law::Bootstrap { changes: (90..110).map(|it| it * PERCENT).collect(), block: 4 },
        Law::Regimes(vec![regime(20, 1), regime(80, 0)]),
        Law::Default { by_row: (0..=18).map(|row| row * PERCENT).collect() },
        Law::Added { speed: ONE, volatility: 1_000_000, scale: 6 },
    ];
    let mut own = correlated(8, 30);
    own.student = Some(5);
    let mut stressed = correlated(8, 60);
    stressed.when = Some(RandomTrigger { process: 0, below: true, level: 95 * PERCENT });
    plan(laws, vec![own, stressed], 18)
}

fn kinds() -> [Draws; 4] {
    let of = |antithetic, numbers| Draws { antithetic, numbers, ..DRAWS };
    [of(false, Numbers::Random), of(true, Numbers::Random), of(false, Numbers::Sobol), of(true, Numbers::Sobol)]
}

#[test]
fn a_path_is_the_same_in_every_block() {
    let plan = everything();
    for draws in kinds() {
        let drawer = Drawer::new(&plan, &draws).unwrap();
        let whole = drawn(&plan, &draws, 256);
        for (first, lanes) in [(0, 8), (1, 100), (37, 3), (200, 56)] {
            let mut part = Drives::new(8, plan.rows(), lanes);
            drawer.fill(first as u64, lanes, &mut part);
            for driver in 0..8 {
                for row in 0..plan.rows() {
                    let same: Vec<f64> = column(&whole, driver, row).skip(first).take(lanes).collect();
                    let found: Vec<f64> = column(&part, driver, row).take(lanes).collect();
                    assert_eq!(found, same, "driver {driver}, row {row}, {draws:?}");
                }
            }
        }
    }
}

#[test]
fn the_exact_engine_reads_the_same_whole_numbers() {
    let plan = everything();
    for draws in kinds() {
        let drawer = Drawer::new(&plan, &draws).unwrap();
        let whole = drawn(&plan, &draws, 128);
        for index in [0, 63, 127] {
            let path = drawer.path(index as u64);
            for driver in 0..8 {
                for row in 0..plan.rows() {
                    let value = whole.columns.get(whole.at(driver, row), index);
                    assert_eq!(value.fract(), 0.0);
                    assert_eq!(path.value(driver, row), Some(value as i128));
                }
            }
        }
    }
}

struct At<'a>(&'a Drawer, &'a mut Drives);

impl Kernel for At<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.0.fill_inline(1 << 20, self.1.columns.lanes(), self.1);
    }
}

#[test]
fn every_set_of_instructions_draws_the_same_bits() {
    let plan = everything();
    for draws in kinds() {
        let drawer = Drawer::new(&plan, &draws).unwrap();
        let columns: Vec<Vec<u64>> = Level::ALL
            .into_iter()
            .map(|level| {
                let mut drives = Drives::new(8, plan.rows(), 128);
                dispatch_at(level, At(&drawer, &mut drives));
                (0..8).flat_map(|driver| column(&drives, driver, 18).collect::<Vec<_>>()).map(f64::to_bits).collect()
            })
            .collect();
        columns.iter().for_each(|bits| assert_eq!(*bits, columns[0]));
    }
}

/// The sum of every whole number of a thousand paths, on whatever machine this runs.
#[test]
fn the_same_numbers_on_every_machine() {
    let plan = everything();
    let sums: Vec<i128> = kinds()
        .iter()
        .map(|draws| {
            let drives = drawn(&plan, draws, 1_000);
            let values = (0..8).flat_map(|driver| (0..plan.rows()).map(move |row| (driver, row)));
            values.flat_map(|(driver, row)| column(&drives, driver, row).collect::<Vec<_>>()).map(|it| it as i128).sum()
        })
        .collect();
    assert_eq!(sums, SUMS);
}

const SUMS: [i128; 4] =
    [110_860_750_386_836_355, 110_628_222_207_938_821, 111_183_393_796_277_535, 111_114_264_819_396_924];

#[test]
fn a_new_process_leaves_the_others_as_they_are() {
    let one = drawn(&plan(vec![motion(35)], vec![], 6), &DRAWS, 64);
    let two = drawn(&plan(vec![motion(35), motion(70)], vec![correlated(2, 40)], 6), &DRAWS, 64);
    assert_eq!(logs(&one, 0, 6), logs(&two, 0, 6));
}

#[test]
fn a_plan_without_the_driver_draws_the_same_for_the_rest() {
    let full = everything();
    let mut less = everything();
    less.drivers.remove(3);
    let (all, some) = (drawn(&full, &DRAWS, 64), drawn(&less, &DRAWS, 64));
    assert_eq!(logs(&all, 5, 18), logs(&some, 4, 18));
}

#[test]
fn mirrored_paths_have_mirrored_normals() {
    let draws = Draws { antithetic: true, ..DRAWS };
    let drives = drawn(&plan(vec![motion(35)], vec![], 12), &draws, 256);
    for pair in logs(&drives, 0, 12).chunks(2) {
        assert_near(pair[0] + pair[1], -0.35 * 0.35, 1e-11);
    }
    let plain = drawn(&plan(vec![motion(35)], vec![], 12), &DRAWS, 256);
    assert_eq!(logs(&drives, 0, 12)[6], logs(&plain, 0, 12)[3]);
}
