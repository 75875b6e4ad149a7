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
    private readonly string? _path;
    private readonly string? _partial;
    private bool _whole;
    private long _kept;

    private ExportTarget(Stream stream, string? path, string? partial) => (Stream, _path, _partial) = (stream, path, partial);

    /// <summary>Whether the reader of the output may disconnect.</summary>
    public bool IsPipe => _path is null && !Stream.CanSeek;

    /// <summary>Where to write. Nothing is buffered: what is written is in the file.</summary>
    public Stream Stream { get; }

    /// <summary>Opens a file, or stdout when <paramref name="path"/> is null or <c>-</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="inPlace">Whether it grows under its name.</param>
    /// <exception cref="CommandException">The file cannot be created.</exception>
    public static ExportTarget Open(string? path, bool inPlace)
    {
        if (path is null or "-")
        {
            return new ExportTarget(OpenStdout(), null, null);
        }

        if (Directory.Exists(path))
        {
            throw new CommandException($"{path} is a directory: name a file with -o");
        }

        var partial = inPlace ? null : $"{path}.{Environment.ProcessId}.part";
        try
        {
            RemoveAbandoned(path);
            return new ExportTarget(
                new FileStream(partial ?? path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0), path, partial);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} cannot be written ({failure.Message}): name another file with -o");
        }
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
