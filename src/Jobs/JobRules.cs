using System.Collections;
using System.Text.Json.Serialization.Metadata;
using Thresher.Jobs.Rules;
using Thresher.Web.Urls;

namespace Thresher.Jobs;

/// <summary>Checks what a job's values must be beside being of the right type: the <see cref="FieldCheckAttribute"/>s at its fields.</summary>
internal static class JobRules
{
    /// <summary>The first value that breaks a rule, with its path in the job; null when there is none.</summary>
    public static (string Path, string Text)? FirstBroken(CrawlJob job)
    {
        foreach (var broken in Broken(job, "").Concat(Keys("hosts", job.Hosts.Keys)).Concat(job.Http is { } http ? Keys("http.hosts", http.Hosts.Keys).Concat(HttpRules.Broken(job, http)) : [])
            .Concat(job.Login is { } login ? LoginRules.Broken(login).Concat(login.Domains.SelectMany((key, i) => Keys("login.domains", [key]).Select(wrong => ($"login.domains[{i}]", wrong.Text)))) : []))
        {
            return broken;
        }

        return null;
    }

    /// <summary>The checks at a field.</summary>
    public static IEnumerable<FieldCheckAttribute> ChecksOf(JsonPropertyInfo field) =>
        field.AttributeProvider?.GetCustomAttributes(typeof(FieldCheckAttribute), inherit: true).Cast<FieldCheckAttribute>() ?? [];

    private static IEnumerable<(string Path, string Text)> Broken(object part, string path)
    {
        foreach (var field in JobJson.Options.GetTypeInfo(part.GetType()).Properties)
        {
            var checks = ChecksOf(field).ToList();
            foreach (var (at, value) in Values(field.Get!(part), JobPath.Member(path, field.Name)))
            {
                if (value is null)
                {
                    yield return (at, "must not be null");
                    continue;
                }

                foreach (var problem in checks.Select(check => check.Problem(value)).OfType<string>())
                {
                    yield return (at, problem);
                }

                foreach (var broken in JobJson.Options.GetTypeInfo(value.GetType()).Kind == JsonTypeInfoKind.Object ? Broken(value, at) : [])
                {
                    yield return broken;
                }
            }
        }
    }

    /// <summary>A field's value, or the elements of a list or dictionary; nothing of a field that is null.</summary>
    private static IEnumerable<(string Path, object? Value)> Values(object? field, string path) => field switch
    {
        null => [],
        IDictionary members => members.Keys.Cast<string>().Select(key => (JobPath.Member(path, key), members[key])),
        IEnumerable list and not string => list.Cast<object?>().Select((element, i) => ($"{path}[{i}]", element)),
        _ => [(path, field)],
    };

    private static IEnumerable<(string Path, string Text)> Keys(string table, IEnumerable<string> keys) =>
        from key in keys
        let right = KeyFor(key)
        where right != key
        select (JobPath.Member(table, key), right is null ? "is not a host[:port]" : $"write it as \"{right}\"");

    /// <summary>The domain key that was meant; the key itself when a URL of either scheme has exactly that one.</summary>
    private static string? KeyFor(string key)
    {
        string? meant = null;
        foreach (var scheme in new[] { "https://", "http://" })
        {
            if (WebUrl.TryParse(scheme + key, null, out var url) && url.Href == $"{scheme}{url.DomainKey}/")
            {
                if (url.DomainKey == key)
                {
                    return key;
                }

                meant = url.DomainKey;
            }
        }

        return meant;
    }
}
