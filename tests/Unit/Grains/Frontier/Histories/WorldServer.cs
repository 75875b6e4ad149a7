using System.Text;
using Thresher.Grains.Contracts;

namespace Thresher.Tests.Unit.Grains.Frontier.Histories;

/// <summary>The robots.txt files that the host serves over time.</summary>
internal static class WorldServer
{
    /// <summary>A version that the server cannot give.</summary>
    public const int Unreachable = 4;

    private static readonly string[] Files =
    [
        "User-agent: *\nDisallow:\n",
        "User-agent: *\nCrawl-delay: 8\nDisallow: /x\n",
        "User-agent: one\nCrawl-delay: 2\n\nUser-agent: two\nCrawl-delay: 5\nDisallow: /x\n",
    ];

    /// <summary>How a fetch of that version ends.</summary>
    public static RobotsFetch Fetch(int version, TimeSpan retryAfter, long arrivedBy, TimeSpan took) => version switch
    {
        Unreachable => new RobotsFetch(RobotsAccess.Defer, [], retryAfter, arrivedBy, took),
        < 3 => new RobotsFetch(RobotsAccess.Rules, Encoding.UTF8.GetBytes(Files[version]), retryAfter, arrivedBy, took),
        _ => new RobotsFetch(RobotsAccess.AllowAll, [], retryAfter, arrivedBy, took),
    };

    /// <summary>What a version asks a crawler for.</summary>
    public static TimeSpan CrawlDelay(int version, string token) => TimeSpan.FromSeconds((version, token) switch
    {
        (1, _) => 8,
        (2, "one") => 2,
        (2, "two") => 5,
        _ => 0,
    });
}
