using System.Text;
using Thresher.Tests.EndToEnd.Chaos;
using Thresher.TestWeb.Database;

namespace Thresher.Tests.EndToEnd.Rig;

/// <summary>Looks where a secret must not be: in any row of the database, on any page that a silo serves.</summary>
internal static class SecretSearch
{
    private static readonly string[] Paths = ["/", "/api/crawls", "/metrics", "/health", "/dashboard/", "/dashboard/DashboardCounters", "/dashboard/ClusterStats"];

    /// <summary>The tables with a row that holds one of the secrets as text or bytes.</summary>
    public static async Task<IReadOnlyList<string>> TablesAsync(PrivatePostgres database, params string[] secrets)
    {
        var found = new List<string>();
        string[] patterns = [.. secrets.SelectMany(secret => new[] { $"%{secret}%", $"%{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret))}%" })];
        foreach (var table in await database.ListAsync<string>("SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"))
        {
            if ((await database.ListAsync<long>($"SELECT count(*) FROM \"{table}\" t WHERE t::text LIKE ANY ($1)", (object)patterns))[0] > 0)
            {
                found.Add(table);
            }
        }

        return found;
    }

    /// <summary>What a silo shows in a browser and to Prometheus.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="crawl">A crawl whose page is among it.</param>
    public static async Task<string> PagesAsync(SiloSlot silo, string crawl)
    {
        await silo.ServesAsync();
        using var http = new HttpClient { BaseAddress = silo.HttpAddress };
        var shown = new StringBuilder();
        foreach (var path in Paths.Append($"/api/crawls/{crawl}").Append($"/?crawl={crawl}"))
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
            shown.Append(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        return shown.ToString();
    }
}
