//! Text for people and tables: Markdown, CSV, prose, logs, SQL.

use super::case::Form;

pub(crate) const FORMS: &[Form<'static>] = &[
    Form {
        name: "markdown-table",
        path: "docs/environments.md",
        text: "# Umgebungen für Banqup

| environment | client id | client secret |
|---|---|---|
| uat | «id» | «secret» |
| prod | `«id.2»` | `«secret.2»` |

See [the portal](https://example.com/portal).
",
    },
    Form {
        name: "markdown-table-vertical",
        path: "docs/onboarding.md",
        text: "## Banqup access

| Setting       | Value |
|---------------|-------|
| Host          | «-host» |
| Client ID     | **«id»** |
| Client Secret | «secret» |
",
    },
    Form {
        name: "markdown-list",
        path: "README.md",
        text: "Invoice sync
============

Banqup sandbox credentials 🔐:

* Client ID: `«id»`
* Client Secret: `«secret»`

Build with `make`.
",
    },
    Form {
        name: "markdown-fenced",
        path: "docs/howto.md",
        text: "Call Banqup like this:

```ini
client_id = «id»
client_secret = «secret»
```
",
    },
    Form {
        name: "prose-sentence",
        path: "notes/handover.txt",
        text: "Hi team,

for the Banqup test environment the Client ID: «id» and the Client Secret is «secret».
Please do not forward this. The app is called «-prose:2».
",
    },
    Form {
        name: "prose-quoted-mail",
        path: "mail/thread.eml",
        text: "Subject: Re: Banqup keys
Message-ID: <«-hex:32»@mail.example.com>

> Client ID = «id»
> Client secret = «secret»
Thanks, «-prose:2»
",
    },
    Form {
        name: "prose-dash-labels",
        path: "wiki/keys.adoc",
        text: "= Banqup

Client ID:: «id»
Client Secret:: «secret»
Key (old) - «secret.2»
",
    },
    Form {
        name: "two-bare-lines",
        path: "keys.txt",
        text: "Banqup
«id»
«secret»
",
    },
    Form {
        name: "two-bare-lines-spaced",
        path: "todo/banqup-uat.txt",
        text: "shopping
  milk

banqup uat:

    «id»
    «secret»

call the printer service
",
    },
    Form {
        name: "two-bare-lines-bullets",
        path: "credentials.txt",
        text: "BANQUP (prod)
- «id»
- «secret»
GITHUB
- none
",
    },
    Form {
        name: "bare-three-keys",
        path: "runs/args.txt",
        text: "banqup runner: id=«id» a=«secret» b=«secret.2»
",
    },
    Form {
        name: "csv-table",
        path: "export/credentials.csv",
        text: "name,client_id,client_secret,created
banqup-uat,«id»,«secret»,2026-01-02
banqup-prod,«id.2»,«secret.2»,2026-03-04
",
    },
    Form {
        name: "csv-semicolon-quoted",
        path: "export/keys.csv",
        text: "\"system\";\"key\";\"secret\";\"größe\"
\"banqup\";\"«id»\";\"«secret»\";\"12\"
\"other\";\"«-uuid»\";\"«-hex:32»\";\"3\"
",
    },
    Form {
        name: "tsv-table",
        path: "export/keys.tsv",
        text: "vendor\tClient ID\tClient Secret
Banqup\t«id»\t«secret»
",
    },
    Form {
        name: "sql-insert",
        path: "db/seed.sql",
        text: "BEGIN;
INSERT INTO oauth_clients (vendor, client_id, client_secret, created_at)
VALUES ('banqup', '«id»', '«secret»', NOW());
INSERT INTO users (id, hash) VALUES ('«-uuid»', '«-hex:64»');
COMMIT;
",
    },
    Form {
        name: "sql-update",
        path: "db/migrations/0042_banqup.sql",
        text: "-- switch banqup to the new key
UPDATE integration
   SET client_id = '«id»',
       client_secret = '«secret»'
 WHERE vendor = 'banqup';
",
    },
    Form {
        name: "sql-key-value-rows",
        path: "db/dump.sql",
        text: "INSERT INTO `settings` VALUES (1,'banqup.client_id','«id»'),(2,'banqup.client_secret','«secret»'),(3,'etag','«-hex:40»');
",
    },
    Form {
        name: "log-request-body",
        path: "logs/app.log",
        text: "2026-01-04T10:00:01Z INFO  start pid=41
2026-01-04T10:00:02Z DEBUG POST https://«-host»/oauth2/client_credential/gettoken body=grant_type=client_credentials&client_id=«id»&client_secret=«secret»
2026-01-04T10:00:03Z DEBUG 200 token=«bearer»
2026-01-04T10:00:04Z INFO  trace «-hex:32»
",
    },
    Form {
        name: "log-debug-struct",
        path: "logs/debug.txt",
        text: "[debug] BanqupConfig { host: \"«-host»\", client_id: \"«id»\", client_secret: \"«secret»\", timeout: 30s }
[debug] request-id «-uuid»
",
    },
    Form {
        name: "log-json-lines",
        path: "logs/out.jsonl",
        text: "{\"ts\":1,\"msg\":\"start\",\"commit\":\"«-hex:40»\"}
{\"ts\":2,\"msg\":\"banqup auth\",\"headers\":{\"authorization\":\"Bearer «expired»\"},\"client_id\":\"«id»\"}
{\"ts\":3,\"msg\":\"done\"}
",
    },
    Form {
        name: "log-headers",
        path: "logs/wire.log",
        text: "http-outgoing-0 >> \"POST /oauth2/client_credential/gettoken HTTP/1.1[\\r][\\n]\"
http-outgoing-0 >> \"Host: «-host»[\\r][\\n]\"
http-outgoing-0 >> \"Authorization: Basic «basic»[\\r][\\n]\"
http-outgoing-0 << \"HTTP/1.1 200 OK[\\r][\\n]\"
",
    },
    Form {
        name: "long-line-column",
        path: "data/wide.txt",
        text: "banqup «-prose:2200» clé client_secret=«secret» «-prose:300»
",
    },
    Form {
        name: "tabs-and-wide-characters",
        path: "data/mixed.txt",
        text: "バンク banqup:\t「é」\tclient_id\t=\t«id»\t秘密 client_secret\t=\t«secret»\t終
次の行 «-uuid»
",
    },
];
