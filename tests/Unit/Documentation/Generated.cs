namespace Thresher.Tests.Unit.Documentation;

/// <summary>
/// Files and parts of files in docs/ that are written from declarations. A part stands between
/// <c>&lt;!-- generated: NAME --&gt;</c> and <c>&lt;!-- end --&gt;</c>.
/// </summary>
internal static class Generated
{
    private const string Variable = "THRESHER_WRITE_DOCS";

    /// <summary>Asserts that a file is as it would be written, or writes it when asked to.</summary>
    public static void AssertFile(string content, params string[] path) => AssertSame(content, File.Exists(Repository.PathOf(path)) ? File.ReadAllText(Repository.PathOf(path)) : "", path);

    /// <summary>Asserts that a part of a file is as it would be written, or writes it when asked to.</summary>
    public static void AssertPart(string name, string content, params string[] path)
    {
        var text = File.ReadAllText(Repository.PathOf(path));
        var (begin, end) = ($"<!-- generated: {name} -->\n", "<!-- end -->");
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        Assert.True(from >= 0, $"{string.Join('/', path)} has no part {begin.Trim()}");
        from += begin.Length;
        var to = text.IndexOf(end, from, StringComparison.Ordinal);
        AssertSame(text[..from] + content + text[to..], text, path);
    }

    /// <summary>A Markdown table.</summary>
    public static string Table(string[] heads, IEnumerable<string[]> rows) =>
        string.Concat(rows.Prepend([.. heads.Select(_ => "---")]).Prepend(heads).Select(row => $"|{string.Join('|', row.Select(cell => $" {cell.Replace("|", "\\|", StringComparison.Ordinal)} "))}|\n"))
            .Replace("| --- ", "|---", StringComparison.Ordinal).Replace("---|\n", "---|\n", StringComparison.Ordinal);

    private static void AssertSame(string wanted, string found, string[] path)
    {
        if (wanted == found)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            File.WriteAllText(Repository.PathOf(path), wanted);
            return;
        }

        Assert.Fail($"{string.Join('/', path)} is not as the declarations say: run the tests of the namespace {typeof(Generated).Namespace} with {Variable}=1, and commit what changes.");
    }
}
