using System.Text.RegularExpressions;

namespace Thresher.Jobs.Rules;

/// <summary>Regular expressions that take linear time, so that no URL can hang a worker.</summary>
public static class LinearRegex
{
    /// <summary>Compiles an expression of a job.</summary>
    /// <exception cref="ArgumentException">It does not parse.</exception>
    /// <exception cref="NotSupportedException">It needs backtracking (look-around, back-references).</exception>
    public static Regex Compile(string expression) =>
        new(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
