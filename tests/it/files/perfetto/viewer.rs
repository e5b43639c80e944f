//! Reads a Perfetto trace as its viewer does: packets, tracks with parents and ranks, events sorted by time, slices by how they nest.
//!
//! It knows the format from Perfetto's own `.proto` files, and nothing of how ours is written.

use std::collections::{BTreeMap, HashMap};

/// A field's value.
#[derive(Clone, Copy, Debug)]
enum Value<'a> {
    Number(u64),
    /// Of eight bytes, however small.
    Fixed(u64),
    Bytes(&'a [u8]),
}

impl<'a> Value<'a> {
    fn number(self) -> u64 {
        let Self::Number(n) = self else { panic!("{self:?} is no number") };
        n
    }
    fn fixed(self) -> u64 {
        let Self::Fixed(n) = self else { panic!("{self:?} has not eight bytes") };
        n
    }
    fn bytes(self) -> &'a [u8] {
        let Self::Bytes(bytes) = self else { panic!("{self:?} has no bytes") };
        bytes
    }
    fn text(self) -> String {
        String::from_utf8(self.bytes().to_vec()).expect("texts are UTF-8")
    }
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let length = bytes.iter().take(10).position(|byte| byte & 0x80 == 0).expect("a number ends within ten bytes") + 1;
    let (number, rest) = bytes.split_at(length);
    *bytes = rest;
    number.iter().rev().fold(0, |sum, byte| sum << 7 | u64::from(byte & 0x7f))
}

/// The fields of a message.
fn fields(mut bytes: &[u8]) -> Vec<(u64, Value<'_>)> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let key = varint(&mut bytes);
        let value = match key & 7 {
            0 => Value::Number(varint(&mut bytes)),
            1 => {
                let (eight, rest) = bytes.split_first_chunk().expect("eight bytes are there");
                bytes = rest;
                Value::Fixed(u64::from_le_bytes(*eight))
            }
            2 => {
                let length = varint(&mut bytes) as usize;
                let (inside, rest) = bytes.split_at(length);
                bytes = rest;
                Value::Bytes(inside)
            }
            how => panic!("field {} is written in the way {how}", key >> 3),
        };
        found.push((key >> 3, value));
    }
    found
}

/// The one field of this number.
fn one<'a>(fields: &[(u64, Value<'a>)], number: u64) -> Option<Value<'a>> {
    let mut found = fields.iter().filter(|(known, _)| *known == number);
    let value = found.next().map(|(_, value)| *value);
    assert!(found.next().is_none(), "field {number} is there once");
    value
}

/// A track as it was declared.
#[derive(Clone, PartialEq, Debug)]
pub struct Track {
    pub name: String,
    pub parent: Option<u64>,
    pub rank: u64,
    pub merge_key: Option<u64>,
    pub explicit: bool,
    pub counter: bool,
}

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Slice {
    pub track: u64,
    pub category: String,
    pub name: String,
    pub start: u64,
    pub end: u64,
    pub depth: usize,
    /// What is said of it, as text.
    pub said: BTreeMap<String, String>,
    /// The arrows that lead from it, and to it.
    pub from: Vec<u64>,
    pub to: Vec<u64>,
}

/// A trace.
#[derive(Default, Debug)]
pub struct Viewer {
    pub tracks: BTreeMap<u64, Track>,
    pub slices: Vec<Slice>,
    /// (track, at, value)
    pub values: Vec<(u64, u64, f64)>,
    /// (track, at, name)
    pub instants: Vec<(u64, u64, String)>,
    words: HashMap<(u64, u64), String>,
    open: HashMap<u64, Vec<usize>>,
}

const CATEGORIES: u64 = 1;
const NAMES: u64 = 2;
const ANNOTATIONS: u64 = 3;

impl Viewer {
    /// Opens a file; panics at whatever Perfetto would count as an error.
    pub fn open(bytes: &[u8]) -> Self {
        let mut viewer = Self::default();
        let mut events = Vec::new();
        for (place, (field, packet)) in fields(bytes).into_iter().enumerate() {
            assert_eq!(field, 1, "a trace has packets only");
            let packet = fields(packet.bytes());
            assert_eq!(one(&packet, 10).map(Value::number), Some(1), "one sequence");
            assert_eq!(one(&packet, 13).map(Value::number), Some(if place == 0 { 1 } else { 2 }), "words first");
            if let Some(words) = one(&packet, 12) {
                viewer.learn(words.bytes());
            }
            if let Some(track) = one(&packet, 60) {
                viewer.declare(track.bytes());
            }
            if let Some(event) = one(&packet, 11) {
                events.push((one(&packet, 8).expect("an event has its time").number(), event.bytes()));
            }
        }
        // Where times are equal the order of the file remains.
        events.sort_by_key(|(at, _)| *at);
        events.into_iter().for_each(|(at, event)| viewer.event(at, event));
        assert!(viewer.open.values().all(Vec::is_empty), "every slice ends");
        viewer
    }

    fn learn(&mut self, words: &[u8]) {
        for (of, entry) in fields(words) {
            let entry = fields(entry.bytes());
            let (id, text) = (one(&entry, 1).unwrap().number(), one(&entry, 2).unwrap().text());
            assert!(id > 0 && self.words.insert((of, id), text).is_none(), "a word has a number of its own");
        }
    }

    fn word(&self, of: u64, id: Value<'_>) -> String {
        self.words.get(&(of, id.number())).cloned().unwrap_or_else(|| panic!("no word {id:?} of {of}"))
    }

    fn declare(&mut self, track: &[u8]) {
        let about = fields(track);
        let number = |field| one(&about, field).map(Value::number);
        let track = Track {
            name: one(&about, 2).expect("a track has a name").text(),
            parent: number(5),
            rank: number(12).expect("a track has a place"),
            merge_key: (number(15) == Some(3)).then(|| number(17).unwrap()),
            explicit: number(11) == Some(3),
            counter: one(&about, 8).is_some(),
        };
        assert!(track.parent.is_none_or(|parent| self.tracks[&parent].explicit), "{track:?} has a place below one that orders its like");
        assert!(self.tracks.insert(number(1).unwrap(), track).is_none(), "a track is declared once");
    }

    fn event(&mut self, at: u64, event: &[u8]) {
        let event = fields(event);
        let number = |field| one(&event, field).map(Value::number);
        let track = number(11).unwrap();
        assert!(self.tracks.contains_key(&track), "a track is declared");
        let name = one(&event, 23).map(Value::text).or_else(|| one(&event, 10).map(|id| self.word(NAMES, id)));
        let all = |field| event.iter().filter(|(known, _)| *known == field).map(|(_, value)| value.fixed()).collect::<Vec<_>>();
        let said = event.iter().filter(|(known, _)| *known == 4).map(|(_, value)| self.said(value.bytes())).collect();
        let inside = self.open.entry(track).or_default().len();
        match number(9) {
            Some(1) => {
                let category = self.word(CATEGORIES, one(&event, 3).unwrap());
                let name = name.expect("a slice has a name");
                self.open.entry(track).or_default().push(self.slices.len());
                self.slices.push(Slice { track, category, name, start: at, end: at, depth: inside, said, from: all(47), to: all(48) });
            }
            Some(2) => {
                let slice = self.open.entry(track).or_default().pop().expect("what ends has begun");
                self.slices[slice].end = at;
                self.slices[slice].said.extend(said);
            }
            Some(3) => self.instants.push((track, at, name.expect("a mark has a name"))),
            Some(4) => {
                assert!(self.tracks[&track].counter);
                let decimals = one(&event, 44).map(|value| f64::from_bits(value.fixed()));
                let whole = number(30).map(|value| value.cast_signed() as f64);
                assert!(decimals.is_none() || whole.is_none(), "a value is said once");
                self.values.push((track, at, decimals.or(whole).expect("a value")));
            }
            kind => panic!("an event of the kind {kind:?}"),
        }
    }

    fn said(&self, annotation: &[u8]) -> (String, String) {
        let about = fields(annotation);
        let name = self.word(ANNOTATIONS, one(&about, 1).unwrap());
        let number = |field| one(&about, field).map(|value| value.number().to_string());
        let text = |field| one(&about, field).map(Value::text);
        (name, number(3).or(number(2)).or_else(|| text(6)).or_else(|| text(9)).expect("something is said"))
    }

    /// What is shown below a track, from top to bottom.
    pub fn below(&self, parent: Option<u64>) -> Vec<(u64, &Track)> {
        let mut found: Vec<_> =
            self.tracks.iter().filter(|(_, track)| track.parent == parent).map(|(uuid, track)| (*uuid, track)).collect();
        found.sort_by_key(|(_, track)| track.rank);
        found
    }

    /// The same by names; those that are shown as one once.
    pub fn names_below(&self, parent: Option<u64>) -> Vec<&str> {
        let mut found = self.below(parent);
        found.dedup_by_key(|(uuid, track)| track.merge_key.unwrap_or(*uuid));
        found.into_iter().map(|(_, track)| track.name.as_str()).collect()
    }

    /// The name of the track that a track hangs below.
    pub fn group(&self, track: u64) -> &str {
        self.tracks[&track].parent.map_or("", |parent| &self.tracks[&parent].name)
    }
}
