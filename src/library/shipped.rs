//! What the language says of itself: `.deal` files that ship inside the program and are imported by name.

/// A shipped file: the path an import gives, its text, a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipped {
    pub path: &'static str,
    pub text: &'static str,
    pub sentence: &'static str,
}

pub const SHIPPED: &[Shipped] = &[Shipped {
    path: "deal:shocks",
    text: include_str!("shocks.deal"),
    sentence: "stresses with a history, as inputs that shocks may use",
}];

/// How every such path begins.
pub const PREFIX: &str = "deal:";

/// The shipped file of a path; nothing on disk is ever called so.
pub fn shipped(path: &str) -> Option<&'static Shipped> {
    SHIPPED.iter().find(|file| file.path == path)
}
