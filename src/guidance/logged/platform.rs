//! Calls that print or log on one platform, or in one language, and mean something else or nothing elsewhere.
//!
//! Contract: a match ends at the bracket before the arguments. What stands in [`ANYWHERE`] counts in any file: its name
//! says enough.

use super::super::Page;
use crate::guidance::language::JVM;
use crate::guidance::language::Language::{self, *};
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// Languages of .NET.
const OF_DOTNET: &[Language] = &[CSharp, VisualBasic, FSharp, PowerShell, Razor];

/// Each way to print, and the languages in which it is one.
static CALLS: [(Pattern, &[Language]); 34] = [
    // Puppet
    (
        pattern!(r"(?m)^[^\S\n]*(?:(?:notice|warning|err|info|debug|alert|crit|fail)[^\S\n]*\(|notify[^\S\n]*\{)";
            "notice" | "warning" | "err" | "info" | "debug" | "alert" | "crit" | "fail" | "notify"),
        &[Puppet],
    ),
    // Salesforce
    (
        pattern!(r"\b(?:System\.debug|ApexPages\.Message)\s*\("; "system.debug" | "apexpages.message"),
        &[Apex],
    ),
    // Business Central
    (
        pattern!(r"(?i)(?:^|[^.\w])(?:message|error|confirm|(?:session\.)?logmessage|session\.logaudit\w*)\s*\(";
            "message" | "error" | "confirm" | "logaudit"),
        &[Al],
    ),
    // Dynamics 365 Finance
    (
        pattern!(r"(?:^|[^.\w])(?:info|warning|error|checkFailed)\s*\("; "info" | "warning" | "error" | "checkfailed"),
        &[Xpp],
    ),
    // Loggers of C and C++
    (
        pattern!(r"(?x)
            \b(?: (?:spdlog|fmtlog|loguru)::(?:trace|debug|info|warn|error|critical|logf?) | SPDLOG_[A-Z_]+ | (?:fmt|std)::print(?:ln)? | OutputDebugString[AW]? | UE_LOG | LOG4CXX_[A-Z]+ | __android_log_print
              | (?:ESP_|A)?LOG(?:[EWIDVF] | _[A-Z]{1,12}) | g_(?:print|printerr|message|warning|critical|error|debug|info|log) | z?log_(?:trace|debug|info|notice|warn|warning|error|fatal) | n?Serial\d?\.print(?:ln|f)?
              | (?:AFX|ATL)?TRACE | wxLog[A-Z]\w+ | Logger::get\([^()\n]{0,80}\)\.(?:trace|debug|information|notice|warning|error|critical|fatal) ) \s*\(";
            "log" | "print" | "outputdebugstring" | "g_" | "trace"),
        &[C, Cpp, ObjectiveC],
    ),
    (pattern!(r"(?i)\bput(?:_line)?\s*\("; "put"), &[Ada]),
    // Qt, and loggers of Apple's systems
    (
        pattern!(r"\bq(?:Debug|Info|Warning|Critical|Fatal|CDebug|CInfo|CWarning|CCritical)\s*\(";
            "qdebug" | "qinfo" | "qwarning" | "qcritical" | "qfatal" | "qc"),
        &[Cpp, ObjectiveC],
    ),
    (
        pattern!(r"\b(?:DDLog[A-Z][a-z]+|os_log_[a-z]+)\s*\("; "ddlog" | "os_log_"),
        &[ObjectiveC, Swift],
    ),
    // MATLAB
    (
        pattern!(r"(?:^|[^.\w])(?:disp|display|fprintf|error|warning)\s*\("; "disp" | "fprintf" | "error" | "warning"),
        &[Matlab],
    ),
    // OpenEdge
    (pattern!(r"(?i)\blog-manager:write-message\s*\("; "log-manager:"), &[OpenEdge]),
    // AutoIt
    (
        pattern!(r"(?i)(?:^|[^.\w])(?:consolewrite(?:error)?|_filewritelog|_debugout|tooltip|splashtexton)\s*\(";
            "consolewrite" | "_filewritelog" | "_debugout" | "tooltip" | "splashtexton"),
        &[AutoIt],
    ),
    // Procedures of databases
    (
        pattern!(r"(?i)\b(?:dbms_output\.put(?:_line)?|raise_application_error|apex_debug\.\w+|htp\.(?:p|print|prn)|logger\.log\w*|raiserror|utl_file\.put_line|dbms_system\.ksdwrt)\s*\(";
            "dbms_" | "raise" | "apex_debug" | "htp.p" | "logger.log" | "utl_file"),
        &[Sql],
    ),
    // ColdFusion
    (
        pattern!(r"(?i)(?:^|[^.\w])(?:writelog|writedump|writeoutput|systemoutput)\s*\(";
            "writelog" | "writedump" | "writeoutput" | "systemoutput"),
        &[ColdFusion],
    ),
    // Erlang
    (
        pattern!(r"\b(?:io:(?:format|fwrite)|(?:logger|lager|error_logger):(?:\w+)|ct:(?:pal|log|print))\s*\(|\?(?:[A-Z]+_)?(?:LOG|INFO|DEBUG|WARN|WARNING|ERROR|NOTICE)(?:_[A-Z]+)?\s*\(";
            "io:f" | "logger:" | "lager:" | "ct:" | "?"),
        &[Erlang],
    ),
    // Ballerina
    (
        pattern!(r"\b(?:log:print(?:Info|Error|Debug|Warn)?|io:f?println?)\s*\(";
            "log:print" | "io:print" | "io:fprint"),
        &[Ballerina],
    ),
    (pattern!(r"\bstd\.debug\.print\s*\("; "std.debug.print"), &[Zig]),
    // D, Nim, Godot, Haxe, Elixir
    (
        pattern!(r"(?:^|[^.\w])(?:writef?(?:ln)?|(?:log|trace|info|warning|error|critical|fatal)f?)\s*\("; "write" | "log" | "trace" | "info" | "warning" | "error" | "critical" | "fatal"),
        &[D],
    ),
    (pattern!(r"\b(?:push_error|push_warning|printerr)\s*\("; "push_" | "printerr"), &[Godot]),
    (pattern!(r"(?:^|[^.\w])trace\s*\("; "trace"), &[Haxe, ActionScript]),
    (pattern!(r"(?:^|[^.\w])dbg\s*\("; "dbg"), &[Elixir]),
    // FoxPro, Harbour and AdvPL
    (
        pattern!(r"(?i)(?:^|[^.\w])(?:messagebox|qout|msginfo|msgalert|msgstop|conout|fwlogmsg|debugout|alert)\s*\(";
            "message" | "qout" | "msg" | "conout" | "debugout" | "alert"),
        &[FoxPro],
    ),
    // Delphi
    (
        pattern!(r"(?i)\b(?:outputdebugstring|(?:memo|log)\w*\.(?:lines\.)?add|showmessagefmt|messagedlg)\s*\(";
            "outputdebugstring" | "add" | "message"),
        &[Pascal],
    ),
    // .NET
    (
        pattern!(r"(?x)
            (?i: \bMessageBox\.Show | \b(?:Event)?Log\.WriteEntry | \bAnsiConsole\.(?:Write|WriteLine|Markup|MarkupLine)(?:Interpolated)? | \.Track(?:Trace|Event|Exception) | \btracing(?:Service)?\.Trace
              | \[Console\]::(?:Error\.)?Write(?:Line)? | \bThrow\s+New\s+[\w.]+ ) \s*\(";
            "show" | "write" | "ansiconsole." | "track" | "trac" | "throw"),
        OF_DOTNET,
    ),
    // Pages of a server, and Windows Script Host
    (pattern!(r"(?i)\bresponse\.write\s*\("; "response.write"), &[Asp, VbScript]),
    (pattern!(r"\bout\.print(?:ln|f)?\s*\("; "out.print"), &[Jsp]),
    // Lua
    (pattern!(r"\bio\.(?:write|stderr:write)\s*\("; "io.write" | "io.stderr"), &[Lua]),
    // R
    (
        pattern!(r"(?:^|[^.\w])(?:stop|warning|log_(?:trace|debug|info|success|warn|error|fatal)|(?:flog|futile\.logger)\.\w+|cli_(?:alert\w*|inform|warn|abort|text|progress_step))\s*\(";
            "stop" | "warn" | "log" | "cli_"),
        &[R],
    ),
    // Go
    (
        pattern!(r"\b(?:[tb]\.(?:Log|Error|Fatal|Skip)f?|spew\.F?(?:Dump|Print\w*)|pp\.Print\w*|hclog\.\w+\(\)\.\w+|tflog\.\w+|zap\.[LS]\(\)\.\w+|level\.\w+\([^()\n]{0,60}\)\.Log|cmd\.(?:Print|PrintErr)(?:ln|f)?)\(";
            "t." | "b." | "spew." | "pp." | "log." | "zap." | ".log" | "cmd."),
        &[Go],
    ),
    // Loggers of apps, which have levels of one letter
    (
        pattern!(r"\b(?:(?:Timber|Logger|Napier|XLog|KLog)(?:\.Forest)?(?:\.(?:tag|t|withTag)\([^()\n]{0,80}\))?\.(?:v|d|i|w|e|wtf|verbose|debug|info|warn|warning|error|log)|logcat(?:\([^()\n]{0,80}\))?)\s*[({]";
            "timber" | "logger" | "napier" | "xlog" | "klog" | "logcat"),
        JVM,
    ),
    (
        pattern!(r"\b(?:Fimber\.[vdiwe]|[tT]alker\.(?:log|verbose|debug|info|good|warning|error|critical))\("; "fimber." | "talker."),
        &[Dart],
    ),
    // Scala and Kotlin
    (
        pattern!(r"\b(?:ZIO\.log\w*|(?:Std)?Console(?:\[\w+\])?\.(?:print(?:ln|Line)?|error(?:ln)?)|IO\.print(?:ln)?|sys\.error|MDC\.put|ThreadContext\.put)\s*\(|(?:^|[^.\w])error\(";
            "zio.log" | "print" | "error" | ".put"),
        JVM,
    ),
    // PHP and its frameworks
    (
        pattern!(r"\bLog::(?:channel|stack|driver|build)\([^()\n]{0,80}\)->\w+\s*\(|\blogger\(\)->\w+\s*\(|(?:^|[^\w>:$])info\s*\(";
            "log::" | "logger()->" | "info"),
        &[Php],
    ),
    (
        pattern!(r"\b(?:Mage::log|PrestaShopLogger::addLog|Yii::(?:info|warning|error|debug|trace)|watchdog|CakeLog::write|dol_syslog|log_message|WP_CLI::(?:log|line|success|warning|error|debug)|ray)\s*\(|\$(?:output|io|this->output|this->io)->(?:write|writeln|text|note|success|error|warning|comment)\(|\$this->(?:info|line|comment|warn|error)\(";
            "log" | "yii::" | "watchdog" | "wp_cli::" | "ray" | "$output" | "$io" | "$this->"),
        &[Php],
    ),
    // ABAP
    (
        pattern!(r"(?i)\b(?:cl_demo_output=>(?:display|write)\w*|out->write)\s*\("; "cl_demo_output" | "out->write"),
        &[Abap],
    ),
];

/// Ways to print whose names say enough in any file.
static ANYWHERE: [Pattern; 7] = [
    // Tools that gather what an app did
    pattern!(r"\b(?:Reactotron\.(?:log|display|debug|warn|error)|(?:analytics|mixpanel|amplitude|posthog|segment|heap)(?:\(\))?\.(?:track|logEvent|capture|identify)|Crashlytics\.crashlytics\(\)\.(?:log|setCustomValue|record)|FirebaseCrashlytics\.instance\.(?:log|setCustomKey)|Bugsnag\.(?:leaveBreadcrumb|addMetadata))\s*\(";
        "reactotron." | ".track" | ".logevent" | ".capture" | ".identify" | "crashlytics" | "bugsnag."),
    // Scripts of business software: NetSuite, ServiceNow, Power Query, SAP CPI, Google Apps Script
    pattern!(r"(?x)
            \b(?: nlapiLogExecution | log\.(?:audit|emergency) | gs\.(?:info|warn|error|debug|log|print|addInfoMessage|addErrorMessage) | Diagnostics\.Trace
              | (?:messageLog|getMessageLog\([^()\n]{0,60}\))\??\.(?:addAttachmentAsString|setStringProperty|addCustomHeaderProperty) | Browser\.msgBox | getUi\(\)\.alert | frappe\.(?:log_error|msgprint|throw) | (?:dbutils\.notebook|mssparkutils\.notebook)\.exit | mlflow\.log_param ) \s*\(";
        "nlapilogexecution" | "log." | "gs." | "diagnostics.trace" | "messagelog" | "browser.msgbox" | "getui()"
        | "frappe." | ".notebook.exit" | "mlflow."),
    // Flows, tests and hosts of scripts
    pattern!(r"(?x)
            \b(?: karate\.log | node\.(?:warn|error|log|debug|trace) | (?:cy|context|kong|client|app|job|xs|signale|bunyan)\.(?:log|info|warn|error|debug)
              | (?i:wscript)\.Echo | new\s+Notice | window\.(?:alert|show(?:Information|Warning|Error)Message) | \w*[cC]hannel\.appendLine | console::log_\d ) \s*\(";
        "karate.log" | "node." | "cy." | "context." | "kong." | "client." | "app." | "job." | "xs." | "signale." | "bunyan."
        | "wscript." | "notice" | "window." | "channel.appendline" | "console::log_"),
    // Python inside of a database
    pattern!(r"\bplpy\.(?:debug|log|info|notice|warning|error|fatal)\s*\("; "plpy."),
    // Windows of Python
    pattern!(r"\b(?:QMessageBox\.\w+|messagebox\.show\w+|simpledialog\.\w+)\s*\("; "messagebox." | "simpledialog."),
    // What a logger is given before it is told to write.
    pattern!(r"(?i:\b(?:[a-z_]*log(?:ger|rus)?|zap|slog))(?:\.[A-Z]\w*\(\))?(?:\.\w+\([^()\n]{0,80}\))*?\.(?:WithFields?|With|bind|child|with|Str|Any|Interface|Bytes|Stringer)\(";
        "log" | "zap", ".with" | ".bind(" | ".child(" | ".str" | ".any(" | ".interface(" | ".bytes("),
    // Steps of GitHub's toolkit, which hide what they were told to.
    pattern!(r"\bcore\.(?:info|notice|warning|error|debug|setFailed)\(|\bcore\.summary(?:\.add\w+\([^()\n]{0,80}\)){0,8}\.add(?:Raw|CodeBlock|Quote|Details|Heading)\("; "core."),
];

/// The calls of a page, each up to the bracket that opens its arguments, which is the last byte.
pub(super) fn calls<'p>(page: &'p Page<'_>) -> impl Iterator<Item = Span> + 'p {
    // Source of X++ is kept in XML.
    let is_xpp = page.is_in(&[Xml]) && page.text().contains("<Ax");
    let of_language = CALLS
        .iter()
        .filter(move |(_, of)| page.is_in(of) || is_xpp && **of == [Xpp])
        .flat_map(move |(call, _)| call.find_iter(page));
    // What a test of Go says of a value that it did not want is about a value of its own.
    let is_test = page.file_name().ends_with("_test.go");
    let of_language = of_language.filter(move |call| {
        let is_complaint = ["t.Error", "t.Fatal", "b.Error", "b.Fatal"]
            .iter()
            .any(|test| call.as_str().contains(test));
        !(is_test && is_complaint)
    });
    let hides = page.may_hold("setsecret(");
    let anywhere = ANYWHERE.iter().flat_map(move |call| call.find_iter(page));
    let anywhere = anywhere.filter(move |call| !hides || !call.as_str().starts_with("core."));
    let named = of_language.chain(anywhere).map(|call| {
        let first = call.as_str().chars().next().filter(|c| !c.is_ascii_alphanumeric());
        Span { start: call.start() + first.map_or(0, char::len_utf8), end: call.end() }
    });
    named.chain(of_developer(page))
}

/// The calls of `log` of Dart's library for developers, by the name that an import gives the library.
fn of_developer<'p>(page: &'p Page<'_>) -> impl Iterator<Item = Span> + 'p {
    static IMPORT: Pattern = pattern!(
        r#"\bimport\s+['"]dart:developer['"]\s+as\s+(?<name>[A-Za-z_]\w*)"#; "dart:developer"
    );
    static CALL: Pattern = pattern!(r"\b(?<name>[A-Za-z_]\w*)\.log\("; ".log(");
    let is_dart = page.is_in(&[Dart]);
    let import = is_dart.then(|| IMPORT.captures(page)).flatten();
    let library = import.and_then(|import| import.name("name"));
    // By another name, it is a logger that is known anyway.
    let library = library.map(|name| name.as_str()).filter(|name| *name != "developer");
    let calls = CALL.captures_iter(page).filter(move |call| {
        let name = call.name("name");
        library.is_some() && name.map(|name| name.as_str()) == library
    });
    calls.map(|call| call.whole().span())
}
