using System.Text;
using System.Text.RegularExpressions;

namespace Thresher.Jobs.Rules;

/// <summary>A rule's patterns on URLs: all that are given must match.</summary>
internal sealed class UrlPattern(string? expression, string? glob)
{
    private readonly Regex? _expression = expression is null ? null : LinearRegex.Compile(expression);
    private readonly Regex? _glob = glob is null ? null : LinearRegex.Compile(OfGlob(glob));

    /// <summary>Whether the URL matches.</summary>
    public bool Matches(string url) => _expression?.IsMatch(url) != false && _glob?.IsMatch(url) != false;

    /// <summary>The regular expression that a glob means.</summary>
    public static string OfGlob(string glob)
    {
        var text = new StringBuilder("^");
        for (var i = 0; i < glob.Length; i++)
        {
            if (glob[i] == '*')
            {
                var across = i + 1 < glob.Length && glob[i + 1] == '*';
                text.Append(across ? ".*" : "[^/?]*");
                i += across ? 1 : 0;
            }
            else
            {
                text.Append(glob[i] == '?' ? "." : Regex.Escape(glob[i].ToString()));
            }
        }

        return text.Append("\\z").ToString();
    }
}
