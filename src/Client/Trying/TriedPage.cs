using System.Text;
using Thresher.Client.CommandLine;
using Thresher.Extraction.Sources;
using Thresher.Grains.Blocks;
using Thresher.Grains.Fetching;
using Thresher.Grains.Logins;
using Thresher.Grains.Parsing;
using Thresher.Grains.Proxies;
using Thresher.Grains.Requests;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Rules;
using Thresher.Rendering.Pages;
using Thresher.Storage;
using Thresher.Web.Charsets;
using Thresher.Web.Cookies;
using Thresher.Web.Links;
using Thresher.Web.Pages;
using Thresher.Web.Shells;
using Thresher.Web.Urls;

namespace Thresher.Client.Trying;

/// <summary>One page, fetched or read from a file and parsed as the crawl parses it.</summary>
internal sealed class TriedPage : IDisposable
{
    private TriedPage(int status, ReadOnlyMemory<byte> body, PageSource source, ParsedPage? parsed) =>
        (Status, Bytes, Source, Parsed) = (status, body.Length, source, parsed);

    /// <summary>HTTP status; 0 for a file.</summary>
    public int Status { get; }

    /// <summary>Length of the body.</summary>
    public long Bytes { get; }

    /// <summary>The page.</summary>
    public PageSource Source { get; }

    /// <summary>The parsed page; null when it is not HTML.</summary>
    public ParsedPage? Parsed { get; }

    /// <summary>What a browser has done with it, in words; null where it is as it was fetched.</summary>
    public string? Rendering { get; private set; }

    /// <summary>The proxy that it came by; null for none.</summary>
    public string? Proxy { get; private init; }

    /// <summary>Its links, those of header fields first.</summary>
    public required IReadOnlyList<RawLink> Links { get; init; }

    /// <summary>Whether it asks that its links not be followed, in its markup or a header field.</summary>
    public required bool IsNoFollow { get; init; }

    /// <summary>Reads a saved page.</summary>
    /// <exception cref="CommandException">The file cannot be read, or the URL is invalid.</exception>
    public static async Task<TriedPage> ReadAsync(string file, string url, CrawlJob job, CancellationToken cancellationToken)
    {
        try
        {
            var body = await File.ReadAllBytesAsync(file, cancellationToken);
            var type = Path.GetExtension(file).ToLowerInvariant() switch { ".json" => "application/json", ".txt" => "text/plain", _ => "text/html" };
            return Of(0, Parse(url), type, body, job, HeaderLinks.None, [], null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"{file} cannot be read: {FileFailure.Reason(failure)}");
        }
    }

    /// <summary>Fetches a page and follows its redirects. The user names the page, so robots.txt is not consulted.</summary>
    /// <param name="url">The page.</param>
    /// <param name="job">The job.</param>
    /// <param name="told">Is told each step of the job's login, which is made first; null for no login.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CommandException">It cannot be fetched.</exception>
    public static async Task<TriedPage> FetchAsync(string url, CrawlJob job, Action<LoginStep>? told, CancellationToken cancellationToken)
    {
        using var transport = new HttpTransport();
        var fetcher = new HttpFetcher(transport, TimeProvider.System);
        var limits = new FetchLimits(
            job.Limits.ConnectTimeout, job.Limits.FirstByteTimeout, job.Limits.TotalTimeout, job.Limits.MaxBodyBytes, job.AllowPrivate)
        {
            Ports = job.Ports,
            MinBytesPerSecond = job.Limits.MinBytesPerSecond,
            Blocks = GivenBlocks.Read(job, SecretPolicy.Any),
        };
        var proxies = ProxyList.Compile(job, SecretPolicy.Any);
        var health = new ProxyHealth(TimeProvider.System);
        var profile = job.Http is null ? null : RequestProfile.Compile(job, SecretPolicy.Any);
        var given = job.CookieFile is null ? null : GivenCookies.Read(job, SecretPolicy.Any);
        var jars = new Dictionary<string, CookieJar>(StringComparer.Ordinal);
        var login = told is null ? null : LoginProfile.Compile(job, SecretPolicy.Any);
        var token = "";
        token = login is null ? "" : await LogInAsync(login);
        var at = Parse(url);
        for (var hops = 0; ; hops++)
        {
            var extras = Extras(at);
            using var response = await fetcher.GetAsync(at.RequestHref, UserAgent.Of(job.UserAgent), limits, cancellationToken, extras: extras);
            JarOf(at)?.Take(at, extras.SetCookies, TimeProvider.System.UnixMs());
            var onward = WebUrl.TryParse(response.Location ?? "", at, out var next) ? next : null;
            if (login?.Needs(at) == true && login.IsLoggedOut(response.Status, response.Outcome == FetchOutcome.Redirect ? onward : null, response is { Outcome: FetchOutcome.Ok } ? () => PageParser.TextOf(response.Body.Span, CharsetSniffer.Detect(response.Body.Span, response.ContentType).Name).Memory.ToString() : null))
            {
                throw new CommandException($"{at.RequestHref} is seen logged out (login.loggedOut), although the login succeeded");
            }

            if (response.Outcome == FetchOutcome.Redirect && hops < job.Limits.MaxRedirects && WebUrl.TryParse(response.Location ?? "", at, out var to))
            {
                at = to;
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            var by = extras.Route?.Used?.Name;
            if (response.Outcome == FetchOutcome.Ok && RenderPlan.Of(job)?.For(at.RequestHref) is { Mode: not RenderMode.Never } way && PageParser.IsHtml(response.ContentType, response.Body.Span))
            {
                return await RenderedAsync(response, extras, way.Mode, way.Rule);
            }

            return response.Outcome == FetchOutcome.Ok
                ? Of(response.Status, at, response.ContentType, response.Body.ToArray(), job, HeaderLinks.Of(response, at), response.RobotsTags, by)
                : throw new CommandException($"{at.RequestHref} cannot be fetched: {OutcomeName.Of(response.Outcome)}{(response.Block is null ? "" : $" ({response.Block})")}{(response.Status > 0 ? $" (HTTP {response.Status})" : "")}{(extras.Route?.Note is { } note ? $": {note}" : by is null ? "" : $" (by the proxy {by})")}{Remedy(response.Outcome)}");
        }

        async Task<TriedPage> RenderedAsync(FetchResponse response, RequestExtras sent, RenderMode mode, RenderRule rule)
        {
            var outline = PageOutline.Of(response.Body.Span);
            var mark = ShellMarks.Of(outline);
            if (mode == RenderMode.Auto && mark is null)
            {
                var asFetched = Of(response.Status, at, response.ContentType, response.Body.ToArray(), job, HeaderLinks.Of(response, at), response.RobotsTags, sent.Route?.Used?.Name);
                asFetched.Rendering = "as fetched, since it has no marks of an application's shell";
                return asFetched;
            }

            var rendering = new TriedRendering(fetcher, job, limits, at, rule, Extras, (asked, set) => JarOf(asked)?.Take(asked, set, TimeProvider.System.UnixMs()));
            var rendered = await rendering.RunAsync(response, sent, cancellationToken);
            var difference = ShellMarks.Difference(outline, PageOutline.Of(Encoding.UTF8.GetBytes(rendered.Html!)));
            if (mode == RenderMode.Auto && difference is null)
            {
                var asFetched = Of(response.Status, at, response.ContentType, response.Body.ToArray(), job, HeaderLinks.Of(response, at), response.RobotsTags, sent.Route?.Used?.Name);
                asFetched.Rendering = $"as fetched: it has {mark}, and rendered it shows nothing more";
                return asFetched;
            }

            var page = Of(response.Status, at, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(rendered.Html!), job, HeaderLinks.Of(response, at), response.RobotsTags, sent.Route?.Used?.Name);
            page.Rendering = $"rendered, {rendered.Requests} request{(rendered.Requests == 1 ? "" : "s")} of the page{(rendered.End == RenderEnd.Unsettled ? $", not settled within {rule.Timeout.TotalSeconds:0.#} s" : "")}{(mark is null ? "" : $", {mark}")}{(difference is null ? "" : $", {difference} than as fetched")}";
            return page;
        }

        async Task<string> LogInAsync(LoginProfile profileOfLogin)
        {
            var request = new LoginRequest(
                profileOfLogin, UserAgent.Of(job.UserAgent), limits, asked => Extras(asked) with { Token = null }, asked => Task.FromResult(JarOf(asked)!), async (_, _) => { await Task.Delay(job.Politeness.Delay ?? CrawlPoliteness.DefaultDelay, cancellationToken); return true; }, told);
            var end = await new LoginClient(fetcher, TimeProvider.System).RunAsync(request, cancellationToken);
            return end.Problem is null ? end.Token : throw new CommandException($"login: {end.Problem}");
        }

        CookieJar? JarOf(WebUrl asked)
        {
            var site = RegistrableDomain.Of(asked.Host);
            return !job.KeepsCookies() ? null : jars.TryGetValue(site, out var jar) ? jar : jars[site] = new CookieJar(given?.Of(site) ?? [], []);
        }

        RequestExtras Extras(WebUrl asked) => new()
        {
            Profile = profile?.For(asked),
            Route = proxies?.For(asked, 0) is { Count: > 0 } choices ? new ProxyRoute(0, choices, health) : null,
            Token = login?.Field(asked, token),
            KeepsCookies = job.KeepsCookies(),
            Cookie = JarOf(asked)?.Header(asked, TimeProvider.System.UnixMs()),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => Source.Dispose();

    private static TriedPage Of(
        int status, WebUrl url, string? contentType, byte[] body, CrawlJob job, HeaderLinks headerLinks, IReadOnlyList<string> robotsTags, string? proxy)
    {
        var token = UserAgent.ProductToken(UserAgent.Of(job.UserAgent));
        var options = new ParsingOptions { MaxLinks = job.Limits.MaxLinksPerPage, ProductToken = token };
        var parsed = PageParser.IsHtml(contentType, body) ? new PageParser(TimeProvider.System).Parse(body, contentType, options, CancellationToken.None) : null;
        var charset = parsed?.Charset.Name ?? CharsetSniffer.Detect(body, contentType).Name;
        var source = new PageSource(url, contentType, parsed is not null, () => PageParser.TextOf(body, charset))
        {
            Resolver = LinkResolver.Of(parsed, url),
            FetchedAt = TimeProvider.System.GetUtcNow(),
        };
        return new TriedPage(status, body, source, parsed)
        {
            Proxy = proxy,
            Links = headerLinks.With(parsed?.Links ?? []),
            IsNoFollow = parsed?.Directives.NoFollow == true || PageDirectives.FromHeader(robotsTags, token).NoFollow,
        };
    }

    private static WebUrl Parse(string url) =>
        WebUrl.TryParse(url, null, out var parsed) ? parsed : throw CommandException.Usage($"\"{url}\" is not a URL: write http://… or https://…");

    private static string Remedy(FetchOutcome outcome) =>
        outcome is FetchOutcome.PrivateAddress or FetchOutcome.BlockedPort ? ": --allow-private permits it"
        : outcome is FetchOutcome.ProxyUnreachable or FetchOutcome.ProxyRefused or FetchOutcome.ProxyFailed ? $": {OutcomeTraits.Of(outcome)!.Remedy}"
        : "";
}
