using System.Globalization;
using System.Text.RegularExpressions;
using Thresher.Extraction.Elements;
using Thresher.Extraction.Sources;
using Thresher.Jobs.Rules;

namespace Thresher.Extraction.Rules;

/// <summary>A field rule made ready: its source, what is done to the text, and its type.</summary>
internal sealed class CompiledField
{
    /// <summary>Longest text of one value, in UTF-16 units.</summary>
    public const int MaxText = PageBudget.MaxText;

    private const int MaxListed = 10_000;
    private const int MaxSample = 80;

    private readonly FieldRule _rule;
    private readonly Regex? _regex;
    private readonly Func<IEnumerable<string>, IEnumerable<string>>[] _pipes;
    private readonly TypedText _type;

    /// <summary>Compiles a rule that <see cref="ExtractionRules"/> has checked.</summary>
    public CompiledField(string name, FieldRule rule)
    {
        Name = name;
        _rule = rule;
        Source = SourceOf(rule);
        _regex = rule.Regex is null ? null : LinearRegex.Compile(rule.Regex, PageBudget.MaxSearch);
        _pipes = [.. rule.Pipes.Select(Pipe.Parse)];
        _type = new TypedText(rule.Type, rule.Locale is null ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(rule.Locale), rule.Format);
    }

    /// <summary>The field's name.</summary>
    public string Name { get; }

    /// <summary>Where its text comes from.</summary>
    public FieldSource Source { get; }

    /// <summary>The source of a rule.</summary>
    /// <exception cref="FormatException">It does not parse.</exception>
    public static FieldSource SourceOf(FieldRule rule) => rule switch
    {
        { Css: { } css } => new CssSource(css),
        { Xpath: { } xpath } => new XPathSource(xpath),
        { Json: { } json } => new JsonSource(json),
        { JsonLd: { } jsonLd } => new JsonLdSource(jsonLd),
        { Microdata: { } microdata } => new MicrodataSource(microdata),
        { OpenGraph: { } openGraph } => new OpenGraphSource(openGraph),
        { From: { } fact } => new FactSource(fact),
        { Value: { } value } => new ConstantSource(value),
        _ => new TextSource(),
    };

    /// <summary>Reads the field.</summary>
    /// <param name="scope">Where.</param>
    /// <param name="errors">Gets a line for each fault.</param>
    /// <param name="found">Whether the page holds something of it.</param>
    /// <returns>A string, long, decimal or bool, a list of them, or null.</returns>
    public object? Read(RecordScope scope, List<string> errors, out bool found)
    {
        var texts = Texts(scope, errors);
        found = texts.Count > 0 && Source.IsEvidence;
        if (texts.Count == 0 && _rule.Default is { } standard)
        {
            texts.Add(standard);
        }

        if (texts.Count == 0)
        {
            if (_rule.Required)
            {
                errors.Add($"{Name}: missing");
            }

            return _rule.List ? Array.Empty<object>() : null;
        }

        if (!_rule.List)
        {
            return Typed(texts[0], scope, errors);
        }

        return texts.Select(text => Typed(text, scope, errors)).Where(value => value is not null).ToArray();
    }

    /// <summary>Whether the record holds a text for it.</summary>
    public bool Yields(RecordScope scope) => Texts(scope, []).Count > 0;

    /// <summary>Why texts of the source come to nothing: the regular expression that matches none of them, or the pipes; null when they do not, or there are none.</summary>
    public string? Lost(RecordScope scope)
    {
        if (Source.Find(scope).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text)) is not { } first || Yields(scope))
        {
            return null;
        }

        var sample = Collapsed.Of(first.Length > MaxText ? first[..MaxText] : first);
        sample = sample.Length > MaxSample ? $"{sample[..MaxSample]}…" : sample;
        return _regex is not null && !Source.Find(scope).Any(text => Matches(Source is TextSource && scope.IsWhole ? text : Trimmed(text), scope.Page.Budget).Any())
            ? $"the regex {_rule.Regex} matches nothing in \"{sample}\""
            : $"nothing is left of \"{sample}\" behind its {(_rule.Pipes.Count > 0 ? $"pipes ({string.Join(", ", _rule.Pipes)})" : "regex")}";
    }

    private List<string> Texts(RecordScope scope, List<string> errors)
    {
        var texts = Source.Find(scope);
        if (_regex is not null)
        {
            // A page's source is searched as it is; an element's text as it is seen.
            texts = (Source is TextSource && scope.IsWhole ? texts : texts.Select(Trimmed)).SelectMany(text => Matches(text, scope.Page.Budget));
        }

        texts = texts.Select(Trimmed).Where(text => text.Length > 0);
        foreach (var pipe in _pipes)
        {
            texts = pipe(texts).Where(text => text.Length > 0);
        }

        var taken = new List<string>();
        foreach (var text in texts.Take(_rule.List ? MaxListed : 1))
        {
            scope.Page.Budget.Take(text.Length);
            if (text.Length > MaxText)
            {
                errors.Add($"{Name}: longer than {MaxText} characters: cut there");
            }

            taken.Add(text.Length > MaxText ? text[..MaxText] : text);
        }

        return taken;
    }

    // Each match takes linear time, but a match may be looked for up to the end of the text and be a single letter.
    private IEnumerable<string> Matches(string text, PageBudget budget)
    {
        for (var match = Next(() => _regex!.Match(text), budget); match.Success; match = Next(match.NextMatch, budget))
        {
            yield return match.Groups.Count > 1 ? match.Groups[1].Value : match.Value;
        }
    }

    private static Match Next(Func<Match> find, PageBudget budget)
    {
        try
        {
            return budget.Search(find);
        }
        catch (RegexMatchTimeoutException)
        {
            throw new PageLimitException($"regular expressions take longer than {PageBudget.MaxSearch.TotalSeconds} s on this page: the rest was left out");
        }
    }

    private string Trimmed(string text) => _rule.Trim switch
    {
        TrimMode.Collapse => Collapsed.Of(text),
        TrimMode.Ends => text.Trim(),
        TrimMode.Lines => Collapsed.Lines(text),
        _ => text,
    };

    private object? Typed(string text, RecordScope scope, List<string> errors)
    {
        var (value, error) = _type.Read(text, scope.Page);
        if (error is not null)
        {
            errors.Add($"{Name}: \"{(text.Length > 60 ? $"{text[..60]}…" : text)}\" is {error}");
        }

        return value;
    }
}
