using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Thresher.TestWeb.Behaviours;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Ledger;

namespace Thresher.TestWeb.Serving;

/// <summary>Enters each request in the ledger the moment its head is read, then has it answered.</summary>
internal sealed class WebApplication(WebPlan web, PageAnswers answers, CustomAnswers custom, RequestLedger ledger, Action<long> arrived)
    : IHttpApplication<Exchange>
{
    public Exchange CreateContext(IFeatureCollection contextFeatures)
    {
        var request = contextFeatures.GetRequiredFeature<IHttpRequestFeature>();
        var connection = contextFeatures.GetRequiredFeature<IHttpConnectionFeature>();
        var authority = request.Headers.Host.ToString();
        var sequence = ledger.Begin(authority, request.RawTarget, request.Headers.UserAgent, connection.ConnectionId);
        arrived(sequence);
        return new Exchange(
            new DefaultHttpContext(contextFeatures),
            ledger,
            sequence,
            web.Names.IndexOf(authority),
            TargetSpelling.Canonical(request.RawTarget));
    }

    public async Task ProcessRequestAsync(Exchange context)
    {
        try
        {
            if (web.Options.ResponseDelay > TimeSpan.Zero)
            {
                await Task.Delay(web.Options.ResponseDelay, context.Aborted);
            }

            await AnswerAsync(context);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException && context.Aborted.IsCancellationRequested)
        {
            // The client is gone; the ledger shows how far it got.
        }
    }

    public void DisposeContext(Exchange context, Exception? exception) => context.Ended();

    private Task AnswerAsync(Exchange exchange)
    {
        if (exchange.Host < 0)
        {
            return exchange.SendAsync(StatusCodes.Status421MisdirectedRequest);
        }

        return custom.Find(exchange.Host, exchange.Target) is { } handler
            ? handler(exchange.Http)
            : answers.AnswerAsync(exchange);
    }
}
