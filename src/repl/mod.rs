//! A deal at a prompt: a line in, what it comes to out. The same check, plan and engine as everywhere else.
//!
//! A [`Session`] is text in and text out; the editor, a script, a pipe and the tests drive the same one. It reaches
//! the world through [`World`] alone. Begin reading at [`Session::line`].

mod colour;
pub mod command;
mod complete;
mod deal;
mod defined;
mod disk;
pub mod editor;
mod entry;
mod fork;
pub mod lines;
mod reply;
mod running;
mod session;
mod standing;
mod steps;
mod text;
mod told;
mod trouble;
mod typed;
mod value;
mod world;

pub use reply::{Look, Part, Reply};
pub use session::Session;
pub use trouble::Trouble;
pub use world::World;
