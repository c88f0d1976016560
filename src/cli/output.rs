//! Where reports go, and in which format: standard output, or a file that appears whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::ValueEnum;
use tempfile::NamedTempFile;

use crate::model::Report;
use crate::report::{self, Ahead, Context, Format};
use crate::rule::RuleSet;

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The value of `--report`.
#[derive(Debug, Clone)]
pub(super) struct Extra {
    format: &'static Format,
    file: PathBuf,
}

impl Extra {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let names = || report::FORMATS.iter().map(|it| it.name).collect::<Vec<_>>().join(", ");
        match text.split_once('=') {
            Some((name, file)) if !file.is_empty() => match named(name) {
                Some(format) => Ok(Self { format, file: PathBuf::from(file) }),
                None => Err(format!("there is no format {name}; the formats are {}", names())),
            },
            _ => Err("write it as FORMAT=FILE, such as sarif=banqlint.sarif".to_owned()),
        }
    }
}

fn named(name: &str) -> Option<&'static Format> {
    report::FORMATS.iter().find(|format| format.name == name)
}

/// How reports look where their format leaves a choice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    /// When to use colours.
    pub(super) colour: Colour,
    /// Whether findings and unread parts alone are told.
    pub(super) quiet: bool,
    /// Whether more is told.
    pub(super) verbose: bool,
}

/// Where the reports of one run go.
#[derive(Debug)]
pub(super) struct Outputs {
    /// The main report last: a closed pipe must not keep files from being written.
    all: Vec<(&'static Format, Output)>,
    style: Style,
}

impl Outputs {
    /// Makes sure that every report can be written, each to a place of its own.
    pub(super) fn prepare(
        format: &str,
        file: Option<&Path>,
        extra: &[Extra],
        style: Style,
    ) -> anyhow::Result<Self> {
        let format = named(format).expect("clap accepts only the names of the registry");
        let extra = extra.iter().map(|extra| (extra.format, Some(extra.file.as_path())));
        let is_file = |file: &&Path| *file != Path::new("-");
        let all: Vec<(&'static Format, Option<&Path>)> = extra
            .chain([(format, file)])
            .map(|(format, file)| (format, file.filter(is_file)))
            .collect();
        let places: Vec<Option<PathBuf>> = all.iter().map(|(_, file)| file.map(place)).collect();
        for (at, (_, file)) in all.iter().enumerate() {
            if places[..at].contains(&places[at]) {
                let place = file.map_or("standard output".into(), Path::to_string_lossy);
                anyhow::bail!("two reports go to {place}; name a file for each");
            }
        }
        let prepare = |(format, file)| Ok((format, Output::prepare(file)?));
        let all = all.into_iter().map(prepare).collect::<anyhow::Result<_>>()?;
        Ok(Self { all, style })
    }

    /// How findings are written ahead of their report; `None` where the report needs all of them, or there is more than
    /// one.
    pub(super) fn ahead(&self) -> Option<Ahead> {
        match self.all.as_slice() {
            [(format, output)] if output.is_stream() => format.ahead,
            _ => None,
        }
    }

    /// Writes a part of the only report at once.
    pub(super) fn begin(
        &mut self,
        render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        self.all.first_mut().map_or(Ok(()), |(_, output)| output.begin(render))
    }

    /// What is left to write, which is nothing from then on.
    pub(super) fn take(&mut self) -> Self {
        Self { all: std::mem::take(&mut self.all), style: self.style }
    }

    /// Writes every report.
    pub(super) fn write(self, report: &Report, rules: &RuleSet) -> anyhow::Result<()> {
        let finished = jiff::Timestamp::now().as_second();
        for (format, output) in self.all {
            let context = Context {
                rules,
                finished,
                colour: output.is_coloured(self.style.colour),
                width: output.width(),
                links: output.follows_links(),
                quiet: self.style.quiet,
                verbose: self.style.verbose,
            };
            output.write(|out| (format.render)(report, &context, out))?;
        }
        Ok(())
    }
}

/// What two spellings of one file have in common, whether or not it is there.
fn place(file: &Path) -> PathBuf {
    let in_folder = || Some(folder(file).canonicalize().ok()?.join(file.file_name()?));
    file.canonicalize().ok().or_else(in_folder).unwrap_or_else(|| file.to_owned())
}

/// A place for one report, known to be writable.
#[derive(Debug)]
pub(super) enum Output {
    /// Standard output.
    Stdout,
    /// A file that is put in place whole, readable by its owner only.
    File(PathBuf),
    /// Something that cannot be replaced by a file, such as a device or a named pipe.
    Special(File),
}

impl Output {
    /// Makes sure that a report can be written before time is spent on it. `None` is standard output.
    pub(super) fn prepare(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else { return Ok(Self::Stdout) };
        let hint = || {
            format!(
                "cannot write the report to {}; name a file in a folder that you may write to",
                path.display()
            )
        };
        match fs::metadata(path) {
            Ok(existing) if existing.is_dir() => {
                anyhow::bail!(
                    "cannot write the report to {}: it is a folder; name a file",
                    path.display()
                )
            }
            Ok(existing) if !existing.is_file() => {
                Ok(Self::Special(OpenOptions::new().write(true).open(path).with_context(hint)?))
            }
            // A symbolic link keeps its place, and its target gets the report.
            Ok(_) => Self::replaceable(path.canonicalize().with_context(hint)?).with_context(hint),
            Err(_) => Self::replaceable(path.to_owned()).with_context(hint),
        }
    }

    /// The probe is taken away at once, so that a scan of the same folder does not meet it.
    fn replaceable(path: PathBuf) -> io::Result<Self> {
        drop(NamedTempFile::new_in(folder(&path)).map_err(of_system)?);
        Ok(Self::File(path))
    }

    /// Whether colours make sense here.
    pub(super) fn is_coloured(&self, when: Colour) -> bool {
        match when {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
                let able = std::env::var_os("TERM").is_none_or(|value| value != "dumb");
                matches!(self, Self::Stdout) && wanted && able && io::stdout().is_terminal()
            }
        }
    }

    /// The columns of the terminal that gets the report; `None` elsewhere.
    pub(super) fn width(&self) -> Option<usize> {
        let is_terminal = matches!(self, Self::Stdout) && io::stdout().is_terminal();
        let size = is_terminal.then(|| console::Term::stdout().size_checked()).flatten();
        size.map(|(_, columns)| usize::from(columns))
    }

    /// Whether the terminal that gets the report makes links of file names.
    pub(super) fn follows_links(&self) -> bool {
        matches!(self, Self::Stdout) && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout)
    }

    /// Whether what is written can be read before the report is whole.
    pub(super) fn is_stream(&self) -> bool {
        !matches!(self, Self::File(_))
    }

    /// Writes a part of the report at once, to an output that is a stream. A reader that has gone away is no error.
    pub(super) fn begin(
        &mut self,
        render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        let result = match self {
            Self::Stdout => buffered(io::stdout().lock(), render),
            Self::Special(file) => buffered(file, render),
            Self::File(_) => Ok(()),
        };
        forgive_broken_pipe(result).context("cannot write the report")
    }

    /// Writes what `render` draws. A reader that has gone away is no error: the verdict stands without it.
    pub(super) fn write(
        self,
        render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        match self {
            Self::Stdout => forgive_broken_pipe(buffered(io::stdout().lock(), render))
                .context("cannot write the report to standard output"),
            Self::Special(file) => {
                forgive_broken_pipe(buffered(file, render)).context("cannot write the report")
            }
            Self::File(path) => replace(&path, render)
                .with_context(|| format!("cannot write the report to {}", path.display())),
        }
    }
}

/// `NamedTempFile` is readable by its owner only; the rename keeps that.
fn replace(path: &Path, render: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut whole = NamedTempFile::new_in(folder(path)).map_err(of_system)?;
    buffered(whole.as_file_mut(), render)?;
    whole.persist(path)?;
    Ok(())
}

/// What the system says of a temporary file, without its name, which nobody chose.
pub(super) fn of_system(error: io::Error) -> io::Error {
    let text = error.to_string();
    match text.rsplit_once(" at path ") {
        Some((said, _)) => io::Error::new(error.kind(), said),
        None => error,
    }
}

fn buffered(
    target: impl Write,
    render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, target);
    render(&mut out)?;
    out.flush()
}

fn forgive_broken_pipe(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}
