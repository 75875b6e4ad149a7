using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Thresher.Silo.Options;

namespace Thresher.Silo.Http;

/// <summary>The OpenAPI 3.1 document at <c>/openapi.json</c>: generated from the routes themselves, so that it cannot differ from them.</summary>
internal static class ApiDescription
{
    private const string Scheme = "apiKey";

    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = route => route.RelativePath?.StartsWith("dashboard", StringComparison.Ordinal) != true;
        options.AddDocumentTransformer((document, context, _) =>
        {
            document.Info = new OpenApiInfo { Title = "A Thresher silo", Version = ThisAssembly() };
            document.Servers = [];
            if (context.ApplicationServices.GetRequiredService<SiloOptions>().ApiKey is not null)
            {
                document.AddComponent(Scheme, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The silo's API key." });
                document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
            }

            return Task.CompletedTask;
        });
    }

    private static string ThisAssembly() => typeof(ApiDescription).Assembly.GetName().Version!.ToString(3);
}
