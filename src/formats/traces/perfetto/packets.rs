//! [`Packets`]: the file as a list of packets, and the tracks that they are about. What is on which track it does *not* decide.

use super::{
    field::{descriptor, event, packet, trace},
    message::Message,
    words,
};
use crate::traces::viewer::{Lane, group};
use loopscope_event::{DeviceId, Ns};
use std::io::{self, Write};

/// So many bytes are gathered before they are handed on.
const GATHER: usize = 256 << 10;
/// All packets are of one sequence.
const SEQUENCE: u64 = 1;

/// A track.
#[derive(Clone, Copy, Debug)]
pub(super) enum Track {
    Run,
    Marks,
    Counter(u32),
    Group(u32),
    Lane(Lane),
    Row(u32),
    Request(DeviceId, u32),
}

impl Track {
    /// Its number in the file: short for those that there are many of.
    fn uuid(self) -> u64 {
        let (kind, n) = match self {
            Self::Run => (1, 0),
            Self::Marks => (2, 0),
            Self::Counter(n) => (3, n.into()),
            Self::Group(n) => (4, n.into()),
            // Lanes are numbered by core, by loop, or throughout an imported trace.
            Self::Lane(Lane { group: group::CPU, number }) => (5, number.into()),
            Self::Lane(Lane { number, .. }) => (6, number.into()),
            Self::Row(n) => (7, n.into()),
            Self::Request(device, slot) => (8, u64::from(slot) << 16 | u64::from(device)),
        };
        n << 4 | kind
    }
}

/// What lies on a track.
#[derive(Clone, Copy, Debug)]
pub(super) enum Holds {
    /// Further tracks, in their order.
    Tracks,
    Slices,
    Values,
}

/// A track as it is declared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declared<'a> {
    pub(super) track: Track,
    pub(super) parent: Option<Track>,
    pub(super) name: &'a str,
    /// Its place among its siblings; those of the same place are shown as one.
    pub(super) rank: u32,
    pub(super) holds: Holds,
}

/// The packets that are being written.
pub(super) struct Packets<'a> {
    to: &'a mut dyn Write,
    gathered: Message,
}

impl<'a> Packets<'a> {
    /// Begins with the words that are known beforehand.
    pub(super) fn new(to: &'a mut dyn Write) -> io::Result<Self> {
        let mut packets = Self { to, gathered: Message(Vec::with_capacity(GATHER + 4096)) };
        packets.add(packet::FLAG_CLEARED, |packet| {
            packet.message(packet::INTERNED, words::write);
        })?;
        Ok(packets)
    }

    fn add(&mut self, flags: u64, write: impl FnOnce(&mut Message)) -> io::Result<()> {
        if self.gathered.0.len() >= GATHER {
            self.hand_on()?;
        }
        self.gathered.message(trace::PACKET, |packet| {
            packet.number(packet::SEQUENCE, SEQUENCE).number(packet::SEQUENCE_FLAGS, flags);
            write(packet);
        });
        Ok(())
    }

    pub(super) fn declare(&mut self, declared: &Declared<'_>) -> io::Result<()> {
        let Declared { track, parent, name, rank, holds } = *declared;
        self.add(packet::FLAG_NEEDED, |packet| {
            packet.message(packet::DESCRIPTOR, |about| {
                about.number(descriptor::UUID, track.uuid()).text(descriptor::NAME, name);
                if let Some(parent) = parent {
                    about.number(descriptor::PARENT, parent.uuid());
                }
                match holds {
                    Holds::Tracks => about.number(descriptor::CHILD_ORDERING, descriptor::EXPLICIT),
                    Holds::Slices => about,
                    Holds::Values => about.message(descriptor::COUNTER, |_| {}),
                };
                about.number(descriptor::RANK, rank.into());
                about.number(descriptor::MERGE, descriptor::BY_KEY).number(descriptor::MERGE_KEY, rank.into());
            });
        })
    }

    /// Something on a track at an instant.
    pub(super) fn event(&mut self, (kind, track, at): (u64, Track, Ns), write: impl FnOnce(&mut Message)) -> io::Result<()> {
        self.add(packet::FLAG_NEEDED, |packet| {
            packet.number(packet::TIMESTAMP, at).message(packet::EVENT, |event| {
                event.number(event::TYPE, kind).number(event::TRACK, track.uuid());
                write(event);
            });
        })
    }

    fn hand_on(&mut self) -> io::Result<()> {
        self.to.write_all(&self.gathered.0)?;
        self.gathered.0.clear();
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.hand_on()?;
        self.to.flush()
    }
}
