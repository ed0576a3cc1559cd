//! Reads the TOML files: instruments, the crosswalk, parties and forums.

use crate::corpus::Defect;
use crate::corpus::fields::{Fields, Source};
use crate::domain::id::{InstrumentId, ProvisionId};
use crate::domain::instrument::{Instrument, Link, Provision};
use crate::domain::names::Name;

/// Reads an instrument file.
pub(super) fn parse(path: &str, text: &str) -> Result<Instrument, Vec<Defect>> {
    let source = Source::new(path, text, 0);
    let instrument = source.parse().and_then(|table| {
        let mut fields = Fields::new(&source, table, 0..0);
        let instrument = instrument(&mut fields);
        fields.done();
        instrument
    });
    source.finish(instrument)
}

fn instrument(fields: &mut Fields<'_, '_>) -> Option<Instrument> {
    let id: Option<InstrumentId> = fields.parsed("id");
    let symbol = fields.optional("symbol");
    let title = fields.text("title");
    let short = fields.text("short");
    let aliases = fields.list("aliases");
    let date = fields.date("date");
    let made_by = fields.text("made_by");
    let sponsors = fields.list("sponsors");
    let status = fields.variant("status");
    let status_note = fields.optional("status_note");
    let address = fields.text("address");
    let follows = fields.list("follows");
    let origin = fields.text("source");
    let verified = fields.flag("verified", true);
    let note = fields.optional("note");
    let tables = fields.tables("provisions");
    let provisions = id.as_ref().map(|id| {
        let read = |table| provision(id, table);
        tables.into_iter().filter_map(read).collect()
    });
    Some(Instrument {
        id: id?,
        symbol,
        title: title?,
        short: short?,
        aliases,
        date: date?,
        made_by: made_by?,
        sponsors,
        status: status?,
        status_note,
        address: address?,
        follows,
        followed_by: Vec::new(),
        source: origin?,
        verified,
        note,
        provisions: provisions?,
    })
}

fn provision(instrument: &InstrumentId, mut fields: Fields<'_, '_>) -> Option<Provision> {
    let within = fields.text("id");
    let id = within.and_then(|within| {
        let id = ProvisionId::new(instrument, &within);
        id.map_err(|error| fields.defect(format!("`id`: {error}")))
            .ok()
    });
    let label = fields.text("label");
    let title = fields.text("title");
    let aliases = fields.list("aliases");
    let aliases_in = fields.lists("aliases_in");
    let summary = fields.text("summary");
    let topics = fields.list("topics");
    let related = fields.list("related");
    let verified = fields.flag("verified", true);
    let note = fields.optional("note");
    fields.done();
    Some(Provision {
        id: id?,
        label: label?,
        title: title?,
        aliases,
        aliases_in,
        summary: summary?,
        topics,
        related,
        verified,
        note,
    })
}

/// Reads `crosswalk.toml`.
pub(super) fn parse_links(path: &str, text: &str) -> Result<Vec<Link>, Vec<Defect>> {
    parse_tables(path, text, "links", |mut fields| {
        let between: Vec<ProvisionId> = fields.list("between");
        let remark = fields.optional("remark");
        let verified = fields.flag("verified", true);
        if between.len() < 2 {
            fields.defect("`between` must name at least two provisions");
        }
        fields.done();
        Some(Link {
            between,
            remark,
            verified,
        })
    })
}

/// Reads `parties.toml`.
pub(super) fn parse_parties(path: &str, text: &str) -> Result<Vec<Name>, Vec<Defect>> {
    parse_tables(path, text, "parties", |mut fields| {
        let kind = fields.variant("kind");
        let name = name(&mut fields);
        fields.done();
        Some(Name { kind, ..name? })
    })
}

/// Reads `forums.toml`.
pub(super) fn parse_forums(path: &str, text: &str) -> Result<Vec<Name>, Vec<Defect>> {
    parse_tables(path, text, "forums", |mut fields| {
        let name = name(&mut fields);
        fields.done();
        name
    })
}

fn name(fields: &mut Fields<'_, '_>) -> Option<Name> {
    let code = fields.text("code");
    let name = fields.text("name");
    let aliases = fields.list("aliases");
    Some(Name {
        code: code?,
        name: name?,
        aliases,
        kind: None,
    })
}

/// Reads a file that is one list of tables.
fn parse_tables<T>(
    path: &str,
    text: &str,
    key: &str,
    read: impl Fn(Fields<'_, '_>) -> Option<T>,
) -> Result<Vec<T>, Vec<Defect>> {
    let source = Source::new(path, text, 0);
    let values = source.parse().map(|table| {
        let mut fields = Fields::new(&source, table, 0..0);
        let values = fields.tables(key).into_iter().filter_map(&read).collect();
        fields.done();
        values
    });
    source.finish(values)
}
