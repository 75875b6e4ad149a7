using System.Collections.Frozen;
using Thresher.Extraction.Elements;

namespace Thresher.Extraction.Trees;

/// <content>Pictures in SVG: the elements that draw, whose names and rules are plain (HTML standard, section 13.2.6.5).</content>
internal ref partial struct PlainTreeBuilder
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> SvgElements =
        FrozenSet.Create("circle", "defs", "ellipse", "g", "line", "mask", "path", "polygon", "polyline", "rect", "symbol", "text", "tspan", "use")
            .GetAlternateLookup<ReadOnlySpan<char>>();

    // Whose names the tree builder would spell otherwise.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> RespelledAttributes =
        FrozenSet.Create(
            "viewbox", "preserveaspectratio", "pathlength", "textlength", "lengthadjust", "maskunits", "maskcontentunits", "requiredextensions",
            "requiredfeatures", "systemlanguage", "zoomandpan", "contentscripttype", "contentstyletype", "externalresourcesrequired", "baseprofile")
            .GetAlternateLookup<ReadOnlySpan<char>>();

    private static bool IsPlainSvgAttribute(ReadOnlySpan<char> name) =>
        name.ContainsAnyInRange('A', 'Z') ? name is "viewBox" or "preserveAspectRatio" : !RespelledAttributes.Contains(name);

    private bool TryOpenInSvg(FlatElement element)
    {
        if (element.Name != ElementName.Svg && !SvgElements.Contains(_scanner.TagName))
        {
            return false;
        }

        if (!TryPush(element))
        {
            return false;
        }

        _svg++;
        if (_scanner.IsSelfClosing)
        {
            _svg--;
            Pop();
        }

        return true;
    }

    private bool TryCloseInSvg(ElementName name)
    {
        if (Current != name)
        {
            return false;
        }

        _svg--;
        Pop();
        return true;
    }
}
