using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Thresher.Extraction.Sources;

namespace Thresher.Extraction.Markdown;

/// <summary>Writes an element as Markdown (CommonMark with GitHub's tables), block by block.</summary>
internal sealed partial class MarkdownWriter(PageSource page)
{
    private static readonly HashSet<string> Left = Set(
        "script style noscript template nav footer aside form button input select textarea svg math iframe object embed canvas video audio dialog head link meta");

    private static readonly HashSet<string> Blocks = Set(
        "address article blockquote body caption center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 header hgroup hr li main ol p pre section summary table ul");

    private static readonly string[] LeftRoles = ["navigation", "banner", "contentinfo", "search", "complementary"];

    /// <summary>The element's text.</summary>
    public string Write(IElement element) => string.Join("\n\n", BlocksOf(element)).Trim();

    private List<string> BlocksOf(INode parent)
    {
        var blocks = new List<string>();
        var line = new StringBuilder();
        foreach (var node in parent.ChildNodes)
        {
            if (node is IElement element && !IsLeft(element) && (Blocks.Contains(element.LocalName) || element.Children.Any(child => Blocks.Contains(child.LocalName))))
            {
                Flush();
                blocks.AddRange(BlockOf(element).Where(block => block.Length > 0));
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
        var rows = table.QuerySelectorAll("tr").Where(row => row.Closest("table") == table)
            .Select(row => row.Children.Where(cell => cell.LocalName is "td" or "th").ToList())
            .Where(cells => cells.Count > 0).ToList();

        // A table of one column, or of blocks, is a layout.
        if (rows.Count == 0 || rows.Max(row => row.Count) < 2 || table.QuerySelector("table, pre, ul, ol, h1, h2, h3") is not null)
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

        return table.QuerySelector("caption") is { } caption ? [Text(caption), text.ToString()] : [text.ToString()];
    }

    private static string Fenced(IElement pre)
    {
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
            Inline(child, line);
        }

        return Lines(line.ToString()).Replace('\n', ' ');
    }

    private void Inline(INode node, StringBuilder line)
    {
        if (node is IText text)
        {
            line.Append(Escape().Replace(Blanks().Replace(text.Data, " "), "\\$0"));
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
                        line.Append($"![{Escape().Replace(Blanks().Replace(alt, " "), "\\$0")}]({source})");
                    }

                    break;
                case "code" or "kbd" or "samp" or "tt":
                    Wrap(line, Blanks().Replace(element.TextContent, " ").Trim(), code => code.Contains('`') ? $"`` {code} ``" : $"`{code}`");
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
                    foreach (var child in element.ChildNodes)
                    {
                        Inline(child, line);
                    }

                    if (Blocks.Contains(element.LocalName))
                    {
                        line.Append(' ');
                    }

                    break;
            }
        }
    }

    // The marks that headings carry as links to themselves are no text.
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

    private static bool IsLeft(IElement element) =>
        Left.Contains(element.LocalName)
        || (element.LocalName == "header" && element.QuerySelector("h1, h2") is null)
        || element.HasAttribute("hidden")
        || element.GetAttribute("aria-hidden") == "true"
        || (element.GetAttribute("role") is { } role && LeftRoles.Contains(role))
        || element.ClassList.Contains("sphinxsidebar") || element.ClassList.Contains("navheader") || element.ClassList.Contains("navfooter");

    private static string Prefixed(string text, string first, string rest) =>
        first + string.Join('\n', text.Split('\n').Select((line, i) => i == 0 ? line : line.Length == 0 ? rest.TrimEnd() : rest + line));

    private static string Lines(string text) =>
        string.Join('\n', text.Split('\n').Select(line => Blanks().Replace(line, " ").Trim())).Trim('\n');

    private static HashSet<string> Set(string names) => [.. names.Split(' ')];

    [GeneratedRegex("[ \\t\\r\\n\\f\\u00A0]+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"[\\`*\[\]<]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])")]
    private static partial Regex Escape();

    [GeneratedRegex(@"^(?:#{1,6}(?= )|[-+](?= )|>|\d+(?=[.)] ))", RegexOptions.Multiline)]
    private static partial Regex LineStart();

    [GeneratedRegex(@"^(?:- |\d+\. )")]
    private static partial Regex ListStart();

    [GeneratedRegex("`+")]
    private static partial Regex Ticks();

    [GeneratedRegex(@"\b(?:language|lang|highlight(?:-source)?)-([A-Za-z0-9+#]+)")]
    private static partial Regex Language();
}
