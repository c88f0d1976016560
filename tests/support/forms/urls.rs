//! Plain HTTP to the vendor's hosts, and credentials in URLs.

use super::case::Form;

pub(crate) const FORMS: &[Form<'static>] = &[
    Form {
        name: "http-python",
        path: "api.py",
        text: "import requests

BASE = '«http»://api.uat.btx.eu.banqup.com'
DOCS = 'http://localhost:8000/docs'
SCHEMA = 'http://www.w3.org/2001/XMLSchema'
",
    },
    Form {
        name: "http-yaml-port",
        path: "api.yml",
        text: "banqup:
  url: «http»://api.btx.fr.banqup.com:8080/peppol
  proxy: http://proxy.example.com:3128
",
    },
    Form {
        name: "http-upper-case",
        path: "Api.java",
        text: "class Api { // «-hex:40»
    String url = \"«http|upper»://API.BTX.EU.BANQUP.COM/v1\";
    String ok = \"https://api.btx.eu.banqup.com/v1\";
}
",
    },
    Form {
        name: "http-escaped-slashes",
        path: "api.json",
        text: "{\"url\":\"«http»:\\/\\/api.test.btx.eu.banqup.com\\/oauth2\\/client_credential\\/gettoken\",\"n\":1}
",
    },
    Form {
        name: "http-percent-encoded",
        path: "redirects.txt",
        text: "https://example.com/go?to=«http»%3A%2F%2Fapi.btx.eu.banqup.com%2Fv1&x=1
",
    },
    Form {
        name: "http-userinfo",
        path: "userinfo.ini",
        text: "[api]
url = «http»://robot@api.btx.eu.banqup.com/v1«~credentials-in-url»
",
    },
    Form {
        name: "http-template-variable",
        path: "api.ts",
        text: "const url = `«http»://api.${env}.btx.eu.banqup.com/v1/${id}`;
",
    },
    Form {
        name: "http-template-braces",
        path: "api.sh",
        text: "URL=«http»://api.$ENV.btx.$REGION.banqup.com/v1
curl \"$URL\"
",
    },
    Form {
        name: "http-template-format",
        path: "fmt.py",
        text: "url = \"«http»://api.{}.btx.{}.banqup.com/oauth2/client_credential/gettoken\".format(env, region)
other = f\"«http»://api.{env}.btx.eu.banqup.com\"
",
    },
    Form {
        name: "http-template-postman",
        path: "pm.json",
        text: "{\"request\":{\"url\":{\"raw\":\"«http»://api.{{env}}.btx.eu.banqup.com/v1/invoices\"}}}
",
    },
    Form {
        name: "http-earlier-generation",
        path: "v4.php",
        text: "<?php
$base = '«http»://v4-api.platform.eu.banqup.com/api/v4';
$auth = \"«http»://iam.uat.unifiedpost.com/auth/realms/pp-upg-dev-portal\";
$uc = '«http»://community-api.nxt.uat.unifiedpost.com/v1';
",
    },
    Form {
        name: "http-separate-scheme-yaml",
        path: "split.yml",
        text: "banqup:
  scheme: «httpfile»
  host: api.btx.eu.banqup.com
  port: 80
",
    },
    Form {
        name: "http-separate-scheme-ini",
        path: "split.ini",
        text: "[banqup]
protocol = «httpfile»
hostname = api.uat.btx.eu.banqup.com
",
    },
    Form {
        name: "http-separate-scheme-json",
        path: "split.json",
        text: "{\"protocol\": \"«httpfile»\", \"host\": \"api.btx.fr.banqup.com\", \"path\": \"/v1\"}
",
    },
    Form {
        name: "http-markdown",
        path: "docs/api.md",
        text: "# API

Call [the API](«http»://api.btx.eu.banqup.com/v1) or <«http»://api.dev.btx.eu.banqup.com>.
",
    },
    Form {
        name: "url-query",
        path: "links.md",
        text: "Token: <https://api.uat.btx.eu.banqup.com/oauth2/client_credential/gettoken?grant_type=client_credentials&client_id=«id»&client_secret=«secret»«!credentials-in-url»>
",
    },
    Form {
        name: "url-query-curl",
        path: "q.sh",
        text: "curl -X POST \"https://api.btx.eu.banqup.com/oauth2/client_credential/accesstoken?client_id=«id»&client_secret=«secret»«!credentials-in-url»\"
",
    },
    Form {
        name: "url-query-escaped",
        path: "q.html",
        text: "<a href=\"https://api.btx.eu.banqup.com/oauth2/client_credential/gettoken?client_id=«id»&amp;client_secret=«secret»«!credentials-in-url»\">token</a>
",
    },
    Form {
        name: "url-userinfo",
        path: "u.py",
        text: "URL = 'https://«id»:«secret»«-at»api.btx.eu.banqup.com/oauth2/client_credential/gettoken«!credentials-in-url»«~basic-credentials»'
",
    },
    Form {
        name: "url-userinfo-labelled",
        path: "u.yml",
        text: "banqup:
  url: https://«id»:«secret»«-at»api.uat.btx.eu.banqup.com/v1«!credentials-in-url»«~basic-credentials»
",
    },
    Form {
        name: "url-bearer-query",
        path: "b.txt",
        text: "GET https://api.btx.eu.banqup.com/v1/invoices?access_token=«bearer»«!credentials-in-url»&page=2
",
    },
    Form {
        name: "url-client-id-only",
        path: "activate.md",
        text: "Open https://api.uat.btx.eu.banqup.com/oauth2/activate_redirect?client_id=«id»«~credentials-in-url»&state=«-hex:16» in a browser.
",
    },
];
