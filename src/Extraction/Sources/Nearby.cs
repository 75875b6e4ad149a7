namespace Thresher.Extraction.Sources;

/// <summary>What a page holds of a kind of structured data in place of what was looked for.</summary>
internal static class Nearby
{
    private const int MostShown = 12;

    /// <summary>One line.</summary>
    /// <param name="kind">The kind of data.</param>
    /// <param name="parts">What it consists of, in the plural.</param>
    /// <param name="path">What was looked for.</param>
    /// <param name="names">What there is.</param>
    public static string Of(string kind, string parts, string path, IEnumerable<string> names)
    {
        var there = names.Distinct(StringComparer.Ordinal).Take(MostShown + 1).ToList();
        return there.Count == 0
            ? $"{path} finds nothing: the page has no {kind}"
            : $"{path} finds nothing; {kind} of the page has the {parts} {string.Join(", ", there.Take(MostShown))}{(there.Count > MostShown ? " …" : "")}";
    }
}
