//! How well the program does, measured on what people judged.

pub mod tags;
