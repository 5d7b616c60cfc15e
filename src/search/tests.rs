//! What a question finds, in the shipped knowledge.
