// The loop that everyone writes first: HttpClient, AngleSharp's DOM, a set and a channel in memory, 32 workers.
// Prints pages, seconds from the first request to the last page, pages per second.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using AngleSharp.Html.Parser;

var start = new Uri(args[0]);
using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 32 });
var seen = new ConcurrentDictionary<string, bool>();
var queue = Channel.CreateUnbounded<Uri>();
var open = 1;
var pages = 0;
seen[start.AbsoluteUri] = true;
queue.Writer.TryWrite(start);
var began = Stopwatch.GetTimestamp();
await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(WorkAsync)));
var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
Console.WriteLine(FormattableString.Invariant($"{pages} {seconds:0.000} {pages / seconds:0.0}"));

async Task WorkAsync()
{
    var parser = new HtmlParser();
    await foreach (var url in queue.Reader.ReadAllAsync())
    {
        try
        {
            using var response = await http.GetAsync(url);
            if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "text/html")
            {
                var html = await response.Content.ReadAsStringAsync();
                using var document = parser.ParseDocument(html);
                Interlocked.Increment(ref pages);
                foreach (var element in document.QuerySelectorAll("a[href], area[href], iframe[src], frame[src]"))
                {
                    var href = element.GetAttribute("href") ?? element.GetAttribute("src");
                    if (Uri.TryCreate(url, href, out var link) && link.Authority == start.Authority && link.Scheme == start.Scheme)
                    {
                        link = new Uri(link.GetLeftPart(UriPartial.Query));
                        if (seen.TryAdd(link.AbsoluteUri, true))
                        {
                            Interlocked.Increment(ref open);
                            queue.Writer.TryWrite(link);
                        }
                    }
                }
            }
        }
        catch (HttpRequestException)
        {
            // A naive loop loses the page.
        }

        if (Interlocked.Decrement(ref open) == 0)
        {
            queue.Writer.Complete();
        }
    }
}
