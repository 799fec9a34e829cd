//! The colours of charts: one hue for what happens, one for what may not.

/// Lines and bars, in the order in which they are given out. Told apart by readers who see few colours
/// (Okabe and Ito, "Color Universal Design", 2008).
pub const LINES: &[&str] = &["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"];

/// The middle of a fan, the bars of a histogram.
pub const MAIN: &str = "#0072b2";
/// A covenant's level.
pub const LEVEL: &str = "#c0392b";
/// A mark: a mean, a quantile.
pub const MARK: &str = "#2c3e50";
pub const TEXT: &str = "#1f2933";
pub const QUIET: &str = "#6b7785";
pub const GRID: &str = "#e4e7eb";

/// From the least to the most of a heat map: from dark red over sand to dark blue.
const RAMP: &[(u8, u8, u8)] =
    &[(165, 34, 43), (222, 110, 75), (247, 189, 131), (246, 240, 214), (168, 208, 219), (84, 150, 186), (30, 84, 134)];

/// The colour at a share of the way, 0 to 1.
pub fn ramp(share: f64) -> (u8, u8, u8) {
    let at = share.clamp(0.0, 1.0) * (RAMP.len() - 1) as f64;
    let index = (at as usize).min(RAMP.len() - 2);
    let part = at - index as f64;
    let mix = |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * part).round() as u8;
    let (from, to) = (RAMP[index], RAMP[index + 1]);
    (mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

/// Whether words on this ground should be white.
pub fn is_dark((red, green, blue): (u8, u8, u8)) -> bool {
    // Luma, ITU-R BT.601.
    299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue) < 140_000
}
