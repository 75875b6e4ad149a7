namespace Thresher.Tests.EndToEnd.Chaos;

/// <summary>One host of a <see cref="Lan"/>.</summary>
/// <param name="Address">Its IPv4 address.</param>
/// <param name="Namespace">Its network namespace; empty for the machine's own.</param>
public sealed record LanHost(string Address, string Namespace)
{
    /// <summary>What starts a program on it.</summary>
    public IReadOnlyList<string> Launcher => Namespace.Length == 0 ? [] : ["nsenter", $"--net=/run/netns/{Namespace}", "--"];
}
