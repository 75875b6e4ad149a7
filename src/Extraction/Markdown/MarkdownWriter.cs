using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Thresher.Extraction.Elements;
using Thresher.Extraction.Selectors;
using Thresher.Extraction.Sources;

namespace Thresher.Extraction.Markdown;

/// <summary>
/// Writes an element as Markdown (CommonMark with GitHub's tables), block by block. What is written again for every level of nesting, the
/// marks before lines of lists and quotations, counts as text each time.
/// </summary>
internal sealed partial class MarkdownWriter(PageSource page, DomTree tree)
{
    private static readonly FlatSelector Titles = FlatSelectorCompiler.Compile("h1, h2");
    private static readonly FlatSelector LayoutMarks = FlatSelectorCompiler.Compile("table, pre, ul, ol, h1, h2, h3");

    private static readonly HashSet<string> Left = Set(
        "script style noscript template nav footer aside form button input select textarea svg math iframe object embed canvas video audio dialog head link meta");

    private static readonly string[] LeftRoles = ["navigation", "banner", "contentinfo", "search", "complementary"];

    /// <summary>The element's text.</summary>
    /// <exception cref="PageLimitException">It would cost more than a page may.</exception>
    public string Write(IElement element) => string.Join("\n\n", BlocksOf(element)).Trim();

    private List<string> BlocksOf(INode parent)
    {
        var blocks = new List<string>();
        var line = new StringBuilder();
        foreach (var node in parent.ChildNodes)
        {
            tree.Budget.Spend();
            if (node is IElement element && !IsLeft(element) && (TextLayouts.IsLine(element.LocalName) || element.Children.Any(child => TextLayouts.IsLine(child.LocalName))))
            {
                Flush();
                var before = blocks.Count;
                blocks.AddRange(BlockOf(element).Where(block => block.Length > 0));
                tree.Budget.Spend(blocks.Count - before);
            }
            else
            {
                Inline(node, line);
            }
        }

        Flush();
        return blocks;

        void Flush()
        {
            var text = Lines(line.ToString());
            line.Clear();
            if (text.Length > 0)
            {
                blocks.Add(LineStart().Replace(text, "\\$0"));
            }
        }
    }

    private IEnumerable<string> BlockOf(IElement element) => element.LocalName switch
    {
        "h1" or "h2" or "h3" or "h4" or "h5" or "h6" => Text(element) is { Length: > 0 } title ? [$"{new string('#', element.LocalName[1] - '0')} {title}"] : [],
        "hr" => ["---"],
        "pre" => [Fenced(element)],
        "blockquote" => [Prefixed(string.Join("\n\n", BlocksOf(element)), "> ", "> ")],
        "ul" or "ol" => [List(element)],
        "table" => Table(element),
        "dt" => Text(element) is { Length: > 0 } term ? [$"**{term}**"] : [],
        _ => BlocksOf(element),
    };

    private string List(IElement list)
    {
        var number = list.LocalName == "ol" && int.TryParse(list.GetAttribute("start"), out var start) ? start : 1;
        var items = new List<string>();
        var isLoose = false;
        foreach (var item in list.Children.Where(child => child.LocalName == "li" && !IsLeft(child)))
        {
            var blocks = BlocksOf(item);
            if (blocks.Count == 0)
            {
                continue;
            }

            var marker = list.LocalName == "ol" ? $"{number++}. " : "- ";
            var tight = blocks.Count == 1 || (blocks.Count == 2 && ListStart().IsMatch(blocks[1]));
            isLoose |= !tight;
            items.Add(Prefixed(string.Join(tight ? "\n" : "\n\n", blocks), marker, new string(' ', marker.Length)));
        }

        return string.Join(isLoose ? "\n\n" : "\n", items);
    }

    private IEnumerable<string> Table(IElement table)
    {
        var rows = Rows(table)
            .Select(row => row.Children.Where(cell => cell.LocalName is "td" or "th").ToList())
            .Where(cells => cells.Count > 0).ToList();

        // A table of one column, or of blocks, is a layout.
        if (rows.Count == 0 || rows.Max(row => row.Count) < 2 || HasBelow(table, LayoutMarks))
        {
            return rows.SelectMany(row => row.SelectMany(BlocksOf));
        }

        var width = rows.Max(row => row.Count);
        var text = new StringBuilder();
        for (var i = 0; i < rows.Count; i++)
        {
            text.Append(i == 0 ? "|" : "\n|");
            for (var column = 0; column < width; column++)
            {
                text.Append(' ').Append(column < rows[i].Count ? Text(rows[i][column]).Replace("|", "\\|", StringComparison.Ordinal) : "").Append(" |");
            }

            if (i == 0)
            {
                text.Append("\n|").Insert(text.Length, " --- |", width);
            }
        }

        return table.Children.FirstOrDefault(child => child.LocalName == "caption") is { } caption ? [Text(caption), text.ToString()] : [text.ToString()];
    }

    // Those of tables within are not this one's.
    private IEnumerable<IElement> Rows(IElement table)
    {
        var at = tree.IndexOf(table);
        for (var element = at + 1; at >= 0 && element < tree[at].Next;)
        {
            tree.Budget.Spend();
            if (tree[element].Name == ElementName.Tr)
            {
                yield return tree.Node(element);
            }

            element = tree[element].Name == ElementName.Table ? tree[element].Next : element + 1;
        }
    }

    private bool HasBelow(IElement element, FlatSelector selector) =>
        tree.IndexOf(element) is >= 0 and var at && tree.MemoOf(selector, tree => new MatchesBelow(tree, selector)).HasAny(tree[at].Next, at);

    private string Fenced(IElement pre)
    {
        Spend(pre);
        var code = pre.TextContent.ReplaceLineEndings("\n").Trim('\n').TrimEnd();
        var fence = new string('`', Math.Max(3, Ticks().Matches(code).Select(ticks => ticks.Length + 1).DefaultIfEmpty(0).Max()));
        var language = Language().Match($"{pre.ClassName} {pre.QuerySelector("code")?.ClassName} {pre.ParentElement?.ClassName} {pre.ParentElement?.ParentElement?.ClassName}");
        return code.Length == 0 ? "" : $"{fence}{(language.Groups[1].Value is var name && name is not ("default" or "notranslate" or "text") ? name : "")}\n{code}\n{fence}";
    }

    private string Text(INode node)
    {
        var line = new StringBuilder();
        foreach (var child in node.ChildNodes)
        {
            tree.Budget.Spend();
            Inline(child, line);
        }

        tree.Budget.Take(line.Length);
        return Lines(line.ToString()).Replace('\n', ' ');
    }

    private void Inline(INode node, StringBuilder line)
    {
        if (node is IText text)
        {
            tree.Budget.Take(text.Length);
            EscapedText.Append(line, text.Data);
        }
        else if (node is IElement element && !IsLeft(element))
        {
            switch (element.LocalName)
            {
                case "br":
                    line.Append('\n');
                    break;
                case "img":
                    if (element.GetAttribute("alt") is { Length: > 0 } alt && page.Resolve(element.GetAttribute("src") ?? "") is { } source)
                    {
                        tree.Budget.Take(alt.Length + source.Length);
                        line.Append("![");
                        EscapedText.Append(line, alt);
                        line.Append("](").Append(source).Append(')');
                    }

                    break;
                case "code" or "kbd" or "samp" or "tt":
                    Spend(element);
                    Wrap(line, EscapedText.Collapse(element.TextContent).Trim(), code => code.Contains('`') ? $"`` {code} ``" : $"`{code}`");
                    break;
                case "strong" or "b":
                    Wrap(line, Text(element), bold => $"**{bold}**");
                    break;
                case "em" or "i":
                    Wrap(line, Text(element), stressed => $"*{stressed}*");
                    break;
                case "a":
                    Link(element, line);
                    break;
                default:
                    var isApart = TextLayouts.IsApart(element.LocalName);
                    line.Append(isApart ? " " : "");
                    foreach (var child in element.ChildNodes)
                    {
                        tree.Budget.Spend();
                        Inline(child, line);
                    }

                    line.Append(isApart ? " " : "");
                    break;
            }
        }
    }

    // The marks that headings carry as links to themselves are not text.
    private void Link(IElement link, StringBuilder line)
    {
        var text = Text(link);
        if (text is "¶" or "#" or "§" or "")
        {
            return;
        }

        var target = link.GetAttribute("href") is { } href ? page.Resolve(href) : null;
        line.Append(target is null ? text : $"[{text}]({target.Replace(")", "%29", StringComparison.Ordinal)})");
    }

    private static void Wrap(StringBuilder line, string text, Func<string, string> wrap)
    {
        if (text.Length > 0)
        {
            line.Append(wrap(text));
        }
    }

    private bool IsLeft(IElement element) =>
        Left.Contains(element.LocalName)
        || (element.LocalName == "header" && !HasBelow(element, Titles))
        || element.HasAttribute("hidden")
        || element.GetAttribute("aria-hidden") == "true"
        || (element.GetAttribute("role") is { } role && LeftRoles.Contains(role))
        || element.ClassList.Contains("sphinxsidebar") || element.ClassList.Contains("navheader") || element.ClassList.Contains("navfooter");

    private string Prefixed(string text, string first, string rest)
    {
        tree.Budget.Take(text.Length + (long)(text.AsSpan().Count('\n') * rest.Length));
        return first + string.Join('\n', text.Split('\n').Select((line, i) => i == 0 ? line : line.Length == 0 ? rest.TrimEnd() : rest + line));
    }

    private void Spend(IElement element)
    {
        if (tree.IndexOf(element) is >= 0 and var at)
        {
            tree.SpendOn(at);
            tree.Budget.Take(tree.TextLength(at));
        }
    }

    private static string Lines(string text) =>
        string.Join('\n', text.Split('\n').Select(line => EscapedText.Collapse(line).Trim())).Trim('\n');

    private static HashSet<string> Set(string names) => [.. names.Split(' ')];

    [GeneratedRegex(@"^(?:#{1,6}(?= )|[-+](?= )|>|\d+(?=[.)] ))", RegexOptions.Multiline)]
    private static partial Regex LineStart();

    [GeneratedRegex(@"^(?:- |\d+\. )")]
    private static partial Regex ListStart();

    [GeneratedRegex("`+")]
    private static partial Regex Ticks();

    [GeneratedRegex(@"\b(?:language|lang|highlight(?:-source)?)-([A-Za-z0-9+#]+)")]
    private static partial Regex Language();
}
