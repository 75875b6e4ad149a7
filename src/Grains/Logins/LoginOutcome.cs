namespace Thresher.Grains.Logins;

/// <summary>How a login ended.</summary>
/// <param name="Problem">What is wrong, in one line without secrets; null when it succeeded.</param>
/// <param name="Token">The token; empty where the session is cookies alone.</param>
public sealed record LoginOutcome(string? Problem, string Token)
{
    /// <summary>How long the server asks to be left alone; zero when it does not.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>Status of the last response, 0 when none came.</summary>
    public int Status { get; init; }

    /// <summary>Timestamp by which the server must have had the last request; 0 when none was sent.</summary>
    public long ArrivedBy { get; init; }

    /// <summary>Says whether it succeeded; the token must not reach a log.</summary>
    public override string ToString() => Problem ?? "logged in";
}
