namespace Thresher.Silo.Health;

/// <summary>Endpoints for supervisors: whether the process is alive, whether the silo serves, who is in the cluster.</summary>
internal static class HealthEndpoints
{
    /// <summary>Answers 200 while the process runs.</summary>
    public const string Live = "/health/live";

    /// <summary>Answers 200 while the silo serves, 503 before and after.</summary>
    public const string Ready = "/health/ready";

    /// <summary>As <see cref="Ready"/>, with the silo and its neighbours as JSON.</summary>
    public const string Health = "/health";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Live, () => Results.Text("live\n"))
            .WithSummary("Whether the process is alive.").WithTags("health");
        endpoints.MapGet(Ready, (SiloReadiness readiness) => Results.Text($"{readiness.State}\n", statusCode: Status(readiness)))
            .WithSummary("Whether the silo serves.").WithTags("health");
        endpoints.MapGet(Health, (SiloReadiness readiness, ILocalSiloDetails silo, IClusterMembershipService membership) => Results.Json(
            new
            {
                State = readiness.State,
                Silo = silo.SiloAddress.ToParsableString(),
                Cluster = silo.ClusterId,
                ActiveSilos = membership.CurrentSnapshot.Members.Values.Count(member => member.Status == SiloStatus.Active),
            },
            statusCode: Status(readiness)))
            .WithSummary("Whether the silo serves, with the silo and how many are in the cluster.").WithTags("health");
    }

    private static int Status(SiloReadiness readiness) =>
        readiness.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
}
