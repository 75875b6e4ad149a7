using System.Globalization;
using System.Text;

namespace Thresher.Web.Idna;

/// <summary>
/// ToASCII of Unicode Technical Standard #46 (revision 33 and later) with the flags of the URL Standard's domain parser when
/// not strict: CheckBidi and CheckJoiners on; CheckHyphens, UseSTD3ASCIIRules, VerifyDnsLength, transitional processing off.
/// </summary>
internal static class Uts46
{
    /// <summary>
    /// Longest name accepted, in UTF-16 units: Punycode's cost is quadratic in a label's length, and no name beyond 253
    /// resolves.
    /// </summary>
    public const int MaxLength = 1024;

    private const string AcePrefix = "xn--";

    /// <summary>Appends the name in ASCII; false when UTS #46 records an error. Lone surrogates are errors.</summary>
    public static bool TryToAscii(ReadOnlySpan<char> domain, ref CharBuffer output)
    {
        if (domain.Length > MaxLength)
        {
            return false;
        }

        var mapped = new CharBuffer(stackalloc char[256]);
        try
        {
            foreach (var rune in domain.EnumerateRunes())
            {
                if (!IdnaTable.Shared.TryMap(rune, ref mapped))
                {
                    return false;
                }
            }

            var normalized = mapped.Written.ToString().Normalize(NormalizationForm.FormC);
            var labels = new List<List<Rune>>();
            foreach (var label in normalized.Split('.'))
            {
                if (UnicodeLabel(label) is not { } runes)
                {
                    return false;
                }

                labels.Add(runes);
            }

            return (!labels.Exists(BidiRule.IsRightToLeft) || labels.TrueForAll(BidiRule.IsMet)) && TryJoin(labels, ref output);
        }
        finally
        {
            mapped.Dispose();
        }
    }

    // The label decoded and checked, or null.
    private static List<Rune>? UnicodeLabel(string label)
    {
        if (!label.StartsWith(AcePrefix, StringComparison.Ordinal))
        {
            List<Rune> plain = [.. label.EnumerateRunes()];
            return IsValid(plain) ? plain : null;
        }

        if (!Ascii.IsValid(label) || Punycode.Decode(label.AsSpan(AcePrefix.Length)) is not { } decoded
            || decoded.TrueForAll(r => r.IsAscii) || !IsValid(decoded))
        {
            return null;
        }

        var text = string.Concat(decoded);
        return text.IsNormalized(NormalizationForm.FormC) && !text.StartsWith(AcePrefix, StringComparison.Ordinal) ? decoded : null;
    }

    // Section 4.1, validity criteria, for a label known to hold no full stop before mapping.
    private static bool IsValid(List<Rune> label)
    {
        if (label.Count == 0)
        {
            return true;
        }

        return Rune.GetUnicodeCategory(label[0]) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark)
            && label.TrueForAll(r => r.Value != '.' && IdnaTable.Shared.IsValid(r))
            && Enumerable.Range(0, label.Count).All(i => IsJoinerAllowed(label, i));
    }

    // RFC 5892, appendices A.1 and A.2.
    private static bool IsJoinerAllowed(List<Rune> label, int at)
    {
        const int NonJoiner = 0x200C, Joiner = 0x200D;
        if (label[at].Value is not (NonJoiner or Joiner) || (at > 0 && IdnaTable.Shared.IsVirama(label[at - 1])))
        {
            return true;
        }

        return label[at].Value == NonJoiner
            && NextJoining(label, at, -1) is 'L' or 'D'
            && NextJoining(label, at, 1) is 'R' or 'D';
    }

    private static char NextJoining(List<Rune> label, int from, int step)
    {
        for (var i = from + step; i >= 0 && i < label.Count; i += step)
        {
            var type = IdnaTable.Shared.JoiningTypeOf(label[i]);
            if (type != 'T')
            {
                return type;
            }
        }

        return 'U';
    }

    private static bool TryJoin(List<List<Rune>> labels, ref CharBuffer output)
    {
        for (var i = 0; i < labels.Count; i++)
        {
            if (i > 0)
            {
                output.Append('.');
            }

            if (labels[i].TrueForAll(r => r.IsAscii))
            {
                output.Append(string.Concat(labels[i]));
                continue;
            }

            output.Append(AcePrefix);
            if (!Punycode.TryEncode(labels[i], ref output))
            {
                return false;
            }
        }

        return true;
    }
}
