//! Archives and projects of several files.

use super::archive::{Zip, gzip, tar, zip};
use super::case::{Case, File};
use super::doc::Doc;
use super::sheet::Sheet;
use crate::secrets::Secrets;

const PROPERTIES: &str = "# banqup\nbanqup.clientId=«id»\nbanqup.clientSecret=«secret»\n";
const SETTINGS: &str = "{\"banqup\":{\"client_id\":\"«id»\",\"client_secret\":\"«secret»\"}}\n";
const DOCUMENT: &str = "<?xml version=\"1.0\"?><w:document><w:t>Banqup Client ID: «id»</w:t><w:t>Client Secret: «secret»</w:t></w:document>";

/// All the cases of this family.
pub(crate) fn cases(secrets: &Secrets) -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, template) in
        [("properties", PROPERTIES), ("settings", SETTINGS), ("document", DOCUMENT)]
    {
        let fill = |form: &str| Sheet::new(secrets.fork(&format!("{name}-{form}"))).fill(template);
        let mut add =
            |form: &str, path: &str, member: Option<&str>, pack: &dyn Fn(&str) -> Vec<u8>| {
                let mut doc = fill(form);
                if member.is_none() {
                    doc.marks.iter_mut().for_each(|mark| mark.expect.decoded.push("gzip"));
                }
                cases.push(Case::new(format!("{name}-{form}")).packed(path, member, &doc, pack));
            };
        let other = ("README", b"nothing here\n".as_slice());
        add("gzip", "app.log.gz", None, &|text| gzip(text.as_bytes()));
        add("zip", "backup.zip", Some("conf/app.properties"), &|text| {
            zip(&[other, ("conf/app.properties", text.as_bytes())], Zip::Deflated)
        });
        add("zip-stored", "stored.zip", Some("a b/é.txt"), &|text| {
            zip(&[("a b/é.txt", text.as_bytes()), other], Zip::Stored)
        });
        add("jar", "lib/app.jar", Some("application.properties"), &|text| {
            zip(
                &[
                    ("META-INF/MANIFEST.MF", b"Manifest-Version: 1.0\n"),
                    ("application.properties", text.as_bytes()),
                ],
                Zip::Deflated,
            )
        });
        add("apk", "app-release.apk", Some("assets/config.json"), &|text| {
            zip(
                &[("assets/config.json", text.as_bytes()), ("classes.dex", b"dex\n035\0")],
                Zip::Deflated,
            )
        });
        add("docx", "Access.docx", Some("word/document.xml"), &|text| {
            zip(
                &[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", text.as_bytes())],
                Zip::Deflated,
            )
        });
        add("zip-streamed", "streamed.zip", Some("conf/app.properties"), &|text| {
            zip(&[other, ("conf/app.properties", text.as_bytes())], Zip::Streamed)
        });
        add("tar", "backup.tar", Some("etc/banqup.conf"), &|text| {
            tar(&[other, ("etc/banqup.conf", text.as_bytes())])
        });
        add("tar-gz", "release.tar.gz", Some("etc/banqup.conf"), &|text| {
            gzip(&tar(&[("etc/banqup.conf", text.as_bytes()), other]))
        });
        add("jar-in-zip", "dist.zip", Some("lib/app.jar!/application.properties"), &|text| {
            let jar = zip(&[("application.properties", text.as_bytes())], Zip::Deflated);
            zip(&[other, ("lib/app.jar", &jar)], Zip::Stored)
        });
        add("zip-in-tar-gz", "all.tgz", Some("x.zip!/y.txt"), &|text| {
            gzip(&tar(&[("x.zip", &zip(&[("y.txt", text.as_bytes())], Zip::Deflated))]))
        });
        add("unnamed-zip", "attachment.bin", Some("y.txt"), &|text| {
            zip(&[("y.txt", text.as_bytes())], Zip::Deflated)
        });
    }
    cases.extend(projects(secrets));
    cases.push(quiet_archive(secrets));
    cases
}

/// What is weak by itself counts when another file of the project names a Banqup host, and only then.
fn projects(secrets: &Secrets) -> Vec<Case> {
    let host = "export const host = 'https://api.uat.btx.eu.banqup.com';\n";
    let earlier_host = "$api = 'https://v4-api.platform.eu.banqup.com/api/v4';\n";
    let weak: &[(&str, &str, &str)] = &[
        ("bare", host, "key one\n«id»\nkey two\n«secret»\n"),
        ("short-keys", host, "{\"id\": \"«id»\", \"secret\": \"«secret»\"}\n"),
        ("api-key", host, "API_KEY=«id»\nAPI_SECRET=«secret»\n"),
        ("client-keys", host, "client_id: «id»\nclient_secret: «secret»\n"),
        (
            "earlier-json",
            earlier_host,
            "{\"client_id\": \"«uid»\", \"client_secret\": \"«usecret»\"}\n",
        ),
        ("earlier-env", earlier_host, "CLIENT_ID=«uid»\nCLIENT_SECRET=«s32»\n"),
        ("earlier-code", earlier_host, "$clientId = '«uid»';\n$clientSecret = '«s32»';\n"),
    ];
    let mut cases = Vec::new();
    for (name, names_vendor, template) in weak {
        let doc = Sheet::new(secrets.fork(name)).fill(template);
        let mut vendor = Doc::default();
        vendor.push(names_vendor);
        cases.push(
            Case::new(format!("project-{name}"))
                .file("src/api.txt", &vendor)
                .file("conf/keys.txt", &doc),
        );
        if *name == "client-keys" {
            continue;
        }
        let mut stranger = Doc::default();
        stranger.push("const host = 'https://api.example.com';\n");
        let mut quiet = doc;
        quiet.marks.clear();
        cases.push(
            Case::new(format!("quiet-stranger-{name}"))
                .file("src/api.txt", &stranger)
                .file("conf/keys.txt", &quiet),
        );
    }
    cases
}

fn quiet_archive(secrets: &Secrets) -> Case {
    let mut secrets = secrets.fork("quiet-archive");
    let (digest, noise) = (secrets.hex(64), secrets.bytes(5000));
    let text = format!("banqup\nclient_secret_sha256={digest}\n");
    let mut case = Case::new("quiet-archive");
    case.files.push(File {
        path: "noise.zip".to_owned(),
        bytes: zip(&[("noise.bin", &noise), ("digest.txt", text.as_bytes())], Zip::Deflated),
    });
    case
}
