namespace Thresher.Extraction.Rules;

/// <summary>The few things that are done to a field's texts before they get their type.</summary>
internal static class Pipe
{
    /// <summary>The pipes as they are written.</summary>
    public const string Known = "lower, upper, split:SEPARATOR, join:SEPARATOR, last, unique, replace:OLD=>NEW";

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is unknown, or lacks its argument.</exception>
    public static Func<IEnumerable<string>, IEnumerable<string>> Parse(string text)
    {
        var colon = text.IndexOf(':');
        var (name, argument) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        var arrow = argument.IndexOf("=>", StringComparison.Ordinal);
        return name switch
        {
            "lower" when colon < 0 => texts => texts.Select(value => value.ToLowerInvariant()),
            "upper" when colon < 0 => texts => texts.Select(value => value.ToUpperInvariant()),
            "last" when colon < 0 => texts => texts.TakeLast(1),
            "unique" when colon < 0 => texts => texts.Distinct(StringComparer.Ordinal),
            "split" when argument.Length > 0 => texts => texts.SelectMany(value => Split(value, argument)),
            "join" when colon >= 0 => texts => Join(texts, argument),
            "replace" when arrow > 0 => texts => texts.Select(value => value.Replace(argument[..arrow], argument[(arrow + 2)..], StringComparison.Ordinal)),
            _ => throw new FormatException($"\"{text}\" is no pipe: use {Known}"),
        };
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
}
