using System.Net.Http.Headers;
using System.Text;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Fetching;

/// <summary>
/// The heads of an exchange as HTTP/1.1 messages (RFC 9112 §2.1): the bytes that were sent and came, or, of another version
/// of HTTP, what says the same, with values as they were and fields in the order in which .NET gives them.
/// </summary>
internal static class HeaderCapture
{
    /// <summary>The heads of a response and of its request.</summary>
    /// <param name="response">The response.</param>
    /// <param name="tap">What took them down on their way.</param>
    public static ExchangeHead Of(HttpResponseMessage response, ExchangeTap? tap)
    {
        if (tap?.Head is { } sent)
        {
            return sent;
        }

        var request = response.RequestMessage!;
        var target = request.RequestUri!;
        var asked = new StringBuilder().Append(request.Method.Method).Append(' ').Append(target.PathAndQuery).Append(" HTTP/1.1\r\n");
        var host = target.HostNameType == UriHostNameType.IPv6 ? $"[{target.IdnHost}]" : target.IdnHost;
        Field(asked, "Host", target.IsDefaultPort ? host : $"{host}:{target.Port}");
        Fields(asked, request.Headers.NonValidated);

        var answered = new StringBuilder("HTTP/1.1 ").Append((int)response.StatusCode).Append(' ').Append(response.ReasonPhrase).Append("\r\n");
        Fields(answered, response.Headers.NonValidated);
        Fields(answered, response.Content.Headers.NonValidated);
        var head = new ExchangeHead(asked.Append("\r\n").ToString(), answered.Append("\r\n").ToString());
        return tap?.Fit(head) ?? head;
    }

    private static void Fields(StringBuilder head, HttpHeadersNonValidated fields)
    {
        foreach (var (name, values) in fields)
        {
            foreach (var value in values)
            {
                Field(head, name, value);
            }
        }
    }

    /// <summary>A line end within a value is obsolete folding, which becomes a blank (RFC 9112 §5.2).</summary>
    private static void Field(StringBuilder head, string name, string value) =>
        head.Append(name).Append(": ").Append(value.ReplaceLineEndings(" ")).Append("\r\n");
}
