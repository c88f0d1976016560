//! Languages, by the names of their files: the one place where the checks learn which ending is of which language. How a
//! format writes comments is the affair of `model::Comments`.
//!
//! Contract: goes by the name, and where that says nothing by the first line of a script. An ending that several languages share stands with each of them, so that a file
//! can be in more than one. What is no language, such as `pem` or `snap`, is asked by [`ends_in`].

use Language::*;

macro_rules! languages {
    ($($language:ident: $($ending:literal)+;)+) => {
        /// A language of programs, documents or settings.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(in crate::guidance) enum Language { $($language),+ }

        const ENDINGS: &[(Language, &[&str])] = &[$((Language::$language, &[$($ending),+])),+];
    };
}

// Each language with the endings of its files, without capitals: this is where an ending is added, or a language.
languages! {
    Abap: "abap";
    ActionScript: "as" "mxml";
    Ada: "adb" "ads";
    Al: "al";
    Apex: "cls" "trigger" "apex";
    Asp: "asp" "aspx" "asa";
    Astro: "astro";
    AutoHotkey: "ahk" "ah2";
    AutoIt: "au3";
    Awk: "awk" "gawk";
    Ballerina: "bal";
    Batch: "bat" "cmd";
    C: "c" "h";
    Clojure: "clj" "cljs" "cljc" "bb" "edn";
    Cobol: "cob" "cbl" "cobol" "cpy" "pco";
    CoffeeScript: "coffee";
    ColdFusion: "cfm" "cfc" "cfml";
    // Settings of servers, nginx among them, in which Lua may stand.
    Conf: "conf";
    Cpp: "cc" "cpp" "cxx" "h" "hh" "hpp" "hxx" "ino" "ipp" "cu";
    Crystal: "cr";
    CSharp: "cs" "csx";
    D: "d";
    Dart: "dart";
    Dockerfile: "dockerfile";
    Elixir: "ex" "exs";
    Elm: "elm";
    Erb: "erb";
    Erlang: "erl" "hrl" "escript" "xrl" "yrl";
    Fortran: "f" "f90" "f95" "f03" "f08" "for" "ftn";
    // And its kin, Harbour and AdvPL.
    FoxPro: "prg" "prw" "tlpp" "prx" "fxp" "vcx";
    FSharp: "fs" "fsx" "fsi";
    Gherkin: "feature";
    Gleam: "gleam";
    Go: "go";
    Godot: "gd";
    Gradle: "gradle";
    Groovy: "groovy";
    Haskell: "hs" "lhs";
    Haxe: "hx";
    Hcl: "hcl";
    Html: "html" "htm" "xhtml";
    Informix: "4gl";
    Java: "java";
    JavaScript: "js" "jsx" "mjs" "cjs" "ts" "tsx" "mts" "cts";
    Jinja: "j2" "jinja" "jinja2";
    Json: "json" "jsonc" "json5" "ign";
    Jsp: "jsp" "jspx" "tag";
    Julia: "jl";
    Just: "just";
    Kotlin: "kt";
    // Almost always a script of a build.
    KotlinScript: "kts";
    Lisp: "lisp" "lsp" "el" "scm" "ss" "rkt" "cl";
    Lua: "lua" "luau";
    Make: "mk";
    Markdown: "md" "mdx" "markdown";
    Matlab: "m" "mlx";
    Nim: "nim" "nims";
    Nushell: "nu";
    ObjectiveC: "h" "m" "mm";
    OCaml: "ml" "mli" "re";
    OpenEdge: "p" "w" "i" "cls";
    // Templates of pages, of many makers.
    PageTemplate: "ejs" "hbs" "twig" "njk" "liquid" "pug" "heex" "eex" "leex" "haml" "slim" "mustache" "gohtml";
    Pascal: "pas" "dpr" "dfm" "fmx" "lpr" "pp" "inc";
    Perl: "pl" "pm" "t" "cgi" "psgi";
    Php: "php" "phtml" "inc" "module" "ctp";
    PowerShell: "ps1" "psm1" "psd1";
    // Other markups of texts for people.
    Prose: "rst" "adoc" "asciidoc";
    Puppet: "pp";
    PureScript: "purs";
    Python: "py" "pyw" "pyi" "ipynb";
    Qml: "qml";
    R: "r" "rmd" "qmd";
    Raku: "raku";
    Razor: "cshtml" "razor" "vbhtml";
    Robot: "robot" "resource";
    Rpg: "rpgle" "sqlrpgle" "rpg";
    Ruby: "rb" "rake" "ru" "gemspec";
    Rust: "rs";
    Sas: "sas";
    Scala: "scala" "sc";
    Shell: "sh" "bash" "zsh" "ksh" "fish" "envrc" "command";
    Sql: "sql" "pls" "plsql" "pkb" "pks" "pck" "pkg" "bdy" "prc" "fnc" "trg" "tpb" "tps" "psql" "pgsql" "tsql";
    Svelte: "svelte";
    Swift: "swift";
    Tcl: "tcl" "tk" "itcl" "exp";
    // Templates of any text.
    Template: "tpl" "tmpl" "gotmpl" "template";
    Terraform: "tf" "tofu";
    VbScript: "vbs" "wsf" "hta";
    VisualBasic: "vb" "bas" "cls" "frm";
    Vue: "vue";
    Xaml: "xaml";
    Xml: "xml" "build" "targets";
    Xpp: "xpp";
    Yaml: "yaml" "yml" "sls" "bu";
    Zig: "zig";
}

/// Names of files without an ending; another word may follow behind a sign, as in `Dockerfile.prod`.
const NAMES: &[(Language, &[&str])] = &[
    (Dockerfile, &["Dockerfile"]),
    (Just, &["Justfile", "justfile"]),
    (Make, &["Makefile", "makefile", "GNUmakefile"]),
    (Ruby, &["Rakefile", "Gemfile"]),
];

/// Endings of what another file is made from: `values.yml.j2` is YAML as well.
const FILLED_IN: &[&str] = &[
    "j2", "jinja", "jinja2", "tpl", "tmpl", "gotmpl", "template", "erb", "dist", "example",
    "sample", "in",
];

/// Families that several checks mean.
pub(in crate::guidance) const DOCUMENTS: &[Language] = &[Yaml, Json];
pub(in crate::guidance) const PROSE: &[Language] = &[Markdown, Prose];
pub(in crate::guidance) const JVM: &[Language] = &[Java, Kotlin, KotlinScript, Scala, Groovy];
pub(in crate::guidance) const RUBY: &[Language] = &[Ruby, Erb, Crystal];

/// The languages that a file may be in, a bit for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guidance) struct Languages(u128);

/// Programs that run scripts, by the names under which the first line of one calls them, without a version.
const PROGRAMS: &[(Language, &[&str])] = &[
    (Elixir, &["elixir"]),
    (Groovy, &["groovy"]),
    (JavaScript, &["node", "nodejs", "deno", "bun", "tsx", "ts-node", "zx"]),
    (Julia, &["julia"]),
    (Lua, &["lua", "luajit"]),
    (Perl, &["perl"]),
    (Php, &["php"]),
    (PowerShell, &["pwsh", "powershell"]),
    (Python, &["python", "pypy"]),
    (R, &["Rscript"]),
    (Ruby, &["ruby", "jruby"]),
    (Tcl, &["tclsh", "wish", "expect"]),
];

impl Languages {
    /// The same for a script whose name says nothing: its first line names the program that runs it.
    pub(in crate::guidance) fn of_script(name: &str, text: &str) -> Self {
        match Self::of(name) {
            Self(0) => Self(of_first_line(text)),
            named => named,
        }
    }

    /// Those of a file of this name.
    pub(in crate::guidance) fn of(name: &str) -> Self {
        let mut bits = of_ending(ending(name)) | of_word(name);
        if let Some((made, _)) = name.rsplit_once('.').filter(|_| ends_in(name, FILLED_IN)) {
            bits |= of_ending(ending(made));
        }
        Self(bits)
    }

    /// Whether one of these is among them.
    pub(in crate::guidance) fn any(self, of: &[Language]) -> bool {
        of.iter().any(|language| self.0 & bit(*language) != 0)
    }
}

/// What stands behind the last dot of a name or path, and nothing where none does.
pub(in crate::guidance) fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// Whether a name or path ends in a dot and one of these, in letters of any case.
pub(in crate::guidance) fn ends_in(name: &str, endings: &[&str]) -> bool {
    let ending = ending(name);
    endings.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

const _: () = assert!(ENDINGS.len() <= u128::BITS as usize, "each language has a bit");

fn bit(language: Language) -> u128 {
    1 << language as u32
}

fn of_ending(ending: &str) -> u128 {
    let is = |known: &str| known.eq_ignore_ascii_case(ending);
    let with = |(_, endings): &&(Language, &[&str])| endings.iter().any(|known| is(known));
    ENDINGS.iter().filter(with).fold(0, |bits, (language, _)| bits | bit(*language))
}

fn of_first_line(text: &str) -> u128 {
    let Some(line) = text.strip_prefix("#!").and_then(|rest| rest.lines().next()) else { return 0 };
    let words = line.split_ascii_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
    let mut words =
        words.filter(|word| *word != "env" && !word.starts_with('-') && !word.contains('='));
    let is_of_version = |c: char| c.is_ascii_digit() || c == '.';
    let program = words.next().unwrap_or_default().trim_end_matches(is_of_version);
    let runs = |(_, programs): &&(Language, &[&str])| programs.contains(&program);
    PROGRAMS.iter().filter(runs).fold(0, |bits, (language, _)| bits | bit(*language))
}

fn of_word(name: &str) -> u128 {
    let is = |known: &str| {
        let rest = name.strip_prefix(known);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
    };
    let called = |(_, names): &&(Language, &[&str])| names.iter().any(|known| is(known));
    NAMES.iter().filter(called).fold(0, |bits, (language, _)| bits | bit(*language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_in_the_languages_that_their_names_say() {
        for (name, language) in [
            ("a.MTS", JavaScript),
            ("a.pyw", Python),
            ("values.yaml.gotmpl", Yaml),
            ("values.yaml.gotmpl", Template),
            ("page.html.erb", Erb),
            ("Dockerfile-prod", Dockerfile),
            ("Makefile.j2", Make),
            (".envrc", Shell),
            ("a.m", Matlab),
            ("a.m", ObjectiveC),
        ] {
            assert!(Languages::of(name).any(&[language]), "{name} is in {language:?}");
        }
        for name in ["", "py", "a", "a.pem", "a.py.bak", "go.tpl.x", "Makefiles"] {
            assert_eq!(Languages::of(name), Languages(0), "{name}");
        }
    }

    #[test]
    fn a_script_is_in_the_language_of_the_program_that_runs_it() {
        for (name, text, language) in [
            ("export", "#!/usr/bin/env ruby\nputs 1\n", Ruby),
            ("console", "#!/usr/bin/php8.2 -q\n<?php\n", Php),
            ("sync", "#!/usr/bin/env -S A=1 python3.11 -u\n", Python),
            ("sync.rb", "#!/usr/bin/env python3\n", Ruby),
        ] {
            assert!(Languages::of_script(name, text).any(&[language]), "{name} is in {language:?}");
        }
        for text in ["", "#!", "#!/bin/sh\nruby x\n", "# ruby", "ruby"] {
            assert_eq!(Languages::of_script("x", text), Languages(0), "{text}");
        }
    }

    #[test]
    fn an_ending_stands_in_a_language_once_and_without_capitals() {
        for (language, endings) in ENDINGS {
            for (at, ending) in endings.iter().enumerate() {
                assert!(!endings[..at].contains(ending), "{ending} stands twice in {language:?}");
                assert_eq!(*ending, ending.to_ascii_lowercase());
            }
        }
    }
}
