using System.Reflection;

namespace Thresher.Jobs.Outcomes;

/// <summary>What is declared of each outcome.</summary>
public static class OutcomeTraits
{
    private static readonly OutcomeAttribute?[] Declared = Read();

    /// <summary>What follows from it; null of one that ends no URL.</summary>
    public static OutcomeAttribute? Of(FetchOutcome outcome) => Declared[(int)outcome];

    private static OutcomeAttribute?[] Read()
    {
        var declared = new OutcomeAttribute?[byte.MaxValue + 1];
        foreach (var outcome in Enum.GetValues<FetchOutcome>())
        {
            declared[(int)outcome] = typeof(FetchOutcome).GetField(outcome.ToString())!.GetCustomAttribute<OutcomeAttribute>();
        }

        return declared;
    }
}
