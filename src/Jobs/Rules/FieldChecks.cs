using System.Globalization;
using System.Text.RegularExpressions;
using Thresher.Web.Urls;

namespace Thresher.Jobs.Rules;

/// <summary>A whole number within bounds.</summary>
/// <param name="least">The least permitted.</param>
/// <param name="most">The greatest permitted; <see cref="int.MaxValue"/> for no bound.</param>
internal sealed class BoundsAttribute(long least, long most = int.MaxValue) : FieldCheckAttribute
{
    public override long? Minimum => least;

    public override long? Maximum => most == int.MaxValue ? null : most;

    public override string Range => string.Create(CultureInfo.InvariantCulture, $"{Signed(least)}{(Maximum is { } end ? $" to {Signed(end)}" : " or more")}");

    public override string? Problem(object value) =>
        Convert.ToInt64(value, CultureInfo.InvariantCulture) is var number && (number < least || number > (Maximum ?? long.MaxValue))
            ? Maximum is null ? $"must be {least} or more" : $"must be {least} to {most}"
            : null;

    private static string Signed(long number) => number.ToString("#,0;−#,0", CultureInfo.InvariantCulture);
}

/// <summary>A duration of more than 0, up to 24 h: no timer takes much more, and nobody waits so long for a page.</summary>
internal sealed class LastingAttribute : FieldCheckAttribute
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    public override string Range => "more than 0, up to 1d";

    public override string? Problem(object value) =>
        value is TimeSpan time && time > TimeSpan.Zero && time <= Longest ? null : "must be more than 0 and at most 1d";
}

/// <summary>A text that matches an expression.</summary>
/// <param name="pattern">The expression.</param>
/// <param name="problem">What is said of another text; <c>{0}</c> stands for the text.</param>
internal sealed class MatchesAttribute(string pattern, string problem) : FieldCheckAttribute
{
    public override string Pattern => pattern;

    // $ would match before a line end too, in .NET alone.
    public override string? Problem(object value) => Regex.IsMatch((string)value, pattern.EndsWith('$') ? $"{pattern[..^1]}\\z" : pattern)
        ? null
        : string.Format(CultureInfo.InvariantCulture, problem, value);
}

/// <summary>Absolute http or https URLs.</summary>
/// <param name="example">What one looks like.</param>
internal sealed class HttpUrlAttribute(string example) : FieldCheckAttribute
{
    // Blanks at its ends are dropped, as parsers of URLs do.
    public override string Pattern => "^\\s*[Hh][Tt][Tt][Pp][Ss]?:";

    public override string? Problem(object value) =>
        WebUrl.TryParse(((string)value).AsSpan().Trim(), null, out _) ? null : $"\"{value}\" is not an http or https URL, such as \"{example}\"";
}

/// <summary>A regular expression that takes linear time.</summary>
internal sealed class ExpressionAttribute : FieldCheckAttribute
{
    public override string? Problem(object value)
    {
        try
        {
            _ = LinearRegex.Compile((string)value);
            return null;
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            return $"\"{value}\" is not a usable regular expression: {wrong.Message.ReplaceLineEndings(" ")}";
        }
    }
}
