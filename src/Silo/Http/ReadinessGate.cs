using Thresher.Silo.Health;

namespace Thresher.Silo.Http;

/// <summary>Answers requests with the silo's state before it has joined and after it began to leave, instead of failing.</summary>
internal sealed class ReadinessGate(RequestDelegate next, SiloReadiness readiness)
{
    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        if (readiness.IsReady || path.StartsWithSegments(HealthEndpoints.Health) || path == "/metrics")
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "2";
        return context.Response.WriteAsync($"The silo is {readiness.State}.\n");
    }
}
