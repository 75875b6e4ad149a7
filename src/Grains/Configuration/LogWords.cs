using Microsoft.Extensions.Logging;

namespace Thresher.Grains.Configuration;

/// <summary>The levels of <c>--log</c>, the same words in the console and in a silo.</summary>
public static class LogWords
{
    private static readonly (string Word, LogLevel Level)[] Levels =
    [
        ("trace", LogLevel.Trace), ("debug", LogLevel.Debug), ("info", LogLevel.Information), ("warning", LogLevel.Warning),
        ("error", LogLevel.Error), ("none", LogLevel.None),
    ];

    /// <summary>The words, for help and messages.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Levels.Select(level => level.Word)];

    /// <summary>The word of a level; <c>error</c> for one above.</summary>
    public static string Of(LogLevel level) => Levels.FirstOrDefault(known => known.Level == level).Word ?? "error";

    /// <summary>The level of a word, in upper or lower case; null when there is none. <c>information</c>, which silos took before, is <c>info</c>.</summary>
    public static LogLevel? Read(string text) =>
        text.Equals("information", StringComparison.OrdinalIgnoreCase)
            ? LogLevel.Information
            : Levels.Where(level => level.Word.Equals(text, StringComparison.OrdinalIgnoreCase)).Select(level => (LogLevel?)level.Level).FirstOrDefault();
}
