using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Thresher.Extraction.Elements;

namespace Thresher.Extraction.Sources;

/// <summary>Reads JSON, numbers exact where decimal can hold them and dates left as text.</summary>
internal static class JsonText
{
    /// <summary>Deepest nesting of lists and objects.</summary>
    public const int MaxDepth = 128;

    private static readonly JsonLoadSettings Loading = new() { CommentHandling = CommentHandling.Ignore };

    /// <summary>The value; null when the text is not JSON.</summary>
    /// <param name="text">The text.</param>
    /// <param name="budget">The budget of the page that holds it.</param>
    /// <exception cref="PageLimitException">The page's budget is spent.</exception>
    public static JToken? Parse(string text, PageBudget budget)
    {
        foreach (var floats in new[] { FloatParseHandling.Decimal, FloatParseHandling.Double })
        {
            using var reader = new CountingReader(text, budget)
            {
                DateParseHandling = DateParseHandling.None,
                FloatParseHandling = floats,
                MaxDepth = MaxDepth,
            };
            try
            {
                return JToken.ReadFrom(reader, Loading);
            }
            catch (JsonException)
            {
                // A number beyond decimal's range, or no JSON at all: the second try tells.
                budget.DropTokens(reader.Tokens);
            }
        }

        return null;
    }

    private sealed class CountingReader(string text, PageBudget budget) : JsonTextReader(new StringReader(text))
    {
        public int Tokens { get; private set; }

        public override bool Read()
        {
            Tokens++;
            budget.HoldToken();
            return base.Read();
        }
    }
}
