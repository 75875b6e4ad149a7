using Microsoft.Win32.SafeHandles;
using Thresher.Client.CommandLine;

namespace Thresher.Client.Exporting;

/// <summary>
/// Where an export goes: stdout, or a file that appears under its name only when it is whole. What is left when the
/// export fails half-way is removed.
/// </summary>
internal sealed class ExportTarget : IAsyncDisposable
{
    private readonly string? _path;
    private readonly string? _partial;
    private bool _whole;

    private ExportTarget(Stream stream, string? path, string? partial) => (Stream, _path, _partial) = (stream, path, partial);

    /// <summary>Whether a reader at the other end may go away.</summary>
    public bool IsPipe => _path is null && !Stream.CanSeek;

    /// <summary>Where to write.</summary>
    public Stream Stream { get; }

    /// <summary>Opens a file, or stdout when <paramref name="path"/> is null or <c>-</c>.</summary>
    /// <exception cref="CommandException">The file cannot be made.</exception>
    public static ExportTarget Open(string? path)
    {
        if (path is null or "-")
        {
            return new ExportTarget(OpenStdout(), null, null);
        }

        if (Directory.Exists(path))
        {
            throw new CommandException($"{path} is a directory: name a file with -o");
        }

        var partial = $"{path}.{Environment.ProcessId}.part";
        try
        {
            return new ExportTarget(new FileStream(partial, FileMode.Create, FileAccess.Write), path, partial);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} cannot be written ({failure.Message}): name another file with -o");
        }
    }

    /// <summary>Puts the file in its place.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await Stream.FlushAsync(cancellationToken);
        if (_path is not null)
        {
            await Stream.DisposeAsync();
            File.Move(_partial!, _path, overwrite: true);
        }

        _whole = true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_whole && _partial is not null)
        {
            await Stream.DisposeAsync();
            File.Delete(_partial);
        }
    }

    /// <summary>A pipe is written directly, since the console's own stream hides that its reader has gone.</summary>
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
