using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Thresher.Tests.Unit.Documentation;

/// <summary>The summaries of an assembly's types and members as plain text, or as Markdown.</summary>
internal sealed partial class Summaries(Type assemblyOf)
{
    private readonly Dictionary<string, XElement?> _members = XDocument.Load(Path.ChangeExtension(assemblyOf.Assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary"));

    /// <summary>The summary of a type; null when it has none.</summary>
    public string? Of(Type type) => Of($"T:{type.FullName}", markdown: false);

    /// <summary>The summary of a member; null when it has none.</summary>
    /// <param name="kind">P for a property, F for a field or an enum's value.</param>
    /// <param name="type">The declaring type.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="markdown">Whether code is marked as such.</param>
    public string? Of(char kind, Type type, string name, bool markdown = false) => Of($"{kind}:{type.FullName}.{name}", markdown);

    private string? Of(string id, bool markdown) => _members.GetValueOrDefault(id) is not { } summary ? null : Blanks().Replace(
        string.Concat(summary.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "see" } see => Code(LowerFirst(see.Attribute("cref")!.Value.Split('.')[^1]), markdown),
            XElement { Name.LocalName: "c" } code => Code(code.Value, markdown),
            XElement element => element.Value,
            XText text => text.Value,
            _ => "",
        })),
        " ").Trim();

    private static string Code(string text, bool markdown) => markdown ? $"`{text}`" : text;

    private static string LowerFirst(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    [GeneratedRegex("\\s+")]
    private static partial Regex Blanks();
}
