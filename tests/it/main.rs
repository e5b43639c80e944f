//! Everything that Loopscope promises, in one test binary.

mod lab;
