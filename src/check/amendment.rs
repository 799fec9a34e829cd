//! What amendments say put in place of the terms they amend, before anything is read.

use std::collections::BTreeMap;

use super::codes;
use super::names::count;
use super::phrase::{Cursor, word_of_expr};
use super::term::list;
use crate::diagnostic::suggestion::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::AmendmentId;
use crate::source::{Sources, Span};
use crate::syntax::ast::{
    Block, BlockKind, Body, Cite, Clause, Element, ExprKind, File, Item, Labelled, Line, Name, Preposition,
};

/// How many amendments a file has.
pub(crate) fn amendments(file: &File) -> Vec<AmendmentId> {
    (0..blocks(file).count()).map(|index| AmendmentId(count(index))).collect()
}

/// The deal as amended, but for the amendments struck. What stays in an amendment are its waivers.
pub(crate) fn amended(file: &File, struck: &[AmendmentId], sources: &Sources) -> (File, Vec<Diagnostic>) {
    let mut work = Work {
        sources,
        items: file.items.clone(),
        amendments: blocks(file).collect(),
        changed: BTreeMap::new(),
        problems: Vec::new(),
    };
    for id in work.in_order() {
        if !struck.contains(&id) {
            work.apply(id);
        }
    }
    let Work { mut items, problems, .. } = work;
    let own = items.iter_mut().filter_map(|item| match item {
        Item::Block(block) if block.kind == BlockKind::Amendment => Some(block),
        _ => None,
    });
    for (index, block) in own.enumerate() {
        let is_struck = struck.contains(&AmendmentId(count(index)));
        if let Body::Lines(lines) = &mut block.body {
            lines.retain(|line| !is_struck && matches!(line, Line::Labelled(line) if is_waiver(line)));
        }
    }
    (File { items, allows: file.allows.clone() }, problems)
}

fn blocks(file: &File) -> impl Iterator<Item = &Block> {
    file.items.iter().filter_map(|item| match item {
        Item::Block(block) if block.kind == BlockKind::Amendment => Some(block),
        _ => None,
    })
}

fn is_waiver(line: &Labelled) -> bool {
    matches!(line.head.as_slice(), [Element::Expr(head)] if word_of_expr(head).is_some_and(|word| word.text == "waives"))
}

/// Kinds of block whose terms are the paper's.
const AMENDABLE: &[BlockKind] = &[
    BlockKind::Deal,
    BlockKind::Input,
    BlockKind::Curve,
    BlockKind::Asset,
    BlockKind::Contract,
    BlockKind::Party,
    BlockKind::Account,
    BlockKind::Fee,
    BlockKind::Tranche,
    BlockKind::Waterfall,
    BlockKind::Covenant,
    BlockKind::Liquidation,
    BlockKind::Enforcement,
];

struct Work<'a> {
    sources: &'a Sources,
    items: Vec<Item>,
    amendments: Vec<&'a Block>,
    /// Terms by item and label, with the last amendment of each and its place.
    changed: BTreeMap<(usize, String), (AmendmentId, Span)>,
    problems: Vec<Diagnostic>,
}

impl<'a> Work<'a> {
    /// Amendments in the order in which they take effect: that of the text, those `after` another behind it.
    fn in_order(&mut self) -> Vec<AmendmentId> {
        let mut ordered: Vec<AmendmentId> = Vec::new();
        let mut waiting: Vec<AmendmentId> = (0..self.amendments.len()).map(|index| AmendmentId(count(index))).collect();
        while !waiting.is_empty() {
            let (ready, rest): (Vec<_>, Vec<_>) =
                waiting.iter().partition(|id| self.after(**id).is_none_or(|earlier| ordered.contains(&earlier)));
            if ready.is_empty() {
                let names: Vec<String> = rest.iter().map(|id| format!("`{}`", self.name(*id))).collect();
                let message = format!("{} each come after another", list(&names));
                let place = rest.first().map_or(Span::default(), |id| self.place(*id));
                self.error(codes::AMENDMENT, place, message, "drop one `after` to break the circle");
                return ordered;
            }
            ordered.extend(ready);
            waiting = rest;
        }
        ordered
    }

    fn block(&self, id: AmendmentId) -> Option<&'a Block> {
        self.amendments.get(id.index()).copied()
    }

    fn name(&self, id: AmendmentId) -> &'a str {
        self.block(id).and_then(|block| block.handle.as_ref()).map_or("", |handle| handle.text.as_str())
    }

    fn place(&self, id: AmendmentId) -> Span {
        self.block(id)
            .map_or(Span::default(), |block| block.handle.as_ref().map_or(block.kind_span, |handle| handle.span))
    }

    /// The amendment that one says it comes after.
    fn after(&self, id: AmendmentId) -> Option<AmendmentId> {
        let name = after(self.block(id)?)?;
        let index = (0..self.amendments.len()).find(|index| self.name(AmendmentId(count(*index))) == name.text)?;
        // One that comes after itself is reported where heads are read.
        Some(AmendmentId(count(index))).filter(|earlier| *earlier != id)
    }

    /// Whether one amendment stands on another, directly or through others.
    fn stands_on(&self, later: AmendmentId, earlier: AmendmentId) -> bool {
        let mut at = self.after(later);
        for _ in 0..self.amendments.len() {
            match at {
                Some(id) if id == earlier => return true,
                Some(id) => at = self.after(id),
                None => return false,
            }
        }
        false
    }

    fn apply(&mut self, id: AmendmentId) {
        let Some(block) = self.block(id) else { return };
        let lines: &[Line] = match &block.body {
            Body::Lines(lines) => lines,
            Body::Phrase(_) | Body::None => &[],
        };
        if lines.is_empty() {
            let message = match self.name(id) {
                "" => "this amendment changes nothing".to_string(),
                name => format!("amendment `{name}` changes nothing"),
            };
            let help = "write the terms it changes: `Senior.maturity: 2031-06-30`, or `waives: DSCR on 2026-03-31`";
            self.error(codes::AMENDMENT, self.place(id), message, help);
        }
        for line in lines {
            let place = match line {
                Line::Labelled(line) if is_waiver(line) => continue,
                Line::Labelled(line) => {
                    self.amend(id, block, line);
                    continue;
                }
                Line::Expectation(line) => line.span,
                Line::Nested(block) => block.kind_span,
                Line::Computed(line) => line.name.span,
            };
            let help = "write the term it changes and what it says now: `Senior.maturity: 2031-06-30`";
            self.error(codes::LEFT_OVER, place, "an amendment has only terms and waivers", help);
        }
    }

    /// One line: `Senior.maturity: 2031-06-30`.
    fn amend(&mut self, id: AmendmentId, block: &'a Block, line: &'a Labelled) {
        let (Some(owner), label) = self.target(line) else { return };
        let Some(index) = self.items.iter().position(|item| self.is_called(item, &owner.text)) else {
            let known: Vec<String> = self.items.iter().filter_map(|item| self.called(item)).collect();
            let message = format!("nothing is called `{}` that an amendment could change", owner.text);
            let help = match nearest(&owner.text, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "it changes terms of the paper: `Senior.maturity: 2031-06-30`".to_string(),
            };
            return self.error(codes::UNKNOWN_NAME, owner.span, message, help);
        };
        if !self.may_follow(id, index, &label, line) {
            return;
        }
        let cites: &[Cite] = if line.cites.is_empty() { &block.cites } else { &line.cites };
        let mut item = match self.items.get(index) {
            Some(item) => item.clone(),
            None => return,
        };
        let done = match &mut item {
            Item::Block(target) => self.in_block(target, &label, line, cites),
            Item::Computed(target) if label.is_empty() => match line.phrase.clauses.as_slice() {
                [Clause { elements, .. }] if matches!(elements.as_slice(), [Element::Expr(_)]) => {
                    if let [Element::Expr(value)] = elements.as_slice() {
                        target.value = value.clone();
                    }
                    target.cites.extend(cites.iter().cloned());
                    true
                }
                _ => {
                    let help = "write what it is computed from now: `opex: energy * 110%`";
                    self.error(codes::LEFT_OVER, line.phrase.span, "a computed line has one value", help);
                    false
                }
            },
            Item::Computed(target) => {
                let message = format!("`{}` is a computed line and has no terms", target.name.text);
                self.error(codes::UNKNOWN_LABEL, line.head_span, message, format!("write `{}: …`", target.name.text));
                false
            }
        };
        if done && let Some(slot) = self.items.get_mut(index) {
            *slot = item;
            self.changed.insert((index, label), (id, line.head_span));
        }
    }

    /// The name of what is amended, and the words of its term.
    fn target(&mut self, line: &'a Labelled) -> (Option<&'a Name>, String) {
        let names = match line.head.first() {
            Some(Element::Expr(head)) => match &head.kind {
                ExprKind::Path(names) => names.as_slice(),
                _ => &[],
            },
            _ => &[],
        };
        let Some((owner, rest)) = names.split_first() else {
            let message = format!("`{}` names no term", self.text(line.head_span));
            let help = "write the block and its label: `Senior.maturity: 2031-06-30`";
            self.error(codes::UNKNOWN_LABEL, line.head_span, message, help);
            return (None, String::new());
        };
        let mut words = vec![rest.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".")];
        words.extend(line.head.iter().skip(1).map(|element| self.text(super::phrase::element_span(element))));
        (Some(owner), words.join(" ").trim().to_string())
    }

    /// Whether a term may be amended by this line: not when another says something else, and neither comes first.
    fn may_follow(&mut self, id: AmendmentId, index: usize, label: &str, line: &Labelled) -> bool {
        let Some((other, place)) = self.changed.get(&(index, label.to_string())).copied() else { return true };
        if other != id && self.stands_on(id, other) {
            return true;
        }
        let written = self.text(line.head_span);
        let (message, help) = if other == id {
            (format!("`{written}` is amended twice here"), "keep one of the two lines".to_string())
        } else {
            let (name, earlier) = (self.name(id), self.name(other));
            (
                format!("`{earlier}` and `{name}` both amend `{written}`, and neither says which comes first"),
                format!("write `after {earlier}` in the head of `{name}`"),
            )
        };
        let diagnostic = Diagnostic::error(codes::AMENDMENT, line.head_span, message);
        self.problems.push(diagnostic.related(place, "the other one").help(help));
        false
    }

    /// Puts a phrase in the place of a block's own; false when that is not possible.
    fn in_block(&mut self, block: &mut Block, label: &str, line: &Labelled, cites: &[Cite]) -> bool {
        let name = block.handle.as_ref().map_or_else(|| self.text(block.kind_span), |handle| handle.text.clone());
        if !AMENDABLE.contains(&block.kind) {
            let kind = self.text(block.kind_span);
            let message = format!("`{name}` is a `{kind}`, and an amendment changes terms of the paper");
            self.error(codes::AMENDMENT, line.head_span, message, "change it where it stands");
            return false;
        }
        let new = self.text(line.phrase.span);
        let old = match &mut block.body {
            Body::Phrase(phrase) if label.is_empty() => Some(phrase),
            Body::Phrase(_) | Body::None => None,
            Body::Lines(lines) => {
                let mut heads = Vec::new();
                heads_of(lines, self.sources, &mut heads);
                if !heads.iter().any(|head| head == label) {
                    self.unknown_term(&name, label, line.head_span, &heads);
                    return false;
                }
                let own = find(lines, self.sources, label);
                own.map(|own| {
                    // The words of a level or a step are its own; what it says and cites is the amendment's.
                    own.cites = [own.cites.as_slice(), cites].concat();
                    own.span = line.span;
                    &mut own.phrase
                })
            }
        };
        let Some(old) = old else {
            self.unknown_term(&name, label, line.head_span, &[]);
            return false;
        };
        if self.text(old.span) == new {
            let message = format!("`{}` says so already", self.text(line.head_span));
            let diagnostic = Diagnostic::error(codes::AMENDMENT, line.span, message);
            let help = "drop this line: it changes nothing";
            self.problems.push(diagnostic.related(old.span, "stated here").help(help));
            return false;
        }
        *old = line.phrase.clone();
        block.cites.extend(cites.iter().cloned());
        true
    }

    fn unknown_term(&mut self, name: &str, label: &str, place: Span, heads: &[String]) {
        let message = match label {
            "" => format!("`{name}` has several terms, and this names none of them"),
            label => format!("`{name}` states no `{label}`"),
        };
        let help = match nearest(label, heads.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{name}.{near}`?"),
            None if heads.is_empty() => "an amendment changes what is stated".to_string(),
            None => {
                let known: Vec<String> = heads.iter().map(|head| format!("`{head}`")).take(12).collect();
                format!("it states {}", list(&known))
            }
        };
        self.error(codes::UNKNOWN_LABEL, place, message, help);
    }

    fn called(&self, item: &Item) -> Option<String> {
        match item {
            Item::Block(block) if block.kind == BlockKind::Amendment => None,
            Item::Block(block) => Some(match &block.handle {
                Some(handle) => handle.text.clone(),
                None => self.text(block.kind_span),
            }),
            Item::Computed(line) => Some(line.name.text.clone()),
        }
    }

    /// A block by its name, the deal and others without one by their kind, a computed line.
    fn is_called(&self, item: &Item, name: &str) -> bool {
        self.called(item).is_some_and(|called| called == name)
    }

    fn text(&self, place: Span) -> String {
        self.sources.slice(place).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn error(&mut self, code: Code, place: Span, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(Diagnostic::error(code, place, message).help(help));
    }
}

/// `after First` in the head of an amendment.
pub(crate) fn after(block: &Block) -> Option<&Name> {
    word_of_expr(Cursor::new(&block.head, block.span).operand(Preposition::After)?)
}

/// Everything before a colon in a block, in the blocks inside it too.
fn heads_of(lines: &[Line], sources: &Sources, found: &mut Vec<String>) {
    for line in lines {
        match line {
            Line::Labelled(line) => found.push(folded(sources.slice(line.head_span))),
            Line::Nested(Block { body: Body::Lines(lines), .. }) => heads_of(lines, sources, found),
            Line::Nested(_) | Line::Computed(_) | Line::Expectation(_) => {}
        }
    }
}

fn find<'b>(lines: &'b mut [Line], sources: &Sources, label: &str) -> Option<&'b mut Labelled> {
    lines.iter_mut().find_map(|line| match line {
        Line::Labelled(line) => (folded(sources.slice(line.head_span)) == label).then_some(line),
        Line::Nested(Block { body: Body::Lines(lines), .. }) => find(lines, sources, label),
        Line::Nested(_) | Line::Computed(_) | Line::Expectation(_) => None,
    })
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
