using Thresher.Extraction.Forms;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Extraction.Forms;

/// <summary>What a form's submission sends, as browsers do (HTML §4.10.21).</summary>
public sealed class HtmlFormTests
{
    [Theory]
    [InlineData("<input name=u><input type=password name=p>", "u=me p=x")]
    [InlineData("<input type=hidden name=csrf value='a&amp;b'><input name=u value=old><input type=password name=p>", "csrf=a&b u=me p=x")]
    [InlineData("<input name=u><input type=password name=p><input type=checkbox name=a checked><input type=checkbox name=b><input type=radio name=c value=1><input type=radio name=c value=2 checked>", "u=me p=x a=on c=2")]
    [InlineData("<input name=u><input type=password name=p><select name=s><option>1<option selected value=two>2</select><textarea name=t>\nhi</textarea>", "u=me p=x s=two t=hi")]
    [InlineData("<input name=u><input type=password name=p><input disabled name=d value=1><fieldset disabled><input name=e value=1></fieldset><input value=unnamed>", "u=me p=x")]
    [InlineData("<input name=u><input type=password name=p><input type=file name=f><input type=image name=i><input type=reset name=r><button type=button name=b>b</button>", "u=me p=x")]
    [InlineData("<input name=u><input type=password name=p><button name=go value=1>go</button><input type=submit name=other value=2>", "u=me p=x go=1")]
    public void Fill_Form_SendsItsSuccessfulControls(string controls, string entries) =>
        Assert.Equal(entries, string.Join(' ', Fill($"<form method=post>{controls}</form>").Entries.Select(entry => $"{entry.Name}={entry.Value}")));

    [Theory]
    [InlineData("<form><input name=u><input type=password name=p>", "https://a.example/login?x=1", false, false)]
    [InlineData("<form method=POST action=/in><input name=u><input type=password name=p>", "https://a.example/in", true, false)]
    [InlineData("<base href=/b/><form method=post enctype=multipart/form-data action=in><input name=u><input type=password name=p>", "https://a.example/b/in", true, true)]
    public void Fill_Form_IsSentWhereAndHowItSays(string html, string action, bool isPost, bool isMultipart)
    {
        var sent = Fill(html);
        Assert.Equal((action, isPost, isMultipart), (sent.Action, sent.IsPost, sent.IsMultipart));
    }

    [Theory]
    [InlineData("<form id=search><input name=q></form>", null, "has no form with a password field: name the form's selector in login.form")]
    [InlineData("<form id=a></form>", "#b", "no form of https://a.example/login?x=1 matches \"#b\" (login.form)")]
    [InlineData("<form id=a><input type=password name=p><input name=user></form>", null, "has no field \"u\" (login.fields): it has p, user")]
    [InlineData("<form id=a action=javascript:x()><input type=password name=p><input name=u></form>", null, "is no http or https URL")]
    public void Fill_NoSuchForm_SaysWhatIsWrong(string html, string? selector, string wrong) =>
        Assert.Contains(wrong, Assert.Throws<FormException>(() => Fill(html, selector)).Message, StringComparison.Ordinal);

    [Fact]
    public void Fill_SelectorWithinTheForm_FindsTheForm() =>
        Assert.Equal(2, Fill("<form><input type=password name=p></form><form><div class=here><input name=u><input name=p></div></form>", ".here").Entries.Count);

    private static FormSubmission Fill(string html, string? selector = null)
    {
        Assert.True(WebUrl.TryParse("https://a.example/login?x=1", null, out var page));
        return HtmlForm.Fill(html, page, selector, new Dictionary<string, string> { ["u"] = "me", ["p"] = "x" });
    }
}
