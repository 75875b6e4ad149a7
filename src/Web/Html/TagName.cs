namespace Thresher.Web.Html;

/// <summary>The elements that affect how a page is read; all others are <see cref="Other"/>.</summary>
internal enum TagName
{
    Other,
    A,
    Area,
    Base,
    Link,
    Meta,
    Frame,
    Iframe,
    Title,
    Script,
    Style,
    Textarea,
    Xmp,
    Noembed,
    Noframes,
    Plaintext,
    Template,
    Svg,
    Math,
    Html,
    Head,
    Body,
    Noscript,
    Basefont,
    Bgsound,
    Br,
    P,
}
