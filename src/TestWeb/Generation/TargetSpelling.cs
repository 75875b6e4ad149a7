using System.Globalization;
using System.Text;

namespace Thresher.TestWeb.Generation;

/// <summary>The one spelling of a path and query that different requests for the same page share.</summary>
public static class TargetSpelling
{
    /// <summary>Drops the fragment and the tracking parameters, decodes escaped unreserved characters and writes all
    /// other escapes in upper case (RFC 3986 section 6.2.2). Dot segments are left: resolving them is the client's job.</summary>
    public static string Canonical(string target)
    {
        if (target.AsSpan().IndexOfAny('%', '?', '#') < 0)
        {
            return target;
        }

        var hash = target.IndexOf('#', StringComparison.Ordinal);
        var normal = NormalizeEscapes(hash < 0 ? target : target[..hash]);
        var mark = normal.IndexOf('?', StringComparison.Ordinal);
        if (mark < 0)
        {
            return normal;
        }

        var kept = normal[(mark + 1)..].Split('&').Where(parameter => !IsTracking(parameter)).ToArray();
        return kept.Length == 0 ? normal[..mark] : $"{normal[..mark]}?{string.Join('&', kept)}";
    }

    private static bool IsTracking(string parameter)
    {
        var name = parameter.Split('=')[0];
        return name.StartsWith("utm_", StringComparison.Ordinal) || name is "gclid" or "fbclid";
    }

    private static string NormalizeEscapes(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var normal = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '%' && at + 2 < text.Length
                && byte.TryParse(text.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~')
                {
                    normal.Append((char)value);
                }
                else
                {
                    normal.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
                }

                at += 2;
            }
            else
            {
                normal.Append(text[at]);
            }
        }

        return normal.ToString();
    }
}
