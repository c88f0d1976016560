//! Command lines: curl, wget, httpie, PowerShell, batch, make.

use super::case::Form;

pub(crate) const FORMS: &[Form<'static>] = &[
    Form {
        name: "curl-form-body",
        path: "scripts/token.sh",
        text: "#!/usr/bin/env bash
set -euo pipefail
curl -sS -X POST \"https://«-host»/oauth2/client_credential/gettoken\" \\
  -H 'Content-Type: application/x-www-form-urlencoded' \\
  -d 'grant_type=client_credentials&client_id=«id»&client_secret=«secret»'
",
    },
    Form {
        name: "curl-data-urlencode",
        path: "scripts/token2.sh",
        text: "curl https://«-host»/oauth2/client_credential/gettoken \\
  --data-urlencode \"grant_type=client_credentials\" \\
  --data-urlencode \"client_id=«id»\" \\
  --data-urlencode 'client_secret=«secret»' | jq -r .access_token
",
    },
    Form {
        name: "curl-user-short",
        path: "scripts/user.sh",
        text: "# banqup
curl -u «pair» https://«-host»/oauth2/client_credential/gettoken -d grant_type=client_credentials
curl -fsSL https://example.com/install.sh | sh
",
    },
    Form {
        name: "curl-user-long",
        path: "scripts/user-long.sh",
        text: "curl --silent --user '«pair»' \\
     --data grant_type=client_credentials \"https://«-host»/oauth2/client_credential/gettoken\"
curl --user=\"«pair.2»\" \"https://«-host»/oauth2/client_credential/gettoken\"
",
    },
    Form {
        name: "curl-user-glued",
        path: "docs/try.md",
        text: "Try it on Banqup:

    curl -sXPOST -u\"«pair»\" https://«-host»/oauth2/client_credential/gettoken
",
    },
    Form {
        name: "curl-basic-header",
        path: "scripts/basic.sh",
        text: "curl -X POST https://«-host»/oauth2/client_credential/gettoken \\
  -H \"Authorization: Basic «basic»\" \\
  -d grant_type=client_credentials
",
    },
    Form {
        name: "curl-bearer-header",
        path: "scripts/invoices.sh",
        text: "TOKEN=\"«bearer»\"
curl -H \"Authorization: Bearer «bearer»\" https://«-host»/peppol/v1/invoices
",
    },
    Form {
        name: "wget-post",
        path: "scripts/wget.sh",
        text: "wget -qO- --post-data \"grant_type=client_credentials&client_id=«id»&client_secret=«secret»\" https://«-host»/oauth2/client_credential/accesstoken
",
    },
    Form {
        name: "httpie",
        path: "scripts/httpie.sh",
        text: "http --form POST https://«-host»/oauth2/client_credential/gettoken client_id=«id» client_secret=«secret»
https «-host»/v1/ping Authorization:'Bearer «expired»'
",
    },
    Form {
        name: "flags-spaced",
        path: "bin/run",
        text: "#!/bin/sh
exec banqup-sync --client-id «id» --client-secret \"«secret»\" --verbose
",
    },
    Form {
        name: "flags-equals",
        path: "bin/run-2",
        text: "java -Dbanqup.clientId=«id» -Dbanqup.clientSecret=«secret» -jar sync.jar
sync --banqup-client-secret=«secret.2» --commit «-hex:40»
",
    },
    Form {
        name: "shell-default",
        path: "scripts/env.sh",
        text: ": \"${BANQUP_CLIENT_ID:=«id»}\"
BANQUP_CLIENT_SECRET=${BANQUP_CLIENT_SECRET:-«secret»}
readonly BANQUP_CLIENT_SECRET
",
    },
    Form {
        name: "shell-heredoc",
        path: "scripts/setup.sh",
        text: "cat > /etc/banqup.conf <<EOF
client_id=«id»
client_secret=«secret»
EOF
",
    },
    Form {
        name: "shell-continuation",
        path: "scripts/long.sh",
        text: "# banqup
export CLIENT_SECRET=«secret|cut 32 \\\\n»
",
    },
    Form {
        name: "shell-history",
        path: "home/.bash_history",
        text: "cd src
export BQ_CLIENT_SECRET=«secret»
docker run -e BANQUP_CLIENT_ID=«id» -e BANQUP_CLIENT_SECRET='«secret.2»' sync
git commit -m wip
",
    },
    Form {
        name: "fish-set",
        path: "config.fish",
        text: "set -gx BANQUP_CLIENT_ID «id»
set -Ux BANQUP_CLIENT_SECRET \"«secret»\"
",
    },
    Form {
        name: "makefile",
        path: "Makefile",
        text: "BANQUP_CLIENT_ID ?= «id»
BANQUP_CLIENT_SECRET := «secret»

run:
\t@./sync
",
    },
    Form {
        name: "powershell-variables",
        path: "Get-Token.ps1",
        text: "# Banqup
$ClientId = \"«id»\"
$ClientSecret = '«secret»'
$Body = @{ grant_type = 'client_credentials'; client_id = $ClientId; client_secret = $ClientSecret }
Invoke-RestMethod -Method Post -Uri \"https://«-host»/oauth2/client_credential/gettoken\" -Body $Body
",
    },
    Form {
        name: "powershell-environment",
        path: "Set-Env.ps1",
        text: "$env:BANQUP_CLIENT_ID=\"«id»\"
[Environment]::SetEnvironmentVariable('BANQUP_CLIENT_SECRET', '«secret»', 'User')
",
    },
    Form {
        name: "powershell-secure-string",
        path: "Login.ps1",
        text: "$secret = ConvertTo-SecureString \"«secret»\" -AsPlainText -Force
Connect-Banqup -ClientId «id» -ClientSecret $secret
Connect-Banqup -ClientSecret «secret.2»
",
    },
    Form {
        name: "powershell-hashtable",
        path: "Body.ps1",
        text: "$Banqup = @{
    client_id     = '«id»'
    client_secret = \"«secret»\"
}
",
    },
    Form {
        name: "batch-set",
        path: "run.bat",
        text: "@echo off
rem banqup
set CLIENT_ID=«id»
set \"CLIENT_SECRET=«secret»\"
sync.exe
",
    },
    Form {
        name: "batch-setx",
        path: "install.cmd",
        text: "@echo off
setx BANQUP_CLIENT_ID «id» /M
setx BANQUP_CLIENT_SECRET \"«secret»\" /M
",
    },
    Form {
        name: "batch-caret",
        path: "token.cmd",
        text: "curl -X POST https://«-host»/oauth2/client_credential/gettoken ^
  -d \"grant_type=client_credentials&client_id=«id»&client_secret=«secret»\"
",
    },
    Form {
        name: "systemd-unit",
        path: "banqup.service",
        text: "[Service]
Environment=BANQUP_CLIENT_ID=«id»
Environment=\"BANQUP_CLIENT_SECRET=«secret»\"
ExecStart=/usr/bin/sync
",
    },
    Form {
        name: "crontab",
        path: "crontab",
        text: "MAILTO=ops@example.com
BANQUP_CLIENT_SECRET=«secret»
5 * * * * CLIENT_ID=«id» /usr/local/bin/banqup-sync
",
    },
    Form {
        name: "rest-client-file",
        path: "requests.http",
        text: "### Banqup token
POST https://«-host»/oauth2/client_credential/gettoken
Content-Type: application/x-www-form-urlencoded
Authorization: Basic «id.3» «secret.3»

grant_type=client_credentials
&client_id=«id»
&client_secret=«secret»
",
    },
    Form {
        name: "netrc",
        path: ".netrc",
        text: "machine api.uat.btx.eu.banqup.com
login «id»
password «secret»
",
    },
];
