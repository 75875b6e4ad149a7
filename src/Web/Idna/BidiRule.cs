using System.Text;

namespace Thresher.Web.Idna;

/// <summary>The Bidi rule for labels (RFC 5893, section 2), which applies to every label of a name that has a right-to-left one.</summary>
internal static class BidiRule
{
    // Classes by the letters of IdnaTable.txt.
    private const string RightToLeft = "RMA";
    private const string InRightToLeft = "RMAN+,$Ob_";
    private const string InLeftToRight = "LN+,$Ob_";

    /// <summary>Whether the label holds a character of class R, AL or AN.</summary>
    public static bool IsRightToLeft(List<Rune> label) => label.Exists(r => RightToLeft.Contains(ClassOf(r)));

    /// <summary>Whether the label meets the six conditions; an empty one (before the root's dot) does.</summary>
    public static bool IsMet(List<Rune> label)
    {
        if (label.Count == 0)
        {
            return true;
        }

        var last = label.FindLast(r => ClassOf(r) != '_');
        switch (ClassOf(label[0]))
        {
            case 'L':
                return label.TrueForAll(r => InLeftToRight.Contains(ClassOf(r))) && ClassOf(last) is 'L' or 'N';
            case 'R' or 'M':
                return label.TrueForAll(r => InRightToLeft.Contains(ClassOf(r)))
                    && ClassOf(last) is 'R' or 'M' or 'N' or 'A'
                    && !(label.Exists(r => ClassOf(r) == 'N') && label.Exists(r => ClassOf(r) == 'A'));
            default:
                return false;
        }
    }

    private static char ClassOf(Rune rune) => IdnaTable.Shared.BidiClassOf(rune);
}
