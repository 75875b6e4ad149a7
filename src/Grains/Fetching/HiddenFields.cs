using System.Text;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Fetching;

/// <summary>Takes secrets out of the heads that are kept of an exchange: the fields stay, their values do not.</summary>
internal static class HiddenFields
{
    /// <summary>What stands in place of a value.</summary>
    public const string Mark = "(not kept)";

    /// <summary>The heads without the values of hidden fields.</summary>
    public static ExchangeHead Without(ExchangeHead head, RequestExtras extras)
    {
        var kept = new StringBuilder(head.Request.Length);
        foreach (var line in head.Request.Split("\r\n"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            kept.Append(colon > 0 && extras.Hides(line.AsSpan(0, colon)) ? $"{line[..colon]}: {Mark}" : line).Append("\r\n");
        }

        kept.Length -= 2;
        return head with { Request = kept.ToString() };
    }
}
