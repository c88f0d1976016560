//! The earlier generation: UUIDs and 32 alphanumerics, which mean something only beside the vendor's name.

use super::case::Form;

pub(crate) const FORMS: &[Form<'static>] = &[
    Form {
        name: "earlier-python",
        path: "config.py",
        text: "upg_client_id = \"«uid»\"
upg_client_secret = \"«usecret»\"
upg_token_url = \"https://iam.uat.unifiedpost.com/auth/realms/pp-upg-dev-portal/protocol/openid-connect/token\"
",
    },
    Form {
        name: "earlier-env",
        path: ".env",
        text: "BANQUP_API=https://v4-api.platform.eu.banqup.com
BANQUP_CLIENT_ID=«uid»
BANQUP_CLIENT_SECRET=«s32»
REQUEST_ID=«-uuid»
",
    },
    Form {
        name: "earlier-php",
        path: "Banqup.php",
        text: "<?php
$provider = new GenericProvider([
    'clientId' => '«uid»',
    'clientSecret' => '«s32»',
    'urlAccessToken' => 'https://iam.unifiedpost.com/auth/realms/upg-dev-portal/protocol/openid-connect/token',
]);
",
    },
    Form {
        name: "earlier-json",
        path: "uc.json",
        text: "{\"baseUrl\":\"https://community-api.nxt.uat.unifiedpost.com\",\"client_id\":\"«uid»\",\"client_secret\":\"«usecret»\",\"tenant\":\"«-uuid»\"}
",
    },
    Form {
        name: "earlier-yaml-short",
        path: "uc.yml",
        text: "banqup:
  realm: upg-dev-portal
  client-id: «uid»
  client-secret: «s32»
",
    },
    Form {
        name: "earlier-curl",
        path: "uc.sh",
        text: "curl https://iam.test.unifiedpost.com/auth/realms/test-upg-dev-portal/protocol/openid-connect/token \\
  -d grant_type=client_credentials -d client_id=«uid» -d client_secret=«usecret»
",
    },
    Form {
        name: "earlier-csharp",
        path: "Uc.cs",
        text: "const string Realm = \"https://iam.unifiedpost.com/auth/realms/upg-dev-portal\";
const string ClientId = \"«uid»\", ClientSecret = \"«s32»\";
static readonly Guid Product = new Guid(\"«-uuid»\");
",
    },
    Form {
        name: "earlier-customer-number",
        path: "customer.py",
        text: "banqup_client_id = \"73223\"
url = 'https://v4-api.platform.eu.banqup.com/debtors?client_id=' + banqup_client_id
token = '«realm»'
",
    },
];
