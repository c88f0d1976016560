//! Clients of ABAP, which are told host, service and scheme apart.

use super::{Fault, Ground};
use crate::guidance::pattern::{Pattern, pattern};

pub(super) fn faults(ground: &Ground<'_, '_>) -> Vec<Fault> {
    static CREATE: Pattern = pattern!(r"(?i)\bcl_http_client=>create\s*\((?<arguments>[^()]{0,800})\)";
        "cl_http_client=>create");
    static HOST: Pattern =
        pattern!(r"(?i)\bhost\s*=\s*(?<host>['`][^'`\n]{1,200}['`]|[A-Za-z_][\w-]*)");
    static PLAIN: Pattern = pattern!(
        r"(?i)\b(?:scheme\s*=\s*(?:[\w=>]{0,40}schemetype_http\b|['`]?1['`]?\s)|service\s*=\s*['`](?:80|http)['`])"
    );
    static SAFE: Pattern = pattern!(r"(?i)schemetype_https\b");
    CREATE
        .captures_iter(ground.page)
        .filter_map(|create| create.name("arguments"))
        .filter(|arguments| !SAFE.is_match(arguments.as_str()))
        .filter_map(|arguments| {
            let host = HOST.captures(arguments.as_str())?.name("host")?;
            let about = ground.argument(host.span_from(arguments.start()))?;
            let plain = PLAIN.find(arguments.as_str())?;
            let mark = plain.span_from(arguments.start());
            let message = "this call to a Banqup host is made over plain HTTP";
            Some(Fault { mark, about, message, mend: None })
        })
        .collect()
}
