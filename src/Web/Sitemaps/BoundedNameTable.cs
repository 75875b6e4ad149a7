using System.Xml;

namespace Thresher.Web.Sitemaps;

/// <summary>The names an XmlReader has met, which it never forgets: a file that invents them without end is stopped.</summary>
internal sealed class BoundedNameTable : NameTable
{
    // Sitemaps and feeds with all their extensions use a few hundred.
    private const int MaxNames = 10_000;

    private int _count;

    public override string Add(string array) => Get(array) ?? Counted(base.Add(array));

    public override string Add(char[] array, int offset, int length) =>
        Get(array, offset, length) ?? Counted(base.Add(array, offset, length));

    private string Counted(string name) => ++_count <= MaxNames
        ? name
        : throw new SitemapTooLargeException($"it uses more than {MaxNames} different names");
}
