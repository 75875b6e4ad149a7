namespace Thresher.Storage.Rules;

/// <summary>
/// The rewritings of rows that schema scripts leave for later. A script enters a row into the table <c>rewritings</c>: a
/// name from here, and the number of the last row concerned.
/// </summary>
internal static class Rewritings
{
    /// <summary>Since script 3: the time of acceptance, and time and number of the end, of URLs that were accepted before.</summary>
    public const string UrlTimes = "url-times";

    /// <summary>The first that is not complete.</summary>
    public const string SelectNext = "SELECT name, done, total FROM rewritings WHERE done < total ORDER BY name LIMIT 1";
}
