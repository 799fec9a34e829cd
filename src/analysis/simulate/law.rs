//! The numbers of a process in words: what a result rests on before anything is drawn.

use crate::plan::{Law, RandomJump};
use crate::quantity::decimal::{grouped, shortest};
use crate::quantity::unit::RATIO_SCALE;

/// `drift 2% per year, volatility 35% per year`: under the inputs of the study.
pub fn words(law: &Law) -> String {
    match law {
        Law::Motion { drift, volatility } => motion(*drift, *volatility),
        Law::Reversion { speed, volatility } => {
            format!("speed {} per year, volatility {} per year", percent(*speed), percent(*volatility))
        }
        Law::Added { speed, volatility, scale } => {
            format!("speed {} per year, volatility {} per year", percent(*speed), shortest(*volatility, *scale))
        }
        Law::JumpDiffusion { drift, volatility, jump } => {
            format!("{}, {}", motion(*drift, *volatility), jumps(jump))
        }
        Law::Jumps(jump) => jumps(jump),
        Law::Bootstrap { changes, block } => {
            let periods = if *block == 1 { "one at a time".to_string() } else { format!("{block} in a row") };
            format!("{} changes, {periods}", changes.len())
        }
        Law::Regimes(regimes) => {
            let each: Vec<String> = regimes.iter().map(|it| motion(it.drift, it.volatility)).collect();
            format!("{} regimes: {}", regimes.len(), each.join("; "))
        }
        Law::Default { by_row } => {
            format!("probability {} by the end", percent(by_row.last().copied().unwrap_or(0)))
        }
    }
}

fn motion(drift: i128, volatility: i128) -> String {
    let drift = if drift == 0 { String::new() } else { format!("drift {} per year, ", percent(drift)) };
    format!("{drift}volatility {} per year", percent(volatility))
}

/// How many to expect until the end, and how far each goes.
fn jumps(jump: &RandomJump) -> String {
    let expected: i128 = jump.expected.iter().sum();
    let how_many = match jump.once {
        true => format!("one jump with probability {}", percent(expected)),
        false => format!("{} jumps expected by the end", grouped(expected, RATIO_SCALE, 2, Default::default())),
    };
    let spread = if jump.spread == 0 { String::new() } else { format!(", spread {}", percent(jump.spread)) };
    format!("{how_many}, each times {}{spread}", percent(jump.size))
}

/// Every digit, where it has no more than people write: `35%`, else four decimals.
fn percent(ratio: i128) -> String {
    let exact = shortest(ratio, RATIO_SCALE - 2);
    let short = exact.split_once('.').is_none_or(|(_, decimals)| decimals.len() <= 4);
    format!("{}%", if short { exact } else { grouped(ratio, RATIO_SCALE - 2, 4, Default::default()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::RandomRegime;

    const PERCENT: i128 = 10_000_000_000;

    #[test]
    fn each_law_says_its_numbers() {
        let jump = |once| RandomJump {
            expected: vec![0, 20 * PERCENT, 40 * PERCENT],
            once,
            size: 65 * PERCENT,
            spread: if once { 0 } else { 10 * PERCENT },
        };
        let calm = RandomRegime { drift: 0, volatility: 20 * PERCENT, leaves: vec![] };
        let crash = RandomRegime { drift: -30 * PERCENT, volatility: 60 * PERCENT, leaves: vec![] };
        for (law, expected) in [
            (Law::Motion { drift: 0, volatility: 35 * PERCENT }, "volatility 35% per year"),
            (Law::Motion { drift: PERCENT / 3, volatility: PERCENT }, "drift 0.3333% per year, volatility 1% per year"),
            (
                Law::Added { speed: 40 * PERCENT, volatility: 125, scale: 4 },
                "speed 40% per year, volatility 0.0125 per year",
            ),
            (Law::Jumps(jump(false)), "0.60 jumps expected by the end, each times 65%, spread 10%"),
            (Law::Jumps(jump(true)), "one jump with probability 60%, each times 65%"),
            (Law::Bootstrap { changes: vec![1; 36], block: 3 }, "36 changes, 3 in a row"),
            (
                Law::Regimes(vec![calm, crash]),
                "2 regimes: volatility 20% per year; drift -30% per year, volatility 60% per year",
            ),
            (Law::Default { by_row: vec![0, 15 * PERCENT] }, "probability 15% by the end"),
        ] {
            assert_eq!(words(&law), expected);
        }
    }
}
