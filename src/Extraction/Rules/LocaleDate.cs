using System.Globalization;
using System.Text;

namespace Thresher.Extraction.Rules;

/// <summary>
/// Reads dates as people of a locale write them: a day, a month by its name, long or short, and a year of four digits, in any order, with
/// the weekday and the articles that belong there; in numbers, by the locale's own order. What might be another day is none.
/// </summary>
internal sealed class LocaleDate(CultureInfo culture)
{
    /// <summary>Day, month and year; what holds more is a text, however long, and no date.</summary>
    private const int MostNumbers = 3;

    /// <summary>More than any language puts around a date.</summary>
    private const int MostWords = 32;

    // Words that dates hold beside names: articles, "of", "year", "day".
    private static readonly HashSet<string> Fillers = FoldedSet(
        "de del di da do dei des du d la le el l il lo den der dem am a al the of on r r. г года год р року roku rok m d dan gada gads ngày năm dia día el"
            + " tarihi ve o kl i tháng af เดือน วันที่ พ.ศ ค.ศ e");

    private static readonly HashSet<string> Ordinals = FoldedSet("st nd rd th er ère e º ª ° o a de го й ого η ος ή ste ième");

    // Short forms beside those that the culture's data has.
    private static readonly Dictionary<string, string> Aliases = new()
    {
        ["de"] = "jänner=1 jän=1 feber=2 mrz=3",
        ["en"] = "sept=9",
        ["it"] = "sett=9 genn=1",
        ["es"] = "set=9 setiembre=9 sept=9",
        ["pt"] = "set=9",
        ["ar"] = "يناير=1 فبراير=2 مارس=3 أبريل=4 ابريل=4 مايو=5 يونيو=6 يوليو=7 أغسطس=8 اغسطس=8 سبتمبر=9 أكتوبر=10 اكتوبر=10 نوفمبر=11 ديسمبر=12",
        ["ru"] = "сент=9 нояб=11 февр=2",
    };

    private readonly Dictionary<string, int> _months = Names(culture);
    private readonly HashSet<string> _weekdays =
    [
        .. culture.DateTimeFormat.DayNames.Concat(culture.DateTimeFormat.AbbreviatedDayNames).Concat(culture.DateTimeFormat.ShortestDayNames)
            .SelectMany(name => Folded(name, culture).Split(' ', '-')),
    ];

    private readonly HashSet<string> _literals = Literals(culture);

    /// <summary>The day; null when the text is none.</summary>
    public DateTime? Read(string text)
    {
        List<string> numbers = [], words = [];
        foreach (var token in Tokens(text))
        {
            (char.IsAsciiDigit(token[0]) ? numbers : words).Add(token);
            if (numbers.Count > MostNumbers || words.Count > MostWords)
            {
                return null;
            }
        }

        // A month in numbers is one of three.
        if (numbers.Count == 3)
        {
            return words.TrueForAll(IsFiller) ? InNumbers(numbers, text) : null;
        }

        var month = 0;
        foreach (var word in words)
        {
            if (MonthOf(word) is { } named)
            {
                if (month > 0)
                {
                    return null;
                }

                month = named;
            }
            else if (!IsFiller(word))
            {
                return null;
            }
        }

        return numbers.Count == 2 && month > 0 && numbers.FindIndex(number => number.Length == 4) is >= 0 and var year
            ? Day(numbers[year], month, numbers[1 - year])
            : null;
    }

    private static IEnumerable<string> Tokens(string text)
    {
        var token = new StringBuilder();
        foreach (var c in text)
        {
            var digit = CharUnicodeInfo.GetDecimalDigitValue(c);
            var isLetter = char.IsLetter(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark || c is 'º' or 'ª' or '°';
            if (token.Length > 0 && (digit >= 0 ? !char.IsAsciiDigit(token[0]) : !isLetter || char.IsAsciiDigit(token[0])))
            {
                yield return token.ToString();
                token.Clear();
            }

            _ = digit >= 0 ? token.Append((char)('0' + digit)) : isLetter ? token.Append(c) : token;
        }

        if (token.Length > 0)
        {
            yield return token.ToString();
        }
    }

    private bool IsFiller(string word)
    {
        var folded = Folded(word, culture);
        return Fillers.Contains(folded) || Ordinals.Contains(folded) || _literals.Contains(folded) || _weekdays.Contains(folded)
            || (folded.Length >= 3 && _weekdays.Any(day => day.StartsWith(folded, StringComparison.Ordinal)));
    }

    // A name, or three letters and more with which one month alone begins.
    private int? MonthOf(string word)
    {
        var folded = Folded(word, culture);
        if (_months.TryGetValue(folded, out var month))
        {
            return month;
        }

        if (folded.Length < 3 || _weekdays.Contains(folded))
        {
            return null;
        }

        var begun = _months.Where(name => name.Key.StartsWith(folded, StringComparison.Ordinal)).Select(name => name.Value).Distinct().ToList();
        return begun.Count == 1 ? begun[0] : null;
    }

    private DateTime? InNumbers(List<string> numbers, string text)
    {
        if (numbers[0].Length == 4)
        {
            return Day(numbers[0], numbers[1], numbers[2]);
        }

        var pattern = culture.DateTimeFormat.ShortDatePattern;
        if (culture.Equals(CultureInfo.InvariantCulture) || numbers[2].Length != 4 || text.Contains(':', StringComparison.Ordinal) || pattern.StartsWith('y'))
        {
            return null;
        }

        var (day, month) = pattern.IndexOf('d', StringComparison.Ordinal) < pattern.IndexOf('M', StringComparison.Ordinal) ? (0, 1) : (1, 0);
        return Day(numbers[2], numbers[month], numbers[day]);
    }

    private DateTime? Day(string year, string month, string day) =>
        month.Length <= 2 ? Day(year, int.Parse(month, CultureInfo.InvariantCulture), day) : null;

    private DateTime? Day(string year, int month, string day)
    {
        if (day.Length > 2 || year.Length != 4)
        {
            return null;
        }

        // Where another calendar is used the Gregorian one is too: the year tells which is meant.
        return In(culture.Calendar, year, month, day) is { } date && (culture.Calendar is GregorianCalendar || date.Year is > 1800 and < 2200)
            ? date
            : In(CultureInfo.InvariantCulture.Calendar, year, month, day);
    }

    private static DateTime? In(Calendar calendar, string year, int month, string day)
    {
        try
        {
            return calendar.ToDateTime(int.Parse(year, CultureInfo.InvariantCulture), month, int.Parse(day, CultureInfo.InvariantCulture), 0, 0, 0, 0);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static Dictionary<string, int> Names(CultureInfo culture)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        var form = culture.DateTimeFormat;
        foreach (var list in new[] { form.MonthNames, form.MonthGenitiveNames, form.AbbreviatedMonthNames, form.AbbreviatedMonthGenitiveNames })
        {
            for (var month = 0; month < list.Length; month++)
            {
                // Numbers stand for months in some languages (3月): those are read as numbers.
                var name = Folded(list[month], culture);
                _ = name.Length > 0 && !name.Any(char.IsDigit) && !name.Contains(' ', StringComparison.Ordinal) && names.TryAdd(name, month + 1);
            }
        }

        foreach (var alias in Aliases.GetValueOrDefault(culture.TwoLetterISOLanguageName, culture.Equals(CultureInfo.InvariantCulture) ? "sept=9" : "")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = alias.Split('=');
            names.TryAdd(Folded(parts[0], culture), int.Parse(parts[1], CultureInfo.InvariantCulture));
        }

        return names;
    }

    private static HashSet<string> FoldedSet(string words) => [.. words.Split(' ').Select(word => Folded(word, CultureInfo.InvariantCulture))];

    // What the culture's own long date says beside names and numbers.
    private static HashSet<string> Literals(CultureInfo culture)
    {
        var words = new HashSet<string> { "年", "月", "日", "년", "월", "일" };
        foreach (var quoted in culture.DateTimeFormat.LongDatePattern.Split('\'').Where((_, i) => i % 2 == 1))
        {
            foreach (var word in quoted.Split([' ', ',', '.'], StringSplitOptions.RemoveEmptyEntries))
            {
                words.Add(Folded(word, culture));
            }
        }

        return words;
    }

    // Lower case, without accents and dots: they are left out as often as written.
    private static string Folded(string name, CultureInfo culture)
    {
        var folded = new StringBuilder(name.Length);
        foreach (var c in name.ToLower(culture).Normalize(NormalizationForm.FormD))
        {
            var kind = char.GetUnicodeCategory(c);
            _ = kind == UnicodeCategory.NonSpacingMark && c < '\u0370' ? folded : kind == UnicodeCategory.Format || c == '.' ? folded : folded.Append(c);
        }

        return folded.ToString().Normalize(NormalizationForm.FormC).Trim();
    }
}
