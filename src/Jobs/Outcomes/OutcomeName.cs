namespace Thresher.Jobs.Outcomes;

/// <summary>Outcomes as users write and read them: <c>not-found</c>, <c>first-byte-timeout</c>.</summary>
public static class OutcomeName
{
    private static readonly Dictionary<FetchOutcome, string> Names =
        Enum.GetValues<FetchOutcome>().ToDictionary(outcome => outcome, outcome => KebabCase.Of(outcome.ToString()));

    /// <summary>All names.</summary>
    public static IEnumerable<string> All => Names.Values;

    /// <summary>The name of an outcome.</summary>
    public static string Of(FetchOutcome outcome) => Names[outcome];

    /// <summary>The outcome of a name.</summary>
    /// <returns>False when there is none.</returns>
    public static bool TryParse(string name, out FetchOutcome outcome)
    {
        foreach (var (value, text) in Names)
        {
            if (string.Equals(text, name, StringComparison.OrdinalIgnoreCase))
            {
                outcome = value;
                return true;
            }
        }

        outcome = default;
        return false;
    }
}
