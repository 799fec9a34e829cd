//! Studies on the command line: what is asked becomes the text of a `study` block, so that the file and the command
//! line say the same in the same words.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, Args};

use super::super::exit::table;
use super::{Assignment, LockFile, assignment, values};
use crate::report::format::FORMATS;
use crate::report::studies::REPORTS;

/// Answer the studies of a file
///
/// Runs every `study` of the file, or those that are named: simulations, sweeps, solves, reverse stresses, tornados.
///
/// Example: deal study tower.deal Risk --chart charts
#[derive(Debug, Args)]
#[command(after_long_help = table())]
pub struct Study {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// Studies of the file [default: all of them]
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,

    /// Give an input another value in every study; may be given several times
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = assignment)]
    pub set: Vec<Assignment>,

    #[command(flatten)]
    pub manner: Manner,
}

/// Draw many paths of the deal: how likely each breach, what each tranche may lose
///
/// Takes the processes of the file as they are. Path number i is the same whatever the number of paths, threads and
/// shards. Prints chances and means with their standard errors.
///
/// Example: deal simulate tower.deal --paths 100_000 --seed 7 --measure Senior.recovery --under Collapse
#[derive(Debug, Args)]
#[command(after_long_help = table())]
pub struct Simulate {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// Take this study of the file, in place of the flags that say what to simulate
    #[arg(long, value_name = "NAME", conflicts_with_all = ["paths", "seed", "antithetic", "sobol", "measure", "under", "stop"])]
    pub study: Option<String>,

    /// How many paths [default: 10_000]
    #[arg(long, value_name = "COUNT")]
    pub paths: Option<String>,

    /// Another seed gives other paths, the same seed the same ones [default: 1]
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<String>,

    /// Draw paths in pairs, the second with every draw mirrored
    #[arg(long)]
    pub antithetic: bool,

    /// Draw from a scrambled Sobol sequence
    #[arg(long)]
    pub sobol: bool,

    /// Stop early: `standard error of Senior.recovery below 0.5%`
    #[arg(long, value_name = "WHEN")]
    pub stop: Option<String>,

    #[command(flatten)]
    pub world: World,

    /// Run part I of N only; `deal merge` joins the parts
    #[arg(long, value_name = "I/N", value_parser = shard, requires = "shard_out")]
    pub shard: Option<(u32, u32)>,

    /// Where the part is written
    #[arg(long = "shard-out", value_name = "FILE", requires = "shard")]
    pub shard_out: Option<PathBuf>,

    /// Write the figures of each path to this file: .csv, or .parquet where this build has it
    #[arg(long = "paths-out", value_name = "FILE")]
    pub paths_out: Option<PathBuf>,

    #[command(flatten)]
    pub manner: Manner,
}

/// Join the parts of a simulation: byte for byte what one run would have said
///
/// Example: deal merge tower.deal part-1.json part-2.json part-3.json
#[derive(Debug, Args)]
#[command(after_long_help = table())]
pub struct Merge {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// What `deal simulate --shard I/N --shard-out` wrote, in any order
    #[arg(value_name = "SHARD", required = true)]
    pub shards: Vec<PathBuf>,

    #[command(flatten)]
    pub manner: Manner,
}

/// Run every combination of one to three axes
///
/// An axis is an input, or a number written in a term, with the values it takes.
///
/// Example: deal sweep tower.deal --axis "utilization from 50% to 90% by 5%" --measure "min(DSCR.value)"
#[derive(Debug, Args)]
#[command(after_long_help = table(), mut_arg("measure", needed), mut_arg("reports", unshown))]
pub struct Sweep {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// `Senior.coupon from 8% to 12% in 4 steps`; up to three times
    #[arg(long = "axis", value_name = "AXIS", required = true)]
    pub axes: Vec<String>,

    #[command(flatten)]
    pub world: World,

    #[command(flatten)]
    pub manner: Manner,
}

/// Find the value of an input or term at which a measure meets a target
///
/// Says every root in the range with its residual, and says so when there is none.
///
/// Example: deal solve tower.deal "decline from 0% per year to 60% per year" --so-that "min(DSCR.value) = 1.25x"
#[derive(Debug, Args)]
#[command(after_long_help = table(), mut_arg("reports", unshown))]
pub struct Solve {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// What may change, and between which values
    #[arg(value_name = "RANGE")]
    pub range: String,

    /// A measure and its target
    #[arg(long = "so-that", value_name = "MEASURE = TARGET")]
    pub so_that: String,

    /// How close to the root is close enough [default: the last decimal of its kind]
    #[arg(long, value_name = "TOLERANCE")]
    pub within: Option<String>,

    #[command(flatten)]
    pub place: Place,

    #[command(flatten)]
    pub manner: Manner,
}

/// Find the smallest joint move that breaks something
///
/// Each move says what counts as one step of it; the distance is the root of the sum of squared steps.
///
/// Example: deal reverse tower.deal "decline by 1% per year to 60% per year" "utilization by -1% to 50%" --until "any breach"
#[derive(Debug, Args)]
#[command(after_long_help = table(), mut_arg("reports", unshown))]
pub struct Reverse {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// What may move, by which step, how far at most
    #[arg(value_name = "MOVE", required = true)]
    pub moves: Vec<String>,

    /// `any breach`, `DSCR breaches 1.10x`, `event of default of Senior`
    #[arg(long, value_name = "EVENT")]
    pub until: String,

    #[command(flatten)]
    pub place: Place,

    #[command(flatten)]
    pub manner: Manner,
}

/// Move each assumption alone, and rank them by what they change
///
/// Example: deal tornado tower.deal "utilization from 70% to 90%" "Senior.coupon from 8% to 11%" --measure Senior.recovery
#[derive(Debug, Args)]
#[command(after_long_help = table(), mut_arg("measure", needed), mut_arg("reports", unshown))]
pub struct Tornado {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// What moves, and between which values
    #[arg(value_name = "RANGE", required = true)]
    pub ranges: Vec<String>,

    #[command(flatten)]
    pub world: World,

    #[command(flatten)]
    pub manner: Manner,
}

/// Where a question is asked.
#[derive(Debug, Clone, Default, Args)]
pub struct Place {
    /// A scenario of the file [default: the base]; may be given several times
    #[arg(long, value_name = "SCENARIO")]
    pub under: Vec<String>,

    /// Give an input another value; may be given several times
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = assignment)]
    pub set: Vec<Assignment>,
}

/// Where it is asked, and what is looked at.
#[derive(Debug, Clone, Default, Args)]
pub struct World {
    /// A figure of the whole run, such as min(DSCR.value); may be given several times
    #[arg(long, value_name = "EXPRESSION")]
    pub measure: Vec<String>,

    #[command(flatten)]
    pub place: Place,
}

/// How it is worked out and shown. No figure depends on it.
#[derive(Debug, Clone, Args)]
pub struct Manner {
    #[command(flatten)]
    pub lock: LockFile,

    /// Threads to work with [default: as many as the machine has]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub threads: Option<u32>,

    /// Show no progress
    #[arg(long)]
    pub quiet: bool,

    /// Of a simulation, print this report; may be given several times
    #[arg(long = "report", value_name = "NAME", value_parser = report_names())]
    pub reports: Vec<String>,

    /// How to print the tables
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = table_formats())]
    pub format: String,

    /// Write the whole answer as JSON to this file too
    #[arg(long, value_name = "FILE")]
    pub outcome: Option<PathBuf>,

    /// Draw charts as SVG files into this folder
    #[arg(long, value_name = "DIR")]
    pub chart: Option<PathBuf>,
}

/// A sweep and a tornado look at something.
fn needed(flag: Arg) -> Arg {
    flag.required(true)
}

/// Only a simulation has reports to choose from: elsewhere the flag is refused.
fn unshown(flag: Arg) -> Arg {
    flag.hide(true)
}

fn table_formats() -> PossibleValuesParser {
    values(FORMATS.iter().map(|format| (format.name, format.sentence)))
}

fn report_names() -> PossibleValuesParser {
    values(REPORTS.iter().map(|report| (report.name, report.sentence)))
}

/// `3/8`
fn shard(text: &str) -> Result<(u32, u32), String> {
    let parts = text.split_once('/').and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
    match parts {
        Some((part, of)) if (1..=of).contains(&part) => Ok((part, of)),
        Some((_, of @ 1..)) => Err(format!("parts are counted from 1/{of} to {of}/{of}")),
        _ => Err("write I/N, as in 3/8: the third of eight parts".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_counted_from_one() {
        assert_eq!(shard("3/8"), Ok((3, 8)));
        assert_eq!(shard("0/4"), Err("parts are counted from 1/4 to 4/4".into()));
        assert_eq!(shard("5/4"), Err("parts are counted from 1/4 to 4/4".into()));
        for text in ["0/0", "a/4", "1", "-1/4", "1/"] {
            assert!(shard(text).is_err(), "{text}");
        }
    }
}
