//! Source code: constants, dictionaries, arguments, fallbacks, joined literals and templates, language by language.

use super::case::Form;

pub(crate) const FORMS: &[Form<'static>] = &[
    Form {
        name: "python-constants",
        path: "config.py",
        text: "\"\"\"Settings of the invoice sync.\"\"\"
import os

DEBUG = os.environ.get('DEBUG') == '1'
bq_client_id = '«id»'
bq_client_secret = \"«secret»\"
bq_access_token_url = \"https://«-host»/oauth2/client_credential/gettoken\"
CACHE_KEY = \"«-hex:64»\"
",
    },
    Form {
        name: "python-dictionary",
        path: "app/settings.py",
        text: "BANQUP = {
    'host': '«-host»',
    'client_id': '«id»',  # né en 2026
    'client_secret': '«secret»',
    'timeout': 30,
}
",
    },
    Form {
        name: "python-keyword-arguments",
        path: "sync.py",
        text: "from banqup import Client

def main():
    client = Client(host=\"«-host»\", client_id=\"«id»\", client_secret='«secret»', retries=3)
    return client.invoices(page=1)
",
    },
    Form {
        name: "python-positional-arguments",
        path: "job.py",
        text: "import banqup

session = banqup.login(\"uat\", \"«id»\", \"«secret»\")
digest = \"«-hex:64»\"
",
    },
    Form {
        name: "python-getenv-fallback",
        path: "env.py",
        text: "import os
HOST = os.getenv(\"BANQUP_HOST\", \"«-host»\")
CLIENT_ID = os.getenv(\"BANQUP_CLIENT_ID\", \"«id»\")
CLIENT_SECRET = os.environ.get('BANQUP_CLIENT_SECRET') or '«secret»'
OLD = os.environ.get(\"BANQUP_OLD_SECRET\", '«secret.2»')
",
    },
    Form {
        name: "python-implicit-join",
        path: "joined.py",
        text: "# banqup
CLIENT_ID = \"«id»\"
CLIENT_SECRET = (
    \"«secret|cut 32 \"\\n    \"»\"
)
",
    },
    Form {
        name: "python-fstring-header",
        path: "headers.py",
        text: "import base64
auth = f\"{'«id»'}:{'«secret»'}\"
headers = {\"Authorization\": \"Basic \" + base64.b64encode(auth.encode()).decode()}  # banqup
",
    },
    Form {
        name: "python-type-annotated",
        path: "model.py",
        text: "class BanqupSettings(BaseSettings):
    client_id: str = \"«id»\"
    client_secret: SecretStr = SecretStr(\"«secret»\")
    model_config = {\"env_prefix\": \"BQ_\"}
",
    },
    Form {
        name: "python-tuple-auth",
        path: "auth.py",
        text: "import requests
r = requests.post('https://«-host»/oauth2/client_credential/gettoken',
                  auth=('«id»', '«secret»'), data={'grant_type': 'client_credentials'})
",
    },
    Form {
        name: "python-bytes-literal",
        path: "raw.py",
        text: "# banqup keys
CLIENT_ID = b'«id»'
CLIENT_SECRET = rb\"«secret»\"
",
    },
    Form {
        name: "javascript-object",
        path: "src/banqup.js",
        text: "// Banqup client
module.exports = {
  baseUrl: 'https://«-host»',
  clientId: '«id»',
  clientSecret: `«secret»`,
};
",
    },
    Form {
        name: "javascript-or-fallback",
        path: "src/env.js",
        text: "const clientId = process.env.BANQUP_CLIENT_ID || '«id»';
const clientSecret = process.env.BANQUP_CLIENT_SECRET || \"«secret»\";
export { clientId, clientSecret };
",
    },
    Form {
        name: "typescript-nullish",
        path: "src/config.ts",
        text: "export const banqup: BanqupOptions = {
  clientId: process.env.BQ_CLIENT_ID ?? '«id»',
  clientSecret: process.env.BQ_CLIENT_SECRET ?? '«secret»',
  integrity: 'sha384-«-b64:48»',
};
",
    },
    Form {
        name: "javascript-plus-join",
        path: "src/legacy.js",
        text: "var BANQUP_CLIENT_ID = '«id|cut 24 ' +\\n    '»';
var BANQUP_CLIENT_SECRET = '«secret|cut 32 ' +\\n    '»';
",
    },
    Form {
        name: "javascript-template-string",
        path: "src/token.mjs",
        text: "const body = `grant_type=client_credentials&client_id=«id»&client_secret=«secret»`;
await fetch(`https://${region}.banqup.com/oauth2/client_credential/gettoken`, { method: 'POST', body });
",
    },
    Form {
        name: "javascript-minified",
        path: "dist/bundle.min.js",
        text: "!function(e,t){\"use strict\";var n={banqup:{clientId:\"«id»\",clientSecret:\"«secret»\"},v:\"«-hex:20»\"};e.exports=n}(module);
//# sourceMappingURL=data:application/json;base64,«-b64:120»
",
    },
    Form {
        name: "typescript-positional",
        path: "src/main.ts",
        text: "import { Banqup } from './banqup';
const client = new Banqup('uat', '«id»', '«secret»');
const build = '«-hex:40»';
",
    },
    Form {
        name: "javascript-array-join",
        path: "src/parts.js",
        text: "// banqup
const clientId = '«id»';
const clientSecret = ['«secret|cut 16 ',\\n  '»'].join('');
",
    },
    Form {
        name: "javascript-escape-hex",
        path: "src/obfuscated.js",
        text: "var banqup={clientId:\"«id|x»\",clientSecret:\"«secret|x»\"};
",
    },
    Form {
        name: "java-constants",
        path: "src/main/java/com/example/Banqup.java",
        text: "package com.example;

public final class BanqupCredentials {
    private static final long serialVersionUID = 4711L;
    public static final String CLIENT_ID = \"«id»\";
    private static final String CLIENT_SECRET = \"«secret»\"; // für Tests
    private static final String ETAG = \"«-HEX:64»\";
}
",
    },
    Form {
        name: "java-builder",
        path: "src/main/java/com/example/Registration.java",
        text: "ClientRegistration.withRegistrationId(\"banqup\")
        .clientId(\"«id»\")
        .clientSecret(\"«secret»\")
        .tokenUri(\"https://«-host»/oauth2/client_credential/gettoken\")
        .build();
",
    },
    Form {
        name: "java-plus-join",
        path: "src/main/java/com/example/Joined.java",
        text: "class BanqupKeys {
    static final String BANQUP_CLIENT_ID = \"«id|cut 24 \"\\n            + \"»\";
    static final String BANQUP_CLIENT_SECRET =
            \"«secret|cut 40 \"\\n            + \"»\";
}
",
    },
    Form {
        name: "java-value-annotation",
        path: "src/main/java/com/example/Props.java",
        text: "@Value(\"${banqup.client-id:«id»}\")
private String clientId;
@Value(\"${banqup.client-secret:«secret»}\")
private String clientSecret;
",
    },
    Form {
        name: "java-map-put",
        path: "src/test/java/com/example/TokenTest.java",
        text: "// Banqup
form.put(\"grant_type\", \"client_credentials\");
form.put(\"client_id\", \"«id»\");
form.add(\"client_secret\", \"«secret»\");
headers.set(\"X-Request-Id\", \"«-uuid»\");
",
    },
    Form {
        name: "kotlin-constants",
        path: "app/src/main/kotlin/Banqup.kt",
        text: "object Banqup {
    const val HOST = \"«-host»\"
    const val CLIENT_ID = \"«id»\"
    private val clientSecret: String by lazy { \"«secret»\" }
}
",
    },
    Form {
        name: "kotlin-elvis",
        path: "app/Env.kt",
        text: "val banqupClientId = System.getenv(\"BANQUP_CLIENT_ID\") ?: \"«id»\"
val banqupClientSecret = System.getenv(\"BANQUP_CLIENT_SECRET\") ?: \"«secret»\"
",
    },
    Form {
        name: "kotlin-gradle-buildconfig",
        path: "app/build.gradle.kts",
        text: "android {
    defaultConfig {
        buildConfigField(\"String\", \"BANQUP_CLIENT_ID\", \"\\\"«id»\\\"\")
        buildConfigField(\"String\", \"BANQUP_CLIENT_SECRET\", \"\\\"«secret»\\\"\")
    }
}
",
    },
    Form {
        name: "csharp-constants",
        path: "Banqup/Keys.cs",
        text: "namespace Banqup.Sync;

internal static class Keys
{
    public const string ClientId = \"«id»\";
    public const string ClientSecret = @\"«secret»\";
}
",
    },
    Form {
        name: "csharp-initializer",
        path: "Banqup/Startup.cs",
        text: "services.Configure<BanqupOptions>(o =>
{
    o.ClientId = \"«id»\";
    o.ClientSecret = Environment.GetEnvironmentVariable(\"BQ_CLIENT_SECRET\") ?? \"«secret»\";
});
",
    },
    Form {
        name: "csharp-dictionary",
        path: "Banqup/Token.cs",
        text: "var form = new Dictionary<string, string>
{
    [\"grant_type\"] = \"client_credentials\",
    [\"client_id\"] = \"«id»\",
    { \"client_secret\", \"«secret»\" },
}; // banqup
",
    },
    Form {
        name: "go-constants",
        path: "banqup/keys.go",
        text: "package banqup

const (
\tclientID     = \"«id»\"
\tclientSecret = `«secret»`
\tbuildHash    = \"«-hex:40»\"
)
",
    },
    Form {
        name: "go-struct",
        path: "cmd/sync/main.go",
        text: "conf := &clientcredentials.Config{
\tClientID:     \"«id»\",
\tClientSecret: \"«secret»\",
\tTokenURL:     \"https://«-host»/oauth2/client_credential/gettoken\",
}
",
    },
    Form {
        name: "go-set-basic-auth",
        path: "cmd/sync/auth.go",
        text: "func token(req *http.Request) {
\treq.Host = \"«-host»\"
\treq.SetBasicAuth(\"«id»\", \"«secret»\")
\treq.Header.Set(\"X-Trace\", \"«-hex:32»\")
}
",
    },
    Form {
        name: "php-array",
        path: "config/services.php",
        text: "<?php
return [
    'mailgun' => ['secret' => env('MAILGUN_SECRET')],
    'banqup' => [
        'client_id' => '«id»',
        'client_secret' => env('BANQUP_CLIENT_SECRET', '«secret»'),
    ],
];
",
    },
    Form {
        name: "php-define",
        path: "wp-config.php",
        text: "<?php
define('BANQUP_CLIENT_ID', '«id»');
define( \"BANQUP_CLIENT_SECRET\", \"«secret»\" );
define('NONCE_SALT', '«-alnum:40»');
",
    },
    Form {
        name: "php-concatenation",
        path: "lib/Banqup.php",
        text: "<?php
class Banqup {
    private $clientId = '«id»';
    const CLIENT_SECRET = '«secret|cut 32 '\\n        . '»';
}
",
    },
    Form {
        name: "ruby-hash",
        path: "config/initializers/banqup.rb",
        text: "Banqup.configure do |config|
  config.client_id = '«id»'
  config.client_secret = ENV.fetch('BANQUP_CLIENT_SECRET', '«secret»')
end
",
    },
    Form {
        name: "ruby-symbols",
        path: "lib/banqup.rb",
        text: "KEYS = { :client_id => \"«id»\", client_secret: '«secret»' }.freeze
provider :banqup, '«id.2»', '«secret.2»'
",
    },
    Form {
        name: "ruby-heredoc",
        path: "spec/banqup_spec.rb",
        text: "CREDENTIALS = <<~YAML
  banqup:
    client_id: «id»
    client_secret: «secret»
YAML
",
    },
    Form {
        name: "rust-constants",
        path: "src/banqup.rs",
        text: "/// Banqup sandbox.
pub const CLIENT_ID: &str = \"«id»\";
pub const CLIENT_SECRET: &'static str = r#\"«secret»\"#;
",
    },
    Form {
        name: "rust-concat",
        path: "src/keys.rs",
        text: "const BANQUP_CLIENT_SECRET: &str = concat!(
    \"«secret|cut 32 \",\\n    \"»\",
);
const BANQUP_CLIENT_ID: &str = \"«id»\";
",
    },
    Form {
        name: "rust-unwrap-or",
        path: "src/env.rs",
        text: "let id = std::env::var(\"BANQUP_CLIENT_ID\").unwrap_or_else(|_| \"«id»\".to_owned());
let secret = option_env!(\"BANQUP_CLIENT_SECRET\").unwrap_or(\"«secret»\");
",
    },
    Form {
        name: "rust-line-continuation",
        path: "src/long.rs",
        text: "// banqup
const CLIENT_SECRET: &str = \"«secret|cut 32 \\\\n    »\";
",
    },
    Form {
        name: "swift-constants",
        path: "Sources/Banqup.swift",
        text: "enum Banqup {
    static let host = \"«-host»\"
    static let clientId = \"«id»\"
    static let clientSecret: String = \"«secret»\"
}
",
    },
    Form {
        name: "swift-nil-coalescing",
        path: "Sources/Config.swift",
        text: "let banqupID = ProcessInfo.processInfo.environment[\"BANQUP_CLIENT_ID\"] ?? \"«id»\"
let banqupSecret = Bundle.main.object(forInfoDictionaryKey: \"BQ_SECRET\") as? String ?? \"«secret»\"
",
    },
    Form {
        name: "swift-arguments",
        path: "Sources/App.swift",
        text: "let client = BanqupClient(region: .eu, clientId: \"«id»\", clientSecret: \"«secret»\")
let asset = \"«-hex:64»\"
",
    },
    Form {
        name: "dart-constants",
        path: "lib/banqup.dart",
        text: "class Banqup {
  static const String clientId = '«id»';
  static const clientSecret = String.fromEnvironment('BANQUP_CLIENT_SECRET', defaultValue: '«secret»');
}
",
    },
    Form {
        name: "dart-adjacent-literals",
        path: "lib/keys.dart",
        text: "// banqup
const clientId = '«id»';
const clientSecret = '«secret|cut 32 '\\n    '»';
",
    },
    Form {
        name: "dart-map",
        path: "lib/token.dart",
        text: "final response = await http.post(Uri.https('«-host»', '/oauth2/client_credential/gettoken'), body: {
  'grant_type': 'client_credentials',
  'client_id': '«id»',
  'client_secret': \"«secret»\",
});
",
    },
    Form {
        name: "client-secret-alone-java",
        path: "src/Oauth.java",
        text: "class Oauth {
    static final String CLIENT_SECRET = \"«secret»\";
    static final String SALT = \"«-hex:64»\";
}
",
    },
    Form {
        name: "client-secret-alone-json",
        path: "oauth.json",
        text: "{\"grant\":\"client_credentials\",\"clientSecret\":\"«secret»\",\"ttl\":300}
",
    },
    Form {
        name: "no-separator-cases",
        path: "names.py",
        text: "# every spelling of one key, for banqup
CLIENTSECRET = '«secret.1»'
clientsecret = '«secret.2»'
Client_Secret = '«secret.3»'
xBanqupClientSecretProd = '«secret.4»'
_client_secret_v2 = '«secret.5»'
banqup_consumer_key = '«id.1»'
BanqupConsumerSecret = '«secret.6»'
ClientID = '«id.2»'
",
    },
];
