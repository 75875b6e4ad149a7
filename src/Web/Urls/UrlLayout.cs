namespace Thresher.Web.Urls;

/// <summary>Where the parts of a serialised URL begin: <c>scheme://[userinfo@]host[:port]path[?query][#fragment]</c>.</summary>
/// <param name="HostStart">Index of the host.</param>
/// <param name="HostEnd">Index after the host: of <c>:port</c>, or of the path.</param>
/// <param name="PathStart">Index of the path's first <c>/</c>.</param>
/// <param name="QueryStart">Index of <c>?</c>; without a query, that of the fragment.</param>
/// <param name="FragmentStart">Index of <c>#</c>; without a fragment, the length.</param>
/// <param name="Port">The port in effect.</param>
internal readonly record struct UrlLayout(int HostStart, int HostEnd, int PathStart, int QueryStart, int FragmentStart, int Port);
