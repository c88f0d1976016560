//! Structured data: JSON in its many exports, notebooks, terraform, compose, Kubernetes, CI files.

use super::case::Form;

pub(crate) const FORMS: &[Form<'static>] = &[
    Form {
        name: "json-pretty",
        path: "config/banqup.json",
        text: "{
  \"name\": \"invoice-sync\",
  \"banqup\": {
    \"host\": \"«-host»\",
    \"client_id\": \"«id»\",
    \"client_secret\": \"«secret»\"
  },
  \"integrity\": \"sha512-«-b64:64»\"
}
",
    },
    Form {
        name: "json-minified",
        path: "config.min.json",
        text: "{\"a\":1,\"sha\":\"«-hex:64»\",\"banqup\":{\"«-idkey:camel»\":\"«id»\",\"«-secretkey:camel»\":\"«secret»\",\"n\":[1,2,3]},\"z\":\"«-uuid»\"}",
    },
    Form {
        name: "json-short-keys",
        path: "keys.json",
        text: "{\"vendors\":[{\"name\":\"banqup\",\"id\":\"«id»\",\"secret\":\"«secret»\"},{\"name\":\"other\",\"id\":\"42\",\"secret\":\"«-hex:40»\"}]}
",
    },
    Form {
        name: "json-five",
        path: "config.json5",
        text: "// banqup
{
  clientId: '«id»', // trailing, comma
  clientSecret: '«secret»',
}
",
    },
    Form {
        name: "postman-environment",
        path: "postman/banqup.postman_environment.json",
        text: "{
	\"id\": \"«-uuid»\",
	\"name\": \"Banqup UAT\",
	\"values\": [
		{
			\"key\": \"client_id\",
			\"value\": \"«id»\",
			\"type\": \"default\",
			\"enabled\": true
		},
		{
			\"key\": \"client_secret\",
			\"value\": \"«secret»\",
			\"type\": \"secret\",
			\"enabled\": true
		}
	],
	\"_postman_variable_scope\": \"environment\"
}
",
    },
    Form {
        name: "postman-collection-auth",
        path: "postman/collection.json",
        text: "{
  \"info\": {\"_postman_id\": \"«-uuid»\", \"name\": \"Banqup BTX\"},
  \"auth\": {
    \"type\": \"oauth2\",
    \"oauth2\": [
      {\"value\": \"«secret»\", \"type\": \"string\", \"key\": \"clientSecret\"},
      {\"value\": \"«id»\", \"type\": \"string\", \"key\": \"clientId\"},
      {\"key\": \"accessTokenUrl\", \"value\": \"https://{{host}}/oauth2/client_credential/gettoken\"}
    ]
  }
}
",
    },
    Form {
        name: "postman-urlencoded-body",
        path: "postman/requests.json",
        text: "{\"item\":[{\"name\":\"Get Banqup token\",\"request\":{\"method\":\"POST\",\"body\":{\"mode\":\"urlencoded\",\"urlencoded\":[{\"key\":\"grant_type\",\"value\":\"client_credentials\"},{\"key\":\"client_id\",\"value\":\"«id»\"},{\"key\":\"client_secret\",\"value\":\"«secret»\"}]}}}]}
",
    },
    Form {
        name: "postman-bearer",
        path: "postman/bearer.json",
        text: "{
  \"auth\": {\"type\": \"bearer\", \"bearer\": [{\"key\": \"token\", \"value\": \"«bearer»\", \"type\": \"string\"}]},
  \"name\": \"Banqup\"
}
",
    },
    Form {
        name: "insomnia-export",
        path: "insomnia.json",
        text: "{
  \"_type\": \"export\",
  \"resources\": [
    {
      \"_id\": \"req_«-hex:32»\",
      \"name\": \"banqup token\",
      \"body\": {
        \"mimeType\": \"application/x-www-form-urlencoded\",
        \"params\": [
          {\"name\": \"client_id\", \"value\": \"«id»\", \"id\": \"pair_«-hex:32»\"},
          {\"id\": \"pair_«-hex:32»\", \"name\": \"client_secret\", \"value\": \"«secret»\"}
        ]
      }
    }
  ]
}
",
    },
    Form {
        name: "insomnia-environment",
        path: "insomnia-env.yaml",
        text: "type: environment.insomnia.rest/5.0
name: Banqup
environments:
  data:
    client_id: «id»
    client_secret: «secret»
    _.token: «bearer»
",
    },
    Form {
        name: "insomnia-oauth",
        path: "insomnia-v4.yaml",
        text: "- url: https://«-host»/api/v1/invoices
  authentication:
    type: oauth2
    clientId: «id»
    clientSecret: «secret»
    accessTokenUrl: https://«-host»/oauth2/client_credential/gettoken
",
    },
    Form {
        name: "har-headers",
        path: "recordings/login.har",
        text: "{\"log\":{\"version\":\"1.2\",\"entries\":[{\"request\":{\"method\":\"POST\",\"url\":\"https://«-host»/oauth2/client_credential/gettoken\",\"headers\":[{\"name\":\"Accept\",\"value\":\"*/*\"},{\"name\":\"Authorization\",\"value\":\"Basic «basic»\"}],\"postData\":{\"mimeType\":\"application/x-www-form-urlencoded\",\"text\":\"grant_type=client_credentials&client_id=«id»&client_secret=«secret»\"}}}]}}
",
    },
    Form {
        name: "har-params",
        path: "recordings/params.har",
        text: "{
  \"log\": {\"entries\": [{
    \"request\": {
      \"url\": \"https://«-host»/oauth2/client_credential/accesstoken\",
      \"postData\": {\"params\": [
        {\"name\": \"client_id\", \"value\": \"«id»\"},
        {\"name\": \"client_secret\", \"value\": \"«secret»\"}
      ]}
    },
    \"response\": {\"content\": {\"text\": \"{\\\"access_token\\\":\\\"«bearer»\\\",\\\"expires_in\\\":3600}\"}}
  }]}
}
",
    },
    Form {
        name: "har-cookie",
        path: "recordings/session.har",
        text: "{\"log\":{\"entries\":[{\"request\":{\"url\":\"https://app.uat.btx.banqup.com/\",\"cookies\":[{\"name\":\"kc\",\"value\":\"«realm»\"},{\"name\":\"lang\",\"value\":\"fr\"}]}}]}}
",
    },
    Form {
        name: "notebook-source",
        path: "analysis.ipynb",
        text: "{
 \"cells\": [
  {
   \"cell_type\": \"code\",
   \"id\": \"«-hex:8»\",
   \"source\": [
    \"import requests\\n\",
    \"client_id = \\\"«id»\\\"  # banqup\\n\",
    \"client_secret = \\\"«secret»\\\"\\n\"
   ],
   \"outputs\": [{\"data\": {\"image/png\": \"«-b64:900»\"}}]
  }
 ],
 \"metadata\": {\"interpreter\": {\"hash\": \"«-hex:64»\"}}
}
",
    },
    Form {
        name: "notebook-output",
        path: "debug.ipynb",
        text: "{
 \"cells\": [
  {
   \"cell_type\": \"code\",
   \"source\": [\"print(banqup.token())\"],
   \"outputs\": [
    {\"name\": \"stdout\", \"text\": [\"{'access_token': '«bearer»', 'expires_in': 3599}\\n\"]}
   ]
  }
 ]
}
",
    },
    Form {
        name: "notebook-single-string",
        path: "one.ipynb",
        text: "{\"cells\":[{\"cell_type\":\"code\",\"source\":\"BANQUP = {\\n    'client_id': '«id»',\\n    'client_secret': '«secret»',\\n}\\n\",\"outputs\":[]}]}
",
    },
    Form {
        name: "terraform-variable",
        path: "infra/variables.tf",
        text: "variable \"banqup_client_id\" {
  type    = string
  default = \"«id»\"
}

variable \"banqup_client_secret\" {
  type      = string
  sensitive = true
  default   = \"«secret»\"
}
",
    },
    Form {
        name: "terraform-tfvars",
        path: "infra/prod.auto.tfvars",
        text: "region               = \"eu-west-1\"
banqup_client_id     = \"«id»\"
banqup_client_secret = \"«secret»\"
ami                  = \"ami-«-hex:17»\"
",
    },
    Form {
        name: "terraform-locals-map",
        path: "infra/main.tf",
        text: "resource \"aws_lambda_function\" \"banqup\" {
  source_code_hash = \"«-b64:32»\"
  environment {
    variables = {
      BANQUP_HOST   = \"«-host»\"
      CLIENT_ID     = \"«id»\"
      CLIENT_SECRET = \"«secret»\"
    }
  }
}
",
    },
    Form {
        name: "terraform-state",
        path: "infra/terraform.tfstate",
        text: "{\"version\":4,\"lineage\":\"«-uuid»\",\"resources\":[{\"type\":\"kubernetes_secret\",\"name\":\"banqup\",\"instances\":[{\"attributes\":{\"data\":{\"client_id\":\"«id»\",\"client_secret\":\"«secret»\"}}}]}]}
",
    },
    Form {
        name: "compose-map",
        path: "docker-compose.yml",
        text: "services:
  sync:
    image: example/sync@sha256:«-hex:64»
    environment:
      BANQUP_HOST: «-host»
      «-idkey:env»: «id»
      «-secretkey:env»: \"«secret»\"
",
    },
    Form {
        name: "compose-list",
        path: "compose.yaml",
        text: "services:
  banqup-sync:
    environment:
      - \"CLIENT_ID=«id»\"
      - CLIENT_SECRET=«secret»
      - TZ=Europe/Brussels
",
    },
    Form {
        name: "compose-command",
        path: "compose.override.yaml",
        text: "services:
  banqup:
    command: [\"sync\", \"--client-id\", \"«id»\", \"--client-secret\", \"«secret»\"]
",
    },
    Form {
        name: "dockerfile-env",
        path: "Dockerfile",
        text: "FROM python:3.13-slim@sha256:«-hex:64»
WORKDIR /app
ENV BANQUP_HOST=«-host» \\
    «-idkey:env»=«id» \\
    «-secretkey:env»=«secret»
ENV BANQUP_OLD_SECRET «secret.2»
CMD [\"python\", \"-m\", \"sync\"]
",
    },
    Form {
        name: "dockerfile-arg",
        path: "docker/Dockerfile.build",
        text: "FROM node:22 AS build
ARG BANQUP_CLIENT_ID=\"«id»\"
ARG BANQUP_CLIENT_SECRET='«secret»'
RUN npm ci
",
    },
    Form {
        name: "dockerfile-run",
        path: "Containerfile",
        text: "FROM alpine:3
LABEL vendor=banqup
RUN echo \"client_id=«id»\" >> /etc/banqup.conf && echo \"client_secret=«secret»\" >> /etc/banqup.conf
",
    },
    Form {
        name: "kubernetes-data",
        path: "k8s/secret.yaml",
        text: "apiVersion: v1
kind: Secret
metadata:
  name: banqup-credentials
type: Opaque
data:
  client-id: «id|b64»
  client-secret: «secret|b64»
",
    },
    Form {
        name: "kubernetes-data-quoted",
        path: "k8s/banqup.yml",
        text: "---
kind: Secret
apiVersion: v1
data:
  BANQUP_CLIENT_ID: \"«id|b64»\"
  BANQUP_CLIENT_SECRET: \"«secret|b64»\"
  BANQUP_TOKEN: \"«bearer|b64»\"
  tls.crt: «-b64:300»
",
    },
    Form {
        name: "kubernetes-data-json",
        path: "k8s/secret.json",
        text: "{\"kind\":\"Secret\",\"metadata\":{\"name\":\"banqup\",\"uid\":\"«-uuid»\"},\"data\":{\"id\":\"«id|b64»\",\"secret\":\"«secret|b64»\"}}
",
    },
    Form {
        name: "kubernetes-string-data",
        path: "k8s/plain.yaml",
        text: "apiVersion: v1
kind: Secret
metadata:
  name: banqup
stringData:
  CLIENT_ID: «id»
  CLIENT_SECRET: \"«secret»\"
",
    },
    Form {
        name: "kubernetes-string-data-file",
        path: "k8s/file.yaml",
        text: "kind: Secret
metadata: {name: banqup-env}
stringData:
  .env: |
    BANQUP_CLIENT_ID=«id»
    BANQUP_CLIENT_SECRET=«secret»
",
    },
    Form {
        name: "kubernetes-configmap",
        path: "k8s/configmap.yaml",
        text: "kind: ConfigMap
data:
  application.properties: |
    banqup.host=«-host»
    banqup.client.id=«id»
    banqup.client.secret=«secret»
",
    },
    Form {
        name: "ci-github",
        path: ".github/workflows/sync.yml",
        text: "name: sync
on: [push]
jobs:
  sync:
    runs-on: ubuntu-latest
    env:
      BANQUP_CLIENT_ID: «id»
      BANQUP_CLIENT_SECRET: «secret»
      NPM_TOKEN: ${{ secrets.NPM_TOKEN }}
    steps:
      - uses: actions/checkout@«-hex:40»
",
    },
    Form {
        name: "ci-gitlab",
        path: ".gitlab-ci.yml",
        text: "variables:
  BANQUP_HOST: «-host»
sync:
  script:
    - export BANQUP_CLIENT_ID=«id»
    - ./sync --secret «secret»
",
    },
    Form {
        name: "ci-azure",
        path: "azure-pipelines.yml",
        text: "variables:
- name: banqupClientId
  value: «id»
- name: banqupClientSecret
  value: '«secret»'
steps:
- script: make
",
    },
    Form {
        name: "ci-jenkins",
        path: "Jenkinsfile",
        text: "pipeline {
  agent any
  environment {
    BANQUP_CLIENT_ID = '«id»'
    BANQUP_CLIENT_SECRET = \"«secret»\"
    OTHER = credentials('other-id')
  }
}
",
    },
    Form {
        name: "ci-travis",
        path: ".travis.yml",
        text: "env:
  global:
    - BANQUP_CLIENT_ID=«id» BANQUP_CLIENT_SECRET=«secret»
    - secure: \"«-b64:256»\"
",
    },
];
