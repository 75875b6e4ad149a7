using System.Text;

namespace Thresher.Jobs.Outcomes;

/// <summary>Names of enums' values as users write and read them: <c>retry-after</c>.</summary>
public static class KebabCase
{
    /// <summary>The name in lower case, with a hyphen before each further word.</summary>
    public static string Of(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            text.Append(char.IsUpper(c) && text.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
