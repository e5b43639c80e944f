//! Numbers of fields and of choices, as Perfetto's `.proto` files have them: only those that are written. By message, in the order of the numbers.

/// `Trace`
pub(super) mod trace {
    pub const PACKET: u32 = 1;
}

/// `TracePacket`
pub(super) mod packet {
    pub const TIMESTAMP: u32 = 8;
    pub const SEQUENCE: u32 = 10;
    pub const EVENT: u32 = 11;
    pub const INTERNED: u32 = 12;
    pub const SEQUENCE_FLAGS: u32 = 13;
    pub const DESCRIPTOR: u32 = 60;
    /// What stands in the file once is told anew; what was told is needed.
    pub const FLAG_CLEARED: u64 = 1;
    pub const FLAG_NEEDED: u64 = 2;
}

/// `InternedData`, and the number and the text of each of its entries
pub(super) mod interned {
    pub const CATEGORIES: u32 = 1;
    pub const NAMES: u32 = 2;
    pub const ANNOTATIONS: u32 = 3;
    pub const ID: u32 = 1;
    pub const TEXT: u32 = 2;
}

/// `TrackDescriptor`
pub(super) mod descriptor {
    pub const UUID: u32 = 1;
    pub const NAME: u32 = 2;
    pub const PARENT: u32 = 5;
    pub const COUNTER: u32 = 8;
    pub const CHILD_ORDERING: u32 = 11;
    pub const RANK: u32 = 12;
    pub const MERGE: u32 = 15;
    pub const MERGE_KEY: u32 = 17;
    pub const EXPLICIT: u64 = 3;
    pub const BY_KEY: u64 = 3;
}

/// `TrackEvent`
pub(super) mod event {
    pub const CATEGORY: u32 = 3;
    pub const ANNOTATION: u32 = 4;
    pub const TYPE: u32 = 9;
    pub const NAME_ID: u32 = 10;
    pub const TRACK: u32 = 11;
    pub const NAME: u32 = 23;
    pub const VALUE: u32 = 30;
    pub const DOUBLE_VALUE: u32 = 44;
    pub const FLOW: u32 = 47;
    pub const LAST_FLOW: u32 = 48;
    pub const BEGIN: u64 = 1;
    pub const END: u64 = 2;
    pub const INSTANT: u64 = 3;
    pub const COUNT: u64 = 4;
}

/// `DebugAnnotation`
pub(super) mod annotation {
    pub const NAME_ID: u32 = 1;
    pub const BOOL: u32 = 2;
    pub const UINT: u32 = 3;
    pub const TEXT: u32 = 6;
    pub const JSON: u32 = 9;
}
