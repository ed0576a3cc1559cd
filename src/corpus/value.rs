//! Values as TOML and JSON have them in common, so that one reader serves both.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use toml::de::{DeTable, DeValue};

/// A value and the bytes of the file that it stands on; `0..0` where a line says it all.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) span: Range<usize>,
    pub(super) value: Value,
}

/// A value.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
    Flag(bool),
    /// A number with a fraction, as it is written.
    Fraction(String),
    List(Vec<Item>),
    Table(Table),
    /// A value of a kind that no key takes, by the name of the kind.
    Other(&'static str),
    /// JSON's `null`: the same as no value.
    Nothing,
}

impl Value {
    /// What the kind of the value is called.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Value::Text(_) => "string",
            Value::Integer(_) => "integer",
            Value::Flag(_) => "boolean",
            Value::Fraction(_) => "float",
            Value::List(_) => "array",
            Value::Table(_) => "table",
            Value::Other(name) => name,
            Value::Nothing => "null",
        }
    }
}

/// Keys, each with the bytes it stands on, and their values.
#[derive(Debug, Clone, Default)]
pub(super) struct Table(pub(super) BTreeMap<String, (Range<usize>, Item)>);

impl Table {
    pub(super) fn remove(&mut self, key: &str) -> Option<Item> {
        self.0.remove(key).map(|(_, item)| item)
    }

    pub(super) fn contains_key(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }
}

impl From<DeTable<'_>> for Table {
    fn from(table: DeTable<'_>) -> Self {
        let entry = |(key, value): (toml::Spanned<_>, toml::Spanned<DeValue<'_>>)| {
            let span = key.span();
            let key: toml::de::DeString<'_> = key.into_inner();
            (key.into_owned(), (span, Item::from(value)))
        };
        Table(table.into_iter().map(entry).collect())
    }
}

impl From<toml::Spanned<DeValue<'_>>> for Item {
    fn from(spanned: toml::Spanned<DeValue<'_>>) -> Self {
        let span = spanned.span();
        let value = match spanned.into_inner() {
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .map_or(Value::Other("integer out of range"), Value::Integer),
            DeValue::Float(number) => Value::Fraction(number.as_str().to_owned()),
            DeValue::Boolean(flag) => Value::Flag(flag),
            DeValue::Datetime(_) => Value::Other("datetime"),
            DeValue::Array(items) => Value::List(items.into_iter().map(Item::from).collect()),
            DeValue::Table(table) => Value::Table(Table::from(table)),
        };
        Item { span, value }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Values)
    }
}

struct Values;

impl<'de> Visitor<'de> for Values {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Flag(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(i64::try_from(number).map_or(Value::Other("integer out of range"), Value::Integer))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Other("float"))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = items.next_element()? {
            list.push(Item { span: 0..0, value });
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut table = Table::default();
        while let Some((key, value)) = entries.next_entry::<String, Value>()? {
            if matches!(value, Value::Nothing) {
                continue;
            }
            let item = Item { span: 0..0, value };
            if table.0.insert(key.clone(), (0..0, item)).is_some() {
                return Err(A::Error::custom(format!("`{key}` is given twice")));
            }
        }
        Ok(Value::Table(table))
    }
}
