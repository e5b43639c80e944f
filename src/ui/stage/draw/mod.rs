//! Parts of the stage as items: the places and lanes (`decor`), the CPU, tokens, strips, twins, the served application (`window`) and rates.

pub(super) mod cpu;
pub(super) mod decor;
pub(super) mod rates;
pub(super) mod strips;
pub(super) mod tokens;
pub(super) mod twins;
pub(super) mod window;
