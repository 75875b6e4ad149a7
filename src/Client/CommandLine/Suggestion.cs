namespace Thresher.Client.CommandLine;

/// <summary>What was probably meant by a misspelt word.</summary>
internal static class Suggestion
{
    private const int LettersPerMistake = 3;

    /// <summary>The question to append to a message, with a blank before it; empty when nothing is near enough.</summary>
    public static string For(string word, IEnumerable<string> candidates) =>
        Nearest(word, candidates) is { } near ? $" (did you mean {near}?)" : "";

    /// <summary>The nearest candidate within one mistake for each three letters, and one at the least; null when there is none.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates) =>
        candidates.Select(candidate => (candidate, Distance: Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .Where(pair => pair.Distance <= Math.Max(1, word.Length / LettersPerMistake))
            .OrderBy(pair => pair.Distance).Select(pair => pair.candidate).FirstOrDefault();

    /// <summary>Letters inserted, left out, replaced, or exchanged with their neighbour (optimal string alignment).</summary>
    private static int Distance(string one, string other)
    {
        var rows = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var cost = one[i - 1] == other[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[one.Length, other.Length];
    }
}
