namespace Thresher.Web.Shells;

/// <summary>Whether a page looks as if scripts made its content, and whether they did.</summary>
public static class ShellMarks
{
    private const int LittleText = 30;
    private const int FewWords = 60;
    private const int ShortPage = 200;

    /// <summary>The mark of an application's shell, as a clause; null for none.</summary>
    public static string? Of(PageOutline page) =>
        page.Scripts == 0 ? null
        : page.Mount == MountPoint.Empty ? "an empty element where applications mount themselves"
        : page.Words < LittleText ? "hardly any text beside scripts"
        : page.Mount == MountPoint.Filled && page.Words < FewWords ? "little text in an element where applications mount themselves"
        : page.AsksForScripts && page.Words < ShortPage ? "a notice that scripts are needed"
        : null;

    /// <summary>What a page shows with its scripts besides, as a clause; null where that is nothing to speak of.</summary>
    /// <param name="plain">The page as it was fetched.</param>
    /// <param name="rendered">The page as scripts have left it.</param>
    public static string? Difference(PageOutline plain, PageOutline rendered)
    {
        var words = rendered.Words - plain.Words;
        if (words >= Math.Max(3, plain.Words / 5) || (plain.Words == 0 && words > 0))
        {
            return $"{words} more words";
        }

        var links = rendered.Links.Count(link => !plain.Links.Contains(link));
        return links >= Math.Max(1, plain.Links.Count / 10) ? $"{links} more links" : null;
    }
}
