namespace Thresher.Jobs.Outcomes;

/// <summary>Outcomes as users write and read them: <c>not-found</c>, <c>first-byte-timeout</c>.</summary>
public static class OutcomeName
{
    private static readonly string?[] Names = new string?[byte.MaxValue + 1];

    /// <summary>All names.</summary>
    public static IEnumerable<string> All => Enum.GetValues<FetchOutcome>().Select(Of);

    /// <summary>The name of an outcome.</summary>
    public static string Of(FetchOutcome outcome) => Names[(int)outcome] ??= KebabCase.Of(outcome.ToString());

    /// <summary>The outcome of a name.</summary>
    /// <returns>False when there is none.</returns>
    public static bool TryParse(string name, out FetchOutcome outcome)
    {
        foreach (var value in Enum.GetValues<FetchOutcome>())
        {
            if (string.Equals(Of(value), name, StringComparison.OrdinalIgnoreCase))
            {
                outcome = value;
                return true;
            }
        }

        outcome = default;
        return false;
    }
}
