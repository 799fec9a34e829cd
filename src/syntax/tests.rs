//! What the reader says about right and wrong texts.
