using Orleans.Dashboard;
using Thresher.Silo.Health;

namespace Thresher.Silo.Http;

/// <summary>The pipeline of an HTTP request: host, origin and key are checked, then the silo's readiness; then come the page, the API, metrics and the dashboard.</summary>
internal static class SiloPipeline
{
    public static void Use(IApplicationBuilder app)
    {
        app.UseMiddleware<HostGate>();
        app.UseMiddleware<OriginGate>();
        app.UseMiddleware<ApiKeyGate>();
        app.UseMiddleware<ReadinessGate>();
        app.UseRouting();
        app.UseEndpoints(endpoints =>
        {
            HealthEndpoints.Map(endpoints);
            CrawlEndpoints.Map(endpoints);
            SeedEndpoint.Map(endpoints);
            endpoints.MapOpenApi("/openapi.json");
            endpoints.MapPrometheusScrapingEndpoint("/metrics");
            endpoints.MapOrleansDashboard("/dashboard");
        });
    }
}
