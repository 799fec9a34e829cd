//! The shortest way from the middle of a box to where something happens.
//!
//! Shells of growing distance around the origin are looked at in many directions; in the first shell where it happens,
//! the distance is halved, with only those directions kept in which it still happens; then the direction is turned by
//! ever smaller angles as long as that shortens the way. Distances are whole numbers of a small part of a step, so the
//! answer is the same everywhere. What happens only in a pocket thinner than a shell may be missed.

/// Shells up to the far corner of the box.
const SHELLS: i128 = 32;
/// Length of a direction.
const UNIT: i128 = 1_000_000_000;
/// Angles are halved down to this part of [`UNIT`].
const FINEST: i128 = 10_000;
/// Points of the grid whose faces give the directions of a shell.
const MOST_POINTS: i128 = 600;
/// Corners of a cube of twelve levers.
const MOST_CORNERS: usize = 4_096;

/// Where levers start, how long one step is, and how far they may go.
#[derive(Debug, Clone)]
pub struct Room {
    pub origin: Vec<i128>,
    /// Above zero.
    pub step: Vec<i128>,
    pub low: Vec<i128>,
    pub high: Vec<i128>,
}

/// A setting at which it happens, and how far away it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    pub at: Vec<i128>,
    /// In steps, at twelve decimals.
    pub distance: i128,
    /// The largest distance in the same direction at which it was seen not to happen.
    pub safe: i128,
}

/// Whether it happens at each of several settings.
pub type Happening<'a> = dyn FnMut(&[Vec<i128>]) -> Vec<bool> + 'a;

/// The nearest setting at which it happens; `None` where it never does.
pub fn nearest(room: &Room, happens: &mut Happening) -> Option<Edge> {
    let mut it = Search::new(room, happens);
    let directions = it.directions();
    let far = directions.iter().map(|direction| it.reach(direction)).max().unwrap_or(0);
    let (mut low, mut high, mut kept) = it.first_shell(&directions, far)?;
    it.halve(&mut low, &mut high, &mut kept, far >> 16);
    let (direction, distance) = it.turn(kept.swap_remove(0), high);
    Some(it.settle(&direction, distance, far))
}

type Direction = Vec<i128>;

struct Search<'a, 'b> {
    room: &'a Room,
    happens: &'a mut Happening<'b>,
    /// Parts of a step: a power of ten.
    scale: i128,
    /// Least and most of each lever, in parts of steps from the origin.
    reach: Vec<(i128, i128)>,
}

impl<'a, 'b> Search<'a, 'b> {
    fn new(room: &'a Room, happens: &'a mut Happening<'b>) -> Search<'a, 'b> {
        let widest =
            (0..room.origin.len()).map(|it| (room.high[it] - room.low[it]) / room.step[it] + 1).max().unwrap_or(1);
        // Squares of distances fit well into 128 bits.
        let mut scale = 1_000_000_000_000;
        while scale > 1 && widest.saturating_mul(scale) > 1_000_000_000_000_000_000 {
            scale /= 10;
        }
        let parts = |value: i128, lever: usize| split(value, scale, room.step[lever]);
        let reach = (0..room.origin.len())
            .map(|it| (parts(room.low[it] - room.origin[it], it), parts(room.high[it] - room.origin[it], it)));
        Search { room, happens, scale, reach: reach.collect() }
    }

    /// Grid points on the faces of a cube, the axes and the far corners among them, as far as levers may go that way.
    fn directions(&self) -> Vec<Direction> {
        let levers = self.reach.len();
        let sides: Vec<Vec<i128>> = self
            .reach
            .iter()
            .map(|&(low, high)| {
                [0, 1, -1]
                    .into_iter()
                    .filter(|&side| side == 0 || (side > 0 && high > 0) || (side < 0 && low < 0))
                    .collect()
            })
            .collect();
        let count = |fine: i128| sides.iter().map(|sides| 1 + (sides.len() as i128 - 1) * fine).product::<i128>();
        let fine = [16, 12, 8, 7, 6, 5, 4, 3, 2].into_iter().find(|&fine| count(fine) <= MOST_POINTS).unwrap_or(1);
        let signed = |side: i128| if side == 0 { vec![0] } else { (1..=fine).map(|it| it * side).collect() };
        let mut grid: Vec<Direction> = vec![Vec::new()];
        for sides in &sides {
            let values: Vec<i128> = sides.iter().flat_map(|&side| signed(side)).collect();
            grid = grid.iter().flat_map(|row| values.iter().map(|&it| [row.as_slice(), &[it]].concat())).collect();
            // Beyond a dozen levers: each on its own, and all together.
            if grid.len() > MOST_CORNERS {
                let one = |lever: usize, side: i128| (0..levers).map(|it| if it == lever { side } else { 0 }).collect();
                let ways = self.reach.iter().enumerate();
                grid = ways
                    .flat_map(|(lever, &(low, high))| [(high > 0, one(lever, 1)), (low < 0, one(lever, -1))])
                    .filter_map(|(open, way)| open.then_some(way))
                    .chain([self
                        .reach
                        .iter()
                        .map(|&(low, high)| if high >= -low { high.signum() } else { -1 })
                        .collect()])
                    .collect();
                break;
            }
        }
        grid.retain(|row| row.iter().any(|it| it.abs() == fine));
        let corner = |row: &Direction| -> Direction {
            (0..levers)
                .map(|it| {
                    if row[it] > 0 {
                        self.reach[it].1
                    } else if row[it] < 0 {
                        self.reach[it].0
                    } else {
                        0
                    }
                })
                .collect()
        };
        let corners: Vec<Direction> =
            grid.iter().filter(|row| row.iter().all(|it| it.abs() == fine || *it == 0)).map(corner).collect();
        let mut all: Vec<Direction> = grid.into_iter().chain(corners).filter_map(|it| normalised(&it)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// How far one can go in a direction: along the bounds once a lever has met its own.
    fn reach(&self, direction: &Direction) -> i128 {
        length(&self.clamped(direction, i128::MAX >> 64))
    }

    /// In parts of steps, each lever held at its bounds.
    fn clamped(&self, direction: &Direction, along: i128) -> Vec<i128> {
        let levers = direction.iter().zip(&self.reach);
        levers.map(|(&part, &(low, high))| (part.saturating_mul(along) / UNIT).clamp(low, high)).collect()
    }

    /// The setting at a distance in a direction; `None` beyond its reach.
    fn point(&self, direction: &Direction, distance: i128) -> Option<Vec<i128>> {
        let at = |along: i128| self.clamped(direction, along);
        let mut parts = at(distance);
        if length(&parts) < distance - distance / UNIT - 2 {
            if self.reach(direction) < distance {
                return None;
            }
            let (mut low, mut high) = (distance, i128::MAX >> 64);
            while high - low > 1 {
                let middle = low + (high - low) / 2;
                if length(&at(middle)) < distance { low = middle } else { high = middle }
            }
            parts = at(high);
        }
        let levers = parts.iter().enumerate();
        Some(
            levers
                .map(|(it, &part)| {
                    let value = self.room.origin[it] + split(part, self.room.step[it], self.scale);
                    value.clamp(self.room.low[it], self.room.high[it])
                })
                .collect(),
        )
    }

    /// Those directions in which it happens at a distance.
    fn at(&mut self, directions: &[Direction], distance: i128) -> Vec<Direction> {
        let reached: Vec<(&Direction, Vec<i128>)> =
            directions.iter().filter_map(|it| Some((it, self.point(it, distance)?))).collect();
        let settings: Vec<Vec<i128>> = reached.iter().map(|(_, setting)| setting.clone()).collect();
        let answers = (self.happens)(&settings);
        reached.into_iter().zip(answers).filter(|(_, happens)| *happens).map(|((it, _), _)| it.clone()).collect()
    }

    /// The first shell where it happens: its inner and outer distance, and in which directions.
    fn first_shell(&mut self, directions: &[Direction], far: i128) -> Option<(i128, i128, Vec<Direction>)> {
        for shell in 1..=SHELLS {
            let (low, high) = (far * (shell - 1) / SHELLS, far * shell / SHELLS);
            let mut kept = self.at(directions, high);
            // A corner that lies within the shell is as far as its direction goes.
            let corners: Vec<Direction> =
                directions.iter().filter(|it| (low + 1..high).contains(&self.reach(it))).cloned().collect();
            for corner in corners {
                let reach = self.reach(&corner);
                kept.extend(self.at(&[corner], reach));
            }
            if !kept.is_empty() {
                return Some((low, high, kept));
            }
        }
        None
    }

    /// Halves the distance until it is known this well, with the directions in which it happens nearest.
    fn halve(&mut self, low: &mut i128, high: &mut i128, kept: &mut Vec<Direction>, within: i128) {
        while *high - *low > within.max(1) {
            let middle = *low + (*high - *low) / 2;
            let still = self.at(kept, middle);
            if still.is_empty() {
                *low = middle;
            } else {
                *high = middle;
                *kept = still;
            }
        }
    }

    /// Turns the direction by smaller and smaller angles while that brings the edge nearer.
    fn turn(&mut self, mut direction: Direction, mut distance: i128) -> (Direction, i128) {
        let mut angle = UNIT / 8;
        while angle >= FINEST && direction.len() > 1 {
            // At this angle the way can differ by its square.
            let gain = (split(split(distance, angle, UNIT), angle, UNIT) / 16).max(1);
            let mut kept = self.at(&self.turned(&direction, angle), distance - gain);
            if kept.is_empty() {
                angle /= 2;
                continue;
            }
            let (mut high, mut gap) = (distance - gain, gain);
            let mut low = 0;
            while high - gap > 0 {
                let still = self.at(&kept, high - gap);
                if still.is_empty() {
                    low = high - gap;
                    break;
                }
                kept = still;
                high -= gap;
                gap *= 2;
            }
            self.halve(&mut low, &mut high, &mut kept, gain);
            direction = kept.swap_remove(0);
            distance = high;
        }
        (direction, distance)
    }

    /// A direction with one or more parts moved by an angle, as far as levers may go that way.
    fn turned(&self, direction: &Direction, angle: i128) -> Vec<Direction> {
        let levers = direction.len();
        let moves: Vec<Vec<i128>> = if levers <= 4 {
            (0..levers).fold(vec![Vec::new()], |rows, _| {
                rows.iter().flat_map(|row| [-1, 0, 1].map(|it| [row.as_slice(), &[it]].concat())).collect()
            })
        } else {
            let one = |lever: usize, side: i128| (0..levers).map(|it| if it == lever { side } else { 0 }).collect();
            (0..levers).flat_map(|lever| [one(lever, -1), one(lever, 1)]).collect()
        };
        let turned = moves.iter().filter(|row| row.iter().any(|it| *it != 0)).map(|row| -> Direction {
            let parts = direction.iter().zip(row).zip(&self.reach);
            parts
                .map(|((&part, &side), &(low, high))| {
                    let part = part + side * angle;
                    if (part > 0 && high == 0) || (part < 0 && low == 0) { 0 } else { part }
                })
                .collect()
        });
        turned.filter_map(|it| normalised(&it)).collect()
    }

    /// The last halvings in one direction, and the setting.
    fn settle(&mut self, direction: &Direction, distance: i128, far: i128) -> Edge {
        let (mut low, mut high) = (0, distance);
        let mut gap = (far >> 24).max(1);
        let mut kept = vec![direction.clone()];
        while high - gap > 0 {
            if self.at(&kept, high - gap).is_empty() {
                low = high - gap;
                break;
            }
            high -= gap;
            gap *= 2;
        }
        self.halve(&mut low, &mut high, &mut kept, far >> 40);
        let at = self.point(direction, high).unwrap_or_else(|| self.room.origin.clone());
        let moved: Vec<i128> =
            (0..at.len()).map(|it| split(at[it] - self.room.origin[it], self.scale, self.room.step[it])).collect();
        let up = 1_000_000_000_000 / self.scale;
        Edge { at, distance: length(&moved).saturating_mul(up), safe: low.saturating_mul(up) }
    }
}

/// The same direction at length [`UNIT`]; `None` for one that points nowhere.
fn normalised(direction: &Direction) -> Option<Direction> {
    // Enough digits that the whole root of a sum of squares is exact enough.
    let up = if direction.iter().all(|it| it.abs() < UNIT) { UNIT } else { 1 };
    let direction: Direction = direction.iter().map(|it| it * up).collect();
    let long = length(&direction);
    (long > 0).then(|| direction.iter().map(|&part| split(part, UNIT, long)).collect())
}

/// Root of the sum of squares.
fn length(parts: &[i128]) -> i128 {
    let squares = parts.iter().map(|part| part.unsigned_abs().saturating_mul(part.unsigned_abs()));
    squares.fold(0u128, u128::saturating_add).isqrt().cast_signed()
}

/// a × b / c, rounded; at the far end of what a number holds where it is more.
fn split(a: i128, b: i128, c: i128) -> i128 {
    use crate::quantity::{Rounding, multiply_divide};
    multiply_divide(a, b, 1, c, Rounding::HalfUp).unwrap_or(if (a < 0) == (b < 0) {
        i128::MAX >> 32
    } else {
        i128::MIN >> 32
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: i128 = 1_000_000_000_000;

    fn room(levers: usize, far: i128) -> Room {
        Room {
            origin: vec![0; levers],
            step: vec![1_000_000_000; levers],
            low: vec![0; levers],
            high: vec![far * 1_000_000_000; levers],
        }
    }

    fn found(room: &Room, happens: impl Fn(&[i128]) -> bool) -> Option<Edge> {
        nearest(room, &mut |settings| settings.iter().map(|it| happens(it)).collect())
    }

    fn is_near(edge: &Edge, distance: i128, within: i128) {
        assert!((edge.distance - distance).abs() <= within, "{edge:?}, not {distance}");
        assert!(edge.safe < edge.distance);
    }

    /// A plane Σ a x = b lies b / |a| from the origin, at the point b a / |a|².
    #[test]
    fn the_distance_to_a_plane() {
        // 3x + 4y ≥ 10: at 2, where x = 1.2 and y = 1.6.
        let edge = found(&room(2, 10), |at| 3 * at[0] + 4 * at[1] >= 10_000_000_000).unwrap();
        is_near(&edge, 2 * ONE, ONE / 1_000_000_000);
        assert!(
            (edge.at[0] - 1_200_000_000).abs() < 100_000 && (edge.at[1] - 1_600_000_000).abs() < 100_000,
            "{edge:?}"
        );
        // 2x + 3y + 6z ≥ 21: at 3.
        let edge = found(&room(3, 9), |at| 2 * at[0] + 3 * at[1] + 6 * at[2] >= 21_000_000_000).unwrap();
        is_near(&edge, 3 * ONE, ONE / 1_000_000);
        // Four levers of weights 1, 2, 2, 4: |a| = 5.
        let edge = found(&room(4, 9), |at| at[0] + 2 * at[1] + 2 * at[2] + 4 * at[3] >= 10_000_000_000).unwrap();
        is_near(&edge, 2 * ONE, ONE / 1_000_000);
    }

    #[test]
    fn a_lever_at_its_bound_leaves_the_rest_to_the_others() {
        // x at most 1: of 3x + 4y ≥ 10 the nearest left is x = 1, y = 1.75.
        let mut room = room(2, 10);
        room.high[0] = 1_000_000_000;
        let edge = found(&room, |at| 3 * at[0] + 4 * at[1] >= 10_000_000_000).unwrap();
        // √(1 + 1.75²) = 2.015564437074…
        is_near(&edge, 2_015_564_437_075, 100_000);
        assert_eq!(edge.at[0], 1_000_000_000);
    }

    #[test]
    fn the_nearer_of_two_parts_is_found() {
        let edge = found(&room(2, 10), |at| at[0] >= 5_000_000_000 || at[1] >= 4_000_000_000).unwrap();
        is_near(&edge, 4 * ONE, ONE / 1_000_000_000);
    }

    #[test]
    fn steps_weigh_the_levers_and_may_go_both_ways() {
        let room = Room { origin: vec![50], step: vec![10], low: vec![-1_000], high: vec![1_000] };
        let edge = found(&room, |at| at[0] <= 20 || at[0] >= 95).unwrap();
        assert_eq!((edge.at[0], edge.distance), (20, 3 * ONE));
    }

    #[test]
    fn nothing_within_the_bounds_is_nothing() {
        assert_eq!(found(&room(3, 5), |_| false), None);
        let still = Room { origin: vec![5], step: vec![1], low: vec![5], high: vec![5] };
        assert_eq!(found(&still, |_| true), None);
    }

    /// Σ x ≥ 8 over sixteen levers: at 8 / √16 = 2, half a step each.
    #[test]
    fn many_levers_move_together() {
        let edge = found(&room(16, 5), |at| at.iter().sum::<i128>() >= 8_000_000_000).unwrap();
        is_near(&edge, 2 * ONE, ONE / 100_000_000);
    }

    #[test]
    fn only_the_far_corner() {
        let far = 7_000_000_000;
        let edge = found(&room(2, 7), |at| at[0] == far && at[1] == far).unwrap();
        // 7 √2 = 9.899494936611…
        is_near(&edge, 9_899_494_936_611, 100);
    }
}
