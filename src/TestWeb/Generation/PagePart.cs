namespace Thresher.TestWeb.Generation;

/// <summary>Which of a numbered page's URLs is meant.</summary>
internal enum PagePart
{
    /// <summary>The URL the spanning tree links to.</summary>
    Entry,

    /// <summary>A further redirect on the way to the page behind.</summary>
    Hop,

    /// <summary>The page that only its entry leads to.</summary>
    Behind,

    /// <summary>One of the endless URLs of a trap.</summary>
    Deep,

    /// <summary>A page of the <c>/items/</c> template.</summary>
    Item,
}
