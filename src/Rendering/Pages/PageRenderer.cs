using Thresher.Rendering.Browsers;
using Thresher.Rendering.Protocol;

namespace Thresher.Rendering.Pages;

/// <summary>
/// Prepares pages in browsers of this machine. A browser has one page at a time, so that what kills it is known, and is
/// replaced after so many pages; there are as many at once as the limits say, and none while there is nothing to do.
/// </summary>
public sealed class PageRenderer : IAsyncDisposable, IDisposable
{
    private readonly BrowserLimits _limits;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _places;
    private readonly Stack<(BrowserProcess Browser, long Since)> _idle = [];
    private readonly HashSet<BrowserProcess> _busy = [];
    private readonly ITimer _sweep;
    private bool _isDisposed;

    /// <summary>Starts nothing yet.</summary>
    /// <param name="limits">What browsers may take; the defaults if null.</param>
    /// <param name="time">The clock; the system's if null.</param>
    public PageRenderer(BrowserLimits? limits = null, TimeProvider? time = null)
    {
        (_limits, _time) = (limits ?? new BrowserLimits(), time ?? TimeProvider.System);
        _places = new SemaphoreSlim(_limits.Browsers);
        _sweep = _time.CreateTimer(_ => EndIdle(), null, _limits.Idle, _limits.Idle);
    }

    /// <summary>Processes of the browsers that run.</summary>
    internal IReadOnlyList<int> Processes
    {
        get
        {
            lock (_idle)
            {
                return [.. _idle.Select(idle => idle.Browser.Id), .. _busy.Select(browser => browser.Id)];
            }
        }
    }

    /// <summary>Prepares a page; waits for a browser to be free.</summary>
    /// <exception cref="BrowserException">There is no browser to be used.</exception>
    /// <exception cref="OperationCanceledException">The wait was called off.</exception>
    public async Task<RenderedPage> RenderAsync(RenderTask task, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        BrowserProcess? browser = null;
        try
        {
            browser = await TakeAsync(cancellationToken);
            var page = await RenderAsync(browser, task, cancellationToken);
            return page with { PeakMemory = browser.PeakMemory };
        }
        finally
        {
            if (browser is not null)
            {
                await PutBackAsync(browser);
            }

            _places.Release();
        }
    }

    /// <summary>Kills the browsers.</summary>
    public void Dispose()
    {
        _sweep.Dispose();
        foreach (var browser in End())
        {
            browser.Kill();
        }
    }

    /// <summary>Ends the browsers, and waits until they have.</summary>
    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync();
        foreach (var browser in End())
        {
            await browser.DisposeAsync();
        }
    }

    private BrowserProcess[] End()
    {
        lock (_idle)
        {
            _isDisposed = true;
            BrowserProcess[] all = [.. _idle.Select(idle => idle.Browser), .. _busy];
            _idle.Clear();
            return all;
        }
    }

    private async Task<RenderedPage> RenderAsync(BrowserProcess browser, RenderTask task, CancellationToken cancellationToken)
    {
        try
        {
            await using var page = new BrowserPage(browser.Pipe, task, _limits.Answer, _time);
            return await page.RenderAsync(cancellationToken);
        }
        catch (Exception gone) when (gone is IOException or DevToolsException or TimeoutException)
        {
            var isHung = gone is TimeoutException && browser.IsAlive;
            browser.Kill();
            return new RenderedPage(browser.TookTooMuchMemory ? RenderEnd.TooMuchMemory : isHung ? RenderEnd.Hung : RenderEnd.Died, null);
        }
        catch (OperationCanceledException)
        {
            browser.Kill();
            throw;
        }
    }

    private async Task<BrowserProcess> TakeAsync(CancellationToken cancellationToken)
    {
        lock (_idle)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            while (_idle.TryPop(out var idle))
            {
                if (idle.Browser.IsAlive)
                {
                    _busy.Add(idle.Browser);
                    return idle.Browser;
                }

                _ = idle.Browser.DisposeAsync().AsTask();
            }
        }

        var browser = await BrowserProcess.StartAsync(_limits, _time, cancellationToken);
        lock (_idle)
        {
            _busy.Add(browser);
        }

        return browser;
    }

    private async Task PutBackAsync(BrowserProcess browser)
    {
        browser.Pages++;
        lock (_idle)
        {
            _busy.Remove(browser);
            if (browser.IsAlive && browser.Pages < _limits.Pages && !_isDisposed)
            {
                _idle.Push((browser, _time.GetTimestamp()));
                return;
            }
        }

        await browser.DisposeAsync();
    }

    private void EndIdle()
    {
        List<BrowserProcess> ended = [];
        lock (_idle)
        {
            var kept = _idle.Reverse().ToList();
            _idle.Clear();
            foreach (var idle in kept)
            {
                if (_time.GetElapsedTime(idle.Since) < _limits.Idle && idle.Browser.IsAlive)
                {
                    _idle.Push(idle);
                }
                else
                {
                    ended.Add(idle.Browser);
                }
            }
        }

        foreach (var browser in ended)
        {
            _ = browser.DisposeAsync().AsTask();
        }
    }
}
