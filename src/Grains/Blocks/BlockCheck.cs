using System.Net.Http.Headers;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Web.Blocks;
using Thresher.Web.Charsets;

namespace Thresher.Grains.Blocks;

/// <summary>Tells whether a response is a block or a challenge in place of a page, where the crawl wants to know.</summary>
internal static class BlockCheck
{
    private const int Ok = 200;
    private const int NotFound = 404;

    /// <summary>The mark of a response that is none of a page, by its head; null for none.</summary>
    public static BlockMark? OfHead(HttpResponseMessage response, int status, FetchLimits limits) =>
        Is(status, limits) ? limits.Blocks!.OfHead(status, name => Value(response, name)) : null;

    /// <summary>Whether the body of such a response tells.</summary>
    public static bool WantsBody(int status, FetchLimits limits) => Is(status, limits) && limits.Blocks!.WantsBody(status);

    /// <summary>The mark of a response by its body; null for none.</summary>
    public static BlockMark? OfBody(HttpResponseMessage response, int status, FetchLimits limits, ReadOnlySpan<byte> body) =>
        Is(status, limits) ? limits.Blocks!.OfBody(status, name => Value(response, name), body) : null;

    /// <summary>The mark of a page, which only a small one in HTML has; null for none.</summary>
    public static BlockMark? OfPage(HttpResponseMessage response, int status, FetchLimits limits, string? contentType, ReadOnlySpan<byte> body)
    {
        if (limits.Blocks is null || (status == Ok && (body.Length is 0 or > BlockMarks.LargestPage || !IsHtml(contentType))))
        {
            return null;
        }

        return (status == Ok ? null : OfHead(response, status, limits)) ?? limits.Blocks.OfBody(status, name => Value(response, name), body);
    }

    /// <summary>The outcome that a mark means.</summary>
    public static FetchOutcome Outcome(BlockMark mark) => mark.Kind == BlockKind.Challenge ? FetchOutcome.Challenge : FetchOutcome.Blocked;

    // Redirects and pages that are not there are what they are.
    private static bool Is(int status, FetchLimits limits) => limits.Blocks is not null && status is not (304 or 301 or 302 or 303 or 308 or NotFound or 410);

    private static bool IsHtml(string? contentType) => contentType is null || MimeType.Essence(contentType) is "text/html" or "application/xhtml+xml";

    private static string? Value(HttpResponseMessage response, string name) =>
        Value(response.Headers.NonValidated, name) ?? Value(response.Content.Headers.NonValidated, name);

    private static string? Value(HttpHeadersNonValidated headers, string name) => headers.TryGetValues(name, out var values) ? values.ToString() : null;
}
