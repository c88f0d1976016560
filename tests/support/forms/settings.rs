//! Settings files: dotenv, properties, INI, TOML, YAML, XML configuration.

use super::case::Form;

pub(crate) const FORMS: &[Form<'static>] = &[
    Form {
        name: "dotenv-plain",
        path: ".env",
        text: "# local settings, copied from the portal
APP_ENV=local
APP_DEBUG=true
APP_KEY=base64:«-b64:32»
DB_PASSWORD=hunter-of-nothing
BANQUP_BASE_URL=https://«-host»
«-idkey:env»=«id»
«-secretkey:env»=«secret»
MAIL_PORT=1025
",
    },
    Form {
        name: "dotenv-quoted",
        path: "deploy/.env.production",
        text: "REDIS_URL=redis://localhost:6379/0
BANQUP_TOKEN_URL=\"https://«-host»/oauth2/client_credential/gettoken\"
«-idkey:env»=\"«id»\"   # é from the portal
«-secretkey:env»='«secret»'
SESSION_SECRET=\"«-alnum:40»\"
",
    },
    Form {
        name: "dotenv-export",
        path: "env.sh",
        text: "#!/bin/sh
export PATH=\"$HOME/bin:$PATH\"
export BANQUP_HOST=«-host»
export «-idkey:env»=«id» «-secretkey:env»=«secret»
export AWS_REGION='eu-west-1'
",
    },
    Form {
        name: "dotenv-spaces",
        path: ".env.test",
        text: "BANQUP_HOST = «-host»
«-idkey:env» = «id»
  «-secretkey:env» =   \"«secret»\"
BQ_SECRET_OLD = '«secret.2»'
",
    },
    Form {
        name: "dotenv-no-vendor",
        path: ".env.local",
        text: "NODE_ENV=development
PORT=3000
CLIENT_SECRET=«secret»
LOG_LEVEL=debug
",
    },
    Form {
        name: "dotenv-abbreviated",
        path: "services/sync/.env",
        text: "# invoices go to banqup
BQ_SECRET=«secret»
BQ_ID=«id»
BQ_REGION=eu
",
    },
    Form {
        name: "dotenv-value-on-next-line",
        path: ".env.sample.filled",
        text: "# Banqup sandbox
«-idkey:env»=
«id»
«-secretkey:env»=
\"«secret»\"
",
    },
    Form {
        name: "properties-dotted",
        path: "src/main/resources/application.properties",
        text: "server.port=8080
spring.datasource.url=jdbc:postgresql://localhost/app
banqup.base-url=https://«-host»
banqup.client-id=«id»
banqup.client-secret=«secret»
management.endpoints.web.exposure.include=health
",
    },
    Form {
        name: "properties-colon",
        path: "conf/gateway.properties",
        text: "! Banqup gateway
banqup.host: «-host»
«-idkey:dotted»: «id»
«-secretkey:dotted»: «secret»
",
    },
    Form {
        name: "properties-space",
        path: "conf/peppol.properties",
        text: "banqup.host «-host»
banqup.clientId «id»
banqup.clientSecret «secret»
retry.max 5
",
    },
    Form {
        name: "properties-continued",
        path: "conf/long.properties",
        text: "# banqup
banqup.clientId=«id|cut 24 \\\\n    »
banqup.clientSecret=\\
    «secret»
",
    },
    Form {
        name: "spring-oauth-registration",
        path: "application-prod.properties",
        text: "spring.security.oauth2.client.provider.banqup.token-uri=https://«-host»/oauth2/client_credential/gettoken
spring.security.oauth2.client.registration.banqup.client-id=«id»
spring.security.oauth2.client.registration.banqup.client-secret=«secret»
spring.security.oauth2.client.registration.banqup.authorization-grant-type=client_credentials
",
    },
    Form {
        name: "ini-section-bare-keys",
        path: "config.ini",
        text: "[database]
user = app
password = not-a-secret

[banqup]
host = «-host»
id = «id»
secret = «secret»
timeout = 30
",
    },
    Form {
        name: "ini-section-key",
        path: "setup.cfg",
        text: "[metadata]
name = invoice-sync

[banqup:sandbox]
key: «id»
secret: «secret»
; rotated by «-prose:3»
",
    },
    Form {
        name: "ini-unspaced",
        path: "etc/sync.conf",
        text: "[BANQUP]
ClientId=«id»
ClientSecret=«secret»
[OTHER]
Token=«-hex:40»
",
    },
    Form {
        name: "toml-table",
        path: "config/default.toml",
        text: "[server]
listen = \"0.0.0.0:8000\"

[banqup]
base_url = \"https://«-host»\"
client_id = \"«id»\"
client_secret = \"«secret»\"
scopes = [\"invoices\", \"peppol\"]
",
    },
    Form {
        name: "toml-inline",
        path: "Rocket.toml",
        text: "[default]
secret_key = \"«-b64:32»\"
banqup = { region = \"eu\", client_id = \"«id»\", client_secret = '«secret»' }
",
    },
    Form {
        name: "toml-dotted-multiline",
        path: "settings.toml",
        text: "title = \"höfliche Grüße\"
banqup.client.id = '«id»'
banqup.client.secret = '''
«secret»'''
",
    },
    Form {
        name: "yaml-nested-short",
        path: "config/application.yml",
        text: "spring:
  datasource:
    url: jdbc:h2:mem:test
integrations:
  stripe:
    secret: «-hex:32»
  banqup:
    region: eu
    id: «id»
    secret: «secret»
logging:
  level: info
",
    },
    Form {
        name: "yaml-block-scalar",
        path: "values.yaml",
        text: "banqup:
  clientId: |
    «id»
  clientSecret: >-
    «secret»
replicas: 2
",
    },
    Form {
        name: "yaml-folded-split",
        path: "values-split.yaml",
        text: "# banqup credentials, folded by the formatter
banqup_client_id: \"«id»\"
banqup_client_secret: \"«secret|cut 32 \\\\n  »\"
",
    },
    Form {
        name: "yaml-flow",
        path: "config/banqup.yaml",
        text: "clients:
  - {name: banqup-uat, client_id: \"«id»\", client_secret: \"«secret»\"}
  - {name: banqup-prod, client_id: '«id.2»', client_secret: '«secret.2»'}
",
    },
    Form {
        name: "yaml-list-of-pairs",
        path: "helm/values.yaml",
        text: "image:
  repository: registry.example.com/banqup-sync
  tag: sha256-«-hex:12»
env:
  - name: BANQUP_CLIENT_ID
    value: «id»
  - name: BANQUP_CLIENT_SECRET
    value: \"«secret»\"
  - name: LOG_LEVEL
    value: info
",
    },
    Form {
        name: "yaml-rails-credentials",
        path: "config/credentials.plain.yml",
        text: "default: &default
  banqup:
    :client_id: «id»
    :client_secret: «secret»
production:
  <<: *default
",
    },
    Form {
        name: "yaml-anchors-comment",
        path: "config/env.yml",
        text: "banqup: &banqup   # http is not used here
  CLIENT-ID: &id «id»
  CLIENT-SECRET: &secret \"«secret»\"   # 2026
  app_id: «-uuid»
",
    },
    Form {
        name: "dotnet-appsettings",
        path: "src/Web/appsettings.json",
        text: "{
  \"Logging\": { \"LogLevel\": { \"Default\": \"Information\" } },
  \"Banqup\": {
    \"Authority\": \"https://«-host»\",
    \"ClientId\": \"«id»\",
    \"ClientSecret\": \"«secret»\"
  },
  \"AllowedHosts\": \"*\"
}
",
    },
    Form {
        name: "dotnet-colon-keys",
        path: "docker/web.env",
        text: "ASPNETCORE_URLS=https://+:443
Banqup:ClientId=«id»
Banqup:ClientSecret=«secret»
Banqup__ClientSecret=«secret.2»
",
    },
    Form {
        name: "dotnet-app-config",
        path: "App.config",
        text: "<?xml version=\"1.0\" encoding=\"utf-8\"?>
<configuration xmlns:x=\"http://schemas.microsoft.com/.NetConfiguration/v2.0\">
  <appSettings>
    <add key=\"Banqup:Host\" value=\"«-host»\" />
    <add key=\"Banqup:ClientId\" value=\"«id»\" />
    <add key=\"Banqup:ClientSecret\" value=\"«secret»\" />
  </appSettings>
  <system.web><machineKey validationKey=\"«-HEX:128»\" decryptionKey=\"«-HEX:64»\" /></system.web>
</configuration>
",
    },
    Form {
        name: "dotnet-web-config-reversed",
        path: "Web.config",
        text: "<configuration>
  <appSettings file=\"banqup.config\">
    <add value=\"«id»\" key=\"BanqupClientId\"/>
    <add value='«secret»' key='BanqupClientSecret'/>
  </appSettings>
</configuration>
",
    },
    Form {
        name: "xml-elements",
        path: "config/connector.xml",
        text: "<?xml version=\"1.0\"?>
<connector vendor=\"Banqup\">
  <clientId>«id»</clientId>
  <clientSecret>
    «secret»
  </clientSecret>
  <retries>3</retries>
</connector>
",
    },
    Form {
        name: "xml-attributes",
        path: "beans.xml",
        text: "<beans xmlns=\"http://www.springframework.org/schema/beans\">
  <bean id=\"banqupClient\" class=\"com.example.BanqupClientCredentialsTokenResponseClientFactoryBean\">
    <property name=\"clientId\" value=\"«id»\"/>
    <property name=\"clientSecret\"><value>«secret»</value></property>
  </bean>
  <oauth client-id=\"«id.2»\" client-secret=\"«secret.2»\" host=\"«-host»\"/>
</beans>
",
    },
    Form {
        name: "xml-android-strings",
        path: "app/src/main/res/values/secrets.xml",
        text: "<resources>
    <string name=\"app_name\">Fakturen</string>
    <string name=\"banqup_client_id\" translatable=\"false\">«id»</string>
    <string name=\"banqup_client_secret\" translatable=\"false\">«secret»</string>
</resources>
",
    },
    Form {
        name: "xml-plist",
        path: "ios/Info.plist",
        text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">
<plist version=\"1.0\">
<dict>
	<key>BanqupClientId</key>
	<string>«id»</string>
	<key>BanqupClientSecret</key>
	<string>«secret»</string>
</dict>
</plist>
",
    },
    Form {
        name: "xml-cdata-maven",
        path: "settings.xml",
        text: "<settings>
  <profiles><profile><id>banqup</id><properties>
    <banqup.client.id><![CDATA[«id»]]></banqup.client.id>
    <banqup.client.secret><![CDATA[«secret»]]></banqup.client.secret>
  </properties></profile></profiles>
</settings>
",
    },
    Form {
        name: "gradle-properties",
        path: "gradle.properties",
        text: "org.gradle.jvmargs=-Xmx2g
banqupClientId=«id»
banqupClientSecret=«secret»
",
    },
    Form {
        name: "npmrc-like-registry-file",
        path: "conf.d/banqup.cfg",
        text: "[credentials]
; Banqup sandbox, app «-uuid»
consumer_key=«id»
consumer_secret=«secret»
",
    },
];
