using System.Globalization;
using System.Text.RegularExpressions;
using Thresher.Extraction.Selectors;
using Thresher.Extraction.Sources;
using Thresher.Jobs;
using Thresher.Jobs.Rules;

namespace Thresher.Extraction.Rules;

/// <summary>What a job's rules for records and links must be beside being of the right type.</summary>
internal static partial class ExtractionRules
{
    /// <summary>Form of a rule's name.</summary>
    public const string NamePattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$";

    /// <summary>Bounds of a link rule's priority.</summary>
    public const int LeastPriority = -1_000, MostPriority = 1_000;

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

        var blank = job.Extractors.ToList().FindIndex(string.IsNullOrWhiteSpace);
        return blank < 0 ? null : ($"extractors[{blank}]", "must name an assembly (.dll)");
    }

    private static (string, string)? OfRule(ExtractRule? rule, string path, HashSet<string> names)
    {
        if (rule is null)
        {
            return (path, "must not be null");
        }

        if (!ValidName().IsMatch(rule.Name))
        {
            return ($"{path}.name", $"\"{rule.Name}\" is no rule name: use letters, digits, '.', '-' and '_', at most 100, a letter or digit first");
        }

        if (!names.Add(rule.Name))
        {
            return ($"{path}.name", $"\"{rule.Name}\" is the name of an earlier rule");
        }

        if (rule.Fields.Count == 0)
        {
            return ($"{path}.fields", "must hold at least one field");
        }

        var isJson = CompiledRule.IsJson(rule);
        return Pattern(rule.Url, $"{path}.url")
            ?? (rule.Each is not { } each ? null
                : JsonLookup.IsPath(each) ? Try($"{path}.each", () => new JsonLookup(each))
                : isJson ? ($"{path}.each", "must be a JSONPath, since fields of the rule read JSON")
                : Try($"{path}.each", () => CssSelector.Parse(each)))
            ?? First(rule.Fields, field => OfField(field.Value, JobPath.Member($"{path}.fields", field.Key), isJson));
    }

    private static (string, string)? OfField(FieldRule? field, string path, bool isJson)
    {
        if (field is null)
        {
            return (path, "must not be null");
        }

        (string Name, bool IsSet, bool NeedsHtml)[] sources =
        [
            ("css", field.Css is not null, true), ("json", field.Json is not null, false), ("jsonLd", field.JsonLd is not null, true),
            ("microdata", field.Microdata is not null, true), ("openGraph", field.OpenGraph is not null, true),
            ("from", field.From is not null, false), ("value", field.Value is not null, false),
        ];
        var given = sources.Where(source => source.IsSet).ToList();
        if (given.Count > 1 || (given.Count == 0 && field.Regex is null))
        {
            return (path, given.Count > 1
                ? $"has two sources, {given[0].Name} and {given[1].Name}: keep one"
                : "has no source: give one of css, json, jsonLd, microdata, openGraph, from, value or regex");
        }

        if (isJson && given.Count > 0 && given[0].NeedsHtml)
        {
            return ($"{path}.{given[0].Name}", "reads HTML, but the rule reads JSON");
        }

        return (given.Count > 0 ? Try($"{path}.{given[0].Name}", () => CompiledField.SourceOf(field)) : null)
            ?? If(IsBadPath(field.JsonLd), $"{path}.jsonLd", "must be a type and properties, such as Product.offers.price")
            ?? If(IsBadPath(field.Microdata), $"{path}.microdata", "must be a type and properties, such as Product.offers.price")
            ?? Pattern(field.Regex, $"{path}.regex")
            ?? Culture(field.Locale, $"{path}.locale")
            ?? If(field.Format is not null && field.Type != FieldType.Date, $"{path}.format", "is for dates: add \"type\": \"date\"")
            ?? Pipes(field, path)
            ?? Default(field, path);
    }

    private static (string, string)? Pipes(FieldRule field, string path)
    {
        for (var i = 0; i < field.Pipes.Count; i++)
        {
            var pipe = field.Pipes[i];
            if (pipe is null)
            {
                return ($"{path}.pipes[{i}]", "must not be null");
            }

            if (Try($"{path}.pipes[{i}]", () => Pipe.Parse(pipe)) is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    private static (string, string)? Default(FieldRule field, string path)
    {
        if (field.Default is null || field.Type == FieldType.Url)
        {
            return null;
        }

        var culture = field.Locale is null ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(field.Locale);
        return new TypedText(field.Type, culture, field.Format).Read(field.Default, null!) is (_, { } error) ? ($"{path}.default", $"\"{field.Default}\" is {error}") : null;
    }

    private static (string, string)? OfLinks(FollowRule? rule, string path)
    {
        if (rule is null)
        {
            return (path, "must not be null");
        }

        if (rule.Css is not null && rule.Json is not null)
        {
            return (path, "has two sources, css and json: keep one");
        }

        return (rule.Css is { } css ? Try($"{path}.css", () => CssSelector.Parse(css)) : null)
            ?? (rule.Json is { } json ? Try($"{path}.json", () => new JsonLookup(json)) : null)
            ?? Pattern(rule.Url, $"{path}.url")
            ?? Pattern(rule.On, $"{path}.on")
            ?? If(rule.Priority is < LeastPriority or > MostPriority, $"{path}.priority", $"must be {LeastPriority} to {MostPriority}")
            ?? If(rule.MaxDepth < 0, $"{path}.maxDepth", "must be 0 or more");
    }

    private static (string, string)? Pattern(string? expression, string path)
    {
        try
        {
            _ = expression is null ? null : LinearRegex.Compile(expression);
            return null;
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            return (path, $"\"{expression}\" is no usable regular expression: {wrong.Message.ReplaceLineEndings(" ")}");
        }
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
            return (path, $"\"{name}\" is no culture: write one such as \"de-DE\"");
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

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\\z")]
    private static partial Regex ValidName();
}
