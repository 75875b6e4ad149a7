using AngleSharp.Dom;
using Thresher.Extraction.Elements;
using Thresher.Extraction.Selectors;
using Thresher.Extraction.Sources;

namespace Thresher.Extraction.Preview;

/// <summary>Why a selector matched nothing: the longest beginning of it that matches something, and what is missing there.</summary>
internal static class SelectorDiagnosis
{
    /// <summary>One line; null when the selector matches after all.</summary>
    /// <param name="selector">The selector.</param>
    /// <param name="tree">The page.</param>
    /// <param name="record">The record's element; -1 for all of the page.</param>
    public static string? Explain(string selector, DomTree tree, int record)
    {
        if (selector is "" or ":scope" || CssSource.Matches(FlatSelectorCompiler.Compile(selector), tree, record, CssSource.LooksAround(selector)).Any())
        {
            return null;
        }

        var cuts = Cuts(selector);
        for (var i = cuts.Count - 1; i > 0; i--)
        {
            var beginning = selector[..cuts[i]].TrimEnd(' ', '>', '+', '~', ',');
            if (beginning.Length == 0 || Parsed(beginning) is not { } parsed)
            {
                continue;
            }

            var found = CssSource.Matches(parsed, tree, record, CssSource.LooksAround(beginning)).ToList();
            if (found.Count > 0)
            {
                var missing = selector[cuts[i]..(i + 1 < cuts.Count ? cuts[i + 1] : selector.Length)].Trim();
                return $"\"{selector}\" matches nothing; \"{beginning}\" matches {found.Count}, the first {Tag(tree.Node(found[0]))}, but none goes on with \"{missing}\"";
            }
        }

        return $"\"{selector}\" matches nothing, nor does any beginning of it among {tree.Count} elements";
    }

    /// <summary>An element as its start tag, shortened.</summary>
    internal static string Tag(IElement element)
    {
        var marks = (element.Id is { Length: > 0 } id ? $" id=\"{id}\"" : "") + (element.ClassName is { Length: > 0 } name ? $" class=\"{name}\"" : "");
        return $"<{element.LocalName}{(marks.Length > 80 ? marks[..80] + "…" : marks)}>";
    }

    private static FlatSelector? Parsed(string selector)
    {
        try
        {
            return FlatSelectorCompiler.Compile(selector);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Where a simple selector begins, quotes and brackets left whole.</summary>
    private static List<int> Cuts(string selector)
    {
        var cuts = new List<int> { 0 };
        var depth = 0;
        var quote = '\0';
        for (var i = 0; i < selector.Length; i++)
        {
            var c = selector[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
                continue;
            }

            if (depth == 0 && i > 0 && (c is '.' or '#' or '[' || (c == ':' && selector[i - 1] != ':') || (IsBetween(selector[i - 1]) && !IsBetween(c))) && cuts[^1] != i)
            {
                cuts.Add(i);
            }

            quote = c is '"' or '\'' ? c : '\0';
            depth += c is '[' or '(' ? 1 : c is ']' or ')' ? -1 : 0;
        }

        return cuts;
    }

    private static bool IsBetween(char c) => c is ' ' or '>' or '+' or '~' or ',';
}
