using System.Globalization;
using System.Text;
using Thresher.Grains.Contracts;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Client.Producing;

/// <summary>A source of seeds.</summary>
/// <param name="Name">As the user named it, for messages.</param>
/// <param name="Read">Reads its seeds from a position on.</param>
internal sealed record SeedSource(string Name, Func<SeedPosition, CancellationToken, IAsyncEnumerable<ProducerLine>> Read)
{
    /// <summary>The same in each run on the same source read in the same way; null when a run cannot resume.</summary>
    public string? Key { get; init; }

    /// <summary>Identifies the source's content: another length, time or beginning is another source.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>Length in the unit of <see cref="SeedPosition.Offset"/>; null when it is not known.</summary>
    public double? Length { get; init; }

    /// <summary>The fingerprint for a crawl: another job may give other verdicts on the same seeds.</summary>
    public string FingerprintFor(string job) =>
        string.Create(CultureInfo.InvariantCulture, $"{Fingerprint} {Hash128.Of(Encoding.UTF8.GetBytes(job))}");
}
