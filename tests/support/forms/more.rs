//! Further variations, so that each kind of place, of split and of URL stands in at least three.

use super::case::Form;

pub(crate) const FORMS: &[Form<'static>] = &[
    Form {
        name: "markdown-table-matrix",
        path: "wiki/Access.md",
        text: "| | Banqup UAT | Banqup PROD |
|:--|:--:|--:|
| **client_id** | «id» | «id.2» |
| **client_secret** | «secret» | «secret.2» |
| etag | «-hex:64» | «-hex:64.2» |
",
    },
    Form {
        name: "yaml-short-keys-deep",
        path: "config/deep.yml",
        text: "vendors:
  banqup:
    uat:
      key: '«id»'
      secret: '«secret»'
    prod:
      id: \"«id.2»\"
      secret: \"«secret.2»\"
  other:
    id: \"«-uuid»\"
",
    },
    Form {
        name: "yaml-block-keep",
        path: "config/block.yml",
        text: "banqup:
  client_secret: |+2
      «secret»

  client_id: >
    «id»
  note: «-prose:4»
",
    },
    Form {
        name: "yaml-block-document",
        path: "k8s/cm.yml",
        text: "data:
  banqup.json: |-
    {\"client_id\": \"«id»\",
     \"client_secret\": \"«secret»\"}
",
    },
    Form {
        name: "yaml-fold-secret",
        path: "config/fold.yml",
        text: "banqup:
  client_id: «id»
  client_secret: >-
    «secret|cut 40 \\n    »
",
    },
    Form {
        name: "dotnet-connection-config",
        path: "Connections.config",
        text: "<connectionStrings>
  <add name=\"Banqup\" connectionString=\"Host=«-host»;ClientId=«id»;ClientSecret=«secret»;Timeout=30\" />
  <add name=\"Db\" connectionString=\"Server=.;Integrated Security=true\" />
</connectionStrings>
",
    },
    Form {
        name: "json-siblings-name-value",
        path: "task-definition.json",
        text: "{\"containerDefinitions\":[{\"name\":\"banqup-sync\",\"environment\":[{\"name\":\"CLIENT_ID\",\"value\":\"«id»\"},{\"value\":\"«secret»\",\"name\":\"CLIENT_SECRET\"}],\"image\":\"x@sha256:«-hex:64»\"}]}
",
    },
    Form {
        name: "json-array-of-two",
        path: "pairs.json",
        text: "{
  \"banqup\": [
    \"«id»\",
    \"«secret»\"
  ]
}
",
    },
    Form {
        name: "mail-quoted-printable",
        path: "mail/key.eml",
        text: "Content-Transfer-Encoding: quoted-printable

Banqup client secret: «secret|cut 50 =\\n»
Gr=C3=BC=C3=9Fe
",
    },
    Form {
        name: "kubernetes-data-wrapped",
        path: "k8s/wrapped.yaml",
        text: "kind: Secret
metadata:
  name: banqup
data:
  client-secret: |
    «secret|b64|cut 64 \\n    »
  client-id: «id|b64»
",
    },
    Form {
        name: "base64-wrapped-76",
        path: "b64.txt",
        text: "banqup secret, base64 -w76:
«secret|b64|cut 76 \\n»
",
    },
    Form {
        name: "token-split-64-indented",
        path: "wiki/token.rst",
        text: "Token of the Banqup sandbox::

    «bearer|cut 64 \\n    »

Expires soon.
",
    },
    Form {
        name: "token-split-dots",
        path: "Dots.cs",
        text: "var banqupToken = \"«bearer|dots \" +\\n    \"»\";
",
    },
    Form {
        name: "secret-split-64-columns",
        path: "wrapped.txt",
        text: "banqup client_secret=«secret|cut 43 \\n»
",
    },
    Form {
        name: "go-plus-join",
        path: "join.go",
        text: "package banqup

const clientSecret = \"«secret|cut 32 \" +\\n\t\"»\"
const clientID = \"«id|cut 24 \" +\\n\t\"»\"
",
    },
    Form {
        name: "csharp-plus-join",
        path: "Join.cs",
        text: "class Banqup {
    const string ClientSecret =
        \"«secret|cut 32 \"\\n        + \"»\";
}
",
    },
    Form {
        name: "ruby-backslash-join",
        path: "join.rb",
        text: "BANQUP_CLIENT_SECRET = '«secret|cut 32 ' \\\\n  '»'
BANQUP_CLIENT_ID = '«id|cut 24 ' \\\\n  '»'
",
    },
    Form {
        name: "vb-ampersand-join",
        path: "Module.bas",
        text: "' Banqup
Const ClientSecret = \"«secret|cut 32 \" & _\\n    \"»\"
",
    },
    Form {
        name: "same-line-join",
        path: "inline.js",
        text: "const banqupClientSecret = '«secret|cut 20 ' + '»';
",
    },
    Form {
        name: "kotlin-template-string",
        path: "Body.kt",
        text: "val body = \"grant_type=client_credentials&client_id=«id»&client_secret=«secret»&scope=$scope\" // banqup
",
    },
    Form {
        name: "csharp-interpolated",
        path: "Body.cs",
        text: "var body = $\"grant_type={grant}&client_id=«id»&client_secret=«secret»\";
var url = $\"https://{env}.btx.eu.banqup.com/oauth2/client_credential/gettoken\";
",
    },
    Form {
        name: "ruby-interpolated",
        path: "body.rb",
        text: "body = \"client_id=«id»&client_secret=«secret»&grant_type=#{grant}\"
uri = URI('https://«-host»/oauth2/client_credential/gettoken')
",
    },
    Form {
        name: "lua-table",
        path: "conf.lua",
        text: "banqup = { client_id = \"«id»\", [\"client_secret\"] = [[«secret»]] }
",
    },
    Form {
        name: "perl-hash",
        path: "sync.pl",
        text: "my %banqup = (client_id => '«id»', client_secret => q{«secret»});
",
    },
    Form {
        name: "elixir-config",
        path: "config/runtime.exs",
        text: "config :app, :banqup,
  client_id: \"«id»\",
  client_secret: System.get_env(\"BANQUP_CLIENT_SECRET\", \"«secret»\")
",
    },
    Form {
        name: "clojure-map",
        path: "config.edn",
        text: "{:banqup {:client-id \"«id»\" :client-secret \"«secret»\"}}
",
    },
    Form {
        name: "scala-values",
        path: "Conf.scala",
        text: "object Banqup {
  val clientId: String = sys.env.getOrElse(\"BQ_CLIENT_ID\", \"«id»\")
  lazy val clientSecret = \"\"\"«secret»\"\"\"
}
",
    },
    Form {
        name: "hocon",
        path: "application.conf",
        text: "banqup {
  client-id = \"«id»\"
  client-id = ${?BANQUP_CLIENT_ID}
  client-secret = «secret»
}
",
    },
    Form {
        name: "commented-out",
        path: "old.py",
        text: "import os
# CLIENT_ID = '«id»'
#CLIENT_SECRET='«secret»'  # banqup uat
CLIENT_SECRET = os.environ['BANQUP_CLIENT_SECRET']
",
    },
    Form {
        name: "diff-file",
        path: "fix.patch",
        text: "--- a/banqup.ini
+++ b/banqup.ini
@@ -1,2 +1,2 @@
-client_secret=«secret»
+client_secret=«secret.2»
 client_id=«id»
",
    },
    Form {
        name: "docstring-example",
        path: "doc.py",
        text: "def token():
    \"\"\"Ask Banqup for a token.

    >>> token(client_id='«id»',
    ...       client_secret='«secret»')
    \"\"\"
",
    },
    Form {
        name: "url-query-python",
        path: "url.py",
        text: "url = (\"https://api.btx.eu.banqup.com/oauth2/client_credential/gettoken\"
       \"?grant_type=client_credentials&client_secret=«secret»&client_id=«id»«~credentials-in-url»\")
",
    },
    Form {
        name: "url-bearer-websocket",
        path: "ws.js",
        text: "const ws = new WebSocket('wss://api.uat.btx.eu.banqup.com/events?token=«bearer»«!credentials-in-url»');
",
    },
    Form {
        name: "url-bearer-earlier",
        path: "v4.txt",
        text: "curl 'https://v4-api.platform.eu.banqup.com/api/v4/debtors?client_id=73223&access_token=«realm»«!credentials-in-url»'
",
    },
    Form {
        name: "url-userinfo-git",
        path: "remote.cfg",
        text: "[remote]
url = https://«id»:«secret»«-at»api.dev.btx.eu.banqup.com/repo.git«!credentials-in-url»«~basic-credentials»
",
    },
    Form {
        name: "url-plain-and-query",
        path: "worst.sh",
        text: "curl \"«http»://api.btx.eu.banqup.com/oauth2/client_credential/gettoken?client_id=«id»&client_secret=«secret»«!credentials-in-url»\"
",
    },
    Form {
        name: "http-upper-host",
        path: "upper.env",
        text: "BANQUP_URL=«http»://API.UAT.BTX.EU.BANQUP.COM
BANQUP_URL_2=\"«http|capital»://Api.Btx.Fr.Banqup.Com/v1\"
",
    },
    Form {
        name: "http-escaped-yaml",
        path: "escaped.php",
        text: "<?php $json = '{\"token_url\":\"«http»:\\/\\/iam.uat.unifiedpost.com\\/auth\\/realms\\/pp-upg-dev-portal\"}';
$log = \"«http»:\\\\/\\\\/api.btx.eu.banqup.com\\\\/v1\";
",
    },
    Form {
        name: "http-percent-lower",
        path: "redirect.js",
        text: "location.href = '/login?redirect_uri=«http»%3a%2f%2fapi.uat.btx.eu.banqup.com%2fcb';
const proxied = 'https://proxy.example.com/fetch?u=«http»%3A%2F%2Fv4-api.platform.eu.banqup.com';
",
    },
    Form {
        name: "http-ports",
        path: "ports.toml",
        text: "a = \"«http»://api.btx.eu.banqup.com:80/\"
b = '«http»://api.cve.btx.eu.banqup.com:8443'
c = \"http://127.0.0.1:8080\"
",
    },
    Form {
        name: "http-userinfo-variables",
        path: "userinfo.sh",
        text: "curl «http»://$USER:$PASS@api.btx.eu.banqup.com/v1«~credentials-in-url»
curl «http»://${USER}@v4-api.platform.eu.banqup.com/«~credentials-in-url»
",
    },
    Form {
        name: "http-host-variable-forms",
        path: "vars.yml",
        text: "a: «http»://api.{{ env }}.btx.{{ region }}.banqup.com
b: «http»://api.<env>.btx.eu.banqup.com/v1
c: «http»://api.%ENV%.btx.eu.banqup.com
d: \"«http»://api.#{env}.btx.eu.banqup.com\"
e: «http»://{host}.banqup.com/v1
",
    },
    Form {
        name: "http-separate-code",
        path: "separate.py",
        text: "SCHEME = \"«httpfile»\"
HOST = \"api.btx.eu.banqup.com\"
URL = f\"{SCHEME}://{HOST}/v1\"
",
    },
    Form {
        name: "http-java-constructor",
        path: "Host.java",
        text: "HttpHost banqup = new HttpHost(\"api.uat.btx.eu.banqup.com\", 80, \"«httpfile»\");
",
    },
    Form {
        name: "refresh-python",
        path: "refresh.py",
        text: "class Session:  # banqup
    refresh_token = \"«refresh»\"
    commit = \"«-hex:32»\"
",
    },
    Form {
        name: "quiet-own-separate-schemes",
        path: "services.yml",
        text: "services:
  mock:
    scheme: http
    host: localhost
  banqup:
    scheme: https
    host: api.btx.eu.banqup.com
  mail:
    protocol: http
    host: mail.example.com
",
    },
    Form {
        name: "quiet-uuid-table",
        path: "apps.md",
        text: "| Banqup app | app id |
|---|---|
| sync | «-uuid» |
| peppol | «-uuid.2» |
",
    },
    Form {
        name: "quiet-cloud-managers",
        path: "infra/secrets.tf",
        text: "data \"aws_secretsmanager_secret_version\" \"banqup\" {
  secret_id = \"arn:aws:secretsmanager:eu-west-1:000000000000:secret:banqup-client-secret-«-alnum:6»\"
}
locals {
  client_secret = jsondecode(data.aws_secretsmanager_secret_version.banqup.secret_string)[\"client_secret\"]
  gcp           = \"sm://project/banqup-client-secret\"
  azure         = \"@Microsoft.KeyVault(SecretUri=https://kv.example.net/secrets/banqup/«-hex:32»)\"
}
",
    },
    Form {
        name: "quiet-lookups",
        path: "Lookups.cs",
        text: "// Banqup
var clientId = Environment.GetEnvironmentVariable(\"BANQUP_CLIENT_ID\");
var clientSecret = configuration[\"Banqup:ClientSecret\"] ?? throw new InvalidOperationException();
var fromVault = await keyVault.GetSecretAsync(\"banqup-client-secret\");
",
    },
    Form {
        name: "quiet-templates",
        path: "banqup.conf.j2",
        text: "[banqup]
client_id={{ banqup_client_id }}
client_secret={{ lookup('hashi_vault', 'secret=banqup/data/prod:client_secret') }}
id=%(BANQUP_ID)s
secret=<%= @banqup_client_secret %>
token=$(BANQUP_TOKEN)
basic=Basic ${BASE64_CREDENTIALS}
",
    },
    Form {
        name: "quiet-masks",
        path: "masked.log",
        text: "banqup client_id=Abcd…(48) client_secret=[REDACTED]
banqup client_secret=••••••••••••••••••••••••••••••••
banqup client_secret=Ab12****************************************************Yz89
Authorization: Bearer ***
Authorization: Basic [FILTERED]
",
    },
    Form {
        name: "quiet-hex-everywhere",
        path: "Digests.java",
        text: "class Digests { // banqup
    String clientSecret = \"«-hex:64»\";
    String clientId = \"«-HEX:48»\";
    String token = \"«-hex:96»\";
    String basic = \"Basic «-hex:152»\";
    String refreshToken = \"«-hex:40»\";
}
",
    },
    Form {
        name: "quiet-base64-keys",
        path: "keys.env",
        text: "# banqup signing, public
APP_KEY=base64:«-b64:32»
PUBLIC_KEY=MCowBQYDK2VwAyEA«-b64:32»
SRI=sha512-«-b64:64»
ETAG=W/\"«-b64:20»\"
",
    },
    Form {
        name: "quiet-yarn-lock",
        path: "yarn.lock",
        text: "\"@banqup/client@^1.0.0\":
  version \"1.0.0\"
  resolved \"https://registry.example.com/client.tgz#«-hex:40»\"
  integrity sha512-«-b64:64»
",
    },
    Form {
        name: "quiet-nix-and-gradle",
        path: "verification-metadata.xml",
        text: "<verification-metadata><components>
  <component group=\"com.banqup\" name=\"client\" version=\"1.0\">
    <artifact name=\"client.jar\"><sha256 value=\"«-hex:64»\"/><sha512 value=\"«-hex:128»\"/></artifact>
  </component>
</components></verification-metadata>
",
    },
    Form {
        name: "quiet-nix-base32",
        path: "default.nix",
        text: "fetchurl { url = \"https://example.com/banqup.tgz\"; sha256 = \"«-lower:52»\"; hash = \"sha256-«-b64:32»\"; }
",
    },
];
