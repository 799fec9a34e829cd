//! Tree to text: writes a file back in the words of the language, one item after another. What is printed reads back
//! as the same tree; comments that document nothing, and the author's own layout, are not in the tree. How a text that
//! somebody wrote is laid out is the business of [`super::format`], which never reads a tree back into words.

use super::ast::{
    Allow, Block, Body, Cite, Clause, Computed, Direction, Element, Expectation, ExpectationKind, Expr, ExprKind, File,
    Item, Labelled, Line, Modifier, Number, Operator, Phrase, UnitText,
};
use super::words::{BLOCK_KINDS, PREPOSITIONS};
use crate::quantity::decimal::plain;

/// The text of a file.
pub fn print(file: &File) -> String {
    let items = file.items.iter().map(|item| match item {
        Item::Block(block) => print_block(block, ""),
        Item::Computed(line) => print_computed(line, ""),
    });
    let items = file.allows.iter().map(|allow| print_allow(allow, "")).chain(items);
    items.collect::<Vec<_>>().join("\n")
}

fn print_allow(allow: &Allow, indent: &str) -> String {
    let of = allow.of.iter().map(|of| format!(" of {}", of.text)).collect::<String>();
    format!("{indent}allow {}{of} because \"{}\"\n", allow.lint.text, allow.reason.text)
}

fn print_block(block: &Block, indent: &str) -> String {
    let mut words = vec![BLOCK_KINDS.iter().find(|(_, kind)| *kind == block.kind).map_or("", |(word, _)| word).into()];
    words.extend(block.handle.iter().map(|handle| handle.text.clone()));
    words.extend(block.title.iter().map(|title| format!("\"{}\"", title.text)));
    words.extend(block.head.iter().map(element));
    words.extend(block.cites.iter().map(cite));
    let head = format!("{}{indent}{}", doc(block.doc.as_deref(), indent), words.join(" "));
    match &block.body {
        Body::None => format!("{head}\n"),
        Body::Phrase(phrase) => format!("{head}: {}\n", print_phrase(phrase)),
        Body::Lines(lines) => {
            let deeper = format!("{indent}  ");
            let allows: String = block.allows.iter().map(|allow| print_allow(allow, &deeper)).collect();
            let lines: String = lines.iter().map(|line| print_line(line, &deeper)).collect();
            format!("{head} {{\n{allows}{lines}{indent}}}\n")
        }
    }
}

fn print_line(line: &Line, indent: &str) -> String {
    match line {
        Line::Labelled(line) => print_labelled(line, indent),
        Line::Expectation(Expectation { keyword, phrase, .. }) => {
            let keyword = match keyword {
                ExpectationKind::Expect => "expect",
                ExpectationKind::Given => "given",
            };
            format!("{indent}{keyword} {}\n", print_phrase(phrase))
        }
        Line::Nested(block) => print_block(block, indent),
        Line::Computed(line) => print_computed(line, indent),
    }
}

fn print_labelled(line: &Labelled, indent: &str) -> String {
    let head: Vec<String> = line.head.iter().map(element).collect();
    let doc = doc(line.doc.as_deref(), indent);
    format!("{doc}{indent}{}: {}{}\n", head.join(" "), print_phrase(&line.phrase), cites(&line.cites))
}

fn print_computed(line: &Computed, indent: &str) -> String {
    let first = line.first.as_ref().map_or(String::new(), |first| format!(", first {}", expression(first)));
    let doc = doc(line.doc.as_deref(), indent);
    format!("{doc}{indent}{} = {}{first}{}\n", line.name.text, expression(&line.value), cites(&line.cites))
}

fn doc(doc: Option<&str>, indent: &str) -> String {
    let lines = doc.into_iter().flat_map(str::lines);
    lines.map(|line| if line.is_empty() { format!("{indent}##\n") } else { format!("{indent}## {line}\n") }).collect()
}

fn cite(cite: &Cite) -> String {
    format!("[{}]", cite.text)
}

fn cites(cites: &[Cite]) -> String {
    cites.iter().map(|it| format!(" {}", cite(it))).collect()
}

fn print_phrase(phrase: &Phrase) -> String {
    phrase.clauses.iter().map(clause).collect::<Vec<_>>().join(", ")
}

fn clause(clause: &Clause) -> String {
    clause.elements.iter().map(element).collect::<Vec<_>>().join(" ")
}

fn element(element: &Element) -> String {
    match element {
        Element::Expr(expr) => expression(expr),
        Element::Modifier(Modifier { preposition, operand, .. }) => {
            let word = PREPOSITIONS.iter().find(|(_, known)| known == preposition).map_or("", |(word, _)| word);
            match operand {
                Some(operand) => format!("{word} {}", expression(operand)),
                None => word.to_string(),
            }
        }
    }
}

/// How tightly a form binds; what binds less tightly than its place asks stands in brackets.
mod binding {
    pub const CONDITIONAL: u8 = 0;
    pub const OR: u8 = 1;
    pub const AND: u8 = 2;
    pub const COMPARISON: u8 = 3;
    pub const SUM: u8 = 4;
    pub const PRODUCT: u8 = 5;
    pub const PREFIX: u8 = 6;
    pub const ATOM: u8 = 7;
}

fn expression(expr: &Expr) -> String {
    bracketed(expr, binding::CONDITIONAL)
}

fn bracketed(expr: &Expr, least: u8) -> String {
    let (text, binds) = written(expr);
    if binds < least { format!("({text})") } else { text }
}

fn written(expr: &Expr) -> (String, u8) {
    let atom = |text: String| (text, binding::ATOM);
    match &expr.kind {
        ExprKind::Number(it) => atom(number(*it)),
        ExprKind::Percent(it, unit) => atom(format!("{}%{}", number(*it), units(unit))),
        ExprKind::BasisPoints(it, unit) => atom(format!("{} bps{}", number(*it), units(unit))),
        ExprKind::Multiple(it) => atom(format!("{}x", number(*it))),
        ExprKind::Money(code, it, unit) => atom(format!("{} {}{}", code.text, number(*it), units(unit))),
        ExprKind::Quantity(it, unit) => atom(format!("{}{}", number(*it), units(unit))),
        ExprKind::BusinessDays(it) => atom(format!("{} business days", number(*it))),
        ExprKind::Date(date) => atom(format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)),
        ExprKind::Text(text) => atom(format!("\"{text}\"")),
        ExprKind::Boolean(true) => atom("yes".into()),
        ExprKind::Boolean(false) => atom("no".into()),
        ExprKind::ToBeDetermined => atom("TBD".into()),
        ExprKind::Undisclosed => atom("undisclosed".into()),
        ExprKind::Path(names) => atom(names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".")),
        ExprKind::Call(name, arguments) => {
            let arguments: Vec<String> = arguments.iter().map(expression).collect();
            atom(format!("{}({})", name.text, arguments.join(", ")))
        }
        ExprKind::Not(inner) => (format!("not {}", bracketed(inner, binding::PREFIX)), binding::PREFIX),
        ExprKind::Prior(inner) => (format!("prior {}", bracketed(inner, binding::PREFIX)), binding::PREFIX),
        ExprKind::Negative(inner) => (format!("-{}", bracketed(inner, binding::ATOM)), binding::PREFIX),
        ExprKind::Binary(operator, _, left, right) => binary(*operator, left, right),
        ExprKind::If(condition, yes, no) => {
            let [condition, yes, no] = [condition, yes, no].map(|part| bracketed(part, binding::OR));
            (format!("if {condition} then {yes} else {no}"), binding::CONDITIONAL)
        }
        ExprKind::Share(share, of) => {
            let (share, of) = (bracketed(share, binding::ATOM), bracketed(of, binding::ATOM));
            (format!("{share} of {of}"), binding::PREFIX)
        }
        ExprKind::Window(direction, length, or_fewer) => {
            let word = match direction {
                Direction::Last => "last",
                Direction::Next => "next",
            };
            let fewer = if *or_fewer { " or fewer" } else { "" };
            atom(format!("{word} {}{fewer}", expression(length)))
        }
        ExprKind::Each(words) => {
            let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
            atom(format!("each {}", words.join(" ")))
        }
        // A wrong form has no words of its own; it has been reported.
        ExprKind::Bad => atom("TBD".into()),
    }
}

fn binary(operator: Operator, left: &Expr, right: &Expr) -> (String, u8) {
    let (word, binds) = match operator {
        Operator::Or => ("or", binding::OR),
        Operator::And => ("and", binding::AND),
        Operator::Equal => ("=", binding::COMPARISON),
        Operator::NotEqual => ("!=", binding::COMPARISON),
        Operator::Less => ("<", binding::COMPARISON),
        Operator::LessOrEqual => ("<=", binding::COMPARISON),
        Operator::Greater => (">", binding::COMPARISON),
        Operator::GreaterOrEqual => (">=", binding::COMPARISON),
        Operator::Add => ("+", binding::SUM),
        Operator::Subtract => ("-", binding::SUM),
        Operator::Multiply => ("*", binding::PRODUCT),
        Operator::Divide => ("/", binding::PRODUCT),
    };
    // Operators of one strength go from left to right; comparisons do not follow each other.
    let left_least = if binds == binding::COMPARISON { binds + 1 } else { binds };
    (format!("{} {word} {}", bracketed(left, left_least), bracketed(right, binds + 1)), binds)
}

/// Digits in groups of three where there are five or more before the point.
fn number(number: Number) -> String {
    let text = plain(number.mantissa, number.scale);
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let grouped = if whole.len() < 5 {
        whole.to_owned()
    } else {
        let from_the_right = whole.as_bytes().rchunks(3).map(|chunk| String::from_utf8_lossy(chunk).into_owned());
        let mut groups: Vec<String> = from_the_right.collect();
        groups.reverse();
        groups.join("_")
    };
    rest.map_or(grouped.clone(), |rest| format!("{grouped}.{rest}"))
}

fn units(unit: &UnitText) -> String {
    let over = unit.over.iter().map(|name| format!(" {}", name.text));
    let per = unit.per.iter().map(|name| format!(" per {}", name.text));
    over.chain(per).collect()
}
