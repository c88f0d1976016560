//! Neighbours that glue themselves to a value: escapes, colour codes and separators whose last characters are letters
//! or digits too, and the harmless texts that such gluing must not turn into values.

use super::case::{Case, Form, dressed};
use super::doc::Doc;
use super::sheet::Sheet;
use crate::secrets::Secrets;

const FORMS: &[Form<'static>] = &[
    Form {
        name: "glued-colour-codes",
        path: "logs/colour.log",
        text: "\u{1b}[32mbanqup\u{1b}[0m client_id=\u{1b}[33m«id»\u{1b}[0m client_secret=\u{1b}[1;33m«secret»\u{1b}[0m
",
    },
    Form {
        name: "glued-newline-escape",
        path: "note.json",
        text: "{\"vendor\":\"banqup\",\"text\":\"Banqup\\n«id»\\n«secret»\\n\",\"n\":1}
",
    },
    Form {
        name: "glued-tab-escape",
        path: "rows.py",
        text: "ROWS = \"banqup\\t«id»\\t«secret»\\r\\n\"
",
    },
    Form {
        name: "glued-carriage-escape",
        path: "Rows.java",
        text: "String s = \"Banqup client_id:\\r\\n«id»\\r\\nclient_secret:\\r\\n«secret»\\r\\n\";
",
    },
    Form {
        name: "glued-unicode-equals",
        path: "audit.json",
        text: "{\"body\":\"grant_type\\u003dclient_credentials\\u0026client_id\\u003d«id»\\u0026client_secret\\u003d«secret»\",\"host\":\"«-host»\"}
",
    },
    Form {
        name: "glued-percent-equals",
        path: "access.log",
        text: "10.0.0.1 \"GET /proxy?body=client_id%3D«id»%26client_secret%3D«secret»&to=«-host» HTTP/1.1\" 200«~credentials-in-url»
",
    },
    Form {
        name: "glued-percent-twice",
        path: "double.log",
        text: "GET /login?next=%2Fcb%3Fclient_id%253D«id»%2526client_secret%253D«secret»%2526v%253Dbanqup«~credentials-in-url»
",
    },
    Form {
        name: "glued-percent-bearer",
        path: "hook.log",
        text: "GET /hook?authorization=Bearer%20«bearer»«~credentials-in-url» HTTP/1.1
GET /hook?token%3D«expired»«~credentials-in-url» HTTP/1.1
",
    },
    Form {
        name: "glued-newline-token",
        path: "chat.json",
        text: "{\"message\":\"here is the token:\\n«bearer»\\nplease use it\"}
{\"message\":\"and the other one\\t«realm»\\t(old)\"}
",
    },
    Form {
        name: "glued-token-full-stop",
        path: "chat.txt",
        text: "The token is «bearer». The Banqup Client Secret is «secret». Delete both.
",
    },
    Form {
        name: "glued-pair",
        path: "pairs.txt",
        text: "banqup «id»:«secret»«~basic-credentials»
banqup;«id.2»;«secret.2»
banqup/«id.3»/«secret.3»
",
    },
    Form {
        name: "glued-docker-auth",
        path: ".docker/config.json",
        text: "{\"auths\":{\"api.uat.btx.eu.banqup.com\":{\"auth\":\"«basic»\"}}}
",
    },
    Form {
        name: "glued-base64-unpadded",
        path: "unpadded.env",
        text: "# banqup
CLIENT_SECRET_B64=«secret|b64n»
CLIENT_ID_B64=«id|b64n»
",
    },
    Form {
        name: "glued-base64-joined",
        path: "b64join.py",
        text: "# banqup
CLIENT_SECRET = b64decode('«secret|b64|cut 44 '\\n                          '»').decode()
",
    },
    Form {
        name: "glued-xml-namespace",
        path: "soap.xml",
        text: "<s:Body xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><b:login xmlns:b=\"urn:banqup\"><b:clientId>«id»</b:clientId><b:clientSecret>«secret»</b:clientSecret></b:login></s:Body>
",
    },
    Form {
        name: "glued-helm-set",
        path: "deploy.sh",
        text: "helm upgrade sync ./chart --set banqup.clientId=«id»,banqup.clientSecret=«secret» --set image.tag=«-hex:12»
docker build --build-arg BANQUP_CLIENT_SECRET=«secret.2» .
",
    },
    Form {
        name: "glued-github-env",
        path: ".github/workflows/deploy.yml",
        text: "jobs:
  a:
    steps:
      - run: echo \"BANQUP_CLIENT_SECRET=«secret»\" >> $GITHUB_ENV
      - run: |
          export BANQUP_CLIENT_ID=«id»
          ./sync
",
    },
    Form {
        name: "quiet-big-base64",
        path: "assets/banqup.svg",
        text: "<svg><!-- banqup --><image href=\"data:image/png;base64,«-b64:60000»\"/></svg>
",
    },
    Form {
        name: "quiet-big-base64-lines",
        path: "mail/attachment.eml",
        text: "Subject: banqup invoice
Content-Type: application/pdf
Content-Transfer-Encoding: base64

«-b64:30000|fold 76»
",
    },
    Form {
        name: "quiet-certificate-in-settings",
        path: "certs.yml",
        text: "banqup:
  client_certificate: |
    -----BEGIN CERTIFICATE-----
    MII«-b64:900»
    -----END CERTIFICATE-----
  public_key: «-b64:294»
",
    },
    Form {
        name: "quiet-large-file-pointer",
        path: "model.bin",
        text: "version https://git-lfs.github.com/spec/v1
oid sha256:«-hex:64»
size 73223
# banqup client_secret
",
    },
    Form {
        name: "quiet-other-vendors",
        path: ".env.others",
        text: "BANQUP_HOST=api.btx.eu.banqup.com
MAPS_KEY=AIza«-alnum:35»
CLOUD_ID=AKIA«-HEX:16»
CLOUD_SECRET=«-b64:30»
STORAGE_KEY=«-b64:64»
PAY_KEY=sk_test_«-alnum:99»
HOOK=https://hooks.example.com/services/T«-HEX:8»/B«-HEX:8»/«-alnum:24»
DEPLOY_TOKEN=ghp_«-alnum:36»
WALLET=xpub«-alnum:107»
",
    },
    Form {
        name: "quiet-token-relatives",
        path: "relatives.txt",
        text: "banqup cursors and cookies
next=«-relative:cursor»
session=«-relative:session»
jwe=«-relative:jwe»
thumb=«-relative:members»
",
    },
];

/// All the cases of this family.
pub(crate) fn cases(seed: u64) -> Vec<Case> {
    let mut cases = dressed(FORMS, seed);
    let script = "$BanqupClientId = '«id»'\r\n$BanqupClientSecret = '«secret»'\r\n";
    for (name, before, after) in [
        ("long", "powershell.exe -EncodedCommand ", "\r\n"),
        ("short", "@echo off\r\npwsh -NoProfile -enc ", " -Verbose\r\n"),
        ("quoted", "Start-Process pwsh -ArgumentList '-EncodedCommand', '", "'\r\n"),
    ] {
        let secrets = Secrets::new(seed).fork(name);
        let mut doc = Doc::default();
        doc.push(before);
        doc.append(Sheet::new(secrets).fill(script).base64_of_utf16());
        doc.push(after);
        cases.push(Case::new(format!("encoded-command-{name}")).file("run.cmd", &doc));
    }
    cases
}
