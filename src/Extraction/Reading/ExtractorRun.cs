using System.Text.Encodings.Web;
using System.Text.Json;
using Thresher.Extraction.Extractors;
using Thresher.Extraction.Rules;
using Thresher.Extraction.Sources;
using Thresher.Jobs.Outcomes;

namespace Thresher.Extraction.Reading;

/// <summary>Runs an extractor over a page. Whatever it throws becomes an invalid record: it is somebody else's code.</summary>
public static class ExtractorRun
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds its records of the page.</summary>
    internal static void Read(IPageExtractor extractor, PageSource page, ItemSink items)
    {
        try
        {
            foreach (var record in extractor.Wants(page) ? extractor.Extract(page) : [])
            {
                var rule = record.Rule ?? extractor.Name;
                if (!items.HasRoom || items.Made(rule) >= ExtractionPlan.MaxRecords)
                {
                    items.Add(Fault(rule, "there are more records on the page than number, time or memory allow: the rest was left out"));
                    return;
                }

                var json = JsonSerializer.Serialize(record.Value, Options);
                items.Add(json.StartsWith('{')
                    ? new ItemRow(rule, 0, json, RecordJson.Errors(record.Errors))
                    : Fault(rule, "the record is not an object with properties"));
            }
        }
        catch (Exception failure)
        {
            items.Add(Fault(extractor.Name, $"{failure.GetType().Name}: {failure.Message.ReplaceLineEndings(" ")}"));
        }
    }

    /// <summary>Whether it wants the page; one that throws does not.</summary>
    internal static bool Wants(IPageExtractor extractor, PageSource page)
    {
        try
        {
            return extractor.Wants(page);
        }
        catch (Exception)
        {
            // Reading has made a record of it.
            return false;
        }
    }

    /// <summary>A record that says why there is none.</summary>
    /// <param name="rule">Name of the record.</param>
    /// <param name="error">One line.</param>
    public static ItemRow Fault(string rule, string error) => new(rule, 0, "{}", RecordJson.Errors([error]));
}
