//! The counterparts of norms in other instruments, as text.

use crate::service::norm::{CounterpartShown, NormAnswer, NormShown};
use crate::terminal::text::norm::{answering, first, named};
use crate::terminal::text::page::{Page, bold, command, dim, plain};

pub(super) fn write<'a>(page: &mut Page, answer: &'a NormAnswer, told: &mut Vec<&'a str>) {
    let norms = || answering(answer).filter(|norm| !norm.counterparts.is_empty());
    let whole = answer.instrument.is_some();
    if norms().next().is_some() {
        page.gap();
        page.line(0, &[bold("Counterparts in other instruments")]);
    }
    for norm in norms() {
        if whole {
            let names: Vec<String> = norm.counterparts.iter().map(short).collect();
            page.hanging(
                2,
                4,
                &[plain(format!("{}: ", norm.label)), dim(names.join(", "))],
            );
        } else {
            beside(page, norm, &named(norm, answer), told);
        }
    }
    if let Some(norm) = norms().next().filter(|_| whole) {
        let example = format!("/norm {} {}", norm.instrument, norm.label);
        page.line(2, &[command(example), dim(" tells where they differ.")]);
    }
}

fn short(one: &CounterpartShown) -> String {
    format!("{} {}", one.instrument, one.label)
}

/// The counterparts of one norm, by instrument.
fn beside<'a>(page: &mut Page, norm: &'a NormShown, name: &str, told: &mut Vec<&'a str>) {
    page.gap();
    page.hanging(
        2,
        4,
        &[plain("Beside "), bold(format!("{name}  {}", norm.title))],
    );
    let mut before = "";
    for one in &norm.counterparts {
        if one.instrument != before {
            before = &one.instrument;
            let standing = if first(told, before) {
                format!(" · {}", one.status)
            } else {
                String::new()
            };
            page.hanging(4, 6, &[plain(before), dim(standing)]);
        }
        let unverified = if one.verified { "" } else { " · unverified" };
        let name = format!("{}  {}", one.label, one.title);
        page.hanging(6, 8, &[plain(name), dim(unverified)]);
        if !one.remark.is_empty() {
            page.line(8, &[dim(&one.remark)]);
        }
    }
}
