//! A deal at a prompt: a line in, what it comes to out. The same check, plan and engine as everywhere else.
//!
//! A [`Session`] is text in and text out; the editor, a script, a pipe and the tests drive the same one. It reaches
//! the world through [`World`] alone.

mod colour;
pub mod command;
pub mod complete;
mod deal;
mod defined;
pub mod editor;
mod fork;
pub mod lines;
pub mod session;
mod steps;
mod text;
mod value;
mod world;

pub use session::{Look, Part, Reply, Session};
pub use world::World;
