using System.Globalization;
using System.Text;
using AngleSharp.Html;

namespace Thresher.Web.Sitemaps.Repair;

/// <summary>What references in sitemaps stand for: XML's, and HTML's by name, which are written though nobody declares them.</summary>
internal static class XmlReferences
{
    /// <summary>Longest name or number.</summary>
    public const int Longest = 32;

    /// <summary>The characters of a reference, without its <c>&amp;</c> and <c>;</c>; null when it stands for none.</summary>
    public static string? Resolve(string name)
    {
        if (!name.StartsWith('#'))
        {
            return name switch
            {
                "amp" => "&",
                "lt" => "<",
                "gt" => ">",
                "quot" => "\"",
                "apos" => "'",
                _ => HtmlEntityProvider.Resolver.GetSymbol(name + ";"),
            };
        }

        var isHex = name.Length > 1 && name[1] is 'x' or 'X';
        return int.TryParse(name.AsSpan(isHex ? 2 : 1), isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            && Rune.IsValid(code) && (code >= ' ' || code is '\t' or '\n' or '\r') && code is not (0xFFFE or 0xFFFF)
            ? new Rune(code).ToString()
            : null;
    }
}
