using Thresher.Jobs.Rules;

namespace Thresher.Extraction.Sources;

/// <summary>A fact about the page.</summary>
internal sealed class FactSource(PageFact fact) : FieldSource
{
    public override bool IsEvidence => false;

    public override IEnumerable<string> Find(RecordScope scope) =>
    [
        fact switch
        {
            PageFact.Depth => scope.Page.Depth.ToString(System.Globalization.CultureInfo.InvariantCulture),
            PageFact.FetchedAt => scope.Page.FetchedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            PageFact.ContentType => scope.Page.ContentType,
            _ => scope.Page.Url.RequestHref,
        },
    ];
}
