//! `container-image-exposure` on the files that images are built by.

use crate::repo::Repo;
use crate::secrets::Secrets;

/// The path and line of each finding of the rule.
fn found(folder: &Repo, command: &str) -> Vec<(String, u64)> {
    let rule = "container-image-exposure";
    folder.run(&[command, "--rule", rule, "--format", "json"]).places_of(rule)
}

fn lines(path: &str, text: &str) -> Vec<u64> {
    let folder = Repo::folder();
    folder.write(path, text);
    found(&folder, "check").into_iter().map(|(_, line)| line).collect()
}

#[test]
fn an_image_with_secrets_in_it() {
    let mut secrets = Secrets::new(821);
    let (secret, token) = (secrets.uuid(), secrets.alphanumeric(20));
    let text = format!(
        "# syntax=docker/dockerfile:1
FROM python:3.13-slim AS base
ARG BANQUP_CLIENT_ID
ARG BANQUP_CLIENT_SECRET
ENV BANQUP_BASE_URL=https://api.btx.eu.banqup.com \\
    # the pair
    BANQUP_CLIENT_ID=$BANQUP_CLIENT_ID \\
    BANQUP_CLIENT_SECRET=\"{secret}\"
WORKDIR /app
COPY requirements.txt .env.production ./
RUN pip install -r requirements.txt && \\
    BANQUP_ACCESS_TOKEN={token} python warm.py
RUN echo \"client_secret=$BANQUP_CLIENT_SECRET\" >> /app/settings.ini
RUN printf '%s' \"$BANQUP_CLIENT_SECRET\" | tee /app/secret
COPY . .
CMD [\"python\", \"-m\", \"sync\"]
"
    );
    let folder = Repo::new();
    folder.write("Dockerfile", &text);
    folder.git(&["add", "--all"]);
    let expected: Vec<(String, u64)> =
        [4, 8, 10, 12, 13, 14].map(|line| ("Dockerfile".to_owned(), line)).to_vec();
    assert_eq!(found(&folder, "check"), expected);
    assert_eq!(found(&folder, "staged"), expected);
    for format in ["text", "json", "markdown"] {
        let shown = folder.run(&["check", "--format", format]).stdout;
        assert!(!shown.contains(&token) && !shown.contains(&secret), "{format}: {shown}");
    }
}

#[test]
fn an_image_that_gets_its_secret_when_it_runs() {
    let folder = Repo::folder();
    folder.write(
        "Dockerfile",
        "FROM python:3.13-slim
ARG BANQUP_REGION=eu
ENV BANQUP_BASE_URL=https://api.btx.eu.banqup.com BANQUP_CLIENT_SECRET_FILE=/run/secrets/banqup_client_secret
RUN --mount=type=secret,id=banqup_client_secret \\
    BANQUP_CLIENT_SECRET=\"$(cat /run/secrets/banqup_client_secret)\" python -m sync.schema
COPY .env.example pyproject.toml ./
CMD [\"python\", \"-m\", \"sync\"]
",
    );
    folder.write(
        "compose.yaml",
        "services:
  banqup-sync:
    build:
      context: .
      args:
        BANQUP_REGION: eu
      secrets: [banqup_client_secret]
    env_file: .env
    environment:
      BANQUP_CLIENT_SECRET: ${BANQUP_CLIENT_SECRET:?}
    secrets: [banqup_client_secret]
secrets:
  banqup_client_secret:
    environment: BANQUP_CLIENT_SECRET
",
    );
    folder.write(
        "build.sh",
        "docker build --secret id=banqup_client_secret,env=BANQUP_CLIENT_SECRET .\n",
    );
    assert_eq!(found(&folder, "check"), []);
}

#[test]
fn build_arguments_wherever_they_are_given() {
    let cases: &[(&str, &str, &[u64])] = &[
        (
            "compose.yml",
            "services:\n  a:\n    build:\n      args:\n        - BANQUP_REGION=eu\n        - BANQUP_CLIENT_SECRET=${BANQUP_CLIENT_SECRET}\n",
            &[6],
        ),
        (
            "compose.yml",
            "x-build-args: &args\n  BANQUP_CLIENT_SECRET: ${BANQUP_CLIENT_SECRET}\nservices:\n  a:\n    build:\n      args: *args\n",
            &[2],
        ),
        ("Makefile", "image:\n\tdocker build --build-arg BANQUP_CLIENT_SECRET=$(SECRET) .\n", &[2]),
        (
            "package.json",
            "{\"scripts\": {\n\"image\": \"docker build --build-arg=BANQUP_CLIENT_SECRET .\"}}",
            &[2],
        ),
        (
            "cloudbuild.yaml",
            "steps:\n- name: gcr.io/cloud-builders/docker\n  args: ['build', '--build-arg', 'BANQUP_CLIENT_SECRET=$_X', '.']\n",
            &[3],
        ),
        (
            ".gitlab-ci.yml",
            "image:\n  script:\n    - /kaniko/executor --build-arg \"BANQUP_CLIENT_SECRET=$BANQUP_CLIENT_SECRET\"\n",
            &[3],
        ),
        (
            "skaffold.yaml",
            "build:\n  artifacts:\n    - docker:\n        buildArgs:\n          BANQUP_CLIENT_SECRET: \"{{.BANQUP_CLIENT_SECRET}}\"\n",
            &[5],
        ),
        (
            "stack.ts",
            "new DockerImageAsset(this, 'banqup', {\n  buildArgs: {\n    BANQUP_CLIENT_SECRET: process.env.BANQUP_CLIENT_SECRET!,\n  },\n});\n",
            &[3],
        ),
        (
            "build.py",
            "client.images.build(\n    path='.',\n    buildargs={'BANQUP_CLIENT_SECRET': os.environ['BANQUP_CLIENT_SECRET']},\n)\n",
            &[3],
        ),
        (
            "docker-bake.hcl",
            "target \"sync\" {\n  args = {\n    BANQUP_REGION = \"eu\"\n    BANQUP_CLIENT_SECRET = BANQUP_CLIENT_SECRET\n  }\n}\n",
            &[4],
        ),
        (
            "build.sh",
            "# --build-arg BANQUP_CLIENT_SECRET is public\ndocker build --build-arg BANQUP_REGION=eu --build-arg STRIPE_SECRET=$X .\n",
            &[],
        ),
    ];
    for (path, text, expected) in cases {
        assert_eq!(lines(path, text), *expected, "{path}\n{text}");
    }
}
