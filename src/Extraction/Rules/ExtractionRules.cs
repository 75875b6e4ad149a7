using System.Globalization;
using Thresher.Extraction.Selectors;
using Thresher.Extraction.Sources;
using Thresher.Extraction.XPath;
using Thresher.Jobs;
using Thresher.Jobs.Rules;

namespace Thresher.Extraction.Rules;

/// <summary>What a job's rules for records and links must be beside what the checks at their fields say: selectors, paths, sources.</summary>
internal static class ExtractionRules
{
    /// <summary>The first value that breaks a rule, with its path in the job; null when there is none.</summary>
    public static (string Path, string Text)? FirstBroken(CrawlJob job)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < job.Extract.Count; i++)
        {
            if (OfRule(job.Extract[i], $"extract[{i}]", names) is { } broken)
            {
                return broken;
            }
        }

        for (var i = 0; i < job.Follow.Count; i++)
        {
            if (OfLinks(job.Follow[i], $"follow[{i}]") is { } broken)
            {
                return broken;
            }
        }

        for (var i = 0; i < job.Rendering.Count; i++)
        {
            var (waitFor, click) = (job.Rendering[i].WaitFor, job.Rendering[i].Click);
            var problem = (waitFor is null ? null : Try($"rendering[{i}].waitFor", () => CssSelector.Parse(waitFor)))
                ?? (click is null ? null : Try($"rendering[{i}].click", () => CssSelector.Parse(click)));
            if (problem is { } broken)
            {
                return broken;
            }
        }

        return null;
    }

    private static (string, string)? OfRule(ExtractRule rule, string path, HashSet<string> names)
    {
        if (!names.Add(rule.Name))
        {
            return ($"{path}.name", $"\"{rule.Name}\" is the name of an earlier rule");
        }

        if (rule.Fields.Count == 0)
        {
            return ($"{path}.fields", "must hold at least one field");
        }

        var isJson = CompiledRule.IsJson(rule);
        return (rule.Each is not { } each ? null
                : JsonLookup.IsPath(each) ? Try($"{path}.each", () => new JsonLookup(each))
                : isJson ? ($"{path}.each", "must be a JSONPath, since fields of the rule read JSON")
                : XPathQuery.IsPath(each) ? Try($"{path}.each", () => new XPathQuery(each) is { IsOfNodes: true } query ? query : throw new FormatException($"\"{each}\" gives no elements: each must be the XPath of the records' elements"))
                : Try($"{path}.each", () => CssSelector.Parse(each)))
            ?? First(rule.Fields, field => OfField(field.Value, JobPath.Member($"{path}.fields", field.Key), isJson));
    }

    private static (string, string)? OfField(FieldRule field, string path, bool isJson)
    {
        (string Name, bool IsSet, bool NeedsHtml)[] sources =
        [
            ("css", field.Css is not null, true), ("xpath", field.Xpath is not null, true), ("json", field.Json is not null, false), ("jsonLd", field.JsonLd is not null, true),
            ("microdata", field.Microdata is not null, true), ("openGraph", field.OpenGraph is not null, true),
            ("from", field.From is not null, false), ("value", field.Value is not null, false),
        ];
        var given = sources.Where(source => source.IsSet).ToList();
        if (given.Count > 1 || (given.Count == 0 && field.Regex is null))
        {
            return (path, given.Count > 1
                ? $"has two sources, {given[0].Name} and {given[1].Name}: keep one"
                : "has no source: give one of css, xpath, json, jsonLd, microdata, openGraph, from, value or regex");
        }

        if (isJson && given.Count > 0 && given[0].NeedsHtml)
        {
            return ($"{path}.{given[0].Name}", "reads HTML, but the rule reads JSON");
        }

        return (given.Count > 0 ? Try($"{path}.{given[0].Name}", () => CompiledField.SourceOf(field)) : null)
            ?? If(IsBadPath(field.JsonLd), $"{path}.jsonLd", "must be a type and properties, such as Product.offers.price")
            ?? If(IsBadPath(field.Microdata), $"{path}.microdata", "must be a type and properties, such as Product.offers.price")
            ?? Culture(field.Locale, $"{path}.locale")
            ?? If(field.Format is not null && field.Type != FieldType.Date, $"{path}.format", "is for dates: add \"type\": \"date\"")
            ?? Pipes(field, path)
            ?? Default(field, path);
    }

    private static (string, string)? Pipes(FieldRule field, string path) =>
        First(field.Pipes.Index(), pipe => Try($"{path}.pipes[{pipe.Index}]", () => Pipe.Parse(pipe.Item)));

    private static (string, string)? Default(FieldRule field, string path)
    {
        if (field.Default is null || field.Type == FieldType.Url)
        {
            return null;
        }

        var culture = field.Locale is null ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(field.Locale);
        return new TypedText(field.Type, culture, field.Format).Read(field.Default, null!) is (_, { } error) ? ($"{path}.default", $"\"{field.Default}\" is {error}") : null;
    }

    private static (string, string)? OfLinks(FollowRule rule, string path)
    {
        (string Name, bool IsSet)[] sources = [("css", rule.Css is not null), ("xpath", rule.Xpath is not null), ("json", rule.Json is not null)];
        if (sources.Where(source => source.IsSet).ToList() is [var first, var second, ..])
        {
            return (path, $"has two sources, {first.Name} and {second.Name}: keep one");
        }

        return (rule.Css is { } css ? Try($"{path}.css", () => CssSelector.Parse(css)) : null)
            ?? (rule.Xpath is { } xpath ? Try($"{path}.xpath", () => new XPathQuery(xpath) is { IsOfNodes: true } query ? query : throw new FormatException($"\"{xpath}\" gives no nodes: it must be the XPath of links")) : null)
            ?? (rule.Json is { } json ? Try($"{path}.json", () => new JsonLookup(json)) : null);
    }

    private static (string, string)? Culture(string? name, string path)
    {
        try
        {
            _ = name is null ? null : CultureInfo.GetCultureInfo(name, predefinedOnly: true);
            return null;
        }
        catch (CultureNotFoundException)
        {
            return (path, $"\"{name}\" is not a culture: write one such as \"de-DE\"");
        }
    }

    private static (string, string)? Try(string path, Func<object> compile)
    {
        try
        {
            _ = compile();
            return null;
        }
        catch (FormatException wrong)
        {
            return (path, wrong.Message);
        }
    }

    private static bool IsBadPath(string? path) => path?.Split('.').Contains("") == true;

    private static (string, string)? If(bool isWrong, string path, string text) => isWrong ? (path, text) : null;

    private static (string, string)? First<T>(IEnumerable<T> all, Func<T, (string, string)?> check) =>
        all.Select(check).FirstOrDefault(broken => broken is not null);
}
