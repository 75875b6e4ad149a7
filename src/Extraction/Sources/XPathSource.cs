using AngleSharp.Dom;
using Thresher.Extraction.XPath;

namespace Thresher.Extraction.Sources;

/// <summary>An XPath 1.0 expression within the record's element: nodes, attributes, or the text, number or truth that a function gives.</summary>
internal sealed class XPathSource(string expression) : FieldSource
{
    private readonly XPathQuery _query = new(expression);

    /// <summary>The expression as the job has it.</summary>
    public string Expression => expression;

    /// <summary>Whether what it finds says that the page holds the record: a function gives something on any page.</summary>
    public override bool IsEvidence => _query.IsOfNodes;

    public override IEnumerable<string> Find(RecordScope scope)
    {
        if (scope.Node is null || scope.Page.Nodes is not { } nodes)
        {
            return [];
        }

        var tree = scope.Page.Dom!;
        return _query.Texts(nodes, scope.Node as IElement, element => tree.IndexOf(element) is >= 0 and var place ? tree.TextOf(place) : null)
            .Where(text => _query.IsOfNodes || text.Length > 0);
    }
}
