namespace Thresher.Web.Robots;

/// <summary>The answer for one URL, with the line of robots.txt that decided it.</summary>
/// <param name="Allowed">Whether the URL may be fetched.</param>
/// <param name="Line">The deciding line, counted from 1; 0 when no rule matched.</param>
/// <param name="Rule">The deciding pattern as the file writes it (an Allow when <paramref name="Allowed"/>, else a Disallow); null when no rule matched.</param>
public readonly record struct RobotsVerdict(bool Allowed, int Line, string? Rule);
