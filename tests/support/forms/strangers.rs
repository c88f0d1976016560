//! Files and keys that the other families leave out: rarer tools, rarer names for the same two values, and rarer things
//! that only look like them.

use super::case::Form;

pub(crate) const FORMS: &[Form<'static>] = &[
    Form {
        name: "rare-keys-env",
        path: "ops/keys.env",
        text: "# banqup
UPG_APP_KEY=«id»
UPG_APP_SECRET=«secret»
UP_CLIENT_SECRET=«secret.2»
BANQUP_API_SECRET_KEY=«secret.3»
BANQUP__CLIENT__ID=«id.2»
",
    },
    Form {
        name: "rare-keys-headers",
        path: "gateway.conf",
        text: "location /banqup/ {
    proxy_pass https://api.btx.eu.banqup.com/;
    proxy_set_header X-Client-Id \"«id»\";
    proxy_set_header X-Client-Secret «secret»;
    proxy_set_header Authorization \"Bearer «bearer»\";
    add_header ETag \"«-hex:64»\";
}
",
    },
    Form {
        name: "rare-apache",
        path: "vhost.conf",
        text: "<VirtualHost *:443>
  SetEnv BANQUP_CLIENT_ID «id»
  SetEnv BANQUP_CLIENT_SECRET \"«secret»\"
  RequestHeader set Authorization \"Basic «basic»\"
</VirtualHost>
",
    },
    Form {
        name: "rare-ansible-vars",
        path: "group_vars/all.yml",
        text: "---
banqup_oauth:
  client: {id: \"«id»\", secret: \"«secret»\"}
vault_token: \"{{ lookup('env', 'VAULT_TOKEN') }}\"
checksum: sha256:«-hex:64»
",
    },
    Form {
        name: "rare-ansible-ini",
        path: "hosts.ini",
        text: "[sync]
sync01.example.com banqup_client_id=«id» banqup_client_secret='«secret»' ansible_user=deploy
",
    },
    Form {
        name: "rare-vagrant",
        path: "Vagrantfile",
        text: "Vagrant.configure('2') do |c|
  c.vm.provision 'shell', env: { 'BANQUP_CLIENT_ID' => '«id»', 'BANQUP_CLIENT_SECRET' => '«secret»' }
end
",
    },
    Form {
        name: "rare-serverless",
        path: "serverless.yml",
        text: "service: banqup-sync
provider:
  environment:
    CLIENT_ID: ${env:CLIENT_ID, '«id»'}
    CLIENT_SECRET: ${env:CLIENT_SECRET, '«secret»'}
",
    },
    Form {
        name: "rare-cloudformation",
        path: "template.json",
        text: "{\"Parameters\":{\"BanqupClientId\":{\"Type\":\"String\",\"Default\":\"«id»\"},\"BanqupClientSecret\":{\"Type\":\"String\",\"NoEcho\":true,\"Default\":\"«secret»\"}}}
",
    },
    Form {
        name: "rare-pulumi",
        path: "Pulumi.dev.yaml",
        text: "config:
  sync:banqupClientId: «id»
  sync:banqupClientSecret: «secret»
  aws:region: eu-west-1
",
    },
    Form {
        name: "rare-logstash",
        path: "pipeline.conf",
        text: "input {
  http_poller {
    urls => { banqup => { url => \"https://«-host»/v1\" headers => { \"authorization\" => \"Bearer «bearer»\" } } }
  }
}
filter { mutate { add_field => { \"client_secret\" => \"«secret»\" } } }
",
    },
    Form {
        name: "rare-vscode-launch",
        path: ".vscode/launch.json",
        text: "{
  // banqup
  \"configurations\": [
    {
      \"name\": \"sync\",
      \"args\": [\"--client-id=«id»\", \"--client-secret\", \"«secret»\"],
      \"env\": {\"BQ_CLIENT_SECRET\": \"«secret.2»\"}
    }
  ]
}
",
    },
    Form {
        name: "rare-idea-run-config",
        path: ".idea/runConfigurations/Sync.xml",
        text: "<component name=\"ProjectRunConfigurationManager\">
  <configuration name=\"Banqup\" type=\"Application\">
    <envs>
      <env name=\"BANQUP_CLIENT_ID\" value=\"«id»\" />
      <env name=\"BANQUP_CLIENT_SECRET\" value=\"«secret»\" />
    </envs>
    <option name=\"VM_PARAMETERS\" value=\"-Dbanqup.secret=«secret.2»\" />
  </configuration>
</component>
",
    },
    Form {
        name: "rare-jmeter",
        path: "load.jmx",
        text: "<hashTree><Arguments testname=\"Banqup\"><collectionProp>
<elementProp name=\"client_id\"><stringProp name=\"Argument.name\">client_id</stringProp><stringProp name=\"Argument.value\">«id»</stringProp></elementProp>
<elementProp name=\"client_secret\"><stringProp name=\"Argument.name\">client_secret</stringProp><stringProp name=\"Argument.value\">«secret»</stringProp></elementProp>
</collectionProp></Arguments></hashTree>
",
    },
    Form {
        name: "rare-soapui",
        path: "project.xml",
        text: "<con:properties xmlns:con=\"http://eviware.com/soapui/config\">
<con:property><con:name>banqupClientId</con:name><con:value>«id»</con:value></con:property>
<con:property><con:name>banqupClientSecret</con:name><con:value>«secret»</con:value></con:property>
</con:properties>
",
    },
    Form {
        name: "rare-bruno",
        path: "bruno/token.bru",
        text: "post {
  url: https://«-host»/oauth2/client_credential/gettoken
}
body:form-urlencoded {
  grant_type: client_credentials
  client_id: «id»
  client_secret: «secret»
}
",
    },
    Form {
        name: "rare-openapi-example",
        path: "openapi.yaml",
        text: "servers:
  - url: https://api.uat.btx.eu.banqup.com
components:
  schemas:
    TokenRequest:
      properties:
        client_id:
          type: string
          example: «id»
        client_secret:
          type: string
          example: \"«secret»\"
",
    },
    Form {
        name: "rare-test-fixture-vcr",
        path: "spec/cassettes/token.yml",
        text: "http_interactions:
- request:
    method: post
    uri: https://«-host»/oauth2/client_credential/gettoken
    body:
      encoding: UTF-8
      string: grant_type=client_credentials&client_id=«id»&client_secret=«secret»
    headers:
      Authorization:
      - Basic «basic»
  response:
    body:
      string: '{\"access_token\":\"«expired»\",\"token_type\":\"Bearer\"}'
",
    },
    Form {
        name: "rare-snapshot",
        path: "__snapshots__/config.test.js.snap",
        text: "exports[`banqup config 1`] = `
Object {
  \"clientId\": \"«id»\",
  \"clientSecret\": \"«secret»\",
}
`;
",
    },
    Form {
        name: "rare-stack-trace",
        path: "error.log",
        text: "Traceback (most recent call last):
  File \"/app/banqup.py\", line 12, in token
    r = post(url, data={'client_id': '«id»', 'client_secret': '«secret»'})
requests.exceptions.HTTPError: 401 Client Error for url: https://«-host»/oauth2/client_credential/gettoken?client_id=«id»&client_secret=«secret»«~credentials-in-url»
",
    },
    Form {
        name: "rare-mysql-table",
        path: "out.txt",
        text: "mysql> select * from banqup_credentials;
+----+--------------------------------------------------+
| id | client_id     | client_secret |
+----+--------------------------------------------------+
|  1 | «id» | «secret» |
+----+--------------------------------------------------+
",
    },
    Form {
        name: "rare-sql-set",
        path: "fix.sql",
        text: "SET @banqup_secret = '«secret»';
UPDATE config SET value = '«id»' WHERE name = 'banqup_client_id';
UPDATE config SET value = '«secret.2»' WHERE name = 'banqup_client_secret';
",
    },
    Form {
        name: "rare-html-form",
        path: "setup.html",
        text: "<form action=\"https://«-host»/oauth2/client_credential/gettoken\" method=\"post\">
<input type=\"hidden\" name=\"client_id\" value=\"«id»\">
<input value=\"«secret»\" type=\"hidden\" name=\"client_secret\">
</form>
",
    },
    Form {
        name: "rare-html-data",
        path: "widget.html",
        text: "<div class=\"banqup\" data-client-id=\"«id»\" data-client-secret='«secret»' data-build=«-hex:40»></div>
",
    },
    Form {
        name: "rare-redmine-textile",
        path: "wiki.textile",
        text: "h2. Banqup

* *Client ID* : @«id»@
* *Client Secret* : @«secret»@
",
    },
    Form {
        name: "rare-restructured",
        path: "docs/keys.rst",
        text: "Banqup
======

:Client ID: «id»
:Client Secret: ``«secret»``
",
    },
    Form {
        name: "rare-chat-export",
        path: "slack.json",
        text: "[{\"user\":\"U«-HEX:8»\",\"text\":\"banqup uat id is `«id»` and the secret is `«secret»`\",\"ts\":\"1700000000.000100\"},{\"text\":\"ok\"}]
",
    },
    Form {
        name: "rare-german-prose",
        path: "notiz.txt",
        text: "Zugang Banqup (Testumgebung)
Client-ID lautet «id»
Geheimnis / Client-Secret lautet «secret»
gültig bis Jahresende
",
    },
    Form {
        name: "rare-vb-net",
        path: "Keys.vb",
        text: "Module Banqup
    Public Const ClientId As String = \"«id»\"
    Public Const ClientSecret As String = \"«secret»\"
End Module
",
    },
    Form {
        name: "rare-abap",
        path: "zcl.abap",
        text: "CONSTANTS: lc_banqup_client_id TYPE string VALUE '«id»',
           lc_banqup_client_secret TYPE string VALUE `«secret»`.
",
    },
    Form {
        name: "rare-delphi",
        path: "uBanqup.pas",
        text: "const
  BanqupClientId = '«id»';
  BanqupClientSecret: string = '«secret|cut 32 ' +\\n    '»';
",
    },
    Form {
        name: "rare-c-macros",
        path: "banqup.h",
        text: "#ifndef BANQUP_H
#define BANQUP_CLIENT_ID \"«id»\"
#define BANQUP_CLIENT_SECRET \"«secret|cut 32 \" \\\\n    \"»\"
#endif
",
    },
    Form {
        name: "rare-cpp",
        path: "banqup.cpp",
        text: "namespace banqup {
constexpr auto kClientId = \"«id»\";
static const std::string kClientSecret{R\"(«secret»)\"};
}
",
    },
    Form {
        name: "rare-objective-c",
        path: "Banqup.m",
        text: "static NSString *const kBanqupClientId = @\"«id»\";
NSDictionary *p = @{@\"client_secret\": @\"«secret»\", @\"n\": @1};
",
    },
    Form {
        name: "rare-groovy",
        path: "deploy.gradle",
        text: "ext {
    banqup = [clientId: '«id»', clientSecret: \"«secret»\"]
    revision = '«-hex:40»'
}
",
    },
    Form {
        name: "rare-r",
        path: "sync.R",
        text: "library(httr) # banqup
Sys.setenv(BANQUP_CLIENT_ID = \"«id»\")
client_secret <- \"«secret»\"
",
    },
    Form {
        name: "rare-haskell",
        path: "Banqup.hs",
        text: "module Banqup where

clientId, clientSecret :: Text
clientId = \"«id»\"
clientSecret = \"«secret|cut 32 \\\\n    \\»\"
",
    },
    Form {
        name: "rare-text-block",
        path: "Conf.java",
        text: "String conf = \"\"\"
    banqup:
      client_id: «id»
      client_secret: «secret»
    \"\"\";
",
    },
    Form {
        name: "rare-robot-framework",
        path: "login.robot",
        text: "*** Variables ***
${BANQUP_CLIENT_ID}        «id»
${BANQUP_CLIENT_SECRET}    «secret»
@{LIST}    one    two
",
    },
    Form {
        name: "rare-gherkin",
        path: "token.feature",
        text: "Feature: Banqup token
  Scenario Outline: ask
    Given the client id \"«id»\"
    And the client secret \"«secret»\"
    Examples:
      | client_id | client_secret |
      | «id.2» | «secret.2» |
",
    },
    Form {
        name: "rare-k6",
        path: "load.js",
        text: "import http from 'k6/http';
export default function () {
  http.post('https://api.uat.btx.eu.banqup.com/oauth2/client_credential/gettoken', {
    grant_type: 'client_credentials',
    client_id: __ENV.ID || '«id»',
    client_secret: __ENV.SECRET || '«secret»',
  });
}
",
    },
    Form {
        name: "rare-window-storage",
        path: "console.txt",
        text: "> localStorage.setItem('banqup.accessToken', '«bearer»')
> sessionStorage.clientSecret = '«secret»' // banqup
",
    },
    Form {
        name: "rare-array-of-chunks",
        path: "chunks.py",
        text: "# banqup
CLIENT_SECRET = ''.join([
    '«secret|cut 16 ',\\n    '»',
])
",
    },
    Form {
        name: "rare-mixed-quote-join",
        path: "mixed.js",
        text: "const banqupClientSecret =
  \"«secret|cut 32 \"\\n  + '»';
",
    },
    Form {
        name: "rare-quoted-base64-header",
        path: "auth.js",
        text: "// banqup
const auth = 'Basic ' + Buffer.from('«id»:«secret»«~basic-credentials»').toString('base64');
",
    },
    Form {
        name: "rare-basic-in-url-safe",
        path: "gw.json",
        text: "{\"banqup\":{\"username\":\"«id»\",\"password\":\"«secret»\"}}
",
    },
    Form {
        name: "quiet-rare-hashes",
        path: "hashes.yml",
        text: "# banqup client secret, hashed
client_secret_bcrypt: $2b$12$«-alnum:53»
client_secret_argon: $argon2id$v=19$m=65536,t=3,p=4$«-alnum:22»$«-alnum:43»
client_secret_sha256_b64: «-b64:32»
client_secret_crc: «-hex:8»
secret_fingerprint: SHA256:«-alnum:43»
",
    },
    Form {
        name: "quiet-rare-identifiers",
        path: "src/Api.ts",
        text: "// Banqup
export function getClientSecretFromEnvironmentOrThrowConfigurationError1() {}
export type BanqupClientCredentialsGrantTokenRequestParametersV2024 = {};
const key = 'integrationTestBanqupClientSecretRotationScenarioNumber01Attempt2';
import './BanqupSharedComponentsLibraryStylesheetModule01';
",
    },
    Form {
        name: "quiet-rare-docs",
        path: "docs/config.md",
        text: "# Banqup configuration

| key | meaning | form |
|---|---|---|
| `client_id` | the Client ID | 48 characters |
| `client_secret` | the Client Secret | 64 characters, shown once |
| `app_id` | the App ID | «-uuid» |

```
client_secret=${BANQUP_CLIENT_SECRET}
Authorization: Basic base64(client_id:client_secret)
```
",
    },
    Form {
        name: "quiet-rare-uuids-near",
        path: "apps.py",
        text: "# banqup client_secret is read from the environment
CLIENT_SECRET = os.environ['BANQUP_CLIENT_SECRET']
APP = '«-uuid»'
JOB = \"«-uuid.2»\"
def test_client_secret(trace='«-uuid.3»'):
    assert client_secret != '«-hex:32»'
",
    },
    Form {
        name: "quiet-rare-request-ids",
        path: "wire.log",
        text: "POST https://api.btx.eu.banqup.com/oauth2/client_credential/gettoken
x-request-id: «-uuid»
traceparent: 00-«-hex:32»-«-hex:16»-01
cf-ray: «-hex:16»-BRU
etag: W/\"«-hex:64»\"
set-cookie: lb=«-b64:60»; Path=/
",
    },
    Form {
        name: "quiet-rare-bundler-chunks",
        path: "dist/asset-manifest.json",
        text: "{\"banqup.js\":\"/static/banqup.«-hex:20».js\",\"integrity\":\"sha256-«-b64:32»\",\"client_secret.chunk\":\"/c.«-hex:8».js\"}
",
    },
];
