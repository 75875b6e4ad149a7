using System.Text;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Fetching;

/// <summary>Takes secrets out of the heads that are kept of an exchange, cookies of a session among them: the fields stay, their values do not.</summary>
internal static class HiddenFields
{
    /// <summary>What stands in place of a value.</summary>
    public const string Mark = "(not kept)";

    /// <summary>The heads without the values of hidden fields.</summary>
    public static ExchangeHead Without(ExchangeHead head, RequestExtras extras) => new(Without(head.Request, extras), Without(head.Response, extras));

    private static string Without(string head, RequestExtras extras)
    {
        var kept = new StringBuilder(head.Length);
        foreach (var line in head.Split("\r\n"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            kept.Append(colon > 0 && extras.Hides(line.AsSpan(0, colon).TrimEnd()) ? $"{line[..colon]}: {Mark}" : line).Append("\r\n");
        }

        kept.Length -= 2;
        return kept.ToString();
    }
}
