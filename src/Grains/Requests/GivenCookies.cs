using Thresher.Jobs;
using Thresher.Jobs.Http;
using Thresher.Web.Cookies;
using Thresher.Web.Urls;

namespace Thresher.Grains.Requests;

/// <summary>The cookies of a job's cookies.txt by registrable domain. They stay in the file: no row holds them unless the site sets them anew.</summary>
public sealed class GivenCookies
{
    private readonly ILookup<string, Cookie> _bySite;

    private GivenCookies(IEnumerable<Cookie> cookies) => _bySite = cookies.ToLookup(cookie => RegistrableDomain.Of(cookie.Domain));

    /// <summary>Reads a job's file.</summary>
    /// <returns>Null where the job has none.</returns>
    /// <exception cref="JobException">It cannot be read, or may not be used: one line.</exception>
    public static GivenCookies? Read(CrawlJob job, SecretPolicy secrets)
    {
        if (job.CookieFile is not { } file)
        {
            return null;
        }

        try
        {
            return new GivenCookies(CookiesTxt.Parse(secrets.Read("cookieFile", new SecretText { File = file })));
        }
        catch (FormatException wrong)
        {
            throw new JobException($"cookieFile: {file}: {wrong.Message}");
        }
    }

    /// <summary>Those of a registrable domain.</summary>
    public IEnumerable<Cookie> Of(string site) => _bySite[site];
}
