using System.Text;

namespace Thresher.Bench;

/// <summary>Made-up pages of three shapes, the same at every run; sizes and mark-up follow what documentation sites serve.</summary>
internal static class ParsingPages
{
    private static readonly string[] Words =
        "the of grain silo row wheat chaff field harvest straw barn mill stone flour sack cart road season seed plough furrow".Split(' ');

    /// <summary>About 14 KB: prose, few links.</summary>
    public static byte[] Small() => Write(seed: 1, size: 14_000, wordsPerLink: 60, withCode: false);

    /// <summary>About 97 KB: prose, tables, highlighted code.</summary>
    public static byte[] Large() => Write(seed: 2, size: 97_000, wordsPerLink: 40, withCode: true);

    /// <summary>About 63 KB: an index, nearly all links.</summary>
    public static byte[] LinkHeavy() => Write(seed: 3, size: 63_000, wordsPerLink: 1, withCode: false);

    private static byte[] Write(int seed, int size, int wordsPerLink, bool withCode)
    {
        var random = new Random(seed);
        var page = new StringBuilder(
            """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Made-up page &mdash; harvest notes</title><link rel="stylesheet" href="/static/style.css">
            <link rel="next" href="/notes/next.html"><link rel="canonical" href="/notes/this.html">
            <script>window.notes = window.notes || []; for (var i = 0; i < 3; i++) notes.push('<a href="/none">');</script></head>
            <body class="docs"><nav aria-label="main"><ul>

            """);
        for (var i = 0; page.Length < size - 40; i++)
        {
            if (withCode && i % 3 == 0)
            {
                page.Append("<div class=\"highlight\"><pre>");
                for (var line = 0; line < 6; line++)
                {
                    page.Append($"<span class=\"n\">{Word(random)}</span><span class=\"o\">=</span><span class=\"mi\">{random.Next(99)}</span>\n");
                }

                page.Append("</pre></div>\n");
            }

            page.Append(wordsPerLink > 1 ? "<p id=\"p" : "<li id=\"l").Append(i).Append("\">");
            page.AppendJoin(' ', Enumerable.Range(0, random.Next(1, wordsPerLink * 2)).Select(_ => Word(random)))
                .Append(i % 5 == 0 ? " &amp; <em>" : " <em>").Append(Word(random)).Append("</em> ")
                .Append($"<a class=\"reference internal\" href=\"/{Word(random)}/{Word(random)}-{random.Next(400)}.html#{Word(random)}\" title=\"{Word(random)}\">")
                .Append(Word(random)).Append("</a>").Append(wordsPerLink > 1 ? "</p>\n" : "</li>\n");
        }

        return Encoding.UTF8.GetBytes(page.Append("</ul></nav></body></html>\n").ToString());
    }

    private static string Word(Random random) => Words[random.Next(Words.Length)];
}
