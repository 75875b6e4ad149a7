namespace Thresher.Client.Exporting;

/// <summary>What is exported.</summary>
internal enum ExportSubject
{
    /// <summary>Stored pages.</summary>
    Pages,

    /// <summary>Extracted records.</summary>
    Items,

    /// <summary>Accepted URLs.</summary>
    Links,

    /// <summary>Failed and quarantined URLs.</summary>
    Failures,
}
