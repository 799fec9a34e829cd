//! The blocks, one file a kind: from lines with labels to the model.

mod account;
mod amendment;
pub(crate) mod asset;
mod consequence;
mod contract;
mod covenant;
pub(crate) mod curve;
mod deal;
mod enforcement;
mod fee;
pub(crate) mod input;
mod line;
mod liquidation;
mod party;
mod scenario;
mod shock;
mod source;
mod state;
mod step;
mod test;
mod tranche;
mod unit;
pub(crate) mod waterfall;
