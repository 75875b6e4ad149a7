using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Thresher.Client.CommandLine;
using Thresher.Seeding;

namespace Thresher.Client.Feeding;

/// <summary>
/// One JSON document a line for each acknowledged seed: <c>{"source","line","url","verdict"}</c>, and <c>problem</c> for a
/// malformed one. Invariant: a batch's lines are written out before its place is marked, so that a run that goes on
/// after a kill has the verdicts of all it does not read again.
/// </summary>
internal sealed class VerdictFile : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;

    private VerdictFile(Stream stream)
    {
        _stream = stream;
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    /// <summary>Opens a file, or stdout for <c>-</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="goesOn">Whether to add to what an earlier run wrote; a line it left unfinished is taken away.</param>
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

    /// <summary>Writes the verdicts of a batch out.</summary>
    public async Task WriteAsync(SettledSeed[] settled, CancellationToken cancellationToken)
    {
        foreach (var seed in settled)
        {
            _json.WriteStartObject();
            _json.WriteString("source", seed.Line.Source);
            _json.WriteNumber("line", seed.Line.Number);
            _json.WriteString("url", seed.Line.Text);
            _json.WriteString("verdict", seed.Word);
            if (seed.Problem is { } problem)
            {
                _json.WriteString("problem", problem);
            }

            _json.WriteEndObject();
            _json.Flush();
            _json.Reset();
            _buffer.Write("\n"u8);
        }

        try
        {
            await _stream.WriteAsync(_buffer.WrittenMemory, cancellationToken);
            await _stream.FlushAsync(cancellationToken);
        }
        catch (IOException failure)
        {
            throw new CommandException($"the verdicts cannot be written ({FileFailure.Reason(failure)}): what they were to tell of is seeded; run the same command again to go on");
        }

        _buffer.ResetWrittenCount();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _json.DisposeAsync();
        await _stream.DisposeAsync();
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
