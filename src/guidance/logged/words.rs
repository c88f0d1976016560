//! Words by which code gives out, hides or only mentions a value.

/// Functions that give out what they are given.
const PASSED_ON: &[&str] = &[
    "str", "string", "repr", "format", "formatted", "stringify", "dumps", "json_encode",
    "to_string", "tostring", "inspect", "print_r", "var_export", "sprintf", "join", "concat",
    "b64encode", "b64decode", "btoa", "encodeuricomponent", "quote", "some", "ok", "trim", "strip",
    "pformat", "dict", "list", "any", "stringer", "append", "with", "field", "kv", "arg", "mapof",
    "of", "pair", "tuple", "green", "red", "yellow", "blue", "cyan", "bold", "dim", "gray", "grey",
    "magenta", "colored", "style", "to_json", "tojson", "serialize", "serializeobject", "marshal",
    "display", "valueof", "strval", "interface", "buffer", "from", "bytes", "s", "f", "t", "fmt",
    "write", "print", "println", "merge", "object", "entries", "await", "if", "return", "raw",
    "labels", "nonsensitive", "vars", "asdict", "model_dump", "model_dump_json", "to_dict",
    "dumper", "encode_json", "pchar", "pansichar", "pwidechar", "tochar", "to_char", "strfmt",
    "strsubstno", "createfmt", "pstr", "qprintable", "serializejson", "tojsonstring", "getui",
    "success", "encodetostring", "encode64", "base64encode", "base64_encode", "urlsafe_b64encode",
    "jsonencode", "wp_json_encode", "to_nice_json", "paste", "paste0", "glue", "glue_data",
    "str_c", "str_glue", "strcat", "substitute", "_", "__", "gettext", "loads", "json_decode",
    "json.parse", "textencoder().encode", "alltrim", "nvl", "coalesce", "isnull", "cast",
    "convert", "utl_raw", "http_build_query", "urlencode", "urlsearchparams", "writevalueasstring",
    "encode_www_form", "wc_print_r", "getstring", "readall", "readvalue", "deserializeobject",
    "jsondecode", "requirenonnull", "jsonobject",
];

/// Functions whose first argument, a text, names what they give out.
pub(super) const GETTERS: &[&str] = &[
    "get",
    "getenv",
    "env",
    "fetch",
    "dig",
    "getenvironmentvariable",
    "getproperty",
    "getstring",
    "optstring",
    "getvalue",
    "get_header",
    "getheader",
    "header",
    "value",
    "config",
    "getfirst",
    "getitem",
    "first",
    "at",
    "headers",
    "get_secret",
    "getordefault",
    "pop",
    "lookup",
    "string",
    "path",
    "require",
    "expect_env",
    "var",
    "json",
    "compact",
    "get_env",
    "fetch_env",
    "property",
    "getparameter",
    "get_option",
    "getconfig",
    "get_config",
    "getrequiredvalue",
    "getattr",
    "getorthrow",
    "getsection",
    "getrequiredproperty",
    "get_password",
    "data_get",
    "array_get",
];

/// Members of the answer to a request that are all of its body.
pub(super) const BODY: &[&str] = &[
    "json", "text", "content", "body", "data", "read", "getbody", "asstring", "bodyastext",
    "readasstringasync", "bodystring", "string", "decoded_content", "parsed_response",
    "getcontenttext", "responsetext", "readtoend", "getentity", "contentasstring",
    "downloadhandler", "stdout", "stdout_lines", "getcontents", "getcontent", "toarray",
    "readfromjsonasync", "readasasync", "readasstreamasync", "readasbytearrayasync", "readentity",
    "bodytomono", "awaitbody", "bodybytes", "bodyasstring", "getinputstream", "inputstream",
    "getresponsestream", "openstream", "readline", "readlines", "readallbytes", "readtext",
    "bytes", "entity", "peekbody",
];

/// Members that are the value, or a text of all of it.
pub(super) const WHOLE: &[&str] = &[
    "value", "raw", "jwt", "strip", "trim", "tostring", "to_string", "to_s", "get_secret_value",
    "reveal", "expose", "expose_secret", "rawdata", "parameter", "unwrap", "clone", "as_str",
    "string", "dump", "decode", "encode", "serialize", "to_json", "tojson", "json", "model_dump",
    "dict", "upper", "lower", "unwrap_or_default", "orelse", "get", "inspect", "entries", "as_ref",
    "as_deref", "description", "asstring", "text", "body", "rawvalue", "__dict__",
    "model_dump_json", "c_str", "tostdstring", "toutf8", "constdata", "into", "aslatin1",
    "getbytes", "stdout", "stdout_lines", "stringvalue", "getvalue", "get_value", "expect",
    "unwrap_or", "unwrap_or_else", "to_owned", "as_bytes", "orelsethrow", "getorelse", "rstrip",
    "lstrip", "result", "utf8string", "getcontents", "getcontent", "toarray", "block", "await",
    "readallbytes", "readtext", "readtoend", "collect", "also", "tap",
];

/// Words in the name of what is safe to show.
pub(super) const SAFE: &[&str] = &[
    "existing", "mask", "masked", "redact", "redacted", "hash", "hashed", "sanitized", "short",
    "prefix", "suffix", "preview", "fingerprint", "obfuscated", "safe", "truncated", "partial",
    "len", "has", "show", "log", "print", "debug", "hidden", "scrubbed", "encrypted", "max",
    "usage", "total", "id_hash", "check", "save", "store", "set", "delete", "clear", "invalidate",
    "cancellation",
];

/// Whether a word is one of these, in letters of any case.
pub(super) fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Whether what a function of that name is given comes out of it; no name is a bracket alone.
pub(super) fn passes_on(call: &str) -> bool {
    call.is_empty()
        || is_one_of(call, PASSED_ON)
        || call == "wp_remote_retrieve_body"
        || call.ends_with("Error")
        || call.ends_with("Exception")
}
