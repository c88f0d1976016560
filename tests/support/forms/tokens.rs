//! Tokens: bearer, foreign, refresh, HTTP Basic; cached in files, in cookies, in tests, split over lines.

use super::case::Form;

pub(crate) const FORMS: &[Form<'static>] = &[
    Form { name: "token-alone", path: "cache/token", text: "«bearer»" },
    Form {
        name: "token-cache-json",
        path: "pkg/.token_cache.json",
        text: "{\"access_token\": \"«expired»\", \"expires_in\": 3600, \"token_type\": \"Bearer\"}\n",
    },
    Form {
        name: "token-cache-timestamp",
        path: "pkg/cache/app",
        text: "1767225600
«bearer»
",
    },
    Form {
        name: "token-header-python",
        path: "call.py",
        text: "import requests
HEADERS = {'Authorization': 'Bearer «bearer»', 'X-Request': '«-uuid»'}
requests.get('https://«-host»/v1/me', headers=HEADERS)
",
    },
    Form {
        name: "token-header-raw",
        path: "capture.txt",
        text: "GET /v1/invoices HTTP/1.1
Host: «-host»
authorization: bearer «expired»
Accept: application/json

",
    },
    Form {
        name: "token-variable-typescript",
        path: "src/dev.ts",
        text: "export const devToken = `«bearer»`;
const other: string = \"«realm»\";
",
    },
    Form {
        name: "token-cookie",
        path: "cookies.txt",
        text: "# Netscape HTTP Cookie File
.banqup.com\tTRUE\t/\tTRUE\t1767225600\taccess\t«bearer»
Set-Cookie: session=«realm»; Path=/; HttpOnly
",
    },
    Form {
        name: "token-storage-state",
        path: "robot/state.json",
        text: "{\"cookies\":[],\"origins\":[{\"origin\":\"https://app.uat.btx.banqup.com\",\"localStorage\":[{\"name\":\"token\",\"value\":\"{\\\"access\\\":\\\"«realm»\\\"}\"}]}]}
",
    },
    Form {
        name: "token-realm-log",
        path: "robot/run.log",
        text: "[robot] logged in at https://iam.uat.unifiedpost.com/auth/realms/pp-upg-dev-portal
[robot] token: «realm»
",
    },
    Form {
        name: "token-split-64",
        path: "token.pem.txt",
        text: "banqup token:
«bearer|cut 64 \\n»
",
    },
    Form {
        name: "token-split-76",
        path: "mail.txt",
        text: "Here is the token for Banqup

«realm|cut 76 \\n»

Regards
",
    },
    Form {
        name: "token-split-plus",
        path: "src/Token.java",
        text: "class T { // banqup
    static final String TOKEN = \"«bearer|cut 80 \"\\n        + \"»\";
}
",
    },
    Form {
        name: "token-split-implicit",
        path: "tok.py",
        text: "TOKEN = (
    '«expired|cut 70 '\\n    '»'
)
",
    },
    Form {
        name: "token-split-backslash",
        path: "tok.sh",
        text: "TOKEN=\"«bearer|cut 72 \\\\n»\"
curl -H \"Authorization: Bearer $TOKEN\" https://«-host»/v1
",
    },
    Form {
        name: "token-yaml-fold",
        path: "tok.yaml",
        text: "banqup:
  token: >-
    «bearer|cut 76 \\n    »
  next: 1
",
    },
    Form {
        name: "token-base64",
        path: "k8s/token.yaml",
        text: "kind: Secret
data:
  token: «bearer|b64»
",
    },
    Form {
        name: "token-fragment-url",
        path: "links.txt",
        text: "https://app.uat.btx.banqup.com/cb#access_token=«bearer»«~credentials-in-url»&state=«-hex:16»
",
    },
    Form {
        name: "token-foreign-config",
        path: "shop.env",
        text: "SHOP_JWT=«foreign»
SHOP_HOST=shop.example.com
",
    },
    Form {
        name: "token-foreign-code",
        path: "test/auth.test.js",
        text: "describe('auth', () => {
  const jwt = '«foreign»';
  it('decodes', () => expect(decode(jwt).sub).toBeDefined());
});
",
    },
    Form {
        name: "token-foreign-beside-banqup",
        path: "both.json",
        text: "{\"banqup\":\"«bearer»\",\"other\":\"«foreign»\"}
",
    },
    Form {
        name: "refresh-json",
        path: "pkg/tokens.json",
        text: "{
  \"issuer\": \"https://«-host»/oauth2\",
  \"access_token\": \"«bearer»\",
  \"refresh_token\": \"«refresh»\",
  \"expires_in\": 3600
}
",
    },
    Form {
        name: "refresh-env",
        path: "refresh.env",
        text: "BANQUP_REFRESH_TOKEN=«refresh»
BANQUP_HOST=«-host»
",
    },
    Form {
        name: "refresh-form",
        path: "refresh.sh",
        text: "curl https://«-host»/oauth2/token -d 'grant_type=refresh_token&refresh_token=«refresh»'
",
    },
    Form {
        name: "refresh-realm",
        path: "kc.json",
        text: "{\"access_token\":\"«realm»\",\"refresh_token\":\"«refreshjwt»\",\"token_type\":\"Bearer\"}
",
    },
    Form {
        name: "refresh-code",
        path: "refresh.rb",
        text: "Banqup.session.refresh_token = '«refresh»'
refreshToken = \"«refreshjwt»\"
",
    },
    Form {
        name: "incident-four-values",
        path: "capture.md",
        text: "# Banqup capture

- Client ID `«id»`
- Client Secret `«secret»`
- `Authorization: Basic «basic»`
- `Authorization: Bearer «bearer»`
",
    },
    Form {
        name: "basic-constant",
        path: "src/basic.py",
        text: "BANQUP_BASIC = \"«basic»\"
HEADERS = {\"Authorization\": \"Basic «basic.2»\"}
",
    },
    Form {
        name: "basic-json",
        path: "basic.json",
        text: "{\"banqup\":{\"headers\":{\"authorization\":\"Basic «basic»\"},\"etag\":\"«-hex:32»\"}}
",
    },
    Form {
        name: "basic-split-lines",
        path: "basic.txt",
        text: "banqup
Authorization: Basic «basic|cut 76 \\n »
",
    },
    Form {
        name: "basic-no-vendor",
        path: "req.txt",
        text: "POST /oauth2/client_credential/gettoken HTTP/1.1
Authorization: Basic «basic»

",
    },
    Form {
        name: "refresh-long",
        path: "session.json",
        text: "{\"issuer\":\"https://«-host»/oauth2\",\"refresh_token\":\"«refresh64»\",\"scope\":\"peppol\"}
",
    },
    Form {
        name: "refresh-long-code",
        path: "Session.kt",
        text: "// Banqup, authorization-code flow
val refreshToken = \"«refresh48»\"
val clientId = \"«id»\"
",
    },
];
