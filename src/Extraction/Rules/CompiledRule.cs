using Thresher.Extraction.Selectors;
using Thresher.Extraction.Sources;
using Thresher.Extraction.XPath;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Rules;

namespace Thresher.Extraction.Rules;

/// <summary>An extraction rule made ready, once a job.</summary>
internal sealed class CompiledRule
{
    private readonly UrlPattern _pattern;
    private readonly FlatSelector? _each;
    private readonly JsonLookup? _eachJson;
    private readonly XPathQuery? _eachPath;
    private readonly CompiledField[] _fields;

    /// <summary>Compiles a rule that <see cref="ExtractionRules"/> has checked.</summary>
    public CompiledRule(ExtractRule rule)
    {
        Rule = rule;
        _pattern = new UrlPattern(rule.Url, rule.Glob);
        _eachJson = rule.Each is { } each && JsonLookup.IsPath(each) ? new JsonLookup(each) : null;
        _eachPath = _eachJson is null && rule.Each is { } path && XPathQuery.IsPath(path) ? new XPathQuery(path) : null;
        _each = rule.Each is null || _eachJson is not null || _eachPath is not null ? null : FlatSelectorCompiler.Compile(rule.Each);
        _fields = [.. rule.Fields.Select(field => new CompiledField(field.Key, field.Value))];
        ReadsJson = IsJson(rule);
        ReadsPlain = !ReadsJson && _eachPath is null && _each is not { NeedsDom: true }
            && Array.TrueForAll(_fields, field => field.Source is CssSource { ReadsPlain: true } or ConstantSource or FactSource or TextSource);
    }

    /// <summary>As the job has it.</summary>
    public ExtractRule Rule { get; }

    /// <summary>Its fields.</summary>
    public IReadOnlyList<CompiledField> Fields => _fields;

    /// <summary>Whether it reads JSON, not HTML.</summary>
    public bool ReadsJson { get; }

    /// <summary>Whether a plain tree is enough for it.</summary>
    public bool ReadsPlain { get; }

    /// <summary>Whether a rule reads JSON.</summary>
    public static bool IsJson(ExtractRule rule) =>
        (rule.Each is { } each && JsonLookup.IsPath(each)) || rule.Fields.Values.Any(field => field.Json is not null);

    /// <summary>Whether the rule is meant for such a page.</summary>
    public bool Wants(string url, bool isHtml, bool isJson) => (ReadsJson ? isJson : isHtml) && _pattern.Matches(url);

    /// <summary>Where the page's records are.</summary>
    public IEnumerable<RecordScope> Scopes(PageSource page) =>
        !ReadsPlain || page.Plain is not { } tree ? ScopesInTree(page)
            : _each is null ? [new RecordScope(page, null, null, IsWhole: true) { Plain = -1 }]
            : CssSource.Matches(_each, tree, -1).Select(element => new RecordScope(page, null, null, IsWhole: false) { Plain = element });

    /// <summary>As <see cref="Scopes"/>, and never in a plain tree.</summary>
    public IEnumerable<RecordScope> ScopesInTree(PageSource page)
    {
        if (ReadsJson)
        {
            if (page.Json is not { } json)
            {
                return [];
            }

            return _eachJson is null
                ? [new RecordScope(page, null, json, IsWhole: true)]
                : _eachJson.Find(json, page.Budget).Select(value => new RecordScope(page, null, value, IsWhole: false));
        }

        if (_eachPath is not null)
        {
            return page.Nodes is { } nodes ? _eachPath.Elements(nodes, null).Select(element => new RecordScope(page, element, null, IsWhole: false) { Element = page.Dom!.IndexOf(element) }) : [];
        }

        return _each is null
            ? [new RecordScope(page, page.Tree, null, IsWhole: true)]
            : page.Dom is { } tree ? CssSource.Matches(_each, tree, -1).Select(element => new RecordScope(page, tree.Node(element), null, IsWhole: false) { Element = element }) : [];
    }

    /// <summary>Reads one record; null when a page that is one record holds nothing of it.</summary>
    public ItemRow? Read(RecordScope scope)
    {
        var values = new object?[_fields.Length];
        var errors = new List<string>();
        var found = !scope.IsWhole;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _fields[i].Read(scope, errors, out var here);
            found |= here;
        }

        return found ? new ItemRow(Rule.Name, 0, RecordJson.Write(_fields, values), RecordJson.Errors(errors)) : null;
    }

    /// <summary>A record that says why there is none.</summary>
    public ItemRow Fault(string error) => new(Rule.Name, 0, RecordJson.Write(_fields, new object?[_fields.Length]), RecordJson.Errors([error]));
}
