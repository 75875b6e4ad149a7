using System.ComponentModel;
using Thresher.Grains.Seeding;

namespace Thresher.Silo.Http;

/// <summary>The form in which <see cref="VerdictLines"/> writes a posted line's verdict, for the OpenAPI document.</summary>
internal sealed record SeedVerdictLine(
    [property: Description("Number of the line, from 1; blank lines and comments are counted.")] long Line,
    [property: Description("The seed as written; of a malformed line its beginning.")] string Url,
    [property: Description("added, known, outOfScope or malformed.")] string Verdict)
{
    [Description("Why the line is malformed, as the end of a sentence.")]
    public string? Problem { get; init; }
}
