using System.Text.RegularExpressions;

namespace Thresher.Jobs.Rules;

/// <summary>Regular expressions that take linear time, so that no URL can hang a worker.</summary>
public static class LinearRegex
{
    /// <summary>Compiles an expression of a job.</summary>
    /// <exception cref="ArgumentException">It does not parse.</exception>
    /// <exception cref="NotSupportedException">It needs backtracking (look-around, back-references).</exception>
    public static Regex Compile(string expression) => Compile(expression, Regex.InfiniteMatchTimeout);

    /// <summary>Compiles an expression whose searches are limited in time, for texts longer than a URL.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="limit">Longest time of one search.</param>
    /// <exception cref="ArgumentException">It does not parse.</exception>
    /// <exception cref="NotSupportedException">It needs backtracking (look-around, back-references).</exception>
    public static Regex Compile(string expression, TimeSpan limit) =>
        new(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, limit);
}
