using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Thresher.Extraction.Rules;

/// <summary>
/// Reads numbers as people of a locale write them: its digits and separators with their typewriter forms, currency signs and words
/// around them. Separators must stand where they group digits: what may be another number is none.
/// </summary>
internal sealed class LocaleNumber(CultureInfo culture)
{
    private const int MostDigits = 64;

    /// <summary>Characters beside a number that can still be signs and words of money; a longer text is a text.</summary>
    private const int LongestSurrounding = 200;

    // Words for money that no culture's data has, or that are written otherwise; without their final dots.
    private const string Words =
        "euro euros eur dollar dollars pound pounds sterling yen yuan rmb won franc francs franken fr sfr stutz rs rupee rupees rappen cent cents"
        + " kr kronor kroner kronur krona krone kč kc korun koruna ft forint zł zl złotych złoty złote lei leu lira liras tl lv лв лева"
        + " руб рублей рубля рубль р грн гривень ден din rsd rm rp real reais peso pesos ريال درهم جنيه دينار دولار تومان ریال 元 円 圓 원 人民币 baht บาท đồng đ";

    private static readonly Lazy<FrozenSet<string>> Currencies = new(ReadCurrencies);

    // Where numbers have Arabic digits and separators, they are typed with Latin ones too.
    private readonly string _decimals = string.Concat(
        (culture.NumberFormat.NumberDecimalSeparator + culture.NumberFormat.CurrencyDecimalSeparator + (culture.NumberFormat.NumberDecimalSeparator == "\u066B" ? "." : "") + "\u066B")
        .Where(c => !culture.NumberFormat.NumberGroupSeparator.Contains(c)));

    private readonly string _groups = culture.NumberFormat.NumberGroupSeparator + culture.NumberFormat.CurrencyGroupSeparator
        + (culture.NumberFormat.NumberDecimalSeparator == "\u066B" ? "," : "");

    private readonly bool _groupsByTwo = culture.NumberFormat.NumberGroupSizes is [_, 2, ..];

    /// <summary>The number as invariant text, with <c>.</c> and without groups; null when the text is none.</summary>
    public string? Read(string text)
    {
        var start = FirstDigit(text);
        if (start < 0)
        {
            return null;
        }

        // A decimal separator may stand before the first digit.
        start -= start > 0 && IsDecimal(text[start - 1]) && (start == 1 || !char.IsLetter(text[start - 2])) ? 1 : 0;
        var number = new StringBuilder();
        var end = Digits(text, start, number);
        return end > 0 && TrySign(text.AsSpan(0, start), number) && IsSurrounding(text.AsSpan(end)) ? number.ToString() : null;
    }

    // The digits from there on, with their separators; where they end, or 0 when the separators are not where they belong.
    private int Digits(string text, int start, StringBuilder number)
    {
        int inGroup = 0, groups = 0, at = start, seen = 0;
        var isFraction = false;
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (CharUnicodeInfo.GetDecimalDigitValue(c) is >= 0 and var digit)
            {
                number.Append((char)('0' + digit));
                inGroup++;
                if (++seen > MostDigits)
                {
                    return 0;
                }
            }
            else if (!isFraction && IsDecimal(c) && NextIsDigit(text, at))
            {
                if (groups > 0 && inGroup != 3)
                {
                    return 0;
                }

                isFraction = true;
                number.Append('.');
            }
            else if (IsGroup(c) && NextIsDigit(text, at))
            {
                var isWhole = groups == 0 ? inGroup is >= 1 and <= 3 : inGroup == 3 || (inGroup == 2 && _groupsByTwo);
                if (isFraction || !isWhole)
                {
                    return 0;
                }

                groups++;
                inGroup = 0;
            }
            else if (c is 'e' or 'E' && Exponent(text.AsSpan(at + 1)) is > 0 and var length)
            {
                number.Append('e').Append(text, at + 1, length);
                at += length + 1;
                break;
            }
            else
            {
                break;
            }
        }

        return seen == 0 || (groups > 0 && !isFraction && inGroup != 3) ? 0 : at;
    }

    private static int FirstDigit(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (CharUnicodeInfo.GetDecimalDigitValue(text[at]) >= 0)
            {
                return at;
            }
        }

        return -1;
    }

    private bool IsDecimal(char c) => _decimals.Contains(c);

    // An apostrophe between digits groups them wherever it is written, and so does a space.
    private bool IsGroup(char c) => _groups.Contains(c) || c is '\'' or '\u2019' or '\u02BC' or '\u066C' || char.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator;

    private static bool NextIsDigit(string text, int at) => at + 1 < text.Length && CharUnicodeInfo.GetDecimalDigitValue(text[at + 1]) >= 0;

    private static int Exponent(ReadOnlySpan<char> text)
    {
        var sign = text is ['+' or '-', ..] ? 1 : 0;
        var digits = text[sign..].IndexOfAnyExceptInRange('0', '9');
        digits = digits < 0 ? text.Length - sign : digits;
        return digits is > 0 and <= 3 ? sign + digits : 0;
    }

    private static bool TrySign(ReadOnlySpan<char> before, StringBuilder number)
    {
        if (before.Trim().Length > LongestSurrounding)
        {
            return false;
        }

        var rest = new StringBuilder();
        var signs = 0;
        foreach (var c in before)
        {
            if (c is '-' or '\u2212' or '\uFF0D' or '+' or '\uFF0B')
            {
                if (++signs > 1)
                {
                    return false;
                }

                number.Insert(0, c is '+' or '\uFF0B' ? "" : "-");
            }
            else
            {
                rest.Append(c);
            }
        }

        return IsSurrounding(rest.ToString());
    }

    // Signs and words of money. After a number a dash may stand for no cents: 12.– and 12,-
    private static bool IsSurrounding(ReadOnlySpan<char> text)
    {
        if (text is ['.' or ',', '-' or '\u2013' or '\u2014', ..])
        {
            text = text[1..].TrimStart("-\u2013\u2014");
        }

        if (text.Trim().Length > LongestSurrounding)
        {
            return false;
        }

        var words = new StringBuilder();
        foreach (var c in text)
        {
            words.Append(char.GetUnicodeCategory(c) is UnicodeCategory.CurrencySymbol or UnicodeCategory.Format or UnicodeCategory.Control ? ' ' : c);
        }

        var rest = words.ToString().Trim();
        return rest is "" or "." || Currencies.Value.Contains(rest.TrimEnd('.')) || Array.TrueForAll(
            rest.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), word => Currencies.Value.Contains(word.TrimEnd('.')));
    }

    private static FrozenSet<string> ReadCurrencies()
    {
        var words = new HashSet<string>(Words.Split(' '), StringComparer.OrdinalIgnoreCase);
        foreach (var known in CultureInfo.GetCultures(CultureTypes.SpecificCultures))
        {
            try
            {
                var region = new RegionInfo(known.Name);
                foreach (var name in new[] { region.ISOCurrencySymbol, region.CurrencySymbol, region.CurrencyNativeName, region.CurrencyEnglishName })
                {
                    var word = string.Concat(name.Where(c => char.GetUnicodeCategory(c) is not (UnicodeCategory.CurrencySymbol or UnicodeCategory.Format))).Trim().TrimEnd('.');
                    _ = word.Length > 0 && words.Add(word);
                }
            }
            catch (ArgumentException)
            {
                // A culture without a region has no money.
            }
        }

        return words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}
