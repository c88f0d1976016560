//! `plain-kubernetes-secret` on manifests, charts and commands.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::repo::Repo;
use crate::secrets::Secrets;

/// The path and line of each finding of the rule.
fn found(folder: &Repo, command: &str) -> Vec<(String, u64)> {
    let rule = "plain-kubernetes-secret";
    folder.run(&[command, "--rule", rule, "--format", "json"]).places_of(rule)
}

fn lines(path: &str, text: &str) -> Vec<u64> {
    let folder = Repo::folder();
    folder.write(path, text);
    found(&folder, "check").into_iter().map(|(_, line)| line).collect()
}

#[test]
fn a_chart_with_secrets_in_it() {
    let mut secrets = Secrets::new(831);
    let (plain, other, third) =
        (secrets.alphanumeric(18), secrets.alphanumeric(22), secrets.alphanumeric(26));
    let encoded = STANDARD.encode(&plain);
    let folder = Repo::new();
    folder.write("charts/invoices/Chart.yaml", "apiVersion: v2\nname: invoices\nversion: 0.1.0\n");
    folder.write(
        "charts/invoices/values.yaml",
        format!("image:\n  tag: \"1.4\"\n# Banqup\nbanqup:\n  baseUrl: https://api.btx.eu.banqup.com\n  clientId: abc\n  clientSecret: {other}\npostgresql:\n  auth:\n    password: {third}\n"),
    );
    folder.write(
        "charts/invoices/templates/secret.yaml",
        format!(
            "{{{{- if .Values.banqup.enabled }}}}
apiVersion: v1
kind: Secret
metadata:
  name: {{{{ include \"invoices.fullname\" . }}}}-banqup
  labels:
    {{{{- include \"invoices.labels\" . | nindent 4 }}}}
type: Opaque
data:
  client_id: {{{{ .Values.banqup.clientId | b64enc | quote }}}}
  client_secret: {encoded}
  access_token: {{{{ \"{third}\" | b64enc }}}}
{{{{- end }}}}
---
apiVersion: v1
kind: Secret
metadata:
  name: stripe
data:
  client_secret: {encoded}
"
        ),
    );
    folder.git(&["add", "--all"]);
    let expected = [
        ("charts/invoices/templates/secret.yaml".to_owned(), 11),
        ("charts/invoices/templates/secret.yaml".to_owned(), 12),
        ("charts/invoices/values.yaml".to_owned(), 7),
    ];
    assert_eq!(found(&folder, "check"), expected);
    assert_eq!(found(&folder, "staged"), expected);
    for format in ["text", "json", "gitlab"] {
        let shown = folder.run(&["check", "--format", format]).stdout;
        for value in [&plain, &encoded, &other, &third] {
            assert!(!shown.contains(value.as_str()), "{format}: {shown}");
        }
    }
}

#[test]
fn a_chart_that_follows_the_guidance_is_silent() {
    let sealed = Secrets::new(832).alphanumeric(200);
    let folder = Repo::folder();
    folder.write(
        "charts/invoices/values.yaml",
        "banqup:\n  baseUrl: https://api.btx.eu.banqup.com\n  existingSecret: banqup-credentials\n  existingSecretKey: client_secret\n  clientSecret: \"\"\nenv:\n  - name: BANQUP_CLIENT_SECRET\n    valueFrom:\n      secretKeyRef: {name: banqup-credentials, key: client_secret}\n",
    );
    folder.write(
        "charts/invoices/templates/secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: banqup\nstringData:\n  {{- with .Values.banqup }}\n  clientSecret: {{ required \"banqup.clientSecret\" .clientSecret | quote }}\n  {{- end }}\n",
    );
    folder.write(
        "k8s/sealed.yaml",
        format!("apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: banqup\nspec:\n  encryptedData:\n    client_secret: {sealed}\n  template:\n    metadata:\n      name: banqup\n"),
    );
    folder.write(
        "k8s/external.yaml",
        "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: banqup\nspec:\n  target:\n    template:\n      data:\n        client_secret: \"{{ .secret }}\"\n  data:\n    - secretKey: secret\n      remoteRef: {key: banqup, property: clientSecret}\n",
    );
    folder.write(
        "k8s/sops.yaml",
        format!("apiVersion: v1\nkind: Secret\nmetadata:\n  name: banqup\nstringData:\n  client_secret: ENC[AES256_GCM,data:{sealed},iv:a,tag:b,type:str]\nsops:\n  lastmodified: \"2026-01-01T00:00:00Z\"\n  mac: ENC[AES256_GCM,data:c]\n"),
    );
    folder.write(
        "k8s/deployment.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: banqup-sync\nspec:\n  template:\n    metadata:\n      annotations:\n        vault.hashicorp.com/agent-inject-secret-banqup: secret/data/Banqup/prod\n    spec:\n      containers:\n        - name: sync\n          envFrom:\n            - secretRef: {name: banqup-credentials}\n          env:\n            - {name: BANQUP_CLIENT_SECRET_FILE, value: /vault/secrets/banqup}\n            - name: BANQUP_CLIENT_SECRET\n              value: $(CLIENT_SECRET)\n",
    );
    assert_eq!(found(&folder, "check"), []);
}

#[test]
fn manifests_in_every_form() {
    let mut secrets = Secrets::new(833);
    let (value, uuid) = (secrets.alphanumeric(20), secrets.uuid());
    let encoded = STANDARD.encode(format!("BANQUP_REGION=eu\nBANQUP_CLIENT_SECRET={value}\n"));
    let cases: &[(&str, String, &[u64])] = &[
        (
            "list.yaml",
            format!(
                "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {{name: banqup}}\n  stringData:\n    secret: {value}\n"
            ),
            &[8],
        ),
        (
            "secret.json",
            format!(
                "{{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"Secret\",\n\t\"metadata\": {{\"name\": \"banqup\"}},\n\t\"stringData\": {{\n\t\t\"client_id\": \"x\",\n\t\t\"client_secret\": \"{value}\"\n\t}}\n}}\n"
            ),
            &[7],
        ),
        (
            "secret.yaml",
            format!(
                "apiVersion: v1\nkind: Secret\nmetadata:\n  name: banqup\nstringData:\n  application.yaml: |\n    banqup:\n      base-url: https://api.btx.eu.banqup.com\n      client-secret: {uuid}\n"
            ),
            &[9],
        ),
        (
            "secret.yaml",
            format!(
                "apiVersion: v1\nkind: Secret\nmetadata:\n  name: banqup\ndata:\n  .env: {encoded}\n"
            ),
            &[6],
        ),
        (
            "config.yaml",
            format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: sync\ndata:\n  BANQUP_CLIENT_SECRET: {value}\n"
            ),
            &[6],
        ),
        (
            "job.yaml",
            format!(
                "apiVersion: batch/v1\nkind: CronJob\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n            - name: sync\n              env:\n                - name: BANQUP_CLIENT_SECRET\n                  value: \"{value}\"\n"
            ),
            &[12],
        ),
        (
            "kustomization.yaml",
            format!(
                "secretGenerator:\n- name: banqup\n  literals:\n  - \"client_secret={value}\"\n  - region=eu\n"
            ),
            &[4],
        ),
        (
            "release.yaml",
            format!(
                "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  values:\n    banqup:\n      clientSecret: {value}\n"
            ),
            &[6],
        ),
        (
            "deploy.sh",
            format!(
                "kubectl -n x create secret generic banqup \\\n  --from-literal=client_id=abc \\\n  --from-literal client_secret='{value}'\n"
            ),
            &[3],
        ),
        (
            "deploy.sh",
            format!(
                "helm upgrade invoices ./chart --set image.tag=1,banqup.clientSecret={value}\n"
            ),
            &[1],
        ),
        (
            "main.tf",
            format!(
                "resource \"kubernetes_secret\" \"banqup\" {{\n  metadata {{ name = \"banqup\" }}\n  data = {{\n    client_id     = var.id\n    client_secret = \"{value}\"\n  }}\n}}\n"
            ),
            &[5],
        ),
        (
            "one.json",
            format!(
                "{{\"kind\":\"Secret\",\"metadata\":{{\"name\":\"banqup\"}},\"stringData\":{{\"clientSecret\":\"{value}\",\"accessToken\":\"{uuid}\"}}}}\n"
            ),
            &[1],
        ),
        (
            "apply.sh",
            format!(
                "export A=b\nkubectl apply -f - <<EOF\napiVersion: v1\nkind: Secret\nmetadata:\n  name: banqup\nstringData:\n  client_secret: {value}\nEOF\n"
            ),
            &[8],
        ),
        (
            "index.ts",
            format!(
                "new k8s.core.v1.Secret('banqup', {{\n  stringData: {{\n    clientSecret: '{value}',\n    clientId: id,\n  }},\n}});\n"
            ),
            &[3],
        ),
        (
            "broken.yaml",
            format!(
                "apiVersion: v1\nkind: Secret\nmetadata:\n  name: banqup\nstringData:\n  a: [\n  client_secret: {value}\n"
            ),
            &[7],
        ),
    ];
    for (path, text, expected) in cases {
        assert_eq!(lines(path, text), *expected, "{path}\n{text}");
        let folder = Repo::folder();
        folder.write(path, text);
        let shown = folder.run(&["check", "--format", "json"]).stdout;
        assert!(!shown.contains(&value) && !shown.contains(&uuid), "{path}\n{shown}");
    }
}

#[test]
fn in_a_folder_of_banqup_others_stay_others() {
    let value = Secrets::new(834).alphanumeric(20);
    let values = format!(
        "clientSecret: {value}\nconfig:\n  apiSecret: {value}\nkeycloak:\n  clientSecret: {value}\nsealedSecrets:\n  clientSecret: {value}\n"
    );
    assert_eq!(lines("charts/banqup/values.yaml", &values), [1, 3]);
    let deployment = format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{{{ .Release.Name }}}}\nspec:\n  containers:\n    - name: app\n      env:\n        - name: CLIENT_SECRET\n          value: {value}\n        - name: STRIPE_SECRET\n          value: {value}\n"
    );
    assert_eq!(lines("charts/banqup/templates/app.yaml", &deployment), [10]);
}

#[test]
fn hostile_documents_end() {
    let mut deep = String::from("kind: Secret\n# banqup\nstringData: ");
    deep.push_str(&"[".repeat(50_000));
    let wide = format!("# banqup\nkind: Secret\nstringData:\n{}", "  a: *b\n".repeat(50_000));
    let folder = Repo::folder();
    folder
        .write("deep.yaml", deep)
        .write("wide.yaml", wide)
        .write(".github/workflows/a.yml", "# banqup\non: &a [*a]\njobs: {? {{: }}");
    assert_eq!(found(&folder, "check"), []);
}

#[test]
fn a_secret_counts_whatever_its_entry_is_called() {
    let mut secrets = Secrets::new(839);
    let (id, secret, other) = (secrets.id48(), secrets.secret64(), secrets.alnum32());
    let of = |name: &str, value: &str| {
        format!(
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\nstringData:\n  username: {id}\n  password: {value}\n"
        )
    };
    assert_eq!(lines("s.yaml", &of("banqup-api", &secret)), [7]);
    assert_eq!(lines("s.yaml", &of("banqup-credentials", &secrets.alphanumeric(20))), [7]);
    // A database of the connector's is no affair of Banqup's.
    assert_eq!(lines("s.yaml", &of("banqup-postgres", &secrets.alphanumeric(20))), [0; 0]);
    let both = format!("{}---\n{}", of("banqup-api", "changeme"), of("postgres", &other));
    assert_eq!(lines("s.yaml", &both), [0; 0]);
    let file = format!(
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: banqup\ndata:\n  banqup.properties: {}\n",
        STANDARD.encode(format!("banqup.client-id={id}\nbanqup.client-secret={secret}\n"))
    );
    assert_eq!(lines("s.yaml", &file), [6]);
}
