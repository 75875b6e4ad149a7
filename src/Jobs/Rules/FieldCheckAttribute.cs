namespace Thresher.Jobs.Rules;

/// <summary>
/// What a job's field must be beside being of the right type. It stands at the field and nowhere else: <c>JobRules</c>
/// checks by it, and the schema and docs/job.md are written from it. At a list or a dictionary it concerns each element.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal abstract class FieldCheckAttribute : Attribute
{
    /// <summary>Least whole number; null for no bound.</summary>
    public virtual long? Minimum => null;

    /// <summary>Greatest whole number; null for no bound.</summary>
    public virtual long? Maximum => null;

    /// <summary>Regular expression, in the dialect that .NET and JSON Schema share, that a text must match; null for none.</summary>
    public virtual string? Pattern => null;

    /// <summary>The permitted values in words, for documentation; null where the type and the description say all.</summary>
    public virtual string? Range => null;

    /// <summary>What is wrong with a value, as it follows the field's path; null for nothing.</summary>
    public abstract string? Problem(object value);
}
