using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Thresher.Grains.Configuration;

/// <summary>Lets our exceptions and those of the database reach a caller in another process as what they are.</summary>
internal static class WireExceptions
{
    public static void Configure(IServiceCollection services) => services.Configure<ExceptionSerializationOptions>(options =>
    {
        options.SupportedNamespacePrefixes.Add("Thresher");
        options.SupportedNamespacePrefixes.Add("Npgsql");
    });
}
