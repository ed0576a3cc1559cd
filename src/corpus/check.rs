//! What no single file can tell: ids that clash, and references that lead nowhere.

use std::collections::HashSet;

use crate::corpus::{Defect, Lines, Reference, StatementFile};
use crate::domain::instrument::{Instrument, Link};
use crate::domain::names::Names;
use crate::domain::statement::{Paragraph, Record, Statement, Tag};

/// Adds the defects that show only when all reference files are seen together.
pub(super) fn reference(
    reference: &Reference,
    links: &[Link],
    lines: &Lines,
    defects: &mut Vec<Defect>,
) {
    let mut found = Found {
        reference,
        lines,
        defects,
    };
    found.names("parties.toml", &reference.parties);
    found.names("forums.toml", &reference.forums);
    for instrument in reference.catalogue.instruments() {
        found.instrument(instrument);
    }
    for link in links {
        for id in &link.between {
            found.provision("crosswalk.toml", id);
        }
    }
    for provision in reference.tagging.provisions() {
        found.provision("tagging.toml", provision);
    }
}

/// Adds the defects of a statement that show only beside the reference files.
pub(super) fn statement(
    reference: &Reference,
    file: &StatementFile,
    lines: &Lines,
    defects: &mut Vec<Defect>,
) {
    let mut found = Found {
        reference,
        lines,
        defects,
    };
    found.statement(file);
}

struct Found<'a> {
    reference: &'a Reference,
    lines: &'a Lines,
    defects: &'a mut Vec<Defect>,
}

impl Found<'_> {
    fn add(&mut self, path: &str, needles: &[&str], problem: String) {
        self.defects.push(Defect {
            path: path.to_owned(),
            line: self.lines.of(path, needles),
            problem,
        });
    }

    fn names(&mut self, path: &str, names: &Names) {
        let mut seen: HashSet<&str> = HashSet::new();
        for name in names.iter() {
            if !seen.insert(&name.code) {
                let problem = format!("code `{}` is given twice", name.code);
                self.add(path, &["code", &format!("\"{}\"", name.code)], problem);
            }
        }
    }

    fn instrument(&mut self, instrument: &Instrument) {
        let id = instrument.id.as_str();
        let path = format!("instruments/{id}.toml");
        for sponsor in &instrument.sponsors {
            self.party(&path, "sponsors", sponsor);
        }
        for before in &instrument.follows {
            if self
                .reference
                .catalogue
                .instrument(before.as_str())
                .is_none()
            {
                let problem =
                    format!("`follows` names `{before}`, which is no instrument of this corpus");
                self.add(&path, &["follows", before.as_str()], problem);
            }
        }
        for (i, provision) in instrument.provisions.iter().enumerate() {
            let same = |other: &crate::domain::instrument::Provision| other.id == provision.id;
            if instrument.provisions[..i].iter().any(same) {
                let problem = format!("provision `{}` is given twice", provision.id.within());
                self.add(
                    &path,
                    &["id", &format!("\"{}\"", provision.id.within())],
                    problem,
                );
            }
            for related in &provision.related {
                self.provision(&path, related);
            }
        }
    }

    fn statement(&mut self, file: &StatementFile) {
        let record = &file.statement.record;
        let path = file.path.as_str();
        self.party(path, "party", &record.party);
        for party in &record.on_behalf_of {
            self.party(path, "on_behalf_of", party);
        }
        if !self.reference.forums.has(&record.forum) {
            let problem = format!(
                "`forum` is `{}`, which is no code of forums.toml",
                record.forum
            );
            self.add(path, &["forum"], problem);
        }
        self.file_name(path, record);
        self.judgements(file);
        for number in record.source.pages.keys() {
            let numbered = |p: &Paragraph| p.number.is_some_and(|own| own.to_string() == *number);
            if !file.statement.paragraphs.iter().any(numbered) {
                self.add(
                    path,
                    &["pages"],
                    format!("`pages` names paragraph {number}, which this statement does not have"),
                );
            }
        }
    }

    /// A file of one statement is named after it.
    fn file_name(&mut self, path: &str, record: &Record) {
        let stem = path
            .rsplit('/')
            .next()
            .and_then(|name| name.strip_suffix(".md"));
        if let Some(stem) = stem
            && stem != record.id.as_str()
        {
            let problem = format!(
                "`id` is `{}` and the file is named `{stem}`; they must be the same",
                record.id
            );
            self.add(path, &["id", record.id.as_str()], problem);
        }
    }

    /// What a person says of the paragraphs: of paragraphs that there are, of norms that there
    /// are, and not yes and no at once.
    fn judgements(&mut self, file: &StatementFile) {
        let path = file.path.as_str();
        let Statement { tags, vetoes, .. } = &file.statement;
        let said = tags.iter().map(|tag| (tag.paragraph, &tag.provision));
        let denied = vetoes.iter().map(|veto| (veto.paragraph, &veto.provision));
        for (paragraph, provision) in said.chain(denied) {
            self.provision(path, provision);
            let cited = |p: &Paragraph| p.number == Some(paragraph);
            if !file.statement.paragraphs.iter().any(cited) {
                let problem = format!(
                    "a tag names paragraph {paragraph}, which this statement does not have"
                );
                self.add(path, &["paragraph", &paragraph.to_string()], problem);
            }
        }
        for veto in vetoes {
            let same =
                |tag: &Tag| (tag.paragraph, &tag.provision) == (veto.paragraph, &veto.provision);
            if tags.iter().any(same) {
                let problem = format!(
                    "paragraph {} is tagged with `{}` and has strength \"none\" for it as well",
                    veto.paragraph, veto.provision
                );
                self.add(path, &[&format!("\"{}\"", veto.provision)], problem);
            }
        }
    }

    fn party(&mut self, path: &str, key: &str, code: &str) {
        if !self.reference.parties.has(code) {
            let problem = format!("`{key}` names `{code}`, which is no code of parties.toml");
            self.add(path, &[key], problem);
        }
    }

    fn provision(&mut self, path: &str, id: &crate::domain::id::ProvisionId) {
        if self.reference.catalogue.provision(id).is_none() {
            let problem = format!("`{id}` is no provision of this corpus");
            self.add(path, &[&format!("\"{id}\"")], problem);
        }
    }
}
