using System.Text;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Ledger;

namespace Thresher.TestWeb.Behaviours;

/// <summary>robots.txt in all its <see cref="RobotsVariant"/>s.</summary>
internal sealed class RobotsAnswer(WebPlan web, RobotsPlan robots)
{
    private const string ContentType = "text/plain; charset=utf-8";
    private const int CommentBytes = 600 * 1024;

    private readonly int[] _requests = new int[web.Hosts.Length];

    public async Task AnswerAsync(Exchange exchange)
    {
        var variant = robots.VariantOf(exchange.Host);
        if (exchange.Target == RobotsPlan.MovedPath && variant != RobotsVariant.Redirect)
        {
            await exchange.SendAsync(404);
            return;
        }

        var request = Interlocked.Increment(ref _requests[exchange.Host]);
        switch (variant)
        {
            case RobotsVariant.Absent:
                await exchange.SendAsync(404);
                return;
            case RobotsVariant.Forbidden:
                await exchange.SendAsync(403);
                return;
            case RobotsVariant.ServerError:
            case RobotsVariant.ServerErrorFirst when request == 1:
                await exchange.SendAsync(503);
                return;
            case RobotsVariant.Redirect when exchange.Target == RobotsPlan.Path:
                exchange.Response.Headers.Location = RobotsPlan.MovedPath;
                await exchange.SendAsync(301);
                return;
            case RobotsVariant.Slow:
                await Task.Delay(web.Options.SlowDelay, exchange.Aborted);
                break;
        }

        await exchange.SendAsync(200, ContentType, Encoding.UTF8.GetBytes(Text(exchange.Host, variant)));
    }

    private string Text(int host, RobotsVariant variant)
    {
        var text = robots.TextOf(host, web.Names.UrlOf(new PageAddress(host, SitemapPlan.Path)));
        const string comment = "# nothing to see here, and much of it\n";
        return variant == RobotsVariant.Huge
            ? text + string.Concat(Enumerable.Repeat(comment, CommentBytes / comment.Length + 1))
            : text;
    }
}
