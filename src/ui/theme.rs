//! (to come; this is here so that the panels have something to name)

/// Every colour and size.
pub struct Theme;
