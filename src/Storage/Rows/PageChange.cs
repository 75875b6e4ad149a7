using Thresher.Jobs.Outcomes;

namespace Thresher.Storage.Rows;

/// <summary>What the last refresh found of a stored page.</summary>
public enum PageChange : byte
{
    /// <summary>Nothing: it was fetched once, and not looked at again.</summary>
    None,

    /// <summary>The server has the same content (304, or an equal hash).</summary>
    Unchanged,

    /// <summary>The server had other content, which is stored now.</summary>
    Changed,

    /// <summary>404 or 410: what is stored is what was there last.</summary>
    Gone,

    /// <summary>It could not be looked at again, or not yet: what is stored is what was there last.</summary>
    Stale,
}

/// <summary>Reads the change from where a page's URL stands.</summary>
internal static class PageChanges
{
    /// <summary>The change of a page whose URL stands so.</summary>
    public static PageChange Of(UrlState state, FetchOutcome outcome) => (state, outcome) switch
    {
        (UrlState.Fetched, FetchOutcome.NotModified) => PageChange.Unchanged,
        (UrlState.Fetched, FetchOutcome.Changed) => PageChange.Changed,
        (UrlState.Fetched, _) => PageChange.None,
        (UrlState.Failed, FetchOutcome.PageGone) => PageChange.Gone,
        _ => PageChange.Stale,
    };
}
