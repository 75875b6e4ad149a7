using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Thresher.Rendering.Protocol;

namespace Thresher.Rendering.Pages;

/// <summary>
/// One page in a browser, from an empty context of its own to the document that its scripts have left. Every request of
/// it stops in the browser and is answered from here, or refused.
/// </summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly DevToolsPipe _pipe;
    private readonly RenderTask _task;
    private readonly TimeSpan _answer;
    private readonly TimeProvider _time;
    private readonly PageRequests _requests;
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _context;
    private string? _session;
    private string _frame = "";
    private volatile bool _isShown;
    private volatile bool _isLoaded;

    public BrowserPage(DevToolsPipe pipe, RenderTask task, TimeSpan answer, TimeProvider time)
    {
        (_pipe, _task, _answer, _time) = (pipe, task, answer, time);
        _requests = new PageRequests(task, time, (method, parameters) => Post(method, parameters));
    }

    /// <summary>Prepares the page.</summary>
    /// <exception cref="IOException">The browser, or the part of it that shows the page, is gone.</exception>
    /// <exception cref="TimeoutException">It does not answer any more.</exception>
    /// <exception cref="OperationCanceledException">It was called off.</exception>
    public async Task<RenderedPage> RenderAsync(CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        using var deadline = new CancellationTokenSource(_task.Steps.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var end = RenderEnd.Settled;
        try
        {
            await PrepareAsync(either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            end = RenderEnd.Unsettled;
        }

        // What is still under way would change the document while it is read.
        await _ending.CancelAsync();
        if (!_isShown)
        {
            throw new TimeoutException("The browser has not taken the document.");
        }

        if (end == RenderEnd.Unsettled && _task.Steps.WaitFor is { } awaited && !await IsThereAsync(awaited, cancellationToken))
        {
            return new RenderedPage(RenderEnd.NotThere, null) { Requests = _requests.Answered, LeadsTo = _requests.LeadsTo };
        }

        var html = (await EvaluateAsync(PageScripts.Document(_task.MaxBytes), cancellationToken)).GetString() ?? "";
        var (cut, isCut) = Cut(html);
        return new RenderedPage(end, cut)
        {
            IsCut = isCut,
            Requests = _requests.Answered,
            LeadsTo = _requests.LeadsTo,
            Cookies = await CookiesAsync(cancellationToken),
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        if (_session is not null)
        {
            _pipe.Forget(_session);
        }

        if (_context is not null && !_pipe.Ended.IsCompleted)
        {
            using var limit = new CancellationTokenSource(_answer, _time);
            try
            {
                await _pipe.CallAsync("Target.disposeBrowserContext", new JsonObject { ["browserContextId"] = _context }, null, limit.Token);
            }
            catch (Exception gone) when (gone is IOException or DevToolsException or OperationCanceledException)
            {
                // Its browser has died, or is about to be killed.
            }
        }

        await _requests.EndedAsync();
        _ending.Dispose();
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        _context = (await CallAsync("Target.createBrowserContext", new JsonObject { ["disposeOnDetach"] = true }, null, cancellationToken)).GetProperty("browserContextId").GetString();
        await CallAsync("Browser.setDownloadBehavior", new JsonObject { ["behavior"] = "deny", ["browserContextId"] = _context }, null, cancellationToken);
        var target = await CallAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank", ["browserContextId"] = _context }, null, cancellationToken);
        _frame = target.GetProperty("targetId").GetString()!;
        var attached = await CallAsync("Target.attachToTarget", new JsonObject { ["targetId"] = _frame, ["flatten"] = true }, null, cancellationToken);
        _session = attached.GetProperty("sessionId").GetString()!;
        _pipe.Listen(_session, OnEvent);
        _requests.MainFrame = _frame;
        await CallAsync("Inspector.enable", null, _session, cancellationToken);
        await CallAsync("Page.enable", null, _session, cancellationToken);
        await CallAsync("Fetch.enable", new JsonObject { ["patterns"] = new JsonArray(new JsonObject { ["urlPattern"] = "*" }) }, _session, cancellationToken);
        await CallAsync("Emulation.setUserAgentOverride", new JsonObject { ["userAgent"] = _task.UserAgent }, _session, cancellationToken);
        await CallAsync("Page.addScriptToEvaluateOnNewDocument", new JsonObject { ["source"] = PageScripts.Walls }, _session, cancellationToken);
        if (_task.Cookies is { } cookies)
        {
            await CallAsync("Storage.setCookies", new JsonObject { ["browserContextId"] = _context, ["cookies"] = PageCookies.Given(cookies, _task.Url) }, null, cancellationToken);
        }
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        // The answer to this call comes with the document, which is answered meanwhile.
        var navigation = CallAsync("Page.navigate", new JsonObject { ["url"] = _task.Url }, _session, cancellationToken, _task.Steps.Timeout);
        while (!_isLoaded)
        {
            await PauseAsync(cancellationToken);
        }

        await navigation;
        await SettleAsync(cancellationToken);
        if (_task.Steps.WaitFor is { } awaited)
        {
            while (!await IsThereAsync(awaited, cancellationToken))
            {
                await PauseAsync(cancellationToken);
            }

            await SettleAsync(cancellationToken);
        }

        for (var i = 0; i < _task.Steps.Scroll; i++)
        {
            var before = (await EvaluateAsync(PageScripts.Size, cancellationToken)).GetDouble();
            await EvaluateAsync(PageScripts.ScrollToEnd, cancellationToken);
            await SettleAsync(cancellationToken);
            if ((await EvaluateAsync(PageScripts.Size, cancellationToken)).GetDouble() <= before)
            {
                break;
            }
        }

        for (var i = 0; i < _task.Steps.Clicks && _task.Steps.Click is { } button; i++)
        {
            if (!(await EvaluateAsync(PageScripts.Click(button), cancellationToken)).GetBoolean())
            {
                break;
            }

            await SettleAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Waits until the page's scripts have had their turn, and no request has been under way for a while since then: what was done last,
    /// a scroll or a click, is answered by scripts, and their requests, only after it.
    /// </summary>
    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        await EvaluateAsync(PageScripts.Turn, cancellationToken);
        var since = _time.GetTimestamp();
        do
        {
            await PauseAsync(cancellationToken);
        }
        while (_requests.QuietFor < _task.Steps.Quiet || _time.GetElapsedTime(since) < _task.Steps.Quiet);

        await EvaluateAsync(PageScripts.Turn, cancellationToken);
    }

    private async Task<bool> IsThereAsync(string selector, CancellationToken cancellationToken) =>
        (await EvaluateAsync(PageScripts.IsThere(selector), cancellationToken)).GetBoolean();

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        var pause = Task.Delay(Poll, _time, cancellationToken);
        if (await Task.WhenAny(pause, _crashed.Task, _pipe.Ended) != pause)
        {
            throw new IOException("The page has crashed.");
        }

        await pause;
    }

    private async Task<JsonElement> EvaluateAsync(string script, CancellationToken cancellationToken)
    {
        var answer = await CallAsync("Runtime.evaluate", new JsonObject { ["expression"] = script, ["returnByValue"] = true, ["awaitPromise"] = true }, _session, cancellationToken);
        return answer.TryGetProperty("exceptionDetails", out var failure)
            ? throw new DevToolsException(failure.ToString())
            : answer.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
    }

    private async Task<IReadOnlyList<string>> CookiesAsync(CancellationToken cancellationToken) => _task.Cookies is null
        ? []
        : PageCookies.Set(await CallAsync("Storage.getCookies", new JsonObject { ["browserContextId"] = _context }, null, cancellationToken), _task.Url, _task.Cookies);

    private async Task<JsonElement> CallAsync(string method, JsonObject? parameters, string? session, CancellationToken cancellationToken, TimeSpan? within = null)
    {
        var call = _pipe.CallAsync(method, parameters, session, cancellationToken);
        if (await Task.WhenAny(call, _crashed.Task).WaitAsync(within ?? _answer, _time, cancellationToken) != call)
        {
            throw new IOException("The page has crashed.");
        }

        return await call;
    }

    private void OnEvent(string method, JsonElement parameters)
    {
        switch (method)
        {
            case "Fetch.requestPaused":
                _requests.Paused(parameters, _ending.Token);
                break;
            case "Page.loadEventFired" when _requests.HasBegun:
                _isLoaded = true;
                break;
            case "Page.frameNavigated" when _requests.HasBegun && parameters.GetProperty("frame").GetProperty("id").GetString() == _frame:
                _isShown = true;
                break;
            case "Page.javascriptDialogOpening":
                Post("Page.handleJavaScriptDialog", new JsonObject { ["accept"] = true });
                break;
            case "Inspector.targetCrashed":
                _crashed.TrySetResult();
                break;
        }
    }

    /// <summary>Calls a method whose answer means nothing.</summary>
    private void Post(string method, JsonObject parameters) =>
        _ = _pipe.CallAsync(method, parameters, _session, _ending.Token)
            .ContinueWith(static call => call.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private (string Html, bool IsCut) Cut(string html)
    {
        if (Encoding.UTF8.GetByteCount(html) <= _task.MaxBytes)
        {
            return (html, false);
        }

        var bytes = new byte[_task.MaxBytes];
        Encoding.UTF8.GetEncoder().Convert(html, bytes, flush: false, out var used, out _, out _);
        return (html[..used], true);
    }
}
