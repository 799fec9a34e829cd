//! What a session asks of the world around it: files to read, a place to save to, somebody who may press Ctrl-C.

use crate::engine::Stop;
use crate::source::Files;

/// The one way out of a session: everything else in it is text in and text out.
pub trait World {
    fn files(&self) -> &dyn Files;

    /// The path from the project root of a file named at the prompt; `None` where the project does not hold it.
    fn place(&self, name: &str) -> Option<String>;

    /// Writes the whole text at once; over a file that is there only when asked to.
    fn save(&self, name: &str, text: &str, over: bool) -> Result<(), String>;

    /// Set while somebody asks a run to stop.
    fn stop(&self) -> Stop;
}
