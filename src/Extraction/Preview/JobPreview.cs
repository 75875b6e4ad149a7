using AngleSharp.Dom;
using Thresher.Extraction.Elements;
using Thresher.Extraction.Reading;
using Thresher.Extraction.Rules;
using Thresher.Extraction.Sources;
using Thresher.Extraction.XPath;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Rules;
using Thresher.Web.Links;

namespace Thresher.Extraction.Preview;

/// <summary>What a job makes of one page, with the reasons, and nothing stored.</summary>
public static class JobPreview
{
    /// <summary>Tries a job on a page.</summary>
    /// <param name="job">A job that <c>JobFile</c> has checked.</param>
    /// <param name="page">The page.</param>
    /// <param name="links">The page's links, those of header fields first.</param>
    /// <param name="isNoFollow">Whether the page asks that its links not be followed, in its markup or a header field.</param>
    /// <exception cref="JobException">An assembly of extractors cannot be used.</exception>
    public static PreviewReport Run(CrawlJob job, PageSource page, IReadOnlyList<RawLink> links, bool isNoFollow)
    {
        var plan = new ExtractionPlan(job, []);
        var reading = plan.Read(page, links, TimeProvider.System, TimeSpan.FromMinutes(1));
        var rules = plan.Rules.Select(rule => Rule(rule, page, reading.Items)).ToList();
        foreach (var made in reading.Items.GroupBy(item => item.Rule).Where(made => rules.All(rule => rule.Name != made.Key)))
        {
            rules.Add(new PreviewRule(made.Key, true, [.. made], []));
        }

        foreach (var extractor in plan.Extractors.Where(extractor => rules.All(rule => rule.Name != extractor.Name)))
        {
            rules.Add(ExtractorRun.Wants(extractor, page)
                ? new PreviewRule(extractor.Name, true, [], [$"the extractor {extractor.GetType().FullName} wants the page and makes no record of its own name of it"])
                : new PreviewRule(extractor.Name, false, [], [$"the extractor {extractor.GetType().FullName} does not want the page"]));
        }

        return new PreviewReport(rules, PreviewLinks.Find(job, page, links, isNoFollow, reading.Links), reading.Markdown);
    }

    private static PreviewRule Rule(CompiledRule rule, PageSource page, IReadOnlyList<ItemRow> items)
    {
        var name = rule.Rule.Name;
        if (!rule.Wants(page.Url.RequestHref, page.IsHtml, page.IsJson))
        {
            var type = rule.ReadsJson ? page.IsJson : page.IsHtml;
            return new PreviewRule(name, false, [], [type
                ? Mismatch(rule.Rule, page.Url.RequestHref)
                : $"it reads {(rule.ReadsJson ? "JSON" : "HTML")}, and the page is {(page.ContentType.Length > 0 ? page.ContentType : "of no type")}"]);
        }

        var notes = new List<string>();
        if (page.Refusal is { } refusal)
        {
            notes.Add(refusal);
        }
        else if (rule.ReadsJson && page.JsonRefusal is { } noJson)
        {
            notes.Add(noJson);
        }
        else
        {
            try
            {
                Explain(rule, page, notes);
            }
            catch (PageLimitException refused)
            {
                notes.Add(refused.Message);
            }
        }

        return new PreviewRule(name, true, [.. items.Where(item => item.Rule == name)], notes);
    }

    private static string Mismatch(ExtractRule rule, string url) => new UrlPattern(rule.Url, null).Matches(url)
        ? $"its glob {rule.Glob} does not match {url}: * stays within a path segment, ** goes across"
        : $"its url {rule.Url} does not match {url}";

    private static void Explain(CompiledRule rule, PageSource page, List<string> notes)
    {
        var scopes = rule.ScopesInTree(page).Take(ExtractionPlan.MaxRecords).ToList();
        if (scopes.Count == 0)
        {
            notes.Add(rule.ReadsJson
                ? $"each: {rule.Rule.Each} finds nothing in the JSON"
                : $"each: {(XPathQuery.IsPath(rule.Rule.Each!) ? XPathDiagnosis.Explain(rule.Rule.Each!, page.Nodes!, null) : SelectorDiagnosis.Explain(rule.Rule.Each!, page.Dom!, -1))}");
            return;
        }

        foreach (var field in rule.Fields)
        {
            if (scopes.Any(scope => field.Source.Find(scope).Any(text => !string.IsNullOrWhiteSpace(text))))
            {
                if (!scopes.Exists(field.Yields) && scopes.Select(field.Lost).FirstOrDefault(lost => lost is not null) is { } lost)
                {
                    notes.Add($"{field.Name}: {lost}{(scopes.Count > 1 ? $" (in all {scopes.Count} records)" : "")}");
                }

                continue;
            }

            notes.Add($"{field.Name}: " + (field.Source switch
            {
                CssSource css when page.Dom is { } tree => SelectorDiagnosis.Explain(css.Selector, tree, scopes[0].Element)
                    ?? $"\"{css.Selector}\" matches, but {(css.Taken is null or "text" or "html" ? "holds no text" : $"has no {css.Taken}")}",
                XPathSource path when page.Nodes is { } nodes => XPathDiagnosis.Explain(path.Expression, nodes, scopes[0].Node as IElement),
                JsonSource => $"{rule.Rule.Fields[field.Name].Json} finds nothing",
                JsonLdSource source => source.Explain(page),
                MicrodataSource source when page.Dom is { } tree => source.Explain(tree, scopes[0].Element),
                OpenGraphSource => OpenGraphSource.Explain(rule.Rule.Fields[field.Name].OpenGraph!, page),
                _ => "nothing found",
            }) + (scopes.Count > 1 ? $" (in all {scopes.Count} records)" : ""));
        }
    }
}
