//! A cursor over the elements of a clause: take words, take a value, take an operand by its preposition, finish.

use crate::source::Span;
use crate::syntax::ast::{Clause, Element, Expr, ExprKind, Modifier, Name, Preposition};
use crate::syntax::words::PREPOSITIONS;

/// Elements still to be read; prepositions may be taken in any order, words and values in the order of the text.
pub(crate) struct Cursor<'a> {
    elements: &'a [Element],
    taken: Vec<bool>,
    /// The whole of it, for messages about what is missing.
    pub(crate) span: Span,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(elements: &'a [Element], span: Span) -> Cursor<'a> {
        Cursor { elements, taken: vec![false; elements.len()], span }
    }

    pub(crate) fn of(clause: &'a Clause) -> Cursor<'a> {
        Cursor::new(&clause.elements, clause.span)
    }

    fn next_index(&self) -> Option<usize> {
        self.taken.iter().position(|taken| !taken)
    }

    fn take_index(&mut self, index: usize) {
        if let Some(taken) = self.taken.get_mut(index) {
            *taken = true;
        }
    }

    /// The next element, not taken.
    pub(crate) fn peek(&self) -> Option<&'a Element> {
        self.elements.get(self.next_index()?)
    }

    /// The next element when it is a single word.
    pub(crate) fn peek_word(&self) -> Option<&'a Name> {
        word_of(self.peek()?)
    }

    /// The words from here on, as many as stand together.
    pub(crate) fn peek_words(&self) -> Vec<&'a str> {
        let start = self.next_index().unwrap_or(self.elements.len());
        let rest = self.elements.get(start..).unwrap_or(&[]);
        rest.iter().map_while(word_of).map(|name| name.text.as_str()).collect()
    }

    /// Takes these words, or nothing.
    pub(crate) fn words(&mut self, words: &str) -> bool {
        let wanted: Vec<&str> = words.split(' ').collect();
        let Some(start) = self.next_index() else { return false };
        let fits = wanted.iter().enumerate().all(|(offset, word)| {
            let element = self.elements.get(start + offset);
            element.and_then(word_of).is_some_and(|name| name.text == *word)
        });
        if fits {
            (start..start + wanted.len()).for_each(|index| self.take_index(index));
        }
        fits
    }

    pub(crate) fn word(&mut self) -> Option<&'a Name> {
        let name = self.peek_word()?;
        self.next_index().into_iter().for_each(|index| self.take_index(index));
        Some(name)
    }

    /// The next element when it is a value or a word.
    pub(crate) fn value(&mut self) -> Option<&'a Expr> {
        let index = self.next_index()?;
        match self.elements.get(index)? {
            Element::Expr(expr) => {
                self.take_index(index);
                Some(expr)
            }
            Element::Modifier(_) => None,
        }
    }

    /// The first operand with this preposition, wherever it stands.
    pub(crate) fn modifier(&mut self, preposition: Preposition) -> Option<&'a Modifier> {
        let index = self.elements.iter().enumerate().position(|(index, element)| {
            let free = self.taken.get(index) == Some(&false);
            free && matches!(element, Element::Modifier(modifier) if modifier.preposition == preposition)
        })?;
        self.take_index(index);
        match self.elements.get(index) {
            Some(Element::Modifier(modifier)) => Some(modifier),
            _ => None,
        }
    }

    /// As [`Cursor::modifier`], its operand.
    pub(crate) fn operand(&mut self, preposition: Preposition) -> Option<&'a Expr> {
        self.modifier(preposition)?.operand.as_ref()
    }

    /// Every operand with this preposition, in order.
    pub(crate) fn operands(&mut self, preposition: Preposition) -> Vec<&'a Expr> {
        std::iter::from_fn(|| self.modifier(preposition)).filter_map(|modifier| modifier.operand.as_ref()).collect()
    }

    /// The first element nobody took.
    pub(crate) fn left_over(&self) -> Option<&'a Element> {
        self.peek()
    }

    /// What follows the elements taken so far, as a cursor of its own.
    pub(crate) fn rest(&mut self) -> Cursor<'a> {
        let start = self.next_index().unwrap_or(self.elements.len());
        let elements = self.elements.get(start..).unwrap_or(&[]);
        let span = match (elements.first(), elements.last()) {
            (Some(first), Some(last)) => element_span(first).to(element_span(last)),
            _ => self.span,
        };
        let taken = self.taken.get(start..).unwrap_or(&[]).to_vec();
        (start..self.elements.len()).for_each(|index| self.take_index(index));
        Cursor { elements, taken, span }
    }
}

/// A single word: a path of one name.
pub(crate) fn word_of(element: &Element) -> Option<&Name> {
    match element {
        Element::Expr(expr) => word_of_expr(expr),
        Element::Modifier(_) => None,
    }
}

/// A path of one name.
pub(crate) fn word_of_expr(expr: &Expr) -> Option<&Name> {
    match &expr.kind {
        ExprKind::Path(names) => match names.as_slice() {
            [name] => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// A preposition as written.
pub(crate) fn preposition_text(preposition: Preposition) -> &'static str {
    PREPOSITIONS.iter().find(|(_, known)| *known == preposition).map_or("", |(text, _)| text)
}

pub(crate) fn element_span(element: &Element) -> Span {
    match element {
        Element::Expr(expr) => expr.span,
        Element::Modifier(modifier) => modifier.span,
    }
}
