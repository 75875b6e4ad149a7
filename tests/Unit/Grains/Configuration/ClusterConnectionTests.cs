using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Thresher.Grains.Configuration;

namespace Thresher.Tests.Unit.Grains.Configuration;

public sealed class ClusterConnectionTests
{
    [Theory]
    [InlineData("Host=db", true)]
    [InlineData("Host=db;Max Auto Prepare=0", false)]
    [InlineData("Host=db;MaxAutoPrepare=0", false)]
    public void Apply_OrleansStatements_ArePreparedUnlessTheConnectionStringSaysOtherwise(string connection, bool prepared)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleansClient(client => ClusterConnection.Parse(connection).Apply(client));
        using var host = builder.Build();

        var used = new NpgsqlConnectionStringBuilder(
            host.Services.GetRequiredService<IOptions<AdoNetClusteringClientOptions>>().Value.ConnectionString);

        Assert.Equal(prepared, used.MaxAutoPrepare > 0);
        Assert.Equal("db", used.Host);
    }
}
