//! Where a report goes: standard output, or a file that appears whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::ValueEnum;
use tempfile::NamedTempFile;

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
        drop(NamedTempFile::new_in(folder(&path))?);
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
    let mut whole = NamedTempFile::new_in(folder(path))?;
    buffered(whole.as_file_mut(), render)?;
    whole.persist(path)?;
    Ok(())
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
