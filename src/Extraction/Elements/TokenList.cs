using Thresher.Web.Html;

namespace Thresher.Extraction.Elements;

/// <summary>Attributes that hold names with blanks between them, such as <c>class</c>.</summary>
internal static class TokenList
{
    /// <summary>Whether a name is in the list.</summary>
    public static bool Contains(ReadOnlySpan<char> list, ReadOnlySpan<char> name, StringComparison comparison)
    {
        for (int from = 0, found; name.Length > 0 && (found = list[from..].IndexOf(name, comparison)) >= 0; from = found + 1)
        {
            found += from;
            var end = found + name.Length;
            if ((found == 0 || HtmlScanner.IsBlank(list[found - 1])) && (end == list.Length || HtmlScanner.IsBlank(list[end])))
            {
                return true;
            }
        }

        return false;
    }
}
