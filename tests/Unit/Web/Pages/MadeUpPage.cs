using System.Text;

namespace Thresher.Tests.Unit.Web.Pages;

/// <summary>Writes well-formed pages as a documentation site has them, the same for the same seed.</summary>
internal static class MadeUpPage
{
    private static readonly string[] Words = "grain silo row wheat chaff field harvest straw barn mill stone flour sack cart road".Split(' ');

    public static string Write(int seed, int links)
    {
        var random = new Random(seed);
        var page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Page ")
            .Append(seed).Append(" &mdash; made up</title>\n<link rel=\"stylesheet\" href=\"/style.css\">\n")
            .Append("<link rel=\"canonical\" href=\"/pages/").Append(seed).Append("\">\n<link rel=\"next\" href=\"/pages/").Append(seed + 1)
            .Append("\">\n<style>p > a { color: red }</style><script>if (1 < 2) document.write('<a href=\"/no\">');</script></head>\n<body>\n<nav><ul>");
        for (var i = 0; i < links; i++)
        {
            _ = random.Next(8) switch
            {
                0 => page.Append("</p>\n<!-- <a href='/no'> --><h2 id=\"s").Append(i).Append("\">").Append(Word(random)).Append("</h2>\n<p>"),
                1 => page.Append("<table class=\"t\"><tr><td>").Append(Link(random, i)).Append("<td>x</table>"),
                2 => page.Append("<a href='?q=").Append(Word(random)).Append("&amp;page=").Append(i).Append("' rel=\"nofollow\">more</a>"),
                3 => page.Append("<li>").Append(Link(random, i)).Append("</li>\n"),
                4 => page.Append("<img src=\"/i/").Append(i).Append(".png\" alt=\"a > b\"><br>"),
                _ => page.Append("<p>").AppendJoin(' ', Enumerable.Range(0, 12).Select(_ => Word(random))).Append(' ').Append(Link(random, i)).Append('.'),
            };
        }

        return page.Append("</ul></nav><textarea><a href=/no></textarea></body></html>").ToString();
    }

    private static string Link(Random random, int i) => $"<a class=\"reference\" title=\"{Word(random)}\" href=\"/{Word(random)}/{Word(random)}.html#{i % 7}\">{Word(random)}</a>";

    private static string Word(Random random) => Words[random.Next(Words.Length)];
}
