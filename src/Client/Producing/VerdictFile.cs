using Thresher.Client.CommandLine;
using Thresher.Grains.Contracts;
using Thresher.Grains.Seeding;

namespace Thresher.Client.Producing;

/// <summary>
/// Writes the verdict on each acknowledged seed. Invariant: a batch's lines are written before its position is recorded, so
/// that a run that resumes has the verdicts on all lines that it does not read again.
/// </summary>
internal sealed class VerdictFile : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly VerdictLines _lines = new();

    private VerdictFile(Stream stream) => _stream = stream;

    /// <summary>Opens a file, or stdout for <c>-</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="goesOn">Whether to append to what an earlier run wrote; an unfinished last line is removed.</param>
    /// <exception cref="CommandException">The file cannot be written.</exception>
    public static VerdictFile Open(string path, bool goesOn)
    {
        if (path == "-")
        {
            return new VerdictFile(Console.OpenStandardOutput());
        }

        try
        {
            var file = new FileStream(path, goesOn ? FileMode.OpenOrCreate : FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
            if (goesOn)
            {
                SeekToWholeLines(file);
            }

            return new VerdictFile(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"the verdicts cannot be written to {path}: {FileFailure.Reason(failure)}");
        }
    }

    /// <summary>Writes the verdicts of a batch.</summary>
    public async Task WriteAsync(SettledSeed[] settled, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.WriteAsync(_lines.Write(settled), cancellationToken);
            await _stream.FlushAsync(cancellationToken);
        }
        catch (IOException failure)
        {
            throw new CommandException($"the verdicts cannot be written ({FileFailure.Reason(failure)}): the seeds themselves are stored; run the same command again to continue");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        return _stream.DisposeAsync();
    }

    private static void SeekToWholeLines(FileStream file)
    {
        for (var end = file.Length; end > 0; end--)
        {
            file.Position = end - 1;
            if (file.ReadByte() == '\n')
            {
                file.SetLength(end);
                file.Position = end;
                return;
            }
        }

        file.SetLength(0);
    }
}
