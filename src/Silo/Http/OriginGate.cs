using Microsoft.AspNetCore.Http.Extensions;

namespace Thresher.Silo.Http;

/// <summary>
/// Refuses what changes anything when a page of another origin asks for it: a browser sends such a request, with what it
/// knows of passwords, before it asks whether it may read the answer. Programs other than browsers send no origin.
/// </summary>
internal sealed class OriginGate(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || request.Headers.Origin is not [{ } origin]
            || origin == UriHelper.BuildAbsolute(request.Scheme, request.Host)[..^1])
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("A page of another origin may not do this.\n");
    }
}
