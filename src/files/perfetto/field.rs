//! Numbers of fields and of choices, as Perfetto's `.proto` files have them: only those that are written. By message, in the order of the numbers.

/// `Trace`
pub(super) mod trace {
    pub(in super::super) const PACKET: u32 = 1;
}

/// `TracePacket`
pub(super) mod packet {
    pub(in super::super) const TIMESTAMP: u32 = 8;
    pub(in super::super) const SEQUENCE: u32 = 10;
    pub(in super::super) const EVENT: u32 = 11;
    pub(in super::super) const INTERNED: u32 = 12;
    pub(in super::super) const SEQUENCE_FLAGS: u32 = 13;
    pub(in super::super) const DESCRIPTOR: u32 = 60;
    /// What stands in the file once is told anew; what was told is needed.
    pub(in super::super) const FLAG_CLEARED: u64 = 1;
    pub(in super::super) const FLAG_NEEDED: u64 = 2;
}

/// `InternedData`, and the number and the text of each of its entries
pub(super) mod interned {
    pub(in super::super) const CATEGORIES: u32 = 1;
    pub(in super::super) const NAMES: u32 = 2;
    pub(in super::super) const ANNOTATIONS: u32 = 3;
    pub(in super::super) const ID: u32 = 1;
    pub(in super::super) const TEXT: u32 = 2;
}

/// `TrackDescriptor`
pub(super) mod descriptor {
    pub(in super::super) const UUID: u32 = 1;
    pub(in super::super) const NAME: u32 = 2;
    pub(in super::super) const PARENT: u32 = 5;
    pub(in super::super) const COUNTER: u32 = 8;
    pub(in super::super) const CHILD_ORDERING: u32 = 11;
    pub(in super::super) const RANK: u32 = 12;
    pub(in super::super) const MERGE: u32 = 15;
    pub(in super::super) const MERGE_KEY: u32 = 17;
    pub(in super::super) const EXPLICIT: u64 = 3;
    pub(in super::super) const BY_KEY: u64 = 3;
}

/// `TrackEvent`
pub(super) mod event {
    pub(in super::super) const CATEGORY: u32 = 3;
    pub(in super::super) const ANNOTATION: u32 = 4;
    pub(in super::super) const TYPE: u32 = 9;
    pub(in super::super) const NAME_ID: u32 = 10;
    pub(in super::super) const TRACK: u32 = 11;
    pub(in super::super) const NAME: u32 = 23;
    pub(in super::super) const VALUE: u32 = 30;
    pub(in super::super) const FLOW: u32 = 47;
    pub(in super::super) const LAST_FLOW: u32 = 48;
    pub(in super::super) const BEGIN: u64 = 1;
    pub(in super::super) const END: u64 = 2;
    pub(in super::super) const INSTANT: u64 = 3;
    pub(in super::super) const COUNT: u64 = 4;
}

/// `DebugAnnotation`
pub(super) mod annotation {
    pub(in super::super) const NAME_ID: u32 = 1;
    pub(in super::super) const BOOL: u32 = 2;
    pub(in super::super) const UINT: u32 = 3;
    pub(in super::super) const TEXT: u32 = 6;
    pub(in super::super) const JSON: u32 = 9;
}
