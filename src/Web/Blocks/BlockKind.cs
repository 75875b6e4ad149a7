namespace Thresher.Web.Blocks;

/// <summary>What stands in place of a page.</summary>
public enum BlockKind
{
    /// <summary>A test that a browser, or a person in front of it, would pass.</summary>
    Challenge,

    /// <summary>A refusal.</summary>
    Blocked,
}
