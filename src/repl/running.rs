//! The world a session is in: its scenario, its run, and where in time it stands.

use super::fork;
use super::session::Session;
use super::trouble::{Trouble, scenario_named, words};
use crate::analysis::{Driven, Limits, drive, unfinished};
use crate::compile::Case;
use crate::diagnostic::Diagnostic;
use crate::engine::outcome::Reading;
use crate::model::ScenarioId;
use crate::time::Date;

impl Session<'_> {
    /// The scenario that everything is read under: that of what is tried, else that of the session.
    pub(super) fn scenario(&self) -> Result<ScenarioId, Trouble> {
        let model = self.model()?;
        let name = if self.standing.forks.is_empty() { &self.standing.under } else { fork::SCENARIO };
        scenario_named(model, name)
    }

    pub(super) fn case(&self) -> Result<Case<'static>, Trouble> {
        self.scenario().map(Case::of)
    }

    pub(super) fn limits(&self) -> Limits {
        Limits { stop: self.world.stop(), ..Limits::default() }
    }

    /// The run of the world the session is in, made once.
    pub(super) fn run(&mut self) -> Result<(), Trouble> {
        if self.ran.is_none() {
            let case = self.case()?;
            let deal = self.deal()?;
            if !deal.model.holes.is_empty() {
                return Err(self.problems(&unfinished(&deal.model, Diagnostic::error), &deal.sources));
            }
            let driven = drive(&deal.model, &case, &self.limits());
            self.ran = Some(driven.map_err(|problem| self.problem(problem))?);
        }
        Ok(())
    }

    /// The run, after [`Session::run`].
    pub(super) fn ran(&self) -> Result<(Reading<'_>, &Driven), Trouble> {
        let driven = self.ran.as_ref().ok_or_else(|| words("nothing has been run yet"))?;
        let model = self.model()?.under(self.scenario()?);
        Ok((Reading { model, plan: &driven.plan, run: &driven.run }, driven))
    }

    /// The run as it is, to compare another with.
    pub(super) fn keep_run(&self) -> Result<Driven, Trouble> {
        self.ran().map(|(_, driven)| driven.clone())
    }

    /// The row the session stands at: the last one run where it stands nowhere.
    pub(super) fn row(&self) -> Result<usize, Trouble> {
        let (it, driven) = self.ran()?;
        Ok(self.cursor.and_then(|date| it.row_of(date)).unwrap_or_else(|| driven.run.last()))
    }

    /// Stands at a date; over the whole run at none.
    pub(super) fn stand(&mut self, at: Option<Date>) -> Result<(), Trouble> {
        self.cursor = at;
        self.steps.leave();
        Ok(())
    }
}
