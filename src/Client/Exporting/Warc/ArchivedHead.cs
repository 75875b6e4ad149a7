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
    private const int StatusAt = 9;
    private const string Original = "X-Crawler-";

    /// <summary>The head as bytes (Latin-1, as it came).</summary>
    /// <param name="head">The head as it came.</param>
    /// <param name="length">Length of the decoded body.</param>
    public static byte[] Of(string head, long length)
    {
        var lines = Lines(head);
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
    /// <param name="url">The URL as it is stored, whose scheme it has, and whose host where the request names none.</param>
    public static string Target(string request, string url)
    {
        var lines = Lines(request);
        var line = lines[0].Split(' ');
        var authority = url.IndexOf("://", StringComparison.Ordinal) + "://".Length;
        var path = url.AsSpan(authority).IndexOfAny("/?#");
        var origin = path < 0 ? url : url[..(authority + path)];
        if (Array.Find(lines, field => Is(field, "Host"))?["Host:".Length..].Trim() is { } host && (host.StartsWith('[') || host.Count(c => c == ':') <= 1))
        {
            origin = url[..authority] + host;
        }

        return line.Length == 3 && line[1].StartsWith('/') ? origin + line[1] : url;
    }

    /// <summary>Whether a response's head is that of a 304.</summary>
    public static bool IsNotModified(string response) =>
        response.Length > StatusAt + 3 && response.AsSpan(StatusAt, 3).SequenceEqual("304");

    /// <summary>A server may end its lines with a bare LF.</summary>
    private static string[] Lines(string head) =>
        [.. head.Trim('\r', '\n').Split('\n').Select(line => line.TrimEnd('\r'))];

    private static bool Is(string line, string name) =>
        line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.OrdinalIgnoreCase);
}
