using Thresher.Grains.Contracts;
using Thresher.Jobs.Outcomes;

namespace Thresher.Client.Printing;

/// <summary>Why a URL was not fetched, what to do about it, and when it is tried again, in one line.</summary>
internal static class TroubleText
{
    /// <summary>The line.</summary>
    public static string Of(UrlTrouble trouble, TimeProvider time) =>
        $"{trouble.Url}: {Why(trouble.Outcome, trouble.Status, trouble.Note)}; "
        + (trouble.DueAt is { } due
            ? $"{Figures.Plural(trouble.Attempts, "attempt")} failed, the next is due {DueTime.Of(due, time)}"
            : "it is not tried again");

    /// <summary>The outcome's name with its cause and remedy.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="status">HTTP status, 0 when no response came.</param>
    /// <param name="note">What the end says beside the outcome, which takes the cause's place where the end is a proxy's doing.</param>
    public static string Why(FetchOutcome outcome, int status, string? note = null)
    {
        var name = status == 0 ? OutcomeName.Of(outcome) : $"{OutcomeName.Of(outcome)} (HTTP {status})";
        var traits = OutcomeTraits.Of(outcome);
        var told = outcome is FetchOutcome.ProxyUnreachable or FetchOutcome.ProxyRefused or FetchOutcome.ProxyFailed ? note : null;
        var cause = (told ?? traits?.Cause) is { } why ? $": {why}" : "";
        return traits?.Remedy is { } remedy ? $"{name}{cause}: {remedy}" : $"{name}{cause}";
    }
}
