//! Expressions: from the grammar's flat list of operands and operators to a tree.

use super::ast::{Direction, Expr, ExprKind, Name, Number, Operator, UnitText};
use super::codes::*;
use super::grammar::{Pair, Rule};
use super::literals::{self, Dashed, Refusal};
use super::reader::Reader;
use super::words::{self, Sign};
use crate::source::Span;

/// `operand (operator operand)*`
pub fn expression(reader: &mut Reader, pair: Pair) -> Expr {
    let mut operands = Vec::new();
    let mut operators: Vec<(Operator, Span)> = Vec::new();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::operator => operators.push(operator(reader, &part)),
            Rule::missing => {
                let place = operators.last().map_or(reader.span(&part), |(_, span)| *span);
                let sign = operators.last().map_or("it", |(operator, _)| written(*operator));
                let after = Span { start: place.end, ..place };
                reader.error(
                    MISSING_VALUE,
                    after,
                    format!("expected a value after `{sign}`"),
                    format!("write a value after `{sign}`, or delete it"),
                );
                operands.push(bad(after));
            }
            _ => {
                let value = operand(reader, part);
                if !operators.is_empty() {
                    no_glue(reader, &value);
                }
                operands.push(value);
            }
        }
    }
    if let (Some(first), false) = (operands.first(), operators.is_empty()) {
        no_glue(reader, first);
    }
    no_chain(reader, &operators);
    climb(operands, operators)
}

/// Operator precedence, with two stacks and no recursion.
fn climb(operands: Vec<Expr>, operators: Vec<(Operator, Span)>) -> Expr {
    let mut values: Vec<Expr> = Vec::new();
    let mut waiting: Vec<(Operator, Span)> = Vec::new();
    let mut operands = operands.into_iter();
    values.extend(operands.next());
    for (operator, operand) in operators.into_iter().zip(operands) {
        while waiting.last().is_some_and(|(last, _)| strength(*last) >= strength(operator.0)) {
            combine(&mut values, &mut waiting);
        }
        waiting.push(operator);
        values.push(operand);
    }
    while !waiting.is_empty() {
        combine(&mut values, &mut waiting);
    }
    values.pop().unwrap_or(bad(Span::default()))
}

fn combine(values: &mut Vec<Expr>, waiting: &mut Vec<(Operator, Span)>) {
    if let (Some((operator, place)), Some(right), Some(left)) = (waiting.pop(), values.pop(), values.pop()) {
        let span = left.span.to(right.span);
        values.push(Expr { kind: ExprKind::Binary(operator, place, Box::new(left), Box::new(right)), span });
    }
}

fn strength(operator: Operator) -> u8 {
    match operator {
        Operator::Or => 1,
        Operator::And => 2,
        Operator::Add | Operator::Subtract => 4,
        Operator::Multiply | Operator::Divide => 5,
        _ => 3,
    }
}

fn written(operator: Operator) -> &'static str {
    match operator {
        Operator::Or => "or",
        Operator::And => "and",
        Operator::Equal => "=",
        Operator::NotEqual => "!=",
        Operator::Less => "<",
        Operator::LessOrEqual => "<=",
        Operator::Greater => ">",
        Operator::GreaterOrEqual => ">=",
        Operator::Add => "+",
        Operator::Subtract => "-",
        Operator::Multiply => "*",
        Operator::Divide => "/",
    }
}

fn operator(reader: &mut Reader, pair: &Pair) -> (Operator, Span) {
    let place = reader.span(pair);
    let text = pair.as_str();
    let meant = match words::operator(text) {
        Sign::Right(operator) => operator,
        Sign::Wrong { meant, write } => {
            reader.error(FOREIGN_OPERATOR, place, format!("`{text}` is not an operator"), format!("write `{write}`"));
            meant
        }
        Sign::Unknown => {
            reader.error(
                FOREIGN_OPERATOR,
                place,
                format!("`{text}` is not an operator"),
                "the operators are `+ - * /`, `= != < <= > >=`, `and`, `or` and `not`",
            );
            Operator::Multiply
        }
    };
    (meant, place)
}

/// `a < b < c` compares a truth with a number.
fn no_chain(reader: &mut Reader, operators: &[(Operator, Span)]) {
    let mut compared = false;
    for (operator, place) in operators {
        match strength(*operator) {
            1 | 2 => compared = false,
            3 if compared => {
                reader.error(CHAINED_COMPARISON, *place, "comparisons do not chain", "write `a < b and b < c`");
                return;
            }
            3 => compared = true,
            _ => {}
        }
    }
}

/// Inside arithmetic a word with a hyphen or slash was meant as an operation.
pub fn no_glue(reader: &mut Reader, value: &Expr) {
    if let ExprKind::Path(names) = &value.kind
        && let [name] = names.as_slice()
        && name.text.contains(['-', '/'])
        && !known_slash(&name.text)
    {
        crowded(reader, &name.text, value.span);
    }
}

fn crowded(reader: &mut Reader, text: &str, place: Span) {
    let mut spaced = text.to_owned();
    for sign in ["-", "/", "+", "*"] {
        spaced = spaced.replace(sign, &format!(" {sign} "));
    }
    let mut spaced = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.ends_with(['-', '/', '+', '*']) {
        spaced.push_str(" …");
    }
    reader.error(
        CROWDED_OPERATOR,
        place,
        format!("`{text}` needs spaces around its operator"),
        format!("write `{spaced}`"),
    );
}

/// `act/360`, `actual/actual`, `bus/252`, `EUR/USD`, `n/a`.
fn known_slash(text: &str) -> bool {
    let Some((left, right)) = text.split_once('/') else { return false };
    let code = |word: &str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase());
    text == "n/a"
        || matches!(right, "act" | "actual")
        || right.starts_with(|c: char| c.is_ascii_digit())
        || (code(left) && code(right))
}

pub fn bad(span: Span) -> Expr {
    Expr { kind: ExprKind::Bad, span }
}

fn operand(reader: &mut Reader, pair: Pair) -> Expr {
    let whole = reader.span(&pair);
    let mut prefixes = Vec::new();
    let mut value = bad(whole);
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::prefix => prefixes.push((part.as_str().to_owned(), reader.span(&part))),
            Rule::missing => {
                let (prefix, place) = prefixes.last().cloned().unwrap_or_default();
                let after = Span { start: place.end, ..place };
                reader.error(
                    MISSING_VALUE,
                    after,
                    format!("expected a value after `{prefix}`"),
                    format!("write a value after `{prefix}`"),
                );
            }
            _ => value = atom(reader, part),
        }
    }
    for (prefix, place) in prefixes.into_iter().rev() {
        no_glue(reader, &value);
        let span = place.to(value.span);
        let inner = Box::new(value);
        let kind = match prefix.as_str() {
            "not" => ExprKind::Not(inner),
            "prior" => ExprKind::Prior(inner),
            _ => ExprKind::Negative(inner),
        };
        value = Expr { kind, span };
    }
    value
}

fn atom(reader: &mut Reader, pair: Pair) -> Expr {
    let span = reader.span(&pair);
    let text = pair.as_str().to_owned();
    let kind = match pair.as_rule() {
        Rule::group => return group(reader, pair),
        Rule::text => ExprKind::Text(quoted(&text).to_owned()),
        Rule::conditional => conditional(reader, pair),
        Rule::each => each(reader, pair),
        Rule::money => money(reader, pair),
        Rule::negative_money => negative_money(reader, &text, span),
        Rule::sign_money => sign_money(reader, &text, span),
        Rule::dashed => dashed(reader, &text, span),
        Rule::percentage => percentage(reader, pair),
        Rule::multiple => match literals::number(text.trim_end_matches('x')) {
            Ok(number) => ExprKind::Multiple(number),
            Err(refusal) => refused(reader, refusal, span),
        },
        Rule::quantity => quantity(reader, pair),
        Rule::boolean => ExprKind::Boolean(matches!(text.as_str(), "true" | "yes")),
        Rule::hole if text == "TBD" => ExprKind::ToBeDetermined,
        Rule::hole => ExprKind::Undisclosed,
        Rule::named => named(reader, pair),
        _ => ExprKind::Bad,
    };
    Expr { kind, span }
}

fn refused(reader: &mut Reader, refusal: Refusal, place: Span) -> ExprKind {
    reader.error(refusal.code, place, refusal.message, refusal.help);
    ExprKind::Bad
}

/// The content of a quoted text.
pub fn quoted(text: &str) -> &str {
    let text = text.strip_prefix('"').unwrap_or(text);
    text.strip_suffix('"').unwrap_or(text)
}

fn group(reader: &mut Reader, pair: Pair) -> Expr {
    let span = reader.span(&pair);
    let mut value = bad(span);
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::expression => value = expression(reader, part),
            Rule::missing => {
                reader.error(
                    MISSING_VALUE,
                    span,
                    "there is no value in these brackets",
                    "write a value between `(` and `)`",
                );
            }
            _ => unexpected(reader, &part),
        }
    }
    no_glue(reader, &value);
    Expr { span, ..value }
}

/// Names a thing that does not fit where it stands.
pub fn unexpected(reader: &mut Reader, pair: &Pair) {
    let text = pair.as_str();
    let lead = text.len() - text.trim_start().len();
    let word = text.trim().split([' ', '\n', '\r']).next().unwrap_or_default();
    let place = reader.span(pair);
    let place = Span { start: place.start + lead as u32, end: place.start + (lead + word.len()) as u32, ..place };
    let sign = word.trim_start_matches(|c| "=<>!&|+-*/^~".contains(c));
    let (operator, operand) = word.split_at(word.len() - sign.len());
    match word {
        "not" | "prior" => reader.error(
            MISSING_VALUE,
            place,
            format!("expected a value after `{word}`"),
            format!("write a value after `{word}`"),
        ),
        "per" => reader.error(
            UNEXPECTED,
            place,
            "`per` follows a number or money",
            "write it after a number, as in `USD 2 per GPU`",
        ),
        ":" => reader.error(
            UNEXPECTED,
            place,
            "a line has one term, and this `:` begins another",
            "start a new line before its label, or delete the `:`",
        ),
        "?" => reader.error(FOREIGN_OPERATOR, place, "`?` is not an operator", "write `if a then b else c`"),
        _ if word.starts_with('\'') || word.starts_with('`') => {
            reader.error(UNEXPECTED, place, "only `\"` quotes a text", "put texts in double quotes `\"`");
        }
        _ if operator.is_empty() => {
            let help = match word.bytes().take_while(u8::is_ascii_digit).count() == 3 {
                true => "group digits by `_`, as in `1_000`, or join two values with an operator or `, `",
                false => "join two values with an operator, or two items with `, `",
            };
            reader.error(UNEXPECTED, place, format!("`{word}` does not fit here"), help);
        }
        _ if operand.is_empty() => {
            reader.error(
                MISSING_VALUE,
                place,
                format!("`{operator}` needs a value on both sides"),
                "write a value before and after it",
            );
        }
        _ => match glued_to(pair).filter(|_| lead == 0) {
            Some(before) => {
                let whole = Span { start: place.start - before.len() as u32, ..place };
                crowded(reader, &format!("{before}{word}"), whole);
            }
            None => reader.error(
                CROWDED_OPERATOR,
                place,
                format!("`{word}` needs a space after its operator"),
                format!("write `{operator} {operand}`"),
            ),
        },
    }
}

/// The rest of the word that a pair stands in the middle of.
fn glued_to<'a>(pair: &Pair<'a>) -> Option<&'a str> {
    let before = pair.get_input().get(..pair.as_span().start())?;
    let start = before.rfind([' ', '\n', '\r', '(', ')', ',', ':']).map_or(0, |at| at + 1);
    before.get(start..).filter(|word| !word.is_empty())
}

fn conditional(reader: &mut Reader, pair: Pair) -> ExprKind {
    let span = reader.span(&pair);
    let keyword = Span { end: span.start + 2, ..span };
    let (mut condition, mut chosen, mut otherwise) = (None, None, None);
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::expression => condition = Some(expression(reader, part)),
            Rule::then_part => chosen = Some(branch(reader, part)),
            _ => otherwise = Some(branch(reader, part)),
        }
    }
    match (condition, chosen, otherwise) {
        (Some(condition), Some(Some(chosen)), Some(Some(otherwise))) => {
            ExprKind::If(Box::new(condition), Box::new(chosen), Box::new(otherwise))
        }
        (condition, chosen, otherwise) => {
            let lacking = match (condition, chosen, otherwise) {
                (None, ..) => "a condition",
                (_, None, _) => "`then`",
                (_, Some(None), _) => "a value after `then`",
                (_, _, None) => "`else`",
                _ => "a value after `else`",
            };
            let help = "write `if a then b else c`; a step or term that depends on a condition says `when`";
            reader.error(INCOMPLETE_IF, keyword, format!("this `if` lacks {lacking}"), help);
            ExprKind::Bad
        }
    }
}

fn branch(reader: &mut Reader, pair: Pair) -> Option<Expr> {
    pair.into_inner().next().map(|part| expression(reader, part))
}

fn each(reader: &mut Reader, pair: Pair) -> ExprKind {
    let span = reader.span(&pair);
    let words: Vec<Name> = pair.into_inner().map(|word| reader.name(&word)).collect();
    if words.is_empty() {
        reader.error(
            MISSING_VALUE,
            span,
            "expected dates after `each`",
            "write `each month end`, `each payment date` or `each period`",
        );
        return ExprKind::Bad;
    }
    ExprKind::Each(words)
}

fn money(reader: &mut Reader, pair: Pair) -> ExprKind {
    let mut code = None;
    let mut amount = None;
    let mut units = Units::new(reader.span(&pair));
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::code => code = Some(reader.name(&part)),
            Rule::figure => amount = figure(reader, &part),
            _ => units.per(reader, part),
        }
    }
    match (code, amount) {
        (Some(code), Some(amount)) => ExprKind::Money(code, amount, units.text()),
        _ => ExprKind::Bad,
    }
}

fn negative_money(reader: &mut Reader, text: &str, place: Span) -> ExprKind {
    let amount = text.replacen('-', "", 1);
    reader.error(
        INNER_MINUS,
        place,
        format!("in `{text}` the minus stands inside the money"),
        format!("write `-{amount}`"),
    );
    ExprKind::Bad
}

fn sign_money(reader: &mut Reader, text: &str, place: Span) -> ExprKind {
    let sign = text.chars().find(|c| "$€£¥".contains(*c)).unwrap_or('$');
    let amount = text.split(sign).nth(1).unwrap_or_default().trim_start();
    let amount = match literals::number(amount) {
        Ok(_) => amount.to_owned(),
        Err(_) => amount.replace(',', "_").replace("MM", "M"),
    };
    let help = format!("write `{} {amount}`", literals::currency_of(sign));
    reader.error(MONEY_SIGN, place, format!("money is written with its code, not `{sign}`"), help);
    ExprKind::Bad
}

fn figure(reader: &mut Reader, pair: &Pair) -> Option<Number> {
    let place = reader.span(pair);
    match literals::number(pair.as_str()) {
        Ok(number) => Some(number),
        Err(refusal) => {
            refused(reader, refusal, place);
            None
        }
    }
}

fn dashed(reader: &mut Reader, text: &str, place: Span) -> ExprKind {
    match literals::dashed(text) {
        Ok(Dashed::Date(date)) => ExprKind::Date(date),
        Ok(Dashed::Word) => ExprKind::Path(vec![Name { text: text.to_owned(), span: place }]),
        Err(refusal) => refused(reader, refusal, place),
    }
}

fn percentage(reader: &mut Reader, pair: Pair) -> ExprKind {
    let span = reader.span(&pair);
    let mut units = Units::new(span);
    let mut value = ExprKind::Bad;
    let mut value_span = span;
    let mut whole = None;
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::percent => {
                value_span = reader.span(&part);
                value = match literals::percent(part.as_str()) {
                    Ok(number) => ExprKind::Percent(number, units.empty()),
                    Err(refusal) => refused(reader, refusal, value_span),
                };
            }
            Rule::share => whole = share(reader, part),
            _ => {
                value_span = value_span.to(reader.span(&part));
                units.per(reader, part);
            }
        }
    }
    if let ExprKind::Percent(_, text) = &mut value {
        *text = units.text();
    }
    of(value, value_span, whole)
}

/// `… of whole`
fn share(reader: &mut Reader, pair: Pair) -> Option<Expr> {
    pair.into_inner().next().map(|part| operand(reader, part))
}

fn of(value: ExprKind, span: Span, whole: Option<Expr>) -> ExprKind {
    match whole {
        Some(whole) => ExprKind::Share(Box::new(Expr { kind: value, span }), Box::new(whole)),
        None => value,
    }
}

fn quantity(reader: &mut Reader, pair: Pair) -> ExprKind {
    let span = reader.span(&pair);
    let written = pair.as_str().to_owned();
    let mut units = Units::new(span);
    let (mut amount, mut digits) = (None, String::new());
    let (mut spaced_percent, mut business) = (false, false);
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::figure => {
                digits = part.as_str().to_owned();
                amount = figure(reader, &part);
            }
            Rule::lone_percent => spaced_percent = true,
            Rule::business => business = true,
            Rule::over => units.over(reader.name(&part)),
            _ => units.per(reader, part),
        }
    }
    let Some(number) = amount else { return ExprKind::Bad };
    if spaced_percent {
        reader.error(SPACED_PERCENT, span, format!("`{written}` has a space before `%`"), format!("write `{digits}%`"));
        return ExprKind::Percent(number, units.text());
    }
    if business {
        return ExprKind::BusinessDays(number);
    }
    rate_or_quantity(reader, number, units, &written, &digits, span)
}

fn rate_or_quantity(
    reader: &mut Reader,
    number: Number,
    units: Units,
    written: &str,
    digits: &str,
    span: Span,
) -> ExprKind {
    match units.over.as_ref().map(|name| name.text.as_str()) {
        Some("bps") => ExprKind::BasisPoints(number, units.rest()),
        Some(code) if literals::is_currency(code) => {
            reader.error(
                CODE_AFTER_AMOUNT,
                span,
                format!("in `{written}` the currency stands after its amount"),
                format!("write `{code} {digits}`"),
            );
            let code = units.over.clone();
            code.map_or(ExprKind::Bad, |code| ExprKind::Money(code, number, units.rest()))
        }
        None if units.per.is_empty() => ExprKind::Number(number),
        _ => ExprKind::Quantity(number, units.text()),
    }
}

/// The unit words after a number, while they are being collected.
struct Units {
    over: Option<Name>,
    per: Vec<Name>,
    whole: Span,
}

impl Units {
    fn new(whole: Span) -> Units {
        Units { over: None, per: Vec::new(), whole }
    }

    fn over(&mut self, name: Name) {
        self.over = Some(name);
    }

    fn per(&mut self, reader: &mut Reader, pair: Pair) {
        let place = reader.span(&pair);
        match pair.into_inner().find(|part| part.as_rule() == Rule::unit) {
            Some(unit) => self.per.push(reader.name(&unit)),
            None => reader.error(
                MISSING_VALUE,
                Span { start: place.end, ..place },
                "expected a unit after `per`",
                "write a unit, as in `per month`",
            ),
        }
    }

    /// From the first unit word to the last; empty at the end of the literal if there is none.
    fn span(&self) -> Span {
        let mut names = self.over.iter().chain(&self.per);
        match names.next() {
            Some(first) => names.fold(first.span, |span, name| span.to(name.span)),
            None => Span { start: self.whole.end, ..self.whole },
        }
    }

    fn empty(&self) -> UnitText {
        UnitText { over: None, per: Vec::new(), span: self.span() }
    }

    fn text(self) -> UnitText {
        let span = self.span();
        UnitText { over: self.over, per: self.per, span }
    }

    /// The units after `per`, when the first word was no unit but `bps` or a currency.
    fn rest(mut self) -> UnitText {
        self.over = None;
        self.text()
    }
}

fn named(reader: &mut Reader, pair: Pair) -> ExprKind {
    let mut parts = pair.into_inner();
    let Some(word) = parts.find(|part| part.as_rule() == Rule::word) else { return ExprKind::Bad };
    let text = word.as_str().to_owned();
    let place = reader.span(&word);
    let arguments = parts.find(|part| part.as_rule() == Rule::arguments);
    if let Some(arguments) = arguments {
        let name = reader.name(&word);
        if text.contains(['.', '-', '/', '+', '*']) {
            if text.contains(['-', '/', '+', '*']) {
                crowded(reader, &text, place);
            } else {
                reader.error(
                    UNEXPECTED,
                    place,
                    format!("`{text}` is not a function"),
                    "a function has a plain name, as in `max(a, b)`",
                );
            }
            call_arguments(reader, arguments);
            return ExprKind::Bad;
        }
        return ExprKind::Call(name, call_arguments(reader, arguments));
    }
    path(reader, &text, place)
}

/// `Senior.balance`; a word with a hyphen or slash is one name.
pub fn path(reader: &mut Reader, text: &str, place: Span) -> ExprKind {
    let joined = text.contains(['-', '/']);
    let operator = text.contains(['+', '*']) || text.ends_with(['-', '/']) || (joined && text.contains('.'));
    if operator || (text.contains('/') && !known_slash(text)) {
        crowded(reader, text, place);
        return ExprKind::Bad;
    }
    let mut names = Vec::new();
    let mut start = place.start;
    for part in text.split('.') {
        let end = start + part.len() as u32;
        if part.is_empty() {
            reader.error(
                BAD_NAME,
                place,
                format!("`{text}` has a point without a name beside it"),
                "write names joined by single points, as in `Senior.balance`",
            );
            return ExprKind::Bad;
        }
        names.push(Name { text: part.to_owned(), span: Span { start, end, ..place } });
        start = end + 1;
    }
    ExprKind::Path(names)
}

fn call_arguments(reader: &mut Reader, pair: Pair) -> Vec<Expr> {
    let mut values = Vec::new();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::argument => values.extend(argument(reader, part)),
            _ => {
                let place = reader.span(&part);
                reader.error(MISSING_VALUE, place, "expected a value after `,`", "write a value, or delete the comma");
                values.push(bad(place));
            }
        }
    }
    values
}

fn argument(reader: &mut Reader, pair: Pair) -> Option<Expr> {
    let mut value = None;
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::window => value = Some(window(reader, part)),
            Rule::expression => value = Some(expression(reader, part)),
            _ => unexpected(reader, &part),
        }
    }
    if let Some(value) = &value {
        no_glue(reader, value);
    }
    value
}

fn window(reader: &mut Reader, pair: Pair) -> Expr {
    let span = reader.span(&pair);
    let mut direction = Direction::Last;
    let mut length = bad(span);
    let mut fewer = false;
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::direction if part.as_str() == "next" => direction = Direction::Next,
            Rule::direction => {}
            Rule::fewer => fewer = true,
            _ => length = operand(reader, part),
        }
    }
    Expr { kind: ExprKind::Window(direction, Box::new(length), fewer), span }
}
