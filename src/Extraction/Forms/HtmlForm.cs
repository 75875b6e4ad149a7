using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Thresher.Extraction.Selectors;
using Thresher.Extraction.Trees;
using Thresher.Web.Urls;

namespace Thresher.Extraction.Forms;

/// <summary>Fills in a form of a page and says what its submission sends (HTML §4.10.21: the entry list of its successful controls).</summary>
public static class HtmlForm
{
    /// <summary>The submission of a form.</summary>
    /// <param name="html">The page.</param>
    /// <param name="page">Its URL.</param>
    /// <param name="selector">Selector of the form, or of an element within it; null for the first form with a password field.</param>
    /// <param name="values">Values by name, in place of the page's.</param>
    /// <exception cref="FormException">There is no such form, or it lacks a field.</exception>
    public static FormSubmission Fill(string html, WebUrl page, string? selector, IReadOnlyDictionary<string, string> values)
    {
        using var document = HtmlGuard.Build(html).Tree ?? throw new FormException($"{page.RequestHref} cannot be read as HTML");
        var form = Find(document, selector) ?? throw new FormException(selector is null
            ? $"{page.RequestHref} has no form with a password field: name the form's selector in login.form"
            : $"no form of {page.RequestHref} matches \"{selector}\" (login.form)");
        var entries = Entries(form, values);
        if (values.Keys.FirstOrDefault(name => !entries.Exists(entry => entry.Name == name)) is { } missing)
        {
            throw new FormException($"the form of {page.RequestHref} has no field \"{missing}\" (login.fields): it has {string.Join(", ", entries.Select(entry => entry.Name).Distinct())}");
        }

        var based = WebUrl.TryParse(document.QuerySelector("base[href]")?.GetAttribute("href") ?? "", page, out var given) ? given : page;
        var action = form.GetAttribute("action") is { Length: > 0 } written
            ? WebUrl.TryParse(written, based, out var target) ? target.RequestHref : throw new FormException($"the form of {page.RequestHref} is sent to \"{written}\", which is no http or https URL")
            : page.RequestHref;
        return new FormSubmission(
            action,
            form.GetAttribute("method")?.Trim().Equals("post", StringComparison.OrdinalIgnoreCase) == true,
            form.GetAttribute("enctype")?.Trim().Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true,
            entries);
    }

    /// <summary>Whether a page has an element.</summary>
    /// <param name="html">The page.</param>
    /// <param name="selector">A selector that <see cref="Check"/> took.</param>
    public static bool Has(string html, string selector)
    {
        using var document = HtmlGuard.Build(html).Tree;
        return document?.QuerySelector(selector) is not null;
    }

    /// <summary>Refuses a selector that is none.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static void Check(string selector) => CssSelector.Parse(selector);

    private static IHtmlFormElement? Find(IHtmlDocument document, string? selector)
    {
        var found = document.QuerySelector(selector ?? "form input[type=password i]");
        return found as IHtmlFormElement ?? found?.Closest("form") as IHtmlFormElement;
    }

    private static List<FormEntry> Entries(IHtmlFormElement form, IReadOnlyDictionary<string, string> values)
    {
        var entries = new List<FormEntry>();
        var hasButton = false;
        foreach (var control in form.Elements)
        {
            if (control.GetAttribute("name") is not { Length: > 0 } name || control.HasAttribute("disabled") || control.Closest("fieldset[disabled]") is not null)
            {
                continue;
            }

            if (values.TryGetValue(name, out var given))
            {
                if (!entries.Exists(entry => entry.Name == name))
                {
                    entries.Add(new FormEntry(name, given, IsGiven: true));
                }
            }
            else
            {
                entries.AddRange(Own(control, ref hasButton).Select(value => new FormEntry(name, value, IsGiven: false)));
            }
        }

        return entries;
    }

    /// <summary>What a control that nobody filled in sends; of the buttons the first, which is the form's default one.</summary>
    private static IEnumerable<string> Own(IElement control, ref bool hasButton)
    {
        switch (control)
        {
            case IHtmlSelectElement select:
                return select.Options.Where(option => option.IsSelected && !option.IsDisabled).Select(option => option.Value).ToList();
            case IHtmlTextAreaElement area:
                return [area.Value];
            case IHtmlButtonElement button when (button.GetAttribute("type") ?? "submit").Equals("submit", StringComparison.OrdinalIgnoreCase):
                return First(button.GetAttribute("value"), ref hasButton);
            case IHtmlInputElement input:
                return (input.GetAttribute("type") ?? "text").ToLowerInvariant() switch
                {
                    "submit" => First(input.GetAttribute("value"), ref hasButton),
                    "checkbox" or "radio" => input.IsChecked ? [input.GetAttribute("value") ?? "on"] : [],
                    "button" or "reset" or "image" or "file" => [],
                    _ => [input.GetAttribute("value") ?? ""],
                };
            default:
                return [];
        }
    }

    private static string[] First(string? value, ref bool hasButton)
    {
        var isFirst = !hasButton;
        hasButton = true;
        return isFirst ? [value ?? ""] : [];
    }
}
