//! Reading tables of TOML or JSON field by field, so that every defect of a file is found, each with its line.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::Range;
use std::str::FromStr;

use toml::de::DeTable;

use crate::corpus::Defect;
use crate::corpus::value::{Item, Table, Value};
use crate::domain::date::StatedDate;

/// The TOML text of a file (or of a part of it) and the defects found so far.
pub(super) struct Source<'a> {
    path: &'a str,
    text: &'a str,
    /// Lines of the file before `text`.
    offset: usize,
    defects: RefCell<Vec<Defect>>,
}

impl<'a> Source<'a> {
    pub(super) fn new(path: &'a str, text: &'a str, offset: usize) -> Self {
        Source {
            path,
            text,
            offset,
            defects: RefCell::default(),
        }
    }

    /// The tables of the text, or the place where it stops being TOML.
    pub(super) fn parse(&self) -> Option<Table> {
        match DeTable::parse(self.text) {
            Ok(table) => Some(Table::from(table.into_inner())),
            Err(error) => {
                self.defect(error.span().unwrap_or(0..0), error.message());
                None
            }
        }
    }

    pub(super) fn defect(&self, span: Range<usize>, problem: impl Display) {
        let line = 1 + self.offset + self.text[..span.start].matches('\n').count();
        self.defects.borrow_mut().push(Defect {
            path: self.path.to_owned(),
            line,
            problem: problem.to_string(),
        });
    }

    /// `value` when no defect was found, otherwise all of them.
    pub(super) fn finish<T>(self, value: Option<T>) -> Result<T, Vec<Defect>> {
        let defects = self.defects.into_inner();
        match value {
            Some(value) if defects.is_empty() => Ok(value),
            _ => Err(defects),
        }
    }
}

/// The fields of one table, each taken once.
pub(super) struct Fields<'s, 'a> {
    source: &'s Source<'a>,
    span: Range<usize>,
    table: Table,
}

impl<'s, 'a> Fields<'s, 'a> {
    pub(super) fn new(source: &'s Source<'a>, table: Table, span: Range<usize>) -> Self {
        Fields {
            source,
            span,
            table,
        }
    }

    /// A text that must be there and not be empty.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        let value = self.required(key)?;
        let span = value.span.clone();
        let text = self.string(key, value)?;
        if text.trim().is_empty() {
            self.source.defect(span, format!("`{key}` is empty"));
            return None;
        }
        Some(text)
    }

    /// A text that may be missing; empty then.
    pub(super) fn optional(&mut self, key: &str) -> String {
        let value = self.table.remove(key);
        value
            .and_then(|value| self.string(key, value))
            .unwrap_or_default()
    }

    /// A text that must be there and be read as a `T`.
    pub(super) fn parsed<T: FromStr<Err: Display>>(&mut self, key: &str) -> Option<T> {
        let value = self.required(key)?;
        let span = value.span.clone();
        let text = self.string(key, value)?;
        text.parse()
            .map_err(|error| self.source.defect(span, format!("`{key}`: {error}")))
            .ok()
    }

    /// A text that must be one of the variants that serde knows of `T`.
    pub(super) fn variant<T: serde::de::DeserializeOwned>(&mut self, key: &str) -> Option<T> {
        let value = self.required(key)?;
        let span = value.span.clone();
        let text = self.string(key, value)?;
        let read = serde_json::from_value(serde_json::Value::String(text));
        read.map_err(|error| self.source.defect(span, format!("`{key}`: {error}")))
            .ok()
    }

    /// A truth value that may be missing.
    pub(super) fn flag(&mut self, key: &str, missing: bool) -> bool {
        let Some(value) = self.table.remove(key) else {
            return missing;
        };
        match &value.value {
            Value::Flag(flag) => *flag,
            other => {
                self.wrong(key, "true or false", other, value.span.clone());
                missing
            }
        }
    }

    /// A whole number above zero.
    pub(super) fn number(&mut self, key: &str) -> Option<u32> {
        let value = self.required(key)?;
        self.as_number(key, &value)
    }

    fn as_number(&self, key: &str, item: &Item) -> Option<u32> {
        if let Value::Integer(number) = item.value
            && let Ok(number @ 1..) = u32::try_from(number)
        {
            return Some(number);
        }
        let expected = "a whole number above zero";
        self.wrong(key, expected, &item.value, item.span.clone());
        None
    }

    /// A whole number above zero that may be missing.
    pub(super) fn optional_number(&mut self, key: &str) -> Option<u32> {
        let value = self.table.remove(key)?;
        self.as_number(key, &value)
    }

    /// A whole number that must be there, of either sign.
    pub(super) fn integer(&mut self, key: &str) -> Option<i32> {
        let item = self.required(key)?;
        if let Value::Integer(number) = item.value
            && let Ok(number) = i32::try_from(number)
        {
            return Some(number);
        }
        self.wrong(key, "a whole number", &item.value, item.span);
        None
    }

    /// True when there is such a key that nobody has taken yet.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// A part of one that may be missing, above 0 and below 1, in hundredths.
    pub(super) fn hundredths(&mut self, key: &str, missing: u8) -> u8 {
        let Some(value) = self.table.remove(key) else {
            return missing;
        };
        let hundredths = match &value.value {
            Value::Fraction(number) => in_hundredths(number),
            _ => None,
        };
        hundredths.unwrap_or_else(|| {
            let problem =
                format!("`{key}` must lie between 0.01 and 0.99, with two digits at most");
            self.source.defect(value.span, problem);
            missing
        })
    }

    /// A list of texts that may be missing; each is read as a `T`.
    pub(super) fn list<T: FromStr<Err: Display>>(&mut self, key: &str) -> Vec<T> {
        let Some(value) = self.table.remove(key) else {
            return Vec::new();
        };
        self.items(key, value)
    }

    fn items<T: FromStr<Err: Display>>(&self, key: &str, value: Item) -> Vec<T> {
        let span = value.span.clone();
        let Value::List(items) = value.value else {
            self.source.defect(
                span,
                format!("`{key}` must be a list of texts, such as [\"…\"]"),
            );
            return Vec::new();
        };
        let mut list = Vec::new();
        for item in items {
            let span = item.span.clone();
            let Some(text) = self.string(key, item) else {
                continue;
            };
            match text.parse() {
                Ok(item) => list.push(item),
                Err(error) => self.source.defect(span, format!("`{key}`: {error}")),
            }
        }
        list
    }

    /// A table of lists of texts that may be missing.
    pub(super) fn lists(&mut self, key: &str) -> BTreeMap<String, Vec<String>> {
        let Some(fields) = self.table_at(key) else {
            return BTreeMap::new();
        };
        let Fields { table, .. } = fields;
        let mut lists = BTreeMap::new();
        for (name, (_, value)) in table.0 {
            let items = self.items(key, value);
            lists.insert(name, items);
        }
        lists
    }

    /// A table of numbers that may be missing.
    pub(super) fn numbers(&mut self, key: &str) -> BTreeMap<String, u32> {
        let Some(Fields { table, .. }) = self.table_at(key) else {
            return BTreeMap::new();
        };
        let number = |(name, (_, value))| Some((name, self.as_number(key, &value)?));
        table.0.into_iter().filter_map(number).collect()
    }

    /// A date table that must be there.
    pub(super) fn date(&mut self, key: &str) -> Option<StatedDate> {
        let present = self.table.contains_key(key);
        if !present {
            self.missing(key);
        }
        self.optional_date(key)
    }

    /// A date table that may be missing.
    pub(super) fn optional_date(&mut self, key: &str) -> Option<StatedDate> {
        let mut fields = self.table_at(key)?;
        let value = fields.parsed("value");
        let inferred = fields.flag("inferred", false);
        let note = fields.optional("note");
        if inferred && note.trim().is_empty() {
            let problem =
                format!("`{key}` is inferred and has no note; say in `note` how it was worked out");
            fields.source.defect(fields.span.clone(), problem);
        }
        fields.done();
        Some(StatedDate {
            value: value?,
            inferred,
            note,
        })
    }

    /// The table at `key`, when there is one.
    pub(super) fn table_at(&mut self, key: &str) -> Option<Fields<'s, 'a>> {
        let value = self.table.remove(key)?;
        let span = value.span.clone();
        match value.value {
            Value::Table(table) => Some(Fields::new(self.source, table, span)),
            other => {
                self.wrong(key, "a table", &other, span);
                None
            }
        }
    }

    /// The tables of `[[key]]`, none when there is no such key.
    pub(super) fn tables(&mut self, key: &str) -> Vec<Fields<'s, 'a>> {
        let Some(value) = self.table.remove(key) else {
            return Vec::new();
        };
        let span = value.span.clone();
        let Value::List(items) = value.value else {
            self.source.defect(
                span,
                format!("`{key}` must be a list of tables, each headed [[{key}]]"),
            );
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items {
            let span = item.span.clone();
            match item.value {
                Value::Table(table) => tables.push(Fields::new(self.source, table, span)),
                other => self.wrong(key, "a table", &other, span),
            }
        }
        tables
    }

    /// Where this table stands, for [`Fields::defect_at`].
    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// A defect of another table of the same file.
    pub(super) fn defect_at(&self, span: Range<usize>, problem: impl Display) {
        self.source.defect(span, problem);
    }

    pub(super) fn defect(&self, problem: impl Display) {
        self.source.defect(self.span.clone(), problem);
    }

    /// Names the keys that nobody took.
    pub(super) fn done(self) {
        for (key, (span, _)) in &self.table.0 {
            let problem = format!("`{key}` is not a key that belongs here; see corpus/README.md");
            self.source.defect(span.clone(), problem);
        }
    }

    fn required(&mut self, key: &str) -> Option<Item> {
        let value = self.table.remove(key);
        if value.is_none() {
            self.missing(key);
        }
        value
    }

    fn missing(&self, key: &str) {
        self.defect(format!("`{key}` is missing"));
    }

    fn string(&self, key: &str, item: Item) -> Option<String> {
        match item.value {
            Value::Text(text) => Some(text),
            other => {
                self.wrong(key, "a text in quotation marks", &other, item.span);
                None
            }
        }
    }

    fn wrong(&self, key: &str, expected: &str, found: &Value, span: Range<usize>) {
        let found = found.type_name();
        self.source.defect(
            span,
            format!("`{key}` must be {expected}, and is of type {found}"),
        );
    }
}

/// `0.7` and `0.07` as 70 and 7; `None` for what is not above 0 and below 1, or is more exact.
fn in_hundredths(number: &str) -> Option<u8> {
    let digits = number
        .strip_prefix("0.")
        .filter(|digits| digits.len() <= 2)?;
    let hundredths: u8 = format!("{digits:0<2}").parse().ok()?;
    (hundredths > 0).then_some(hundredths)
}
