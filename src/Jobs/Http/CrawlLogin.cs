using Thresher.Jobs.Rules;

namespace Thresher.Jobs.Http;

/// <summary>
/// How the crawl logs in: by a form, or by a JSON request whose answer gives a token. Each domain that needs the session logs in before its first
/// page and whenever a page is seen logged out. It takes <c>cookies</c> with it.
/// </summary>
public sealed record CrawlLogin
{
    /// <summary>The page with the form; with <c>token</c> the URL that the values are posted to as a JSON object.</summary>
    [HttpUrl("https://example.com/login")]
    public required string Url { get; init; }

    /// <summary>CSS selector of the form; null for the first with a password field. Without meaning with <c>token</c>.</summary>
    [Matches("\\S", "must be a CSS selector")]
    public string? Form { get; init; }

    /// <summary>Values by name: texts, or places of secrets such as <c>{"env": "SHOP_PASSWORD"}</c>. Other fields of the form are sent as the page has them.</summary>
    public IReadOnlyDictionary<string, HeaderText> Fields { get; init; } = new Dictionary<string, HeaderText>();

    /// <summary>Where the answer has a token, and how that is sent. Null: the login is a form.</summary>
    public LoginToken? Token { get; init; }

    /// <summary>By what a page is known that was sent to somebody who is not logged in. At least one of its fields is wanted.</summary>
    public LoggedOut LoggedOut { get; init; } = new();

    /// <summary>Domains (host[:port]) whose pages need the session; none for the login's own. Only they are sent the token.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>Whether secrets and the token are sent over plain http too, where everyone on the way can read them.</summary>
    public bool OverHttp { get; init; }

    /// <summary>Whether the robots.txt of a domain that logs in at itself is asked about the login's URL.</summary>
    public bool Robots { get; init; } = true;

    /// <summary>The same with paths made absolute.</summary>
    /// <param name="folder">The job file's folder.</param>
    public CrawlLogin In(string folder) => this with { Fields = Fields.ToDictionary(field => field.Key, field => field.Value.In(folder)) };
}

/// <summary>A token in the answer to a login.</summary>
public sealed record LoginToken
{
    /// <summary>Its place in the answer's JSON: names and indexes with dots between, such as <c>data.access_token</c>.</summary>
    [Matches("^[^.\\s]+(\\.[^.\\s]+)*$", "must be names with dots between, such as data.token")]
    public required string Path { get; init; }

    /// <summary>The header field that carries it.</summary>
    [Matches("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", "is not the name of a header field")]
    public string Header { get; init; } = "Authorization";

    /// <summary>The field's value; <c>{token}</c> stands for the token.</summary>
    [Matches("^[ -~]*\\{token\\}[ -~]*$", "must be printable ASCII and contain {{token}}")]
    public string Value { get; init; } = "Bearer {token}";
}

/// <summary>By what a page is known that was sent to somebody who is not logged in.</summary>
public sealed record LoggedOut
{
    /// <summary>Regular expression of URLs: a redirect to one of them.</summary>
    [Expression]
    public string? Url { get; init; }

    /// <summary>Statuses.</summary>
    [Bounds(100, 599)]
    public IReadOnlyList<int> Status { get; init; } = [];

    /// <summary>CSS selector of what only such a page has, such as its login form.</summary>
    [Matches("\\S", "must be a CSS selector")]
    public string? Selector { get; init; }
}
