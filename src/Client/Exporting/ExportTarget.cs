using System.Diagnostics;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Thresher.Client.CommandLine;

namespace Thresher.Client.Exporting;

/// <summary>
/// The target of an export: stdout; a file that appears under its name only when it is complete, and of which nothing
/// remains when the export fails; or a file that others follow, which grows under its name.
/// </summary>
internal sealed class ExportTarget : IAsyncDisposable
{
    private const int NoSpaceLeft = 28;
    private readonly string? _named;
    private readonly bool _inPlace;
    private string? _path;
    private string? _partial;
    private int _number = -1;
    private bool _whole;
    private long _kept;

    private ExportTarget(Stream stream) => Stream = stream;

    private ExportTarget(string named, bool inPlace, bool isNumbered)
    {
        (_named, _inPlace, Stream) = (named, inPlace, Stream.Null);
        _number = isNumbered ? 0 : -1;
        OpenFile();
    }

    /// <summary>Whether the reader of the output may disconnect.</summary>
    public bool IsPipe => _path is null && !Stream.CanSeek;

    /// <summary>Where to write. Nothing is buffered: what is written is in the file.</summary>
    public Stream Stream { get; private set; }

    /// <summary>The file's name; null for stdout.</summary>
    public string? FileName => _path is null ? null : Path.GetFileName(_path);

    /// <summary>Opens a file, or stdout when <paramref name="path"/> is null or <c>-</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="inPlace">Whether it grows under its name.</param>
    /// <param name="isNumbered">Whether it is the first of several, whose names have a number: <c>site.warc.gz</c> makes <c>site-00000.warc.gz</c>.</param>
    /// <exception cref="CommandException">The file cannot be created.</exception>
    public static ExportTarget Open(string? path, bool inPlace, bool isNumbered = false)
    {
        if (path is null or "-")
        {
            return new ExportTarget(OpenStdout());
        }

        if (Directory.Exists(path))
        {
            throw new CommandException($"{path} is a directory: name a file with -o");
        }

        return new ExportTarget(path, inPlace, isNumbered);
    }

    /// <summary>Finishes the file, whatever becomes of the export from now on, and goes on in the next.</summary>
    public async Task RollAsync()
    {
        await FinishAsync();
        (_whole, _kept, _number) = (false, 0, _number + 1);
        OpenFile();
    }

    private void OpenFile()
    {
        _path = _number < 0 ? _named! : Numbered(_named!, _number);
        _partial = _inPlace ? null : $"{_path}.{Environment.ProcessId}.part";
        try
        {
            RemoveAbandoned(_path);
            Stream = new FileStream(_partial ?? _path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{_path} cannot be written ({failure.Message}): name another file with -o");
        }
    }

    private static string Numbered(string path, int number)
    {
        const string Ending = ".warc.gz";
        var ending = path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) ? path[^Ending.Length..] : Path.GetExtension(path);
        return string.Create(CultureInfo.InvariantCulture, $"{path.AsSpan(0, path.Length - ending.Length)}-{number:D5}{ending}");
    }

    /// <summary>Removes what exports to this file left that were killed: the process that each names is gone.</summary>
    private static void RemoveAbandoned(string path)
    {
        var name = Path.GetFileName(path);
        foreach (var partial in Directory.EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(path))!, "*.part"))
        {
            var id = Path.GetFileName(partial)[..^".part".Length];
            if (id.StartsWith(name + ".", StringComparison.Ordinal)
                && int.TryParse(id.AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var process) && !IsAlive(process))
            {
                File.Delete(partial);
            }
        }
    }

    private static bool IsAlive(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Marks what is written so far as kept in a followed file, even if the export fails later.</summary>
    public void Keep() => _kept = _path is null ? 0 : Stream.Position;

    /// <summary>Renames the file to its final name.</summary>
    public async Task FinishAsync()
    {
        await Stream.FlushAsync();
        if (_path is not null)
        {
            await Stream.DisposeAsync();
            if (_partial is not null)
            {
                File.Move(_partial, _path, overwrite: true);
            }
        }

        _whole = true;
    }

    /// <summary>The line for a failure to write.</summary>
    public CommandException Failed(Exception failure)
    {
        var reason = failure.HResult == NoSpaceLeft ? "its disk is full" : failure.Message.ReplaceLineEndings(" ");
        var left = _path is null ? "" : _partial is null ? " and contains what was written before" : " and no part of it remains";
        return new CommandException(
            $"{_path ?? "the output"} cannot be written ({reason}){left}: free some space or name another file with -o, and export again; the crawl has lost nothing");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_whole || _path is null)
        {
            return;
        }

        if (_partial is null)
        {
            // A truncated record would corrupt the file.
            Stream.SetLength(_kept);
        }

        await Stream.DisposeAsync();
        if (_partial is not null || _kept == 0)
        {
            File.Delete(_partial ?? _path);
        }
    }

    /// <summary>A pipe is written directly, since the console's own stream hides that its reader has disconnected.</summary>
    private static Stream OpenStdout()
    {
        if (!OperatingSystem.IsWindows())
        {
            var direct = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!direct.CanSeek)
            {
                return direct;
            }
        }

        return Console.OpenStandardOutput();
    }
}
