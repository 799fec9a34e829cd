//! Moments 2 and 3: curves, values, contracts and lines are worked out, interest and fees accrue.

use super::lowering::Lowering;
use crate::model::{AssetAttribute, AssetId, ContractAttribute, ContractId, CurveId, LineId, Read};

impl Lowering<'_> {
    /// Operations of the period that neither cash nor covenants decide: values and contracts, in moment 2.
    pub fn operate(&mut self) {
        for curve in 0..self.model.curves.len() {
            self.read(Read::Curve(CurveId(curve as u32)));
        }
        for (index, asset) in self.model.assets.iter().enumerate() {
            let id = AssetId(index as u32);
            self.directory.insert(Read::Asset(id, AssetAttribute::Units), self.assets[index].units);
            self.read(Read::Asset(id, AssetAttribute::Cost));
            for line in 0..asset.values.len() {
                self.read(Read::AssetValue(id, line as u32));
            }
            if self.model.liquidations.iter().any(|it| it.of == id) {
                self.read(Read::Asset(id, AssetAttribute::Forced));
            }
        }
        for contract in 0..self.model.contracts.len() {
            for attribute in ContractAttribute::ALL {
                self.read(Read::Contract(ContractId(contract as u32), *attribute));
            }
        }
    }

    /// Moment 3: interest and fees, then every line that no running stock reaches.
    pub fn accrue(&mut self) {
        self.accrue_tranches();
        self.accrue_fees();
        for (index, line) in self.model.lines.iter().enumerate() {
            if !line.running {
                self.read(Read::Line(LineId(index as u32)));
            }
        }
    }
}
