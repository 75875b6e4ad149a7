using System.Text.Json;
using System.Text.Json.Nodes;

namespace Thresher.Rendering.Pages;

/// <summary>
/// The requests of one page: the first is answered by the document that was fetched already, others by the page's network,
/// and those of frames not at all. The page itself stays: where scripts lead it elsewhere is noted and refused.
/// </summary>
internal sealed class PageRequests(RenderTask task, TimeProvider time, Action<string, JsonObject> post)
{
    /// <summary>How often a page may load itself anew, as behind a wall of cookies.</summary>
    private const int MostReloads = 2;

    private readonly Lock _gate = new();
    private readonly HashSet<Task> _running = [];
    private int _documents;
    private int _answered;
    private long _quietSince = time.GetTimestamp();

    /// <summary>The frame of the page itself.</summary>
    public string MainFrame { get; set; } = "";

    /// <summary>Where scripts wanted to lead it last.</summary>
    public string? LeadsTo { get; private set; }

    /// <summary>Whether the page itself has been asked for.</summary>
    public bool HasBegun => Volatile.Read(ref _documents) > 0;

    /// <summary>Requests that were answered from the network.</summary>
    public int Answered => Volatile.Read(ref _answered);

    /// <summary>How long none has been under way.</summary>
    public TimeSpan QuietFor
    {
        get
        {
            lock (_gate)
            {
                return _running.Count > 0 ? TimeSpan.Zero : time.GetElapsedTime(_quietSince);
            }
        }
    }

    /// <summary>A request waits for its answer.</summary>
    public void Paused(JsonElement paused, CancellationToken ending)
    {
        var id = paused.GetProperty("requestId").GetString()!;
        var request = paused.GetProperty("request");
        var url = request.GetProperty("url").GetString()!;
        var isWeb = url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        if (!isWeb)
        {
            // What a page brings along (data:, blob:) reaches no network; anything else is none of its business.
            if (url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) || url.StartsWith("blob:", StringComparison.OrdinalIgnoreCase))
            {
                post("Fetch.continueRequest", new JsonObject { ["requestId"] = id });
            }
            else
            {
                Refuse(id);
            }

            return;
        }

        var kind = KindOf(paused.GetProperty("resourceType").GetString());
        if (kind == RequestKind.Other || (kind == RequestKind.Document && !TakesDocument(paused, url)))
        {
            Refuse(id);
            return;
        }

        if (kind == RequestKind.Document && _documents == 1)
        {
            Answer(id, task.Document);
            return;
        }

        var answering = AnswerAsync(id, new PageRequest(request.GetProperty("method").GetString()!, url, kind, HeadersOf(request), BodyOf(request)), ending);
        lock (_gate)
        {
            _running.Add(answering);
        }

        _ = answering.ContinueWith(Ended, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Waits for the requests that are under way.</summary>
    public async Task EndedAsync()
    {
        Task[] running;
        lock (_gate)
        {
            running = [.. _running];
        }

        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Ended(Task answered)
    {
        _ = answered.Exception;
        lock (_gate)
        {
            _running.Remove(answered);
            _quietSince = time.GetTimestamp();
        }
    }

    private bool TakesDocument(JsonElement paused, string url)
    {
        if (paused.GetProperty("frameId").GetString() != MainFrame)
        {
            return false;
        }

        if (_documents == 0)
        {
            _documents = 1;
            return true;
        }

        if (url != task.Url)
        {
            LeadsTo = url;
            return false;
        }

        return ++_documents <= MostReloads + 1;
    }

    private async Task AnswerAsync(string id, PageRequest request, CancellationToken ending)
    {
        await Task.Yield();
        var answer = await task.Network.AnswerAsync(request, ending);
        if (answer is null)
        {
            Refuse(id);
            return;
        }

        Interlocked.Increment(ref _answered);
        Answer(id, answer);
    }

    private void Answer(string id, PageAnswer answer)
    {
        var headers = new JsonArray();
        foreach (var (name, value) in answer.Headers)
        {
            headers.Add((JsonNode)new JsonObject { ["name"] = name, ["value"] = value });
        }

        post("Fetch.fulfillRequest", new JsonObject
        {
            ["requestId"] = id,
            ["responseCode"] = answer.Status,
            ["responseHeaders"] = headers,
            ["body"] = Convert.ToBase64String(answer.Body.Span),
        });
    }

    private void Refuse(string id) => post("Fetch.failRequest", new JsonObject { ["requestId"] = id, ["errorReason"] = "BlockedByClient" });

    private static List<KeyValuePair<string, string>> HeadersOf(JsonElement request)
    {
        List<KeyValuePair<string, string>> headers = [];
        foreach (var header in request.GetProperty("headers").EnumerateObject())
        {
            headers.Add(new(header.Name, header.Value.GetString() ?? ""));
        }

        return headers;
    }

    private static byte[]? BodyOf(JsonElement request)
    {
        if (!request.TryGetProperty("postDataEntries", out var entries))
        {
            return null;
        }

        using var body = new MemoryStream();
        foreach (var entry in entries.EnumerateArray())
        {
            if (entry.TryGetProperty("bytes", out var bytes))
            {
                body.Write(bytes.GetBytesFromBase64());
            }
        }

        return body.ToArray();
    }

    private static RequestKind KindOf(string? type) => type switch
    {
        "Document" => RequestKind.Document,
        "Script" => RequestKind.Script,
        "Stylesheet" => RequestKind.Style,
        "XHR" or "Fetch" or "Preflight" => RequestKind.Data,
        "Image" => RequestKind.Image,
        "Media" => RequestKind.Media,
        "Font" => RequestKind.Font,
        _ => RequestKind.Other,
    };
}
