//! One thread's memory, and the run of a block in it.

use super::kernel::GROUP;
use super::native::{Asked, Ground, Written};
use super::run::{Block, Memory};
use super::{Answers, LANES, Program};
use crate::engine::dispatch::{Level, dispatch_at};
use crate::engine::exact::{Failure, Single, run_path};
use crate::engine::lanes::Drives;
use crate::plan::Path;

/// Blocks after which it is worth it to write machine code: it takes as long as some ten thousand paths.
const PATIENCE: u32 = 48;

/// Paths of a study from which on it is worth it to write machine code before the first of them.
const MANY: u64 = PATIENCE as u64 * LANES as u64;

/// Blocks in a row that machine code has to leave to others before it is not tried any more.
const TRIALS: u32 = 4;

/// Runs blocks of paths, one after the other, without asking for memory again.
#[derive(Debug)]
pub struct Worker<'a> {
    program: &'a Program,
    drives: Drives,
    answers: Answers,
    memory: Memory,
    alone: Single<'a>,
    level: Level,
    /// Blocks to go before machine code is asked for.
    patience: u32,
    written: Option<(&'a Written, Ground)>,
    /// Blocks in a row that it left to others.
    trials: u32,
    native: u64,
    exact: u64,
}

impl<'a> Worker<'a> {
    pub fn new(program: &'a Program) -> Worker<'a> {
        Worker { patience: PATIENCE, ..Worker::at(program, Level::best()) }
    }

    /// One of the workers that share so many paths: they have machine code from the start, or do without.
    pub fn among(program: &'a Program, paths: u64) -> Worker<'a> {
        let patience = if paths < MANY { u32::MAX } else { 0 };
        Worker { patience, ..Worker::new(program) }
    }

    /// A worker that uses a set of instructions, or the best below it that this machine has.
    pub fn at(program: &'a Program, level: Level) -> Worker<'a> {
        let (rows, drivers) = (program.plan.rows(), program.plan.drivers.len());
        let mut answers = Answers::new(&program.kept, rows, LANES);
        let memory = match &program.code {
            Some(code) => {
                code.settled.iter().for_each(|&(answer, value)| answers.settle(answer, value));
                Memory::new(code)
            }
            None => Memory::new(&Default::default()),
        };
        let drives = Drives::new(drivers, rows, LANES);
        let alone = Single::new(&program.plan);
        let (patience, written, trials) = (0, None, 0);
        Worker { program, drives, answers, memory, alone, level, patience, written, trials, native: 0, exact: 0 }
    }

    /// The set of instructions that it uses.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Paths that a block had best have.
    pub fn lanes(&self) -> usize {
        self.program.lanes()
    }

    /// What the paths of the next block are driven by, to be filled in by the caller. A lever is read on the first row.
    pub fn drives(&mut self) -> &mut Drives {
        &mut self.drives
    }

    /// Runs the first `lanes` paths of the block; the failure is that of the first lane that fails.
    pub fn run(&mut self, lanes: usize) -> Result<&Answers, Failure> {
        if self.run_written(lanes) {
            return Ok(&self.answers);
        }
        match &self.program.code {
            Some(code) => {
                self.memory.bad = [0; LANES];
                self.memory.groups = lanes.div_ceil(GROUP);
                let block = Block {
                    code,
                    memory: &mut self.memory,
                    drives: &self.drives,
                    answers: &mut self.answers.columns,
                    alone: &mut self.alone,
                    rounding: self.program.plan.rounding,
                };
                dispatch_at(self.level, block);
            }
            None => self.memory.bad = [1; LANES],
        }
        for lane in 0..lanes.min(LANES) {
            if self.memory.bad[lane] != 0 {
                self.run_exactly(lane)?;
            }
        }
        Ok(&self.answers)
    }

    /// Runs a block in machine code; false where it is not there yet, or leaves some path to others: then the instructions
    /// decide about every path anew, so that the same paths are left to the exact engine on every machine.
    fn run_written(&mut self, lanes: usize) -> bool {
        if self.level < Level::Native || self.trials >= TRIALS {
            return false;
        }
        if self.patience > 0 {
            self.patience -= 1;
            return false;
        }
        if self.written.is_none() {
            match self.program.written() {
                Asked::NotYet => return false,
                Asked::Never => self.trials = TRIALS,
                Asked::There(written) => {
                    self.written = Some((written, Ground::new(written, &self.drives, &self.answers.columns)));
                }
            }
        }
        let Some((written, ground)) = &mut self.written else { return false };
        let done = written.run(ground, &self.drives, &mut self.answers.columns, &mut self.alone, lanes);
        self.trials = if done { 0 } else { self.trials + 1 };
        self.native += u64::from(done);
        done
    }

    /// Blocks that machine code has run, and left no path of to others, since the worker was made.
    pub fn native_blocks(&self) -> u64 {
        self.native
    }

    /// Paths that the exact engine had to run since the worker was made.
    pub fn exact_lanes(&self) -> u64 {
        self.exact
    }

    fn run_exactly(&mut self, lane: usize) -> Result<(), Failure> {
        let run = run_path(&self.program.plan, &self.path(lane), self.program.limit)?;
        self.answers.set_run(lane, &run, &self.program.kept);
        self.exact += 1;
        Ok(())
    }

    /// What drives one lane, for the exact engine.
    fn path(&self, lane: usize) -> Path {
        let value = |driver, row| self.drives.columns.get(self.drives.at(driver, row), lane) as i128;
        let rows = self.program.plan.rows();
        Path { values: (0..self.drives.drivers).map(|it| (0..rows).map(|row| value(it, row)).collect()).collect() }
    }
}
