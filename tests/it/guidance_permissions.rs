//! `loose-file-permissions` where scripts, code and deployments set a mode.

use crate::repo::Repo;
use crate::secrets::Secrets;

/// The lines of a file that are reported, where it is the only one.
fn lines(path: &str, text: &str) -> Vec<u64> {
    let folder = Repo::folder();
    folder.write(path, text);
    let rule = "loose-file-permissions";
    let ran = folder.run(&["check", "--rule", rule, "--format", "json"]);
    ran.places_of(rule).into_iter().map(|(_, line)| line).collect()
}

#[test]
fn scripts_are_told_line_by_line() {
    let text = "#!/bin/sh
# Banqup connector
install -d -m 755 /etc/banqup/secrets
install -m 0644 banqup.env /etc/banqup/banqup.env
install -o root -g banqup -m 0640 banqup.env /etc/banqup/app.env
install -Dm644 token.json /var/lib/banqup/token.json
cp banqup-credentials.json /etc/connector/keys.json
chmod 644 /etc/connector/keys.json
chmod 777 /etc/banqup/banqup-credentials.json
chmod a+r \"/opt/banqup/.env\"
sudo chmod u=rw,go=r /opt/banqup/.env
chmod go-rwx /opt/banqup/.env
chmod 600 /opt/banqup/.env
chmod 755 /opt/banqup/sync.sh /opt/banqup
chmod 644 /opt/banqup/README.md
chmod +x /opt/banqup/token
SECRET_FILE=/run/banqup/client_secret
printf '%s' \"$BANQUP_CLIENT_SECRET\" > /tmp/x
chmod 666 \"$SECRET_FILE\"
chmod 644 /tmp/x
chmod 644 /tmp/y
cat > /srv/app.conf <<EOF
client_secret=$BANQUP_CLIENT_SECRET
EOF
chmod 0664 /srv/app.conf
chmod $MODE /opt/banqup/.env
# chmod 644 /opt/banqup/.env would be read by all
setfacl -m u:sync:r /opt/banqup/.env
";
    assert_eq!(lines("deploy.sh", text), [4, 6, 8, 9, 10, 11, 19, 20, 25]);
    let text = "install:
\tinstall -m 755 banqup-token /usr/local/bin/banqup-token
\tinstall -m 644 banqup-token.service $(DESTDIR)/etc/systemd/system/
\tchmod 644 /etc/cron.d/banqup-token
\tchmod 644 $(DESTDIR)/etc/banqup/banqup.env
\tchmod 644 /etc/banqup/banqup.env.gpg
";
    assert_eq!(lines("Makefile", text), [5]);
}

#[test]
fn a_reference_in_a_file_is_no_secret() {
    let text = "# Banqup
cat > /srv/compose.yml <<'END'
environment:
  BANQUP_CLIENT_SECRET: ${BANQUP_CLIENT_SECRET}
END
chmod 644 /srv/compose.yml
echo \"BANQUP_CLIENT_SECRET=op://vault/banqup/secret\" > /srv/refs
chmod 644 /srv/refs
echo \"BANQUP_CLIENT_SECRET=$BANQUP_CLIENT_SECRET\" > /srv/values
chmod 644 /srv/values
";
    assert_eq!(lines("deploy.sh", text), [10]);
    let tasks = "- copy:
    dest: /srv/compose.yml
    content: |
      environment:
        BANQUP_CLIENT_SECRET: ${BANQUP_CLIENT_SECRET}
        BANQUP_CLIENT_SECRET_FILE: /run/secrets/banqup
    mode: '0644'
";
    assert_eq!(lines("tasks.yml", tasks), [0; 0]);
}

#[test]
fn images_pipelines_and_windows() {
    let image = "FROM debian
COPY banqup-credentials.json /etc/banqup/credentials.json
RUN apt-get install -y ca-certificates && chmod 644 /etc/banqup/credentials.json
COPY --chmod=0644 banqup.env /etc/app/
COPY --chmod=0600 banqup.env /etc/app/
COPY --chmod=755 sync.sh /usr/bin/
";
    assert_eq!(lines("Dockerfile", image), [3, 4]);
    let pipeline = "deploy:
  script:
    - echo \"BANQUP_CLIENT_SECRET=$BANQUP_CLIENT_SECRET\" > .env
    - chmod 644 .env
    - ssh host 'chmod 644 /opt/banqup/.env'
";
    assert_eq!(lines(".gitlab-ci.yml", pipeline), [4, 5]);
    let batch = "rem Banqup
icacls C:\\banqup\\credentials.json /grant Everyone:R
icacls \"C:\\banqup\\credentials.json\" /inheritance:r /grant:r \"BUILTIN\\Users:(R)\"
icacls C:\\banqup\\credentials.json /inheritance:r /grant:r svc-banqup:R
icacls C:\\banqup\\credentials.json /remove Everyone
icacls C:\\banqup\\logs /grant Everyone:F
";
    assert_eq!(lines("setup.bat", batch), [2, 3]);
    let script = "# Banqup
$rule = New-Object System.Security.AccessControl.FileSystemAccessRule('Everyone', 'Read', 'Allow')
$acl.SetAccessRule($rule)
Set-Acl -Path 'C:\\banqup\\credentials.json' -AclObject $acl
";
    assert_eq!(lines("setup.ps1", script), [2]);
}

/// The path of a file of code, its text, and the lines that are reported.
const CODE: &[(&str, &str, &[u64])] = &[
    (
        "a.py",
        "import os\nPATH = '/var/lib/x/banqup_token.json'\nos.chmod(PATH, 0o666)\nos.chmod(PATH, 0o600)\nos.chmod('/var/lib/x/report.json', 0o644)\n",
        &[3],
    ),
    (
        "b.py",
        "fd = os.open('banqup_client_secret.txt', os.O_CREAT | os.O_WRONLY, 0o666)\nfd = os.open('banqup_client_secret.txt', os.O_RDONLY, 0o666)\n",
        &[1],
    ),
    (
        "c.py",
        "TOKEN = Path.home() / '.banqup' / 'token.json'\nTOKEN.chmod(0o644)\nTOKEN.parent.mkdir(mode=0o755)\nTOKEN.chmod(stat.S_IRUSR | stat.S_IROTH)\nTOKEN.chmod(m & ~stat.S_IROTH)\n",
        &[2, 4],
    ),
    (
        "n.py",
        "subprocess.run(['chmod', '644', '/etc/banqup/.env'], check=True)\nos.system('chmod 600 /etc/banqup/.env')\nos.system('chmod o+r /etc/banqup/.env')\nfiles.put(src='banqup.env', dest='/srv/app.env', mode='644')\n",
        &[1, 3, 4],
    ),
    (
        "o.ts",
        "const TOKEN_PATH = path.join(os.homedir(), '.banqup', 'token.json');\nawait fs.chmod(TOKEN_PATH, 0o644);\nawait writeFile(cache, JSON.stringify({ accessToken }), { mode: 0o666 });\nawait writeFile(report, JSON.stringify({ rows }), { mode: 0o666 });\n",
        &[2, 3],
    ),
    (
        "d.js",
        "fs.writeFileSync('/etc/banqup/client_secret', s, { mode: 0o644 });\nawait fs.promises.writeFile(file, process.env.BANQUP_CLIENT_SECRET, { encoding: 'utf8', mode: '0644' });\nfs.writeFileSync('out/banqup-invoices.csv', rows, { mode: 0o644 });\nfs.chmodSync('.banqup-token.json', 0o640);\n",
        &[1, 2],
    ),
    (
        "e.go",
        "package banqup\nfunc f(accessToken string) { os.WriteFile(\"banqup-token.json\", []byte(accessToken), 0o644) }\nfunc g(b []byte) { os.WriteFile(\"invoices.json\", b, 0o644) }\nvar f, _ = os.OpenFile(\"banqup-token.json\", os.O_CREATE|os.O_WRONLY, 0644)\n",
        &[2, 4],
    ),
    (
        "f.rb",
        "File.chmod(0644, 'config/banqup_credentials.yml')\nFileUtils.chmod 0644, 'config/banqup_credentials.yml'\nFile.write('banqup_token.json', t, perm: 0o600)\nFile.open('banqup_token.json', 'w', 0666) { |f| f << t }\n",
        &[1, 2, 4],
    ),
    (
        "g.php",
        "<?php\n$file = __DIR__ . '/banqup_token.json';\nfile_put_contents($file, $t);\nchmod($file, 0644);\nchmod($log, 0644); // banqup\n",
        &[4],
    ),
    ("h.pl", "my $f = '/etc/banqup/secret';\nchmod 0644, $f;\nchmod 0600, $f;\n", &[2]),
    (
        "i.c",
        "#define F \"/etc/banqup/token\"\nint fd = open(\"/etc/banqup/token\", O_CREAT | O_WRONLY, 0644);\nchmod(\"/etc/banqup/token\", S_IRUSR | S_IWUSR | S_IROTH);\n",
        &[2, 3],
    ),
    (
        "J.java",
        "class J { void s() throws Exception {\n  Path p = Path.of(\"banqup-token.json\");\n  Files.setPosixFilePermissions(p, PosixFilePermissions.fromString(\"rw-rw-rw-\"));\n  p.toFile().setReadable(true, false);\n  p.toFile().setReadable(true, true);\n} }\n",
        &[3, 4],
    ),
    (
        "k.rs",
        "fn f() {\n    let path = \"/etc/banqup/client_secret\";\n    fs::set_permissions(path, Permissions::from_mode(0o644))?;\n    OpenOptions::new().write(true).create(true).mode(0o600).open(path)?;\n}\n",
        &[3],
    ),
    (
        "L.cs",
        "// Banqup\nFile.SetUnixFileMode(\"/etc/banqup/token\", UnixFileMode.UserRead | UnixFileMode.OtherRead);\n",
        &[2],
    ),
];

#[test]
fn code_in_many_languages() {
    for (path, text, expected) in CODE {
        assert_eq!(lines(path, text), *expected, "{path}: {text}");
    }
}

#[test]
fn tasks_and_files_of_a_machine() {
    let mut secrets = Secrets::new(941);
    let cloud = format!(
        "#cloud-config
write_files:
  - path: /etc/banqup/credentials.env
    permissions: '0644'
    content: |
      BANQUP_CLIENT_SECRET={}
  - path: /opt/app/settings.ini
    permissions: '0644'
    content: |
      banqup_client_secret={}
  - path: /etc/motd
    permissions: '0644'
    content: hello
",
        secrets.secret64(),
        secrets.secret64()
    );
    assert_eq!(lines("cloud.yaml", &cloud), [4, 8]);
    let tasks = "- name: Banqup environment
  ansible.builtin.template:
    src: banqup.env.j2
    dest: /etc/app/env
    mode: \"0644\"
- name: Banqup folder
  file: {path: /etc/banqup/secrets, state: directory, mode: '0755'}
- copy:
    dest: /etc/banqup/client_secret
    content: '{{ banqup_client_secret }}'
    mode: u=rw,g=r,o=r
- copy: src=a dest=/etc/banqup/.env mode=0644
- lineinfile:
    path: /etc/default/connector
    line: BANQUP_CLIENT_SECRET={{ secret }}
    mode: 0664
- copy:
    dest: /etc/banqup/client_secret
    mode: '0640'
- template: {src: sync.service.j2, dest: /etc/systemd/system/banqup.service, mode: '0644'}
";
    assert_eq!(lines("tasks/main.yml", tasks), [5, 11, 12, 16]);
    let salt = "/etc/banqup/client.env:
  file.managed:
    - source: salt://x
    - mode: '0644'
/etc/motd:
  file.managed:
    - mode: '0644'
";
    assert_eq!(lines("banqup.sls", salt), [4]);
}

#[test]
fn resources_and_volumes() {
    let terraform = "resource \"local_file\" \"banqup\" {
  content         = var.banqup_client_secret
  filename        = \"/srv/x\"
  file_permission = \"0644\"
}
resource \"local_sensitive_file\" \"banqup\" {
  content         = var.banqup_client_secret
  filename        = \"/etc/banqup/client_secret\"
  file_permission = \"0600\"
}
resource \"local_file\" \"hosts\" {
  content         = \"banqup\"
  filename        = \"hosts.ini\"
  file_permission = \"0644\"
}
";
    assert_eq!(lines("main.tf", terraform), [4]);
    let puppet = "file { '/etc/banqup/client_secret':
  ensure => file,
  mode   => '0644',
}
file { '/etc/banqup/secrets':
  ensure => directory,
  mode   => '0755',
}
";
    assert_eq!(lines("banqup.pp", puppet), [3]);
    let chef = "template '/etc/banqup/banqup.env' do
  source 'env.erb'
  mode '0644'
end
file '/etc/banqup/readme' do
  mode '0644'
end
";
    assert_eq!(lines("recipes/default.rb", chef), [3]);
    let pod = "apiVersion: v1
kind: Pod
spec:
  volumes:
    - name: a
      secret:
        secretName: banqup-client-secret
        defaultMode: 0666
    - name: b
      secret: {secretName: banqup, defaultMode: 0644}
    - name: c
      secret: {secretName: tls, defaultMode: 420}
    - name: d
      configMap: {name: banqup, defaultMode: 0644}
    - name: e
      projected:
        defaultMode: 420
        sources:
          - secret: {name: banqup}
";
    assert_eq!(lines("pod.yaml", pod), [8]);
}

#[test]
fn what_has_nothing_to_do_with_a_credential_is_silent() {
    for (path, text) in [
        (
            "a.sh",
            "# Banqup\nchmod 644 /etc/nginx/nginx.conf\nchmod 644 /etc/stripe/credentials.json\nchmod 755 bin/*\nnpm install -m 644\n",
        ),
        (
            "b.py",
            "import banqup\nos.chmod('google_token.json', 0o644)\nos.chmod(path, 0o644)\nopen('banqup_token.json', 'w')\n",
        ),
        (
            "c.js",
            "const banqup = 1;\nfs.writeFileSync('dist/banqup.js', code, { mode: 0o755 });\nfs.chmodSync('/etc/banqup/.env.example', 0o644);\n",
        ),
        ("tests/test_store.py", "os.chmod('banqup_token.json', 0o644)  # must be refused\n"),
        ("README.md", "# Banqup\n\nNever run `chmod 644 /etc/banqup/.env`.\n"),
        (
            "d.yaml",
            "- template: {src: banqup.conf.j2, dest: /etc/banqup/banqup.conf, mode: '0644'}\n",
        ),
        (
            "compose.yaml",
            "services:\n  a:\n    secrets:\n      - source: banqup_client_secret\n        target: banqup_client_secret\n        mode: 0444\n",
        ),
    ] {
        assert_eq!(lines(path, text), [0; 0], "{path}: {text}");
    }
}
