using System.Text;

namespace Thresher.Web.Texts;

/// <summary>
/// A program's text output, of which nothing that came from the web is obeyed by a terminal (<see cref="CleanText"/>). What a program writes
/// for the terminal itself goes to <see cref="Terminal"/>. Safe for several threads if that is.
/// </summary>
public sealed class CleanWriter(TextWriter terminal) : TextWriter
{
    /// <summary>Where the clean text goes, and the program's own control sequences.</summary>
    public TextWriter Terminal => terminal;

    /// <inheritdoc/>
    public override Encoding Encoding => terminal.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => terminal.Write(CleanText.Of(value.ToString(), keepsLines: true));

    /// <inheritdoc/>
    public override void Write(string? value) => terminal.Write(Clean(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    /// <inheritdoc/>
    public override void WriteLine() => terminal.WriteLine();

    /// <inheritdoc/>
    public override void WriteLine(string? value) => terminal.WriteLine(Clean(value));

    /// <inheritdoc/>
    public override Task WriteAsync(char value) => terminal.WriteAsync(CleanText.Of(value.ToString(), keepsLines: true));

    /// <inheritdoc/>
    public override Task WriteAsync(string? value) => terminal.WriteAsync(Clean(value));

    /// <inheritdoc/>
    public override Task WriteAsync(char[] buffer, int index, int count) => WriteAsync(new string(buffer, index, count));

    /// <inheritdoc/>
    public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) => WriteAsync(buffer.ToString());

    /// <inheritdoc/>
    public override Task WriteLineAsync(string? value) => terminal.WriteLineAsync(Clean(value));

    /// <inheritdoc/>
    public override void Flush() => terminal.Flush();

    /// <inheritdoc/>
    public override Task FlushAsync() => terminal.FlushAsync();

    // The program's own line ends stay as they are on this system.
    private static string? Clean(string? text) => text is null ? null
        : Environment.NewLine == "\n" ? CleanText.Of(text, keepsLines: true)
        : CleanText.Of(text.Replace(Environment.NewLine, "\n", StringComparison.Ordinal), keepsLines: true).Replace("\n", Environment.NewLine, StringComparison.Ordinal);
}
