//! `state`: a flag that covenant levels hold.

use super::super::checker::Checker;
use super::super::codes;
use crate::diagnostic::Diagnostic;
use crate::model::State;
use crate::syntax::ast::Body;

impl<'a> Checker<'a> {
    pub(crate) fn build_states(&mut self) -> Vec<State> {
        let mut states = Vec::new();
        for block in self.blocks.states.clone() {
            if block.body != Body::None || !block.head.is_empty() {
                let message = "a state has a name and a title, and nothing else";
                let help = "covenant levels enter it: `below 1.35x: enter lockup until passed`";
                self.report(Diagnostic::error(codes::LEFT_OVER, block.kind_span, message).help(help));
            }
            states.push(State { label: self.label(block) });
        }
        states
    }
}
