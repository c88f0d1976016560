//! A project that does everything as the guidance asks: it is about Banqup from end to end, and nothing is reported.

use crate::repo::Repo;

const FILES: &[(&str, &str)] = &[
    (".gitignore", ".env\n.env.*\n!.env.example\n*.tfstate\n"),
    (
        ".env.example",
        "BANQUP_CLIENT_ID=\nBANQUP_CLIENT_SECRET=your-client-secret-here\nBANQUP_URL=https://api.uat.btx.eu.banqup.com\n",
    ),
    (
        "shop/banqup.py",
        r#""""The client of the Banqup API."""
import logging
import os

import requests

BASE = os.environ["BANQUP_URL"]
log = logging.getLogger(__name__)


def token() -> str:
    form = {
        "grant_type": "client_credentials",
        "client_id": os.environ["BANQUP_CLIENT_ID"],
        "client_secret": os.environ["BANQUP_CLIENT_SECRET"],
    }
    log.info("asking Banqup for an access token")
    answer = requests.post(f"{BASE}/oauth2/client_credential/gettoken", data=form, timeout=10)
    answer.raise_for_status()
    return answer.json()["access_token"]


def companies() -> list:
    headers = {"Authorization": f"Bearer {token()}"}
    return requests.get(f"{BASE}/v1/companies", headers=headers, timeout=10).json()
"#,
    ),
    (
        "web/app/api/invoices/route.ts",
        r#"import "server-only";

export async function GET() {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: process.env.BANQUP_CLIENT_ID!,
    client_secret: process.env.BANQUP_CLIENT_SECRET!,
  });
  const answer = await fetch(`${process.env.BANQUP_URL}/oauth2/client_credential/gettoken`, {
    method: "POST",
    body: form,
  });
  const { access_token: token } = await answer.json();
  const invoices = await fetch(`${process.env.BANQUP_URL}/v1/invoices`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  return Response.json(await invoices.json());
}
"#,
    ),
    ("web/.env.example", "NEXT_PUBLIC_BANQUP_PORTAL=https://app.uat.btx.banqup.com\n"),
    (
        "Dockerfile",
        "FROM python:3.13-slim\nWORKDIR /app\nCOPY shop shop\nENV BANQUP_URL=https://api.btx.eu.banqup.com\nRUN --mount=type=secret,id=banqup_client_secret ./check.sh\nCMD [\"python\", \"-m\", \"shop\"]\n",
    ),
    (
        "compose.yaml",
        "services:\n  shop:\n    build: .\n    environment:\n      BANQUP_CLIENT_ID: ${BANQUP_CLIENT_ID}\n    secrets: [banqup_client_secret]\nsecrets:\n  banqup_client_secret:\n    environment: BANQUP_CLIENT_SECRET\n",
    ),
    (
        ".github/workflows/test.yml",
        "name: test\non: [push, pull_request]\npermissions:\n  contents: read\njobs:\n  contract:\n    if: github.event_name == 'push'\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n      - name: Contract tests against Banqup\n        env:\n          BANQUP_CLIENT_ID: ${{ secrets.BANQUP_CLIENT_ID }}\n          BANQUP_CLIENT_SECRET: ${{ secrets.BANQUP_CLIENT_SECRET }}\n        run: python -m pytest tests/contract\n",
    ),
    (
        "chart/templates/external-secret.yaml",
        "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: banqup\nspec:\n  secretStoreRef:\n    name: vault\n    kind: ClusterSecretStore\n  data:\n    - secretKey: client_secret\n      remoteRef:\n        key: banqup\n        property: client_secret\n",
    ),
    (
        "chart/templates/deployment.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  template:\n    spec:\n      containers:\n        - name: shop\n          image: {{ .Values.image | quote }}\n          env:\n            - name: BANQUP_CLIENT_SECRET\n              valueFrom:\n                secretKeyRef:\n                  name: banqup\n                  key: client_secret\n",
    ),
    (
        "app/src/main/java/com/example/shop/Invoices.kt",
        "package com.example.shop\n\n/** Invoices come from our own server, which alone talks to Banqup. */\nclass Invoices(private val api: ShopApi) {\n    suspend fun all() = api.get(\"https://shop.example.com/api/invoices\")\n}\n",
    ),
    (
        "infra/main.tf",
        "variable \"banqup_client_secret\" {\n  type      = string\n  sensitive = true\n}\n\ndata \"vault_generic_secret\" \"banqup\" {\n  path = \"secret/banqup\"\n}\n",
    ),
    (
        "README.md",
        "# Shop\n\nSends invoices through [Banqup](https://www.banqup.com). Never turn off the check of certificates, and never commit a Client Secret:\ncopy `.env.example` to `.env` and run `chmod 600 .env`.\n",
    ),
];

#[test]
fn a_project_that_follows_the_guidance_reports_nothing() {
    let repo = Repo::new();
    for (path, text) in FILES {
        repo.write(path, text);
    }
    repo.git(&["add", "--all"]);
    assert_eq!(repo.run(&["staged", "--format", "json"]).exits_with(0).paths(), [""; 0]);
    repo.commit("Sell things");
    for command in ["check", "history", "audit"] {
        let ran = repo.run(&[command, "--fail-on", "note", "--format", "json"]).exits_with(0);
        assert_eq!(ran.found(), [], "{command}");
    }
}
