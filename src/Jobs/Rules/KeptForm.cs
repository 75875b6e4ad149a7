namespace Thresher.Jobs.Rules;

/// <summary>What is kept of a page beside its facts and records.</summary>
public enum KeptForm
{
    /// <summary>Its readable text as Markdown, without what surrounds it.</summary>
    Markdown,
}
