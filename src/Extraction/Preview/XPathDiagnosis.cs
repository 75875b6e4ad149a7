using AngleSharp.Dom;
using Thresher.Extraction.Elements;
using Thresher.Extraction.XPath;

namespace Thresher.Extraction.Preview;

/// <summary>Why an XPath gave nothing: the longest beginning of it that finds something, and the step that is missing there.</summary>
internal static class XPathDiagnosis
{
    /// <summary>One line.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="tree">The page.</param>
    /// <param name="record">The record's element; null for all of the page.</param>
    public static string Explain(string expression, NodeTree tree, IElement? record)
    {
        var whole = new XPathQuery(expression);
        if (!whole.IsOfNodes)
        {
            return $"\"{expression}\" gives an empty text";
        }

        if (whole.Found(tree, record).Count() is > 0 and var all)
        {
            return $"\"{expression}\" finds {all}, but no text in {(all == 1 ? "it" : "them")}";
        }

        var cuts = Cuts(expression);
        for (var i = cuts.Count - 1; i >= 0; i--)
        {
            var beginning = expression[..cuts[i]];
            if (Parsed(beginning) is { IsOfNodes: true } query && query.Found(tree, record).ToList() is { Count: > 0 } found)
            {
                var missing = expression[cuts[i]..(i + 1 < cuts.Count ? cuts[i + 1] : expression.Length)];
                var first = found[0].Element is { } element ? $", the first {SelectorDiagnosis.Tag(element)}" : "";
                return $"\"{expression}\" finds nothing; \"{beginning}\" finds {found.Count}{first}, but none goes on with \"{missing}\"";
            }
        }

        return $"\"{expression}\" finds nothing, nor does any beginning of it; names of elements and attributes are in lower case";
    }

    private static XPathQuery? Parsed(string expression)
    {
        try
        {
            return new XPathQuery(expression);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Where a step or a predicate begins, but for the first step.</summary>
    private static List<int> Cuts(string expression)
    {
        var cuts = new List<int>();
        var depth = 0;
        var quote = '\0';
        for (var i = 0; i < expression.Length; i++)
        {
            var c = expression[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
                continue;
            }

            if (depth == 0 && (c == '[' || (c == '/' && i > 0 && expression[i - 1] != '/')) && expression[..i] is not "" and not ".")
            {
                cuts.Add(i);
            }

            quote = c is '"' or '\'' ? c : '\0';
            depth += c is '[' or '(' ? 1 : c is ']' or ')' ? -1 : 0;
        }

        return cuts;
    }
}
