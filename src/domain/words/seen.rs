//! What became of chunks, packed so that finding a common word touches little memory.

use std::hash::BuildHasher;
use std::ops::Range;

use foldhash::fast::FixedState;

/// Chunks remembered, about 2 MB with all that they gave. A thousand make up most of any text.
const MOST: usize = 32_768;
/// Longer chunks are addresses, or sentences in scripts without spaces, and do not come back.
pub(super) const LONGEST: usize = 40;
const FIRST_SLOTS: usize = 1024;

/// A token of a chunk, as places in the memory's text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    term: Place,
    form: Place,
    /// Bytes of the chunk.
    start: u32,
    end: u32,
    /// True when it may be the second part of a word with what stands before it.
    pub(super) ends_compound: bool,
}

impl Part {
    pub(super) fn span(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A token that is to be remembered.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) term: String,
    pub(super) form: String,
    pub(super) span: Range<usize>,
    pub(super) ends_compound: bool,
}

#[derive(Debug, Clone, Copy, Default)]
struct Place {
    start: u32,
    length: u32,
}

impl Place {
    fn range(self) -> Range<usize> {
        self.start as usize..(self.start + self.length) as usize
    }
}

/// A chunk and which parts are its own; an empty key is a free slot.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: Place,
    hash: u32,
    first: u32,
    last: u32,
}

/// Chunks and their parts: a table with linear probing over one text.
#[derive(Debug, Default)]
pub(super) struct Seen {
    text: String,
    parts: Vec<Part>,
    slots: Vec<Slot>,
    n_chunks: usize,
}

impl Seen {
    /// Forgets all when there is too much. What is common is back at once.
    pub(super) fn make_room(&mut self) {
        if self.n_chunks >= MOST || self.text.len() > MOST * LONGEST {
            *self = Seen::default();
        }
    }

    /// The parts of `chunk`, if it was seen.
    pub(super) fn find(&self, chunk: &str) -> Option<Range<usize>> {
        if self.slots.is_empty() {
            return None;
        }
        let slot = self.slots[self.slot(chunk, hash(chunk))];
        (slot.key.length > 0).then_some(slot.first as usize..slot.last as usize)
    }

    /// Keeps what `chunk` gave. Longer chunks are kept only until room is made, and not found.
    pub(super) fn keep(&mut self, chunk: &str, made: &[Made]) -> Range<usize> {
        let key = self.write(chunk);
        let first = self.parts.len();
        for one in made {
            let form = self.place_in(key, &one.form);
            let form = form.unwrap_or_else(|| self.write(&one.form));
            let term = self.place_in(form, &one.term);
            let term = term.unwrap_or_else(|| self.write(&one.term));
            self.parts.push(Part {
                term,
                form,
                start: small(one.span.start),
                end: small(one.span.end),
                ends_compound: one.ends_compound,
            });
        }
        let parts = first..self.parts.len();
        if chunk.len() <= LONGEST {
            self.enter(Slot {
                key,
                hash: hash(chunk),
                first: small(parts.start),
                last: small(parts.end),
            });
        }
        parts
    }

    pub(super) fn part(&self, at: usize) -> &Part {
        &self.parts[at]
    }

    pub(super) fn term(&self, part: &Part) -> &str {
        &self.text[part.term.range()]
    }

    pub(super) fn form(&self, part: &Part) -> &str {
        &self.text[part.form.range()]
    }

    fn write(&mut self, text: &str) -> Place {
        let start = small(self.text.len());
        self.text.push_str(text);
        Place {
            start,
            length: small(text.len()),
        }
    }

    /// Where `text` stands already: most forms are their chunk, and most terms begin their form.
    fn place_in(&self, place: Place, text: &str) -> Option<Place> {
        let begins = self.text[place.range()].starts_with(text);
        begins.then_some(Place {
            start: place.start,
            length: small(text.len()),
        })
    }

    fn enter(&mut self, slot: Slot) {
        if self.n_chunks * 2 >= self.slots.len() {
            self.grow();
        }
        let at = self.slot(&self.text[slot.key.range()], slot.hash);
        self.slots[at] = slot;
        self.n_chunks += 1;
    }

    fn grow(&mut self) {
        let larger = vec![Slot::default(); (self.slots.len() * 2).max(FIRST_SLOTS)];
        for slot in std::mem::replace(&mut self.slots, larger) {
            if slot.key.length > 0 {
                let at = self.slot(&self.text[slot.key.range()], slot.hash);
                self.slots[at] = slot;
            }
        }
    }

    /// The slot of `chunk`, or the free one where it would go.
    fn slot(&self, chunk: &str, hash: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = &self.slots[at];
            let free = slot.key.length == 0;
            if free || (slot.hash == hash && &self.text[slot.key.range()] == chunk) {
                return at;
            }
            at = (at + 1) & mask;
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "any 32 bits of a hash will do"
)]
fn hash(chunk: &str) -> u32 {
    FixedState::with_seed(0).hash_one(chunk) as u32
}

/// Texts that are analysed at once are far below 4 GB.
fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
