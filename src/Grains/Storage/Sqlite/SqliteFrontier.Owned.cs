namespace Thresher.Storage.Sqlite;

/// <summary>What an owner holds.</summary>
internal sealed partial class SqliteFrontier
{
    public Task<IReadOnlyList<string>> OwnedDomainsAsync(string owner, CancellationToken cancellationToken) =>
        writer.RunAsync<IReadOnlyList<string>>(
            session =>
            {
                var keys = new List<string>();
                var owned = session["SELECT key FROM domains WHERE owner = ? AND pending > 0"].Bind(owner);
                while (owned.Read())
                {
                    keys.Add(owned.Text(0));
                }

                return keys;
            },
            cancellationToken);
}
