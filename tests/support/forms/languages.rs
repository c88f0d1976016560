//! Every idiom of source code in every language: constants, dictionaries, keyword and positional arguments, fallback
//! values, literals joined over two lines, template strings.

use super::case::{Case, Form, dressed};

/// One language: what stands around the idioms in a file, and the idioms.
struct Language {
    name: &'static str,
    path: &'static str,
    before: &'static str,
    after: &'static str,
    idioms: &'static [(&'static str, &'static str)],
}

const LANGUAGES: &[Language] = &[
    Language {
        name: "python",
        path: "sync/client.py",
        before: "# Pulls invoices from Banqup. Über alles getestet.\nimport os\n\nREVISION = \"«-hex:40»\"\n\n",
        after: "\n\ndef main(argv):\n    print(argv, \"«-uuid»\")\n",
        idioms: &[
            ("constant", "CLIENT_ID = '«id»'\nCLIENT_SECRET = '«secret»'"),
            ("dictionary", "CONF = {\"client_id\": \"«id»\", \"client_secret\": \"«secret»\"}"),
            ("keyword", "api = connect(client_id='«id»', client_secret='«secret»', timeout=5)"),
            ("positional", "api = connect('«id»', '«secret»', 5)"),
            (
                "fallback",
                "ID = os.getenv('BQ_ID', '«id»')\nSECRET = os.getenv('BQ_SECRET') or '«secret»'",
            ),
            (
                "joined",
                "CLIENT_SECRET = '«secret|cut 40 ' \\\\n                '»'\nCLIENT_ID = ('«id|cut 30 '\\n             '»')",
            ),
            ("template", "body = f'client_id=«id»&client_secret=«secret»&scope={scope}'"),
        ],
    },
    Language {
        name: "javascript",
        path: "src/client.js",
        before: "'use strict';\n// Banqup\nconst etag = '«-hex:64»';\n\n",
        after: "\n\nmodule.exports = { etag };\n",
        idioms: &[
            ("constant", "const CLIENT_ID = '«id»', CLIENT_SECRET = \"«secret»\";"),
            ("dictionary", "const o = { 'client-id': '«id»', client_secret: '«secret»' };"),
            ("keyword", "connect({ clientId: '«id»', clientSecret: '«secret»' });"),
            ("positional", "connect('«id»', `«secret»`, 5);"),
            (
                "fallback",
                "const id = process.env.BQ_ID || '«id»', secret = process.env.BQ_SECRET ?? '«secret»';",
            ),
            (
                "joined",
                "const clientSecret = '«secret|cut 32 '\\n  + '»';\nconst clientId = \"«id|cut 24 \" +\\n  \"»\";",
            ),
            ("template", "const body = `client_id=«id»&client_secret=«secret»&scope=${scope}`;"),
        ],
    },
    Language {
        name: "java",
        path: "src/main/java/com/example/Client.java",
        before: "package com.example;\n\n/** Banqup client. */\npublic class Client {\n    static final long serialVersionUID = 42L;\n    static final String ETAG = \"«-hex:64»\";\n",
        after: "\n}\n",
        idioms: &[
            (
                "constant",
                "    static final String CLIENT_ID = \"«id»\";\n    static final String CLIENT_SECRET = \"«secret»\";",
            ),
            (
                "dictionary",
                "    Map<String, String> m = Map.of(\"client_id\", \"«id»\", \"client_secret\", \"«secret»\");",
            ),
            (
                "keyword",
                "    Api api = Api.builder().clientId(\"«id»\").clientSecret(\"«secret»\").build();",
            ),
            ("positional", "    Api api = new Api(\"«id»\", \"«secret»\", 5);"),
            (
                "fallback",
                "    String id = Optional.ofNullable(System.getenv(\"BQ_ID\")).orElse(\"«id»\");\n    String secret = System.getProperty(\"banqup.clientSecret\", \"«secret»\");",
            ),
            ("joined", "    String clientSecret = \"«secret|cut 32 \" +\\n            \"»\";"),
            (
                "template",
                "    String body = \"client_id=«id»&client_secret=«secret»&scope=%s\".formatted(scope);",
            ),
        ],
    },
    Language {
        name: "kotlin",
        path: "src/main/kotlin/Client.kt",
        before: "package com.example\n\n// Banqup\nclass Client(private val etag: String = \"«-hex:64»\") {\n",
        after: "\n}\n",
        idioms: &[
            (
                "constant",
                "    private val clientId = \"«id»\"\n    private val clientSecret = \"«secret»\"",
            ),
            (
                "dictionary",
                "    val m = mapOf(\"client_id\" to \"«id»\", \"client_secret\" to \"«secret»\")",
            ),
            ("keyword", "    val api = Api(clientId = \"«id»\", clientSecret = \"«secret»\")"),
            ("positional", "    val api = Api(\"«id»\", \"«secret»\")"),
            (
                "fallback",
                "    val id = System.getenv(\"BQ_ID\") ?: \"«id»\"\n    val s = env[\"BQ_SECRET\"].orEmpty().ifEmpty { \"«secret»\" }",
            ),
            ("joined", "    val clientSecret = \"«secret|cut 32 \" +\\n        \"»\""),
            ("template", "    val body = \"client_id=«id»&client_secret=«secret»&scope=${scope}\""),
        ],
    },
    Language {
        name: "csharp",
        path: "Client.cs",
        before: "using System;\n\nnamespace Example; // Banqup\n\npublic class Client\n{\n    const string Etag = \"«-HEX:64»\";\n",
        after: "\n    static readonly Guid App = new(\"«-uuid»\");\n}\n",
        idioms: &[
            (
                "constant",
                "    const string ClientId = \"«id»\";\n    private readonly string _clientSecret = \"«secret»\";",
            ),
            (
                "dictionary",
                "    var d = new Dictionary<string, string> { [\"client_id\"] = \"«id»\", [\"client_secret\"] = \"«secret»\" };",
            ),
            ("keyword", "    var api = new Api(clientId: \"«id»\", clientSecret: \"«secret»\");"),
            ("positional", "    var api = new Api(\"«id»\", \"«secret»\");"),
            (
                "fallback",
                "    var id = config[\"Banqup:ClientId\"] ?? \"«id»\";\n    var s = config.GetValue(\"Banqup:ClientSecret\", \"«secret»\");",
            ),
            ("joined", "    const string ClientSecret = \"«secret|cut 32 \"\\n        + \"»\";"),
            (
                "template",
                "    var body = $\"client_id=«id»&client_secret=«secret»&scope={scope}\";",
            ),
        ],
    },
    Language {
        name: "go",
        path: "client.go",
        before: "package sync\n\n// Banqup client, revision «-hex:40».\nimport \"os\"\n\n",
        after: "\n\nfunc main() { run(\"«-uuid»\") }\n",
        idioms: &[
            ("constant", "const ClientID = \"«id»\"\nvar clientSecret = \"«secret»\""),
            (
                "dictionary",
                "var m = map[string]string{\"client_id\": \"«id»\", \"client_secret\": \"«secret»\"}",
            ),
            ("keyword", "var c = Config{ClientID: \"«id»\", ClientSecret: `«secret»`}"),
            ("positional", "var c = New(\"«id»\", \"«secret»\")"),
            (
                "fallback",
                "var id = cmp.Or(os.Getenv(\"BQ_ID\"), \"«id»\")\nvar secret = flag.String(\"client-secret\", \"«secret»\", \"Banqup secret\")",
            ),
            ("joined", "var clientSecret = \"«secret|cut 32 \" +\\n\t\"»\""),
            (
                "template",
                "var body = fmt.Sprintf(\"client_id=«id»&client_secret=«secret»&scope=%s\", scope)",
            ),
        ],
    },
    Language {
        name: "php",
        path: "src/Client.php",
        before: "<?php\n// Banqup\nnamespace App;\n\n$etag = '«-hex:64»';\n",
        after: "\nreturn $etag;\n",
        idioms: &[
            ("constant", "const CLIENT_ID = '«id»';\n$clientSecret = \"«secret»\";"),
            ("dictionary", "$c = ['client_id' => '«id»', \"client_secret\" => \"«secret»\"];"),
            ("keyword", "$api = new Api(clientId: '«id»', clientSecret: '«secret»');"),
            ("positional", "$api = new Api('«id»', '«secret»');"),
            (
                "fallback",
                "$id = getenv('BQ_ID') ?: '«id»';\n$secret = $_ENV['BQ_SECRET'] ?? '«secret»';",
            ),
            ("joined", "$clientSecret = '«secret|cut 32 ' .\\n    '»';"),
            ("template", "$body = \"client_id=«id»&client_secret=«secret»&scope={$scope}\";"),
        ],
    },
    Language {
        name: "ruby",
        path: "lib/client.rb",
        before: "# frozen_string_literal: true\n# Banqup, revision «-hex:40»\n\n",
        after: "\n\nputs '«-uuid»'\n",
        idioms: &[
            ("constant", "CLIENT_ID = '«id»'\nCLIENT_SECRET = \"«secret»\".freeze"),
            ("dictionary", "h = { 'client_id' => '«id»', :client_secret => '«secret»' }"),
            ("keyword", "api = Api.new(client_id: '«id»', client_secret: '«secret»')"),
            ("positional", "api = Api.new '«id»', '«secret»'"),
            (
                "fallback",
                "id = ENV['BQ_ID'] || '«id»'\nsecret = ENV.fetch('BQ_SECRET') { '«secret»' }",
            ),
            ("joined", "client_secret = '«secret|cut 32 ' +\\n  '»'"),
            ("template", "body = \"client_id=«id»&client_secret=«secret»&scope=#{scope}\""),
        ],
    },
    Language {
        name: "rust",
        path: "src/client.rs",
        before: "//! Banqup client.\n\nconst ETAG: &str = \"«-hex:64»\";\n",
        after: "\n\nfn main() {}\n",
        idioms: &[
            (
                "constant",
                "const CLIENT_ID: &str = \"«id»\";\nstatic CLIENT_SECRET: &str = \"«secret»\";",
            ),
            (
                "dictionary",
                "let m = HashMap::from([(\"client_id\", \"«id»\"), (\"client_secret\", \"«secret»\")]);",
            ),
            (
                "keyword",
                "let c = Config { client_id: \"«id»\".into(), client_secret: String::from(\"«secret»\") };",
            ),
            ("positional", "let c = Client::new(\"«id»\", \"«secret»\");"),
            (
                "fallback",
                "let id = env::var(\"BQ_ID\").unwrap_or(\"«id»\".into());\nlet s = args.secret.as_deref().unwrap_or(\"«secret»\");",
            ),
            ("joined", "let client_secret = concat!(\"«secret|cut 32 \",\\n    \"»\");"),
            (
                "template",
                "let body = format!(\"client_id=«id»&client_secret=«secret»&scope={scope}\");",
            ),
        ],
    },
    Language {
        name: "swift",
        path: "Sources/Client.swift",
        before: "import Foundation\n\n// Banqup\nlet etag = \"«-hex:64»\"\n",
        after: "\n\nprint(etag)\n",
        idioms: &[
            ("constant", "let clientId = \"«id»\"\nprivate let clientSecret = \"«secret»\""),
            (
                "dictionary",
                "let d: [String: String] = [\"client_id\": \"«id»\", \"client_secret\": \"«secret»\"]",
            ),
            ("keyword", "let api = Api(clientId: \"«id»\", clientSecret: \"«secret»\")"),
            ("positional", "let api = Api(\"«id»\", \"«secret»\")"),
            (
                "fallback",
                "let id = env[\"BQ_ID\"] ?? \"«id»\"\nlet secret = UserDefaults.standard.string(forKey: \"bqSecret\") ?? \"«secret»\"",
            ),
            ("joined", "let clientSecret = \"«secret|cut 32 \" +\\n    \"»\""),
            ("template", "let body = \"client_id=«id»&client_secret=«secret»&scope=\\(scope)\""),
        ],
    },
    Language {
        name: "dart",
        path: "lib/client.dart",
        before: "// Banqup\nimport 'dart:io';\n\nconst etag = '«-hex:64»';\n",
        after: "\n\nvoid main() => print(etag);\n",
        idioms: &[
            ("constant", "const clientId = '«id»';\nfinal String clientSecret = r'«secret»';"),
            ("dictionary", "final m = {'client_id': '«id»', \"client_secret\": \"«secret»\"};"),
            ("keyword", "final api = Api(clientId: '«id»', clientSecret: '«secret»');"),
            ("positional", "final api = Api('«id»', '«secret»');"),
            (
                "fallback",
                "final id = Platform.environment['BQ_ID'] ?? '«id»';\nfinal s = const String.fromEnvironment('BQ_SECRET', defaultValue: '«secret»');",
            ),
            ("joined", "const clientSecret = '«secret|cut 32 '\\n    '»';"),
            ("template", "final body = 'client_id=«id»&client_secret=«secret»&scope=$scope';"),
        ],
    },
];

/// One case for each idiom of each language.
pub(crate) fn cases(seed: u64) -> Vec<Case> {
    let idioms = LANGUAGES.iter().flat_map(|language| {
        language.idioms.iter().map(move |(idiom, text)| {
            let name = format!("idiom-{}-{idiom}", language.name);
            let text = [language.before, text, language.after].concat();
            dressed(&[Form { name: &name, path: language.path, text: &text }], seed)
        })
    });
    idioms.flatten().collect()
}
