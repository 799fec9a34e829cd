//! `correlation`: how the draws of processes hang together, by pairs or by loadings on one factor.

use super::super::checker::Checker;
use super::super::codes;
use super::super::phrase::{Cursor, word_of_expr};
use super::super::term::{Term, Terms};
use super::super::wanted::Wanted;
use crate::diagnostic::Diagnostic;
use crate::model::{Copula, Correlation, Follows, Pair, Parameter, Process, ProcessId, Trigger};
use crate::source::Span;
use crate::syntax::ast::{Element, Expr, ExprKind, Labelled, Name, Preposition};

/// A Student-t copula with more degrees of freedom than this is Gaussian.
const MOST_DEGREES: u32 = 1_000;

impl<'a> Checker<'a> {
    /// The deal's own correlation first, then the regimes in the order of the text.
    pub(crate) fn build_correlations(&mut self, processes: &[Process]) -> Vec<Correlation> {
        let blocks = self.blocks.correlations.clone();
        let read: Vec<Correlation> = blocks.iter().filter_map(|terms| self.correlation(terms, processes)).collect();
        let (own, mut regimes): (Vec<_>, Vec<_>) = read.into_iter().partition(|it| it.when.is_none());
        if let [first, second, ..] = own.as_slice() {
            let message = "two correlations are always in force";
            let help = "join them, or say `when:` one of them is";
            let diagnostic = Diagnostic::error(codes::CORRELATION, second.label.place, message);
            self.report(diagnostic.related(first.label.place, "the first one").help(help));
        }
        if let Some(own) = own.first() {
            regimes.iter_mut().for_each(|regime| keep_the_rest(regime, own));
        }
        own.into_iter().chain(regimes).collect()
    }

    fn correlation(&mut self, terms: &Terms<'a>, processes: &[Process]) -> Option<Correlation> {
        let label = self.label(terms.block);
        let copula = terms.get("copula").and_then(|term| self.copula(term));
        let mut sound = true;
        let mut pairs: Vec<Pair> = Vec::new();
        for line in &terms.pairs {
            let pair = self.pair_of(line, processes);
            sound &= pair.is_some();
            let Some(pair) = pair else { continue };
            let same = |known: &&Pair| same_two(known.of, pair.of);
            if let Some(first) = pairs.iter().find(same) {
                let message = format!("`{}` is stated twice", self.text(line.head_span));
                let diagnostic = Diagnostic::error(codes::LABEL_TWICE, line.head_span, message);
                self.report(diagnostic.related(first.place, "first stated here").help("keep one"));
                sound = false;
                continue;
            }
            pairs.push(pair);
        }
        let mut loadings: Vec<(ProcessId, Parameter)> = Vec::new();
        for term in terms.all("loading") {
            let Some((id, place)) = term.name.and_then(|name| Some((self.correlated(name, processes)?, name.span)))
            else {
                sound = false;
                continue;
            };
            if loadings.iter().any(|(known, _)| *known == id) {
                let message = format!("the loading of `{}` is stated twice", self.text(place));
                self.report(Diagnostic::error(codes::LABEL_TWICE, place, message).help("keep one"));
                sound = false;
                continue;
            }
            let value = self.share_of_one(&term.line.phrase.clauses, "this loading");
            sound &= value.is_some();
            loadings.extend(value.map(|value| (id, value)));
        }
        if sound && pairs.is_empty() && loadings.len() < 2 {
            let message = format!("correlation `{}` ties nothing together", label.name);
            let help = "add `A with B: 40%`, or a `loading` for each of two processes or more";
            self.report(Diagnostic::error(codes::CORRELATION, label.place, message).help(help));
            return None;
        }
        let when = match terms.get("when") {
            Some(term) => Some(self.trigger(term, processes)?),
            None => None,
        };
        Some(Correlation { label, copula: copula?, pairs, loadings, when }).filter(|_| sound)
    }

    /// `gaussian`, `student t with 4 degrees of freedom`
    fn copula(&mut self, term: &Term<'a>) -> Option<Copula> {
        let mut cursor = Cursor::of(self.single(term)?);
        if cursor.words("gaussian") {
            return self.finish(&mut cursor, "`copula`").then_some(Copula::Gaussian);
        }
        if !cursor.words("student t") {
            let message = format!("`{}` is no copula", self.text(cursor.span));
            let help = "write `gaussian`, or `student t with 4 degrees of freedom`";
            self.report(Diagnostic::error(codes::UNKNOWN_WORD, cursor.span, message).help(help));
            return None;
        }
        let (with, of) = (cursor.operand(Preposition::With), cursor.operand(Preposition::Of));
        let is_freedom = of.and_then(word_of_expr).is_some_and(|word| word.text == "freedom");
        let Some(with) = with.filter(|_| is_freedom) else {
            let message = "a student t copula states its degrees of freedom";
            let help = "write `student t with 4 degrees of freedom`";
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, cursor.span, message).help(help));
            return None;
        };
        let degrees = self.counted(with, &["degree", "degrees"])?;
        if degrees > MOST_DEGREES {
            let message = format!("{degrees} degrees of freedom are as good as none");
            self.report(Diagnostic::error(codes::OUT_OF_BOUNDS, with.span, message).help("write `copula: gaussian`"));
            return None;
        }
        self.finish(&mut cursor, "`copula`").then_some(Copula::StudentT { degrees })
    }

    /// `RentPath with Coin: 40%`
    fn pair_of(&mut self, line: &'a Labelled, processes: &[Process]) -> Option<Pair> {
        let [first, _, second] = line.head.as_slice() else { return None };
        let (a, b) = (self.end_of_pair(first, processes), self.end_of_pair(second, processes));
        let value = self.share_of_one(&line.phrase.clauses, "this correlation");
        let (a, b) = (a?, b?);
        if a == b {
            let message = format!("`{}` is tied to itself", self.text(line.head_span));
            self.report(Diagnostic::error(codes::CORRELATION, line.head_span, message).help("name two processes"));
            return None;
        }
        Some(Pair { of: (a, b), value: value?, place: line.head_span })
    }

    fn end_of_pair(&mut self, element: &'a Element, processes: &[Process]) -> Option<ProcessId> {
        self.correlated(super::super::phrase::word_of(element)?, processes)
    }

    /// A process whose draws are normal before its law shapes them: others have nothing to tie.
    fn correlated(&mut self, name: &Name, processes: &[Process]) -> Option<ProcessId> {
        let expr = Expr { kind: ExprKind::Path(vec![name.clone()]), span: name.span };
        let id = self.process_named(&expr)?;
        let process = processes.get(id.index())?;
        if !matches!(process.follows, Follows::Jumps(_) | Follows::Bootstrap { .. }) {
            return Some(id);
        }
        let message = format!("`{}` follows {}, which draws nothing that can be correlated", name.text, process.text);
        let help = match process.follows {
            Follows::Bootstrap { .. } => "let one bootstrap move both targets: history keeps what they had in common",
            _ => "let one process move both targets, or follow `jump diffusion`",
        };
        let diagnostic = Diagnostic::error(codes::CORRELATION, name.span, message);
        self.report(diagnostic.related(process.label.place, "the process").help(help));
        None
    }

    fn share_of_one(&mut self, clauses: &'a [crate::syntax::ast::Clause], what: &str) -> Option<Parameter> {
        let [clause] = clauses else {
            let place = clauses.get(1).map_or(Span::default(), |clause| clause.span);
            self.report(
                Diagnostic::error(codes::LEFT_OVER, place, format!("{what} is one number")).help("write `40%`"),
            );
            return None;
        };
        let mut cursor = Cursor::of(clause);
        let value = self.take_value(&mut cursor, what)?;
        let value = self.parameter(value, &Wanted::Ratio, what);
        if self.finish(&mut cursor, what) { value } else { None }
    }

    /// `RentPath below 70%`
    fn trigger(&mut self, term: &Term<'a>, processes: &[Process]) -> Option<Trigger> {
        let mut cursor = Cursor::of(self.single(term)?);
        let name = self.take_value(&mut cursor, "`when`")?;
        let id = self.process_named(name)?;
        let process = processes.get(id.index())?;
        if matches!(process.follows, Follows::Default(_) | Follows::Reversion { added: true, .. }) {
            let message = format!("`{}` has no factor that could be compared with a level", self.text(name.span));
            let help = "name a process that multiplies what it moves";
            let diagnostic = Diagnostic::error(codes::CORRELATION, name.span, message);
            self.report(diagnostic.related(process.label.place, "the process").help(help));
            return None;
        }
        let below = cursor.words("below");
        if !below && !cursor.words("above") {
            let message = "`when` compares the factor of a process with a level";
            let help = format!("write `{} below 70%`, or `above 130%`", self.text(name.span));
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, cursor.span, message).help(help));
            return None;
        }
        let level = self.take_value(&mut cursor, "`when`")?;
        let level = self.parameter(level, &Wanted::Ratio, "this level");
        let whole = self.finish(&mut cursor, "`when`");
        Some(Trigger { process: id, below, level: level? }).filter(|_| whole)
    }
}

fn same_two(a: (ProcessId, ProcessId), b: (ProcessId, ProcessId)) -> bool {
    a == b || a == (b.1, b.0)
}

/// What a stressed regime does not state stays as it is without stress.
fn keep_the_rest(regime: &mut Correlation, own: &Correlation) {
    let loads = |id: ProcessId| regime.loadings.iter().any(|(known, _)| *known == id);
    let states = |pair: &Pair| {
        regime.pairs.iter().any(|known| same_two(known.of, pair.of)) || (loads(pair.of.0) && loads(pair.of.1))
    };
    let kept: Vec<Pair> = own.pairs.iter().filter(|pair| !states(pair)).cloned().collect();
    let others: Vec<_> = own.loadings.iter().filter(|(id, _)| !loads(*id)).cloned().collect();
    regime.loadings.extend(others);
    regime.pairs.extend(kept);
}
