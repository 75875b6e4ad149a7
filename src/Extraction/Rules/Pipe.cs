using System.Text.RegularExpressions;

namespace Thresher.Extraction.Rules;

/// <summary>
/// One of the few things that are done to a field's texts before they get their type. <see cref="All"/> declares each once:
/// job files are read, refusals worded and the schema and docs/job.md written from it, and each example is a test.
/// </summary>
/// <param name="Name">The word that names it.</param>
/// <param name="Argument">What stands behind a colon, as documentation calls it; null for a pipe that takes nothing.</param>
/// <param name="Form">Expression, in the dialect that .NET and JSON Schema share, that the argument must match as a whole.</param>
/// <param name="Meaning">What it does, as a line of documentation.</param>
/// <param name="Example">A use of it.</param>
/// <param name="Apply">Does it: texts and argument to texts.</param>
internal sealed record Pipe(
    string Name, string? Argument, string Form, string Meaning, PipeExample Example, Func<IEnumerable<string>, string, IEnumerable<string>> Apply)
{
    private const string AnyText = "[\\s\\S]*";
    private const string SomeText = "[\\s\\S]+";

    /// <summary>All pipes.</summary>
    public static IReadOnlyList<Pipe> All { get; } =
    [
        new("lower", null, "", "lower case", new("lower", ["Ada B"], ["ada b"]), (texts, _) => texts.Select(text => text.ToLowerInvariant())),
        new("upper", null, "", "upper case", new("upper", ["Ada B"], ["ADA B"]), (texts, _) => texts.Select(text => text.ToUpperInvariant())),
        new("split", "SEPARATOR", SomeText, "the parts between separators, trimmed; empty ones are dropped", new("split:,", ["a, b,,c"], ["a", "b", "c"]),
            (texts, separator) => texts.SelectMany(text => Split(text, separator))),
        new("join", "SEPARATOR", AnyText, "all texts as one, with the separator between", new("join: / ", ["a", "b"], ["a / b"]), Join),
        new("last", null, "", "the last text alone", new("last", ["a", "b"], ["b"]), (texts, _) => texts.TakeLast(1)),
        new("unique", null, "", "each text once", new("unique", ["a", "b", "a"], ["a", "b"]), (texts, _) => texts.Distinct(StringComparer.Ordinal)),
        new("replace", "OLD=>NEW", "(?!=>)[\\s\\S]+?=>[\\s\\S]*", "every OLD as NEW, which may be empty", new("replace:,=>.", ["1,50"], ["1.50"]), Replace),
    ];

    /// <summary>The pipes as they are written, for messages.</summary>
    public static string Known { get; } = string.Join(", ", All.Select(pipe => pipe.Usage));

    /// <summary>How it is written: <c>split:SEPARATOR</c>.</summary>
    public string Usage => Argument is null ? Name : $"{Name}:{Argument}";

    /// <summary>The expression that every spelling of it matches.</summary>
    public string Pattern => Argument is null ? $"^{Name}$" : $"^{Name}:{Form}$";

    /// <summary>Reads a pipe of a job.</summary>
    /// <exception cref="FormatException">It is unknown, or lacks its argument: one line.</exception>
    public static Func<IEnumerable<string>, IEnumerable<string>> Parse(string text)
    {
        var colon = text.IndexOf(':');
        var name = colon < 0 ? text : text[..colon];
        var pipe = All.FirstOrDefault(pipe => pipe.Name == name);
        return pipe is not null && Regex.IsMatch(text, $"{pipe.Pattern[..^1]}\\z")
            ? texts => pipe.Apply(texts, text[(colon + 1)..])
            : throw new FormatException($"\"{text}\" is not a pipe: use {Known}");
    }

    private static IEnumerable<string> Join(IEnumerable<string> texts, string separator)
    {
        var all = texts.ToList();
        return all.Count == 0 ? [] : [string.Join(separator, all)];
    }

    // One by one, since a field takes a limited number of them.
    private static IEnumerable<string> Split(string text, string separator)
    {
        for (int from = 0, to; from <= text.Length; from = to + separator.Length)
        {
            to = text.IndexOf(separator, from, StringComparison.Ordinal);
            to = to < 0 ? text.Length : to;
            if (text.AsSpan(from, to - from).Trim() is { Length: > 0 } part)
            {
                yield return part.ToString();
            }
        }
    }

    private static IEnumerable<string> Replace(IEnumerable<string> texts, string argument)
    {
        var arrow = argument.IndexOf("=>", StringComparison.Ordinal);
        return texts.Select(text => text.Replace(argument[..arrow], argument[(arrow + 2)..], StringComparison.Ordinal));
    }
}

/// <summary>A use of a pipe: how it is written, texts, and what becomes of them.</summary>
internal sealed record PipeExample(string Text, IReadOnlyList<string> Before, IReadOnlyList<string> After);
