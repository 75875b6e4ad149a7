using System.Globalization;

namespace Thresher.Tests.Unit;

/// <summary>Keeps docs/conformance.md true: each conformance test names the row that its own count must be.</summary>
internal static class ConformanceTable
{
    private static readonly Lazy<string> Text = new(Read);

    /// <summary>The table has this row.</summary>
    /// <param name="file">Data file.</param>
    /// <param name="part">Which of its cases.</param>
    /// <param name="met">Cases met.</param>
    /// <param name="count">Cases in all.</param>
    public static void Has(string file, string part, int met, int count) =>
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"| {file} | {part} | {met:N0} of {count:N0} |"), Text.Value, StringComparison.Ordinal);

    /// <summary>The page gives this reason for a case that is not met.</summary>
    public static void Explains(string reason) => Assert.Contains(reason, Text.Value, StringComparison.Ordinal);

    private static string Read() => File.ReadAllText(Path.Combine(Repository.Root, "docs", "conformance.md"));
}
