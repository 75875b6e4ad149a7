using System.Globalization;
using System.Text;

namespace Thresher.Client.Exporting.Warc;

/// <summary>
/// A response's head made to fit the body that is kept, which is decoded: the fields that spoke of the coded body are
/// kept under the names that crawls commonly give them, and the length is the decoded one.
/// </summary>
internal static class ArchivedHead
{
    private const string LineEnd = "\r\n";
    private const string Original = "X-Crawler-";

    /// <summary>The head as bytes (Latin-1, as it came).</summary>
    /// <param name="head">The head as it came.</param>
    /// <param name="length">Length of the decoded body.</param>
    public static byte[] Of(string head, long length)
    {
        var lines = head.TrimEnd('\r', '\n').Split(LineEnd);
        var wanted = length.ToString(CultureInfo.InvariantCulture);
        var isCoded = lines.Any(line => Is(line, "Content-Encoding") || Is(line, "Transfer-Encoding"));
        var fits = !isCoded && lines.Any(line => Is(line, "Content-Length") && line["Content-Length:".Length..].Trim() == wanted);
        var text = new StringBuilder(head.Length + 64);
        foreach (var line in lines)
        {
            var spoilt = !fits && (Is(line, "Content-Encoding") || Is(line, "Transfer-Encoding") || Is(line, "Content-Length"));
            text.Append(spoilt ? Original : "").Append(line).Append(LineEnd);
        }

        if (!fits)
        {
            text.Append("Content-Length: ").Append(wanted).Append(LineEnd);
        }

        return Encoding.Latin1.GetBytes(text.Append(LineEnd).ToString());
    }

    /// <summary>The URL that was asked for, from a request's head.</summary>
    /// <param name="request">The request's head.</param>
    /// <param name="url">The URL as it is stored, whose scheme it has.</param>
    public static string Target(string request, string url)
    {
        var lines = request.Split(LineEnd);
        var path = lines[0].Split(' ');
        var host = lines.FirstOrDefault(line => Is(line, "Host"))?["Host:".Length..].Trim();
        return path.Length == 3 && host is not null ? $"{url[..url.IndexOf(':', StringComparison.Ordinal)]}://{host}{path[1]}" : url;
    }

    private static bool Is(string line, string name) =>
        line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.OrdinalIgnoreCase);
}
