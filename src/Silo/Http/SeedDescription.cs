using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Thresher.Grains.Contracts;

namespace Thresher.Silo.Http;

/// <summary>The OpenAPI description of the request and response bodies of <see cref="SeedEndpoint"/>, which consist of lines.</summary>
internal static class SeedDescription
{
    private const string Text =
        "One seed a line: a JSON string, a JSON object with `url` (or `sitemap`), or the plain URL; blank lines and lines that begin "
        + "with `#` are skipped. The body may be gzip. A verdict on each line is written once its row is committed, in the order of the "
        + "lines, and after the last one the counts: a response that does not end with the counts is incomplete. Read the verdicts while "
        + "you send: unread verdicts stop the reading of the body. To resume, post the lines after the last verdict's `line`; a "
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
            Description = "A verdict on each line, then the counts. A problem document as the last line says that the rest was not accepted.",
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
