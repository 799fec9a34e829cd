//! Long lines: cut where the language lets a line go on, at the outermost place that fits.

use super::WIDTH;
use super::row::Piece;
use crate::syntax::scanner::Kind;

/// A line that would begin further right begins where the value does.
const DEEPEST: usize = 80;

/// One line of a value, and the comment at its end.
pub struct Cut {
    /// Where it begins, in characters.
    pub column: usize,
    /// Empty where the comment stands alone.
    pub text: String,
    pub comment: Option<String>,
}

/// A value that starts in column `first` and goes on in column `hanging`, or after the bracket that is open there.
pub fn wrap(pieces: &[Piece], first: usize, hanging: usize) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut rest = pieces;
    let mut brackets: Vec<usize> = Vec::new();
    while !rest.is_empty() {
        let open = brackets.last().copied().filter(|column| *column <= DEEPEST);
        let column = if cuts.is_empty() { first } else { open.unwrap_or(hanging) };
        let (line, after) = rest.split_at(next_cut(rest, WIDTH.saturating_sub(column)));
        for comment in line.first().into_iter().flat_map(|it| &it.above) {
            cuts.push(Cut { column, text: String::new(), comment: Some(comment.to_string()) });
        }
        let comment = line.last().and_then(|it| it.comment.as_ref()).map(ToString::to_string);
        cuts.push(Cut { column, text: joined(line), comment });
        follow(&mut brackets, line, column);
        rest = after;
    }
    cuts
}

/// Which brackets are open at the end of a line: the columns after them.
fn follow(brackets: &mut Vec<usize>, line: &[Piece], mut column: usize) {
    for (index, piece) in line.iter().enumerate() {
        column += usize::from(index > 0 && piece.spaced) + piece.text.chars().count();
        match piece.kind {
            Kind::OpenParenthesis => brackets.push(column),
            Kind::CloseParenthesis => drop(brackets.pop()),
            _ => {}
        }
    }
}

fn joined(line: &[Piece]) -> String {
    let mut text = String::new();
    for (index, piece) in line.iter().enumerate() {
        if index > 0 && piece.spaced {
            text.push(' ');
        }
        text.push_str(&piece.text);
    }
    text
}

/// How many pieces stand on the next line.
fn next_cut(pieces: &[Piece], room: usize) -> usize {
    let forced = (1..pieces.len()).find(|at| pieces[at - 1].comment.is_some() || !pieces[*at].above.is_empty());
    let most = forced.unwrap_or(pieces.len());
    let (mut width, mut fits) = (0, 0);
    for (index, piece) in pieces[..most].iter().enumerate() {
        width += usize::from(index > 0 && piece.spaced) + piece.text.chars().count();
        if width > room {
            break;
        }
        fits = index + 1;
    }
    if fits == most {
        return most;
    }
    let best = (1..=fits).filter_map(|at| rank(pieces, at).map(|rank| (rank, std::cmp::Reverse(at)))).min();
    match best {
        Some((_, std::cmp::Reverse(at))) => at,
        // Nothing to be done: the line is as long as its first part.
        None => (fits + 1..most).find(|at| rank(pieces, *at).is_some()).unwrap_or(most),
    }
}

/// How deep a cut before `at` would go: parentheses first, then what binds tightest. None where the line would end.
fn rank(pieces: &[Piece], at: usize) -> Option<usize> {
    let (left, right) = (pieces.get(at - 1)?, pieces.get(at)?);
    let word = &*left.text;
    let compares = pieces.get(at + 1).is_some_and(|it| it.text == "=") && !matches!(word, "and" | "or");
    let strength = match (left.kind, word) {
        (Kind::Comma, _) => 0,
        (Kind::Word, "or") => 1,
        (Kind::Word, "and") => 2,
        (Kind::Sign, "+" | "-") => 4,
        (Kind::Sign, "*" | "/") => 5,
        (Kind::Sign, _) => 3,
        _ if left.depth > 0 => 6,
        _ => return None,
    };
    (right.spaced && !compares).then_some(left.depth * 7 + strength)
}
