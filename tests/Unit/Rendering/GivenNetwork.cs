using System.Collections.Concurrent;
using System.Text;
using Thresher.Rendering.Pages;

namespace Thresher.Tests.Unit.Rendering;

/// <summary>Answers by path, and keeps what it was asked.</summary>
internal sealed class GivenNetwork(Func<PageRequest, (string Type, string Body)?> answer) : IPageNetwork
{
    public const string Home = "http://site.test/";

    public ConcurrentQueue<PageRequest> Asked { get; } = new();

    public static PageAnswer Html(string html) => Answer("text/html; charset=utf-8", html);

    public static PageAnswer Answer(string type, string body) => new(200, [new("Content-Type", type)], Encoding.UTF8.GetBytes(body));

    public static RenderTask Page(string html, IPageNetwork? network = null, RenderSteps? steps = null) =>
        new(Home, Html(html), "Thresher/test", network ?? new GivenNetwork(_ => null), steps ?? new RenderSteps { Timeout = TimeSpan.FromMinutes(2) });

    public Task<PageAnswer?> AnswerAsync(PageRequest request, CancellationToken cancellationToken)
    {
        Asked.Enqueue(request);
        return Task.FromResult(answer(request) is { } given ? Answer(given.Type, given.Body) : null);
    }
}
