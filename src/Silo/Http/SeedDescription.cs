using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Thresher.Grains.Contracts;

namespace Thresher.Silo.Http;

/// <summary>What the OpenAPI document says of the body and the answer of <see cref="SeedEndpoint"/>, which are lines.</summary>
internal static class SeedDescription
{
    private const string Text =
        "One seed a line: a JSON text, a JSON object with `url` (or `sitemap`), or the URL as it is; blank lines and lines that begin "
        + "with `#` are skipped. The body may be gzip. A verdict on each line is written once its row is committed, in the order of the "
        + "lines, and after the last one the counts: an answer that does not end with the counts is not whole. Read the verdicts while "
        + "you send: what is not read stops the taking. To go on after a break, post what stands behind the last verdict's `line`; a "
        + "seed that is posted twice is `known`.";

    private const string Example = "\"https://example.org/\"\n{\"url\":\"https://example.org/b\"}\nhttps://example.org/c\n";

    public static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Description = Text;
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType> { [SeedEndpoint.NdJson] = Lines(), ["text/plain"] = Lines() },
        };
        var document = context.Document!;
        operation.Responses![$"{StatusCodes.Status200OK}"] = new OpenApiResponse
        {
            Description = "A verdict on each line, then the counts. A problem document as the last line says that the rest was not taken.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [SeedEndpoint.NdJson] = new()
                {
                    Schema = new OpenApiSchema
                    {
                        Description = "Each line is one of these.",
                        AnyOf =
                        [
                            await ReferAsync<SeedVerdictLine>(), await ReferAsync<SeedCounts>(), await ReferAsync<ProblemDetails>(),
                        ],
                    },
                },
            },
        };

        async Task<IOpenApiSchema> ReferAsync<T>()
        {
            document.AddComponent(typeof(T).Name, await context.GetOrCreateSchemaAsync(typeof(T), cancellationToken: cancellationToken));
            return new OpenApiSchemaReference(typeof(T).Name, document);
        }
    }

    private static OpenApiMediaType Lines() => new()
    {
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Example = JsonValue.Create(Example),
    };
}
