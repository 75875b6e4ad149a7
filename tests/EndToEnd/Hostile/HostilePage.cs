namespace Thresher.Tests.EndToEnd.Hostile;

/// <summary>A page that means harm, and what is to become of it.</summary>
/// <param name="Name">What it does; the last segment of its path.</param>
/// <param name="Body">Its markup or JSON.</param>
/// <param name="Reason">What its record says, in part, or in one of several parts; null when it is read as any other.</param>
/// <param name="IsJson">Whether it is served as JSON.</param>
internal sealed record HostilePage(string Name, string Body, string? Reason, bool IsJson = false)
{
    private const string Steps = "takes more than 50000000 steps";
    private const string Text = "is longer than 67108864 characters";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<HostilePage> All { get; } =
    [
        new("nested-formatting", Repeat("<b>", 240_000), "nests elements deeper than 512"),
        new("nested-lists", Repeat("<dt><li>", 16_000), "nests elements deeper than 512"),
        new("flat-list", $"<ul class=list>{Repeat("<li>0", 900_000)}", null),
        new("end-tags", $"<svg>{Repeat("<g>", 1_400)}{Repeat("</x>", 50_000)}", null),
        new("attributes", $"<svg {string.Concat(Enumerable.Range(0, 50_000).Select(number => $"a{number} "))}>", "more than 1024 attributes"),
        new("nested-text", $"{Repeat("<div>", 400)}{new string('x', 2_000_000)}{Repeat("</div>", 400)}", Text),
        new("markdown-marks", $"<main>{Repeat("< ", 2_000_000)}", null),
        new("markdown-quotations", $"<main>{Repeat("<blockquote>", 300)}{Repeat("a<br>", 100_000)}", Text),
        new("json-values", $"[0{Repeat(",0", 4_000_000)}]", "more than 1000000 values", IsJson: true),
        new("json-depth", $"{Repeat("{\"a\":[1,", 60)}{string.Join(',', Enumerable.Repeat("[1]", 50_000))}{Repeat("]}", 60)}", Steps, IsJson: true),
        new("linked-data", $"<script type='application/ld+json'>{{\"@type\":\"T\",\"@id\":\"#a\",\"p\":[{string.Join(',', Enumerable.Repeat("{\"@id\":\"#a\"}", 20_000))}]}}</script>", Steps),
        new("sleeps", "<p>", "has not returned within 30 s"),
        new("spins", "<p>", "has not returned within 30 s"),
        new("eats", "<p>", "OutOfMemoryException|died of the page, twice"),
        new("exits", "<p>", "died of the page, twice"),
        new("prints", "<p>", null),
        new("escapes", "<title>\u001b]0;owned\u0007</title><p>", "InvalidOperationException"),
    ];

    private static string Repeat(string unit, int count) => string.Concat(Enumerable.Repeat(unit, count));
}
