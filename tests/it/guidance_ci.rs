//! `ci-exposure` on pipelines as teams write them.

use crate::repo::Repo;
use crate::secrets::Secrets;

/// The path and line of each finding of the rule.
fn found(folder: &Repo, command: &str) -> Vec<(String, u64)> {
    let rule = "ci-exposure";
    folder.run(&[command, "--rule", rule, "--format", "json"]).places_of(rule)
}

/// The lines of `path` that are reported, where it is the only file.
fn lines(path: &str, text: &str) -> Vec<u64> {
    let folder = Repo::folder();
    folder.write(path, text);
    found(&folder, "check").into_iter().map(|(_, line)| line).collect()
}

/// A workflow with these lines as its steps.
fn workflow(steps: &str) -> String {
    format!(
        "name: Banqup sync\non: [push]\njobs:\n  sync:\n    runs-on: ubuntu-latest\n    steps:\n{steps}"
    )
}

#[test]
fn a_careless_workflow_is_told_line_by_line() {
    let secret = Secrets::new(811).alnum32();
    let text = format!(
        "name: Sync invoices
on:
  push:
    branches: [main]
env:
  BANQUP_BASE_URL: https://api.btx.eu.banqup.com
  BANQUP_CLIENT_ID: ${{{{ secrets.BANQUP_CLIENT_ID }}}}
  BANQUP_CLIENT_SECRET: ${{{{ secrets.BANQUP_CLIENT_SECRET }}}}
jobs:
  sync:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - name: Token
        run: |
          set -euxo pipefail
          TOKEN=$(curl -s -d \"client_secret=$BANQUP_CLIENT_SECRET\" \\
            https://api.btx.eu.banqup.com/oauth2/client_credential/gettoken | jq -r .access_token)
          echo \"token: $TOKEN\"
      - name: Upload
        run: python upload.py --client-secret '${{{{ secrets.BANQUP_CLIENT_SECRET }}}}'
      - name: Old
        env:
          BANQUP_CLIENT_SECRET: {secret}
        run: ./old.sh
"
    );
    let folder = Repo::new();
    folder.write(".github/workflows/sync.yml", &text);
    folder.git(&["add", "--all"]);
    let expected: Vec<(String, u64)> =
        [8, 16, 19, 21, 24].map(|line| (".github/workflows/sync.yml".to_owned(), line)).to_vec();
    assert_eq!(found(&folder, "check"), expected);
    assert_eq!(found(&folder, "staged"), expected);
    for format in ["text", "json", "sarif", "html"] {
        let shown = folder.run(&["check", "--format", format]).stdout;
        assert!(!shown.contains(&secret) && !shown.contains(&secret[8..]), "{format}: {shown}");
    }
}

#[test]
fn a_workflow_that_follows_the_guidance_is_silent() {
    let text = "name: Sync invoices with Banqup
on:
  push:
  pull_request:
permissions:
  contents: read
env:
  BANQUP_BASE_URL: https://api.btx.eu.banqup.com
  BANQUP_CLIENT_ID: ${{ vars.BANQUP_CLIENT_ID }}
jobs:
  test:
    runs-on: ubuntu-latest
    env:
      BANQUP_CLIENT_SECRET: unit-test-secret
    steps:
      - uses: actions/checkout@v5
      - run: set -x; pytest
  sync:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - uses: actions/checkout@v5
      - name: Token
        env:
          CLIENT_SECRET: ${{ secrets.BANQUP_CLIENT_SECRET }}
        run: |
          set -euo pipefail
          if [ -z \"$CLIENT_SECRET\" ]; then
            echo \"BANQUP_CLIENT_SECRET is not set\" >&2
            exit 1
          fi
          TOKEN=$(curl -sS --fail -d \"client_id=$BANQUP_CLIENT_ID\" -d \"client_secret=$CLIENT_SECRET\" \\
            https://api.btx.eu.banqup.com/oauth2/client_credential/gettoken | jq -r .access_token)
          echo \"::add-mask::$TOKEN\"
          echo \"BANQUP_TOKEN=$TOKEN\" >> \"$GITHUB_ENV\"
          echo \"got a token of ${#TOKEN} characters\"
      - run: python -m invoices
        env:
          BANQUP_CLIENT_SECRET: ${{ secrets.BANQUP_CLIENT_SECRET }}
      - uses: actions/upload-artifact@v4
        with:
          path: report.html
";
    assert_eq!(lines(".github/workflows/sync.yml", text), [0_u64; 0]);
}

#[test]
fn what_is_printed_is_told_from_what_goes_on() {
    let steps = "      - env:
          SECRET: ${{ secrets.BANQUP_CLIENT_SECRET }}
        run: |
          echo $SECRET
          echo '$SECRET'
          echo \"$SECRET\" | base64
          echo \"$SECRET\" | vault kv put secret/banqup client_secret=-
          printf '%s' \"${SECRET}\" > secret.txt
          printenv SECRET
          echo \"${SECRET:+set}\" \"${#SECRET}\"
          echo \"key ${{ secrets.BANQUP_CLIENT_SECRET }}\"
          # echo $SECRET
          python -c \"import os; print(os.environ['BANQUP_CLIENT_SECRET'])\"
      - run: ./sync
        env:
          SECRET: ${{ vars.BANQUP_CLIENT_SECRET }}
          BANQUP_CLIENT_ID: ${{ vars.BANQUP_CLIENT_ID }}
";
    assert_eq!(lines(".github/workflows/a.yml", &workflow(steps)), [10, 12, 15, 17, 19, 22]);
}

#[test]
fn requests_and_shells_that_tell_what_they_do() {
    let steps = "      - env:
          BANQUP_CLIENT_SECRET: ${{ secrets.BANQUP_CLIENT_SECRET }}
        run: |
          curl -sv -d \"client_secret=$BANQUP_CLIENT_SECRET\" https://api.btx.eu.banqup.com/oauth2/client_credential/gettoken -o t
          curl -v https://example.com/status
          curl -v https://api.btx.eu.banqup.com/health
          curl --trace-ascii - -H \"Authorization: Bearer $BANQUP_TOKEN\" https://api.btx.eu.banqup.com/v1
          curl -o v -d \"client_secret=$BANQUP_CLIENT_SECRET\" https://api.btx.eu.banqup.com/oauth2/client_credential/gettoken
          bash -x ./fetch.sh \"$BANQUP_CLIENT_SECRET\"
      - shell: bash -ex {0}
        run: ./fetch.sh --secret-stdin <<< \"$BANQUP_CLIENT_SECRET\"
      - shell: bash -e {0}
        run: ./fetch.sh --secret-stdin <<< \"$BANQUP_CLIENT_SECRET\"
";
    assert_eq!(lines(".github/workflows/a.yml", &workflow(steps)), [10, 13, 15, 16]);
    let traced = "sync:
  before_script:
    - set -x
  script:
    - make
    - ./token.sh \"$BANQUP_CLIENT_SECRET\"
quiet:
  variables:
    CI_DEBUG_TRACE: \"true\"
  script:
    - set -ex
    - make
    - set +x
    - ./token.sh \"$BANQUP_CLIENT_SECRET\"
";
    assert_eq!(lines(".gitlab-ci.yml", traced), [3, 9]);
}

#[test]
fn forks_get_no_secret() {
    let job = |condition: &str, reference: &str| {
        format!(
            "jobs:
  test:
    runs-on: ubuntu-latest
{condition}    steps:
      - uses: actions/checkout@v5
        with:
          ref: {reference}
      - run: ./test.sh
        env:
          BANQUP_CLIENT_SECRET: ${{{{ secrets.BANQUP_CLIENT_SECRET }}}}
"
        )
    };
    let head = "${{ github.event.pull_request.head.sha }}";
    let path = ".github/workflows/pr.yaml";
    let own = "    if: github.event.pull_request.head.repo.full_name == github.repository\n";
    assert_eq!(
        lines(
            path,
            &format!("on:\n  pull_request_target:\n    types: [opened]\n{}", job("", head))
        ),
        [2]
    );
    assert_eq!(lines(path, &format!("on: [push, pull_request_target]\n{}", job("", "main"))), [1]);
    assert_eq!(lines(path, &format!("on: pull_request_target\n{}", job(own, head))), [0_u64; 0]);
    assert_eq!(lines(path, &format!("on: pull_request\n{}", job("", head))), [0_u64; 0]);
    let run = "${{ github.event.workflow_run.head_sha }}";
    assert_eq!(
        lines(path, &format!("on:\n  workflow_run:\n    workflows: [x]\n{}", job("", run))),
        [10]
    );
    assert_eq!(
        lines(path, &format!("on:\n  workflow_run:\n    workflows: [x]\n{}", job("", "main"))),
        [0_u64; 0]
    );
}

#[test]
fn other_systems_are_read_too() {
    let secret = Secrets::new(812).alnum32();
    let cases: &[(&str, String, &[u64])] = &[
        (
            ".gitlab-ci.yml",
            format!("variables:\n  BANQUP_CLIENT_SECRET:\n    value: {secret}\n    description: x\nsync:\n  script:\n    - echo $BANQUP_CLIENT_SECRET > s.env\n  artifacts:\n    reports:\n      dotenv: s.env\n"),
            &[3, 10],
        ),
        (
            "azure-pipelines.yml",
            format!("variables:\n- name: BANQUP_CLIENT_SECRET\n  value: '{secret}'\nsteps:\n- script: echo $(BANQUP_CLIENT_SECRET)\n- script: sync --secret $(BANQUP_CLIENT_SECRET)\n- pwsh: Write-Host $env:BANQUP_CLIENT_SECRET\n"),
            &[3, 5, 6, 7],
        ),
        (
            "bitbucket-pipelines.yml",
            format!("pipelines:\n  default:\n    - step:\n        script:\n          - pipe: acme/sync:1.0\n            variables:\n              BANQUP_CLIENT_SECRET: {secret}\n          - echo ${{BANQUP_CLIENT_SECRET}}\n"),
            &[7, 8],
        ),
        (
            "ci/Jenkinsfile",
            format!("pipeline {{\n  environment {{\n    BANQUP_CLIENT_SECRET = '{secret}'\n    BANQUP_TOKEN = credentials('banqup-token')\n  }}\n  stages {{ stage('x') {{ steps {{\n    sh \"curl -d client_secret=${{BANQUP_CLIENT_SECRET}} https://api.btx.eu.banqup.com/x\"\n    sh 'curl -d client_secret=$BANQUP_CLIENT_SECRET https://api.btx.eu.banqup.com/x'\n    echo \"token ${{BANQUP_TOKEN}}\"\n  }} }} }}\n}}\n"),
            &[3, 7, 9],
        ),
        (
            ".circleci/config.yml",
            format!("jobs:\n  sync:\n    environment:\n      BANQUP_CLIENT_SECRET: {secret}\n    steps:\n      - run: echo $BANQUP_CLIENT_SECRET\n      - run:\n          command: |\n            ./sync\n"),
            &[4, 6],
        ),
        (".travis.yml", format!("env:\n  global:\n    - BANQUP_CLIENT_SECRET={secret}\n    - secure: abc\n"), &[3]),
        (".drone.yml", format!("steps:\n  - name: sync\n    environment:\n      BANQUP_CLIENT_SECRET: {secret}\n"), &[4]),
        (
            "buildspec.yml",
            "env:\n  secrets-manager:\n    BANQUP_CLIENT_SECRET: prod/Banqup:clientSecret\nphases:\n  build:\n    commands:\n      - ./sync\n".to_owned(),
            &[],
        ),
    ];
    for (path, text, expected) in cases {
        assert_eq!(lines(path, text), *expected, "{path}\n{text}");
    }
}

#[test]
fn files_with_secrets_are_not_kept() {
    let steps = "      - run: |
          cat > banqup.env <<EOF
          BANQUP_CLIENT_SECRET=${{ secrets.BANQUP_CLIENT_SECRET }}
          EOF
      - uses: actions/upload-artifact@v4
        with:
          path: |
            dist/
            banqup.env
      - uses: actions/upload-artifact@v4
        with:
          path: dist/
";
    assert_eq!(lines(".github/workflows/a.yml", &workflow(steps)), [15]);
}

#[test]
fn a_pipeline_that_no_parser_takes_is_read_as_text() {
    let secret = Secrets::new(813).alnum32();
    let text = format!(
        "sync:\n  script:\n  - \"unclosed\n variables:\n   BANQUP_CLIENT_SECRET: {secret}\n"
    );
    assert_eq!(lines(".gitlab-ci.yml", &text), [5]);
}

#[test]
fn lists_of_variables_are_told_by_what_comes_out_of_them() {
    let text = "debug:
  variables:
    BANQUP_URL: https://api.btx.eu.banqup.com
  script:
    - printenv | grep BANQUP
    - env | sort | grep -iE '^(banqup|upg)_' | tee /dev/stderr
    - env | grep -q BANQUP
    - env | grep BANQUP_URL
    - env | grep BANQUP | cut -d= -f1
    - env | grep BANQUP > vars.env
    - set | grep BANQUP_CLIENT
";
    assert_eq!(lines(".gitlab-ci.yml", text), [5, 6, 11]);
}
