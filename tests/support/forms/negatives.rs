//! Hard negatives: what looks like a credential and is none. Silence is the only right answer.

use super::case::Form;

pub(crate) const FORMS: &[Form<'static>] = &[
    Form {
        name: "quiet-package-lock",
        path: "package-lock.json",
        text: "{
  \"name\": \"banqup-sync\",
  \"lockfileVersion\": 3,
  \"packages\": {
    \"node_modules/a\": {\"version\": \"1.0.0\", \"resolved\": \"https://registry.example.com/a.tgz\", \"integrity\": \"sha512-«-b64:64»\"},
    \"node_modules/b\": {\"version\": \"2.1.0\", \"integrity\": \"sha1-«-b64:20»\"},
    \"node_modules/c\": {\"integrity\": \"sha384-«-b64:48»\"}
  }
}
",
    },
    Form {
        name: "quiet-cargo-lock",
        path: "Cargo.lock",
        text: "[[package]]
name = \"banqup\"
version = \"0.1.0\"
source = \"git+https://example.com/banqup.git#«-hex:40»\"
checksum = \"«-hex:64»\"

[[package]]
name = \"client-secret\"
checksum = \"«-hex:64.2»\"
",
    },
    Form {
        name: "quiet-go-sum",
        path: "go.sum",
        text: "example.com/banqup v1.2.3 h1:«-b64:32»
example.com/banqup v1.2.3/go.mod h1:«-b64:32.2»
",
    },
    Form {
        name: "quiet-poetry-lock",
        path: "poetry.lock",
        text: "[[package]]
name = \"banqup-client\"
files = [
    {file = \"banqup_client-1.0-py3-none-any.whl\", hash = \"sha256:«-hex:64»\"},
    {file = \"banqup_client-1.0.tar.gz\", hash = \"md5:«-hex:32»\"},
]
",
    },
    Form {
        name: "quiet-hex-client-secret",
        path: "digests.py",
        text: "# banqup: digests of what we rotated
client_secret = \"«-hex:64»\"
client_secret_sha512 = '«-hex:128»'
client_id = \"«-hex:48»\"
CLIENT_ID_HASH = '«-HEX:48»'
BANQUP_CLIENT_SECRET = \"«-HEX:64»\"
secret = '«-hex:40»'
",
    },
    Form {
        name: "quiet-long-runs",
        path: "runs.txt",
        text: "banqup client_secret=«-alnum:66»
client_id=«-alnum:47» client_id=«-alnum:49» client_secret=«-alnum:63»
client_secret: «-hex:128»
client_secret: «-alnum:65»
client_secret: «-alnum:200»
",
    },
    Form {
        name: "quiet-uuids",
        path: "apps.json",
        text: "{\"app_id\":\"«-uuid»\",\"client_id\":\"«-uuid.2»\",\"client_secret_id\":\"«-uuid.3»\",\"trace\":[\"«-uuid.4»\",\"«-uuid.5»\"]}
",
    },
    Form {
        name: "quiet-app-id-beside-host",
        path: "app.yml",
        text: "banqup:
  host: api.uat.btx.eu.banqup.com
  app_id: «-uuid»
  tenant_id: «-uuid.2»
  request_id: «-hex:32»
",
    },
    Form {
        name: "quiet-commits",
        path: "CHANGELOG.md",
        text: "## Banqup connector 1.2

* fix client secret rotation («-hex:40»)
* see commit «-hex:64»
* bump `«-hex:12»`
",
    },
    Form {
        name: "quiet-source-map",
        path: "dist/app.js.map",
        text: "{\"version\":3,\"sources\":[\"banqup.ts\"],\"names\":[\"clientId\",\"clientSecret\"],\"mappings\":\"AAAAA,SAASC,QAAQC,KAAKC,CAAC,EAAE,CAAC;AACA,MAAMC,SAASC,OAAO\",\"sourcesContent\":[\"const clientSecret = process.env.BANQUP_CLIENT_SECRET;\"]}
",
    },
    Form {
        name: "quiet-inline-source-map",
        path: "dist/app.js",
        text: "var banqup={clientSecret:process.env.CLIENT_SECRET};
//# sourceMappingURL=data:application/json;charset=utf-8;base64,«-b64:600»
",
    },
    Form {
        name: "quiet-data-url",
        path: "src/logo.css",
        text: ".banqup-logo { background: url(data:image/png;base64,«-b64:1200»); }
.font { src: url(\"data:font/woff2;base64,«-b64:800»\"); }
",
    },
    Form {
        name: "quiet-certificate",
        path: "certs/banqup.pem",
        text: "-----BEGIN CERTIFICATE-----
«-b64:900|fold 64»
-----END CERTIFICATE-----
-----BEGIN PUBLIC KEY-----
«-b64:294|fold 64»
-----END PUBLIC KEY-----
",
    },
    Form {
        name: "quiet-ssh-public-key",
        path: "authorized_keys",
        text: "ssh-rsa AAAAB3NzaC1yc2E«-b64:270» banqup@example.com
ssh-ed25519 AAAAC3NzaC1lZDI1NTE5«-b64:34» deploy
",
    },
    Form {
        name: "quiet-jwks",
        path: "jwks.json",
        text: "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"«-alnum:32»\",\"x\":\"«-alnum:43»\",\"y\":\"«-alnum:43.2»\"}],\"issuer\":\"https://api.btx.eu.banqup.com/oauth2/client_credential\"}
",
    },
    Form {
        name: "quiet-identifiers",
        path: "src/Names.java",
        text: "// Banqup
class BanqupClientCredentialsAccessTokenResponseClientFactoryBean2 {
    AbstractAnnotationConfigDispatcherServletInitializer init;
    void shouldReturnUnauthorizedWhenClientSecretIsMissingOrInvalid401() {}
    void testGetTokenWithExpiredClientSecretThrowsInvalidClientExceptionV2() {}
    String clientSecret = \"banqupClientSecretParameterNameInTheApplicationPropertiesFileV02\";
}
",
    },
    Form {
        name: "quiet-placeholders",
        path: "config-sample.py",
        text: "bq_client_id = \"your-client-id-here\"
bq_client_secret = \"YOUR_CLIENT_SECRET\"
BANQUP_CLIENT_ID = \"<client id from the portal>\"
BANQUP_CLIENT_SECRET = \"changeme\"
client_secret = \"«-repeat:x64»\"
client_id = \"«-repeat:X48»\"
secret_2 = '«-repeat:064»'
client_secret_3 = \"«-repeat:*64»\"
client_secret_4 = \"«-cycle:64»\"
client_id_5 = \"«-cycle:48»\"
client_secret_6 = \"«-words:YourClientSecret64»\"
client_id_7 = \"«-words:EXAMPLE48»\"
",
    },
    Form {
        name: "quiet-placeholders-env",
        path: ".env.example",
        text: "BANQUP_HOST=api.uat.btx.eu.banqup.com
BANQUP_CLIENT_ID=
BANQUP_CLIENT_SECRET=
BQ_SECRET=xxxxxxxx
BQ_CLIENT_SECRET=AfkZ************************************************************
BQ_TOKEN=<paste here>
BANQUP_TOKEN=Bearer
",
    },
    Form {
        name: "quiet-references-env",
        path: "src/env.ts",
        text: "const clientId = process.env.BANQUP_CLIENT_ID;
const clientSecret = process.env['BANQUP_CLIENT_SECRET'] ?? '';
const other = await vault.read(`secret/data/banqup/production/integration/client_secret_current`);
const arn = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:banqup/client-secret-«-alnum:6»';
",
    },
    Form {
        name: "quiet-references-yaml",
        path: "values.yaml",
        text: "banqup:
  client_id: ${BANQUP_CLIENT_ID}
  client_secret: \"{{ .Values.banqup.clientSecret }}\"
  one: op://vault/banqup/client-secret
  two: vault:secret/data/banqup#client_secret
  three: !Ref BanqupClientSecret
  four: \"{{resolve:secretsmanager:banqup:SecretString:client_secret}}\"
  five: projects/000000000000/secrets/banqup-client-secret/versions/latest
  six: https://kv.vault.example.net/secrets/banqup-client-secret/«-hex:32»
",
    },
    Form {
        name: "quiet-sops",
        path: "secrets.enc.yaml",
        text: "banqup:
    client_id: ENC[AES256_GCM,data:«-b64:48»,iv:«-b64:32»,tag:«-b64:16»,type:str]
    client_secret: ENC[AES256_GCM,data:«-b64:64»,iv:«-b64:32.2»,tag:«-b64:16.2»,type:str]
sops:
    mac: ENC[AES256_GCM,data:«-b64:96»,iv:«-b64:32.3»,tag:«-b64:16.3»,type:str]
",
    },
    Form {
        name: "quiet-sealed-secret",
        path: "k8s/sealed.yaml",
        text: "apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  name: banqup
spec:
  encryptedData:
    client-id: AgB«-b64:540»
    client-secret: AgB«-b64:540.2»
",
    },
    Form {
        name: "quiet-external-secret",
        path: "k8s/external.yaml",
        text: "kind: ExternalSecret
spec:
  secretStoreRef: {name: vault, kind: ClusterSecretStore}
  data:
    - secretKey: client-secret
      remoteRef: {key: banqup/production, property: client_secret}
",
    },
    Form {
        name: "quiet-secret-key-ref",
        path: "k8s/deploy.yaml",
        text: "containers:
  - name: banqup
    env:
      - name: BANQUP_CLIENT_SECRET
        valueFrom:
          secretKeyRef: {name: banqup, key: client-secret}
    image: example/banqup@sha256:«-hex:64»
",
    },
    Form {
        name: "quiet-ci-references",
        path: ".github/workflows/ci.yml",
        text: "env:
  BANQUP_CLIENT_ID: ${{ secrets.BANQUP_CLIENT_ID }}
  BANQUP_CLIENT_SECRET: ${{ secrets.BANQUP_CLIENT_SECRET }}
steps:
  - uses: actions/cache@«-hex:40»
  - run: sync --client-secret \"$BANQUP_CLIENT_SECRET\"
",
    },
    Form {
        name: "quiet-numeric-client-id",
        path: "debtors.py",
        text: "banqup_client_id = \"73223\"
url = 'https://v4-api.platform.eu.banqup.com/api/v4/debtors?client_id=' + banqup_client_id
page = f'https://v4-api.platform.eu.banqup.com/debtors?client_id={73223}&x=1'
banqup_client_ids = [73223, 80111]
",
    },
    Form {
        name: "quiet-broken-tokens",
        path: "broken.txt",
        text: "banqup tokens that are none:
«-broken:header»
«-broken:unsigned»
«-broken:half»
«-broken:signature»
«-broken:payload»
«-broken:noheader»
«-broken:dots»
«-broken:masked»
",
    },
    Form {
        name: "quiet-truncated-log",
        path: "trunc.log",
        text: "Authorization: Bearer eyJhbGciOiJFUzI1NiIs...
token=eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJo… (cut)
POST https://api.btx.eu.banqup.com/oauth2/client_credential/gettoken 200
",
    },
    Form {
        name: "quiet-namespaces",
        path: "schema.xml",
        text: "<?xml version=\"1.0\"?>
<root xmlns=\"http://www.w3.org/2001/XMLSchema\" xmlns:b=\"http://schemas.example.com/banqup\"
      xmlns:u=\"urn:banqup:invoice\">
  <link>https://api.btx.eu.banqup.com/v1</link>
</root>
",
    },
    Form {
        name: "quiet-look-alike-hosts",
        path: "hosts.txt",
        text: "http://notbanqup.com/v1
http://api.notbanqup.com/v1
http://banqup.com.example.net/login
http://api.btx.eu.banqup.com.example.net/
http://api.btx.eu.banqup.com@other.example.net/
http://example.com/api.btx.eu.banqup.com
http://example.com/?next=api.btx.eu.banqup.com
http://localhost:8080/banqup
http://unifiedpost.com.example.org/
http://my-banqup.community/
",
    },
    Form {
        name: "quiet-https",
        path: "ok.yml",
        text: "banqup:
  scheme: https
  host: api.btx.eu.banqup.com
  token: https://api.uat.btx.eu.banqup.com/oauth2/client_credential/gettoken
  v4: HTTPS://v4-api.platform.eu.banqup.com
  escaped: \"https:\\/\\/api.btx.fr.banqup.com\"
proxy:
  scheme: http
  host: localhost
",
    },
    Form {
        name: "quiet-prose-base64",
        path: "k8s/config.yaml",
        text: "kind: Secret
metadata: {name: banqup}
data:
  motd: «-prose64:7»
  client_note: «-prose64:9»
  client-secret: «-prosebytes:48»
  client-id: «-prosebytes:36»
",
    },
    Form {
        name: "quiet-basic-prose",
        path: "basic.md",
        text: "Banqup uses `Authorization: Basic «-prose64:4»` as an example, or Basic dXNlcjpwYXNz.
Run `curl -u user:password https://api.btx.eu.banqup.com` or `curl -u \"$ID:$SECRET\"`.
",
    },
    Form {
        name: "quiet-integrity-html",
        path: "index.html",
        text: "<script src=\"banqup.js\" integrity=\"sha384-«-b64:48»\" crossorigin=\"anonymous\"></script>
<meta name=\"csrf-token\" content=\"«-b64:64»\">
<a href=\"?utm=«-alnum:20»\">x</a>
",
    },
    Form {
        name: "quiet-bare-values-elsewhere",
        path: "tokens.txt",
        text: "acme
«-alnum:48»
«-alnum:64»
session=«-alnum:64.2»
",
    },
    Form {
        name: "quiet-earlier-shapes-elsewhere",
        path: "keycloak.json",
        text: "{\"realm\":\"acme\",\"resource\":\"«-uuid»\",\"client_id\":\"«-uuid.2»\",\"credentials\":{\"secret\":\"«-uuid.3»\"},\"client_secret\":\"«-alnum:32»\"}
",
    },
    Form {
        name: "quiet-refresh-elsewhere",
        path: "spotify.json",
        text: "{\"refresh_token\":\"«-alnum:32»\",\"access_token\":\"«-alnum:28»\",\"scope\":\"user-read\"}
",
    },
    Form {
        name: "quiet-sequences",
        path: "tables.go",
        text: "package banqup

const alphabet = \"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ab\"
const base48 = \"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl\"
const digits = \"0123456789012345678901234567890123456789012345678901234567890123\"
const zeros = \"000000000000000000000000000000000000000000000000\"
",
    },
    Form {
        name: "quiet-notebook-image",
        path: "plot.ipynb",
        text: "{\"cells\":[{\"cell_type\":\"code\",\"source\":[\"banqup.plot()\"],\"outputs\":[{\"data\":{\"image/png\":\"«-b64:3000»\\n\",\"text/plain\":[\"<Figure size 640x480>\"]}}]}],\"metadata\":{\"vscode\":{\"interpreter\":{\"hash\":\"«-hex:64»\"}}}}
",
    },
    Form {
        name: "quiet-binary-like-table",
        path: "data/bundle.csv",
        text: "id,sha256,md5,banqup_invoice
«-uuid»,«-hex:64»,«-hex:32»,INV-1
«-uuid.2»,«-HEX:64»,«-HEX:32»,INV-2
",
    },
    Form {
        name: "quiet-public-sample",
        path: "docs/jwt.md",
        text: "# Banqup tokens

A JWT looks like `«-sample»`.
Authorization: Bearer «-sample»
",
    },
    Form {
        name: "quiet-public-sample-code",
        path: "jwt_test.go",
        text: "package banqup

const token = \"«-sample»\"
",
    },
    Form {
        name: "quiet-public-sample-encoded",
        path: "jwt.yaml",
        text: "banqup:
  token: «-sample|b64»
  url: https://example.com/?token=«-sample»
",
    },
    Form {
        name: "quiet-address-placeholders",
        path: "docs/urls.md",
        text: "# Banqup

https://api.btx.eu.banqup.com/oauth2/client_credential/gettoken?client_id=<id>&client_secret=<secret>
https://api.btx.eu.banqup.com/v1?client_id=YOUR_CLIENT_ID&client_secret=YOUR_CLIENT_SECRET
https://api.btx.eu.banqup.com/v1?access_token={{token}}
https://api.btx.eu.banqup.com/v1?access_token=${TOKEN}&client_secret=$SECRET
https://{user}:{password}@api.btx.eu.banqup.com/v1
https://$ID:$SECRET@api.btx.eu.banqup.com/v1
https://user:password@proxy.example.com/v1
https://api.btx.eu.banqup.com/v1?page_token=3&client_id=73223
",
    },
    Form {
        name: "quiet-address-code",
        path: "urls.py",
        text: "import os
BASE = 'https://api.uat.btx.eu.banqup.com'
form = f'grant_type=client_credentials&client_id={client_id}&client_secret={client_secret}'
answer = requests.post(BASE + '/oauth2/client_credential/gettoken', data=form, timeout=10)
login = f'{BASE}/auth?client_id={client_id}&response_type=code&redirect_uri={quote(back)}'
",
    },
    Form {
        name: "quiet-https-escaped",
        path: "fixture.rs",
        text: "const TEXT: &str = \"banqup:\\n  scheme: https\\n  host: api.btx.eu.banqup.com\\n  escaped: \\\"https:\\\\/\\\\/api.btx.fr.banqup.com\\\"
proxy:
  scheme: http
  host: localhost
\";
",
    },
];
