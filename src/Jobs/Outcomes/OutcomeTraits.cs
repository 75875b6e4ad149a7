using System.Reflection;

namespace Thresher.Jobs.Outcomes;

/// <summary>What is declared of each outcome.</summary>
public static class OutcomeTraits
{
    private static readonly OutcomeAttribute?[] Read = new OutcomeAttribute?[byte.MaxValue + 1];

    // Most crawls meet a few of the outcomes, and reading a declaration costs more than the page it is read for.
    private static readonly bool[] IsRead = new bool[byte.MaxValue + 1];

    /// <summary>What follows from it; null of one that ends no URL.</summary>
    public static OutcomeAttribute? Of(FetchOutcome outcome)
    {
        if (!Volatile.Read(ref IsRead[(int)outcome]))
        {
            Read[(int)outcome] = typeof(FetchOutcome).GetField(outcome.ToString())?.GetCustomAttribute<OutcomeAttribute>();
            Volatile.Write(ref IsRead[(int)outcome], true);
        }

        return Read[(int)outcome];
    }
}
