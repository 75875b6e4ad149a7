namespace Thresher.Extraction.Forms;

/// <summary>What a browser would send for a form.</summary>
/// <param name="Action">Where to, absolute, as the page gives it.</param>
/// <param name="IsPost">Whether by POST; else the entries are the action's query.</param>
/// <param name="IsMultipart">Whether as <c>multipart/form-data</c>; else as <c>application/x-www-form-urlencoded</c>.</param>
/// <param name="Entries">Names and values, in the order of the form's controls.</param>
public sealed record FormSubmission(string Action, bool IsPost, bool IsMultipart, IReadOnlyList<FormEntry> Entries);

/// <summary>One name and value of a form.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="IsGiven">Whether the value is the caller's; else the page's.</param>
public readonly record struct FormEntry(string Name, string Value, bool IsGiven);

/// <summary>The page has no form that can be sent so: the message says what is wrong with what, in one line.</summary>
public sealed class FormException(string message) : Exception(message);
