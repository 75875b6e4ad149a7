using Thresher.Web.Idna;

namespace Thresher.Web.Urls;

/// <summary>Where the parts of unparsed input end (URL Standard, section 4.4).</summary>
internal static class UrlInput
{
    /// <summary>Length of the scheme before its colon; negative when the input begins with none.</summary>
    public static int SchemeLength(ReadOnlySpan<char> input)
    {
        if (input.IsEmpty || !char.IsAsciiLetter(input[0]))
        {
            return -1;
        }

        for (var i = 1; i < input.Length; i++)
        {
            if (input[i] == ':')
            {
                return i;
            }

            if (!char.IsAsciiLetterOrDigit(input[i]) && input[i] is not ('+' or '-' or '.'))
            {
                return -1;
            }
        }

        return -1;
    }

    /// <summary>The input without C0 controls and spaces around it, and without tabs and line ends anywhere.</summary>
    public static ReadOnlySpan<char> Clean(ReadOnlySpan<char> input, ref CharBuffer cleaned)
    {
        while (input is [<= ' ', ..])
        {
            input = input[1..];
        }

        while (input is [.., <= ' '])
        {
            input = input[..^1];
        }

        if (input.IndexOfAny('\t', '\n', '\r') < 0)
        {
            return input;
        }

        foreach (var range in input.SplitAny("\t\n\r"))
        {
            cleaned.Append(input[range]);
        }

        return cleaned.Written;
    }

    /// <summary>Length of the host in an authority: it ends at the first colon outside brackets.</summary>
    public static int HostLength(ReadOnlySpan<char> authority)
    {
        for (int i = 0, inBrackets = 0; i < authority.Length; i++)
        {
            switch (authority[i])
            {
                case '[':
                    inBrackets = 1;
                    break;
                case ']':
                    inBrackets = 0;
                    break;
                case ':' when inBrackets == 0:
                    return i;
            }
        }

        return authority.Length;
    }
}
