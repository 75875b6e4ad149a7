namespace Thresher.Web.Charsets;

/// <summary>How a page's character encoding was found, most trusted first.</summary>
public enum CharsetSource
{
    /// <summary>A byte order mark.</summary>
    ByteOrderMark,

    /// <summary>The <c>charset</c> parameter of the Content-Type header.</summary>
    ContentType,

    /// <summary>A <c>meta</c> element or XML declaration in the first 1,024 bytes.</summary>
    Prescan,

    /// <summary>A <c>meta</c> element further down.</summary>
    LateMeta,

    /// <summary>Nothing declared; the bytes are valid UTF-8 and not only ASCII.</summary>
    ValidUtf8,

    /// <summary>Nothing declared; guessed from the frequency of bytes.</summary>
    Detected,

    /// <summary>Nothing declared and nothing detected: windows-1252, as browsers in most locales assume.</summary>
    Default,
}
