using Microsoft.AspNetCore.Http.Extensions;

namespace Thresher.Silo.Http;

/// <summary>
/// Refuses requests that change anything when a page of another origin sends them: a browser sends such a request, with the
/// credentials it has, before it checks whether the page may read the response. Programs other than browsers send no origin.
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
        return context.Response.WriteAsync("A page of another origin must not do this.\n");
    }
}
